import JapaneseText

/// Whole numbers of up to nine digits, in ASCII or full width.
enum SmallNumber {
  static func parse(_ cell: CellBytes) -> Int? {
    var value = 0
    var digits = 0
    var index = 0
    while index < cell.count {
      let byte = cell[index]
      if byte.isDigit {
        value = value * 10 + byte.digit
        index += 1
      } else if byte == 0xEF, index + 2 < cell.count, cell[index + 1] == 0xBC, cell[index + 2] &- 0x90 < 10 {
        value = value * 10 + Int(cell[index + 2] &- 0x90)
        index += 3
      } else if byte == 0x20 || byte == 0x0D {
        index += 1
        continue
      } else if byte == 0x2E, digits > 0, cell[(index + 1)...].allSatisfy({ $0 == 0x30 }) {
        // `27345.0`, as some exports write whole numbers.
        return value
      } else if digits > 0, byte >= 0xE0, index + 3 == cell.count {
        // A unit behind the number: 年, 月, 日.
        return value
      } else {
        return nil
      }
      digits += 1
      if digits > 9 { return nil }
    }
    return digits > 0 ? value : nil
  }
}

/// The digits of a cell, whatever stands between them, without leading zeros.
enum LooseDigits {
  static func parse(_ cell: CellBytes, count allowed: ClosedRange<Int>) -> UInt64? {
    var value: UInt64 = 0
    var digits = 0
    for byte in cell where byte.isDigit {
      if digits >= 18 { return nil }
      value = value * 10 + UInt64(byte.digit)
      digits += 1
    }
    return allowed.contains(digits) && value != 0 ? value : nil
  }
}

extension CellBytes {
  /// At least seven digits, ASCII or full width.
  var isLongNumber: Bool {
    // Full-width digits end in the bytes 0x90…0x99 of their three.
    count(where: { $0.isDigit || $0 &- 0x90 < 10 }) >= 7
  }
}

/// A year in a column of its own: western, with an era of its own column, or with the era before it (`S50`, `昭和50`).
enum SplitYear {
  static func western(_ cell: CellBytes, era: CellBytes?) -> Int? {
    if let number = SmallNumber.parse(cell) {
      if let era, let offset = offset(of: era), number >= 1, number <= 64 { return number + offset }
      return number >= 1850 ? number : nil
    }
    for length in [6, 3, 1] where cell.count > length {
      if let offset = offset(of: cell.part(0..<length)), let number = SmallNumber.parse(cell.from(length)) {
        return number + offset
      }
    }
    return nil
  }

  /// Year 0 of the era: 昭和 1 is 1926.
  private static func offset(of era: CellBytes) -> Int? {
    guard let first = era.first else { return nil }
    switch first {
    case UInt8(ascii: "M"), UInt8(ascii: "m"), UInt8(ascii: "1"): return 1867
    case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "2"): return 1911
    case UInt8(ascii: "S"), UInt8(ascii: "s"), UInt8(ascii: "3"): return 1925
    case UInt8(ascii: "H"), UInt8(ascii: "h"), UInt8(ascii: "4"): return 1988
    case UInt8(ascii: "R"), UInt8(ascii: "r"), UInt8(ascii: "5"): return 2018
    default: break
    }
    if era.has("明", at: 0) { return 1867 }
    if era.has("大", at: 0) { return 1911 }
    if era.has("昭", at: 0) { return 1925 }
    if era.has("平", at: 0) { return 1988 }
    if era.has("令", at: 0) { return 2018 }
    return nil
  }
}

/// `131-4567`, `１３１・４５６７`, `記号131 番号4567` in one cell.
enum SymbolAndNumber {
  static func split(_ cell: CellBytes) -> (CellBytes, CellBytes)? {
    let joints: [StaticString] = ["-", "・", "－", "ー", "/", " ", "　", "−", "‐"]
    for joint in joints {
      let width = joint.utf8CodeUnitCount
      guard cell.count > width else { continue }
      for index in 1..<(cell.count - width + 1) where cell.has(joint, at: index) {
        return (cell.part(0..<index), cell.from(index + width))
      }
    }
    return nil
  }
}

