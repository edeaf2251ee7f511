import Observations
import Testing

@testable import Custody

/// What is answered of a device whose clock was wrong: its records keep their order, and their times are not believed.
@Suite("Clocks that are wrong") struct DeviceClockTests {
  private static let paths: PlacePaths = {
    var paths = PlacePaths()
    for path in ["/r", "/r/a.csv", "/r/b.csv"] { paths.append(path) }
    return paths
  }()

  /// Milliseconds of so many hours.
  private static func hour(_ hours: Double) -> Int64 { Int64(hours * 3_600_000) }

  private struct Sent {
    var traces: [(hours: Double, trace: Trace)]
    /// Hours; nil: long afterwards.
    var received: Double?
  }

  private func replay(_ sent: [Sent], at hours: Double) -> DeviceReplay {
    var next: UInt64 = 1
    let segments = sent.map { part in
      var writer = TraceCoding.Writer()
      for (hours, trace) in part.traces {
        var trace = trace
        trace.time = Self.hour(hours)
        writer.append(trace)
      }
      defer { next += UInt64(part.traces.count) }
      return StoredSegment(
        segment: .init(
          epoch: 1, first: next, last: next + UInt64(part.traces.count) - 1,
          received: part.received.map { Self.hour($0) } ?? Self.hour(10_000)), traces: writer.bytes)
    }
    return DeviceReplay(segments: segments, paths: Self.paths, at: Self.hour(hours))
  }

  private func presence(_ replay: DeviceReplay, of place: Int32) -> Presence? {
    replay.findings().first { $0.place == place && $0.answer.what == .content(Int64(place)) }?.answer.presence
  }

  private static func found(_ place: Int32) -> Trace {
    Trace(kind: .found, time: 0, place: place, content: Int64(place), changed: Trace.unknown)
  }
  private static let watch = Trace(kind: .watchStarted, time: 0, place: 1)
  private static let scan = Trace(kind: .scanStarted, time: 0, place: 1)
  private static let scanned = Trace(kind: .scanFinished, time: 0, place: 1)
  private static let alive = Trace(kind: .alive, time: 0)
  private static func gone(_ place: Int32) -> Trace { Trace(kind: .gone, time: 0, place: place) }

  /// A clock that runs on local time is nine hours ahead until somebody corrects it.
  @Test func nineHoursAheadAfterStarting() {
    let sent = [
      Sent(
        traces: [
          (109, Self.watch), (109.001, Self.scan), (109.002, Self.found(2)), (109.003, Self.found(3)),
          (109.004, Self.scanned), (109.005, Self.alive),
        ], received: 100.01),
      Sent(traces: [(100.05, Self.alive), (102, Self.gone(3)), (102.001, Self.alive)], received: 102.01),
      Sent(traces: [(104, Self.alive)], received: 104),
    ]
    let day = replay(sent, at: 103)
    #expect(day.roots[0].stretch(at: Self.hour(103)) != nil)
    #expect(presence(day, of: 2) == .certain)
    #expect(presence(day, of: 3) == .possible(.deletedNotWiped))
    #expect(presence(replay(sent, at: 101), of: 3) == .certain)
    // While it was ahead nothing is complete, and the reason is named.
    let early = replay(sent, at: 100.03)
    #expect(early.roots[0].stretch(at: Self.hour(100.03)) == nil)
    #expect(early.roots[0].stretch(before: Self.hour(100.03))?.reason == .clockWrong)
    // Nothing is dated after it was received.
    #expect(replay(sent, at: 200).lastRecord == Self.hour(104))
    #expect(presence(replay(sent, at: 200), of: 2) == .certain)
  }

  /// A clock that jumped to another year does not stand still until then.
  @Test func aJumpIntoAnotherYear() {
    let year = 8766.0
    let sent = [
      Sent(
        traces: [
          (1, Self.watch), (1.001, Self.scan), (1.002, Self.found(2)), (1.003, Self.found(3)), (1.004, Self.scanned),
          (2, Self.alive),
        ], received: 2),
      Sent(traces: [(5 * year, Self.alive), (5 * year + 1, Self.gone(3))], received: 4),
      Sent(traces: [(5 * year + 2, Self.alive)], received: 5),
    ]
    #expect(presence(replay(sent, at: 1.5), of: 3) == .certain)
    let after = replay(sent, at: 10)
    #expect(after.lastRecord == Self.hour(5), "the device's last word is named")
    #expect(presence(after, of: 3) == .possible(.deletedNotWiped))
    #expect(presence(after, of: 2) == .possible(.goneInGap))
    #expect(after.roots[0].stretch(before: Self.hour(10))?.reason == .clockWrong)
  }

  /// Ahead for an hour, corrected, and sent only long afterwards: nothing but the step shows it.
  @Test func aStepThatIsHeardOfLater() {
    let sent = [
      Sent(
        traces: [
          (7, Self.watch), (7.001, Self.scan), (7.002, Self.found(2)), (7.003, Self.found(3)), (7.004, Self.scanned),
          (8, Self.alive), (17, Self.alive), (18, Self.alive), (9.1, Self.alive), (10, Self.gone(3)),
          (17, Self.alive), (18.5, Self.alive), (20, Self.alive),
        ], received: nil)
    ]
    #expect(replay(sent, at: 7.5).roots[0].stretch(at: Self.hour(7.5)) != nil)
    #expect(presence(replay(sent, at: 7.5), of: 3) == .certain)
    for hours in [8.5, 9.5, 12.0, 17.5] {
      let between = replay(sent, at: hours)
      #expect(between.roots[0].stretch(at: Self.hour(hours)) == nil)
      #expect(presence(between, of: 3) == .possible(.goneInGap), "at \(hours)")
    }
    let after = replay(sent, at: 19)
    #expect(after.roots[0].stretch(at: Self.hour(19)) != nil)
    #expect(presence(after, of: 2) == .certain)
    #expect(presence(after, of: 3) == .possible(.deletedNotWiped))
  }

  /// A clock that begins in another century when its battery is empty takes nothing away from what was known before.
  @Test func anEmptyBattery() {
    let sent = [
      Sent(
        traces: [
          (1000, Self.watch), (1000.001, Self.scan), (1000.002, Self.found(2)), (1000.003, Self.scanned),
          (1001, Self.alive),
        ], received: 1001),
      Sent(
        traces: [(1, Self.watch), (1.001, Self.scan), (1.002, Self.found(2)), (1.003, Self.scanned)], received: nil),
      Sent(traces: [(1020, Self.alive), (1021, Self.alive)], received: 1021),
    ]
    #expect(presence(replay(sent, at: 1000.5), of: 2) == .certain)
    #expect(replay(sent, at: 1000.5).roots[0].stretch(at: Self.hour(1000.5)) != nil)
    #expect(replay(sent, at: 1010).roots[0].stretch(at: Self.hour(1010)) == nil)
    #expect(presence(replay(sent, at: 1020.5), of: 2) == .certain)
  }

  /// What such a clock wrote on a file does not show that the file was there before.
  @Test func aTimeOfChangeByAClockThatWasBehind() {
    var found = Self.found(3)
    found.changed = Self.hour(1.5)
    let sent = [
      Sent(
        traces: [(1000, Self.watch), (1000.001, Self.scan), (1000.003, Self.scanned), (1001, Self.alive)],
        received: 1001),
      Sent(traces: [(1, Self.watch), (1.001, Self.scan), (2, found), (2.003, Self.scanned)], received: nil),
      Sent(traces: [(1020, Self.alive)], received: 1020),
    ]
    #expect(presence(replay(sent, at: 1000.5), of: 3) == nil)
  }
}
