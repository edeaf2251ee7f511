import CanonicalForms
import Cryptography
import Observations
import Storage

extension Custody {
  /// Takes down what a source saw that numbers nothing itself (osquery, an operation log): the server numbers and chains
  /// it, in an epoch of the source's own. Durable when this returns. What comes twice is written down twice; it says the
  /// same.
  package func observe(
    _ sightings: [(time: Moment, fact: Fact)], of device: String, from source: DeviceEpoch.Source,
    receivedAt received: Moment = .now
  ) throws {
    guard !sightings.isEmpty, let boot = BootID([UInt8](repeating: 0, count: 16)) else { return }
    try store.write { session in
      let register = EnrolmentRegister(session: session)
      var epoch = try register.lastEpoch(of: device, from: source)
      if epoch == 0 {
        epoch = try begin(source, of: device, signingKey: [], tokenHash: nil, at: received, in: session).epoch
      }
      var (last, chain) = try BatchChain(device: device, epoch: epoch, session: session).end()
      for start in stride(from: 0, to: sightings.count, by: Batch.mostRecords) {
        let records = sightings[start..<min(start + Batch.mostRecords, sightings.count)].enumerated().map {
          Observation(sequence: last + 1 + UInt64($0), time: $1.time, uptime: 0, fact: $1.fact)
        }
        guard
          let batch = Batch(
            device: device, epoch: epoch, boot: boot, records: records, after: chain, sealed: received, sealedUptime: 0)
        else { throw StorageFailure(.corrupted, "sightings cannot be numbered") }
        let signed = batch.signedBytes
        let entry = batch.entry(
          signed: signed, digest: SHA256Digest(hashing: signed), profiles: [], received: received)
        try journal.append(entry, at: received, by: actor, in: session)
        (last, chain) = (batch.lastSequence, batch.after)
      }
    }
  }
}
