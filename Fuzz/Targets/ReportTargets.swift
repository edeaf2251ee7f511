import CanonicalForms
import Observations
import OperationLogs

/// What devices send to the server: batches and their records, receipts, rows of osquery.
enum ReportTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "batch") { bytes in
      guard let batch = try? Batch(from: Array(bytes)) else { return }
      mustHold(batch.firstSequence >= 1 && batch.firstSequence <= batch.lastSequence, "a batch has records, from 1 on")
      guard let again = try? Batch(from: batch.bytes) else { return mustHold(false, "a batch is read again") }
      mustHold(again.bytes == batch.bytes, "a batch that was read is written the same again")
    },
    FuzzTarget(name: "receipt") { bytes in
      guard let receipt = try? Receipt(from: Array(bytes)) else { return }
      mustHold((try? Receipt(from: receipt.bytes))?.bytes == receipt.bytes, "a receipt is written as it was read")
    },
    FuzzTarget(name: "record") { bytes in
      var reader = ByteReader(Array(bytes))
      guard let record = try? Observation(from: &reader) else { return }
      var again = ByteReader(record.bytes)
      mustHold((try? Observation(from: &again))?.bytes == record.bytes, "a record is written as it was read")
    },
    FuzzTarget(name: "osquery-rows") { bytes in
      guard let row = try? JSON(parsing: Array(bytes)) else { return }
      let time = Moment(seconds: 1_700_000_000)
      for sighting in OsqueryMapping.sightings(of: OsqueryMapping.rows(of: row)).sightings
        + [OsqueryMapping.sighting(of: row, time: time)].compactMap(\.self)
      {
        follow(sighting.fact)
      }
    },
  ]

  /// Every path is absolute, and of nothing but a file's whereabouts anything is said.
  private static func follow(_ fact: Fact) {
    switch fact {
    case .named(let path, _, _), .written(let path), .gone(let path, _): mustHold(isAbsolute(path), "an absolute path")
    case .moved(let from, let to, _), .copied(let from, let to, _):
      mustHold(isAbsolute(from) && isAbsolute(to), "absolute paths")
    default: mustHold(false, "no other fact comes of a row")
    }
  }

  private static func isAbsolute(_ path: String) -> Bool {
    path.hasPrefix("/") || path.hasPrefix("\\\\") || path.dropFirst().hasPrefix(":\\")
  }
}
