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

  /// What a device's sensor told, on its way to the server.
  enum Way: CaseIterable {
    case whole, losesSegments, twoRoots, wrongClock
  }

  /// Certain ⊆ truth ⊆ possible at every moment and as known at any other, whatever was lost, came late or was told by a
  /// clock that was wrong, over thousands of histories. Truth may lack only where the answer names a gap: where no stretch
  /// is complete. Within a complete one it may lack what nobody could read: what was changed again, or went, before the
  /// sensor came to it.
  @Test(arguments: Way.allCases)
  func certainIsTrueAndTruthIsPossible(way: Way) {
    var checked = Checked()
    for seed in 1...2_000 as ClosedRange<UInt64> {
      var random = ReplaySimulation.Generator(state: seed &* 77)
      let hasJumps = way == .wrongClock
      let worlds = (way == .twoRoots ? [0, 1] : [0]).map {
        ReplaySimulation(seed: seed, steps: 40, number: $0, isAlone: way != .twoRoots, hasJumps: hasJumps)
      }
      let segments = Self.sent(worlds, &random)
      let lost =
        way == .losesSegments ? Set((0..<2).map { _ in Int.random(in: 1...12, using: &random) }) : []
      let arrived = segments.enumerated().filter { !lost.contains($0.offset) }.map(\.element)
      // Nobody acts or tells in the last moments of a world.
      let end = (worlds.map(\.now).min() ?? 0) - 50 - ReplaySimulation.reach
      for _ in 0..<6 {
        let moment = Int64.random(in: 100...max(100, end), using: &random)
        // As known at some time: what came later is left out, and much comes in no order.
        // (That a clock was wrong is known from its records alone: they are all there.)
        let known =
          hasJumps || Bool.random(using: &random) ? Int64.max : Int64.random(in: moment...moment + 200, using: &random)
        let there = arrived.filter { $0.received <= known }
        for world in worlds {
          check(world, there, at: moment, "\(way), seed \(seed), moment \(moment), known \(known)", &checked)
        }
      }
    }
    #expect(checked.certain > 5_000)
    #expect(checked.truth > 5_000)
    #expect(checked.complete > 2_000)
  }

  private struct Checked {
    var certain = 0
    var truth = 0
    var complete = 0
  }

  private struct Sent {
    var stored: StoredSegment
    /// By a clock that is right.
    var told: Int64
    var received: Int64
  }

  /// The records of all roots in the order in which they were told, a few at a time, each part received some time later.
  private static func sent(
    _ worlds: [ReplaySimulation], _ random: inout ReplaySimulation.Generator, size: Int = 7
  ) -> [Sent] {
    let records = worlds.flatMap { zip($0.traces, $0.told) }.enumerated()
      .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element)
    return stride(from: 0, to: records.count, by: size).map { start in
      let part = records[start..<min(start + size, records.count)]
      var writer = TraceCoding.Writer()
      for (trace, _) in part { writer.append(trace) }
      let told = part.last?.1 ?? 0
      let received = told + Int64.random(in: 0...150, using: &random)
      return Sent(
        stored: StoredSegment(
          segment: .init(
            epoch: 1, first: UInt64(start + 1), last: UInt64(start + part.count), received: received),
          traces: writer.bytes), told: told, received: received)
    }
  }

  private func check(
    _ world: ReplaySimulation, _ segments: [Sent], at moment: Int64, _ label: String, _ checked: inout Checked
  ) {
    let replay = DeviceReplay(segments: segments.map(\.stored), paths: ReplaySimulation.paths, at: moment)
    let coverage = replay.roots.first { $0.root == world.root }
    let stretch = coverage?.stretch(at: moment)
    if stretch != nil { checked.complete += 1 }
    let truth = world.truth(at: moment)
    // After the last word the last known state stands: what was true then.
    let isAfterwards = replay.lastRecord.map { moment >= $0 } ?? true
    let last = min(segments.last?.told ?? 0, moment)
    func isTrue(_ place: Int32, _ content: Int64) -> Bool {
      // What comes and goes in the instant of the last word is told before and after it.
      isAfterwards
        ? world.holdings.contains {
          $0.place == place && $0.content == content && $0.from <= last && last - 1 <= $0.until
        } : truth[place]?.content == content
    }
    var possible: [Int32: Set<Int64>] = [:]
    var isBeingWritten: Set<Int32> = []
    for finding in replay.findings() where world.places.contains(finding.place) {
      var content: Int64 = -1
      if case .content(let number) = finding.answer.what { content = number }
      possible[finding.place, default: []].insert(content)
      if finding.answer.presence == .possible(.beingWritten) { isBeingWritten.insert(finding.place) }
      guard finding.answer.presence == .certain else { continue }
      checked.certain += 1
      #expect(
        isTrue(finding.place, content),
        "\(label): place \(finding.place) is not certain; \(world.story(of: finding.place))")
    }
    for (place, holding) in truth {
      checked.truth += 1
      if possible[place]?.contains(holding.content) == true || possible[place]?.contains(-1) == true { continue }
      // What it held while it was written to is named as not known.
      if isBeingWritten.contains(place) { continue }
      // A gap is named: no stretch covers the moment.
      guard let stretch else { continue }
      // Changed again, or gone blind, before the sensor had read it.
      let isUnread =
        min(holding.until, stretch.end) - holding.from <= ReplaySimulation.reach
      // There when the watch began, and gone before the scan came to it.
      let wentBeforeTheScan = holding.from <= stretch.start && holding.until <= stretch.baseline
      #expect(
        isUnread || wentBeforeTheScan,
        "\(label): place \(place) holds \(holding.content), is not possible; \(stretch) \(world.story(of: place))")
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
    // Earlier times are taken down on the way: what is the same later is told for the later one alone.
    let asked = [(4, "/r"), (9, "/r"), (9, "/r/a"), (11, "/r/c"), (11, "/r/a"), (30, "/r")] as [(Int64, String)]
    let replay = DeviceReplay(
      segments: Self.segments(of: traces), paths: paths, at: 40,
      earlier: asked.enumerated().map { .init(visit: $0.offset, time: $0.element.0, folder: $0.element.1) })
    let seen = replay.earlier.seen
    let found = asked.indices.map { visit in seen[visit]?.places.map { replay.path(of: $0.place) } }
    #expect(
      found == [
        [], ["/r/a/x.csv", "/r/a/b/y.csv"], ["/r/a/x.csv", "/r/a/b/y.csv"], ["/r/c/x.csv", "/r/c/b/y.csv"], [],
        ["/r/ab/z.csv", "/r/c/x.csv", "/r/c/b/y.csv"],
      ])
    #expect(asked.indices.map { seen[$0]?.look } == [nil, 6, nil, nil, nil, 6])
    #expect(seen[3]?.places.map(\.state.content) == [7, 8])
  }
}
