import CanonicalForms
import Contents
import Observations
import Storage

/// What the sensors of a device say of one moment, as known at another.
package struct ObservedHistory {
  /// Places that were or may have been there.
  private(set) var places: [DeviceHistory.Place] = []
  /// Hands the places over: they are many, and need not be there twice.
  mutating func takePlaces() -> [DeviceHistory.Place] {
    defer { places = [] }
    return places
  }

  /// Number of places that were or may have been there.
  package var count: Int { places.count }
  private(set) var gaps: [Scope.Gap] = []
  private(set) var roots: [String] = []
  /// When each root was last looked at as a whole, up to the moment.
  private(set) var looks: [String: Moment] = [:]
  /// The end of the last look at everything below a root, up to the moment.
  private(set) var lastLook: Moment?

  /// What lay in a folder at an earlier time.
  struct Earlier {
    /// As they were left.
    var places: [DeviceHistory.Place] = []
    /// When the folder was last looked at as a whole, up to then.
    var look: Moment?
  }

  /// By visit.
  private(set) var earlier: [Int: Earlier] = [:]

  /// - Parameter known: batches that arrived later are left out; nil takes all.
  package init(device: String, at moment: Moment, asKnownAt known: Moment?, session: SQLSession) throws {
    try self.init(device: device, at: moment, asKnownAt: known, earlier: [], session: session)
  }

  /// - Parameter asked: folders and times that are asked about besides; each is answered.
  init(
    device: String, at moment: Moment, asKnownAt known: Moment?, earlier asked: [EarlierLooks.Asked],
    session: SQLSession
  ) throws {
    for asked in asked { earlier[asked.visit] = Earlier() }
    // The first, so that a list of gaps that is cut has it.
    if let conflict = try BatchConflicts(of: device, asKnownAt: known, session: session) {
      gaps.append(.conflict(batches: conflict.batches, last: conflict.last, isOpen: conflict.isOpen))
    }
    guard
      let (replay, lacking) = try Self.replay(
        of: device, at: moment, asKnownAt: known, earlier: asked, session: session)
    else { return }
    for (visit, seen) in replay.earlier.seen {
      earlier[visit] = Earlier(
        places: seen.places.compactMap { Self.left($0.state, at: replay.path(of: $0.place)) },
        look: seen.look.map(Moment.init(milliseconds:)))
    }
    places.reserveCapacity(replay.liveCount)
    replay.forEachFinding { finding in
      var place = DeviceHistory.Place(
        path: replay.path(of: finding.place), content: nil, unread: nil, presence: finding.answer.presence)
      switch finding.answer.what {
      case .content(let content): place.content = content
      case .named(let content):
        place.content = content == 0 ? nil : content
        place.isOnlyNamed = true
      case .unread(let number): place.unread = Self.reason(number)
      case .unheard, .absent: return
      }
      places.append(place)
    }
    describe(replay, at: moment)
    if let rows = lacking.unreadRows { gaps.append(.rowsUnread(from: rows.from, until: rows.until)) }
    if lacking.missing > 0 { gaps.append(.recordsMissing(records: lacking.missing)) }
    if lacking.erased > 0 { gaps.append(.erased(batches: lacking.erased)) }
  }

  private static func reason(_ number: Int64) -> UnreadReason? {
    let reasons = UnreadReason.allCases
    return reasons.indices.contains(Int(clamping: number)) ? reasons[Int(number)] : nil
  }

  /// What a state leaves at a place; nil where that is nothing.
  private static func left(_ state: PlaceState, at path: String) -> DeviceHistory.Place? {
    var place = DeviceHistory.Place(path: path, content: nil, unread: nil, presence: .certain)
    switch state.what {
    case .content(let content): place.content = content
    case .named(let content):
      place.content = content == 0 ? nil : content
      place.isOnlyNamed = true
      place.presence = .possible(.onlyNamed)
    case .unread(let number): place.unread = reason(number)
    case .absent where state.remains != 0:
      place.content = state.remains
      place.presence = .possible(.deletedNotWiped)
    case .unheard, .absent: return nil
    }
    return place
  }

  /// Reads what arrived from the device's sensors again.
  /// - Returns: with what is missing in between; nil when nothing arrived.
  private static func replay(
    of device: String, at moment: Moment, asKnownAt known: Moment?, earlier: [EarlierLooks.Asked] = [],
    session: SQLSession
  ) throws -> (DeviceReplay, RecordGaps)? {
    var gaps = RecordGaps()
    var logs: [(DeviceReplay.Segment, [UInt8])] = []
    try forEachSegment(of: device, areLogs: true, asKnownAt: known, session: session) { segment, traces in
      gaps.pass(segment)
      gaps.passLog(traces, until: moment)
      logs.append((segment, Array(traces)))
    }
    let paths = try PlaceRegister.paths(of: device, session: session)
    var replay = DeviceReplay(paths: paths, logs: logs, at: moment.milliseconds, earlier: earlier)
    // Not kept: of five years they are megabytes, and each is read once.
    try forEachSegment(of: device, areLogs: false, asKnownAt: known, session: session) { segment, traces in
      gaps.pass(segment)
      replay.read(segment, traces)
    }
    guard gaps.hasRecords else { return nil }
    replay.finish()
    return (replay, gaps)
  }

  /// Segments of sensors or of operation logs, in the order of epochs and numbers.
  private static func forEachSegment(
    of device: String, areLogs: Bool, asKnownAt known: Moment?, session: SQLSession,
    body: (DeviceReplay.Segment, UnsafeRawBufferPointer) -> Void
  ) throws {
    try session.forEach(
      """
      SELECT batch.epoch, first, last, dropped, traces, received FROM batch
      JOIN device_epoch ON device_epoch.device = batch.device AND device_epoch.epoch = batch.epoch
      WHERE batch.device = ? AND device_epoch.source \(areLogs ? "<>" : "=") ? ORDER BY batch.epoch, first
      """, SQLValue(device), SQLValue(DeviceEpoch.Source.agent.rawValue)
    ) { row in
      if let known, row.moment(5) > known { return }
      // Without records, and nobody dropped them: they were erased here.
      let isErased = row.isNull(3) && row.isNull(4)
      let segment = DeviceReplay.Segment(
        epoch: Int(row.integer(0)), first: UInt64(clamping: row.integer(1)), last: UInt64(clamping: row.integer(2)),
        dropped: row.optionalText(3).map { GapReason(rawValue: $0) ?? .dropped } ?? (isErased ? .recordsMissing : nil),
        isErased: isErased, received: row.moment(5).milliseconds)
      row.withBytes(4) { body(segment, $0) }
    }
  }

  /// When the device's sensors saw every change below each root, up to a moment.
  static func stretches(
    of device: String, until moment: Moment, session: SQLSession
  ) throws -> [EvidenceTrail.Stretch] {
    guard let (replay, _) = try replay(of: device, at: moment, asKnownAt: nil, session: session) else { return [] }
    return replay.roots.flatMap { coverage in
      coverage.stretches.lazy.filter { !$0.isMark }.map { stretch in
        EvidenceTrail.Stretch(
          root: replay.path(of: coverage.root), from: Moment(milliseconds: stretch.start),
          until: Moment(milliseconds: stretch.end))
      }
    }
  }

  private mutating func describe(_ replay: DeviceReplay, at moment: Moment) {
    for coverage in replay.roots {
      let root = replay.path(of: coverage.root)
      if coverage.isLeftOut {
        if let since = coverage.leftOut(at: moment.milliseconds) {
          gaps.append(
            .uncovered(root: root, from: Moment(milliseconds: since), until: nil, reason: .notWatchable))
        }
        continue
      }
      roots.append(root)
      if let look = coverage.lastLookBefore.map(Moment.init(milliseconds:)) {
        looks[root] = look
        lastLook = max(lastLook ?? look, look)
      }
      if coverage.stretch(at: moment.milliseconds) != nil { continue }
      let former = coverage.stretch(before: moment.milliseconds)
      // After the last record there is one gap for the whole device, told below.
      if former?.reason == .notDelivered { continue }
      gaps.append(
        .uncovered(
          root: root, from: former.map { Moment(milliseconds: $0.end) },
          until: coverage.stretch(after: moment.milliseconds).map { Moment(milliseconds: $0.start) },
          reason: former?.reason ?? .notRunning))
    }
    if let waiting = replay.waiting {
      gaps.append(.filesWaiting(files: Int(clamping: waiting.files), from: Moment(milliseconds: waiting.at)))
    }
    if let last = replay.lastRecord, last < moment.milliseconds {
      gaps.append(
        .sinceLastWord(from: Moment(milliseconds: last), milliseconds: moment.milliseconds - last))
    }
  }
}

