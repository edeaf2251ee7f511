import CanonicalForms
import Custody
import Storage
import TestDatabases
import Testing

@testable import Response

/// A closed incident learns something.
@Suite("Reopening", .onEveryEngine) struct ReopeningTests {
  private static func closed() throws -> House {
    let house = try House.withIncident()
    let (incidents, now) = (house.incidents, japan("2025-03-27 10:00"))
    try incidents.state(
      [evidence(.secondaryHarm, .known(.text("確認されていません")), said: "2025-03-27 09:00")], in: "I-1", at: now)
    try incidents.openNotices("pc", in: "I-1", site: "https://notices.example.jp", publisher: "見本", at: now)
    try incidents.draftNotice(
      "pc",
      NewRevision(
        .first, sources: [.ja: NoticeSource(title: "紛失", sections: [.data: "{secondary_harm}", .contact: "窓口"])]),
      at: now)
    try house.acting(as: "approver").publishNotice("pc", at: now)
    try house.custody.store.write { session in
      try incidents.append(
        IncidentRegister.closed(.init(whatHappened: "一度目", whatWouldHaveNoticed: "点検"), in: "I-1"),
        at: japan("2025-06-01 09:00"), in: session)
    }
    return house
  }

  /// A survey finds misuse after the end: the harm is stated anew, and the notice that denies it is listed.
  @Test func aSurveyReopensIt() throws {
    let house = try Self.closed()
    let (incidents, now) = (house.incidents, japan("2025-09-20 10:00"))
    let harm = evidence(.secondaryHarm, .known(.text("売買の投稿を確認")), said: "2025-09-20 09:00")
    let early = #expect(throws: ResponseFailure.self) { try incidents.state([harm], in: "I-1", at: now) }
    #expect(early?.code == .closed)
    #expect(
      #expect(throws: ResponseFailure.self) { try incidents.reopen("I-1", because: "", at: now) }?.code == .noReason)
    try incidents.reopen("I-1", because: "9 月の調査で投稿を発見", at: now)
    #expect(try incidents.incident("I-1").isOpen)
    #expect(
      #expect(throws: ResponseFailure.self) { try incidents.reopen("I-1", because: "a", at: now) }?.code == .notClosed)
    try incidents.state([harm], in: "I-1", at: now)
    #expect(try incidents.outdatedNotices().map(\.series) == ["pc"])
    let line = try #require(try incidents.timeline(of: "I-1").last { $0.kind == "incident.reopened" })
    #expect(line.note == "9 月の調査で投稿を発見")
  }

  /// It ends again with a review of its own, and a replay comes to the same at every step.
  @Test func itEndsAgain() throws {
    let house = try Self.closed()
    let incidents = house.incidents
    #expect(try incidents.incident("I-1").review?.whatHappened == "一度目")
    try incidents.reopen("I-1", because: "新しい事実", at: japan("2025-09-20 10:00"))
    #expect(try incidents.incident("I-1").review == nil)
    try house.custody.store.write { session in
      try incidents.append(
        IncidentRegister.closed(.init(whatHappened: "二度目", whatWouldHaveNoticed: "点検"), in: "I-1"),
        at: japan("2025-12-01 09:00"), in: session)
    }
    #expect(try incidents.incident("I-1").review?.whatHappened == "二度目")
    let tables = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == tables)
  }
}
