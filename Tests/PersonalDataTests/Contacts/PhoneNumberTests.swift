import PersonalData
import Testing

@Suite struct PhoneNumberTests {
  static let forms: [(String, UInt64, PhoneNumber.Kind)] = [
    ("03-1234-5678", 312_345_678, .fixed), ("0312345678", 312_345_678, .fixed), ("(03)1234-5678", 312_345_678, .fixed),
    ("03(1234)5678", 312_345_678, .fixed), ("03 1234 5678", 312_345_678, .fixed), ("03.1234.5678", 312_345_678, .fixed),
    ("０３－１２３４－５６７８", 312_345_678, .fixed), ("０３ー１２３４ー５６７８", 312_345_678, .fixed),
    ("03‐1234‐5678", 312_345_678, .fixed), ("03−1234−5678", 312_345_678, .fixed),
    ("（03）1234-5678", 312_345_678, .fixed),
    ("03-12345678", 312_345_678, .fixed), ("TEL:03-1234-5678", 312_345_678, .fixed),
    ("電話 03-1234-5678", 312_345_678, .fixed), ("03-1234-5678 内線123", 312_345_678, .fixed),
    ("03-1234-5678(代)", 312_345_678, .fixed), ("03-1234-5678（内線 12）", 312_345_678, .fixed),
    ("03-1234-5678 ext. 12", 312_345_678, .fixed), ("+81-3-1234-5678", 312_345_678, .fixed),
    ("+81 (0)3 1234 5678", 312_345_678, .fixed), ("0081-3-1234-5678", 312_345_678, .fixed),
    ("010-81-3-1234-5678", 312_345_678, .fixed), ("0463-21-1234", 463_211_234, .fixed),
    ("04992-2-1234", 499_221_234, .fixed), ("01267-2-1234", 126_721_234, .fixed), ("0926-26-2100", 926_262_100, .fixed),
    ("090-1234-5678", 9_012_345_678, .mobile), ("09012345678", 9_012_345_678, .mobile),
    ("090-12345678", 9_012_345_678, .mobile), ("+819012345678", 9_012_345_678, .mobile),
    ("＋８１－９０－１２３４－５６７８", 9_012_345_678, .mobile), ("070-1234-5678", 7_012_345_678, .mobile),
    ("080-1234-5678", 8_012_345_678, .mobile), ("060-1234-5678", 6_012_345_678, .mobile),
    ("'09012345678", 9_012_345_678, .mobile), ("=\"09012345678\"", 9_012_345_678, .mobile),
    ("090-1234-5678（母）", 9_012_345_678, .mobile), ("050-1234-5678", 5_012_345_678, .ip),
    ("0120-123-456", 120_123_456, .service), ("0800-123-4567", 8_001_234_567, .service),
    ("0570-012-345", 570_012_345, .service), ("0990-123-456", 990_123_456, .service),
    ("020-1234-5678", 2_012_345_678, .service),
  ]

  @Test(arguments: forms)
  func japanese(text: String, digits: UInt64, kind: PhoneNumber.Kind) {
    let number = withCell(text) { PhoneNumber.parse($0, leadingZeroMayBeMissing: false) }
    #expect(number == PhoneNumber(digits: digits, kind: kind))
  }

  @Test(
    arguments: [
      ("+1-666-776-2215x866", 16_667_762_215), ("+1 212 468 4984", 12_124_684_984), ("693-765-3686", 16_937_653_686),
      ("(363)795-0733", 13_637_950_733), ("854.257.7449x420", 18_542_577_449), ("001-605-758-8371", 16_057_588_371),
      ("+44(0)909 879 0942", 449_098_790_942), ("+33 (0)3 60 75 85 58", 33_360_758_558),
      ("+34 943 097 187", 34_943_097_187),
      ("010-3064-5747", 821_030_645_747), ("13564241456", 8_613_564_241_456), ("+86 135 6424 1456", 8_613_564_241_456),
    ] as [(String, UInt64)])
  func international(text: String, digits: UInt64) {
    let number = withCell(text) { PhoneNumber.parse($0, leadingZeroMayBeMissing: false) }
    #expect(number == PhoneNumber(digits: PhoneNumber.internationalMark | digits, kind: .international))
  }

  @Test(arguments: ["06 74 93 65 36", "0161 4960493", "(0117) 4960142", "029 2018 0966", "(05406) 99370"])
  func nationalWritingOfOthers(text: String) {
    #expect(withCell(text) { PhoneNumber.parse($0, leadingZeroMayBeMissing: false) }?.kind == .international)
  }

  @Test(arguments: [
    "", "03", "03-1234-567", "03-1234-56789", "1975-01-02", "1975/01/02", "12345678", "123-4567", "090-0123-456",
    "0000000000", "2024-06-01 13:20", "326-1712-48", "A03-1234-5678", "9:00-18:00", "4939354603420", "11-2222-3333",
    "03-1234-5678-99", "03--1234--5678x12345678", "+999 1234 5678", "０３－１２３４", "東京都千代田区1-2-3",
  ])
  func noNumber(text: String) {
    #expect(withCell(text) { PhoneNumber.parse($0, leadingZeroMayBeMissing: false) } == nil)
  }

  @Test(
    arguments: [
      ("9012345678", 9_012_345_678), ("312345678", 312_345_678), ("9012345678.0", 9_012_345_678),
      ("90-1234-5678", 9_012_345_678), ("５０１２３４５６７８", 5_012_345_678),
    ] as [(String, UInt64)])
  func leadingZeroLost(text: String, digits: UInt64) {
    #expect(withCell(text) { PhoneNumber.parse($0, leadingZeroMayBeMissing: true) }?.digits == digits)
    #expect(withCell(text) { PhoneNumber.parse($0, leadingZeroMayBeMissing: false) } == nil)
  }

  @Test func severalInOneCell() {
    var found: [UInt64] = []
    withCell("03-1234-5678 / 090-1234-5678、（携帯）080 1111 2222") { cell in
      PhoneNumber.parseAll(cell) { found.append($0.digits) }
    }
    #expect(found == [312_345_678, 9_012_345_678, 8_011_112_222])
    found = []
    withCell("0312345678 0398765432") { cell in PhoneNumber.parseAll(cell) { found.append($0.digits) } }
    #expect(found == [312_345_678, 398_765_432])
  }

  /// However a number is written, it is the same number.
  @Test(arguments: [11, 12, 13] as [UInt64])
  func writingDoesNotMatter(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let wide: (String) -> String = { text in
      String(String.UnicodeScalarView(text.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
    }
    for _ in 0..<300 {
      let head = ["090", "080", "070", "060"].randomElement(using: &generator) ?? "090"
      let middle = String(Int.random(in: 1_000...9_999, using: &generator))
      let last = generator.digits(4)
      let plain = withCell(head + middle + last) { PhoneNumber.parse($0, leadingZeroMayBeMissing: false) }
      #expect(plain != nil, "seed \(seed): \(head)-\(middle)-\(last)")
      for text in [
        "\(head)-\(middle)-\(last)", "(\(head))\(middle)-\(last)", "\(head) \(middle) \(last)",
        wide("\(head)-\(middle)-\(last)"), "+81 \(head.dropFirst()) \(middle) \(last)", " \(head)\(middle)\(last)　",
      ] {
        #expect(
          withCell(text) { PhoneNumber.parse($0, leadingZeroMayBeMissing: false) } == plain, "seed \(seed): \(text)")
      }
    }
  }
}
