import CanonicalForms
import Observations

/// The time for which a server can be held to what it owes: that between its answers, as long as it was there, or had asked
/// this device to wait. Else a server that asks for long waits would make the hours last for weeks. Pure.
struct AnswerClock: Sendable, Equatable {
  /// When it answered last, milliseconds of uptime; nil since this run of the agent has no answer yet.
  private var uptime: Int64?
  /// The same by the clock of the day, which outlasts a restart.
  private var time: Moment?
  /// For how long it asked to be left alone, milliseconds.
  private var asked: Int64 = 0

  /// Milliseconds that count, at most, where it asked for less: it cannot help that this device was away.
  static let grace: Int64 = 600_000
  /// Longer than this no device waits.
  static let longestWait: Int64 = 86_400_000

  init() {}

  /// Takes note of an answer.
  /// - Parameter seconds: until it wants to hear of this device again.
  /// - Returns: milliseconds since the answer before that count.
  mutating func answered(uptime now: Int64, at time: Moment, next seconds: Int) -> Int64 {
    let elapsed: Int64
    if let uptime {
      elapsed = min(max(0, now - uptime), max(asked, Self.grace))
    } else if let last = self.time {
      // A device that is switched on once a day is asked to wait over its nights. The clock of the day may be set: it
      // counts for no more than was asked for.
      elapsed = min(max(0, time.milliseconds &- last.milliseconds), asked)
    } else {
      elapsed = 0
    }
    uptime = now
    self.time = time
    asked = min(max(0, Int64(clamping: seconds)), Self.longestWait / 1_000) * 1_000
    return elapsed
  }

  // MARK: On the disk

  /// - Parameter json: what an agent of former times kept has none of it.
  init(_ json: JSON) {
    time = json["time"].moment
    asked = min(max(0, json["asked"].integer ?? 0), Self.longestWait)
  }

  var json: JSON { ["time": JSON(time), "asked": .integer(asked)] }
}
