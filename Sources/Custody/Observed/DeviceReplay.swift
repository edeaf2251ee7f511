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
    var traces: [UInt8]
    /// From an operation log: in no order, told later, and no sign that a sensor lived.
    var isLog = false
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

  private let moment: Int64
  private var paths: PlacePaths
  private var states: [PlaceState]
  /// Places where something is, in no order, and for each place where it stands among them, or -1: a scan that ends looks
  /// at what is there, not at everything that ever was.
  private var live: [Int32] = []
  private var placeInLive: [Int32]
  /// State at the moment, for places of which something was heard later, and for each place which of these is its, or -1.
  private var earlier: [(state: PlaceState, later: LaterWord)] = []
  private var placeInEarlier: [Int32]
  /// Where a segment ended, to notice what is missing before the next.
  private var reached: (epoch: Int, sequence: UInt64)?
  /// What logs say, in the order of time, and how much of it was taken already.
  private var logs: [Trace] = []
  private var nextLog = 0

  /// - Parameters:
  ///   - segments: in the order of their epochs and numbers.
  ///   - paths: all places of the device.
  init(segments: some Sequence<Segment>, paths: PlacePaths, at moment: Int64) {
    self.moment = moment
    self.paths = paths
    states = Array(repeating: PlaceState(), count: paths.count + 1)
    placeInLive = Array(repeating: -1, count: states.count)
    placeInEarlier = placeInLive
    earlier.reserveCapacity(states.count)
    var sensors: [Segment] = []
    for segment in segments {
      if segment.isLog { readLog(segment) } else { sensors.append(segment) }
    }
    // Rows of the same moment stay in the order of their records.
    logs = logs.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    for segment in sensors { read(segment) }
    takeLogs(before: .max)
    if let lastRecord { for index in roots.indices { roots[index].end(at: lastRecord) } }
  }

  private mutating func read(_ segment: Segment) {
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
    _ = segment.traces.withUnsafeBytes { bytes in TraceCoding.forEach(bytes) { take($0) } }
  }

  private mutating func readLog(_ segment: Segment) {
    guard segment.dropped == nil else { return }
    _ = segment.traces.withUnsafeBytes { bytes in
      TraceCoding.forEach(bytes) { if $0.kind.isOfFiles { logs.append($0) } }
    }
  }

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

  private mutating func take(_ trace: Trace) {
    // The order of the records counts; a clock that goes back does not.
    let time = max(trace.time, lastRecord ?? .min)
    if nextLog < logs.count { takeLogs(before: time) }
    if let reason = missing {
      missing = nil
      interrupted = time
      for index in roots.indices {
        roots[index].missed(since: lastRecord ?? time, until: time, because: reason)
      }
    }
    let last = lastRecord ?? time
    lastRecord = time
    if time <= moment { lastRecordBefore = time }
    apply(trace, at: time, after: last)
  }

  /// - Parameter last: time of the record before.
  private mutating func apply(_ trace: Trace, at time: Int64, after last: Int64) {
    switch trace.kind {
    case .alive: break
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
      while states.count <= paths.count {
        states.append(PlaceState())
        placeInLive.append(-1)
        placeInEarlier.append(-1)
      }
      for (from, to) in names { move(from, to: to, at: time) }
    case .watchStarted:
      interrupted = time
      coverage(of: trace.place) { $0.watchStarted(at: time, after: last) }
    case .watchStopped: coverage(of: trace.place) { $0.watchStopped(at: time, because: Self.reason(trace.content)) }
    case .missed:
      interrupted = time
      coverage(of: trace.place) {
        $0.missed(since: trace.modified, until: time, because: Self.reason(trace.content))
      }
    case .scanStarted: coverage(of: trace.place) { $0.scanStarted(at: time) }
    case .scanFinished:
      var began: Int64?
      coverage(of: trace.place) { began = $0.scanFinished(at: time) }
      if let began { forget(below: trace.place, notSeenSince: began, at: time) }
    }
  }

  private static func reason(_ number: Int64) -> GapReason {
    let all = GapReason.allCases
    return all.indices.contains(Int(clamping: number)) ? all[Int(number)] : .vanished
  }

  private mutating func coverage(of root: Int32, _ body: (inout RootCoverage) -> Void) {
    if let index = roots.firstIndex(where: { $0.root == root }) { return body(&roots[index]) }
    var new = RootCoverage(root: root)
    body(&new)
    roots.append(new)
  }

  // MARK: Places

  /// Keeps what the state was at the moment, when the first later word comes.
  @inline(__always)
  private mutating func hear(_ place: Int32, _ word: @autoclosure () -> LaterWord, at time: Int64) {
    guard time > moment, placeInEarlier[Int(place)] < 0 else { return }
    placeInEarlier[Int(place)] = Int32(earlier.count)
    earlier.append((states[Int(place)], word()))
  }

  /// To be called whenever something came to a place or went from it.
  @inline(__always)
  private mutating func mark(_ place: Int32) {
    let at = placeInLive[Int(place)]
    guard states[Int(place)].isPresent != (at >= 0) else { return }
    if at < 0 {
      placeInLive[Int(place)] = Int32(live.count)
      live.append(place)
    } else {
      let last = live.removeLast()
      if last != place {
        live[Int(at)] = last
        placeInLive[Int(last)] = at
      }
      placeInLive[Int(place)] = -1
    }
  }

  private mutating func set(
    _ place: Int32, _ what: PlaceState.What, at time: Int64, _ word: @autoclosure () -> LaterWord
  ) {
    hear(place, word(), at: time)
    states[Int(place)].what = what
    states[Int(place)].time = time
    states[Int(place)].confirmed = time
    states[Int(place)].isPending = false
    states[Int(place)].remains = 0
    mark(place)
  }

  private mutating func find(_ what: PlaceState.What, _ trace: Trace, at time: Int64) {
    set(
      trace.place, what, at: time,
      .found(
        what, times: .init(modified: trace.modified, changed: trace.changed, firstSeen: trace.firstSeen), at: time))
  }

  private mutating func name(_ place: Int32, _ content: Int64, at time: Int64) {
    // Who looked into a file knows more than who read its name.
    if case .content = states[Int(place)].what, !states[Int(place)].isPending { return }
    let what = PlaceState.What.named(content)
    set(place, what, at: time, .found(what, times: .init(), at: time))
  }

  private func content(at place: Int32) -> Int64 {
    switch states[Int(place)].what {
    case .content(let content), .named(let content): content
    default: 0
    }
  }

  private mutating func write(_ place: Int32, at time: Int64) {
    if states[Int(place)].isPending { return }
    hear(place, .written(at: time), at: time)
    // A file that was not known is told of from its first writing on; what it holds comes with the next record.
    if !states[Int(place)].isPresent {
      states[Int(place)].what = .unread(-1)
      states[Int(place)].remains = 0
    }
    states[Int(place)].isPending = true
    states[Int(place)].time = time
    mark(place)
  }

  private mutating func leave(_ place: Int32, at time: Int64) { clear(place, .left(at: time), at: time) }

  private mutating func clear(
    _ place: Int32, _ word: @autoclosure () -> LaterWord, at time: Int64, isWhole: Bool = true
  ) {
    hear(place, word(), at: time)
    let remains = isWhole ? content(at: place) : 0
    states[Int(place)] = PlaceState(what: .absent, time: time, confirmed: time, remains: remains)
    mark(place)
  }

  private mutating func move(_ from: Int32, to: Int32, at time: Int64) {
    var moved = states[Int(from)]
    // The bytes are elsewhere, so nothing remains here.
    clear(from, .left(at: time), at: time, isWhole: false)
    hear(to, .arrived(at: time), at: time)
    guard moved.isPresent else {
      // Records of what it was are missing: something is there, and what was there before is not.
      states[Int(to)] = PlaceState(what: .unread(-1), time: time, confirmed: time, isPending: true)
      return mark(to)
    }
    moved.time = time
    // What was last looked at before a gap may hold something else by now.
    if moved.confirmed < interrupted { moved.isPending = true }
    states[Int(to)] = moved
    mark(to)
  }

  private func present(below folder: Int32) -> [Int32] {
    live.filter { paths.isBelow($0, folder) }.sorted()
  }

  private mutating func forget(below root: Int32, notSeenSince began: Int64, at time: Int64) {
    let unseen = live.filter { states[Int($0)].time < began && paths.isBelow($0, root) }
    for place in unseen {
      clear(place, .notFound(at: time), at: time)
      // It went before, nobody knows when.
      states[Int(place)].confirmed = .min
    }
  }

  // MARK: The answer

  /// What was, or may have been, somewhere at the moment, by place.
  func findings() -> [Finding] {
    let stretches = roots.map { $0.stretch(at: moment) }
    let nexts = roots.map { $0.stretch(after: moment) }
    var findings: [Finding] = []
    findings.reserveCapacity(states.count)
    for index in states.indices {
      let place = Int32(index)
      let known = placeInEarlier[index]
      let state = known < 0 ? states[index] : earlier[Int(known)].state
      let later = known < 0 ? nil : earlier[Int(known)].later
      if state.what == .unheard, later == nil { continue }
      // The root that sees the place completely, else the first that holds it.
      var best: Int?
      for root in roots.indices where best == nil || stretches[root] != nil {
        guard paths.isBelow(place, roots[root].root) else { continue }
        best = root
        if stretches[root] != nil { break }
      }
      let verdict = PlaceVerdict(
        before: state, later: later, stretch: best.flatMap { stretches[$0] }, next: best.flatMap { nexts[$0] },
        at: moment)
      for answer in verdict.answers { findings.append(Finding(place: place, answer: answer)) }
    }
    return findings
  }

  func path(of place: Int32) -> String { paths.path(of: place) }
}
