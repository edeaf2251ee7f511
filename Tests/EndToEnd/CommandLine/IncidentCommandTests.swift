import CanonicalForms
import TestDatabases
import Testing

/// An incident on the command line, from the loss to the packs.
@Suite(.onEveryEngine) struct IncidentCommandTests {
  let workplace: Workplace

  init() throws {
    workplace = try Workplace()
    try workplace.register()
    try workplace.write("緑精機/a.csv", Lists.csv(0..<20))
    try workplace.run("scan", "--device", "PC-1", workplace.files)
  }

  @Test func aClaimIsContradictedAndEverythingFollows() throws {
    let lost = try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc, "--reporter", "見本 太郎", "--says-no-data")
    #expect(lost.status == 1)
    let shown = try workplace.run("incident", "show", "I-1", "--json")
    #expect(shown.status == 1)
    let answer = try #require(shown.json().first)
    guard case .array(let contradictions) = answer["contradictions"], case .array(let tasks) = answer["tasks"] else {
      Issue.record("no contradictions or tasks")
      return
    }
    #expect(contradictions.contains { $0["kind"] == "claim_against_evidence" })
    #expect(tasks.count == 9)
    // What was given out is wrong once the place is known.
    try workplace.run("incident", "draft", "I-1", "police", "--issue")
    let stated = try workplace.run(
      "incident", "state", "I-1", "lost_place", "駅の売店", "--evidence", "--source", "document", "--reference", "B-1",
      "--json")
    #expect(stated.status == 1)
    #expect(try workplace.run("incident", "corrections", "I-1", "--json").json().first?["kind"] == "added")
    let folder = workplace.path + "/packs"
    let packs = try workplace.run("incident", "packs", "I-1", "--out", folder, "--json")
    #expect(packs.status == 0)
    #expect(try packs.json().first?["total"] == 20)
    #expect(try workplace.run("rebuild", "--json").json().first?["different_tables"] == .array([]))
    #expect(try workplace.run("verify").status == 0)
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    #expect(try workplace.run("incident", "show", "I-9").status == 3)
    try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc)
    #expect(try workplace.run("incident", "state", "I-1", "people_count", "many", "--reference", "x").status == 2)
    #expect(
      try workplace.run("incident", "close", "I-1", "--what-happened", "a", "--would-have-noticed", "b").status == 1)
    #expect(try workplace.run("incident", "received", "I-1", "1").status == 3)
  }
}
