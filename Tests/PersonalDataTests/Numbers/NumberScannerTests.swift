import JapaneseText
import PersonalData
import Testing

@Suite struct NumberScannerTests {
  typealias Kind = NumberScanner.Finding.Kind

  private func scan(_ text: String) -> [(Kind, String, UInt64)] {
    let bytes = Array(text.utf8)
    var found: [(Kind, String, UInt64)] = []
    bytes.withUnsafeBufferPointer { cell in
      NumberScanner().scan(cell) { finding in
        found.append((finding.kind, String(decoding: bytes[finding.range], as: UTF8.self), finding.value))
      }
    }
    return found
  }

  @Test(
    arguments: [
      ("生年月日は1975年1月2日です", Kind.date, "1975年1月2日", 19_750_102), ("(1975/01/02)", .date, "1975/01/02", 19_750_102),
      ("昭和50年1月2日生", .date, "昭和50年1月2日", 19_750_102), ("昭和５０年１月２日", .date, "昭和５０年１月２日", 19_750_102),
      ("令和元年5月1日付", .date, "令和元年5月1日", 20_190_501), ("生:S50.1.2 ", .date, "S50.1.2", 19_750_102),
      ("born Jan 2, 1975.", .date, "Jan 2, 1975", 19_750_102), ("on 2 Jan 1975 in", .date, "2 Jan 1975", 19_750_102),
      ("dob 01/02/1975,", .date, "01/02/1975", 19_750_102), ("x,19750102,y", .date, "19750102", 19_750_102),
      ("電話03-1234-5678まで", .phone, "03-1234-5678", 312_345_678),
      ("電話（03）1234-5678。", .phone, "（03）1234-5678", 312_345_678),
      ("携帯０９０－１２３４－５６７８", .phone, "０９０－１２３４－５６７８", 9_012_345_678),
      ("TEL:09012345678", .phone, "09012345678", 9_012_345_678),
      ("+81-90-1234-5678", .phone, "+81-90-1234-5678", 9_012_345_678),
      ("090−1234−5678へ", .phone, "090−1234−5678", 9_012_345_678),
      ("フリーダイヤル0120-123-456", .servicePhone, "0120-123-456", 120_123_456),
      ("〒123-4567 東京都", .postal, "〒123-4567", 1_234_567), ("〒１２３－４５６７", .postal, "〒１２３－４５６７", 1_234_567),
      ("a,123-4567,b", .postal, "123-4567", 1_234_567), ("〒1234567", .postal, "〒1234567", 1_234_567),
      ("連絡はtaro.y@example.co.jpへ", .email, "taro.y@example.co.jp", 0),
      ("宛先taro1975.7@example.co.jp", .email, "taro1975.7@example.co.jp", 0),
      ("20240101@example.jp", .email, "20240101@example.jp", 0),
      ("<taro@example.jp>.", .email, "taro@example.jp", 0),
      ("番号 123456789018 です", .myNumber, "123456789018", 123_456_789_018),
      ("番号 1234-5678-9018", .myNumber, "1234-5678-9018", 123_456_789_018),
      ("番号１２３４５６７８９０１８", .myNumber, "１２３４５６７８９０１８", 123_456_789_018),
      ("法人7000012050002", .corporateNumber, "7000012050002", 7_000_012_050_002),
      ("保険者番号33120015", .insurerNumber, "33120015", 33_120_015),
      ("免許300512345680", .licence, "300512345680", 300_512_345_680),
      ("card 4111-1111-1111-1111.", .card, "4111-1111-1111-1111", 4_111_111_111_111_111),
      ("card 378282246310005,", .card, "378282246310005", 378_282_246_310_005),
      ("年金1234-567890", .pension, "1234-567890", 1_234_567_890),
      ("雇用保険 1234-567890-1", .employmentInsurance, "1234-567890-1", 12_345_678_901),
      ("在留AB12345678CD", .residenceCard, "AB12345678CD", 0), ("旅券 TR1234567。", .passport, "TR1234567", 0),
      ("IBAN GB29 NWBK 6016 1331 9268 19 ok", .iban, "GB29 NWBK 6016 1331 9268 19", 0),
      ("DE89370400440532013000", .iban, "DE89370400440532013000", 0),
      ("ssn 536-90-4399", .nationalNumber, "536-90-4399", 0),
      ("id 11010519491231002X", .nationalNumber, "11010519491231002X", 0),
      ("dni 54362315K.", .nationalNumber, "54362315K", 0),
      ("971013-9019902", .nationalNumber, "971013-9019902", 0),
      ("cf RCCMNL83S18D969H", .taxNumber, "RCCMNL83S18D969H", 0),
    ] as [(String, Kind, String, UInt64)])
  func finds(text: String, kind: Kind, part: String, value: UInt64) {
    let found = scan(text)
    #expect(found.count == 1)
    #expect(found.first?.0 == kind)
    #expect(found.first?.1 == part)
    #expect(found.first?.2 == value)
  }

