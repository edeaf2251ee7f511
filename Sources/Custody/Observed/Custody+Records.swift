import Observations
import Storage

extension Custody {
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
