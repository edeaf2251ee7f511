import CanonicalForms
import Hashing
import Observations
import Storage

/// How far the records have come that other tools brought about a device: where the next batch joins on.
package struct RecordPosition: Sendable, Equatable {
  package var epoch: Int
  /// 0 before the first record.
  package var lastSequence: UInt64
  package var chain: RecordChain
}

extension Custody {
  /// Where records of a source without signature go on. The first time an epoch begins for them, so that they never
  /// mix with what the device's own sensor signs.
  package func position(
    of device: String, from source: DeviceEpoch.Source, at time: Moment = .now
  ) throws -> RecordPosition {
    try store.write { session in
      guard try DeviceRegister(session: session).find(device) != nil else {
        throw CustodyFailure(.unknownDevice, "no device \(device) is registered")
      }
      let epoch = try unsignedEpoch(of: device, from: source, at: time, in: session)
      let (last, chain) = try BatchChain(device: device, epoch: epoch, session: session).end()
      return RecordPosition(epoch: epoch, lastSequence: last, chain: chain)
    }
  }

  /// The epoch of a source without signature; begun where there is none.
  func unsignedEpoch(
    of device: String, from source: DeviceEpoch.Source, at time: Moment, in session: SQLSession
  ) throws -> Int {
    let epoch = try EnrolmentRegister(session: session).lastEpoch(of: device, from: source)
    guard epoch == 0 else { return epoch }
    return try begin(source, of: device, signingKey: [], tokenHash: nil, at: time, in: session).epoch
  }

  /// The records of a source as they were accepted, to tell what comes again. Erased ones are not among them.
  package func records(of device: String, from source: DeviceEpoch.Source) throws -> [Observation] {
    try store.read { session in
      let epoch = try EnrolmentRegister(session: session).lastEpoch(of: device, from: source)
      let entries = try session.all(
        "SELECT entry FROM batch WHERE device = ? AND epoch = ? ORDER BY first", SQLValue(device), SQLValue(epoch)
      ) { $0.integer(0) }
      return try entries.flatMap { sequence -> [Observation] in
        guard let entry = try journal.entry(sequence, in: session), let bytes = entry.personal.bytes else { return [] }
        return try AcceptedBatch(from: bytes).records
      }
    }
  }
}