/// Counts the records that are missing between the segments of each epoch.
private struct RecordGaps {
  private(set) var missing: Int64 = 0
  private(set) var erased = 0
  private(set) var hasRecords = false
  /// When logs have rows up to the moment that were not understood: the earliest and the latest; nil where no time is known.
  private(set) var unreadRows: (from: Moment?, until: Moment?)?
  private var former: (epoch: Int, last: UInt64)?

  mutating func pass(_ segment: DeviceReplay.Segment) {
    let last = former?.epoch == segment.epoch ? former?.last ?? 0 : 0
    missing += Int64(clamping: segment.first) - Int64(clamping: last) - 1
    former = (segment.epoch, segment.last)
    if segment.isErased { erased += 1 }
    hasRecords = true
  }

  /// A log covers nothing. What it lacks counts from then on: what a row tells that nobody understood may lie there still.
  mutating func passLog(_ traces: UnsafeRawBufferPointer, until moment: Moment) {
    _ = TraceCoding.forEach(traces) { trace in
      guard trace.kind == .missed, trace.modified <= moment.milliseconds else { return }
      func told(_ time: Int64) -> Moment? { time == 0 ? nil : Moment(milliseconds: time) }
      guard let known = unreadRows else {
        unreadRows = (told(trace.modified), told(trace.time))
        return
      }
      unreadRows = (
        known.from.flatMap { from in told(trace.modified).map { min(from, $0) } },
        known.until.flatMap { until in told(trace.time).map { max(until, $0) } }
      )
    }
  }
}
