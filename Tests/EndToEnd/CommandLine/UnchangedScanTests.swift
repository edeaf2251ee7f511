import CanonicalForms
import Glibc
import PersonalData
import Testing

/// A scan of files that have not changed answers from what it remembers: the same, byte for byte, until something changes.
@Suite("Scanning what has not changed")
struct UnchangedScanTests {
  private let workplace: Workplace

  init() throws {
    workplace = try Workplace()
    try workplace.run("init")
    try workplace.write("a/list.csv", Lists.csv(0..<20))
    try workplace.write("b/list.csv", Lists.csv(10..<40))
    try workplace.write("b/damaged.zip", [0x50, 0x4B, 0x03, 0x04, 0, 0, 0])
    try workplace.write("note.txt", "会議は十時から。\n")
  }

  private func scan(_ options: String...) throws -> Workplace.Finished {
    let finished = try workplace.run(["scan", workplace.files] + options)
    #expect(finished.status == 1)
    return finished
  }

  private func people() throws -> Int64? {
    try scan("--json").json().last?["summary"]["people"].integer
  }

  @Test(arguments: [["--json"], ["--csv"], ["--csv", "--encoding", "cp932"]])
  func theSameIsSaidAgain(form: [String]) throws {
    let run = { try workplace.run(["scan", workplace.files] + form) }
    let first = try run()
    for _ in 0..<2 { #expect(try run().output == first.output) }
    #expect(try workplace.run(["scan", workplace.files, "--fresh"] + form).output == first.output)
  }

  /// Ways and seconds are of this scan; everything else is as it was.
  @Test func theSameIsSaidForReaders() throws {
    let first = try scan("--lang", "en").lines
    let second = try scan("--lang", "en").lines
    #expect(first.count == second.count && first.contains { $0.contains("damaged.zip") })
    #expect(zip(first, second).count { $0 != $1 } == 1)
    #expect(second.contains { $0.contains("4 unchanged") })
    // In another language the reasons are in that language.
    #expect(try scan("--lang", "ja").lines != second)
  }

  @Test func whateverChangesIsSeen() throws {
    #expect(try people() == 40)
    #expect(try people() == 40)
    try workplace.write("c/list.csv", Lists.csv(40..<45))
    #expect(try people() == 45)
    try workplace.write("c/list.csv", Lists.csv(40..<50))
    #expect(try people() == 50)
    workplace.delete("c/list.csv")
    #expect(try people() == 40)
    // Moved: the same bytes at another place.
    #expect(rename(workplace.files + "/a/list.csv", workplace.files + "/b/moved.csv") == 0)
    #expect(try scan("--json").text.contains("b/moved.csv"))
    #expect(try !scan("--json").text.contains("a/list.csv"))
  }

  @Test func aNewOrganisationClaimsWhatWasSaidBefore() throws {
    try workplace.write("c/list.csv", Lists.csv(50..<60, insurer: "06139471"))
    _ = try scan("--json")
    let before = try scan("--json").text
    try workplace.register()
    let after = try scan("--json").text
    #expect(before.contains("[\"06139471\"]") && !after.contains("[\"06139471\"]"))
  }

  /// What could not be opened is tried each time: permissions change without a trace in the times.
  @Test func permissionsAreTriedAgain() throws {
    let list = workplace.files + "/a/list.csv"
    chmod(list, 0)
    let run = { try workplace.run("scan", workplace.files, "--json", unprivileged: true) }
    let closed = try run()
    #expect(closed.text.contains("no_permission"))
    chmod(list, 0o644)
    #expect(try !run().text.contains("no_permission"))
  }

  /// An index that was sealed under another key is as good as empty.
  @Test func anIndexUnderAnotherKeyIsNone() throws {
    let first = try scan("--json")
    _ = try scan("--json")
    let path = workplace.data + "/keys/index.key"
    unlink(path)
    #expect(try scan("--json").output == first.output)
    #expect(try scan("--json").output == first.output)
  }
}
