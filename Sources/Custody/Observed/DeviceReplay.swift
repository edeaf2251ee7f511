import Observations

/// Reads a device's history again up to one moment, and says what was where.
///
/// One pass over all records: up to the moment they make the state; of what comes after it the first word about each
/// place is kept, because it may settle what the state leaves open.
struct DeviceReplay {
  /// A stretch of records as it was stored.
  struct Segment {
    var epoch: Int
    var first: UInt64
    var last: UInt64
    /// Why the records were dropped; nil when they are there.
    var dropped: GapReason?
    var isErased = false
    /// By the server's clock: nothing in it happened later.
    var received = Int64.max
  }

  struct Finding: Equatable {
    var place: Int32
    var answer: PlaceVerdict.Answer
  }

  private(set) var roots: [RootCoverage] = []
  /// Time of the last record; nil when there is none.
  private(set) var lastRecord: Int64?
  /// Time of the last record up to the moment.
  private(set) var lastRecordBefore: Int64?
  /// How many files waited to be read by the last word on it up to the moment, and when that was said.
  private(set) var waiting: (files: Int64, at: Int64)?

  /// What lay in some folders at earlier times.
  private(set) var earlier: EarlierLooks

  private let moment: Int64
  private var paths: PlacePaths
  private var states: PlaceStates
  /// Where a segment ended, to notice what is missing before the next.
  private var reached: (epoch: Int, sequence: UInt64)?
  /// What logs say, in the order of time, and how much of it was taken already.
  private var logs: [Trace] = []
  private var nextLog = 0

  /// - Parameters:
  ///   - paths: all places of the device.
  ///   - logs: segments of operation logs.
  ///   - earlier: folders and times that are asked about besides.
  init(
    paths: PlacePaths, logs segments: [(segment: Segment, traces: [UInt8])], at moment: Int64,
    earlier: [EarlierLooks.Asked] = []
  ) {
    self.moment = moment
    self.earlier = EarlierLooks(earlier)
    self.paths = paths
    states = PlaceStates(highest: paths.count)
    for (segment, traces) in segments where segment.dropped == nil {
      _ = traces.withUnsafeBytes { bytes in TraceCoding.forEach(bytes) { if $0.kind.isOfFiles { logs.append($0) } } }
    }
    // Rows of the same moment stay in the order of their records.
    logs = logs.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  }

  /// After the last segment.
  mutating func finish() {
    takeLogs(before: .max)
    earlier.take(before: .max, states, paths, roots)
    if let lastRecord { for index in roots.indices { roots[index].end(at: lastRecord) } }
  }

  /// Takes the next segment of sensors, in the order of their epochs and numbers.
  mutating func read(_ segment: Segment, _ traces: UnsafeRawBufferPointer) {
    var pending: GapReason? = segment.dropped
    if let reached {
      if segment.epoch != reached.epoch {
        for index in roots.indices { roots[index].watchStopped(at: lastRecord ?? moment, because: .notRunning) }
      } else if segment.first != reached.sequence + 1 {
        pending = pending ?? .recordsMissing
      }
    } else if segment.first != 1 {
      pending = pending ?? .recordsMissing
    }
    reached = (segment.epoch, segment.last)
    if segment.dropped != nil {
      missing = pending
      return
    }
    missing = missing ?? pending
    clock.received = segment.received
    _ = TraceCoding.forEach(traces, detailsAfter: moment, latest: lastRecord ?? .min) { take($0) }
    clock.endOfSegment()
  }

  /// Whether the device's clock is to be believed.
  private var clock = ReplayClock()

  /// What logs say of the time before a record of the sensor. A log may be imported years later: its times count, and
  /// neither the order of its records nor when they came; it covers nothing, and does not show that the sensor lived.
  private mutating func takeLogs(before time: Int64) {
    while nextLog < logs.count, logs[nextLog].time < time {
      let trace = logs[nextLog]
      nextLog += 1
      apply(trace, at: trace.time, after: trace.time)
    }
  }

  /// Since when nothing was missed, on any root.
  private var interrupted: Int64 = .min
  /// Records are missing before the next one that is there.
  private var missing: GapReason?
  /// Some were missing at some time.
  private var lacksRecords = false

  /// The record before was dated later than it says.
  private var wasLate = false
  private static let interrupting: [Trace.Kind] = [.watchStarted, .watchStopped, .missed]

