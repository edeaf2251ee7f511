import CanonicalForms
import JapaneseText
import OperationLogs
import Testing

/// Golden files: what each layout's rows mean, written by hand.
@Suite struct LayoutTests {
  @Test(
    arguments: [
      ("jp1.csv", "jp1-itdm2"), ("jp1-english.csv", "jp1-itdm2"), ("systemwalker-list.csv", "systemwalker-list"),
      ("systemwalker-trace.csv", "systemwalker-trace"), ("ccas.csv", "007-ccas"), ("malion.csv", "malion"),
    ]) func golden(file: String, layout: String) throws
  {
    let log = try LogFixture.read(LogFixture.bytes(file))
    #expect(log.layout?.id == layout)
    #expect(LogFixture.described(log) == LogFixture.lines(file + ".expected"))
  }

  @Test func goldenOsquery() {
    let log = LogFixture.osquery(LogFixture.bytes("osquery.log"))
    #expect(LogFixture.described(log) == LogFixture.lines("osquery.log.expected"))
  }

  @Test func goldenMapping() throws {
    let layout = try LayoutFile.read(LogFixture.bytes("mapping.json"))
    #expect(layout.encoding == .cp932)
    let log = try LogFixture.read(LogFixture.bytes("mapped.txt"), .init(layout: layout))
    #expect(LogFixture.described(log) == LogFixture.lines("mapped.txt.expected"))
  }

  /// The same log in every encoding in which exports come.
  @Test(arguments: [TextEncoding.utf8, .utf16LE, .utf16BE, .cp932, .eucJP])
  func encodings(encoding: TextEncoding) throws {
    let text = String(decoding: LogFixture.bytes("malion.csv"), as: UTF8.self)
    let marks: [TextEncoding: [UInt8]] = [.utf8: [0xEF, 0xBB, 0xBF], .utf16LE: [0xFF, 0xFE], .utf16BE: [0xFE, 0xFF]]
    let log = try LogFixture.read((marks[encoding] ?? []) + encoding.encode(text).bytes)
    #expect(LogFixture.described(log) == LogFixture.lines("malion.csv.expected"))
  }

  @Test func columnsAreFoundByTheirTitles() throws {
    let log = try LogFixture.read(
      """
      変更後ファイル名,操作,日時,ファイル名,コンピューター名
      b.csv,コピー,2024/03/01 10:00,C:\\a.csv,PC-1
      """)
    #expect(log.entries.first?.target == "C:\\b.csv")
    #expect(log.entries.first?.device == "PC-1")
  }

  @Test func aFileThatNoLayoutFitsIsNotGuessed() throws {
    let log = try LogFixture.read("氏名,生年月日\n試験 花子,1980-01-02\n")
    #expect(log.layout == nil)
    #expect(log.entries.isEmpty)
    #expect(log.rows == 2)
  }

