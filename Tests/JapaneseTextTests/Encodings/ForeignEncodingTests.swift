import Testing

@testable import JapaneseText

/// Lists of other countries, and Japanese ones that must not be taken for them.
@Suite struct ForeignEncodingTests {
  /// A language, the encodings that its lists come in, its column titles and what its rows are made of.
  struct Language: Sendable, CustomTestStringConvertible {
    var name: String
    var encodings: [TextEncoding]
    var title: String
    var families: [String]
    var givens: [String]
    var places: [String]
    var separator = " "
    var testDescription: String { name }
  }

  static let languages = [
    Language(
      name: "Korean", encodings: [.cp949], title: "성명,생년월일,주소,전화번호",
      families: ["김", "이", "박", "최", "정", "한", "오", "서"],
      givens: ["민준", "서연", "지훈", "수빈", "영숙", "현우", "은경"], places: ["서울특별시 강남구 역삼동", "부산광역시 해운대구", "경기도 수원시 팔달구"],
      separator: ""),
    Language(
      name: "Simplified Chinese", encodings: [.gb18030], title: "姓名,性别,联系电话,地址",
      families: ["王", "李", "张", "刘", "陈", "赵", "黄"],
      givens: ["伟", "芳", "秀英", "建国", "丽", "志强", "晓明"], places: ["北京市朝阳区建国路", "上海市浦东新区", "广东省深圳市南山区"], separator: ""),
    Language(
      name: "Traditional Chinese", encodings: [.big5], title: "姓名,性別,聯絡電話,地址",
      families: ["陳", "林", "黃", "張", "李", "吳", "劉"],
      givens: ["志明", "淑芬", "雅婷", "家豪", "美玲", "俊傑"], places: ["台北市大安區和平東路", "新北市板橋區", "高雄市三民區建國路"], separator: ""),
    Language(
      name: "German", encodings: [.windows1252, .macintosh, .ibm850], title: "Nachname;Vorname;Straße;Ort",
      families: ["Müller", "Schäfer", "Weiß", "Böhm", "König"], givens: ["Jürgen", "Käthe", "Björn", "Ute", "Günther"],
      places: ["Köln", "Gießen", "München", "Düsseldorfer Straße 4"]),
    Language(
      name: "French", encodings: [.windows1252], title: "Nom;Prénom;Né(e) le;Téléphone",
      families: ["Lefèvre", "Gérard", "Besançon", "Rémy"], givens: ["Hélène", "François", "Zoé", "René", "Noël"],
      places: ["Orléans", "Saint-Étienne", "Nîmes"]),
    Language(
      name: "Spanish", encodings: [.windows1252], title: "Apellidos;Nombre;Dirección;Teléfono",
      families: ["García", "Muñoz", "Pérez", "Núñez"], givens: ["José", "María", "Ángel", "Iñaki"],
      places: ["Cádiz", "León", "Córdoba", "A Coruña"]),
    Language(
      name: "Polish", encodings: [.windows1250, .iso88592], title: "Nazwisko;Imię;Miejscowość;Województwo",
      families: ["Wiśniewski", "Wójcik", "Kamińska", "Zieliński", "Woźniak"],
      givens: ["Paweł", "Małgorzata", "Łukasz", "Stanisław"],
      places: ["Łódź", "Kraków", "Gdańsk", "Częstochowa"]),
    Language(
      name: "Czech", encodings: [.windows1250, .iso88592], title: "Příjmení;Jméno;Město;Ulice",
      families: ["Dvořák", "Novotný", "Černý", "Růžička"], givens: ["Jiří", "Tomáš", "Lucie", "Zdeněk"],
      places: ["Plzeň", "Ústí nad Labem", "České Budějovice"]),
    Language(
      name: "Turkish", encodings: [.windows1254], title: "Adı;Soyadı;Doğum tarihi;Şehir",
      families: ["Yılmaz", "Öztürk", "Şahin", "Çelik"], givens: ["Ayşe", "Gülşen", "Oğuz", "Işıl"],
      places: ["İstanbul", "Eskişehir", "Muğla"]),
    Language(
      name: "Russian", encodings: [.windows1251, .koi8R, .ibm866], title: "Фамилия;Имя;Адрес;Телефон",
      families: ["Иванов", "Смирнова", "Кузнецов", "Васильева"], givens: ["Александр", "Елена", "Дмитрий", "Ольга"],
      places: ["Москва", "Санкт-Петербург", "Екатеринбург"]),
    Language(
      name: "Greek", encodings: [.windows1253], title: "Επώνυμο;Όνομα;Διεύθυνση;Τηλέφωνο",
      families: ["Παπαδόπουλος", "Γεωργίου", "Νικολάου", "Βασιλείου"],
      givens: ["Γιώργος", "Μαρία", "Δημήτρης", "Ελένη"],
      places: ["Αθήνα", "Θεσσαλονίκη", "Ηράκλειο"]),
  ]

  private static func list(_ language: Language, rows: Int, _ numbers: inout SeededGenerator) -> String {
    var text = language.title + "\r\n"
    for row in 0..<rows {
      let family = language.families[Int.random(in: 0..<language.families.count, using: &numbers)]
      let given = language.givens[Int.random(in: 0..<language.givens.count, using: &numbers)]
      let place = language.places[Int.random(in: 0..<language.places.count, using: &numbers)]
      text += "\(row),\(family)\(language.separator)\(given),\(place),010-\(1000 + row)\r\n"
    }
    return text
  }

  private func guess(_ bytes: [UInt8], isWhole: Bool = true) -> EncodingGuess {
    bytes.withUnsafeBytes { EncodingGuess(of: $0, isWhole: isWhole) }
  }

