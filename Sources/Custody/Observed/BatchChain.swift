import CanonicalForms
import Cryptography
import Observations
import Storage

extension Migration {
  /// Batches that were refused because they contradict others, and how far the accepted ones are whole.
  static let conflicts = Migration(
    name: "0010_conflicts",
    sql: """
      CREATE TABLE batch_conflict (
        device TEXT NOT NULL REFERENCES device (id),
        epoch INTEGER NOT NULL,
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        received INTEGER NOT NULL,
        PRIMARY KEY (device, epoch, digest)
      ) STRICT, WITHOUT ROWID;
      -- contiguous: the highest record below which none is missing.
      CREATE TABLE batch_progress (
        device TEXT NOT NULL REFERENCES device (id),
        epoch INTEGER NOT NULL,
        contiguous INTEGER NOT NULL,
        PRIMARY KEY (device, epoch)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Batches of a device that were refused because they contradict others.
struct BatchConflicts {
  let batches: Int
  /// When the last one came.
  let last: Moment
  /// They belong to the enrolment that the device reports under.
  let isOpen: Bool

  /// - Returns: nil when there are none.
  init?(of device: String, asKnownAt known: Moment?, session: SQLSession) throws {
    let found = try session.first(
      "SELECT COUNT(*), MAX(received), MAX(epoch) FROM batch_conflict WHERE device = ? AND received <= ?",
      SQLValue(device), SQLValue(known?.milliseconds ?? .max)
    ) { row in row.optionalMoment(1).map { (Int(row.integer(0)), $0, Int(row.integer(2))) } }
    guard let (batches, last, epoch) = found ?? nil else { return nil }
    self.batches = batches
    self.last = last
    let current = try session.first(
      "SELECT COALESCE(MAX(epoch), 0) FROM device_epoch WHERE device = ? AND source = ? AND enrolled <= ?",
      SQLValue(device), SQLValue(DeviceEpoch.Source.agent.rawValue), SQLValue(known?.milliseconds ?? .max)
    ) { Int($0.integer(0)) }
    isOpen = epoch >= current ?? 0
  }
}

/// The batches of one epoch of a device, as a chain.
struct BatchChain {
  enum Place {
    /// It is there already, as this entry of the journal.
    case known(entry: Int64)
    case free
    case conflict
  }

  let device: String
  let epoch: Int
  let session: SQLSession

  private struct Neighbour {
    var first: UInt64
    var last: UInt64
    var entry: Int64
    var before: [UInt8]
    var after: [UInt8]
    var digest: [UInt8]
  }

  func place(of batch: Batch, digest: SHA256Digest) throws -> Place {
    // The last batch that begins at or before this one's end: whatever overlaps is it, or stands before it.
    if let same = try neighbour("first <= ? ORDER BY first DESC LIMIT 1", batch.lastSequence),
      same.last >= batch.firstSequence
    {
      return same.first == batch.firstSequence && same.digest == digest.bytes ? .known(entry: same.entry) : .conflict
    }
    if batch.firstSequence == 1 {
      if batch.before != .start { return .conflict }
    } else if let former = try neighbour("first < ? ORDER BY first DESC LIMIT 1", batch.firstSequence),
      former.last == batch.firstSequence - 1, former.after != batch.before.head.bytes
    {
      return .conflict
    }
    if let next = try neighbour("first > ? ORDER BY first LIMIT 1", batch.lastSequence),
      next.first == batch.lastSequence + 1, next.before != batch.after.head.bytes
    {
      return .conflict
    }
    return .free
  }

  /// Where the chain ends: its last record's number, and the hash after it.
  func end() throws -> (last: UInt64, chain: RecordChain) {
    try session.first(
      "SELECT last, chain_after FROM batch WHERE device = ? AND epoch = ? ORDER BY first DESC LIMIT 1",
      SQLValue(device), SQLValue(epoch)
    ) { row in
      guard let head = SHA256Digest(row.bytes(1)) else {
        throw StorageFailure(.corrupted, "the chain of a batch cannot be read")
      }
      return (UInt64(clamping: row.integer(0)), RecordChain(head: head))
    } ?? (0, .start)
  }

  private func neighbour(_ condition: String, _ sequence: UInt64) throws -> Neighbour? {
    try session.first(
      """
      SELECT first, last, entry, chain_before, chain_after, digest FROM batch
      WHERE device = ? AND epoch = ? AND \(condition)
      """, SQLValue(device), SQLValue(epoch), SQLValue(sequence)
    ) { row in
      Neighbour(
        first: UInt64(clamping: row.integer(0)), last: UInt64(clamping: row.integer(1)), entry: row.integer(2),
        before: row.bytes(3), after: row.bytes(4), digest: row.bytes(5))
    }
  }

  /// Records that are missing below the highest that is there; the first few stretches of them.
  func missing(atMost limit: Int = 64) throws -> [ClosedRange<UInt64>] {
    var missing: [ClosedRange<UInt64>] = []
    var expected = try contiguous() + 1
    try session.forEach(
      "SELECT first, last FROM batch WHERE device = ? AND epoch = ? AND first >= ? ORDER BY first", SQLValue(device),
      SQLValue(epoch), SQLValue(expected)
    ) { row in
      let first = UInt64(clamping: row.integer(0))
      if first > expected, missing.count < limit { missing.append(expected...first - 1) }
      expected = UInt64(clamping: row.integer(1)) + 1
    }
    return missing
  }

  /// The highest record below which none is missing, as far as `applyAccepted` noted it.
  private func contiguous() throws -> UInt64 {
    try session.first(
      "SELECT contiguous FROM batch_progress WHERE device = ? AND epoch = ?", SQLValue(device), SQLValue(epoch)
    ) { UInt64(clamping: $0.integer(0)) } ?? 0
  }

  /// Notes how far the chain is whole now.
  func advance() throws {
    let former = try contiguous()
    var reached = former
    var isOpen = true
    try session.forEach(
      "SELECT first, last FROM batch WHERE device = ? AND epoch = ? AND first > ? ORDER BY first LIMIT 1000",
      SQLValue(device), SQLValue(epoch), SQLValue(former)
    ) { row in
      guard isOpen, UInt64(clamping: row.integer(0)) == reached + 1 else {
        isOpen = false
        return
      }
      reached = UInt64(clamping: row.integer(1))
    }
    guard reached > former else { return }
    try session.execute(
      """
      INSERT INTO batch_progress (device, epoch, contiguous) VALUES (?, ?, ?)
      ON CONFLICT (device, epoch) DO UPDATE SET contiguous = excluded.contiguous
      """, SQLValue(device), SQLValue(epoch), SQLValue(reached))
  }
}
