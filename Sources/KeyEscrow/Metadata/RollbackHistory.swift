import CanonicalForms
import Storage

extension Migration {
  /// When devices showed older metadata than before, and until when: a loss of those days stays disputed, whatever the device
  /// showed later.
  static let rollbackHistory = Migration(
    name: "escrow_0005_rollbacks",
    sql: """
      -- number: of the entry that showed this older metadata first. ended: when the device showed newer metadata again, or
      -- somebody accepted the older; NULL while neither.
      CREATE TABLE escrow_rollback (
        device TEXT NOT NULL,
        volume TEXT NOT NULL,
        number INTEGER NOT NULL,
        metadata TEXT NOT NULL,
        began INTEGER NOT NULL,
        ended INTEGER,
        PRIMARY KEY (device, volume, number)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Spells in which a volume showed older metadata than before.
struct RollbackHistory {
  let session: SQLSession

  /// Of a report that was not taken over because its metadata is older.
  func begin(_ entry: JournalEntry) throws {
    let body = entry.body
    let (device, volume) = (body["device"].string ?? "", body["report"]["volume"].string ?? "")
    let metadata = body["report"]["metadata"].string ?? ""
    guard try !isOpen(of: device, volume: volume, showing: metadata) else { return }
    try session.execute(
      "INSERT INTO escrow_rollback (device, volume, number, metadata, began, ended) VALUES (?, ?, ?, ?, ?, NULL)",
      SQLValue(device), SQLValue(volume), SQLValue(entry.sequence), SQLValue(metadata),
      SQLValue(body["seen"].moment ?? entry.time))
  }

  /// Of a report that was taken over.
  func end(_ entry: JournalEntry) throws {
    let body = entry.body
    try session.execute(
      "UPDATE escrow_rollback SET ended = ? WHERE device = ? AND volume = ? AND ended IS NULL",
      SQLValue(body["seen"].moment ?? entry.time), SQLValue(body["device"].string ?? ""),
      SQLValue(body["report"]["volume"].string ?? ""))
  }

  /// Whether this state of it is known and goes on.
  func isOpen(of device: String, volume: String, showing metadata: String) throws -> Bool {
    try session.first(
      """
      SELECT number FROM escrow_rollback WHERE device = ? AND volume = ? AND metadata = ? AND ended IS NULL LIMIT 1
      """, SQLValue(device), SQLValue(volume), SQLValue(metadata)
    ) { _ in true } ?? false
  }

  /// Whether a volume of the device showed older metadata than before at that moment.
  func wasOpen(of device: String, at moment: Moment) throws -> Bool {
    try session.first(
      """
      SELECT number FROM escrow_rollback WHERE device = ? AND began <= ? AND (ended IS NULL OR ended > ?) LIMIT 1
      """, SQLValue(device), SQLValue(moment), SQLValue(moment)
    ) { _ in true } ?? false
  }
}
