import CanonicalForms
import Custody
import Storage
import TestDatabases
import Testing

@testable import Response

/// What was decided in a review is done by somebody, by a day, and something shows it.
@Suite("Corrective actions", .onEveryEngine) struct CorrectiveActionTests {
  private static let end = japan("2025-12-01 09:00")

  private static func closed() throws -> House {
    let house = try House.withIncident()
    let incidents = house.incidents
    for task in try incidents.tasks(of: "I-1") {
      try incidents.change(task: task.id, in: "I-1", at: end) { $0.state = .done }
    }
    for clash in try incidents.contradictions(of: "I-1") where clash.resolution == nil {
      try incidents.resolve(clash.pair, in: "I-1", because: "確認済み", at: end)
    }
    for duty in try incidents.obligations(of: "I-1") where duty.isOpen && duty.party.client == nil {
      try incidents.fulfil(duty.id, happenedAt: end, reference: "r", in: "I-1", at: end)
    }
    try incidents.close(
      "I-1",
      with: .init(
        whatHappened: "紛失", whatWouldHaveNoticed: "点検",
        actions: [.init(what: "鍵の保管を点検する", owner: "担当部", due: japan("2026-01-31 00:00")), .init(what: "周知", owner: "")]),
      at: end)
    return house
  }

  @Test func eachIsATaskAfterTheEnd() throws {
    let house = try Self.closed()
    let incidents = house.incidents
    let actions = try incidents.tasks(of: "I-1").filter { $0.kind == .correctiveAction }
    #expect(actions.map(\.title) == ["鍵の保管を点検する", "周知"] && actions.map(\.owner) == ["担当部", nil])
    let late = japan("2026-02-01 09:00")
    #expect(try incidents.waiting(at: late).first?.tasks.map(\.id) == [actions[0].id])
    let bare = #expect(throws: ResponseFailure.self) {
      try incidents.change(task: actions[0].id, in: "I-1", at: late) { $0.state = .done }
    }
    #expect(bare?.code == .noProof)
    try incidents.change(task: actions[0].id, in: "I-1", at: late) {
      $0.state = .done
      $0.proof = "点検票 2026-02"
    }
    let done = try #require(try incidents.tasks(of: "I-1").first { $0.id == actions[0].id })
    #expect(done.state == .done && done.proof == "点検票 2026-02")
    #expect(try incidents.waiting(at: late).allSatisfy { $0.tasks.isEmpty })
    // Others belong to the time before the end.
    let closed = #expect(throws: ResponseFailure.self) {
      try incidents.change(task: 1, in: "I-1", at: late) { $0.state = .open }
    }
    #expect(closed?.code == .closed)
    let before = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == before)
  }

  /// Opened again, the incident does not wait for what was to be done after it.
  @Test func theyDoNotHoldUpTheNextEnd() throws {
    let house = try Self.closed()
    try house.incidents.reopen("I-1", because: "新しい事実", at: japan("2026-02-01 09:00"))
    #expect(try house.incidents.loose(in: "I-1").tasks.isEmpty)
  }
}
