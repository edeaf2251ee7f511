import CanonicalForms

/// What was understood of one log file, and what was not.
package struct LogFile: Sendable, Equatable {
  /// Nil when no layout fits; then nothing was read.
  package var layout: LogLayout?
  /// Those that matter, in the order of the file.
  package private(set) var entries: [LogEntry] = []
  /// Rows that were understood and say nothing of files, media or the device's running.
  package private(set) var others = 0
  package private(set) var unread: [UnreadRow] = []
  /// Rows that are not blank, titles and what stands above not counted.
  package var rows = 0
  /// How many rows the export itself says that it has.
  package var expectedRows: Int?
  /// The first lines of a file that no layout fits.
  package var unplaced: [Int] = []
  /// Whether the newest row stands first.
  package private(set) var isNewestFirst = false
  /// Steps against the order of the file: the clock was set, or rows of several devices are mixed.
  package private(set) var backwardSteps = 0

  package init() {}

  /// The first and the last moment that rows tell of each device, by its name in the log; of rows that were not
  /// understood, too.
  package private(set) var spans: [String: ClosedRange<Moment>] = [:]

  package mutating func append(_ entry: LogEntry) {
    extend(entry.device, to: entry.time)
    if entry.operation == .other { others += 1 } else { entries.append(entry) }
  }

  package mutating func append(_ row: UnreadRow) {
    unread.append(row)
    if let device = row.device, let time = row.time { extend(device, to: time) }
  }

  private mutating func extend(_ device: String, to time: Moment) {
    // Rows of other tables have no time.
    guard time.milliseconds != 0 else { return }
    let span = spans[device] ?? time...time
    spans[device] = min(span.lowerBound, time)...max(span.upperBound, time)
  }

  /// Rows that the export announces and that are not there; 0 when it announces none.
  package var missingRows: Int { max(0, (expectedRows ?? 0) - rows) }

  /// Finds out which way time goes in the file, device by device.
  package mutating func noteOrder() {
    var last: [String: Int64] = [:]
    var forward = 0
    var backward = 0
    for entry in entries {
      let device = DeviceNames.key(entry.device)
      if let before = last[device] {
        if entry.time.milliseconds > before { forward += 1 }
        if entry.time.milliseconds < before { backward += 1 }
      }
      last[device] = entry.time.milliseconds
    }
    isNewestFirst = backward > forward
    backwardSteps = min(forward, backward)
  }
}
