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
    /// Why it ended.
    var reason: GapReason
  }

  let root: Int32
  private(set) var stretches: [Stretch] = []
  /// Since when nothing would be missed, if a scan completes it.
  private var candidate: Int64?
  private var scanBegan: Int64?
  private var open: (start: Int64, baseline: Int64)?
  /// When the root was last looked at as a whole, with or without a watch.
  private(set) var lastLook: Int64?

  init(root: Int32) { self.root = root }

  /// - Parameter last: time of the record before.
  mutating func watchStarted(at time: Int64, after last: Int64) {
    // A second start without a stop in between: the sensor was gone and did not say so.
    close(at: last, because: .vanished)
    candidate = time
    scanBegan = nil
  }

  mutating func watchStopped(at time: Int64, because reason: GapReason) {
    close(at: time, because: reason)
    candidate = nil
  }

  /// Changes since then were missed; from now on they are seen again, if they were before.
  mutating func missed(since: Int64, until now: Int64, because reason: GapReason) {
    close(at: since, because: reason)
    if candidate != nil { candidate = now }
    scanBegan = nil
  }

  mutating func scanStarted(at time: Int64) { scanBegan = time }

  /// - Returns: when the scan began, or nil when its beginning is not known.
  mutating func scanFinished(at time: Int64) -> Int64? {
    defer { scanBegan = nil }
    guard let began = scanBegan else { return nil }
    lastLook = time
    if let candidate, began >= candidate, open == nil { open = (candidate, time) }
    return began
  }

  private mutating func close(at time: Int64, because reason: GapReason) {
    guard let open else { return }
    self.open = nil
    stretches.append(
      Stretch(start: open.start, end: max(open.start, time), baseline: open.baseline, reason: reason))
  }

  /// Nothing more is known after this time.
  mutating func end(at time: Int64) { close(at: time, because: .notDelivered) }

  func stretch(at moment: Int64) -> Stretch? { stretches.last { $0.start <= moment && moment < $0.end } }
  func stretch(before moment: Int64) -> Stretch? { stretches.last { $0.end <= moment } }
  func stretch(after moment: Int64) -> Stretch? { stretches.first { $0.start > moment } }
}
