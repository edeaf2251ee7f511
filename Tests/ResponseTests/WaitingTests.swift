import CanonicalForms
import Custody
import JapaneseText
import Response
import TestDatabases
import Testing

/// What the front page shows of incidents.
@Suite("What incidents wait for", .onEveryEngine) struct WaitingTests {
  private static func waiting(_ house: House, at time: Moment) throws -> WaitingWork? {
    try house.incidents.waiting(at: time).first { $0.incident == "I-1" }
  }

  @Test func clocksAndMissedSearchesShow() throws {
    let house = try House.withIncident()
    try house.incidents.state(
      [evidence(.sensitivePeople, exactly(5), said: "2025-03-17 10:00")], in: "I-1", at: japan("2025-03-17 10:00"))
    let first = try #require(try Self.waiting(house, at: japan("2025-03-17 12:00")))
    #expect(first.duties.contains { $0.duty == .preliminaryReport })
    #expect(!first.duties.contains { $0.duty == .finalReport }, "its last week has not come")
    #expect(first.hasNoPlaceToSearch && first.searchesToday == 0)
    #expect(first.tasks.count == 5, "those of the first hour")
    // A month later nothing was done.
    let late = japan("2025-04-20 12:00")
    let after = try #require(try Self.waiting(house, at: late))
    let report = try #require(after.duties.first { $0.duty == .finalReport })
    #expect(report.isOverdue(at: late))
    #expect(after.tasks.count == 9)
    // What is done does not wait.
    for duty in try house.incidents.obligations(of: "I-1") where duty.isOpen {
      try house.incidents.fulfil(duty.id, happenedAt: late, reference: "r", in: "I-1", at: late)
    }
    for task in try house.incidents.tasks(of: "I-1") {
      try house.incidents.change(task: task.id, in: "I-1", at: late) { $0.state = .done }
    }
    let done = try #require(try Self.waiting(house, at: late))
    #expect(done.duties.allSatisfy { $0.duty != .finalReport } && done.tasks.isEmpty)
  }

  /// One search a day and prefecture: what was due today is not yet missed, yesterday's is.
  @Test func searchesAreDueTodayAndMissedTomorrow() throws {
    let house = try House()
    try house.custody.register(Device(id: "PC-1", kind: .laptop), at: japan("2025-03-01 09:00"))
    try house.incidents.open(
      LossReport(
        device: "PC-1", lastSeen: japan("2025-03-16 09:00"),
        search: .init(prefectures: [13, 14].compactMap { Prefecture($0) })), at: japan("2025-03-16 10:00"))
    let first = try #require(try Self.waiting(house, at: japan("2025-03-16 18:00")))
    #expect(first.searchesToday == 2 && first.searchesMissed == 0 && !first.hasNoPlaceToSearch)
    let next = try #require(try Self.waiting(house, at: japan("2025-03-17 08:00")))
    #expect(next.searchesToday == 2 && next.searchesMissed == 2)
    let place = try #require(Prefecture(14))
    try house.incidents.record(
      .init(prefecture: place, day: day("2025-03-17"), hasFound: true, at: japan("2025-03-17 09:00")), in: "I-1")
    let found = try #require(try Self.waiting(house, at: japan("2025-03-17 10:00")))
    #expect(found.searchesToday == 0 && found.searchesMissed == 0)
  }

  @Test func contradictionsAndWrongDocumentsShow() throws {
    let house = try House.withIncident()
    let draft = try house.incidents.policeReport(of: "I-1", in: .ja)
    try house.incidents.issue(.policeReport, draft, in: .ja, of: "I-1", at: japan("2025-03-17 10:00"))
    let moment = japan("2025-03-20 10:00")
    try house.incidents.state(
      [evidence(.lostAt, .known(time("2025-03-14 12:00")), said: "2025-03-20 09:00")], in: "I-1", at: moment)
    let waiting = try #require(try Self.waiting(house, at: moment))
    #expect(waiting.contradictions.map(\.first.fact).contains(.lostAt))
    #expect(waiting.documents == [1])
  }

  /// What is open holds until the journal has news of it, and what is due is asked of the clock.
  @Test func whatIsKnownHoldsUntilThereIsNews() throws {
    let house = try House.withIncident()
    let (incidents, noon) = (house.incidents, japan("2025-03-17 12:00"))
    let board = try incidents.openWork()
    #expect(board.incidents.map(\.incident) == ["I-1"])
    #expect(try incidents.openWork(since: board) == nil)
    // The same board, a month later.
    let (now, later) = try (
      #require(board.incidents.first).waiting(at: noon),
      #require(board.incidents.first).waiting(at: japan("2025-04-20 12:00"))
    )
    #expect(now.tasks.count < later.tasks.count)
    // News that is of no incident, then of one.
    try house.custody.register(Device(id: "PC-9", kind: .laptop), at: noon)
    let after = try #require(try incidents.openWork(since: board))
    #expect(after.entry > board.entry)
    #expect(try incidents.openWork(since: after) == nil)
    try incidents.change(task: try #require(incidents.tasks(of: "I-1").first).id, in: "I-1", at: noon) {
      $0.state = .done
    }
    let done = try #require(try incidents.openWork(since: after))
    #expect(done.incidents.first?.waiting(at: japan("2025-04-20 12:00")).tasks.count == later.tasks.count - 1)
    // Read anew as a whole, it is the same.
    #expect(
      try incidents.openWork().incidents.map { $0.waiting(at: noon).tasks }
        == done.incidents.map { $0.waiting(at: noon).tasks })
  }

  /// News of one incident does not have the others looked at anew, and loses none of them.
  @Test func newsOfOneIncidentLeavesTheOthers() throws {
    let house = try House.withIncident()
    try house.custody.register(Device(id: "PC-8", kind: .laptop), at: japan("2025-03-01 09:00"))
    try house.incidents.open(
      LossReport(device: "PC-8", lastSeen: japan("2025-03-16 09:00")), at: japan("2025-03-16 10:00"))
    let board = try house.incidents.openWork()
    try house.incidents.state(
      [evidence(.peopleCount, exactly(7), said: "2025-03-17 10:00")], in: "I-2", at: japan("2025-03-17 10:00"))
    let after = try #require(try house.incidents.openWork(since: board))
    #expect(after.incidents.map(\.incident) == board.incidents.map(\.incident))
    #expect(after.incidents.last?.people == exactly(7))
    #expect(after.incidents.first?.people == board.incidents.first?.people)
  }
}
