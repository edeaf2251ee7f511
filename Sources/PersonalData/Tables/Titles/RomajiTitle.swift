import JapaneseText

/// Column names that are Japanese titles in Latin letters, as databases and programs of offices have them: `seinengappi`,
/// `KANJA_MEI`, `jyuusyo1`, `hokenshaBango`, `SEINENGAPP` of a format that cuts names after ten letters.
///
/// Every word must be known, and the title is read as the Japanese one that they spell. All spellings count as one: Hepburn
/// and the official ones (shi si, tsu tu, ja jya zya), long vowels written or not (juusho jusho), double consonants and n
/// before b, p and m.
enum RomajiTitle {
  /// What a title says in Japanese: `患者名` of `kanja_mei`; nil for what is not made of such words.
  static func japanese(_ title: String) -> String? {
    guard (4...40).contains(title.utf8.count), title.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x20 }) else { return nil }
    let written = TitleTokens.withoutHumps(title) ?? title.lowercased()
    var text = ""
    var letters = 0
    for part in written.split(whereSeparator: { "_-.".contains($0) }) {
      let word = part.prefix { !$0.isNumber }
      let number = part.dropFirst(word.count)
      guard number.allSatisfy(\.isNumber), number.count <= 2 else { return nil }
      if !word.isEmpty {
        let spelling = spelling(of: word.utf8)
        // Cut names are told by their length, in whatever spelling they are.
        let isCut = title.utf8.count == 10 && part.endIndex == written.endIndex
        guard let words = words(in: spelling[...], most: 4, isCut: isCut) else { return nil }
        for word in words {
          text += word.japanese
          letters = max(letters, word.letters)
        }
      }
      text += number
    }
    // `no`, `cd` and `mei` by themselves tell nothing.
    return letters >= 4 ? text : nil
  }

  private typealias Word = (japanese: String, letters: Int)

  /// The words that a spelling is made of, the longest first.
  private static func words(in spelling: ArraySlice<UInt8>, most: Int, isCut: Bool) -> [Word]? {
    if spelling.isEmpty { return [] }
    guard most > 0 else { return nil }
    if isCut, spelling.count >= 6, let word = completed(spelling) { return [word] }
    for length in stride(from: min(spelling.count, longest), through: 2, by: -1) {
      let first = spelling.prefix(length)
      guard let japanese = vocabulary[Array(first)],
        let rest = words(in: spelling.dropFirst(length), most: most - 1, isCut: isCut)
      else { continue }
      return [(japanese, length)] + rest
    }
    return isCut && spelling.count >= 2 ? completed(spelling).map { [$0] } : nil
  }

  /// The only word that begins so.
  private static func completed(_ beginning: ArraySlice<UInt8>) -> Word? {
    let whole = vocabulary.filter { $0.key.count > beginning.count && $0.key.starts(with: beginning) }
    return whole.count == 1 ? whole.first.map { ($0.value, beginning.count) } : nil
  }

  /// One spelling for all.
  private static func spelling(of word: some Sequence<UInt8>) -> [UInt8] {
    let letters = Array(word)
    var out: [UInt8] = []
    out.reserveCapacity(letters.count)
    func letter(_ index: Int) -> UInt8 { index < letters.count ? letters[index] : 0 }
    var index = 0
    while index < letters.count {
      let (one, next, third) = (letters[index], letter(index + 1), letter(index + 2))
      index += 1
      switch (one, next) {
      case (UInt8(ascii: "t"), UInt8(ascii: "c")): break
      case (UInt8(ascii: "s"), UInt8(ascii: "h")), (UInt8(ascii: "c"), UInt8(ascii: "h")):
        out.append(one == UInt8(ascii: "s") ? one : UInt8(ascii: "t"))
        if third != UInt8(ascii: "i") { out.append(UInt8(ascii: "y")) }
        index += 1
      case (UInt8(ascii: "t"), UInt8(ascii: "s")):
        out.append(one)
        index += 1
      case (UInt8(ascii: "f"), UInt8(ascii: "u")): out.append(UInt8(ascii: "h"))
      case (UInt8(ascii: "j"), _):
        out.append(UInt8(ascii: "z"))
        if next != UInt8(ascii: "i"), next != UInt8(ascii: "y") { out.append(UInt8(ascii: "y")) }
      case (UInt8(ascii: "m"), UInt8(ascii: "b")), (UInt8(ascii: "m"), UInt8(ascii: "p")): out.append(UInt8(ascii: "n"))
      case (UInt8(ascii: "o"), UInt8(ascii: "u")), (UInt8(ascii: "o"), UInt8(ascii: "o")),
        (UInt8(ascii: "u"), UInt8(ascii: "u")):
        out.append(one)
        index += 1
      case (let one, let other) where one == other && !"aiueo".utf8.contains(one): break
      default: out.append(one)
      }
    }
    return out
  }

  private static let vocabulary: [[UInt8]: String] = {
    var table: [[UInt8]: String] = [:]
    for entry in entries.split(whereSeparator: \.isWhitespace) {
      let parts = entry.split(separator: "=")
      guard parts.count == 2 else { continue }
      for word in parts[0].split(separator: "|") { table[spelling(of: word.utf8)] = String(parts[1]) }
    }
    return table
  }()

  private static let longest = vocabulary.keys.map(\.count).max() ?? 0

  private static let entries = """
    shimei=氏名 namae=名前 onamae=お名前 seimei=姓名 myoji=名字 sei=姓 mei|nm|name=名 kyusei=旧姓 tsusho=通称 \
    kana|kn|yomi|yomigana|yomikata=カナ furigana=フリガナ kanji|kj|knj=漢字 romaji=ローマ字 \
    seinengappi|umareymd=生年月日 seinen=生年 umare=生 ymd|nengappi=年月日 tanjobi=誕生日 shusshobi|shusseibi=出生日 nenrei=年齢 \
    gengo=元号 seibetsu=性別 danjo=男女 yubin|yuubin=郵便 jusho=住所 genjusho=現住所 jitaku=自宅 honseki=本籍 \
    todofuken=都道府県 shikuchoson=市区町村 shichoson=市町村 choiki=町域 chomei=町名 banchi=番地 tatemono=建物 tatemonomei=建物名 katagaki=方書 \
    denwa=電話 keitai=携帯 tel=tel fax=fax mail|meru=メール meado|mailaddress=メールアドレス renrakusaki=連絡先 kinkyu=緊急 nitchu=日中 \
    hokensha=保険者 hihokensha=被保険者 hoken=保険 hokensho=保険証 kenko=健康 kigo=記号 bango|no|num=番号 edaban=枝番 \
    kumiai=組合 kumiaiin=組合員 kenpo=健保 kaigo=介護 koki=後期 kohi=公費 jukyusha=受給者 kanyusha=加入者 \
    kaisha=会社 jigyosho=事業所 kinmusaki=勤務先 kigyo=企業 hojin=法人 dantai=団体 busho=部署 shozoku=所属 bumon=部門 \
    yakushoku=役職 shokugyo=職業 shokushu=職種 shain=社員 jugyoin=従業員 shokuin=職員 shaban=社番 kojin=個人 \
    kanja=患者 riyosha=利用者 kaiin=会員 kokyaku=顧客 okyakusama=お客様 keiyakusha=契約者 moshikomisha=申込者 \
    shinseisha=申請者 jushinsha=受診者 taishosha=対象者 yoyakusha=予約者 sankasha=参加者 honnin=本人 haigusha=配偶者 \
    setainushi|setainusi=世帯主 setai=世帯 hogosha=保護者 kazoku=家族 fuyosha=扶養者 hifuyosha=被扶養者 zokugara|tsuzukigara=続柄 \
    seito=生徒 gakusei=学生 jido=児童 enji=園児 gakuseki=学籍 gakunen=学年 gakko=学校 shussekisha=出席者 \
    todokesaki=届け先 sofusaki=送付先 haisosaki=配送先 iraisha=依頼者 chumonsha=注文者 konyusha=購入者 \
    uketorinin=受取人 hoshonin=保証人 dairinin=代理人 daihyosha=代表者 \
    yoyaku=予約 jushin=受診 kenshin=健診 shindan=診断 shinryo=診療 shinryoka=診療科 shinsatsuken=診察券 karte|karute=カルテ \
    byomei=病名 shobyomei=傷病名 kiorekireki|kioreki=既往歴 kensa=検査 kekka=結果 kensakekka=検査結果 hantei=判定 shoken=所見 \
    shincho=身長 taiju=体重 ketsuatsu=血圧 ketsuekigata=血液型 shogai=障害 yokaigo=要介護 kaigodo=介護度 shoho=処方 \
    koza=口座 meigi=名義 meiginin=名義人 ginko=銀行 shiten=支店 menkyo|menkyosho=免許証 ryoken=旅券 zairyu=在留 kado=カード \
    nenkin=年金 kisonenkin=基礎年金 koyohoken=雇用保険 koyo=雇用 biko=備考 memo=メモ tokkijiko=特記事項 \
    tanto=担当 tantosha=担当者 ishi=医師 shujii=主治医 toroku=登録 koshin=更新 sakusei=作成 bi=日 nichiji=日時 hizuke=日付 \
    shohin=商品 hinmei=品名 suryo=数量 kingaku=金額 tanka=単価 tenpo=店舗 shisetsu=施設 kamoku=科目 komoku=項目 kyoten=拠点 \
    yakuhin=薬品 kubun|kbn=区分 cd|code|kodo=コード id=id nyusha=入社 taishoku=退職 kyuyo=給与 kokuseki=国籍 \
    kokyakumei=顧客名 jusyocd=住所コード
    """
}
