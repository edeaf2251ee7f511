import CanonicalForms
import Contents
import Cryptography
import OperationLogs
import Storage

/// All that scans and sensors of one device saw, and what of it was there at one moment.
struct DeviceHistory {
  struct Place {
    var path: String
    var content: Int64?
    var unread: UnreadReason?
    var presence: Presence
    /// When it was found gone.
    var closed: Moment?
    /// When the scan began that looked into it.
    var lookedInto: Moment?
    /// An operation log names it, and nobody looked into it.
    var isOnlyNamed = false
    /// By which steps the logs lead to the content; empty where they do not, else one. (An array takes 8 bytes of each place.)
    var lineage: [LineageAnswer] = []
    /// The same file as another place, which may hold this instead.
    var isAlternative = false

    var isCertain: Bool { presence == .certain }
  }

  struct Scan {
    var look: Presence.Look
    var root: String
    var erasedBatches: Int
    var doubt: ScanDoubt?
  }

  private(set) var scans: [Scan] = []
  /// Scans that were under way when the answer was known.
  private var running: [(root: String, started: Moment)] = []
  /// Places that were or may have been there at the moment.
  var places: [Place] = []
  let moment: Moment
  /// What is not known of other moments that were joined, and is not among the gaps of this one.
  var joinedGaps: [Scope.Gap] = []
  private var observed: ObservedHistory
  /// Nil for what was never seen in another device.
  private var medium: MediumHistory?
  private var completeByRoots: [[Int]: [Presence.Look]] = [:]

  /// - Parameters:
  ///   - known: what arrived later is left out; nil takes everything.
  ///   - lineage: of the device's operation logs, as known then; nil when it has none.
  init(
    device: String, at moment: Moment, asKnownAt known: Moment?, lineage: LogLineage?, session: SQLSession
  ) throws {
    self.moment = moment
    observed = try ObservedHistory(device: device, at: moment, asKnownAt: known, session: session)
    places = observed.takePlaces()
    try session.forEach(
      """
      SELECT scan.number, root, started, reached, finished, erased_batches, scan_ground.doubt
      FROM scan LEFT JOIN scan_ground ON scan_ground.device = scan.device AND scan_ground.number = scan.number
      WHERE scan.device = ? ORDER BY scan.number
      """, SQLValue(device)
    ) { row in
      let look = Presence.Look(
        number: row.integer(0), started: row.moment(2), reached: row.moment(3), isComplete: !row.isNull(4))
      if let known, look.reached > known {
        // Then it had not come to its end: what it had found by then is not told apart from the rest.
        if look.started <= known { running.append((row.text(1), look.started)) }
        return
      }
      scans.append(
        Scan(
          look: look, root: row.text(1), erasedBatches: Int(row.integer(5)),
          doubt: row.optionalText(6).flatMap(ScanDoubt.init(rawValue:))))
    }
    let looks = Dictionary(uniqueKeysWithValues: scans.map { ($0.look.number, $0.look) })
    let roots = scannedRoots
    try session.forEach(
      """
      SELECT path, content, unread, modified, first_scan, closing_scan FROM holding WHERE device = ? ORDER BY number
      """, SQLValue(device)
    ) { row in
      guard let first = looks[row.integer(4)] else { return }
      // A closing that was not known yet is none.
      let closing = row.isNull(5) ? nil : looks[row.integer(5)]
      let path = row.text(0)
      let presence = Presence.decide(
        first: first, closing: closing, modified: row.optionalMoment(3),
        complete: completeLooks(covering: path, roots: roots), at: moment)
      guard presence != .absent else { return }
      places.append(
        Place(
          path: path, content: row.isNull(1) ? nil : row.integer(1),
          unread: row.optionalText(2).flatMap(UnreadReason.init(rawValue:)), presence: presence,
          closed: closing?.reached, lookedInto: first.started))
    }
    if let lineage { try follow(lineage, session: session) }
    medium = try MediumHistory(of: device, at: moment, asKnownAt: known, session: session)
    if let medium { take(medium) }
  }

  /// What devices tell of a medium, beside what was found when it was scanned by itself.
  private mutating func take(_ medium: MediumHistory) {
    let sure = Set(medium.places.compactMap { $0.isCertain ? $0.content : nil })
    // All that a device knows of these is that it saw them go.
    let deleted = Set(
      medium.places.compactMap { $0.presence == .possible(.deletedNotWiped) ? $0.content : nil }
    ).subtracting(medium.places.compactMap { $0.presence == .possible(.deletedNotWiped) ? nil : $0.content })
    if let last = medium.lastLook, scans.allSatisfy({ $0.look.reached < last }) {
      // It was in use since, and then it was taken off: what is not seen on it now is not certain.
      for index in places.indices where places[index].isCertain {
        guard places[index].content.map(sure.contains) != true else { continue }
        let isDeleted = places[index].content.map(deleted.contains) == true
        places[index].presence = .possible(isDeleted ? .deletedNotWiped : .unplugged)
      }
    }
    let held = Set(places.compactMap(\.content))
    let certain = Set(places.compactMap { $0.isCertain ? $0.content : nil })
    places += medium.places.filter { place in
      guard let content = place.content else { return true }
      return place.isCertain ? !certain.contains(content) : !held.contains(content)
    }
  }

