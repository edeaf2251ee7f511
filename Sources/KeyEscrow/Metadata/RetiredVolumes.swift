import Accounts
import CanonicalForms
import Storage

extension Migration {
  /// Volumes that are not on their devices any more, as a custodian says: a disk was replaced or encrypted anew.
  static let retiredVolumes = Migration(
    name: "escrow_0006_retired_volumes",
    sql: """
      CREATE TABLE escrow_retired (
        device TEXT NOT NULL,
        volume TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (device, volume)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// A volume that was struck off.
struct RetiredVolume: Sendable, Hashable {
  let device: String
  let volume: String
}

/// Volumes that were struck off, until they are seen again.
struct RetiredVolumes {
  let session: SQLSession

  func retire(_ entry: JournalEntry) throws {
    try session.execute(
      """
      INSERT INTO escrow_retired (device, volume, at) VALUES (?, ?, ?)
      ON CONFLICT (device, volume) DO UPDATE SET at = excluded.at
      """, SQLValue(entry.body["device"].string ?? ""), SQLValue(entry.body["volume"].string ?? ""),
      SQLValue(entry.time))
  }

  /// Of a report: a volume that shows itself is there, whatever was said of it.
  func see(_ entry: JournalEntry) throws {
    try session.execute(
      "DELETE FROM escrow_retired WHERE device = ? AND volume = ? AND at < ?",
      SQLValue(entry.body["device"].string ?? ""), SQLValue(entry.body["report"]["volume"].string ?? ""),
      SQLValue(entry.body["seen"].moment ?? entry.time))
  }

  func all() throws -> [RetiredVolume] {
    try session.all("SELECT device, volume FROM escrow_retired ORDER BY device, volume") {
      RetiredVolume(device: $0.text(0), volume: $0.text(1))
    }
  }

  func has(_ volume: String, of device: String) throws -> Bool {
    try session.first(
      "SELECT at FROM escrow_retired WHERE device = ? AND volume = ?", SQLValue(device), SQLValue(volume)
    ) { _ in true } ?? false
  }
}

extension KeyEscrow {
  /// Strikes a volume off: it is not on its device any more. What it showed and its keys stay, and are no alarm; when it shows
  /// itself again it counts again. Whoever approves keys says so.
  /// - Throws: `EscrowFailure`: `unknown_volume`, `reason_missing`.
  package func retire(
    _ volume: String, of device: String, reason: String, by actor: Account.ID, at time: Moment
  ) throws {
    guard reason.contains(where: { !$0.isWhitespace }), reason.utf8.count <= 4000 else {
      throw EscrowFailure(.reasonMissing)
    }
    try store.write { session in
      try Accounts.require(.approveReveal, of: actor, in: session)
      guard try VolumeRegister(session: session).find(volume, of: device) != nil,
        try !RetiredVolumes(session: session).has(volume, of: device)
      else { throw EscrowFailure(.unknownVolume) }
      try record(
        "volume.retired", ["device": .string(device), "volume": .string(volume)], personal: reason, by: actor.text,
        at: time, in: session)
    }
  }
}
