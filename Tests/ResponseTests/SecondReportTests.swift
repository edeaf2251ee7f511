import CanonicalForms
import Custody
import JapaneseText
import Storage
import TestDatabases
import Testing

@testable import Response

/// One loss that is reported twice, and the plan of the search that changes with it.
@Suite("Second reports", .onEveryEngine) struct SecondReportTests {
  private static let first = japan("2025-03-17 09:00")

  private static func house() throws -> House {
    let house = try House()
    try house.custody.register(Device(id: "PC-1", kind: .laptop), at: japan("2025-03-01 09:00"))
    try house.incidents.open(report("報告一郎", seen: "2025-03-17 08:00", [14]), at: first)
    return house
  }

  private static func report(
    _ name: String, seen: String, noticed: String? = nil, _ prefectures: [Int] = [], isAnother: Bool = false
  ) -> LossReport {
    let claim = NewStatement(
      .holdsPersonalData, .known(.yesNo(false)), saidAt: first,
      source: .init(.person, reference: "loss_report", name: name), kind: .claim)
    return LossReport(
      device: "PC-1", lastSeen: japan(seen), noticed: noticed.map(japan), reporter: name, claims: [claim],
      search: .init(prefectures: prefectures.compactMap { Prefecture($0) }), isAnotherLoss: isAnother)
  }

  /// The holder and a colleague: one incident, two claims that contradict, one clock.
  @Test func aColleagueAddsToIt() throws {
    let house = try Self.house()
    let incidents = house.incidents
    let known = try incidents.ledger(of: "I-1").answer(.learnedAt)
    let now = japan("2025-03-17 14:00")
    let same = try incidents.open(
      Self.report("同僚二郎", seen: "2025-03-14 12:00", noticed: "2025-03-14 18:00", [13]), at: now)
    #expect(same.id == "I-1" && same.openedAt == Self.first)
    #expect(try incidents.all().count == 1)
    let said = try incidents.ledger(of: "I-1").history(.lostAt)
    #expect(said.map(\.source.name) == ["報告一郎", "同僚二郎"] && said.allSatisfy { $0.kind == .claim })
    #expect(try incidents.ledger(of: "I-1").answer(.learnedAt) == known)
    #expect(try incidents.contradictions(of: "I-1").contains { $0.first.fact == .lostAt })
    let line = try #require(try incidents.timeline(of: "I-1").first { $0.kind == "incident.reported_again" })
    #expect(line.event == japan("2025-03-14 12:00") && line.known == now && line.note == "同僚二郎")
    #expect(try incidents.tasks(of: "I-1").count == 9)
    // Tokyo is searched from the day on which it was named; nothing before is missed there.
    let missed = try incidents.missedSearches(of: "I-1", through: day("2025-03-17")).filter { $0.1.id == 13 }
    #expect(missed.map(\.0) == [day("2025-03-17")])
    let tables = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == tables)
  }

  /// Who saw it for the last time earlier, and does not say that it was gone then, says the same with less.
  @Test func whoSawItEarlierContradictsNobody() throws {
    let house = try Self.house()
    try house.incidents.open(Self.report("同僚二郎", seen: "2025-03-14 12:00"), at: japan("2025-03-17 14:00"))
    #expect(try house.incidents.ledger(of: "I-1").history(.lostAt).count == 2)
    #expect(try house.incidents.contradictions(of: "I-1").allSatisfy { $0.first.fact != .lostAt })
  }

  /// The form sent twice says nothing new, but that it was sent.
  @Test func theSameFormSaysNothingNew() throws {
    let house = try Self.house()
    let before = try house.incidents.ledger(of: "I-1").statements.count
    let again = try house.incidents.open(
      Self.report("報告一郎", seen: "2025-03-17 08:00", [14]), at: japan("2025-03-17 09:01"))
    #expect(again.id == "I-1")
    #expect(try house.incidents.ledger(of: "I-1").statements.count == before)
    #expect(try house.incidents.timeline(of: "I-1").count { $0.kind == "incident.reported_again" } == 1)
    #expect(try house.incidents.timeline(of: "I-1").allSatisfy { $0.kind != "lost_property.planned" })
  }

  @Test func anotherLossIsAnotherIncident() throws {
    let house = try Self.house()
    let other = try house.incidents.open(
      Self.report("報告一郎", seen: "2025-03-20 08:00", isAnother: true), at: japan("2025-03-20 09:00"))
    #expect(other.id == "I-2")
  }

  /// It came back, and is gone again: nobody has to say so for the second loss to start clocks of its own.
  @Test func aDeviceThatCameBackIsLostAnew() throws {
    let house = try Self.house()
    try house.custody.register(Device(id: "PC-1", kind: .laptop), at: japan("2025-03-18 09:00"))
    let again = try house.incidents.open(
      Self.report("報告一郎", seen: "2025-03-20 08:00"), at: japan("2025-03-20 09:00"))
    #expect(again.id == "I-2")
    #expect(try house.custody.device("PC-1")?.status == .lost)
  }

  /// Last seen after it was found: whatever the register of devices says.
  @Test func whatWasFoundBeforeItWasSeenIsLostAnew() throws {
    let house = try Self.house()
    try house.incidents.state(
      [evidence(.foundAt, .known(time("2025-03-18 10:00")), "police", .document, said: "2025-03-18 11:00")], in: "I-1",
      at: japan("2025-03-18 11:00"))
    // A report of the former loss that comes late is one of it still.
    let late = try house.incidents.open(
      Self.report("同僚二郎", seen: "2025-03-17 07:00"), at: japan("2025-03-18 12:00"))
    #expect(late.id == "I-1")
    let again = try house.incidents.open(
      Self.report("報告一郎", seen: "2025-03-20 08:00"), at: japan("2025-03-20 09:00"))
    #expect(again.id == "I-2")
  }

  @Test func thePlanIsCorrected() throws {
    let house = try Self.house()
    let incidents = house.incidents
    let places = [14, 22].compactMap { Prefecture($0) }
    try incidents.plan(
      .init(prefectures: places, items: [.paperBag]), from: day("2025-03-20"), in: "I-1", at: japan("2025-03-20 10:00"))
    let plan = try incidents.incident("I-1").search
    #expect(plan.prefectures == places && plan.items == [.paperBag])
    let missed = try incidents.missedSearches(of: "I-1", through: day("2025-03-21"))
    #expect(missed.filter { $0.1.id == 22 }.map(\.0) == [day("2025-03-20"), day("2025-03-21")])
    #expect(missed.filter { $0.1.id == 14 }.count == 5, "from the day of the loss")
    let empty = #expect(throws: ResponseFailure.self) {
      try incidents.plan(
        .init(prefectures: [], items: [.bag]), from: day("2025-03-20"), in: "I-1", at: japan("2025-03-20 10:00"))
    }
    #expect(empty?.code == .unfitValue)
  }
}
