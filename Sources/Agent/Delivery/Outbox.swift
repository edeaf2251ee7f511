import CanonicalForms
import Cryptography
import Glibc
import Observations

/// The one batch that is being sent, as it is: sent again after a failure or a restart it has the same bytes, so that the
/// server sees the same batch and not another under the same numbers. And the list of what was acknowledged, to close
/// holes that the server asks for later.
package final class Outbox {
  package struct Waiting: Sendable, Equatable {
    package var bytes: [UInt8]
    package var first: UInt64
    package var last: UInt64
    package var before: RecordChain
    package var after: RecordChain
    /// False for a tombstone about records that were acknowledged before.
    package var isNew: Bool
  }

  private let path: String
  private let sentPath: String
  private let sealer: Sealer
  package private(set) var waiting: Waiting?
  /// Acknowledged batches, oldest first: what is needed to say that they are gone.
  private var sent: [(first: UInt64, last: UInt64, before: SHA256Digest, after: SHA256Digest)] = []
  private var holes: [ClosedRange<UInt64>] = []

  private static let entryLength = 80
  /// Some weeks of batches.
  private static let mostEntries = 50_000

  package init(folder: String, key: [UInt8]) throws(AgentFailure) {
    guard let sealer = Sealer(key: key) else { throw AgentFailure(.state, "the spool's key is not 32 bytes") }
    self.sealer = sealer
    path = folder + "/outbox"
    sentPath = folder + "/sent"
    if let sealed = SmallFile.read(path, most: Batch.largest + 1_024) {
      waiting = sealed.withUnsafeBytes { sealer.open($0, for: Array("outbox".utf8)) }.flatMap(Self.decode)
    }
    let list = SmallFile.read(sentPath) ?? []
    for start in stride(from: 0, to: list.count - list.count % Self.entryLength, by: Self.entryLength) {
      let entry = list[start..<start + Self.entryLength]
      func number(_ offset: Int) -> UInt64 { entry.dropFirst(offset).prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
      guard let before = SHA256Digest(entry.dropFirst(16).prefix(32)), let after = SHA256Digest(entry.dropFirst(48))
      else { continue }
      sent.append((number(0), number(8), before, after))
    }
  }

  private static func decode(_ bytes: [UInt8]) -> Waiting? {
    do throws(ByteReader.Damaged) {
      var reader = ByteReader(bytes)
      let isNew = try reader.byte() == 1
      let (first, last) = (try reader.number(), try reader.number())
      guard let before = SHA256Digest(try reader.raw(32)), let after = SHA256Digest(try reader.raw(32)) else {
        return nil
      }
      return Waiting(
        bytes: try reader.block(), first: first, last: last, before: RecordChain(head: before),
        after: RecordChain(head: after), isNew: isNew)
    } catch {
      return nil
    }
  }

  /// Keeps a batch until it is acknowledged.
  package func put(_ batch: Waiting) throws(AgentFailure) {
    var writer = ByteWriter()
    writer.byte(batch.isNew ? 1 : 0)
    writer.number(batch.first)
    writer.number(batch.last)
    writer.raw(batch.before.head.bytes)
    writer.raw(batch.after.head.bytes)
    writer.block(batch.bytes)
    guard let sealed = sealer.seal(writer.bytes, for: Array("outbox".utf8)) else {
      throw AgentFailure(.state, "a batch cannot be sealed")
    }
    try SmallFile.replace(path, with: sealed)
    waiting = batch
  }

  /// It is there, or will never be taken in this form.
  package func clear(isAcknowledged: Bool) throws(AgentFailure) {
    if isAcknowledged, let batch = waiting, batch.isNew {
      sent.append((batch.first, batch.last, batch.before.head, batch.after.head))
      var writer = ByteWriter()
      writer.fixed(batch.first)
      writer.fixed(batch.last)
      writer.raw(batch.before.head.bytes + batch.after.head.bytes)
      if sent.count > Self.mostEntries {
        sent.removeFirst(sent.count / 2)
        try SmallFile.replace(
          sentPath,
          with: sent.flatMap { entry in
            var writer = ByteWriter()
            writer.fixed(entry.first)
            writer.fixed(entry.last)
            writer.raw(entry.before.bytes + entry.after.bytes)
            return writer.bytes
          })
      } else {
        let file = open(sentPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        if file >= 0 {
          _ = SmallFile.writeAll(file, writer.bytes)
          close(file)
        }
      }
    }
    unlink(path)
    waiting = nil
  }

  // MARK: Holes

  /// The server says that it has not got these records.
  package func note(missing: [ClosedRange<UInt64>], below first: UInt64) {
    holes = missing.filter { $0.upperBound < first }
  }

  /// The next hole as one stretch of batches that were acknowledged once; the records themselves are gone.
  package func nextHole() -> (first: UInt64, last: UInt64, before: RecordChain, after: RecordChain)? {
    while let hole = holes.popLast() {
      let inside = sent.filter { $0.first >= hole.lowerBound && $0.last <= hole.upperBound }
      guard let start = inside.first else { continue }
      var end = start
      for next in inside.dropFirst() where next.first == end.last + 1 { end = next }
      return (start.first, end.last, RecordChain(head: start.before), RecordChain(head: end.after))
    }
    return nil
  }
}
