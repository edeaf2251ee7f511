import CanonicalForms
import Observations
import Storage

/// When and how a device was looked at: what a chart draws below the number of people.
package struct EvidenceTrail: Sendable {
  package struct Scan: Sendable, Hashable {
    package var number: Int64
    package var root: String
    package var started: Moment
    /// The end; for a scan that broke off, the time of its last record.
    package var reached: Moment
    package var isComplete: Bool
    package var files: Int
  }

  /// A time in which a root was read whole, or a sensor saw every change below it.
  package struct Stretch: Sendable, Hashable {
    package var root: String
    package var from: Moment
    package var until: Moment

    package init(root: String, from: Moment, until: Moment) {
      self.root = root
      self.from = from
      self.until = until
    }
  }

  /// The newest first; older ones are left out.
  package var scans: [Scan]
  /// Every scan that came to its end, however long ago: when its root was looked at.
  package var looks: [Stretch]
  /// Times in which a sensor saw every change.
  package var stretches: [Stretch]
  /// When batches of sensors arrived, and how many: first and last.
  package var batches: Int
  package var firstBatch: Moment?
  package var lastBatch: Moment?

  package init(
    scans: [Scan], looks: [Stretch], stretches: [Stretch], batches: Int = 0, firstBatch: Moment? = nil,
    lastBatch: Moment? = nil
  ) {
    self.scans = scans
    self.looks = looks
    self.stretches = stretches
    self.batches = batches
    self.firstBatch = firstBatch
    self.lastBatch = lastBatch
  }
}

extension Custody {
  /// - Parameter limit: scans that are listed one by one, the newest.
  package func evidenceTrail(of device: String, at moment: Moment, limit: Int = 20) throws -> EvidenceTrail {
    try store.read { session in
      var scans = try session.all(
        """
        SELECT number, root, started, reached, finished, files FROM scan WHERE device = ? ORDER BY number DESC LIMIT ?
        """, SQLValue(device), SQLValue(Int64(limit))
      ) { row in
        EvidenceTrail.Scan(
          number: row.integer(0), root: row.text(1), started: row.moment(2), reached: row.moment(3),
          isComplete: !row.isNull(4), files: Int(row.integer(5)))
      }
      // A scan writes its count at its end; until then its places are counted.
      for index in scans.indices where !scans[index].isComplete {
        scans[index].files =
          try session.first(
            "SELECT COUNT(*) FROM holding WHERE device = ? AND first_scan = ?", SQLValue(device),
            SQLValue(scans[index].number)
          ) { Int($0.integer(0)) } ?? 0
      }
      let looks = try session.all(
        """
        SELECT root, started, reached FROM scan WHERE device = ? AND finished IS NOT NULL AND started <= ?
        ORDER BY number
        """, SQLValue(device), SQLValue(moment)
      ) { EvidenceTrail.Stretch(root: $0.text(0), from: $0.moment(1), until: $0.moment(2)) }
      let batches = try session.first(
        "SELECT COUNT(*), MIN(received), MAX(received) FROM batch WHERE device = ?", SQLValue(device)
      ) { (Int($0.integer(0)), $0.optionalMoment(1), $0.optionalMoment(2)) }
      return EvidenceTrail(
        scans: scans, looks: looks,
        stretches: try ObservedHistory.stretches(of: device, until: moment, session: session),
        batches: batches?.0 ?? 0, firstBatch: batches?.1, lastBatch: batches?.2)
    }
  }
}
