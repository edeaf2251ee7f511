import Contents
import Testing

@testable import Documents

/// Damaged bytes inside a sound container: found by fuzzing, and once the end of a worker.
@Suite struct MendingTests {
  @Test func brokenCharactersInCellsBecomeReplacements() {
    var batch = RowBatch(text: [0xE6, 0xB0, 0x41, 0xE6, 0xB0, 0x8F, 0xB7], firstRow: 7)
    batch.starts = [0, 2, 3, 6]
    batch.ends = [2, 3, 6, 7]
    batch.rowEnds = [2, 2, 4]
    batch.mendText()
    #expect((0..<3).map { batch.cells(ofRow: $0) } == [["\u{FFFD}", "A"], [], ["氏", "\u{FFFD}"]])
    #expect(batch.firstRow == 7)
    var bytes: [UInt8] = []
    ContentEventCodec.encode(.rows(batch), into: &bytes)
    #expect(bytes.withUnsafeBytes { ContentEventCodec.decode($0) } == .rows(batch))
  }

  @Test func brokenCharactersInAWorkbookCrossTheWorker() throws {
    var zip = ZipWriter()
    zip.add("[Content_Types].xml", Array("<Types/>".utf8))
    zip.add("xl/workbook.xml", Array("<workbook/>".utf8))
    let cell = Array("<c t=\"inlineStr\"><is><t>".utf8) + [0xE6, 0xB0, 0xFF] + Array("山田</t></is></c>".utf8)
    zip.add(
      "xl/worksheets/sheet1.xml",
      Array("<worksheet><sheetData><row>".utf8) + cell + Array("</row></sheetData></worksheet>".utf8))
    let file = try ScratchFile(zip.finish(), named: "a.xlsx")
    var cells: [String] = []
    let pool = ReaderPool(executable: try BuiltProduct.hikae, count: 1)
    try pool.read(try FileSource(path: file.path), named: "a.xlsx") {
      if case .rows(let batch) = $0 { cells += batch.cells(ofRow: 0) }
    }
    #expect(cells.first?.hasSuffix("山田") == true)
  }
}