/// Mail providers that anybody may use; their domains say nothing of an organisation.
enum MailProviders {
  static func isCommon(_ domain: CellBytes) -> Bool {
    let text = String(decoding: domain.lazy.map(\.lowercased), as: UTF8.self)
    return names.contains(text) || text.hasSuffix(".ezweb.ne.jp") || text.hasSuffix(".vodafone.ne.jp")
      || text.hasPrefix("example.") || text.contains(".example.")
  }

  private static let names: Set<String> = [
    "gmail.com", "googlemail.com", "yahoo.co.jp", "yahoo.com", "ymail.ne.jp", "hotmail.com", "hotmail.co.jp",
    "outlook.com", "outlook.jp", "live.jp", "msn.com", "icloud.com", "me.com", "mac.com", "docomo.ne.jp",
    "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp", "nifty.com", "biglobe.ne.jp",
    "ocn.ne.jp", "so-net.ne.jp", "plala.or.jp", "aol.com", "gmx.de", "web.de", "orange.fr", "naver.com", "qq.com",
    "163.com", "proton.me", "protonmail.com", "rakuten.jp", "uqmobile.jp", "mineo.jp",
  ]
}

extension NameCell {
  /// Totals, placeholders and remarks that stand in name columns. `name` is folded.
  static func isNoPerson(_ name: CellBytes) -> Bool {
    guard let first = name.first, let last = name.last else { return true }
    if name.count < 2 || name.count > 120 { return true }
    if first.isDigit || last.isDigit || isRule(name) { return true }
    // 日勤人数, 男子計 below a list.
    if noPersonEndings.contains(where: { name.has($0, at: name.count - $0.utf8CodeUnitCount) }) { return true }
    for mark in noPersonMarks where name.count <= mark.utf8CodeUnitCount + 6 && name.has(mark, at: 0) {
      if mark.utf8CodeUnitCount > 3 || name.count == mark.utf8CodeUnitCount { return true }
    }
    return false
  }

  /// Marks only, as in the line that Markdown draws below its titles: `:---:`.
  static func isRule(_ cell: CellBytes) -> Bool {
    guard let first = cell.first, first < 0x80, !first.isLetter, !first.isDigit else { return false }
    return !cell.contains { $0 >= 0x80 || $0.isLetter || $0.isDigit }
  }

  private static let noPersonEndings: [StaticString] = ["人数", "合計", "小計", "総計", "件数"]
  private static let noPersonMarks: [StaticString] = [
    "合計", "小計", "総計", "総合計", "累計", "以下余白", "該当なし", "該当者なし", "未定", "未登録", "不明", "なし", "無し", "空欄", "欠番",
    "削除", "テスト", "計", "---", "***", "n/a", "null", "none", "total", "subtotal",
    "unknown", "anonymous", "unbekannt", "inconnu", "anonyme", "desconocido", "sconosciuto", "onbekend", "匿名", "氏名不詳",
    "不詳",
    "空室", "空き室", "空家", "欠席者なし",
  ]
}

extension RowView {
  /// `【支店】`, `■本社`: a cell of marks and words that stands alone in its row heads the rows below it.
  func isHeading(at column: Int) -> Bool {
    let cell = cell(column)
    guard cell.count >= 4, cell[0] == 0xE3 || cell[0] == 0xE2 else { return false }
    let marks: [StaticString] = ["【", "〔", "《", "〈", "■", "□", "◆", "◇", "●", "○", "◎", "★", "▼", "▽", "▲", "△"]
    guard marks.contains(where: { cell.has($0, at: 0) }) else { return false }
    return (0..<count).allSatisfy { $0 == column || self.cell($0).isEmpty }
  }
}

extension NameCell {
  /// Words in the place of a further person's name that name nobody new: `本人`, `同上`, `法定相続人`. `name` is folded.
  static func isNobodyNew(_ name: CellBytes) -> Bool {
    guard name.count <= 40, let first = name.first else { return true }
    if name.count <= 3, first < 0xE3 || first == 0xE3 && !name.isKanaOrKanji { return true }
    return nobodyNew.contains { $0.utf8CodeUnitCount == name.count && name.has($0, at: 0) }
  }

