import CanonicalForms
import Contents
import Observations
import Storage

/// What the sensors of a device say of one moment, as known at another.
package struct ObservedHistory {
  /// Places that were or may have been there.
  private(set) var places: [DeviceHistory.Place] = []
  /// Number of places that were or may have been there.
  package var count: Int { places.count }
  private(set) var gaps: [Scope.Gap] = []
  private(set) var roots: [String] = []
  /// The end of the last look at everything below a root, up to the moment.
  private(set) var lastLook: Moment?

  /// - Parameter known: batches that arrived later are left out; nil takes all.
  package init(device: String, at moment: Moment, asKnownAt known: Moment?, session: SQLSession) throws {
    let segments = try Self.segments(of: device, asKnownAt: known, session: session)
    var missing: Int64 = 0
    var former: (epoch: Int, last: UInt64)?
    for segment in segments {
      let last = former?.epoch == segment.epoch ? former?.last ?? 0 : 0
      missing += Int64(clamping: segment.first) - Int64(clamping: last) - 1
      former = (segment.epoch, segment.last)
    }
    guard !segments.isEmpty else { return }
    let paths = try PlaceRegister.paths(of: device, session: session)
    let replay = DeviceReplay(segments: segments, paths: paths, at: moment.milliseconds)
    for finding in replay.findings() {
      var place = DeviceHistory.Place(
        path: replay.path(of: finding.place), content: nil, unread: nil, presence: finding.answer.presence)
      switch finding.answer.what {
      case .content(let content): place.content = content
      case .named(let content): place.content = content == 0 ? nil : content
      case .unread(let number):
        let reasons = UnreadReason.allCases
        place.unread = reasons.indices.contains(Int(clamping: number)) ? reasons[Int(number)] : nil
      case .unheard, .absent: continue
      }
      places.append(place)
    }
    describe(replay, at: moment)
    if missing > 0 { gaps.append(.recordsMissing(records: missing)) }
  }

  /// What arrived from the device's sensors, in the order of epochs and numbers.
  private static func segments(
    of device: String, asKnownAt known: Moment?, session: SQLSession
  ) throws -> [DeviceReplay.Segment] {
    var segments: [DeviceReplay.Segment] = []
    try session.forEach(
      """
      SELECT batch.epoch, first, last, dropped, traces, received, source FROM batch
      JOIN device_epoch ON device_epoch.device = batch.device AND device_epoch.epoch = batch.epoch
      WHERE batch.device = ? ORDER BY batch.epoch, first
      """, SQLValue(device)
    ) { row in
      if let known, row.moment(5) > known { return }
      segments.append(
        DeviceReplay.Segment(
          epoch: Int(row.integer(0)), first: UInt64(clamping: row.integer(1)), last: UInt64(clamping: row.integer(2)),
          dropped: row.optionalText(3).map { GapReason(rawValue: $0) ?? .dropped }, traces: row.bytes(4),
          isLog: row.text(6) != DeviceEpoch.Source.agent.rawValue))
    }
    return segments
  }

  /// When the device's sensors saw every change below each root, up to a moment.
  static func stretches(
    of device: String, until moment: Moment, session: SQLSession
  ) throws -> [EvidenceTrail.Stretch] {
    let segments = try segments(of: device, asKnownAt: nil, session: session)
    guard !segments.isEmpty else { return [] }
    let replay = DeviceReplay(
      segments: segments, paths: try PlaceRegister.paths(of: device, session: session), at: moment.milliseconds)
    return replay.roots.flatMap { coverage in
      coverage.stretches.map { stretch in
        EvidenceTrail.Stretch(
          root: replay.path(of: coverage.root), from: Moment(milliseconds: stretch.start),
          until: Moment(milliseconds: stretch.end))
      }
    }
  }

  private mutating func describe(_ replay: DeviceReplay, at moment: Moment) {
    for coverage in replay.roots {
      let root = replay.path(of: coverage.root)
      roots.append(root)
      if let look = coverage.lastLook, look <= moment.milliseconds {
        lastLook = max(lastLook ?? Moment(milliseconds: look), Moment(milliseconds: look))
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
    if let last = replay.lastRecord, last < moment.milliseconds {
      gaps.append(
        .sinceLastWord(from: Moment(milliseconds: last), milliseconds: moment.milliseconds - last))
    }
  }
}
