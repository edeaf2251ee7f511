import Accounts
import CanonicalForms
import Console
import Custody
import Response
import Storage
import TestDatabases
import Testing
import Wording

/// What an officer does after the end, and before a day.
@Suite("Console: erasure before its day, reopening") struct EarlyErasurePageTests {
  private static let page = "/incidents/I-1"

  private static func house() async throws -> ConsoleHouse {
    let house = try ConsoleHouse()
    let now = Moment.now
    #expect(try await house.post("/lost", ["device": "PC-1", "last_seen": now.localMinute], as: .staff).status == 200)
    let incidents = Incidents(custody: house.custody)
    try incidents.openNotices("pc", in: "I-1", site: "https://notices.example.jp", publisher: "見本", at: now)
    try incidents.draftNotice(
      "pc",
      NewRevision(.first, sources: [.ja: NoticeSource(title: "紛失", sections: [.data: "漏洩花子", .contact: "窓口"])]),
      at: now)
    try Incidents(custody: house.custody.acting(as: "approver")).publishNotice("pc", at: now)
    return house
  }

  /// A name slipped into a page: it answers that it was erased.
  @Test func aPageIsErased() async throws {
    let house = try await Self.house()
    #expect(try await house.get("/notices/pc/1").body.contains("漏洩花子"))
    let form = try await house.get(Self.page + "/retention", as: .approver)
    #expect(form.body.contains("value=\"page/pc/1\""))
    for role in [Role.auditor, .privacyOfficer] {
      #expect(try await !house.get(Self.page + "/retention", as: role).body.contains("value=\"page/pc/1\""))
    }
    // Whoever prepares pages takes none down.
    let wanted: KeyValuePairs = ["target": "page/pc/1", "reason": "本人の求め"]
    #expect(try await house.post(Self.page + "/erase", wanted, as: .privacyOfficer).status == 422)
    let erase = Self.page + "/erase-page"
    #expect(try await house.post(erase, wanted, as: .privacyOfficer).status == 403)
    #expect(try await house.post(erase, ["target": "page/pc/1", "reason": ""], as: .approver).status == 422)
    #expect(try await house.post(erase, ["target": "page/pc/9", "reason": "a"], as: .approver).status == 422)
    #expect(try await house.post(erase, ["target": "nonsense", "reason": "a"], as: .approver).status == 422)
    #expect(
      try await house.post(erase, ["target": "page/pc/1", "reason": "本人の求め"], as: .approver).status == 303)
    #expect(try await house.get("/notices/pc/1").status == 410)
    #expect(try await house.get(Self.page + "/timeline", as: .auditor).body.contains("本人の求め"))
  }

  /// A closed incident says how it is opened again, to whoever may.
  @Test func anIncidentIsReopened() async throws {
    let house = try await Self.house()
    let incidents = Incidents(custody: house.custody)
    #expect(try await house.post(Self.page + "/reopen", ["reason": "a"], as: .privacyOfficer).status == 422)
    for task in try incidents.tasks(of: "I-1") {
      try incidents.change(task: task.id, in: "I-1", at: .now) { $0.state = .dropped }
    }
    for clash in try incidents.contradictions(of: "I-1") where clash.resolution == nil {
      try incidents.resolve(clash.pair, in: "I-1", because: "確認済み", at: .now)
    }
    for duty in try incidents.obligations(of: "I-1") where duty.isOpen && duty.party.client == nil {
      try incidents.fulfil(duty.id, happenedAt: .now, reference: "r", in: "I-1", at: .now)
    }
    try incidents.close(
      "I-1", with: .init(whatHappened: "a", whatWouldHaveNoticed: "b", actions: [.init(what: "点検する", owner: "総務")]),
      at: .now)
    let closed = try await house.get(Self.page, as: .privacyOfficer).body
    #expect(closed.contains("/incidents/I-1/reopen") && closed.contains("点検する"))
    #expect(try await !house.get(Self.page, as: .auditor).body.contains("/incidents/I-1/reopen"))
    // What was decided is done after the end, once something shows it.
    let tasks = try incidents.tasks(of: "I-1")
    let action = try #require(tasks.first { $0.kind == .correctiveAction })
    let done: KeyValuePairs = ["task": "\(action.id)", "state": "done", "proof": ""]
    #expect(try await house.post(Self.page + "/tasks", done, as: .privacyOfficer).status == 422)
    let shown: KeyValuePairs = ["task": "\(action.id)", "state": "done", "proof": "点検票 1"]
    #expect(try await house.post(Self.page + "/tasks", shown, as: .privacyOfficer).status == 303)
    #expect(
      try await house.post(Self.page + "/tasks", ["task": "1", "state": "open"], as: .privacyOfficer).status == 422)
    #expect(
      try await house.post(Self.page + "/reopen", ["reason": "調査で発見"], as: .privacyOfficer).location == Self.page)
    #expect(try incidents.incident("I-1").isOpen)
  }
}