  private static let nobodyNew: [StaticString] = [
    "本人", "ご本人", "本人様", "契約者本人", "被保険者本人", "契約者", "被保険者", "同上", "同左", "同右", "同じ", "同人", "上記", "上記に同じ", "法定相続人", "相続人",
    "なし", "無し", "無",
    "有", "有り", "あり", "未定", "未登録", "不明", "不在", "空室", "空き", "配偶者", "妻", "夫", "子", "父", "母", "長男", "長女", "保証会社", "保証会社利用",
    "他", "その他", "全員",
    "self", "same", "sameasabove", "ditto", "none", "n/a", "na", "nil", "null", "unknown", "deceased", "notapplicable",
    "yes", "no", "tbc", "tba", "tbd", "vacant", "legalheirs", "estate", "keine", "keiner", "entfallt", "selbst",
    "siehe oben",
    "sieheoben", "neant", "aucun", "memepersonne", "ninguno", "elmismo", "nessuno", "geen", "brak", "本人的", "无", "無此人",
    "同上本人", "없음",
    "본인", "상동", "동일",
  ]

  /// Three katakana and more beside a kanji: firms, not names.
  static func mixesKanjiAndKatakana(_ cell: CellBytes) -> Bool {
    var kanji = 0
    var katakana = 0
    var index = 0
    while index < cell.count {
      let (scalar, width) = NameScalars.scalar(in: cell, at: index)
      if scalar.isKanji { kanji += 1 }
      if scalar.isKatakana { katakana += 1 }
      index += width
    }
    return kanji > 0 && katakana >= 3
  }

  /// `妻 花子` → 花子: a relative's name with the word for it before a space.
  static func withoutRelation(_ cell: CellBytes) -> CellBytes {
    guard let space = firstSpace(in: cell), space <= 12 else { return cell }
    let word = cell.part(0..<space)
    guard relatives.contains(where: { $0.utf8CodeUnitCount == word.count && word.has($0, at: 0) }) else { return cell }
    return trimmed(cell.from(space))
  }

  private static let relatives: [StaticString] = [
    "妻", "夫", "子", "父", "母", "長男", "長女", "次男", "次女", "三男", "三女", "二男", "二女", "祖父", "祖母", "兄", "弟", "姉", "妹", "孫", "配偶者",
    "同居人", "内縁", "婚約者",
  ]
}

extension CellBytes {
  fileprivate var isKanaOrKanji: Bool {
    // U+3041… and beyond: the marks of U+3000 (々 〇 apart) are none.
    count >= 3 && (self[0] > 0xE3 || self[1] >= 0x81)
  }
}

/// The folded words of titles, to notice titles that repeat inside a table.
struct TitleWords {
  static let shared = TitleWords()

  private let seed = FastHash.seed
  private var hashes: Set<UInt64> = []

  private init() {
    // 名前 and 選手 are nobody's names; Guest and Person are.
    for (word, entry) in HeaderWords.exact
    where entry.strength == .strong || entry.role == .name && word.utf8.allSatisfy({ $0 >= 0x80 }) {
      var word = Folding.foldName(word)
      word.withUTF8 { bytes in if let hash = hash(bytes) { hashes.insert(hash) } }
    }
  }

  func contains(_ name: CellBytes) -> Bool { hash(name).map(hashes.contains) ?? false }

  private func hash(_ bytes: CellBytes) -> UInt64? {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return nil }
    var hash = FastHash(seed: seed, salt: 7)
    hash.combine(base, count: bytes.count)
    return hash.value
  }
}

/// Words by which an untitled column is known to hold the courses or the places of check-ups.
enum AppointmentWords {
  /// 生活習慣病予防健診, 人間ドック, 定期健康診断A.
  static func contains(_ cell: CellBytes) -> Bool { find(["健診", "検診", "ドック", "健康診断"], in: cell) }

  /// 青葉台健診センター, 中央クリニック, みなと病院.
  static func containsPlace(_ cell: CellBytes) -> Bool {
    find(["健診", "検診", "クリニック", "病院", "医院", "診療所", "医療", "医学", "メディカル", "巡回"], in: cell)
  }

  private static func find(_ words: [StaticString], in cell: CellBytes) -> Bool {
    guard cell.count >= 6, cell.count <= 120 else { return false }
    var index = 0
    while index + 6 <= cell.count {
      if cell[index] >= 0xE3, words.contains(where: { cell.has($0, at: index) }) { return true }
      index += 1
    }
    return false
  }
}
