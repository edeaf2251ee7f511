import CanonicalForms
import Custody
import PersonalData
import Storage

/// Incidents in the database, and the entries that make them.
struct IncidentRegister {
  let session: SQLSession

  static func opened(_ report: LossReport, id: String, number: Int) -> NewEntry {
    NewEntry(
      kind: "incident.opened",
      body: [
        "incident": .string(id), "number": JSON(number), "device": .string(report.device),
        "last_seen": JSON(report.lastSeen), "by_holder": JSON(report.isByHolder), "search": report.search.json,
      ], personal: report.reporter.map { Array($0.utf8) })
  }

  /// The whole answer lies in the personal part: it holds the holder's name and paths.
  static func frozen(_ shares: ScopeShares, in incident: String) -> NewEntry {
    let total = shares.scope.total
    return NewEntry(
      kind: "incident.scope_frozen",
      body: [
        "incident": .string(incident), "at": JSON(shares.scope.at),
        "besides": .array(shares.scope.besides.map { JSON($0) }), "rests_on": .integer(shares.sequence),
        "certain": JSON(total.certain.count), "possible": JSON(total.possible.count),
        "clients": JSON(shares.scope.clients.count), "unattributed": JSON(shares.possible.unattributed),
      ], personal: shares.scope.json.canonicalBytes)
  }

  static func noted(_ words: String, at event: Moment, in incident: String) -> NewEntry {
    NewEntry(
      kind: "incident.noted", body: ["incident": .string(incident), "event": JSON(event)], personal: Array(words.utf8))
  }

  static func closed(_ review: AfterActionReview, in incident: String) -> NewEntry {
    NewEntry(
      kind: "incident.closed", body: ["incident": .string(incident)], personal: review.json.canonicalBytes)
  }

  static func reportedAgain(_ report: LossReport, in incident: String) -> NewEntry {
    NewEntry(
      kind: "incident.reported_again",
      body: [
        "incident": .string(incident), "device": .string(report.device), "last_seen": JSON(report.lastSeen),
        "by_holder": JSON(report.isByHolder),
      ], personal: report.reporter.map { Array($0.utf8) })
  }

  static func reopened(because reason: String, in incident: String) -> NewEntry {
    NewEntry(kind: "incident.reopened", body: ["incident": .string(incident)], personal: Array(reason.utf8))
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let timeline = TimelineRegister(session: session)
    let words = entry.personal.bytes.map { String(decoding: $0, as: UTF8.self) }
    switch entry.kind {
    case "incident.opened":
      try session.execute(
        """
        INSERT INTO incident (id, number, device, last_seen, opened, opened_by, by_holder, reporter, search, closed,
          review) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)
        """, entry.incident, .integer(body["number"].integer ?? 0), SQLValue(body["device"].string ?? ""),
        SQLValue(body["last_seen"].moment ?? entry.time), SQLValue(entry.time), SQLValue(entry.actor),
        SQLValue(body["by_holder"].boolean ?? true), SQLValue(words), SQLValue(body["search"].canonicalText))
      try timeline.add(entry, event: entry.time, kind: entry.kind, reference: body["device"].string ?? "", note: nil)
    case "incident.scope_frozen":
      try session.execute(
        """
        INSERT INTO incident_scope (incident, sequence, at, rests_on, unattributed, scope) VALUES (?, ?, ?, ?, ?, ?)
        """, entry.incident, .integer(entry.sequence), SQLValue(body["at"].moment ?? entry.time),
        .integer(body["rests_on"].integer ?? 0), .integer(body["unattributed"].integer ?? 0),
        SQLValue(entry.personal.bytes))
      try timeline.add(
        entry, event: entry.time, kind: entry.kind,
        reference: "\(body["certain"].integer ?? 0)–\(body["possible"].integer ?? 0)", note: nil)
    case "incident.noted":
      try timeline.add(
        entry, event: body["event"].moment ?? entry.time, kind: entry.kind, reference: "", note: words)
    case "incident.closed":
      try session.execute(
        "UPDATE incident SET closed = ?, review = ? WHERE id = ?", SQLValue(entry.time), SQLValue(words),
        entry.incident)
      try timeline.add(entry, event: entry.time, kind: entry.kind, reference: "", note: nil)
    case "incident.reported_again":
      try timeline.add(
        entry, event: body["last_seen"].moment ?? entry.time, kind: entry.kind,
        reference: body["device"].string ?? "", note: words)
    case "incident.reopened":
      // The former review stays in the journal; there will be another.
      try session.execute("UPDATE incident SET closed = NULL, review = NULL WHERE id = ?", entry.incident)
      try timeline.add(entry, event: entry.time, kind: entry.kind, reference: "", note: words)
    default: break
    }
  }

