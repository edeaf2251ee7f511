import CanonicalForms
import Observations

/// What is noticed by looking at the clocks now and then: sleep, a clock that was set, the time for a heartbeat. Pure.
package struct Vitals: Sendable {
  /// Milliseconds between looks, and between heartbeats.
  package static let tick: Int64 = 5_000
  package static let heartbeat: Int64 = 60_000
  /// Milliseconds that a clock may drift or a thread be late without it meaning anything.
  private static let tolerance: Int64 = 2_000

  package private(set) var nextTick: Int64
  private var last: Stamp
  private var slept: Int64
  private var nextHeartbeat: Int64

  package init(now: Stamp, slept: Int64) {
    last = now
    self.slept = slept
    nextTick = now.uptime + Self.tick
    nextHeartbeat = now.uptime
  }

  /// - Parameter slept: milliseconds that the machine has slept since it started.
  /// - Returns: what happened since the last look, and whether a heartbeat is due.
  package mutating func look(_ now: Stamp, slept nowSlept: Int64) -> (entries: [Entry], isHeartbeatDue: Bool) {
    var entries: [Entry] = []
    let asleep = nowSlept - slept
    if asleep > Self.tolerance {
      entries.append(Entry(stamp: last, fact: .slept))
      entries.append(Entry(stamp: now, fact: .woke(milliseconds: asleep)))
    }
    let jump = (now.time.milliseconds - last.time.milliseconds) - (now.uptime - last.uptime)
    if abs(jump) > Self.tolerance { entries.append(Entry(stamp: now, fact: .clockJumped(milliseconds: jump))) }
    last = now
    slept = nowSlept
    nextTick = now.uptime + Self.tick
    let isDue = now.uptime >= nextHeartbeat
    if isDue { nextHeartbeat = now.uptime + Self.heartbeat }
    return (entries, isDue)
  }
}
