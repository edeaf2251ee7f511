import Contents
import Testing

@testable import Documents

@Suite struct OfficeReadersTests {
  @Test func workbookShowsWhatExcelShows() throws {
    let read = try OfficeRecording(fixture: "roster.xlsx")
    #expect(read.failure == nil)
    #expect(read.unread.isEmpty)
    #expect(read.tables.map(\.place) == ["[名簿]", "[控え]"])
    #expect(
      read.tables.first?.rows == [
        ["氏名", "フリガナ", "生年月日", "受診日時", "番号", "郵便番号", "金額", "在籍"],
        ["試験　太郎", "シケン　タロウ", "1975-01-02", "2024-06-01 09:30", "9012345678", "060-0001", "0.3", "TRUE"],
        [],
        ["見本 & <花子>", "", "1950-10-12", "", "1000000000000000", "", "計算値", "#DIV/0!"],
        ["例示　次郎", "", "1968-02-29", "", "12345678901234600000", "1行目\n2行目"],
      ])
    // A long gap is one empty row; the row behind it keeps its number.
    #expect(read.tables.last?.rows == [["隠しシート"], [], ["", "離れた行"]])
    #expect(read.events.contains { if case .rows(let batch) = $0 { batch.firstRow == 199 } else { false } })
    let headings = read.passages.filter { $0.kind == .heading }.map(\.text)
    #expect(headings.contains { $0.contains("健診申込者名簿") && $0.contains("みどり健診センター") })
    #expect(headings.contains { $0.contains("取扱注意") && !$0.contains("ゴシック") })
    #expect(read.passages.contains { $0.kind == .body && $0.text.contains("本人より電話あり") })
  }

  @Test func workbookOfStrictNamespacesWithPrefixes() throws {
    let read = try OfficeRecording(fixture: "prefixed.xlsx")
    #expect(read.failure == nil)
    #expect(read.tables.map(\.place) == ["[A&B]"])
    #expect(read.tables.first?.rows == [["試験", "", "2024-06-01 09:30", "0.0015", "a\nb"]])
  }

  @Test func workbookThatCountsFrom1904() throws {
    let read = try OfficeRecording(fixture: "calendar1904.xlsx")
    #expect(read.tables.first?.rows == [["試験　三郎", "1980-05-05", "", "7"]])
  }

  @Test func workbookOfExcel97() throws {
    let read = try OfficeRecording(fixture: "roster.xls")
    #expect(read.failure == nil)
    #expect(read.tables.map(\.place) == ["[名簿]", "[長い文字列]"])
    #expect(
      read.tables.first?.rows == [
        ["氏名", "生年月日", "番号", "備考"], ["試験　太郎", "1975-01-02", "12345.5", "TRUE"],
        ["Plain", "2024-06-01 09:30", "0600001"],
      ])
    // The strings lie across several CONTINUE records, and change their width there.
    let expected = (0..<300).map { [String(repeating: $0 % 3 == 0 ? "a" : "長", count: 40 + $0 % 50) + String($0)] }
    #expect(read.tables.last?.rows == expected)
  }

  @Test func letterWithTables() throws {
    let read = try OfficeRecording(fixture: "letter.docx")
    #expect(read.failure == nil)
    #expect(read.passages.map(\.text) == ["御案内", "みどり健診センター", "試験　太郎 様\n記号 1234", "以上"])
    #expect(read.passages.map(\.kind) == [.heading, .heading, .body, .body])
    #expect(read.tables.count == 2)
    #expect(read.tables.first?.rows == [["内側1", "内側2"]])
    #expect(
      read.tables.last?.rows == [["r0c0", "横結合", ""], ["縦結合", "r1c1", "r1c2"], ["縦結合", "r2c1", "r2c2"]])
  }

  @Test func slidesInOrderWithNotes() throws {
    let read = try OfficeRecording(fixture: "slides.pptx")
    #expect(read.passages.map(\.text) == ["健診 実施報告", "発表者メモ", "二枚目"])
    #expect(read.tables.map(\.place) == ["p. 1 / [1]"])
    #expect(read.tables.first?.rows == [["氏名", "所属"], ["試験　花子", "総務課"]])
  }

  static let fixtures = [
    "roster.xlsx", "prefixed.xlsx", "calendar1904.xlsx", "roster.xlsb", "roster.xls", "letter.docx", "slides.pptx",
  ]

  /// Broken documents end in events or a reason, never in a trap or a loop.
  @Test(arguments: fixtures) func brokenBytesAreNormalInput(_ name: String) throws {
    let whole = try OfficeRecording.bytes(ofFixture: name)
    var limits = ReadingLimits()
    limits.unpackedBytes = 16 << 20
    for seed in 0..<60 as Range<UInt64> {
      var random = SeededBytes(seed: seed)
      var bytes = whole
      if seed % 3 == 0 { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random)) }
      for _ in 0..<(seed % 3 == 1 ? 1 : 20) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let read = OfficeRecording(bytes, named: name, limits: limits)
      #expect(read.failure != nil || !read.events.isEmpty, "seed \(seed)")
    }
  }

  /// The same for the XML inside, which the checksums of the archive keep the flips above from reaching.
  @Test(arguments: ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
  func brokenPartsAreNormalInput(_ part: String) throws {
    let source = MemorySource(try OfficeRecording.bytes(ofFixture: "roster.xlsx"))
    let archive = try ZipArchive(source, limits: ReadingLimits())
    let reading = Reading(limits: ReadingLimits()) { _ in }
    var parts: [(String, [UInt8])] = []
    for entry in archive.entries {
      let member = try UnpackedMember(entry, of: archive, in: reading).source
      parts.append((entry.name, try member.bytes(at: 0, count: Int(member.size))))
    }
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededBytes(seed: seed)
      var zip = ZipWriter()
      for (name, contents) in parts {
        var contents = contents
        if name == part {
          if seed % 2 == 0 { contents.removeLast(Int.random(in: 1..<contents.count, using: &random)) }
          for _ in 0..<Int.random(in: 1...8, using: &random) {
            contents[Int.random(in: contents.indices, using: &random)] =
              Array("<>/&\"r0 9c;".utf8).randomElement(
                using: &random) ?? 0
          }
        }
        zip.add(name, contents)
      }
      let read = OfficeRecording(zip.finish(), named: "a.xlsx")
      #expect(read.failure != nil || !read.events.isEmpty, "seed \(seed)")
    }
  }
}