  private mutating func take(_ trace: Trace) {
    // The order of the records counts; a clock that goes back, or is ahead of the server's, does not.
    var time = clock.time(of: trace.time, after: lastRecord)
    // Where many records have one time, what was seen before an interruption is to be told from what was seen after it.
    let isLate = time != trace.time
    if isLate || wasLate, missing != nil || Self.interrupting.contains(trace.kind) { time &+= 1 }
    wasLate = isLate || wasLate && trace.time <= lastRecord ?? .min
    if let since = clock.newlyWrongSince {
      for index in roots.indices { roots[index].clockWentWrong(since: since) }
    } else if clock.isRightAgain {
      for index in roots.indices { roots[index].clockIsRight(at: time) }
    }
    if nextLog < logs.count { takeLogs(before: time) }
    if let reason = missing {
      missing = nil
      lacksRecords = true
      interrupted = time
      for index in roots.indices {
        roots[index].missed(since: lastRecord ?? time, until: time, because: reason)
      }
    }
    let last = lastRecord ?? time
    lastRecord = time
    if time <= moment { lastRecordBefore = time }
    apply(trace, at: time, after: last)
    // What comes after a stop is after it, also where all have one time.
    if isLate, trace.kind == .watchStopped { lastRecord = time &+ 1 }
  }

  /// - Parameter last: time of the record before.
  private mutating func apply(_ trace: Trace, at time: Int64, after last: Int64) {
    if earlier.nextTime < time { earlier.take(before: time, states, paths, roots) }
    switch trace.kind {
    case .alive: if time <= moment { waiting = nil }
    case .noted: break
    case .waiting: if time <= moment { waiting = (trace.content, time) }
    case .found: find(.content(trace.content), trace, at: time)
    case .unread: find(.unread(trace.content), trace, at: time)
    case .named: name(trace.place, trace.content, at: time)
    case .copied: name(trace.other, content(at: trace.place), at: time)
    case .written: write(trace.place, at: time)
    case .gone: leave(trace.place, at: time)
    case .cleared: clear(trace.place, .cleared(at: time), at: time)
    case .moved: move(trace.place, to: trace.other, at: time)
    case .folderGone: for place in present(below: trace.place) { leave(place, at: time) }
    case .folderMoved:
      let names = paths.names(ofFolder: trace.place, movedTo: trace.other, present(below: trace.place))
      states.grow(toHold: paths.count)
      for (from, to) in names { move(from, to: to, at: time) }
    case .watchStarted:
      interrupted = time
      coverage(of: trace.place) { $0.watchStarted(at: time, after: last) }
    case .watchStopped: coverage(of: trace.place) { $0.watchStopped(at: time, because: Self.reason(trace.content)) }
    case .missed:
      interrupted = time
      coverage(of: trace.place) {
        $0.missed(since: min(trace.modified, time), until: time, because: Self.reason(trace.content))
      }
    case .scanStarted: coverage(of: trace.place) { $0.scanStarted(at: time) }
    case .scanFinished:
      var began: Int64?
      let moment = moment
      coverage(of: trace.place) { began = $0.scanFinished(at: time, askedAbout: moment) }
      if let began { forget(below: trace.place, notSeenSince: began, at: time) }
    }
  }

  private static func reason(_ number: Int64) -> GapReason {
    let all = GapReason.allCases
    return all.indices.contains(Int(clamping: number)) ? all[Int(number)] : .vanished
  }

  private mutating func coverage(of root: Int32, _ body: (inout RootCoverage) -> Void) {
    if let index = roots.firstIndex(where: { $0.root == root }) { return body(&roots[index]) }
    var new = RootCoverage(root: root, clockWrongSince: clock.wrongSince, lacksRecords: lacksRecords)
    body(&new)
    roots.append(new)
  }

  // MARK: Places

  private mutating func set(
    _ place: Int32, _ what: PlaceState.What, at time: Int64, _ word: @autoclosure () -> LaterWord
  ) {
    if time > moment { states.keep(place, word()) }
    states[place] = PlaceState(what: what, time: time, confirmed: time)
  }

  private mutating func find(_ what: PlaceState.What, _ trace: Trace, at time: Int64) {
    // A time of change from while the clock was behind may be before the moment, and the change after it; and a record
    // that is dated later than it was made does not show that the file was there later.
    // Stamps of different threads may be out of order by a little: that matters only across the moment.
    let isLate = clock.wrongSince != nil || (trace.time < time && trace.time <= moment && time > moment)
    let changed = isLate || clock.isDoubtful(trace.changed) ? Trace.unknown : trace.changed
    set(
      trace.place, what, at: time,
      .found(what, times: .init(modified: trace.modified, changed: changed, firstSeen: trace.firstSeen), at: time))
  }

