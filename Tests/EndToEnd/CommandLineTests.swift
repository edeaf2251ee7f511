import CanonicalForms
import Contents
import Glibc
import JapaneseText
import PersonalData
import Storage
import Testing

/// The built `hikae`, driven as its users and their scripts drive it: what is promised of statuses and of output.
@Suite("Command line")
struct CommandLineTests {
  let workplace: Workplace

  init() throws { workplace = try Workplace() }

  // MARK: Exit statuses

  @Test func doneIsZeroAndFindingsAreOne() throws {
    try workplace.write("note.txt", "会議は十時から。\n")
    #expect(try workplace.run("init").status == 0)
    #expect(try workplace.run("scan", workplace.files).status == 0)
    try workplace.write("list.csv", Lists.csv(0..<20))
    #expect(try workplace.run("scan", workplace.files).status == 1)
    #expect(try workplace.run("rebuild").status == 0)
  }

  @Test func whatCannotBeReadIsAFinding() throws {
    try workplace.write("list.zip", [0x50, 0x4B, 0x03, 0x04, 0, 0, 0])
    let finished = try workplace.run("scan", workplace.files, "--json")
    #expect(finished.status == 1)
    #expect(try finished.json().first?["unreadable"] == .string(UnreadReason.damaged.rawValue))
  }

  /// A folder whose names may be read and whose files may not be looked at is no empty folder.
  @Test func aFolderWithoutPassageIsNotEmpty() throws {
    try workplace.write("locked/list.csv", Lists.csv(0..<20))
    try #require(chmod(workplace.files + "/locked", 0o444) == 0)
    let finished = try workplace.run("scan", workplace.files, "--json", unprivileged: true)
    #expect(finished.status == 1)
    let line = try #require(try finished.json().first)
    #expect(line["path"] == .string(workplace.files + "/locked/list.csv"))
    #expect(line["unreadable"] == .string(UnreadReason.noPermission.rawValue))
  }

  /// An attachment that no reader knows, in a letter that was read otherwise.
  @Test func whatIsReadInPartIsAFinding() throws {
    let mail = """
      From: a@example.jp\r\nSubject: list\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
      --b\r\nContent-Type: text/plain\r\n\r\nSee the list.\r\n\
      --b\r\nContent-Type: application/octet-stream; name=card.psd\r\nContent-Disposition: attachment; filename=card.psd\r\n\
      Content-Transfer-Encoding: base64\r\n\r\nOEJQUwABAAAAAAAAAANBQUFBQUFBQUFBQUFBQUFBQUE=\r\n--b--\r\n
      """
    try workplace.write("letter.eml", Array(mail.utf8))
    let finished = try workplace.run("scan", workplace.files, "--json")
    let lines = try finished.json()
    #expect(lines.first?["unread_parts"] != .array([]), "\(finished.text)")
    #expect(lines.last?["summary"]["partly"] == 1)
    #expect(finished.status == 1)
    #expect(try workplace.run("scan", workplace.files).status == 1, "also from memory")
    #expect(try workplace.run("scan", workplace.files, "--csv").text.contains("unknown_type"))
  }

  @Test(arguments: [
    ["frobnicate"], ["scan"], ["scan", ".", "--json", "--csv"], ["scan", ".", "--readers", "0"], ["drill"],
    ["drill", "PC-1", "--at", "yesterday"], ["drill", "PC-1", "--at", "2999-01-01"], ["lost", "PC-1"],
    ["lost", "PC-1", "--last-seen", "2999-01-01"], ["import", "people", "x.csv"], ["import", "roster", "x.csv"],
    ["drill", "PC-1", "--lang", "xx"],
  ])
  func wrongUsageIsTwo(arguments: [String]) throws {
    try workplace.run("init")
    let finished = try workplace.run(arguments)
    #expect(finished.status == 2, "\(arguments): \(finished.errors)")
    #expect(finished.output.isEmpty && !finished.errors.isEmpty)
  }

  @Test(arguments: [
    ["drill", "PC-9"], ["lost", "PC-9", "--last-seen", "2024-01-01"], ["scan", ".", "--device", "PC-9"],
    ["scan", "/no/such/folder"], ["import", "devices", "/no/such/file.csv"],
  ])
  func whatCannotBeDoneIsThree(arguments: [String]) throws {
    try workplace.run("init")
    let finished = try workplace.run(arguments)
    #expect(finished.status == 3, "\(arguments): \(finished.errors)")
    #expect(finished.output.isEmpty && finished.errors.hasPrefix("error: "))
  }

  @Test(arguments: [["drill", "PC-1"], ["rebuild"], ["import", "devices", "/dev/null"]])
  func withoutAnInstallationNothingIsAnswered(arguments: [String]) throws {
    let finished = try workplace.run(arguments)
    #expect(finished.status == 3)
    #expect(access(workplace.data, F_OK) != 0, "a mistyped folder must not look like an empty installation")
  }

  @Test func anUnknownDeviceIsAnsweredWithTheKnownOnes() throws {
    try workplace.register()
    #expect(try workplace.run("drill", "PC-9").errors.contains("PC-1"))
    #expect(try workplace.run("drill", "PC-9", "--lang", "ja").errors.contains("登録されていません"))
  }

  // MARK: JSON lines

