import CanonicalForms
import Custody
import Storage

/// Until when it is kept whom authorities and clients call about the reports of an organisation (`ReporterDetails`).
///
/// It belongs to no incident, so its days count from the last one that concerns the organisation: as many as those of who
/// reported the loss there, for the same claims. Before there was one it waits while the agreements of the client run.
package struct ReporterTerm: Sendable, Hashable {
  /// Nil for the operator.
  package var organisation: Organisation.ID?
  package var days: Int
  /// Nil while an incident that concerns the organisation is open; and, before there was one, while an agreement runs
  /// without an end.
  package var due: Moment?

  package var json: JSON {
    [
      "subject": "reporter_contact", "organisation": .string(organisation?.text ?? ""), "days": JSON(days),
      "due": JSON(due),
    ]
  }
}

/// The details that are still there, with their days.
struct ReporterTerms {
  let session: SQLSession
  let agreements: [Agreement]

  struct Kept {
    let sequence: Int64
    let term: ReporterTerm
  }

  /// In the order of the journal.
  func all() throws -> [Kept] {
    var entries: [(sequence: Int64, time: Moment, organisation: String)] = []
    try session.forEach(
      """
      SELECT sequence, time, body FROM journal WHERE kind = 'reporter.described' AND personal IS NOT NULL
      ORDER BY sequence
      """
    ) { row in
      guard let body = try? JSON(parsing: row.bytes(2)) else { return }
      entries.append((row.integer(0), row.moment(1), body["organisation"].string ?? ""))
    }
    guard !entries.isEmpty else { return [] }
    let register = ErasureRegister(session: session)
    // Days that were chosen for an incident, for a lawsuit, hold here, too.
    let incidents = try IncidentRegister(session: session).all().map { incident in
      let days = try register.terms(of: incident).first { $0.subject == .reporter }?.days ?? Self.usual
      return Ending(incident: incident.id, days: days, due: incident.closedAt?.adding(days: days))
    }
    return try entries.map { entry in
      let client = entry.organisation.isEmpty ? nil : Organisation.ID(entry.organisation)
      let concerned = try client.map { client in
        let ids = try self.incidents(concerning: client)
        return incidents.filter { ids.contains($0.incident) }
      }
      return Kept(
        sequence: entry.sequence, term: term(of: client, givenAt: entry.time, incidents: concerned ?? incidents))
    }
  }

  /// Those in which anything was stated of a client's part. The operator has a part in each.
  func incidents(concerning client: Organisation.ID) throws -> Set<String> {
    Set(
      try session.all("SELECT DISTINCT incident FROM statement WHERE client = ?", SQLValue(client.text)) { $0.text(0) })
  }

  private static let usual = ErasureRule.of(.reporter)?.days ?? 1_828

  private struct Ending {
    let incident: String
    let days: Int
    /// Nil while it is open.
    let due: Moment?
  }

  private func term(of client: Organisation.ID?, givenAt time: Moment, incidents: [Ending]) -> ReporterTerm {
    var term = ReporterTerm(organisation: client, days: Self.usual, due: time.adding(days: Self.usual))
    for incident in incidents {
      term.days = max(term.days, incident.days)
      term.due = Self.later(term.due, incident.due)
    }
    guard incidents.isEmpty, let client else { return term }
    for agreement in agreements where agreement.client == client {
      term.due = Self.later(term.due, (agreement.retentionEnds ?? agreement.ends)?.adding(days: Self.usual))
    }
    return term
  }

  /// What has no end has none together with anything else.
  private static func later(_ a: Moment?, _ b: Moment?) -> Moment? {
    guard let a, let b else { return nil }
    return max(a, b)
  }
}

extension Incidents {
  /// Until when details of those who report are kept: the operator's, and those of clients that an incident concerns.
  package func reporterTerms(of id: String) throws -> [ReporterTerm] {
    let agreements = try custody.agreements()
    return try store.read { session in
      _ = try IncidentRegister(session: session).require(id)
      let terms = ReporterTerms(session: session, agreements: agreements)
      return try terms.all().map(\.term).filter { term in
        try term.organisation.map { try terms.incidents(concerning: $0).contains(id) } ?? true
      }
    }
  }

  /// Erases the details of those who report whose day has come: nobody calls them any more.
  /// - Returns: how many entries were erased.
  @discardableResult
  package func eraseDueReporters(at time: Moment) throws -> Int {
    let agreements = try custody.agreements()
    func due(_ session: SQLSession) throws -> [Int64] {
      try ReporterTerms(session: session, agreements: agreements).all().filter { kept in
        kept.term.due.map { $0 <= time } ?? false
      }.map(\.sequence)
    }
    guard try !store.read(due).isEmpty else { return 0 }
    let count = try store.write { session -> Int in
      // An incident may have been opened since that was read.
      let sequences = try due(session)
      guard !sequences.isEmpty else { return 0 }
      try journal.erasePersonalParts(of: sequences, reason: "reporter.due", at: time, by: actor, in: session)
      return sequences.count
    }
    if count > 0 { try store.sweep() }
    return count
  }
}

extension StatementWords {
  /// Until when details of whoever reports are kept.
  package func kept(_ term: ReporterTerm) -> String {
    let days = self(.keptDays, language.number(term.days))
    return term.due.map { days + language.text(.and) + self(.keptUntil, $0.localDate) } ?? days
  }
}
