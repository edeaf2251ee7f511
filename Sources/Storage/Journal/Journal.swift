import CanonicalForms

/// The append-only record of every change of state, and the only way to make one.
///
/// An entry and what it changes in the projections are one transaction. Rows are never updated or deleted, but for
/// `erasePersonalParts`; the schema has no trigger to hold this up (not every engine of the portable subset has
/// triggers): it holds because no other function of this room or any other writes to the table.
package struct Journal: Sendable {
  /// Kind of the entry that says that personal parts of others were erased.
  package static let erasure = "journal.erased"

  package let store: Store
  private let projections: [any Projection]

  package init(store: Store, projections: [any Projection]) {
    self.store = store
    self.projections = projections
  }

  /// All tables that `rebuild` makes again.
  package var projectedTables: [String] { projections.flatMap(\.tables) }

  /// Appends entries and applies them, in one transaction of their own.
  @discardableResult
  package func append(_ entries: NewEntry..., at time: Moment, by actor: String) throws -> Int64 {
    try append(contentsOf: entries, at: time, by: actor)
  }

  @discardableResult
  package func append(contentsOf entries: [NewEntry], at time: Moment, by actor: String) throws -> Int64 {
    try store.write { session in
      var last: Int64 = 0
      for entry in entries { last = try append(entry, at: time, by: actor, in: session) }
      return last
    }
  }

  /// Appends one entry and applies it, in the caller's transaction.
  /// - Returns: its sequence number.
  @discardableResult
  package func append(
    _ new: NewEntry, at time: Moment, by actor: String, in session: SQLSession
  ) throws -> Int64 {
    let sequence = try session.first("SELECT COALESCE(MAX(sequence), 0) + 1 FROM journal") { $0.integer(0) } ?? 1
    let salt = RandomBytes.make(32)
    let personalSalt = new.personal.map { _ in RandomBytes.make(32) }
    let body = new.body.canonicalBytes
    var commitment: [UInt8]?
    if let personal = new.personal, let personalSalt {
      commitment = Commitment.personal(personal, salt: personalSalt)
    }
    let covered = Commitment.entryBytes(
      time: time, kind: new.kind, version: new.version, actor: actor, body: body, personalCommitment: commitment)
    try session.execute(
      """
      INSERT INTO journal (sequence, time, kind, version, actor, body, salt, personal, personal_salt,
        personal_commitment, leaf_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      SQLValue(sequence), SQLValue(time), SQLValue(new.kind), SQLValue(new.version), SQLValue(actor),
      .blob(body), .blob(salt), SQLValue(new.personal), SQLValue(personalSalt), SQLValue(commitment),
      .blob(Commitment.leafHash(entryBytes: covered, salt: salt)))
    let entry = JournalEntry(
      sequence: sequence, time: time, kind: new.kind, version: new.version, actor: actor, body: new.body,
      personal: new.personal.map { .present($0) } ?? .none)
    try apply(entry, in: session)
    return sequence
  }

  /// Empties the projections and makes them again from the first entry on, in one transaction.
  /// - Parameter progress: gets the sequence number of each entry done; from 1 again if the transaction has to be.
  /// - Returns: the number of entries.
  @discardableResult
  package func rebuild(progress: (Int64) -> Void = { _ in }) throws -> Int64 {
    try store.write { try rebuild(in: $0, progress: progress) }
  }

  private func rebuild(in session: SQLSession, progress: (Int64) -> Void) throws -> Int64 {
    for table in projectedTables.reversed() { try session.execute("DELETE FROM \(table)") }
    var last: Int64 = 0
    while let entry = try Self.entry(after: last, in: session) {
      try apply(entry, in: session)
      last = entry.sequence
      progress(last)
    }
    return last
  }

  /// Erases the personal part of entries for good, also from the projections: each forgets what it had from it, and if one
  /// cannot, all are made again.
  ///
  /// The leaf hashes stay verifiable, because they rest on the commitment, which is kept; with the salt gone, nobody can
  /// test a guess against it.
  package func erasePersonalParts(
    of sequences: [Int64], reason: String, at time: Moment, by actor: String
  ) throws {
    try store.write { try erasePersonalParts(of: sequences, reason: reason, at: time, by: actor, in: $0) }
    try store.sweep()
  }

  /// As above, in the caller's transaction.
  package func erasePersonalParts(
    of sequences: [Int64], reason: String, at time: Moment, by actor: String, in session: SQLSession
  ) throws {
    var kinds: Set<String> = []
    var isForgotten = true
    for sequence in sequences {
      try session.execute(
        "UPDATE journal SET personal = NULL, personal_salt = NULL WHERE sequence = ?", SQLValue(sequence))
      guard let entry = try Self.entry(sequence, in: session) else { continue }
      kinds.insert(entry.kind)
      if isForgotten { isForgotten = try projections.allSatisfy { try $0.forget(entry, in: session) } }
    }
    let body: JSON = [
      "sequences": .array(sequences.map { .integer($0) }), "reason": .string(reason), "kinds": JSON(kinds.sorted()),
    ]
    try append(NewEntry(kind: Self.erasure, body: body), at: time, by: actor, in: session)
    if !isForgotten { _ = try rebuild(in: session, progress: { _ in }) }
  }

  private func apply(_ entry: JournalEntry, in session: SQLSession) throws {
    for projection in projections { try projection.apply(entry, in: session) }
  }

  /// The entry of a number; nil when there is none.
  package func entry(_ sequence: Int64, in session: SQLSession) throws -> JournalEntry? {
    try Self.entry(sequence, in: session)
  }

  /// The entry of a number; nil when there is none. For who reads and has no journal to write to, and for projections that
  /// look back.
  package static func entry(_ sequence: Int64, in session: SQLSession) throws -> JournalEntry? {
    guard sequence > 0, let entry = try entry(after: sequence - 1, in: session), entry.sequence == sequence else {
      return nil
    }
    return entry
  }

  private static func entry(after sequence: Int64, in session: SQLSession) throws -> JournalEntry? {
    try session.first(
      """
      SELECT sequence, time, kind, version, actor, body, personal, personal_commitment FROM journal
      WHERE sequence > ? ORDER BY sequence LIMIT 1
      """, SQLValue(sequence)
    ) { row in
      guard let body = try? JSON(parsing: row.bytes(5)) else {
        throw StorageFailure(.corrupted, "journal entry \(row.integer(0)) cannot be read")
      }
      let personal: JournalEntry.Personal =
        row.optionalBytes(6).map { .present($0) } ?? (row.isNull(7) ? .none : .erased)
      return JournalEntry(
        sequence: row.integer(0), time: row.moment(1), kind: row.text(2), version: Int(row.integer(3)),
        actor: row.text(4), body: body, personal: personal)
    }
  }
}

extension Journal {
  /// Entries before a number, the newest first, without their personal parts.
  /// - Parameter kind: of one kind; nil for all.
  package func latest(before sequence: Int64, kind: String?, limit: Int) throws -> [JournalEntry] {
    try store.read { session in
      func read(_ row: SQLRow) throws -> JournalEntry {
        guard let body = try? JSON(parsing: row.bytes(5)) else {
          throw StorageFailure(.corrupted, "journal entry \(row.integer(0)) cannot be read")
        }
        return JournalEntry(
          sequence: row.integer(0), time: row.moment(1), kind: row.text(2), version: Int(row.integer(3)),
          actor: row.text(4), body: body, personal: .none)
      }
      guard let kind else {
        return try session.all(
          """
          SELECT sequence, time, kind, version, actor, body FROM journal WHERE sequence < ?
          ORDER BY sequence DESC LIMIT ?
          """, SQLValue(sequence), SQLValue(Int64(limit)), read: read)
      }
      return try session.all(
        """
        SELECT sequence, time, kind, version, actor, body FROM journal WHERE kind = ? AND sequence < ?
        ORDER BY sequence DESC LIMIT ?
        """, SQLValue(kind), SQLValue(sequence), SQLValue(Int64(limit)), read: read)
    }
  }

  /// An entry with the hash of its leaf; nil when there is none of this number.
  package func entryWithLeaf(_ sequence: Int64) throws -> (entry: JournalEntry, leafHash: [UInt8])? {
    try store.read { session in
      guard let entry = try entry(sequence, in: session) else { return nil }
      let hash = try session.first("SELECT leaf_hash FROM journal WHERE sequence = ?", SQLValue(sequence)) {
        $0.bytes(0)
      }
      return (entry, hash ?? [])
    }
  }
}