  /// Takes out of the tables what the personal part of an entry put there.
  func forget(_ entry: JournalEntry) throws {
    switch entry.kind {
    case "incident.opened":
      try session.execute("UPDATE incident SET reporter = NULL WHERE id = ?", entry.incident)
    case "incident.scope_frozen":
      try session.execute(
        "UPDATE incident_scope SET scope = NULL WHERE incident = ? AND sequence = ?", entry.incident,
        .integer(entry.sequence))
    case "incident.noted", "incident.reopened", "incident.reported_again":
      try TimelineRegister(session: session).forget(entry)
    case "incident.closed":
      // Not the review of a later end.
      try session.execute(
        "UPDATE incident SET review = NULL WHERE id = ? AND closed = ?", entry.incident, SQLValue(entry.time))
    default: break
    }
  }

  func all() throws -> [Incident] {
    try session.all("SELECT \(Self.columns) FROM incident ORDER BY number", read: Self.read)
  }

  /// - Throws: `ResponseFailure` with the code `unknown_incident`.
  func require(_ id: String) throws -> Incident {
    let found = try session.first(
      "SELECT \(Self.columns) FROM incident WHERE id = ?", SQLValue(id), read: Self.read)
    guard let found else { throw ResponseFailure(.unknownIncident, "no incident \(id)") }
    return found
  }

  /// - Throws: `ResponseFailure` with the codes `unknown_incident`, `closed`.
  @discardableResult
  func requireOpen(_ id: String) throws -> Incident {
    let incident = try require(id)
    guard incident.isOpen else { throw ResponseFailure(.closed, "incident \(id) is closed") }
    return incident
  }

  func nextNumber() throws -> Int {
    try session.first("SELECT COALESCE(MAX(number), 0) + 1 FROM incident") { Int($0.integer(0)) } ?? 1
  }

  /// The newest first: the journal's number, the entry that it rests on, people whom no client answers for, the answer.
  func scopes(of incident: String) throws -> [FrozenScope] {
    try session.all(
      """
      SELECT sequence, at, rests_on, unattributed, scope FROM incident_scope WHERE incident = ? ORDER BY sequence DESC
      """, SQLValue(incident)
    ) { row in
      FrozenScope(
        sequence: row.integer(0), at: row.moment(1), restsOn: row.integer(2), unattributed: Int(row.integer(3)),
        answer: row.optionalBytes(4).flatMap { try? JSON(parsing: $0) })
    }
  }

  private static let columns =
    "id, number, device, last_seen, opened, opened_by, by_holder, reporter, search, closed, review"

  private static func read(_ row: SQLRow) -> Incident {
    func json(_ column: Int) -> JSON? { row.optionalText(column).flatMap { try? JSON(parsing: Array($0.utf8)) } }
    return Incident(
      id: row.text(0), number: Int(row.integer(1)), device: row.text(2), lastSeen: row.moment(3),
      openedAt: row.moment(4), openedBy: row.text(5), isByHolder: row.integer(6) == 1, reporter: row.optionalText(7),
      search: LostPropertyPlan(json: json(8) ?? .null), closedAt: row.optionalMoment(9),
      review: json(10).flatMap { AfterActionReview(json: $0) })
  }
}

/// The scope of the loss as it was known at one time.
package struct FrozenScope: Sendable, Hashable {
  /// The journal's number of the entry that froze it.
  package var sequence: Int64
  /// The moment that it is about.
  package var at: Moment
  /// The journal's last entry that it rests on.
  package var restsOn: Int64
  package var unattributed: Int
  /// As `hikae drill --json` gives it (docs/formats/drill.md); nil once it was erased.
  package var answer: JSON?

  /// People whom no client answers for, by the facts that count people; empty where there are none. Once the answer was
  /// erased, only how many there are at most.
  var unattributedPeople: [Fact: Quantity] {
    guard unattributed > 0 else { return [:] }
    let most = answer?["unattributed"]["possible"]
    func count(_ number: JSON?) -> Quantity {
      Quantity(least: 0, most: most == nil ? unattributed : min(unattributed, Int(clamping: number?.integer ?? 0)))
    }
    return [
      .peopleCount: Quantity(least: 0, most: unattributed), .sensitivePeople: count(most?["sensitive"]),
      .myNumberPeople: count(most?["fields"][Field.myNumber.rawValue]),
    ]
  }
}
