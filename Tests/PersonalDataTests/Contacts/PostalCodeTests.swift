import Testing

@testable import PersonalData

@Suite struct PostalCodeTests {
  @Test(
    arguments: [
      ("123-4567", 1_234_567), ("1234567", 1_234_567), ("〒123-4567", 1_234_567), ("〒 123-4567", 1_234_567),
      ("１２３－４５６７", 1_234_567), ("〒１２３ー４５６７", 1_234_567), ("060-0001", 600_001), ("001-0010", 10_010),
      (" 123-4567 ", 1_234_567),
    ] as [(String, UInt32)])
  func forms(text: String, code: UInt32) {
    #expect(withCell(text) { PostalCode.parse($0) } == code)
  }

  @Test(arguments: [
    "", "123-456", "12-34567", "1234-567", "12345678", "000-0000", "123-4567-8", "123.4567", "abc-defg",
  ])
  func noCode(text: String) {
    #expect(withCell(text) { PostalCode.parse($0) } == nil)
  }

  @Test func zerosLostInASpreadsheet() {
    #expect(withCell("600001") { PostalCode.parse($0, leadingZeroMayBeMissing: true) } == 600_001)
    #expect(withCell("60-0001") { PostalCode.parse($0, leadingZeroMayBeMissing: true) } == 600_001)
    #expect(withCell("600001.0") { PostalCode.parse($0, leadingZeroMayBeMissing: true) } == 600_001)
    #expect(withCell("10010") { PostalCode.parse($0, leadingZeroMayBeMissing: true) } == 10_010)
    #expect(withCell("600001") { PostalCode.parse($0) } == nil)
    #expect(withCell("1001") { PostalCode.parse($0, leadingZeroMayBeMissing: true) } == nil)
  }

  @Test(arguments: [
    ("福島県福島市本内2740番地4\n960-8203\nJP", true), ("〒960-8203 福島県福島市本内2740", true),
    ("Hartungweg 4, 55074 Bad Kyritz", true), ("47096 Ryan Forge\nBrianland, 30124", true),
    ("9608203福島県福島市本内2740番地4", true), ("福島県福島市本内2740番地4", false), ("東京都千代田区丸の内1-1-1", false),
    ("12345 Main Street, Springfield", false),
  ])
  func insideOfAddresses(address: String, stands: Bool) {
    #expect(withCell(address) { PostalCode.stands(in: $0) } == stands, "\(address)")
  }
}