  @Test(arguments: languages, [4, 12, 200]) func listsAreReadInTheirEncoding(_ language: Language, rows: Int) {
    for seed in UInt64(1)...8 {
      var numbers = SeededGenerator(seed: seed)
      let text = Self.list(language, rows: rows, &numbers)
      for encoding in language.encodings {
        // The rarer encodings are only believed with a dozen rows.
        if rows < 12, encoding.isSingleByte, encoding != .windows1252, encoding != .windows1251 { continue }
        let encoded = encoding.encode(text)
        #expect(encoded.unencodable.isEmpty)
        let found = guess(encoded.bytes)
        let read = decoded(encoded.bytes, as: found.encoding)
        #expect(
          String(decoding: read.text, as: UTF8.self) == text,
          "\(language.name) in \(encoding.rawValue) as \(found.encoding.rawValue), seed \(seed)")
      }
    }
  }

  private static let surnames = ["佐藤", "鈴木", "長谷川", "五十嵐", "髙橋", "渡邊", "小鳥遊", "勅使河原", "東海林", "神", "原", "龍"]
  private static let given = ["太郎", "花子", "翔", "美咲", "大翔", "凛", "健一郎", "さくら", "紗羅", "蓮", "未来"]
  private static let readings = ["ｻﾄｳ ﾀﾛｳ", "ｽｽﾞｷ ﾊﾅｺ", "ﾊｾｶﾞﾜ ｼｮｳ", "ｲｶﾞﾗｼ ﾐｻｷ", "ﾃｼｶﾞﾜﾗ ｹﾝｲﾁﾛｳ", "ﾘｭｳ ﾚﾝ"]

  /// Names alone, readings alone, fixed-width rows and records: none of them may turn Chinese or Korean.
  @Test(arguments: Array(UInt64(1)...40)) func japaneseListsStayJapanese(seed: UInt64) {
    var numbers = SeededGenerator(seed: seed)
    func pick(_ list: [String]) -> String { list[Int.random(in: 0..<list.count, using: &numbers)] }
    for rows in [1, 2, 5, 40] {
      let styles: [(String) -> String] = [
        { _ in pick(Self.surnames) + pick(Self.given) },
        { _ in "2000" + pick(Self.readings) + "     123456" },
        { _ in pick(Self.surnames) + " " + pick(Self.given) + "," + pick(Self.readings) + ",男,090-1234-5678" },
        { _ in "東京都千代田区丸の内1-" + pick(["2", "3"]) + " " + pick(Self.surnames) + "ビル" },
        { _ in "Memo: " + pick(Self.surnames) + "様 OK" },
      ]
      for (index, style) in styles.enumerated() {
        let text = (0..<rows).map { style("\($0)") }.joined(separator: "\r\n")
        for encoding in [TextEncoding.cp932, .eucJP] {
          // One line of half-width kana in EUC-JP has always been too little.
          if encoding == .eucJP, index == 1, rows < 5 { continue }
          let found = guess(encoding.encode(text).bytes).encoding
          #expect(found == encoding, "style \(index), \(rows) rows, seed \(seed)")
        }
      }
    }
  }

  @Test func textOfOtherScriptsIsUnknownAndCounted() {
    // Arabic names as windows-1256, which nothing here reads.
    let names: [[UInt8]] = [
      [0xE3, 0xCD, 0xE3, 0xCF, 0x20, 0xC3, 0xCD, 0xE3, 0xCF], [0xDA, 0xC8, 0xCF, 0x20, 0xC7, 0xE1, 0xE1, 0xE5],
      [0xDD, 0xC7, 0xD8, 0xE3, 0xC9, 0x20, 0xCD, 0xD3, 0xE4], [0xED, 0xE6, 0xD3, 0xDD, 0x20, 0xDA, 0xE1, 0xED],
    ]
    let high = names.joined().count { $0 >= 0x80 }
    let bytes = Array(repeatElement(Array(names.joined(separator: [0x2C, 0x31, 0x0D, 0x0A])), count: 20).joined())
    let found = guess(bytes)
    #expect(found.encoding == .unknown)
    #expect(found.confidence == 0)
    let read = decoded(bytes, as: .unknown)
    #expect(read.unreadable == 20 * high)
    #expect(read.text.count { $0 == 0x31 } == 60)
  }

  @Test func quotesAndDashesOfWesternTextAreNoJapanese() {
    let text = "It’s Anna’s list – “final” …\r\nDon’t copy, 20 € each, § 12.\r\n"
    let bytes = TextEncoding.windows1252.encode(String(repeating: text, count: 5)).bytes
    #expect(guess(bytes).encoding == .windows1252)
  }

  @Test func charactersOfFourBytesAreRead() {
    // U+0080, U+FFFF and U+20000, from the tables of GB 18030-2005.
    let bytes: [UInt8] = [0x81, 0x30, 0x81, 0x30, 0x84, 0x31, 0xA4, 0x39, 0x95, 0x32, 0x82, 0x36]
    let read = decoded(bytes, as: .gb18030)
    #expect(String(decoding: read.text, as: UTF8.self) == "\u{80}\u{FFFF}\u{20000}")
    #expect(read.unreadable == 0)
  }

  @Test(arguments: [
    ("EUC-KR", TextEncoding.cp949), ("ks_c_5601-1987", .cp949), ("GB2312", .gb18030), ("gbk", .gb18030),
    ("Big5", .big5),
    ("iso-8859-2", .iso88592), ("windows-1250", .windows1250), ("KOI8-R", .koi8R), ("ISO-8859-15", .iso885915),
  ]) func namesOfForeignEncodings(_ name: String, _ encoding: TextEncoding) {
    #expect(TextEncoding(mimeName: name) == encoding)
  }
}
