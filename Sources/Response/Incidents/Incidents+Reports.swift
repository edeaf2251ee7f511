import CanonicalForms
import JapaneseText
import Storage

/// One loss that several people report, or one person twice.
extension Incidents {
  /// Whether a device was lost anew: the report says so, or the device had come back, be it that the register has it in use again,
  /// be it that it was found before it was last seen. Added to the former incident, such a loss would start no clock.
  func isAnotherLoss(_ report: LossReport, than former: Incident, in session: SQLSession) throws -> Bool {
    if report.isAnotherLoss { return true }
    if let device = try custody.device(report.device, in: session), device.status != .lost { return true }
    guard let found = try ledger(of: former.id, in: session).answer(.foundAt).time else { return false }
    return found.from <= report.lastSeen
  }

  /// Adds a report to the incident that is open already: what it says are claims beside the first ones, what machines know
  /// is evidence, and the prefectures that it names are searched from now on, too.
  func add(_ report: LossReport, to incident: Incident, at time: Moment, in session: SQLSession) throws -> Incident {
    let id = incident.id
    try append(IncidentRegister.reportedAgain(report, in: id), at: time, in: session)
    var claims = report.claims
    if !claims.contains(where: { $0.fact == .lostAt }) {
      let span = TimeSpan(report.lastSeen, max(report.lastSeen, report.noticed ?? time))
      claims.append(
        NewStatement(
          .lostAt, .known(.time(span)), saidAt: time,
          source: .init(.person, reference: "loss_report", name: report.reporter), kind: .claim))
    }
    let ledger = try ledger(of: id, in: session)
    // The same form sent twice says nothing new. When it was noticed is by the minute, and moves.
    let news = (report.evidence + claims).filter { new in
      !ledger.history(new.fact, new.subject).contains { old in
        guard old.kind == new.kind, old.source == new.source else { return false }
        if new.fact == .lostAt { return old.answer.time?.from == new.answer.time?.from }
        return old.answer == new.answer
      }
    }
    try make(news, in: id, at: time, session: session)
    var search = incident.search
    search.prefectures = Array(Set(search.prefectures).union(report.search.prefectures)).sorted()
    try plan(
      search, instead: incident.search, from: CivilDate(time, offset: 540), in: id, at: time, session)
    return try IncidentRegister(session: session).require(id)
  }
}
