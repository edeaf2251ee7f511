import CanonicalForms
import DiskEncryption
import Storage

/// Reports of volumes in the database, and sealed copies of their metadata beside them.
struct VolumeRegister {
  let session: SQLSession

  // MARK: Entries

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let device = body["device"].string ?? ""
    let volume = body["report"]["volume"].string ?? ""
    if body["stale"].boolean == true {
      guard body["rolled_back"].boolean == true else { return }
      try session.execute(
        "UPDATE escrow_volume SET rolled_back = COALESCE(rolled_back, ?) WHERE device = ? AND volume = ?",
        SQLValue(entry.time), SQLValue(device), SQLValue(volume))
      try RollbackHistory(session: session).begin(entry)
      return
    }
    try RollbackHistory(session: session).end(entry)
    try ReportHistory(session: session).note(entry)
    let metadata = body["report"]["metadata"].string ?? ""
    let former = try session.first(
      "SELECT metadata FROM escrow_volume WHERE device = ? AND volume = ?", SQLValue(device), SQLValue(volume)
    ) { $0.text(0) }
    try session.execute(
      """
      INSERT INTO escrow_volume (device, volume, metadata, report, reported, rolled_back) VALUES (?, ?, ?, ?, ?, NULL)
      ON CONFLICT (device, volume) DO UPDATE SET metadata = excluded.metadata, report = excluded.report,
        reported = excluded.reported, rolled_back = NULL
      """, SQLValue(device), SQLValue(volume), SQLValue(metadata),
      .blob(Self.stored(body).canonicalBytes), SQLValue(body["seen"].moment ?? entry.time))
    // Keys that came without their volume belong to it when it has their protector. Others are tried on every volume, and
    // belong to the one that they open.
    guard case .array(let protectors) = body["report"]["protectors"] else { return }
    let due: SQLValue = body["copy"].boolean == true ? SQLValue(entry.time) : .null
    for protector in protectors.compactMap({ $0["id"].string }) where GUID(protector) != nil {
      try session.execute(
        """
        UPDATE escrow_key SET volume = ?, due = CASE WHEN replaced_by IS NULL THEN CAST(? AS BIGINT) ELSE NULL END
        WHERE device = ? AND volume IS NULL AND protector = ?
        """, SQLValue(volume), due, SQLValue(device), SQLValue(protector))
    }
    if former != metadata {
      // Without a copy of the new metadata there is nothing to prove against: the old one speaks of the past.
      try session.execute(
        "UPDATE escrow_key SET due = ? WHERE device = ? AND volume = ? AND replaced_by IS NULL", due, SQLValue(device),
        SQLValue(volume))
    } else if body["copy"].boolean == true {
      try session.execute(
        """
        UPDATE escrow_key SET due = CASE WHEN drifted IS NULL THEN COALESCE(due, ?) ELSE CAST(? AS BIGINT) END
        WHERE device = ? AND volume = ? AND replaced_by IS NULL
        """, SQLValue(entry.time), SQLValue(entry.time), SQLValue(device), SQLValue(volume))
    }
    guard body["copy"].boolean == true else { return }
    try session.execute(
      """
      UPDATE escrow_key SET due = CASE WHEN CAST(? AS INTEGER) = 1 THEN CAST(? AS BIGINT) ELSE COALESCE(due, ?) END
      WHERE device = ? AND volume IS NULL AND replaced_by IS NULL AND length(protector) < ?
      """, SQLValue(former != metadata), SQLValue(entry.time), SQLValue(entry.time), SQLValue(device),
      SQLValue(Self.identifierLength))
  }

  /// Characters of a protector's identifier; what is shorter is the number of a slot, or nothing.
  static let identifierLength: Int64 = 36

  /// A report as it lies in the tables: with `claimed` where a person says when it was seen.
  static func stored(_ body: JSON) -> JSON {
    guard body["seen_claimed"].boolean == true, case .object(var members) = body["report"] else {
      return body["report"]
    }
    members["claimed"] = true
    return .object(members)
  }

  // MARK: Questions

  func find(_ volume: String, of device: String) throws -> KeptVolume? {
    try session.first(
      "SELECT device, report, reported, rolled_back FROM escrow_volume WHERE device = ? AND volume = ?",
      SQLValue(device), SQLValue(volume), read: Self.read) ?? nil
  }

  func all(of device: String) throws -> [KeptVolume] {
    try session.all(
      "SELECT device, report, reported, rolled_back FROM escrow_volume WHERE device = ? ORDER BY volume",
      SQLValue(device), read: Self.read
    ).compactMap(\.self)
  }

  func all() throws -> [KeptVolume] {
    try session.all(
      "SELECT device, report, reported, rolled_back FROM escrow_volume ORDER BY device, volume", read: Self.read
    ).compactMap(\.self)
  }

  /// The volume of a device that has this protector.
  func volume(ofProtector protector: String, device: String) throws -> String? {
    // Numbers of slots are the same on every disk.
    guard GUID(protector) != nil else { return nil }
    return try all(of: device).first { $0.report.protectors.contains { $0.id == protector } }?.report.volume
  }

  /// Whether there is a copy of its metadata.
  /// - Parameter volume: nil for any of the device.
  func hasCopy(of device: String, volume: String?) throws -> Bool {
    guard let volume else {
      return try session.first("SELECT epoch FROM escrow_metadata WHERE device = ? LIMIT 1", SQLValue(device)) { _ in
        true
      } ?? false
    }
    return try !parts(of: device, volume: volume).isEmpty
  }

  /// Which copies there are of a volume: of LUKS one a slot.
  func parts(of device: String, volume: String) throws -> [String] {
    try session.all(
      "SELECT part FROM escrow_metadata WHERE device = ? AND volume = ? ORDER BY part", SQLValue(device),
      SQLValue(volume)
    ) { $0.text(0) }
  }

  private static func read(_ row: SQLRow) -> KeptVolume? {
    guard let stored = try? JSON(parsing: row.bytes(1)), let report = ProtectorReport(stored) else { return nil }
    return KeptVolume(
      device: row.text(0), report: report, reported: row.moment(2), isClaimed: stored["claimed"].boolean == true,
      rolledBack: row.optionalMoment(3))
  }

  // MARK: Copies

  /// Takes a copy away: of a slot that is not on the disk any more.
  func dropCopy(of device: String, volume: String, part: String) throws {
    try session.execute(
      "DELETE FROM escrow_metadata WHERE device = ? AND volume = ? AND part = ?", SQLValue(device), SQLValue(volume),
      SQLValue(part))
  }

  /// - Parameter part: the slot of LUKS whose area the copy has; empty for BitLocker.
  func put(_ envelope: Envelope, of device: String, volume: String, part: String) throws {
    try session.execute(
      """
      INSERT INTO escrow_metadata (device, volume, part, epoch, wrapped, sealed) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (device, volume, part) DO UPDATE SET epoch = excluded.epoch, wrapped = excluded.wrapped,
        sealed = excluded.sealed
      """, SQLValue(device), SQLValue(volume), SQLValue(part), SQLValue(envelope.epoch), .blob(envelope.wrapped),
      .blob(envelope.sealed))
  }

  /// - Returns: nil when there is none.
  /// - Throws: `EscrowFailure`: `sealed`, `key_lost`.
  func copy(of device: String, volume: String, part: String, with ring: inout OpenRing) throws -> MetadataCopy? {
    let found = try session.first(
      "SELECT epoch, wrapped, sealed FROM escrow_metadata WHERE device = ? AND volume = ? AND part = ?",
      SQLValue(device), SQLValue(volume), SQLValue(part)
    ) { Envelope(epoch: $0.integer(0), wrapped: $0.bytes(1), sealed: $0.bytes(2)) }
    guard let found else { return nil }
    let bytes = try found.open(
      for: .metadata(device: device, volume: volume, part: part), with: try ring.key(found.epoch, in: session))
    return try MetadataCopy(parsing: bytes.withBytes { Array($0) })
  }
}
