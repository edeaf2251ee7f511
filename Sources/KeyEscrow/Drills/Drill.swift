import Accounts
import CanonicalForms
import DiskEncryption
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
  /// What was last proved of the device's keys when it was done; nil before, or when nothing was proved.
  package let proof: Proof?

  /// A proof that a drill stands beside: what a machine saw, beside what people say.
  package struct Proof: Sendable, Hashable {
    package let key: EscrowedKey.ID
    package let at: Moment
    package let strength: KeyProof.Strength
  }

  package func isOverdue(at now: Moment) -> Bool { done == nil && due < now }
}

extension Migration {
  /// The proofs that drills stand beside.
  static let drillProofs = Migration(
    name: "escrow_0007_drill_proofs",
    sql: """
      -- id: of the drill. escrow: the key that was last proved, when and by which class.
      CREATE TABLE escrow_drill_proof (
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        escrow TEXT NOT NULL,
        at INTEGER NOT NULL,
        class TEXT NOT NULL,
        PRIMARY KEY (device, id)
      ) STRICT, WITHOUT ROWID;
      """)
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
      guard let key = body["proof"]["escrow"].string, let at = body["proof"]["at"].moment else { return }
      try session.execute(
        "INSERT INTO escrow_drill_proof (device, id, escrow, at, class) VALUES (?, ?, ?, ?, ?)", device, id,
        SQLValue(key), SQLValue(at), SQLValue(body["proof"]["class"].string ?? ""))
    }
  }

  private static let columns = "device, id, due, planned, done, outcome, minutes, note"

  private func proofs() throws -> [String: Drill.Proof] {
    let all = try session.all("SELECT id, escrow, at, class FROM escrow_drill_proof ORDER BY device, id") { row in
      (
        row.text(0),
        Drill.Proof(
          key: .init(row.text(1)), at: row.moment(2), strength: .init(rawValue: row.text(3)) ?? .stored)
      )
    }
    return Dictionary(all, uniquingKeysWith: { first, _ in first })
  }

  private static func read(_ row: SQLRow, _ proof: Drill.Proof?) -> Drill {
    Drill(
      id: row.text(1), device: row.text(0), due: row.moment(2), planned: row.moment(3), done: row.optionalMoment(4),
      outcome: row.optionalText(5).flatMap { .init(rawValue: $0) }, minutes: row.isNull(6) ? nil : Int(row.integer(6)),
      note: row.optionalText(7), proof: proof)
  }

  func find(_ id: String) throws -> Drill? {
    try session.first("SELECT \(Self.columns) FROM escrow_drill WHERE id = ?", SQLValue(id)) { Self.read($0, nil) }
  }

  func all() throws -> [Drill] {
    let proofs = try proofs()
    return try session.all("SELECT \(Self.columns) FROM escrow_drill ORDER BY due DESC, device, id") {
      Self.read($0, proofs[$0.text(1)])
    }
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

  /// Takes down what came of a drill, and beside it what was last proved of the device's keys.
  /// - Parameters:
  ///   - minutes: from the first call to the opened disk, or to giving up.
  ///   - note: who did it and what was noticed. It can be erased.
  /// - Throws: `EscrowFailure`: `unknown_drill`, also for one that is done; `reason_missing` without a note; `not_allowed` for
  ///   the command line as such, which is nobody; `drill_refuted` for "opened", while the disk refuses every key of the device.
  package func finishDrill(
    _ id: String, _ outcome: Drill.Outcome, minutes: Int, note: String, by actor: Account.ID, at time: Moment
  ) throws {
    guard note.contains(where: { !$0.isWhitespace }), note.utf8.count <= 4000 else {
      throw EscrowFailure(.reasonMissing)
    }
    guard actor != .hikae else { throw EscrowFailure(.notAllowed) }
    try store.write { session in
      try Accounts.require(.testKeys, of: actor, in: session)
      guard let drill = try DrillRegister(session: session).find(id), drill.done == nil else {
        throw EscrowFailure(.unknownDrill)
      }
      let keys = try KeyRegister(session: session).all(of: drill.device)
      let volumes = try VolumeRegister(session: session).all(of: drill.device)
      let isRefuted = !keys.isEmpty && !keys.contains { Self.mayOpen($0, volumes) }
      guard outcome != .opened || !isRefuted else { throw EscrowFailure(.drillRefuted) }
      var body: [String: JSON] = [
        "drill": .string(id), "device": .string(drill.device), "outcome": .string(outcome.rawValue),
        "minutes": JSON(minutes),
      ]
      let proved = keys.filter { $0.proof?.verdict == .proved }
      if let key = proved.max(by: { ($0.proof?.at ?? $0.kept) < ($1.proof?.at ?? $1.kept) }), let proof = key.proof {
        body["proof"] = [
          "escrow": .string(key.id.text), "at": JSON(proof.at), "class": .string(proof.strength.rawValue),
        ]
      }
      try record("drill.done", .object(body), personal: note, by: actor.text, at: time, in: session)
    }
  }

  /// Whether nothing speaks against somebody having opened the disk with a key. One that gave way to a newer one is tried no
  /// more, and the dates by which it gave way can be wrong: it counts while the disk shows its protector.
  private static func mayOpen(_ key: EscrowedKey, _ volumes: [KeptVolume]) -> Bool {
    guard key.drifted == nil, key.proof?.verdict != .refused else { return false }
    return key.replacedBy == nil
      || volumes.contains { $0.report.protectors.contains { $0.id == key.protector } }
  }
}
