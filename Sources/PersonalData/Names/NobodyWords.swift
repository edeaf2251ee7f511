import JapaneseText

/// Whole cells of name columns that name nobody: the lines of figures below a list (平均, 最高点, 標準偏差, Average), marks of
/// repetition, places and devices that take part in a meeting, entries of a telephone that are no people.
///
/// What a whole cell must be is asked by one hash for each new person.
struct NobodyWords: Sendable {
  static let shared = NobodyWords()

  private let seed: UInt64
  private let hashes: Set<UInt64>

  private init() {
    let seed = FastHash.seed
    var hashes: Set<UInt64> = []
    for word in Self.words.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
      var folded = Folding.foldName(String(word))
      folded.withUTF8 { if let hash = Self.hash($0, seed) { hashes.insert(hash) } }
    }
    self.seed = seed
    self.hashes = hashes
  }

  /// - Parameter name: folded.
  func contains(_ name: CellBytes) -> Bool {
    Self.hash(name, seed).map(hashes.contains) ?? false || isDevice(name)
  }

  private static func hash(_ word: CellBytes, _ seed: UInt64) -> UInt64? {
    guard let base = word.baseAddress, !word.isEmpty else { return nil }
    var hash = FastHash(seed: seed, salt: 13)
    hash.combine(base, count: word.count)
    return hash.value
  }

  /// `iPhone 12`, `Galaxy S21`, `DESKTOP-4F2K9`: with nothing behind that could be somebody's name.
  private func isDevice(_ name: CellBytes) -> Bool {
    guard let first = name.first, first < 0x80, name.count <= 30 else { return false }
    return Self.devices.contains { word in
      guard name.hasLetters(word, at: 0) else { return false }
      let rest = name.from(word.utf8CodeUnitCount)
      return rest.count(where: \.isLetter) <= 2 || rest.contains(where: \.isDigit)
    }
  }

  private static let devices: [StaticString] = [
    "iphone", "ipad", "ipod", "android", "galaxy", "xperia", "aquos", "macbook", "imac", "desktop-", "laptop-",
    "chromebook", "zoomroom", "zoomuser", "meetingroom", "conferenceroom", "sm-", "redmi", "huawei", "pixel",
  ]

  private static let words = """
    平均|平均点|平均値|平均年齢|学年平均|学級平均|クラス平均|組平均|全体平均|全校平均|男子平均|女子平均|男性平均|女性平均|最高|最高点|最高値|最低|最低点|最低値|最大|最大値|最小|最小値
    標準偏差|偏差値|分散|中央値|最頻値|順位|満点|配点|得点|得点率|正答率|合格点|基準|基準値|基準点|目標|目標値|前年|前年比|前月|前月比|構成比|割合|比率|増減|差引|差額|備考|判定
    男子|女子|男性|女性|男|女|全体|全員|学年|学級|在籍|出席|欠席|在籍数|出席数|欠席数|受験者|受験者数|受診者数|参加者数|総数|実数|回答数|件数|人数|延べ人数|月計|年計|日計|週計|男計|女計
    総合計|総平均|繰越|前頁計|頁計|次頁へ|平均分|最高分|最低分|合计|小计|总计|總計|평균|합계|총계|소계|최고점|최저점
    average|averages|avg|mean|median|maximum|minimum|highest|lowest|stdev|std dev|std. dev.|stddev|standard deviation|variance|grand total
    sub total|sum|count|class average|overall average|overall|benchmark|target|reference|ref. range|percentile
    durchschnitt|mittelwert|summe|gesamt|insgesamt|gesamtsumme|anzahl|standardabweichung|zwischensumme|moyenne|médiane|écart type|écart-type
    somme|total général|promedio|mediana|desviación estándar|total general|deviazione standard|totale|somma|média|desvio padrão|gemiddelde|totaal
    średnia|razem|průměr|celkem|medelvärde|summa|gjennomsnitt|gennemsnit
    true|false|null|nil|はい|いいえ|有り|無し|あり|なし
    〃|″|々|仝|同上|同右|同左|ditto
    添乗員|運転手|乗務員|ガイド|係員|引率者|来賓|予備|空席|空き|スタッフ|アルバイト|ゲスト|ゲスト参加者|関係者|招待者
    tour conductor|tour leader|tour guide|tour escort|to be announced|to be confirmed|to be advised|to be decided|to be determined|no name
    実家|自宅|会社|職場|学校|本社|自分|留守番電話|留守電|伝言|非通知|公衆電話|通知不可能|非通知設定
    会議室|大会議室|小会議室|第一会議室|第二会議室|応接室|録画|議事録|議事録ai|文字起こし|ai議事録|受付端末
    otter.ai|otterpilot|fireflies.ai notetaker|fireflies|read.ai meeting notes|read.ai|ai notetaker|notetaker|notta|notta bot|tl;dv|recorder
    """
}
