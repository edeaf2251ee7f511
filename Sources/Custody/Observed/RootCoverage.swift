import Observations

/// When everything below one root was seen, as the sensor's own records tell.
///
/// A stretch is *complete* from the moment at which the watch began, once a scan that began after it has seen the whole
/// root: a change since then would have been seen as a change. It ends where changes were missed, the watch stopped or
/// records are lacking.
struct RootCoverage {
  struct Stretch: Equatable {
    /// Milliseconds. The end is exclusive: what else happened in the same instant is not known.
    var start: Int64
    var end: Int64
    /// When the scan that completed it was done: what was there at the beginning has been found by then.
    var baseline: Int64
    /// Since when no change was missed, by the order of records: before `start` while the clock was wrong, else the same.
    var exact: Int64
    /// Why it ended.
    var reason: GapReason

    /// It stands only for the moment from which on the clock is not to be believed.
    var isMark: Bool { reason == .clockWrong && start == end }
  }

  /// A time in which every change was seen, whether or not a scan saw what was there before.
  private struct Watch {
    var start: Int64
    var end: Int64
    var exact: Int64
  }

  let root: Int32
  private(set) var stretches: [Stretch] = []
  private var watches: [Watch] = []
  /// Since when nothing would be missed, by the order of records and by a clock that is right.
  private var watching: (exact: Int64, start: Int64)?
  /// It was watched at some time, or may have been.
  private var wasWatched: Bool
  private var scanBegan: Int64?
  /// When the scan was done that completes the stretch that is running.
  private var baseline: Int64?
  private var isClockWrong = false
  /// When it was told that the root cannot be watched, or is gone.
  private var stops: [(time: Int64, reason: GapReason)] = []
  /// When the root was last looked at as a whole, with or without a watch.
  private(set) var lastLook: Int64?
  /// The same, of the looks up to the moment that is asked about: a later one says nothing of what was there by then.
  private(set) var lastLookBefore: Int64?

  /// - Parameters:
  ///   - since: the clock is wrong since then; nil where it is right.
  ///   - lacksRecords: earlier records are missing: what they told of the root is not known.
  init(root: Int32, clockWrongSince since: Int64? = nil, lacksRecords: Bool = false) {
    self.root = root
    wasWatched = lacksRecords
    if let since { clockWentWrong(since: since) }
  }

  /// - Parameter last: time of the record before.
  mutating func watchStarted(at time: Int64, after last: Int64) {
    // A second start without a stop in between: the sensor was gone and did not say so.
    close(at: last, because: .vanished)
    watching = (time, time)
    wasWatched = true
    scanBegan = nil
  }

  mutating func watchStopped(at time: Int64, because reason: GapReason) {
    if reason == .notWatchable || reason == .unmounted { stops.append((time, reason)) }
    close(at: time, because: reason)
    watching = nil
  }

  /// Changes since then were missed; from now on they are seen again, if they were before.
  mutating func missed(since: Int64, until now: Int64, because reason: GapReason) {
    close(at: since, because: reason)
    if watching != nil { watching = (now, now) }
    scanBegan = nil
  }

  mutating func scanStarted(at time: Int64) { scanBegan = time }

  /// - Parameter moment: that is asked about.
  /// - Returns: when the scan began, or nil when its beginning is not known.
  mutating func scanFinished(at time: Int64, askedAbout moment: Int64) -> Int64? {
    defer { scanBegan = nil }
    guard let began = scanBegan else { return nil }
    lastLook = time
    if time <= moment { lastLookBefore = time }
    if let watching, began >= watching.exact, baseline == nil { baseline = time }
    return began
  }

  private mutating func close(at time: Int64, because reason: GapReason) {
    defer { baseline = nil }
    guard let watching, !isClockWrong else { return }
    let end = max(watching.start, time)
    watches.append(Watch(start: watching.start, end: end, exact: watching.exact))
    guard let baseline else { return }
    stretches.append(
      Stretch(start: watching.start, end: end, baseline: baseline, exact: watching.exact, reason: reason))
  }

  /// Nothing more is known after this time.
  mutating func end(at time: Int64) { close(at: time, because: .notDelivered) }

  // MARK: The clock

  /// The times of records are not to be believed from then on. Their order is: the watch goes on.
  mutating func clockWentWrong(since: Int64) {
    let completed = baseline
    close(at: since, because: .clockWrong)
    baseline = completed
    isClockWrong = true
    // From the end on: what is earlier is not looked at again, however often a clock goes to and fro.
    while let last = watches.last, last.start >= since { watches.removeLast() }
    if let last = watches.last, last.end > since {
      watches[watches.count - 1] = Watch(start: last.start, end: since, exact: last.exact)
    }
    while let last = stretches.last, last.start >= since { stretches.removeLast() }
    if var last = stretches.last, last.end > since {
      last.end = since
      last.baseline = min(last.baseline, since)
      last.reason = .clockWrong
      stretches[stretches.count - 1] = last
    }
    if let last = stretches.last, last.end == since, last.reason == .clockWrong { return }
    stretches.append(Stretch(start: since, end: since, baseline: since, exact: since, reason: .clockWrong))
  }

  mutating func clockIsRight(at now: Int64) {
    isClockWrong = false
    if let watching { self.watching = (watching.exact, max(watching.start, now)) }
    if baseline != nil { baseline = now }
  }

  // MARK: Questions

  /// A mount that was neither watched nor scanned, ever: all that is known of it is that it is a gap.
  var isLeftOut: Bool { !wasWatched && lastLook == nil && scanBegan == nil && !stops.isEmpty }

  /// Since when a mount that is left out was there; nil when it was not at the moment.
  func leftOut(at moment: Int64) -> Int64? {
    stops.last { $0.time <= moment }.flatMap { $0.reason == .notWatchable ? $0.time : nil }
  }

  func stretch(at moment: Int64) -> Stretch? { stretches.last { $0.start <= moment && moment < $0.end } }
  func stretch(before moment: Int64) -> Stretch? { stretches.last { $0.end <= moment } }
  func stretch(after moment: Int64) -> Stretch? { stretches.first { $0.start > moment && !$0.isMark } }

  /// Since when a change up to the moment would have been seen; nil when it would not. After the last record of all the
  /// last known state stands, if nothing was missed until then; so does what was only ever looked at now and then.
  /// - Parameter last: time of the device's last record.
  func seenSince(_ moment: Int64, last: Int64) -> Int64? {
    guard wasWatched else { return .min }
    if let watch = watches.last(where: { $0.start <= moment && moment < $0.end }) { return watch.exact }
    guard moment >= last, !isClockWrong, let watch = watches.last, watch.end >= last else { return nil }
    return watch.exact
  }

  /// Whether the volume that the root is of was taken off before the moment, and has not come back.
  func isUnmounted(at moment: Int64) -> Bool {
    stretch(at: moment) == nil && stretch(before: moment)?.reason == .unmounted
  }
}
