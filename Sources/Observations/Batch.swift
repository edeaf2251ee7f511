import CanonicalForms
import Cryptography
import PersonalData

/// What a device sends at a time: a stretch of its records, or a tombstone for a stretch that it had to drop.
///
/// `docs/formats/batch.md` gives the bytes. A batch is known by device, epoch and first sequence: sent again it gets the
/// same receipt; another body under the same number is refused, and both are kept.
package struct Batch: Sendable, Equatable {
  package enum Body: Sendable, Equatable {
    case records([Observation])
    /// The records were dropped, and why. The chain goes on over them by their last hash.
    case tombstone(reason: GapReason)
  }

  package var device: String
  /// Enrolment of the device: a device that is enrolled anew starts a new epoch, with a sequence and chain of its own.
  package var epoch: Int
  package var boot: BootID
  package var firstSequence: UInt64
  package var lastSequence: UInt64
  /// The chain before the first record, and after the last.
  package var before: RecordChain
  package var after: RecordChain
  /// The device's clocks when it was sealed, for estimating how far they are off.
  package var sealed: Moment
  package var sealedUptime: Int64
  /// The last signed checkpoint of the server's log that the device saw; empty when it saw none.
  package var lastCheckpoint: String
  package var body: Body
  /// Profiles that records of this batch name by their digests.
  package var profiles: [[UInt8]]
  /// Ed25519 by the device's key, over everything before; empty while it is not signed.
  package var signature: [UInt8]

  /// Bytes of a whole batch, at most.
  package static let largest = 64 << 20
  /// Records in one batch, at most.
  package static let mostRecords = 10_000

  package init(
    device: String, epoch: Int, boot: BootID, firstSequence: UInt64, lastSequence: UInt64, before: RecordChain,
    after: RecordChain, sealed: Moment, sealedUptime: Int64, lastCheckpoint: String = "", body: Body,
    profiles: [[UInt8]] = [], signature: [UInt8] = []
  ) {
    self.device = device
    self.epoch = epoch
    self.boot = boot
    self.firstSequence = firstSequence
    self.lastSequence = lastSequence
    self.before = before
    self.after = after
    self.sealed = sealed
    self.sealedUptime = sealedUptime
    self.lastCheckpoint = lastCheckpoint
    self.body = body
    self.profiles = profiles
    self.signature = signature
  }

  /// A batch of records that follow each other without a hole.
  /// - Returns: nil when there are none, too many, or a hole among them.
  package init?(
    device: String, epoch: Int, boot: BootID, records: [Observation], after before: RecordChain, sealed: Moment,
    sealedUptime: Int64, lastCheckpoint: String = "", profiles: [[UInt8]] = []
  ) {
    guard let first = records.first, let last = records.last, records.count <= Self.mostRecords else { return nil }
    for (place, record) in records.enumerated() where record.sequence != first.sequence &+ UInt64(place) { return nil }
    var chain = before
    for record in records { chain.append(record.bytes) }
    self.init(
      device: device, epoch: epoch, boot: boot, firstSequence: first.sequence, lastSequence: last.sequence,
      before: before, after: chain, sealed: sealed, sealedUptime: sealedUptime, lastCheckpoint: lastCheckpoint,
      body: .records(records), profiles: profiles)
  }
}

extension Observation {
  /// The binary form by itself.
  package var bytes: [UInt8] {
    var writer = ByteWriter()
    write(to: &writer)
    return writer.bytes
  }
}
