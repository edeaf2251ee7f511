import CanonicalForms
import Contents
import Glibc
import Storage
import TestDatabases
import Testing

/// What is on a device, told by scans one after another: from the command line, over real files.
@Suite("Recorded scans", .onEveryEngine)
struct RecordedScanTests {
  let workplace: Workplace

  init() throws {
    workplace = try Workplace()
    try workplace.register()
  }

  private func scan() throws -> (ways: String, recorded: String) {
    let finished = try workplace.run("scan", "--device", "PC-1", workplace.files)
    try #require(finished.status <= 1, "\(finished.errors)")
    return (try #require(finished.lines.first { $0.contains("unchanged") }), finished.errors)
  }

  private func certain(_ answer: JSON, _ client: String? = nil) -> Int64? {
    guard let client else { return answer["total"]["certain"]["people"].integer }
    guard case .array(let clients) = answer["clients"] else { return nil }
    return clients.first { $0["id"] == .string(client) }?["share"]["certain"]["people"].integer
  }

  @Test func whatDidNotChangeIsNotReadAgain() throws {
    try workplace.write("a.csv", Lists.csv(0..<20))
    try workplace.write("b.csv", Lists.csv(20..<40))
    #expect(try scan().ways.hasPrefix("2 files read, 0 unchanged since the last scan, 0 copies"))
    #expect(try scan().ways.hasPrefix("0 files read, 2 unchanged since the last scan, 0 copies"))
    // The bytes of a known file elsewhere; other bytes in a known place.
    try workplace.write("copy of a.csv", Lists.csv(0..<20))
    try workplace.write("b.csv", Lists.csv(20..<50))
    #expect(try scan().ways.hasPrefix("1 files read, 1 unchanged since the last scan, 1 copies"))
    #expect(certain(try workplace.answer("drill", "PC-1", "--json")) == 50)
  }

  @Test func theAnswerFollowsTheFiles() throws {
    try workplace.write("緑精機/a.csv", Lists.csv(0..<20))
    try workplace.write("b.csv", Lists.csv(20..<50, insurer: "06139471"))
    #expect(try scan().recorded.contains("2 places new, 0 closed, 0 as before"))
    let between = Moment.now
    usleep(20_000)
    workplace.delete("緑精機/a.csv")
    try workplace.write("c.csv", Lists.csv(50..<60))
    #expect(try scan().recorded.contains("1 places new, 1 closed, 1 as before"))

    let now = try workplace.answer("drill", "PC-1", "--json")
    #expect(certain(now) == 40)
    #expect(certain(now, "1") == 0)
    #expect(certain(now, "2") == 30)
    #expect(now["total"]["possible"]["people"] == 60, "the deleted list may still lie on the disk")
    #expect(now["doubtful"] != .array([]))

    // Between the scans: what both saw is certain, what only one saw is possible.
    let then = try workplace.answer("drill", "PC-1", "--json", "--at", between.utc)
    #expect(certain(then) == 30)
    #expect(then["total"]["possible"]["people"] == 60)
    #expect(then["last_scan"] != .null && then["next_scan"] != .null)

    let before = try workplace.run("drill", "PC-1", "--json", "--at", "2020-01-01 00:00")
    #expect(before.status == 1)
    #expect(certain(try #require(before.json().first)) == 0)
  }

  /// As the mount point of a share that is not mounted.
  @Test func anEmptyFolderTakesNothingAway() throws {
    try workplace.write("a.csv", Lists.csv(0..<20))
    _ = try scan()
    workplace.delete("a.csv")
    let finished = try workplace.run("scan", "--device", "PC-1", workplace.files)
    #expect(finished.status == 1, "nothing was found where something was: that is a finding")
    #expect(
      finished.errors.contains("1 places known on device PC-1 were not found")
        && finished.errors.contains("--confirm-gone"))
    let answer = try workplace.answer("drill", "PC-1", "--json")
    #expect(certain(answer) == 20)
    guard case .array(let gaps) = answer["gaps"] else {
      Issue.record("no gaps")
      return
    }
    #expect(gaps.contains { $0["kind"] == "unconfirmed" && $0["reason"] == "empty" })
    let confirmed = try workplace.run("scan", "--device", "PC-1", workplace.files, "--confirm-gone")
    #expect(confirmed.status == 0 && confirmed.errors.contains("1 closed"))
    #expect(certain(try workplace.answer("drill", "PC-1", "--json")) == 0)
    #expect(try workplace.run("scan", workplace.files, "--confirm-gone").status == 2)
    // What was read before is still known when it comes back.
    try workplace.write("b.csv", Lists.csv(0..<20))
    #expect(try scan().ways.contains("1 copies"))
  }

