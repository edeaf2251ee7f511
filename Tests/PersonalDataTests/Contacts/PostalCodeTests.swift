import PersonalData
import Testing

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
}
