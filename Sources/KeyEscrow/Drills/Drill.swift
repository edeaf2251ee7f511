import CanonicalForms
import Storage

/// "Open this device's disk on a clean machine": planned, then done, with what came of it.
package struct Drill: Sendable, Hashable, Identifiable {
  /// Raw values are stored and are phrases (`drill_outcome.…`).
  package enum Outcome: String, Sendable, CaseIterable {
    case opened
    /// The key was there and did not open the disk.
    case failed
    /// Nobody found the key, or the people who had to agree.
    case unreachable
  }

  package let id: String
  package let device: String
  package let due: Moment
  package let planned: Moment
  package let done: Moment?
  package let outcome: Outcome?
  /// From the first call to the opened disk.
  package let minutes: Int?
  /// Who did it and what was noticed; nil when nothing was said, or it was erased.
  package let note: String?

  package func isOverdue(at now: Moment) -> Bool { done == nil && due < now }
}

/// Drills in the database.
struct DrillRegister {
  let session: SQLSession

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let device = SQLValue(body["device"].string ?? "")
    let id = SQLValue(body["drill"].string ?? "")
    if entry.kind == "drill.planned" {
      try session.execute(
        """
        INSERT INTO escrow_drill (device, id, due, planned, done, outcome, minutes, note)
        VALUES (?, ?, ?, ?, NULL, NULL, NULL, NULL)
        """, device, id, SQLValue(body["due"].moment ?? entry.time), SQLValue(entry.time))
    } else {
      try session.execute(
        "UPDATE escrow_drill SET done = ?, outcome = ?, minutes = ?, note = ? WHERE device = ? AND id = ?",
        SQLValue(entry.time), SQLValue(body["outcome"].string), body["minutes"].integer.map { SQLValue($0) } ?? .null,
        SQLValue(entry.personal.bytes.map { String(decoding: $0, as: UTF8.self) }), device, id)
    }
  }

  private static let columns = "device, id, due, planned, done, outcome, minutes, note"

  private static func read(_ row: SQLRow) -> Drill {
    Drill(
      id: row.text(1), device: row.text(0), due: row.moment(2), planned: row.moment(3), done: row.optionalMoment(4),
      outcome: row.optionalText(5).flatMap { .init(rawValue: $0) }, minutes: row.isNull(6) ? nil : Int(row.integer(6)),
      note: row.optionalText(7))
  }

  func find(_ id: String) throws -> Drill? {
    try session.first("SELECT \(Self.columns) FROM escrow_drill WHERE id = ?", SQLValue(id), read: Self.read)
  }

  func all() throws -> [Drill] {
    try session.all("SELECT \(Self.columns) FROM escrow_drill ORDER BY due DESC, device, id", read: Self.read)
  }
}

extension KeyEscrow {
  /// The latest first.
  package func drills() throws -> [Drill] { try store.read { try DrillRegister(session: $0).all() } }

  package func planDrill(of device: String, due: Moment, by actor: String, at time: Moment) throws -> String {
    let id = Self.newID("d-")
    try store.write { session in
      try record(
        "drill.planned", ["drill": .string(id), "device": .string(device), "due": JSON(due)], by: actor, at: time,
        in: session)
    }
    return id
  }

  /// - Parameters:
  ///   - minutes: from the first call to the opened disk; nil when nobody looked.
  ///   - note: who did it and what was noticed. It can be erased.
  /// - Throws: `EscrowFailure` with the code `unknown_drill`, also for one that is done.
  package func finishDrill(
    _ id: String, _ outcome: Drill.Outcome, minutes: Int?, note: String?, by actor: String, at time: Moment
  ) throws {
    try store.write { session in
      guard let drill = try DrillRegister(session: session).find(id), drill.done == nil else {
        throw EscrowFailure(.unknownDrill)
      }
      try record(
        "drill.done",
        [
          "drill": .string(id), "device": .string(drill.device), "outcome": .string(outcome.rawValue),
          "minutes": minutes.map { JSON($0) } ?? .null,
        ], personal: note, by: actor, at: time, in: session)
    }
  }
}