  @Test func anEndedAgreementIsNamed() throws {
    try workplace.write("緑精機/a.csv", Lists.csv(0..<20))
    try workplace.write("b.csv", Lists.csv(20..<50, insurer: "06139471"))
    _ = try scan()
    let answer = try workplace.answer("drill", "PC-1", "--json")
    guard case .array(let clients) = answer["clients"] else {
      Issue.record("no clients")
      return
    }
    #expect(clients.map { $0["id"] } == ["2", "1"])
    #expect(clients.map { $0["past_agreements"] } == [false, true])
    let text = try workplace.run("drill", "PC-1", "--lang", "ja").text
    #expect(text.contains("A-1: 2023-03-31 に終了"))
    #expect(text.contains("A-2: 契約中"))
    #expect(try workplace.run("drill", "PC-1").text.contains("A-1: ended 2023-03-31"))
  }

  @Test func aFileWithoutPermissionIsListed() throws {
    try workplace.write("a.csv", Lists.csv(0..<20))
    chmod(try workplace.write("secret.csv", Lists.csv(20..<40)), 0)
    let finished = try workplace.run("scan", "--device", "PC-1", workplace.files, unprivileged: true)
    #expect(finished.status == 1)
    #expect(finished.text.contains("secret.csv"))
    let answer = try workplace.answer("drill", "PC-1", "--json")
    guard case .array(let unread) = answer["unread"] else {
      Issue.record("nothing unread")
      return
    }
    #expect(unread.map { $0["reason"] } == [.string(UnreadReason.noPermission.rawValue)])
    #expect(unread.first?["examples"].strings.first?.hasSuffix("/secret.csv") == true)
    #expect(certain(answer) == 20)
  }

  @Test func aLossIsWrittenDownAndReported() throws {
    try workplace.write("a.csv", Lists.csv(0..<20))
    _ = try scan()
    let page = workplace.path + "/report.html"
    let finished = try workplace.run(
      "lost", "PC-1", "--last-seen", Moment.now.utc, "--json", "--html", page, "--lang", "ja")
    #expect(finished.status == 1)
    let answer = try #require(finished.json().last)
    #expect(answer["device"]["status"] == "lost")
    guard case .array(let losses) = answer["losses"] else {
      Issue.record("no loss")
      return
    }
    #expect(losses.count == 1)
    var status = stat()
    #expect(stat(page, &status) == 0 && status.st_mode & 0o077 == 0, "the report is its owner's alone")
    #expect(String(decoding: Workplace.read(page), as: UTF8.self).contains("紛失の申告"))
  }

  @Test func rebuildingComesOutEqual() throws {
    try workplace.write("緑精機/a.csv", Lists.csv(0..<20))
    try workplace.write("b.csv", Lists.csv(10..<50, insurer: "06139471"))
    _ = try scan()
    workplace.delete("b.csv")
    _ = try scan()
    try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc)
    let before = try workplace.run("drill", "PC-1", "--json", "--at", Moment.now.utc).json()
    let finished = try workplace.run("rebuild", "--json")
    #expect(finished.status == 0)
    #expect(try finished.json().first?["different_tables"] == .array([]))
    let after = try workplace.answer("drill", "PC-1", "--json", "--at", try #require(before.first?["at"].string))
    #expect(after["total"] == before.first?["total"])
    #expect(after["clients"] == before.first?["clients"])
  }
}
