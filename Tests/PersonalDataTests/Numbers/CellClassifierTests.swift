import JapaneseText
import PersonalData
import Testing

@Suite struct CellClassifierTests {
  private let classifier: CellClassifier

  init() throws {
    classifier = CellClassifier(asOf: try #require(CivilDate(year: 2026, month: 11, day: 23)))
  }

  static let exact: [(String, CellShapes)] = [
    ("", .empty), (" 　", .empty), ("山田 太郎", []), ("営業部", []),
    ("1", [.digitsOnly, .integer, .symbolLike, .branch2, .sexCode, .sexWord]),
    ("01", [.digitsOnly, .integer, .symbolLike, .branch2]), ("男", .sexWord), ("女性", .sexWord), ("Female", .sexWord),
    ("m", .sexWord), ("1975/01/02", [.date, .birthPlausible, .symbolLike]),
    ("19750102", [.digitsOnly, .integer, .symbolLike, .date, .birthPlausible, .compactDate8]),
    ("昭和50年1月2日", [.date, .birthPlausible, .eraDate, .symbolLike]),
    ("S50.1.2", [.date, .birthPlausible, .eraDate, .symbolLike]),
    ("2026-11-24", [.date, .symbolLike]), ("1915-01-01", [.date, .symbolLike]),
    ("09:30", [.time, .symbolLike]), ("9:30:15", [.time, .symbolLike]),
    ("090-1234-5678", [.phone, .mobile, .symbolLike]), ("0120-123-456", [.phone, .servicePhone, .symbolLike]),
    ("123-4567", [.postal, .symbolLike]), ("taro@example.jp", .email), ("https://example.jp/a", .url),
    ("株式会社ひかえ", []), ("東京都千代田区丸の内1-9-1", .address), ("東京都千代田区", .address), ("千代田区", []),
  ]

  @Test(arguments: exact)
  func shapes(text: String, expected: CellShapes) {
    let shapes = withCell(text, classifier.shapes)
    // `symbolLike` is a hint for short cells; the table says where it matters.
    #expect(shapes.subtracting(.symbolLike) == expected.subtracting(.symbolLike))
  }

  @Test(arguments: [
    ("2024-06-01 13:20", CellShapes.dateTime), ("１９７５／０１／０２", .birthPlausible), ("昭和五十年一月二日", .eraDate),
    ("3-500102", .eraDate), ("9012345678", .phoneWithoutZero), ("9012345678", .mobile),
    ("312345678", .phoneWithoutZero),
    ("123456789018", .myNumber), ("1234-5678-9018", .myNumber), ("7000012050002", .corporateNumber),
    ("33120015", .insurerNumber8), ("138057", .insurerNumber6), ("300512345680", .licence),
    ("4111 1111 1111 1111", .card), ("4111111111111111", .card), ("1234-567890", .pension),
    ("1234-567890-1", .employmentInsurance), ("AB12345678CD", .residenceCard), ("TR1234567", .passport),
    ("123-1234567", .bankAccount), ("12340-12345671", .bankAccount), ("GB29 NWBK 6016 1331 9268 19", .iban),
    ("536-90-4399", .ssn), ("AB123456C", .nino), ("DE136695976", .vat), ("54362315K", .otherNational),
    ("RCCMNL83S18D969H", .otherNational), ("11010519491231002X", .otherNational), ("971013-9019902", .otherNational),
    ("03-1234-5678 / 090-1234-5678", .phone), ("12.5", .decimal), ("-12", .integer), ("1,234", .money),
    ("¥1200", .money), ("1200円", .money),
    ("221B Baker Street", .foreignAddress), ("健協-1234", .symbolLike), ("1234567", .postal),
  ])
  func has(text: String, shape: CellShapes) {
    #expect(withCell(text, classifier.shapes).isSuperset(of: shape))
  }

  @Test(arguments: [
    ("2024/03/28", CellShapes.phone), ("4939354603420", .card), ("326-1712-48", .phone), ("10.30.78.168", .phone),
    ("SKU-12345678", .residenceCard), ("山形市", .address), ("123456789", .ssn), ("3.14", .date),
    ("Taro Yamada", .foreignAddress),
  ])
  func hasNot(text: String, shape: CellShapes) {
    #expect(withCell(text, classifier.shapes).isDisjoint(with: shape))
  }

  /// Any bytes get a verdict, and the verdict does not depend on what lies around the cell.
  @Test(arguments: [31, 32] as [UInt64])
  func anyBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("0123456789-－０９/.@():+年月日昭和SHTab 　東京都港区〒".utf8)
    for _ in 0..<4_000 {
      let length = Int.random(in: 0...60, using: &generator)
      let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      let alone = bytes.withUnsafeBufferPointer(classifier.shapes)
      let within = ([0x39] + bytes + [0x39]).withUnsafeBufferPointer { classifier.shapes(of: $0.part(1..<1 + length)) }
      #expect(alone == within, "seed \(seed)")
    }
  }
}