  /// Of a medium: where it was up to the moment.
  var sightings: [Scope.Sighting] { medium?.sightings ?? [] }

  /// Gives files what they may hold by the device's logs, where nobody looked into them. Who looked into a file after the
  /// logs' last word on it knows more: there they have nothing to add.
  private mutating func follow(_ lineage: LogLineage, session: SQLSession) throws {
    let contents = ContentRegister(session: session)
    var ids: [SHA256Digest: Int64?] = [:]
    func id(of content: SHA256Digest) throws -> Int64? {
      if let known = ids[content] { return known }
      let id = try contents.id(of: content)
      ids[content] = .some(id)
      return id
    }
    let keys = places.map { WindowsPath.key($0.path) }
    /// When each file was looked into that is there for certain.
    var looked: [String: Moment] = [:]
    for (key, place) in zip(keys, places) where place.isCertain && place.content != nil && !place.isOnlyNamed {
      if let at = place.lookedInto { looked[key] = max(looked[key] ?? at, at) }
    }
    func isAnswered(_ answer: LineageAnswer, _ key: String) -> Bool { looked[key].map { $0 >= answer.last } ?? false }
    var followed: [Place] = []
    var done: Set<String> = []
    for (key, place) in zip(keys, places) {
      let isUnknown = place.content == nil && place.unread == nil
      guard place.isOnlyNamed || isUnknown else {
        followed.append(place)
        continue
      }
      let answers = lineage.answers(at: key, moment)
      if place.isOnlyNamed, !answers.isEmpty, answers.allSatisfy({ isAnswered($0, key) }) { continue }
      var place = place
      var others: [Place] = []
      if done.insert(key).inserted {
        for answer in answers where !isAnswered(answer, key) {
          guard let content = try id(of: answer.content) else { continue }
          if place.content == nil || place.content == content {
            place.content = content
            place.lineage = [answer]
          } else {
            others.append(Self.named(place.path, content, answer, isAlternative: true))
          }
        }
      }
      followed += [place] + others
    }
    for (key, answers) in lineage.others(at: moment, besides: done) {
      var isAlternative = false
      for answer in answers where !isAnswered(answer, key) {
        guard let content = try id(of: answer.content) else { continue }
        followed.append(Self.named(answer.path, content, answer, isAlternative: isAlternative))
        isAlternative = true
      }
    }
    places = followed
  }

  private static func named(
    _ path: String, _ content: Int64, _ answer: LineageAnswer, isAlternative: Bool
  ) -> Place {
    Place(
      path: path, content: content, presence: .possible(.onlyNamed), isOnlyNamed: true, lineage: [answer],
      isAlternative: isAlternative)
  }

  /// Roots that were ever scanned to the end, ascending.
  var roots: [String] { Set(scannedRoots + observed.roots).sorted() }

  private var scannedRoots: [String] { Set(scans.filter(\.look.isComplete).map(\.root)).sorted() }

  private mutating func completeLooks(covering path: String, roots: [String]) -> [Presence.Look] {
    let covering = roots.indices.filter { Coverage.covers(root: roots[$0], path: path) }
    if let known = completeByRoots[covering] { return known }
    let names = Set(covering.map { roots[$0] })
    let looks = scans.filter { $0.look.isComplete && names.contains($0.root) }.map(\.look)
    completeByRoots[covering] = looks
    return looks
  }

  /// End of the last complete scan up to the moment.
  var lastScan: Moment? {
    (scans.filter { $0.look.isComplete && $0.look.reached <= moment }.map(\.look.reached)
      + [observed.lastLook, medium?.lastLook].compactMap(\.self)).max()
  }

  /// Start of the first complete scan after the moment.
  var nextScan: Moment? {
    scans.filter { $0.look.isComplete && $0.look.started > moment }.map(\.look.started).min()
  }

  /// Of the moment, and of those that were joined.
  var gaps: [Scope.Gap] { ownGaps + joinedGaps }

  private var ownGaps: [Scope.Gap] {
    var gaps = observed.gaps + (medium?.gaps ?? [])
    if lastScan == nil { gaps.append(.neverScanned) }
    for root in scannedRoots {
      let looks = scans.filter { $0.root == root && $0.look.isComplete }.map(\.look)
      if let last = looks.filter({ $0.reached <= moment }).map(\.reached).max() {
        gaps.append(
          .sinceLastScan(root: root, from: last, milliseconds: moment.milliseconds - last.milliseconds))
      }
      if let next = looks.filter({ $0.started > moment }).map(\.started).min() {
        gaps.append(.untilNextScan(root: root, until: next, milliseconds: next.milliseconds - moment.milliseconds))
      }
    }
    for scan in scans where !scan.look.isComplete {
      guard scan.look.started >= lastScan ?? scan.look.started, scan.look.started <= nextScan ?? scan.look.started
      else { continue }
      gaps.append(
        scan.doubt.map { .unconfirmed(root: scan.root, started: scan.look.started, doubt: $0) }
          ?? .brokenOff(root: scan.root, started: scan.look.started))
    }
    gaps += running.map { .brokenOff(root: $0.root, started: $0.started) }
    let erased = scans.reduce(0) { $0 + $1.erasedBatches }
    if erased > 0 { gaps.append(.erased(batches: erased)) }
    return gaps
  }
}