  /// Digits that are the middle of something else, or nothing.
  @Test(arguments: [
    "", "山田太郎様", "item/657964877302x", "10.30.78.168", "4939354603421", "a1b2c3d4e5f6", "2024-13-45", "12:34:56",
    "K0000001", "326-1712-48", "1234567890123456789012345", "x_19750102", "3.14159265358979", "99-123456789018",
    "v1.2.3", "user@localhost", "@", "０", "１２３", "＠",
  ])
  func findsNothing(text: String) {
    #expect(scan(text).isEmpty)
  }

  @Test func aNumberAsMailbox() {
    #expect(scan("09012345678@docomo.ne.jp").map(\.0) == [.phone, .email])
  }

  @Test func manyInOneLine() {
    let found = scan("山田太郎,1975/01/02,123-4567,東京都港区1-2-3,03-1234-5678,090-1111-2222,taro@example.jp,33120015")
    #expect(found.map(\.0) == [.date, .postal, .phone, .phone, .email, .insurerNumber])
  }

  /// What is found does not depend on where the text lies relative to the eight-byte steps, nor on its neighbours.
  @Test func positionDoesNotMatter() {
    for shift in 0..<24 {
      let found = scan(String(repeating: "あ", count: shift) + String(repeating: " ", count: shift) + "03-1234-5678、x")
      #expect(found.map(\.2) == [312_345_678])
    }
  }

  /// Everything that the scanner finds, the cell's own parser accepts.
  @Test(arguments: [41, 42, 43] as [UInt64])
  func agreesWithTheParsers(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "03-1234-5678", "090", "-", "１２３", "－", "4567", "〒", "昭和", "50", "年", "1", "月", "2", "日", "taro@", "example.jp",
      " ", "、", "AB", "12345678", "CD", "(", ")", "+81", "1975/01/02", ".", "GB29", "S", "東京都", "0120-123-456",
    ]
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }.joined()
      var bytes = Array(text.utf8)
      if Int.random(in: 0..<4, using: &generator) == 0 {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      bytes.withUnsafeBufferPointer { cell in
        NumberScanner().scan(cell) { finding in
          #expect(finding.range.upperBound <= cell.count, "seed \(seed): \(text)")
          let part = cell.part(finding.range)
          switch finding.kind {
          case .phone, .servicePhone:
            #expect(
              PhoneNumber.parse(part, leadingZeroMayBeMissing: false)?.digits == finding.value, "seed \(seed): \(text)")
          case .postal: #expect(PostalCode.parse(part).map(UInt64.init) == finding.value, "seed \(seed): \(text)")
          case .email: #expect(EmailAddress.parse(part) != nil, "seed \(seed): \(text)")
          case .date:
            #expect(DateText.parse(part).map { UInt64($0.packed) } == finding.value, "seed \(seed): \(text)")
          default: break
          }
        }
      }
    }
  }
}
