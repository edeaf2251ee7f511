import Testing
import Wording

/// Cells that come out of a spreadsheet as they went in, and none that runs.
@Suite("Spreadsheet cells") struct SpreadsheetCellTests {
  @Test(arguments: [
    "00123", "0", "3-4", "1/2", "2025-03-15", "2025/3", "1E5", "12e3", "1234567890123456", "3:45", "12.50", "MAR1",
    "1-dec", "10 pm",
  ]) func whatLooksLikeANumberStaysAText(id: String) {
    let isPlain = id == "0"
    #expect(SpreadsheetCell.quotedText(id) == (isPlain ? id : "\"=\"\"\(id)\"\"\""))
  }

  @Test(arguments: ["PC-1", "117", "999999999999999", "みどり", "1号", "PC-00123", "", "march", "1A"])
  func whatDoesNotIsLeftAsItIs(id: String) {
    #expect(SpreadsheetCell.quotedText(id) == id)
  }

  @Test func nothingThatCouldRunStandsBetweenTheMarks() {
    for text in ["=1+1", "-1", "+81", "@x", "1\"&A1&\"", "0,1", "00\t1", "\t00", "＝1", "1+1", "0\"1"] {
      let cell = SpreadsheetCell.quotedText(text)
      #expect(!cell.hasPrefix("=") && !cell.hasPrefix("\"="), "\(text)")
    }
    #expect(SpreadsheetCell.quotedText("=1+1") == "'=1+1" && SpreadsheetCell.quotedText("-1") == "'-1")
  }
}
