import Observations
import Testing

@testable import Custody

@Suite("Reading a history again")
struct ReplayTests {
  private static func segments(
    of traces: [Trace], dropping: (Int) -> Bool = { _ in false }, size: Int = 7
  ) -> [StoredSegment] {
    stride(from: 0, to: traces.count, by: size).enumerated().compactMap { number, start in
      let part = traces[start..<min(start + size, traces.count)]
      if dropping(number) { return nil }
      var writer = TraceCoding.Writer()
      for trace in part { writer.append(trace) }
      return StoredSegment(
        segment: .init(epoch: 1, first: UInt64(start + 1), last: UInt64(start + part.count)), traces: writer.bytes)
    }
  }

  @Test func tracesGoThereAndBack() {
    let traces = ReplaySimulation(seed: 3, steps: 200).traces
    var read: [Trace] = []
    for segment in Self.segments(of: traces) {
      #expect(segment.traces.withUnsafeBytes { bytes in TraceCoding.forEach(bytes) { read.append($0) } })
    }
    #expect(read == traces)
    // Without what nobody asks for of the time up to a moment.
    let moment = traces[traces.count / 2].time
    var brief: [Trace] = []
    var latest = Int64.min
    for segment in Self.segments(of: traces) {
      _ = segment.traces.withUnsafeBytes { bytes in
        TraceCoding.forEach(bytes, detailsAfter: moment, latest: latest) {
          brief.append($0)
          latest = max(latest, $0.time)
        }
      }
    }
    #expect(brief.count == traces.count)
    // Complete from the first record after the moment on, whatever the clock says afterwards.
    var reached = Int64.min
    for (short, whole) in zip(brief, traces) {
      reached = max(reached, whole.time)
      if reached > moment { #expect(short == whole) }
    }
    #expect(brief.map(\.kind) == traces.map(\.kind))
    #expect(brief.map(\.content) == traces.map(\.content))
    #expect(zip(brief, traces).contains { $0 != $1 })
    // No part of a segment traps, and a part is told from the whole.
    let bytes = Self.segments(of: traces)[0].traces
    for length in bytes.indices {
      _ = Array(bytes.prefix(length)).withUnsafeBytes { part in TraceCoding.forEach(part) { _ in } }
    }
  }

  /// Certain ⊆ truth ⊆ possible at every moment, whatever was lost on the way, over thousands of histories. What came and
  /// went unseen within a named gap, or before the sensor could read it, is the only truth that may be lacking.
  @Test(arguments: [false, true])
  func certainIsTrueAndTruthIsPossible(losesSegments: Bool) {
    var checked = (certain: 0, truth: 0, complete: 0)
    for seed in 1...3_000 as ClosedRange<UInt64> {
      let world = ReplaySimulation(seed: seed, steps: 40)
      var random = ReplaySimulation.Generator(state: seed &* 77)
      let lost = Set((0..<2).map { _ in Int.random(in: 1...12, using: &random) })
      let segments = Self.segments(of: world.traces) { losesSegments && lost.contains($0) }
      for _ in 0..<6 {
        let moment = Int64.random(in: 100...world.now, using: &random)
        check(world, segments, at: moment, "seed \(seed), moment \(moment)", &checked)
      }
    }
    #expect(checked.certain > 10_000)
    #expect(checked.truth > 10_000)
    #expect(checked.complete > 5_000)
  }

  private func check(
    _ world: ReplaySimulation, _ segments: [StoredSegment], at moment: Int64, _ label: String,
    _ checked: inout (certain: Int, truth: Int, complete: Int)
  ) {
    let replay = DeviceReplay(segments: segments, paths: ReplaySimulation.paths, at: moment)
    let coverage = replay.roots.first
    let stretch = coverage?.stretch(at: moment)
    let former = coverage?.stretch(before: moment)
    let next = coverage?.stretch(after: moment)
    if stretch != nil { checked.complete += 1 }
    let truth = world.truth(at: moment)
    var possible: [Int32: Set<Int64>] = [:]
    for finding in replay.findings() {
      var content: Int64 = -1
      if case .content(let number) = finding.answer.what { content = number }
      possible[finding.place, default: []].insert(content)
      guard finding.answer.presence == .certain else { continue }
      checked.certain += 1
      if stretch != nil || next != nil {
        #expect(
          truth[finding.place]?.content == content,
          "\(label): place \(finding.place) is not certain; \(world.story(of: finding.place))")
      } else {
        // After the last word the last known state stands: it was true then.
        let last = former?.end ?? 0
        let wasTrue = world.holdings.contains {
          $0.place == finding.place && $0.content == content && $0.from <= moment && $0.until >= min(last, moment)
        }
        #expect(
          wasTrue,
          "\(label): place \(finding.place) never held \(content) since \(last); \(world.story(of: finding.place))")
      }
    }
    for (place, holding) in truth {
      checked.truth += 1
      if possible[place]?.contains(holding.content) == true || possible[place]?.contains(-1) == true { continue }
      let isBrief = holding.until - holding.from <= ReplaySimulation.reach
      let start = former?.end ?? 0
      let end = next?.baseline ?? .max
      // Written within the reach of reading before the sensor went blind.
      let isCutOff = holding.from > (stretch ?? former).map { $0.end - ReplaySimulation.reach } ?? 0
      // Came in a gap, and went before the gap ended or the next baseline had come to it.
      let cameInGap = holding.from > start - ReplaySimulation.reach && holding.from <= stretch?.start ?? .max
      let isUnseen = cameInGap && holding.until <= stretch?.baseline ?? end
      #expect(
        isBrief || isUnseen || isCutOff,
        "\(label): place \(place) holds \(holding.content) and is not possible; \(coverage?.stretches ?? []) \(world.story(of: place))"
      )
    }
  }

  @Test func aFolderTakesItsFilesAlong() {
    var paths = PlacePaths()
    for path in ["/r", "/r/a", "/r/a/x.csv", "/r/a/b/y.csv", "/r/c", "/r/ab/z.csv"] { paths.append(path) }
    let traces = [
      Trace(kind: .watchStarted, time: 1, place: 1), Trace(kind: .scanStarted, time: 2, place: 1),
      Trace(kind: .found, time: 3, place: 3, content: 7, changed: 0),
      Trace(kind: .found, time: 4, place: 4, content: 8, changed: 0),
      Trace(kind: .found, time: 5, place: 6, content: 9, changed: 0),
      Trace(kind: .scanFinished, time: 6, place: 1), Trace(kind: .folderMoved, time: 10, place: 2, other: 5),
      Trace(kind: .alive, time: 20),
    ]
    func held(_ moment: Int64) -> [String: Presence] {
      let replay = DeviceReplay(segments: Self.segments(of: traces), paths: paths, at: moment)
      return Dictionary(
        replay.findings().map { (replay.path(of: $0.place), $0.answer.presence) },
        uniquingKeysWith: { first, _ in first })
    }
    #expect(held(9) == ["/r/a/x.csv": .certain, "/r/a/b/y.csv": .certain, "/r/ab/z.csv": .certain])
    #expect(held(11) == ["/r/c/x.csv": .certain, "/r/c/b/y.csv": .certain, "/r/ab/z.csv": .certain])
  }
}
