import TransparencyLog

extension Migration {
  /// What the log's key signed last, for all servers of one database. Not made from the journal: it is a signature over it.
  package static let checkpoint = Migration(
    name: "0012_checkpoint",
    sql: """
      CREATE TABLE log_checkpoint (
        origin TEXT NOT NULL PRIMARY KEY CHECK (length(origin) > 0),
        size INTEGER NOT NULL CHECK (size >= 0),
        note BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
}

/// The one checkpoint that all servers of a database go on from. It is compared and swapped, and in the same transaction
/// the lease of whoever signed is required: so what is signed and shown is one line, whoever is killed or stopped when.
struct SharedCheckpoint: Sendable {
  private let store: Store

  init(_ store: Store) { self.store = store }

  /// - Returns: the bytes of the signed note; nil when none was ever stored for the log of this origin.
  func latest(of origin: String) throws -> [UInt8]? {
    try store.read {
      try $0.first("SELECT note FROM log_checkpoint WHERE origin = ?", SQLValue(origin)) { $0.bytes(0) }
    }
  }

  /// Compares, swaps and gives the lease back, in one transaction.
  /// - Throws: `fenced` when another process has taken the lease over; nothing is changed then.
  /// - Returns: false, and nothing is changed, when something else than `expected` is stored.
  func replace(_ expected: [UInt8]?, with new: SignedCheckpoint, under lease: Lease) throws -> Bool {
    let checkpoint = new.checkpoint
    return try store.write { session in
      try session.require(lease)
      if let expected {
        try session.execute(
          "UPDATE log_checkpoint SET size = ?, note = ? WHERE origin = ? AND note = ?",
          SQLValue(checkpoint.size), .blob(new.bytes), SQLValue(checkpoint.origin), .blob(expected))
      } else {
        try session.execute(
          "INSERT INTO log_checkpoint (origin, size, note) VALUES (?, ?, ?) ON CONFLICT (origin) DO NOTHING",
          SQLValue(checkpoint.origin), SQLValue(checkpoint.size), .blob(new.bytes))
      }
      let isReplaced = try session.changes == 1
      try session.release(lease)
      return isReplaced
    }
  }
}
