import CanonicalForms
import DiskEncryption
import Storage

extension Migration {
  /// What devices showed of their volumes, and from when until when: a loss asks for the state of that day, whatever was
  /// reported since.
  static let reportHistory = Migration(
    name: "escrow_0002_report_history",
    sql: """
      -- number: of the entry that showed this metadata first. first_seen, last_seen: when it lay on the device.
      CREATE TABLE escrow_report (
        device TEXT NOT NULL,
        volume TEXT NOT NULL,
        number INTEGER NOT NULL,
        metadata TEXT NOT NULL,
        first_seen INTEGER NOT NULL,
        last_seen INTEGER NOT NULL,
        report BLOB NOT NULL,
        PRIMARY KEY (device, volume, number)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Reports of volumes over time: one row for as long as the metadata stays the same.
struct ReportHistory {
  let session: SQLSession

  /// Of a report that was taken over: what comes late or shows older metadata is no history.
  func note(_ entry: JournalEntry) throws {
    let body = entry.body
    let (device, volume) = (SQLValue(body["device"].string ?? ""), SQLValue(body["report"]["volume"].string ?? ""))
    let metadata = body["report"]["metadata"].string ?? ""
    let seen = body["seen"].moment ?? entry.time
    let newest = try session.first(
      """
      SELECT number, metadata, report FROM escrow_report WHERE device = ? AND volume = ? ORDER BY number DESC LIMIT 1
      """, device, volume
    ) { (number: $0.integer(0), metadata: $0.text(1), isClaimed: Self.isClaimed(try? JSON(parsing: $0.bytes(2)))) }
    // What a machine saw and what a person says do not lengthen each other.
    if let newest, newest.metadata == metadata, newest.isClaimed == (body["seen_claimed"].boolean == true) {
      try session.execute(
        """
        UPDATE escrow_report SET last_seen = CASE WHEN last_seen < ? THEN CAST(? AS BIGINT) ELSE last_seen END
        WHERE device = ? AND volume = ? AND number = ?
        """, SQLValue(seen), SQLValue(seen), device, volume, SQLValue(newest.number))
      return
    }
    try session.execute(
      """
      INSERT INTO escrow_report (device, volume, number, metadata, first_seen, last_seen, report)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, device, volume, SQLValue(entry.sequence), SQLValue(metadata), SQLValue(seen), SQLValue(seen),
      .blob(VolumeRegister.stored(body).canonicalBytes))
  }

  private static func isClaimed(_ stored: JSON?) -> Bool { stored?["claimed"].boolean == true }

  /// What each volume showed last before a moment, or at it.
  func state(of device: String, at moment: Moment) throws -> [DiskProtection.Volume] {
    let rows = try session.all(
      """
      SELECT last_seen, report FROM escrow_report WHERE device = ? AND first_seen <= ? ORDER BY volume, number
      """, SQLValue(device), SQLValue(moment)
    ) { (seen: $0.moment(0), stored: try? JSON(parsing: $0.bytes(1))) }
    var latest: [String: DiskProtection.Volume] = [:]
    for row in rows {
      guard let report = row.stored.flatMap({ ProtectorReport($0) }) else { continue }
      latest[report.volume] = DiskProtection.Volume(
        report: report, seen: min(row.seen, moment), isClaimed: Self.isClaimed(row.stored))
    }
    return latest.values.sorted { $0.report.volume < $1.report.volume }
  }
}
