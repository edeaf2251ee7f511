import CanonicalForms
import DiskEncryption
import Storage

/// Another key-encryption key, and the daily question whether the present one still opens anything.
extension KeyEscrow {
  private static let batch = 200

  /// What a rotation did.
  package struct Rewrapping: Sendable, Hashable {
    package let epoch: Int64
    /// Data keys that were wrapped.
    package fileprivate(set) var count = 0
    /// Keys whose rows do not open any more, and metadata as `device volume part`: they stay under the key that they had.
    package fileprivate(set) var damaged: [String] = []
  }

  /// Makes the key of the next epoch and wraps every data key anew. Keys are read and written in batches; when it is stopped,
  /// the next call goes on. The old key stays where it is: older backups need it. A row that is damaged is left and listed, and
  /// stops nothing.
  package func rewrap(by actor: String, at time: Moment) throws -> Rewrapping {
    try ring.ensure(self, by: actor, at: time)
    let former = try store.read { try ring.current(in: $0) } ?? 1
    // A rotation that was stopped is finished first, unless damage is all that it left.
    var done = try rewrap(to: former)
    if done.count == 0 {
      _ = try ring.make(former + 1, self, by: actor, at: time)
      done = try rewrap(to: former + 1)
    }
    try store.write { session in
      var body: [String: JSON] = ["epoch": .integer(done.epoch), "count": JSON(done.count)]
      if !done.damaged.isEmpty { body["damaged"] = JSON(done.damaged) }
      try record("escrow.rewrapped", .object(body), by: actor, at: time, in: session)
    }
    return done
  }

  private func rewrap(to epoch: Int64) throws -> Rewrapping {
    var done = Rewrapping(epoch: epoch)
    let (secrets, copies) = try store.read { session in
      (try SealedRow.secrets(before: epoch, in: session), try SealedRow.copies(before: epoch, in: session))
    }
    // Copies are larger.
    for (rows, size) in [(secrets, Self.batch), (copies, Self.batch / 10)] {
      for start in stride(from: 0, to: rows.count, by: size) {
        let batch = rows[start..<min(start + size, rows.count)]
        // It may run twice: what it counts goes with what it wrote.
        let (count, damaged) = try store.write { session in
          var keys = OpenRing(ring)
          let new = try keys.key(epoch, in: session)
          var (count, damaged) = (0, [String]())
          for row in batch {
            guard let envelope = try row.envelope(in: session), envelope.epoch < epoch else { continue }
            // Without its key nothing can be said of a row: that stops everything, and is no damage.
            let old = try keys.key(envelope.epoch, in: session)
            do {
              let wrapped = try envelope.rewrapped(from: old, to: new, epoch: epoch, for: row.place)
              try row.put(wrapped, in: session)
              count += 1
            } catch let failure as EscrowFailure where failure.code == .sealed {
              damaged.append(row.name)
            }
          }
          return (count, damaged)
        }
        done.count += count
        done.damaged += damaged
      }
    }
    return done
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
