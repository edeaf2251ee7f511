import CanonicalForms
import Cryptography

/// What the server answers to a batch. Until it has one, the device keeps the batch.
package struct Receipt: Sendable, Equatable {
  /// The journal's entry, whose place in the log is one less: entries count from 1, leaves from 0.
  package var entry: Int64
  package var device: String
  package var epoch: Int
  package var firstSequence: UInt64
  package var lastSequence: UInt64
  /// Records of this epoch that the server has not got, below the highest that it has: to be sent again, or closed by a
  /// tombstone.
  package var missing: [ClosedRange<UInt64>]
  /// The log's last signed checkpoint, for the device to remember; empty when there is none yet.
  package var checkpoint: String
  /// Seconds until the device should report next, and records that it may send at a time.
  package var nextSeconds: Int
  package var mostRecords: Int

  package init(
    entry: Int64, device: String, epoch: Int, firstSequence: UInt64, lastSequence: UInt64,
    missing: [ClosedRange<UInt64>] = [], checkpoint: String = "", nextSeconds: Int = 60, mostRecords: Int = 1_000
  ) {
    self.entry = entry
    self.device = device
    self.epoch = epoch
    self.firstSequence = firstSequence
    self.lastSequence = lastSequence
    self.missing = missing
    self.checkpoint = checkpoint
    self.nextSeconds = nextSeconds
    self.mostRecords = mostRecords
  }

  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.raw(Self.magic)
    writer.signed(entry)
    writer.text(device)
    writer.count(epoch)
    writer.number(firstSequence)
    writer.number(lastSequence)
    writer.count(missing.count)
    for range in missing {
      writer.number(range.lowerBound)
      writer.number(range.upperBound)
    }
    writer.text(checkpoint)
    writer.count(nextSeconds)
    writer.count(mostRecords)
    return writer.bytes
  }

  /// Reads a receipt from foreign bytes.
  package init(from bytes: [UInt8]) throws(BatchFailure) {
    do throws(ByteReader.Damaged) {
      var reader = ByteReader(bytes)
      guard try reader.raw(Self.magic.count) == Self.magic else { throw ByteReader.Damaged() }
      self.init(
        entry: try reader.signed(), device: try reader.text(), epoch: try reader.integer(),
        firstSequence: try reader.number(), lastSequence: try reader.number())
      for _ in 0..<(try reader.count()) {
        let first = try reader.number()
        let last = try reader.number()
        guard first <= last else { throw ByteReader.Damaged() }
        missing.append(first...last)
      }
      checkpoint = try reader.text()
      nextSeconds = try reader.integer()
      mostRecords = try reader.integer()
      guard reader.isAtEnd else { throw ByteReader.Damaged() }
    } catch {
      throw BatchFailure(.malformed)
    }
  }

  private static let magic = Array("hikae.receipt/1\n".utf8)
}