  @Test func linesHaveThePromisedShape() throws {
    try workplace.writeEveryKind()
    let schema = try ScanSchema()
    let finished = try workplace.run("scan", workplace.files, "--json", unprivileged: true)
    var lines = try finished.json()
    let last = lines.popLast()
    let end = try #require(last)
    #expect(lines.count == 6)
    for line in lines {
      #expect(schema.faults(ofFile: line) == [], "\(line.canonicalText)")
      let isSensitive = line["fields"].strings.contains { $0 == "check_result" || $0 == "other_sensitive" }
      #expect(line["sensitive"].boolean == isSensitive)
      if line["unreadable"] != .null { #expect(line["people"] == 0) }
    }
    #expect(schema.faults(ofEnd: end) == [], "\(end.canonicalText)")
    #expect(end["summary"]["unreadable"].integer == Int64(lines.count { $0["unreadable"] != .null }))
    #expect(end["summary"]["files"] == 5, "five files; the sixth line is a folder that could not be listed")
    // The same twenty people in two files are still twenty.
    #expect(end["summary"]["people"] == 40)
    let reasons = Set(lines.compactMap { $0["unreadable"].string })
    #expect(reasons == [UnreadReason.noPermission.rawValue, UnreadReason.damaged.rawValue])
  }

  @Test func theSchemaNamesWhatTheProgramKnows() throws {
    let schema = try ScanSchema()
    #expect(schema.fields == Field.allCases.map(\.rawValue))
    #expect(Set(schema.reasons) == Set(UnreadReason.allCases.map(\.rawValue)))
    #expect(
      schema.fileMembers == [
        "path", "people", "fields", "organisations", "unreadable", "sha256", "records", "sensitive", "unread_parts",
        "encodings", "unreadable_bytes",
      ])
    #expect(schema.summaryMembers == ["people", "files", "bytes", "unreadable", "partly", "unreadable_bytes"])
  }

  /// The encoding with its confidence, and every byte that is no character: in each form of the answer.
  @Test func encodingsAndUnreadableBytesAreTold() throws {
    let text = Lists.cp932(Lists.csv(0..<20))
    try workplace.write("good.csv", text)
    let whole = try workplace.run("scan", workplace.files)
    #expect(!whole.text.contains("unreadable bytes"))
    // Two bytes that no CP932 text has, in a line of their own.
    try workplace.write("bad.csv", text + [0xFD, 0xFF, 0x0A])
    let schema = try ScanSchema()
    for _ in 0..<2 {
      let lines = try workplace.run("scan", workplace.files, "--json").json()
      let bad = try #require(lines.first { $0["path"].string?.hasSuffix("bad.csv") == true })
      #expect(schema.faults(ofFile: bad) == [] && bad["unreadable_bytes"] == 2)
      #expect(bad["encodings"].elements.map { $0["name"] } == ["CP932"])
      let sure = try #require(bad["encodings"].elements.first?["confidence_percent"].integer)
      #expect((50...100).contains(sure))
      let good = try #require(lines.first { $0["path"].string?.hasSuffix("good.csv") == true })
      #expect(good["unreadable_bytes"] == 0 && good["encodings"].elements.count == 1)
      #expect(lines.last?["summary"]["unreadable_bytes"] == 2)
      let table = try workplace.run("scan", workplace.files).lines
      let title = try #require(table.firstIndex { $0.hasPrefix("encoding") && $0.hasSuffix("unreadable bytes") })
      #expect(table[title + 1].split(separator: " ") == ["CP932", "2", "2"])
    }
    let explained = try workplace.run("scan", "--explain", workplace.files + "/bad.csv").text
    #expect(explained.contains("Encoding CP932 (") && explained.contains("kept as �: 2"))
  }

  // MARK: CSV

  @Test(arguments: [TextEncoding.utf8, .cp932])
  func csvIsSafeInASpreadsheet(encoding: TextEncoding) throws {
    let names = ["=1+1.csv", "+a.csv", "-b.csv", "@SUM(A1).csv", "一覧,その1.csv", "引用\"符.csv"]
    for (number, name) in names.enumerated() { try workplace.write(name, Lists.csv(number * 20..<number * 20 + 20)) }
    let arguments = ["scan", "--csv", "--encoding", encoding == .cp932 ? "cp932" : "utf-8"]
    let finished = try workplace.run(arguments + names.map { workplace.files + "/" + $0 })
    var bytes = finished.output
    if encoding == .utf8 {
      #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
      bytes.removeFirst(3)
    }
    let (text, unreadable) = decode(bytes, as: encoding)
    #expect(unreadable == 0)
    let rows = CSVRows.read(text)
    #expect(rows.count == names.count + 1)
    #expect(rows.first?.first == "path")
    #expect(rows.allSatisfy { $0.count == 9 })
    #expect(Set(rows.dropFirst().map { $0[0] }) == Set(names.map { workplace.files + "/" + $0 }))
    #expect(rows.dropFirst().allSatisfy { $0[1] == "20" })
  }

  @Test(arguments: ["=1+1", "+a", "-b", "@c", "＝d"]) func aCellThatLooksLikeAFormulaIsText(name: String) throws {
    // Only a path as it was typed can begin with such a character.
    try workplace.write(name + ".csv", Lists.csv(0..<20))
    let finished = try workplace.run(["scan", "--csv", "--", name + ".csv"], in: workplace.files)
    let row = try #require(CSVRows.read(finished.text).last, "\(finished.errors)")
    #expect(row[0] == "'" + name + ".csv")
  }

  private func decode(_ bytes: [UInt8], as encoding: TextEncoding) -> (text: String, unreadable: Int) {
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    bytes.withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
    // What an encoding cannot hold is written as '?'; none of the names has one.
    return (String(decoding: text, as: UTF8.self), decoder.unreadableBytes + text.count { $0 == UInt8(ascii: "?") })
  }
}
