import CanonicalForms
import DiskEncryption
import Storage

/// Another key-encryption key, and the daily question whether the present one still opens anything.
extension KeyEscrow {
  private static let batch = 200

  /// Makes the key of the next epoch and wraps every data key anew. Keys are read and written in batches; when it is stopped,
  /// the next call goes on. The old key stays where it is: older backups need it.
  /// - Returns: the new epoch, and how many data keys were wrapped.
  package func rewrap(by actor: String, at time: Moment) throws -> (epoch: Int64, count: Int) {
    try ring.ensure(self, by: actor, at: time)
    let former = try store.read { try ring.current(in: $0) } ?? 1
    let left = try store.read { try Self.waiting(before: former, in: $0) }
    // A rotation that was stopped is finished first.
    let epoch = left > 0 ? former : former + 1
    if left == 0 { _ = try ring.make(epoch, self, by: actor, at: time) }
    var count = 0
    while true {
      let done = try store.write { session in
        try rewrapSecrets(to: epoch, in: session) + rewrapMetadata(to: epoch, in: session)
      }
      count += done
      if done == 0 { break }
    }
    try store.write { session in
      try record(
        "escrow.rewrapped", ["epoch": .integer(epoch), "count": JSON(count)], by: actor, at: time, in: session)
    }
    return (epoch, count)
  }

  private static func waiting(before epoch: Int64, in session: SQLSession) throws -> Int {
    let secrets = try session.first("SELECT COUNT(*) FROM escrow_secret WHERE epoch < ?", SQLValue(epoch)) {
      Int($0.integer(0))
    }
    let copies = try session.first("SELECT COUNT(*) FROM escrow_metadata WHERE epoch < ?", SQLValue(epoch)) {
      Int($0.integer(0))
    }
    return (secrets ?? 0) + (copies ?? 0)
  }

  private func rewrapSecrets(to epoch: Int64, in session: SQLSession) throws -> Int {
    var keys = OpenRing(ring)
    let new = try keys.key(epoch, in: session)
    let rows = try session.all(
      """
      SELECT device, id, protector, epoch, wrapped, sealed FROM escrow_secret WHERE epoch < ? ORDER BY epoch LIMIT ?
      """, SQLValue(epoch), SQLValue(Int64(Self.batch))
    ) {
      (
        device: $0.text(0), id: $0.text(1), protector: $0.text(2),
        envelope: Envelope(epoch: $0.integer(3), wrapped: $0.bytes(4), sealed: $0.bytes(5))
      )
    }
    for row in rows {
      let envelope = try row.envelope.rewrapped(
        from: try keys.key(row.envelope.epoch, in: session), to: new, epoch: epoch,
        for: .key(.init(row.id), device: row.device, protector: row.protector))
      try session.execute(
        "UPDATE escrow_secret SET epoch = ?, wrapped = ? WHERE device = ? AND id = ?", SQLValue(epoch),
        .blob(envelope.wrapped), SQLValue(row.device), SQLValue(row.id))
    }
    return rows.count
  }

  private func rewrapMetadata(to epoch: Int64, in session: SQLSession) throws -> Int {
    var keys = OpenRing(ring)
    let new = try keys.key(epoch, in: session)
    let rows = try session.all(
      """
      SELECT device, volume, part, epoch, wrapped, sealed FROM escrow_metadata WHERE epoch < ?
      ORDER BY epoch LIMIT ?
      """, SQLValue(epoch), SQLValue(Int64(Self.batch / 10))
    ) {
      (
        device: $0.text(0), volume: $0.text(1), part: $0.text(2),
        envelope: Envelope(epoch: $0.integer(3), wrapped: $0.bytes(4), sealed: $0.bytes(5))
      )
    }
    for row in rows {
      let envelope = try row.envelope.rewrapped(
        from: try keys.key(row.envelope.epoch, in: session), to: new, epoch: epoch,
        for: .metadata(device: row.device, volume: row.volume, part: row.part))
      try session.execute(
        "UPDATE escrow_metadata SET epoch = ?, wrapped = ? WHERE device = ? AND volume = ? AND part = ?",
        SQLValue(epoch), .blob(envelope.wrapped), SQLValue(row.device), SQLValue(row.volume), SQLValue(row.part))
    }
    return rows.count
  }

  // MARK: Canary

  /// What the last trial of the key-encryption keys showed.
  package struct Canary: Sendable, Hashable {
    package let at: Moment
    package let isGood: Bool
  }

  package func canary() throws -> Canary? {
    try store.read { session in
      try session.first("SELECT at, is_good FROM escrow_canary WHERE name = ?", SQLValue("keys")) {
        Canary(at: $0.moment(0), isGood: $0.integer(1) == 1)
      }
    }
  }

  /// Opens the canary of every epoch that something rests on, once a day, or at once when it failed before. That it does not
  /// open is no failure of the round but an alarm: what needs no key goes on.
  func tryCanary(by actor: String, at now: Moment) throws {
    let last = try canary()
    if let last, last.isGood, now.milliseconds - last.at.milliseconds < 86_400_000 { return }
    let (epochs, bad) = try store.read { session -> ([Int64], [Int64]) in
      let epochs = try Set(
        session.all("SELECT DISTINCT epoch FROM escrow_secret") { $0.integer(0) }
          + session.all("SELECT DISTINCT epoch FROM escrow_metadata") { $0.integer(0) }
          + [ring.current(in: session)].compactMap(\.self))
      return (epochs.sorted(), epochs.filter { (try? ring.key($0, in: session)) == nil }.sorted())
    }
    // Nothing is kept yet, or nothing has changed about what fails.
    guard !epochs.isEmpty, last == nil || last?.isGood == true || bad.isEmpty else { return }
    try store.write { session in
      try record(
        "escrow.canary",
        ["epochs": .array(epochs.map { .integer($0) }), "bad": .array(bad.map { .integer($0) })], by: actor, at: now,
        in: session)
    }
  }
}