  @Test func aLogOfOneDeviceNeedsNoColumnForIt() throws {
    let layout = try LayoutFile.read(
      Array(#"{"titles":{"time":"t","operation":"o","path":"p"},"operations":{"deleted":"del"}}"#.utf8))
    let log = try LogFixture.read("t,o,p\n2024-03-01 10:00:00,del,C:\\a.txt\n", .init(layout: layout, device: "PC-9"))
    #expect(log.entries.map(\.device) == ["PC-9"])
    let none = try LogFixture.read("t,o,p\n2024-03-01 10:00:00,del,C:\\a.txt\n", .init(layout: layout))
    #expect(
      none.unread == [UnreadRow(row: 2, reason: .noDevice, time: Moment(parsing: "2024-03-01T10:00:00+09:00"))])
  }

  @Test(
    arguments: [
      ("[]", "holds no JSON object"), ("{", "not JSON"), (#"{"titels":{}}"#, "titels is not known"),
      (#"{"titles":{"time":"t","operation":"o","when":"w"},"operations":{"deleted":"d"}}"#, "titles.when is not known"),
      (#"{"titles":{"operation":"o"},"operations":{"deleted":"d"}}"#, "titles.time is missing"),
      (#"{"titles":{"time":"t","operation":"o"}}"#, "operations is missing"),
      (#"{"titles":{"time":"t","operation":"o"},"operations":{"vanished":"d"}}"#, "operations.vanished is none of"),
      (#"{"extends":"lanscope"}"#, "extends is none of"), (#"{"zone":"Mars"}"#, "zone is no zone"),
      (#"{"encoding":"EBCDIC"}"#, "encoding is no encoding"), (#"{"columns":{"time":0}}"#, "columns.time is no number"),
      (#"{"blindness":["colour"]}"#, "colour is none of"), (#"{"time_format":"HH:mm"}"#, "time_format needs"),
    ]) func faultsOfAMappingFileAreNamed(text: String, what: String)
  {
    #expect {
      try LayoutFile.read(Array(text.utf8))
    } throws: { error in
      "\(error)".contains(what)
    }
  }

  @Test func aMappingExtendsALayout() throws {
    let layout = try LayoutFile.read(Array(#"{"extends":"jp1-itdm2","titles":{"path":"項目12","target":"項目13"}}"#.utf8))
    let log = try LogFixture.read(LogFixture.bytes("jp1.csv"), .init(layout: layout))
    let copy = try #require(log.entries.first { $0.operation == .copied })
    #expect(copy.path == "D:\\受領\\名簿.xlsx")
    #expect(!copy.doubts.contains(.pathsByShape))
  }

  @Test func whatTwoColumnsOfTimeDisagreeOnIsDoubted() throws {
    let log = try LogFixture.read(
      """
      操作日時(エージェント),操作日時(UTC),タイムゾーン,発生元,操作種別,操作種別(詳細),a
      2024/03/01 10:00:00,2024/03/01 02:00:00,GMT+09:00,PC-1,ファイル操作,ファイル削除,C:\\a.csv
      """)
    let entry = try #require(log.entries.first)
    #expect(entry.doubts.contains(.clocksDisagree))
    #expect(entry.time.utc == "2024-03-01T02:00:00.000Z")
  }
}

@Suite struct ClockTests {
  @Test(
    arguments: [
      ("2024/03/01 10:22:33", "2024-03-01T01:22:33.000Z"), ("2024-03-01T10:22:33.5+00:00", "2024-03-01T10:22:33.500Z"),
      ("2024年3月1日(金) 10時22分", "2024-03-01T01:22:00.000Z"), ("2024年3月1日 午後1時2分3秒", "2024-03-01T04:02:03.000Z"),
      ("20240301102233", "2024-03-01T01:22:33.000Z"), ("２０２４／０３／０１　１０：２２", "2024-03-01T01:22:00.000Z"),
      ("2024/3/1", "2024-02-29T15:00:00.000Z"), ("2024/03/01 10:22:33 GMT-05:00", "2024-03-01T15:22:33.000Z"),
    ]) func times(text: String, utc: String) throws
  {
    let read = try #require(ClockTime.read(text))
    #expect((read.zone ?? .japan).moment(of: read.clock)?.utc == utc)
  }

  @Test(arguments: [
    "", "2024/02/30 10:00", "2024/03/01 24:00", "2024/03/01 10:60", "24/03/01", "2024/03/01 x", "10:00",
  ])
  func noTimes(text: String) { #expect(ClockTime.read(text) == nil) }

  @Test func yearsOfTwoDigits() {
    #expect(ClockTime.read("69/12/31 00:00", twoDigitYears: true)?.clock.date.year == 2069)
    #expect(ClockTime.read("70/01/01 00:00", twoDigitYears: true)?.clock.date.year == 1970)
  }

  @Test(
    arguments: [
      ("GMT+09:00", 540), ("UTC-5", -300), ("+0530", 330), ("(UTC+09:00)", 540), ("JST", 540), ("Z", 0),
    ]) func zones(text: String, minutes: Int)
  { #expect(LogZone(text) == .offset(minutes)) }

  @Test(arguments: ["", "+", "+15:00", "+09:61", "Tokyo", "09:00"])
  func noZones(text: String) { #expect(LogZone(text) == nil) }
}

@Suite struct PathTests {
  @Test(
    arguments: [
      ("C:\\A\\名簿.XLSX", "c:\\a\\名簿.xlsx"), ("c:/a//b/", "c:\\a\\b"), ("\\\\?\\C:\\x", "C:\\X"),
      ("\\\\SV\\Share\\a", "\\\\?\\UNC\\sv\\share\\A"), ("C:\\ＡＢＣ", "C:\\ａｂｃ"), ("C:¥a", "C:\\A"),
    ]) func alike(one: String, other: String)
  { #expect(WindowsPath.key(one) == WindowsPath.key(other)) }

  @Test func otherSystemsTellCasesApart() { #expect(WindowsPath.key("/a/B") != WindowsPath.key("/a/b")) }

  @Test(arguments: ["C:\\a", "d:/b", "\\\\sv\\s", "/x"]) func absolute(path: String) {
    #expect(WindowsPath.isAbsolute(path))
  }

  @Test(arguments: ["", "a.txt", "C:", "C:a", "\\a", "..\\a", "http://x"]) func relative(path: String) {
    #expect(!WindowsPath.isAbsolute(path))
  }

  @Test func names() {
    #expect(WindowsPath.name(of: "C:\\a\\b.txt") == "b.txt")
    #expect(WindowsPath.sibling(of: "C:\\a\\b.txt", named: "c.txt") == "C:\\a\\c.txt")
  }
}

@Suite struct ContentStringTests {
  @Test func namesOfFilesMayHoldBracketsAndCommas() {
    let content = BracketedContent("操作:[複写]、ファイル名元:[C:\\a[1]、b].xls]、アプリ名:[x.exe]")
    #expect(content.items.map(\.value) == ["複写", "C:\\a[1]、b].xls", "x.exe"])
    #expect(!content.isCut)
  }

  @Test func english() {
    let content = BracketedContent("Operation: [Rename], Source file name:[C:\\a b.xls], Type of drive: [Fixed]")
    #expect(content.value(["sourcefilename"]) == "C:\\a b.xls")
    #expect(content.value(["typeofdrive"]) == "Fixed")
  }

  @Test(arguments: ["操作:[複写]、ファイル名元:[C:\\a", "操作:[複写]、ファイル名元:[C:\\a]x", "操作:["])
  func whatBreaksOffIsTold(text: String) { #expect(BracketedContent(text).isCut) }

  @Test func valuesWithoutBrackets() {
    #expect(BracketedContent("サイズ(バイト): 201,235").items.map(\.value) == ["201,235"])
  }
}
