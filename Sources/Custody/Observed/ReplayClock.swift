/// Holds the times of a device's records against each other and against the server's clock.
///
/// Nothing happened after it was received, and nothing before the record that stands before it. A record that says so
/// shows that the clock is or was wrong: then the order still holds, and the times do not.
struct ReplayClock {
  /// Milliseconds by which clocks may differ without it meaning anything: what networks of offices put up with.
  static let tolerance: UInt64 = 300_000

  /// When the records that are being read were received.
  var received = Int64.max
  /// Nil while it is right.
  private(set) var wrongSince: Int64?
  /// The last record shows that the clock is wrong since then; nil when it shows nothing new.
  private(set) var newlyWrongSince: Int64?
  private(set) var isRightAgain = false
  /// What the clock showed while it was behind.
  private var doubtful: ClosedRange<Int64>?
  /// Device's time of the last record that the server received at once: until then the clock was right.
  private var agreed = Int64.min
  private var lastShown = Int64.min
  /// When the clock went forward by more than what may be, the latest times, ascending.
  private var steps: [(from: Int64, to: Int64)] = []
  private static let mostSteps = 256

  /// - Parameters:
  ///   - shown: what the device's clock showed.
  ///   - last: the time of the record before.
  /// - Returns: the time that is to be believed.
  @inline(__always)
  mutating func time(of shown: Int64, after last: Int64?) -> Int64 {
    let last = last ?? .min
    let time = max(min(shown, received), last)
    lastShown = shown
    newlyWrongSince = nil
    isRightAgain = false
    if last != .min, (time &- last).magnitude > Self.tolerance { note(step: (last, time)) }
    if wrongSince != nil || (shown &- time).magnitude > Self.tolerance { judge(shown, time, after: last) }
    return time
  }

  private mutating func judge(_ shown: Int64, _ time: Int64, after last: Int64) {
    guard (shown &- time).magnitude > Self.tolerance else {
      wrongSince = nil
      isRightAgain = true
      return
    }
    if shown < time {
      // The clock was set some time before the record that shows it.
      let margin = Int64(Self.tolerance)
      let low = max(shown, .min + margin) - margin
      let high = min(shown, .max - margin) + margin
      doubtful = min(doubtful?.lowerBound ?? low, low)...max(doubtful?.upperBound ?? high, high)
    }
    guard wrongSince == nil else { return }
    wrongSince = shown > time ? (last == .min ? time : last) : beginOfError(shown, last: last)
    newlyWrongSince = wrongSince
  }

  private mutating func note(step: (from: Int64, to: Int64)) {
    if steps.count == Self.mostSteps { steps.removeFirst(Self.mostSteps / 2) }
    steps.append(step)
  }

  /// The clock went back. It is behind now if the server agreed with it later than that; else it may as well have been
  /// ahead until now, since it last went forward past this time.
  private func beginOfError(_ shown: Int64, last: Int64) -> Int64 {
    if shown < agreed { return last }
    guard let step = steps.last(where: { $0.from <= shown && shown < $0.to }) else { return shown }
    return max(step.from, min(agreed, shown))
  }

  /// After the last record of those that were received together.
  mutating func endOfSegment() {
    guard wrongSince == nil, received != .max, (received &- lastShown).magnitude <= Self.tolerance else { return }
    agreed = max(agreed, min(lastShown, received))
  }

  /// Whether a file's time of change may have been set by a clock that was behind.
  func isDoubtful(_ changed: Int64) -> Bool { doubtful?.contains(changed) ?? false }
}
