import Contents
import Testing

@testable import Documents

/// Small files that ask for much: what they may cost has an end, and so says a reason.
@Suite struct LimitTests {
  private static let words = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

  private static func document(_ body: String) -> [UInt8] {
    var zip = ZipWriter()
    zip.add("[Content_Types].xml", Array("<Types/>".utf8))
    zip.add("word/document.xml", Array("<w:document \(words)><w:body>\(body)</w:body></w:document>".utf8))
    return zip.finish()
  }

  @Test func aMergedCellThatIsRepeatedForEver() {
    let cell = "<w:tc><w:p><w:r><w:t>" + String(repeating: "a", count: 1 << 20) + "</w:t></w:r></w:p></w:tc>"
    let below = "<w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc>"
    let first = "<w:tr>" + cell + String(repeating: below, count: 300) + "</w:tr>"
    let rows = String(repeating: "<w:tr>" + String(repeating: below, count: 300) + "</w:tr>", count: 60)
    let wide = String(repeating: "<w:tr>" + cell + "</w:tr>", count: 40)
    let read = OfficeRecording(Self.document("<w:tbl>" + wide + first + rows + "</w:tbl>"), named: "a.docx")
    let most = read.events.map { if case .rows(let batch) = $0 { batch.text.count } else { 0 } }.max() ?? 0
    #expect(most < 40 << 20)
    #expect(most > 0)
  }

  @Test func aRowThatRepeatsOneLongString() {
    var zip = ZipWriter()
    let long = String(repeating: "長", count: 32_000)
    let cells = String(repeating: "<c t=\"s\"><v>0</v></c>", count: 2_000)
    zip.add("[Content_Types].xml", Array("<Types/>".utf8))
    zip.add(
      "xl/workbook.xml", Array("<workbook><sheets><sheet name=\"a\" id=\"1\" r:id=\"r1\"/></sheets></workbook>".utf8))
    zip.add(
      "xl/_rels/workbook.xml.rels",
      Array(
        """
        <Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>\
        <Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>
        """.utf8))
    zip.add("xl/sharedStrings.xml", Array("<sst><si><t>\(long)</t></si></sst>".utf8))
    zip.add("xl/worksheets/sheet1.xml", Array("<worksheet><sheetData><row>\(cells)</row></sheetData></worksheet>".utf8))
    let read = OfficeRecording(zip.finish(), named: "a.xlsx")
    #expect(Array(read.unread.values) == [.tooLarge])
  }

  @Test func sheetsThatAreAllTheSameRecords() throws {
    // A sheet of three records, and a budget for two of them.
    let bytes: [UInt8] = [9, 8, 4, 0, 0, 6, 0x10, 0] + [0x0B, 2, 2, 0, 0, 0] + [0x0A, 0, 0, 0]
    let workbook = try XLSWorkbook([9, 8, 4, 0, 0, 6, 5, 0] + [0x0A, 0, 0, 0] + bytes)
    let reading = Reading(limits: ReadingLimits()) { _ throws(UnreadReason) in }
    var sheet = XLSSheet(workbook, at: Place(), in: reading)
    var budget = 10
    try sheet.read(from: 12, budget: &budget)
    #expect(budget == 0)
    var again = XLSSheet(workbook, at: Place(), in: reading)
    var failure: UnreadReason?
    do throws(UnreadReason) { try again.read(from: 12, budget: &budget) } catch { failure = error }
    #expect(failure == .tooLarge)
  }

  @Test func aDirectoryThatStatesFewerEntriesThanItHas() throws {
    var zip = ZipWriter()
    for number in 0..<20 { zip.add("\(number).txt", [0x61]) }
    var limits = ReadingLimits()
    limits.entries = 10
    #expect(throws: UnreadReason.tooLarge) {
      try ZipDirectory.read(MemorySource(zip.finish(statedCount: 5)), limits: limits)
    }
  }

  @Test func roomThatGrowsKeepsWhatWasWritten() {
    var batch = RowBatchBuilder()
    let text = [UInt8](repeating: 0x61, count: 200_000)
    let first = batch.room(text.count)
    text.withUnsafeBufferPointer { if let base = $0.baseAddress { first.update(from: base, count: text.count) } }
    // As rich text within a cell does: more room behind what stands there and is not yet a cell.
    _ = batch.room(900_000)
    batch.endCell(text.count)
    batch.endRow()
    #expect(batch.take().text == text)
  }
}
