import CanonicalForms
import Cryptography
import Observations

/// What came in one request, read as an import of the same rows would read it.
extension OsqueryMapping {
  /// A row of any table, with the time of its query.
  package struct Row: Sendable {
    package let columns: JSON
    package let time: Moment

    package init(columns: JSON, time: Moment) {
      self.columns = columns
      self.time = time
    }

    /// A half of a move, which inotify tells in two rows.
    fileprivate var half: (number: String?, isFrom: Bool)? {
      guard columns["target_path"].string != nil, let action = columns["action"].string,
        action == "MOVED_FROM" || action == "MOVED_TO"
      else { return nil }
      let number = columns["transaction_id"].string ?? columns["transaction_id"].integer.map { String($0) }
      return (number.flatMap { $0.isEmpty || $0 == "0" ? nil : $0 }, action == "MOVED_FROM")
    }

    fileprivate var isPartial: Bool { columns["partial"].string == "1" || columns["partial"].integer == 1 }
  }

  /// The rows of one element of a log's `data`: one row, or all rows of a snapshot. Rows that went away are none.
  package static func rows(of result: JSON) -> [Row] {
    let whole = result["unixTime"].integer ?? result["unixTime"].string.flatMap { Int64($0) }
    let time = whole.map { Moment(seconds: $0) } ?? Moment(milliseconds: 0)
    switch result["action"].string {
    case "added": return [Row(columns: result["columns"], time: time)]
    case "snapshot":
      guard case .array(let rows) = result["snapshot"] else { return [] }
      return rows.map { Row(columns: $0, time: time) }
    default: return []
    }
  }

  /// What the rows of one request say, for a receiver that takes facts at their word. Halves of moves are joined by their
  /// number; a first half that stands alone, and rows that osquery calls partial, take nothing away.
  /// - Returns: the sightings, and how many rows said something.
  package static func sightings(of rows: [Row]) -> (sightings: [Sighting], told: Int) {
    let partners = partners(in: rows)
    var renamings = Renamings()
    var sightings: [Sighting] = []
    var told = 0
    for (index, row) in rows.enumerated() {
      guard let plain = sighting(of: row.columns, time: row.time) else { continue }
      told += 1
      let fact: LogFact
      if let partner = partners[index] {
        // Told once, where the second half came.
        guard partner < index, let other = sighting(of: rows[partner].columns, time: rows[partner].time),
          let move = move(of: other, plain)
        else { continue }
        fact = LogFact(time: plain.time, fact: move, row)
      } else {
        fact = LogFact(time: plain.time, fact: plain.fact, row)
      }
      for copy in renamings.copies(by: fact.asNamed) { sightings.append(Sighting(time: plain.time, fact: copy)) }
      if let cautious = fact.cautious { sightings.append(Sighting(time: plain.time, fact: cautious)) }
      if partners[index] != nil, case .named = plain.fact { sightings.append(plain) }
    }
    return (sightings, told)
  }

  /// For each half of a move the other one, where both came.
  private static func partners(in rows: [Row]) -> [Int: Int] {
    var waiting: [String: Int] = [:]
    var partners: [Int: Int] = [:]
    for (index, row) in rows.enumerated() {
      guard let half = row.half, let number = half.number else { continue }
      if let first = waiting[number], rows[first].half?.isFrom != half.isFrom {
        partners[first] = index
        partners[index] = first
        waiting[number] = nil
      } else {
        // The number was used anew before its second half came.
        waiting[number] = index
      }
    }
    return partners
  }

  private static func move(of first: Sighting, _ second: Sighting) -> Fact? {
    func path(_ fact: Fact) -> String? {
      switch fact {
      case .written(let path), .gone(let path, _), .named(let path, _, _): path
      default: nil
      }
    }
    guard let one = path(first.fact), let two = path(second.fact) else { return nil }
    if case .gone = first.fact { return .moved(from: one, to: two, isFolder: false) }
    return .moved(from: two, to: one, isFolder: false)
  }
}

extension LogFact {
  fileprivate init(time: Moment, fact: Fact, _ row: OsqueryMapping.Row) {
    var blindness: Set<Blindness> = row.isPartial ? [.partialRecord] : []
    if case .gone = fact, row.half != nil { blindness.insert(.renameAsDelete) }
    let operation: Operation =
      switch fact {
      case .moved: .moved
      case .gone: .deleted
      default: .written
      }
    self.init(
      time: time, fact: fact, trust: Trust(in: operation, under: blindness), blindness: blindness,
      meaning: SHA256Digest(hashing: []))
  }

  /// Whatever was written may be something new under this name.
  fileprivate var asNamed: LogFact {
    guard case .written(let path) = fact else { return self }
    var copy = self
    copy.fact = .named(path: path, size: nil, sha256: nil)
    return copy
  }
}
