import Contents
import Testing

@testable import Documents

@Suite struct XLSBReaderTests {
  private static func read(_ parts: BinaryWorkbook.Parts, limits: ReadingLimits = ReadingLimits()) -> OfficeRecording {
    OfficeRecording(BinaryWorkbook.archive(parts), named: "a.xlsb", limits: limits)
  }

  private static func list(_ rows: [UInt8], _ more: BinaryWorkbook.Parts = []) -> OfficeRecording {
    let sheet = ("xl/worksheets/sheet1.bin", BinaryWorkbook.sheet(rows))
    return read(BinaryWorkbook.package([sheet] + more, sheets: [("表", "r1", false)]))
  }

  @Test func aBinaryWorkbookShowsWhatExcelShows() throws {
    let read = try OfficeRecording(fixture: "roster.xlsb")
    #expect(read.failure == nil)
    #expect(read.unread.isEmpty)
    #expect(read.tables.map(\.place) == ["[名簿]", "[控え]"])
    #expect(
      read.tables.first?.rows == [
        ["氏名", "フリガナ", "生年月日", "電話番号", "郵便番号", "金額", "在籍"],
        ["試験　太郎", "シケン　タロウ", "1975-01-02", "03-1234-5678", "060-0001", "0.3", "TRUE"], [],
        ["見本 & <花子>", "", "1950-10-12 12:00", "090-1111-2222", "123.45", "1000000000000000", "#DIV/0!"],
        ["例示　次郎\n（転居）", "", "", "", "", "-12345678901"],
      ])
    // A long gap is one empty row; the row behind it keeps its number.
    #expect(read.tables.last?.rows == [["隠しシート"], [], ["", "離れた行"]])
    #expect(read.events.contains { if case .rows(let batch) = $0 { batch.firstRow == 199 } else { false } })
    #expect(read.passages.map(\.kind) == [.heading, .body, .heading])
    #expect(read.passages.first?.text.contains("名簿") == true && read.passages.first?.text.contains("取扱注意") == true)
    #expect(read.passages.dropFirst().map(\.text) == ["本人より電話あり\n", "From: 青木 健一"])
  }

  @Test func theFixtureIsWhatTheWriterWrites() throws {
    #expect(try OfficeRecording.bytes(ofFixture: "roster.xlsb") == BinaryWorkbook.archive(BinaryWorkbook.roster))
  }

  @Test func itsPeopleAreCounted() throws {
    let read = try PeopleRead(BinaryWorkbook.archive(BinaryWorkbook.roster), named: "控え.dat")
    // Three in the list, and who wrote a comment.
    #expect(read.people == 4)
    #expect(read.count(.birthDate) == 2)
    #expect(read.count(.phone) == 2)
  }

  @Test func sheetsThatTheWorkbookDoesNotNameAreRead() {
    let kept = BinaryWorkbook.roster.filter { $0.name.hasPrefix("xl/") && !$0.name.hasPrefix("xl/workbook.bin") }
    let index: BinaryWorkbook.Parts = [("xl/worksheets/binaryIndex1.bin", BinaryWorkbook.record(42))]
    let read = Self.read([("[Content_Types].xml", Array("<Types/>".utf8))] + kept + index)
    #expect(read.tables.map(\.place) == ["[sheet1]", "[sheet2]"])
    #expect(read.tables.first?.rows.dropFirst().first?.first == "試験　太郎")
    #expect(read.unread.isEmpty)
  }

  @Test func daysAreCountedFrom1904WhereTheWorkbookSaysSo() {
    var parts = BinaryWorkbook.roster
    parts[2].bytes = BinaryWorkbook.workbook([("名簿", "r1", false)], date1904: true)
    #expect(Self.read(parts).tables.first?.rows[1][2] == "1979-01-03")
  }

  /// Cells whose columns lead back or beyond the sheet, rows that do not follow each other, lengths beyond the record.
  @Test func placesAndLengthsThatCannotBe() {
    let read = Self.list(
      BinaryWorkbook.row(5) + BinaryWorkbook.text("甲", 1) + BinaryWorkbook.row(2) + BinaryWorkbook.text("乙", 0)
        + BinaryWorkbook.row(70_000_000) + BinaryWorkbook.cell(6, 0, BinaryWorkbook.little(9_999, 4) + [0x19, 0x4E])
        + BinaryWorkbook.row(8) + BinaryWorkbook.shared(7, 0) + BinaryWorkbook.text("戊")
        + BinaryWorkbook.cell(2, 4, [1]))
    #expect(read.failure == nil)
    #expect(read.tables.first?.rows == [[], [], [], [], [], ["", "甲"], ["乙"], ["丙"], ["", "戊"]])
  }

  @Test func aPartThatBreaksOffIsToldAndReadAsFarAsItGoes() {
    var parts = BinaryWorkbook.roster
    let sheet = parts.firstIndex { $0.name == "xl/worksheets/sheet1.bin" } ?? 0
    let strings = parts.firstIndex { $0.name == "xl/sharedStrings.bin" } ?? 0
    parts[sheet].bytes.removeLast(140)
    parts[strings].bytes.removeLast(20)
    let read = Self.read(parts)
    #expect(read.unread == ["": .damaged, "[名簿]": .damaged])
    #expect(read.tables.first?.rows[1].first == "試験　太郎")
    #expect(read.tables.count == 2)
  }

  @Test func aRowThatNeverEndsIsTooLarge() {
    let long = String(repeating: "長", count: 32_000)
    let strings = ("xl/sharedStrings.bin", BinaryWorkbook.strings([[0] + BinaryWorkbook.wide(long)]))
    let cells = (0..<360).flatMap { _ in BinaryWorkbook.shared(0) }
    let read = Self.list(BinaryWorkbook.row(0) + cells, [strings])
    #expect(read.unread["[表]"] == .tooLarge)
  }

  @Test func listsThatPivotTablesKeep() {
    let little = BinaryWorkbook.little(_:_:) as (Int, Int) -> [UInt8]
    let wide = BinaryWorkbook.wide
    func record(_ type: Int, _ data: [UInt8] = []) -> [UInt8] { BinaryWorkbook.record(type, data) }
    func field(_ name: String, _ flags: Int = 4) -> [UInt8] {
      record(183, little(flags, 2) + little(0, 18) + wide(name))
    }
    let date = little(1980, 2) + little(4, 2) + [5, 0, 0, 0]
    let definition =
      record(179) + field("氏名") + record(189, little(0x0B, 2) + little(2, 4)) + record(24, wide("山田 太郎"))
      + record(24, wide("鈴木 花子")) + record(190) + field("区分") + record(189, little(0x0B, 2) + little(2, 4))
      + record(191, little(2, 2) + little(2, 4) + wide("甲") + wide("乙")) + record(192) + record(190) + field("金額")
      + record(189, little(0x1C2, 2) + little(0, 20)) + record(190) + field("まとめ", 0) + field("生年月日")
      + record(189, little(0x07 & ~0x08, 2) + little(0, 4)) + record(190) + record(180)
    let records =
      record(193, little(2, 4)) + record(33, little(0, 4) + little(1, 4) + little(Int((12.5).bitPattern), 8) + date)
      + record(34) + record(26, little(1, 4)) + record(24, wide("丙")) + record(21, little(Int((3.0).bitPattern), 8))
      + record(20) + record(25, date) + record(194)
    let read = Self.list(
      BinaryWorkbook.row(0) + BinaryWorkbook.text("表", 0),
      [
        ("xl/pivotCache/pivotCacheDefinition1.bin", definition), ("xl/pivotCache/pivotCacheRecords1.bin", records),
        (
          "xl/pivotCache/_rels/pivotCacheDefinition1.bin.rels",
          BinaryWorkbook.relationships([("r1", "pivotCacheRecords", "pivotCacheRecords1.bin")])
        ),
      ])
    #expect(
      read.tables.last?.rows == [
        ["氏名", "区分", "金額", "まとめ", "生年月日"], ["山田 太郎", "乙", "12.5", "", "1980-04-05"],
        ["鈴木 花子", "丙", "3", "", "1980-04-05"],
      ])
  }

  /// The checksums of the archive keep flips in a file from reaching the records: here the records are broken first.
  @Test(arguments: [
    "xl/worksheets/sheet1.bin", "xl/sharedStrings.bin", "xl/styles.bin", "xl/workbook.bin", "xl/comments1.bin",
  ]) func brokenPartsAreNormalInput(_ part: String) {
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededBytes(seed: seed)
      var parts = BinaryWorkbook.roster
      guard let index = parts.firstIndex(where: { $0.name == part }) else { return }
      if seed % 2 == 0 {
        parts[index].bytes.removeLast(Int.random(in: 1..<parts[index].bytes.count, using: &random))
      }
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let place = Int.random(in: parts[index].bytes.indices, using: &random)
        parts[index].bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      let read = Self.read(parts)
      #expect(read.failure != nil || !read.events.isEmpty, "seed \(seed)")
    }
  }

  @Test func halvesOfPairsAreMended() {
    func utf8(_ units: [UInt16]) -> String {
      let bytes = units.flatMap { BinaryWorkbook.little($0, 2) }
      let text = [UInt8](unsafeUninitializedCapacity: units.count * WideText.mostBytesOfUnit) { buffer, written in
        written = bytes.withUnsafeBytes { from in
          guard let from = from.baseAddress, let to = buffer.baseAddress else { return 0 }
          return WideText.write(from, units: units.count, into: to)
        }
      }
      return String(decoding: text, as: UTF8.self)
    }
    #expect(utf8(Array("𠮷田é\r\n\r".utf16)) == "𠮷田é\n\r")
    #expect(utf8([0xD842, 0x41, 0xDFB7, 0xD842]) == "\u{FFFD}A\u{FFFD}\u{FFFD}")
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (-7, "-7"), (1e15, "1000000000000000"), (9_012_345_678, "9012345678"), (0.1, "0.1"),
    (999_999_999_999_999, "999999999999999"), (1e300, "1e+300"), (-2.5, "-2.5"), (.infinity, ""), (.nan, ""),
  ]) func numbersAsExcelShowsThem(value: Double, text: String) {
    let bytes = [UInt8](unsafeUninitializedCapacity: CellNumber.longest) { buffer, written in
      written = buffer.baseAddress.map { CellNumber.write(value, into: $0) } ?? 0
    }
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }
}
