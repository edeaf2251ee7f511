import Observations
import Testing

@testable import Custody

/// What lay on a volume that was taken off, or below a root that nobody looked at again.
@Suite("Volumes that were taken off") struct UnpluggedTests {
  private func held(_ traces: [Trace], at moment: Int64) -> (presences: [String: Presence], replay: DeviceReplay) {
    var paths = PlacePaths()
    for path in ["/", "/media/s", "/media/s/x.csv", "/home/a.csv"] { paths.append(path) }
    var writer = TraceCoding.Writer()
    for trace in traces { writer.append(trace) }
    let segment = StoredSegment(
      segment: .init(epoch: 1, first: 1, last: UInt64(traces.count)), traces: writer.bytes)
    let replay = DeviceReplay(segments: [segment], paths: paths, at: moment)
    let found = replay.findings().map { (replay.path(of: $0.place), $0.answer.presence) }
    return (Dictionary(found, uniquingKeysWith: { first, _ in first }), replay)
  }

  private static let seen = [
    Trace(kind: .watchStarted, time: 1, place: 1), Trace(kind: .scanStarted, time: 2, place: 1),
    Trace(kind: .found, time: 3, place: 4, content: 4), Trace(kind: .scanFinished, time: 4, place: 1),
    Trace(kind: .watchStarted, time: 5, place: 2), Trace(kind: .scanStarted, time: 6, place: 2),
    Trace(kind: .found, time: 7, place: 3, content: 3), Trace(kind: .scanFinished, time: 8, place: 2),
    Trace(kind: .alive, time: 20),
  ]
  private static let unmounted = Trace(
    kind: .watchStopped, time: 50, place: 2, content: Int64(GapReason.allCases.firstIndex(of: .unmounted) ?? 0))

  @Test func whatLayOnAStickIsNotCertainAfterwards() {
    let traces = Self.seen + [Self.unmounted, Trace(kind: .alive, time: 100)]
    #expect(held(traces, at: 40).presences == ["/media/s/x.csv": .certain, "/home/a.csv": .certain])
    // While the device went on, and after its last word; the root around it has nothing to say of the stick.
    for moment in [60, 200] as [Int64] {
      let (presences, replay) = held(traces, at: moment)
      #expect(presences == ["/media/s/x.csv": .possible(.goneInGap), "/home/a.csv": .certain], "at \(moment)")
      #expect(replay.roots[1].stretch(before: moment)?.reason == .unmounted)
    }
  }

  @Test func aDeviceThatIsOffKeepsWhatIsKnown() {
    #expect(held(Self.seen, at: 200).presences == ["/media/s/x.csv": .certain, "/home/a.csv": .certain])
    // Switched off in order.
    let stopped = [1, 2].map { place in
      Trace(
        kind: .watchStopped, time: 30, place: place,
        content: Int64(GapReason.allCases.firstIndex(of: .stopped) ?? 0))
    }
    #expect(held(Self.seen + stopped, at: 200).presences == ["/media/s/x.csv": .certain, "/home/a.csv": .certain])
  }

  /// The sensor began again and is still looking: what it has found is certain, what it has not come to is not.
  @Test func aRootThatWasNotLookedAtAgain() {
    let traces =
      Self.seen + [
        Trace(kind: .watchStarted, time: 60, place: 1), Trace(kind: .scanStarted, time: 61, place: 1),
        Trace(kind: .alive, time: 70),
      ]
    #expect(held(traces, at: 80).presences["/home/a.csv"] == .possible(.goneInGap))
    let further = traces + [Trace(kind: .found, time: 71, place: 4, content: 4), Trace(kind: .alive, time: 90)]
    #expect(held(further, at: 80).presences["/home/a.csv"] == .certain)
    #expect(held(further, at: 95).presences["/home/a.csv"] == .certain)
  }
}