  private mutating func name(_ place: Int32, _ content: Int64, at time: Int64) {
    // Who looked into a file knows more than who read its name.
    let state = states[place]
    if case .content = state.what, !state.isPending { return }
    // A name alone takes nothing away from what an earlier record told.
    let isKnown = if case .named = state.what { content == 0 } else { false }
    let what = isKnown ? state.what : PlaceState.What.named(content)
    set(place, what, at: time, .found(what, times: .init(), at: time))
  }

  private func content(at place: Int32) -> Int64 { states[place].content }

  private mutating func write(_ place: Int32, at time: Int64) {
    var state = states[place]
    if state.isPending { return }
    if time > moment { states.keep(place, .written(at: time)) }
    // A file that was not known is told of from its first writing on; what it holds comes with the next record.
    if !state.isPresent {
      state.what = .unread(-1)
      state.remains = 0
    }
    state.isPending = true
    state.time = time
    states[place] = state
  }

  private mutating func leave(_ place: Int32, at time: Int64) { clear(place, .left(at: time), at: time) }

  /// - Parameter confirmed: when it was established that nothing is there.
  private mutating func clear(
    _ place: Int32, _ word: @autoclosure () -> LaterWord, at time: Int64, confirmed: Int64? = nil, isWhole: Bool = true
  ) {
    if time > moment { states.keep(place, word()) }
    let remains = isWhole ? content(at: place) : 0
    states[place] = PlaceState(what: .absent, time: time, confirmed: confirmed ?? time, remains: remains)
  }

  private mutating func move(_ from: Int32, to: Int32, at time: Int64) {
    var moved = states[from]
    // The bytes are elsewhere, so nothing remains here.
    clear(from, .left(at: time), at: time, isWhole: false)
    if time > moment { states.keep(to, .arrived(at: time)) }
    guard moved.isPresent else {
      // Records of what it was are missing: something is there, and what was there before is not.
      states[to] = PlaceState(what: .unread(-1), time: time, confirmed: time, isPending: true)
      return
    }
    moved.time = time
    // What was last looked at before a gap may hold something else by now.
    if moved.confirmed < interrupted { moved.isPending = true }
    states[to] = moved
  }

  private func present(below folder: Int32) -> [Int32] {
    states.live.filter { paths.isBelow($0, folder) }.sorted()
  }

  private mutating func forget(below root: Int32, notSeenSince began: Int64, at time: Int64) {
    let unseen = states.live.filter { states.time(of: $0) < began && paths.isBelow($0, root) }
    // They went before, nobody knows when.
    for place in unseen { clear(place, .notFound(at: time), at: time, confirmed: .min) }
  }

  // MARK: The answer

  /// What was, or may have been, somewhere at the moment, by place.
  func findings() -> [Finding] {
    var findings: [Finding] = []
    findings.reserveCapacity(liveCount)
    forEachFinding { findings.append($0) }
    return findings
  }

  /// About how many findings there will be.
  var liveCount: Int { states.live.count }

  /// Calls `body` with what was, or may have been, somewhere at the moment, by place.
  func forEachFinding(_ body: (Finding) -> Void) {
    let stretches = roots.map { $0.stretch(at: moment) }
    let nexts = roots.map { $0.stretch(after: moment) }
    let seen = roots.map { $0.seenSince(moment, last: lastRecord ?? moment) }
    let unmounted = roots.map { $0.isUnmounted(at: moment) }
    // What no root holds was never watched, as far as it is known.
    let ofNoRoot: Int64? = lacksRecords ? nil : .min
    let deepestFirst = roots.indices.sorted { paths.length(of: roots[$0].root) > paths.length(of: roots[$1].root) }
    for index in states.indices {
      let place = Int32(index)
      let (state, later) = states.atMoment(index)
      if state.what == .unheard, later == nil { continue }
      // The root that sees the place completely, else the innermost that holds it. Of a volume that was taken off none
      // that remains tells anything.
      var best: Int?
      for root in deepestFirst where best == nil || stretches[root] != nil {
        guard paths.isBelow(place, roots[root].root) else { continue }
        best = root
        if stretches[root] != nil || unmounted[root] { break }
      }
      let verdict = PlaceVerdict(
        before: state, later: later, stretch: best.flatMap { stretches[$0] }, next: best.flatMap { nexts[$0] },
        seenSince: best.map { seen[$0] } ?? ofNoRoot, at: moment)
      if let answer = verdict.first { body(Finding(place: place, answer: answer)) }
      if let answer = verdict.second { body(Finding(place: place, answer: answer)) }
    }
  }

  func path(of place: Int32) -> String { paths.path(of: place) }
}
