import CanonicalForms
import Storage

/// What was on a medium at a moment, as far as the devices tell in which it was.
///
/// While it is in a device that reports, what is known of its folder there is known of it. Before and afterwards nobody sees
/// what is done to it: what it held when it was taken off may still be there, and no more than that is known.
struct MediumHistory {
  /// With the paths that they have on the medium.
  private(set) var places: [DeviceHistory.Place] = []
  private(set) var sightings: [Scope.Sighting] = []
  private(set) var gaps: [Scope.Gap] = []
  /// Until when it was seen last, up to the moment.
  private(set) var lastLook: Moment?
  private var contents: Set<Int64> = []
  private var paths: Set<String> = []

  /// Nil for what is no medium of which a device told.
  init?(of device: String, at moment: Moment, asKnownAt known: Moment?, session: SQLSession) throws {
    let register = MediumRegister(session: session)
    let visits = try register.visits(of: register.media(of: device), asKnownAt: known)
    guard let first = visits.first else { return nil }
    sightings = visits.filter { $0.attached <= moment }.map {
      Scope.Sighting(device: $0.device, from: $0.attached, until: $0.detached)
    }
    let name = visits.last { !$0.label.isEmpty }?.label ?? first.name
    let looked = visits.filter { !$0.mountPoint.isEmpty }
    let next = looked.first { $0.attached > moment }
    var isSeenNow = false
    /// Since the newer visits saw all of it, what they did not find is gone.
    var isSeenWhole = false
    let past = Array(looked.filter { $0.attached <= moment }.reversed())
    // One reading of each device's history, for its newest visit; the earlier ones are taken down on the way.
    var asked: [String: [EarlierLooks.Asked]] = [:]
    for (age, visit) in past.enumerated() {
      guard asked[visit.device] != nil else {
        asked[visit.device] = []
        continue
      }
      asked[visit.device]?.append(
        .init(
          visit: age, time: Self.lastInstant(of: visit, upTo: moment).milliseconds,
          folder: Coverage.normalised(visit.mountPoint)))
    }
    var earlier: [Int: ObservedHistory.Earlier] = [:]
    for (age, visit) in past.enumerated() {
      let isWithin = visit.detached.map { moment < $0 } ?? true
      let time = Self.lastInstant(of: visit, upTo: moment)
      if let seen = earlier.removeValue(forKey: age) {
        take(seen.places, of: visit, isCurrent: false, isGone: isSeenWhole)
        if let look = seen.look, look >= visit.attached {
          lastLook = max(lastLook ?? look, time)
          isSeenWhole = true
        }
        continue
      }
      var observed = try ObservedHistory(
        device: visit.device, at: time, asKnownAt: known, earlier: asked[visit.device] ?? [], session: session)
      earlier.merge(observed.earlier) { $1 }
      // A device that has not reported since does not tell whether it is still there.
      let lastWord = observed.gaps.compactMap { gap -> Moment? in
        if case .sinceLastWord(let last, _) = gap { last } else { nil }
      }.first
      let isCurrent = age == 0 && isWithin && lastWord == nil
      if isCurrent {
        isSeenNow = true
        // It is there, and its file system may be one that cannot be watched.
        gaps += observed.gaps.filter { gap in
          if case .uncovered(let root, _, _, _) = gap { root == Coverage.normalised(visit.mountPoint) } else { false }
        }
      }
      take(observed.takePlaces(), of: visit, isCurrent: isCurrent, isGone: isSeenWhole)
      if let look = observed.looks[Coverage.normalised(visit.mountPoint)], look >= visit.attached {
        lastLook = max(lastLook ?? look, lastWord ?? time)
        isSeenWhole = true
      }
    }
    if !isSeenNow {
      let last = looked.last { $0.attached <= moment }
      gaps.append(
        .uncovered(
          root: name, from: last.map { min($0.detached ?? lastLook ?? $0.attached, moment) }, until: next?.attached,
          reason: .unmounted))
      if let next { try takeLater(next, asKnownAt: known, session: session) }
    }
  }

  /// - Parameters:
  ///   - isCurrent: it was in the device at the moment.
  ///   - isGone: later visits did not find what is not among the places yet.
  private mutating func take(
    _ all: [DeviceHistory.Place], of visit: MediumVisit, isCurrent: Bool, isGone: Bool
  ) {
    let (knownContents, knownPaths) = (contents, paths)
    for place in all {
      guard var place = Self.onMedium(place, visit) else { continue }
      switch place.presence {
      // What only a later look found may be of another medium by then; later visits tell of it.
      case .possible(.cameInGap) where !isCurrent, .possible(.cameInGapOlder) where !isCurrent: continue
      default: break
      }
      if place.content.map(knownContents.contains) ?? knownPaths.contains(place.path) { continue }
      if !isCurrent, place.presence != .possible(.deletedNotWiped), !place.isOnlyNamed {
        place.presence = .possible(isGone ? .deletedNotWiped : .unplugged)
      }
      add(place)
    }
  }

  /// What the next device found on it may have been there before.
  private mutating func takeLater(_ visit: MediumVisit, asKnownAt known: Moment?, session: SQLSession) throws {
    // Where it is still there: all that is known of it, whenever that is asked.
    var observed = try ObservedHistory(
      device: visit.device, at: Self.lastInstant(of: visit, upTo: Self.endOfTime), asKnownAt: known, session: session)
    let (knownContents, knownPaths) = (contents, paths)
    for place in observed.takePlaces() {
      guard var place = Self.onMedium(place, visit) else { continue }
      if place.content.map(knownContents.contains) ?? knownPaths.contains(place.path) { continue }
      if !place.isOnlyNamed { place.presence = .possible(.cameInGap) }
      add(place)
    }
  }

  /// Later than every record.
  private static let endOfTime = Moment(seconds: 253_402_300_799)

  /// The last instant before it was taken off, or the moment when that is earlier.
  private static func lastInstant(of visit: MediumVisit, upTo moment: Moment) -> Moment {
    guard let detached = visit.detached, detached <= moment else { return moment }
    return Moment(milliseconds: max(visit.attached.milliseconds, detached.milliseconds - 1))
  }

  private mutating func add(_ place: DeviceHistory.Place) {
    if let content = place.content { contents.insert(content) }
    paths.insert(place.path)
    places.append(place)
  }

  /// The place by its path on the medium; nil when it is elsewhere.
  private static func onMedium(_ place: DeviceHistory.Place, _ visit: MediumVisit) -> DeviceHistory.Place? {
    let mount = Coverage.normalised(visit.mountPoint)
    guard place.path.utf8.count > mount.utf8.count + 1, place.path.utf8.starts(with: mount.utf8),
      place.path.utf8.dropFirst(mount.utf8.count).first == UInt8(ascii: "/")
    else { return nil }
    var place = place
    place.path = String(decoding: place.path.utf8.dropFirst(mount.utf8.count), as: UTF8.self)
    return place
  }
}
