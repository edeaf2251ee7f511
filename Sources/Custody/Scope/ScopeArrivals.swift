import CanonicalForms
import Storage

extension Scope {
  /// Of what no history is kept, so that an answer as known at an earlier moment takes it as it is known today. Raw values
  /// are a promise: docs/formats/drill.md.
  package enum KnownToday: String, Sendable, CaseIterable {
    /// Who is the same person: joined over all that was ever read.
    case samePeople = "same_people"
    /// Of some contents it is not known when they were read: they were recorded by an earlier version.
    case readings
    /// The device was registered only later.
    case device
  }

  /// Evidence that came after a moment that matters.
  package struct Arrivals: Sendable, Equatable {
    package var since: Moment
    /// Batches of sensors and imports of logs.
    package var batches: Int
    /// Records in them.
    package var records: Int
    /// Scans that ended since.
    package var scans: Int
    package var last: Moment

    package init(since: Moment, batches: Int, records: Int, scans: Int, last: Moment) {
      self.since = since
      self.batches = batches
      self.records = records
      self.scans = scans
      self.last = last
    }
  }
}

extension ScopeQuestion {
  /// After `answer`.
  var knownToday: [Scope.KnownToday] {
    guard known != nil else { return [] }
    var parts = [Scope.KnownToday.samePeople]
    if loaded.contains(where: \.isUndated) { parts.append(.readings) }
    if !registers.isDeviceKnown { parts.append(.device) }
    return parts
  }

  /// What came after the moment of knowledge was left out, and makes the answer of today another. What came after a loss was
  /// reported is in the answer, and makes it another than the one that was given then.
  func arrivals(after loss: Moment?) throws -> Scope.Arrivals? {
    guard let since = known ?? loss else { return nil }
    var found = try session.first(
      """
      SELECT COUNT(*), COALESCE(CAST(SUM(last - first + 1) AS BIGINT), 0), MAX(received) FROM batch
      WHERE device = ? AND received > ? AND dropped IS NULL
      """, SQLValue(device.id), SQLValue(since)
    ) { row in
      Scope.Arrivals(
        since: since, batches: Int(row.integer(0)), records: Int(clamping: row.integer(1)), scans: 0,
        last: row.optionalMoment(2) ?? since)
    }
    let scans = try session.first(
      "SELECT COUNT(*), MAX(reached) FROM scan WHERE device = ? AND reached > ?", SQLValue(device.id), SQLValue(since)
    ) { (count: Int($0.integer(0)), last: $0.optionalMoment(1)) }
    found?.scans = scans?.count ?? 0
    if let last = scans?.last, let before = found?.last { found?.last = max(before, last) }
    return found.flatMap { $0.batches + $0.scans > 0 ? $0 : nil }
  }
}
