import CanonicalForms
import Contents
import Cryptography
import PersonalData
import Storage

/// Takes down one scan of a device while it runs.
///
/// Only what is new goes into the journal: places whose content was not there at the last scan, and profiles of contents
/// that were never read. It is written in transactions of bounded size; what the scan did not find any more is closed
/// only by `finish`. So a scan that is killed has added what it saw, and taken nothing away.
package final class ScanRecording {
  /// Counts of a finished scan.
  package struct Result: Sendable, Equatable {
    package var files = 0
    package var bytes: Int64 = 0
    /// Places with a content (or an unread file) that was not there before.
    package var opened = 0
    /// Places that are gone, or whose content no longer concerns people.
    package var closed = 0
    package var unchanged = 0
    /// Files that hold nobody's data: only this count leaves the device.
    package var silent = 0
    package var unread = 0
    /// Why the scan says nothing of what it did not find.
    package var doubt: ScanDoubt?
    /// Places that were not found and are not taken for gone.
    package var unconfirmed = 0
  }

  private struct Known {
    var number: Int64
    var what: ScanBatch.Place.What
    var size: Int64
    var modified: Moment?
    var isSeen = false
  }

  /// A transaction ends when it has this many places or people.
  private static let placesPerBatch = 500
  private static let peoplePerBatch = 20_000

  private let journal: Journal
  private let tokeniser: any Tokeniser
  private let actor: String
  private let clock: () -> Moment
  private let device: String
  private let root: String
  private let number: Int64
  private let ground: ScanGround?
  private let groundBefore: ScanGround?
  private let confirmsGone: Bool
  /// Folders whose file systems are missing, with something known on them.
  private let unmounted: [String]
  private var isRootUnseen = false
  /// Nothing is known of what lay there before: a file at a known path is another one, and takes nothing's place.
  private let isOnOtherFileSystem: Bool
  private var known: [PathKey: Known]
  private var batch = ScanBatch()
  private var batchPeople = 0
  /// Profiles that are not written yet.
  private var batchContents: [SHA256Digest: ProfileReach] = [:]
  private var result = Result()

  init(
    device: String, root: String, ground: ScanGround?, confirmsGone: Bool, startedAt: Moment, journal: Journal,
    tokeniser: any Tokeniser, actor: String, clock: @escaping () -> Moment
  ) throws {
    self.ground = ground
    self.confirmsGone = confirmsGone
    self.journal = journal
    self.tokeniser = tokeniser
    self.actor = actor
    self.clock = clock
    self.device = device
    self.root = Coverage.normalised(root)
    let normalisedRoot = self.root
    let (known, before) = try journal.store.read { session in
      (
        try Self.openHoldings(of: device, below: normalisedRoot, session: session),
        try ScanGroundRegister(session: session).last(of: device, root: normalisedRoot)
      )
    }
    self.known = known
    groundBefore = before
    isOnOtherFileSystem = !confirmsGone && before.flatMap { ground?.own.isOther(than: $0.own) } == true
    var recorded = ground
    var unmounted: [String] = []
    if let ground, let before, !confirmsGone {
      unmounted = ground.missing(since: before).filter { path in known.contains { $0.key.isBelow(path) } }
      recorded = ground.keeping(unmounted, of: before)
    }
    self.unmounted = unmounted
    number = try journal.store.write { session in
      guard try DeviceRegister(session: session).find(device) != nil else {
        throw CustodyFailure(.unknownDevice, "no device \(device) is registered")
      }
      let number =
        try session.first("SELECT COALESCE(MAX(number), 0) + 1 FROM scan WHERE device = ?", SQLValue(device)) {
          $0.integer(0)
        } ?? 1
      try journal.append(
        NewEntry(
          kind: "scan.started",
          body: ["device": .string(device), "scan": .integer(number), "started": JSON(startedAt)],
          personal: StartedScan(root: normalisedRoot, ground: recorded).bytes),
        at: clock(), by: actor, in: session)
      return number
    }
  }

  private static func openHoldings(
    of device: String, below root: String, session: SQLSession
  ) throws -> [PathKey: Known] {
    var known: [PathKey: Known] = [:]
    try session.forEach(
      """
      SELECT holding.number, holding.path, content.sha256, holding.unread, holding.size, holding.modified
      FROM holding LEFT JOIN content ON content.id = holding.content
      WHERE holding.device = ? AND holding.closing_scan IS NULL
      """, SQLValue(device)
    ) { row in
      let path = row.text(1)
      guard Coverage.covers(root: root, path: path) else { return }
      let what: ScanBatch.Place.What
      if let bytes = row.optionalBytes(2), let sha256 = SHA256Digest(bytes) {
        what = .content(sha256)
      } else {
        what = .unread(UnreadReason(rawValue: row.text(3)) ?? .inputOutput)
      }
      known[PathKey(path)] = Known(
        number: row.integer(0), what: what, size: row.integer(4), modified: row.optionalMoment(5))
    }
    return known
  }

  /// Says that nothing below this folder could be seen: what was known there is not closed by this scan.
  package func cannotSee(below folder: String) {
    if Coverage.normalised(folder) == root { isRootUnseen = true }
    for (path, place) in known where path.isBelow(folder) && !place.isSeen {
      var place = place
      place.isSeen = true
      known[path] = place
      result.unchanged += 1
    }
  }

  /// Takes down one file. A path that comes twice counts once.
  package func observe(_ file: ObservedFile) throws {
    result.files += 1
    result.bytes += file.size
    let key = PathKey(file.path)
    let what: ScanBatch.Place.What
    if let sha256 = file.profile?.sha256 ?? file.sha256 {
      if let profile = file.profile {
        // Whoever was found before a reading broke off may turn out to be nobody: that is told too, where it stands.
        let mayCorrect = known[key]?.what == .content(sha256)
        let isNew = profile.concernsPeople || mayCorrect ? try isNew(profile) : .known
        guard profile.concernsPeople || isNew == .further else {
          result.silent += 1
          return
        }
        if profile.unread != nil { result.unread += 1 }
        if isNew != .known, mayCorrect || !isWithheld(key) {
          batchContents[profile.sha256] = ProfileReach(profile)
          batch.profiles.append(RecordedProfile(profile, tokeniser: tokeniser))
          batchPeople += profile.people
        }
      }
      what = .content(sha256)
    } else {
      what = .unread(file.unread ?? .inputOutput)
      result.unread += 1
    }
    if var place = known[key], case .unread = what, case .content = place.what, place.size == file.size,
      place.modified == file.modified
    {
      // The file is there as it was, only out of reach now: what was read of it holds on.
      if !place.isSeen { result.unchanged += 1 }
      place.isSeen = true
      known[key] = place
      return
    }
    if var place = known[key], place.what == what {
      // An unread file is the same one only while nothing about it changed.
      var isSame = true
      if case .unread = what { isSame = place.size == file.size && place.modified == file.modified }
      if isSame {
        if !place.isSeen { result.unchanged += 1 }
        place.isSeen = true
        known[key] = place
        return try flushIfFull()
      }
    }
    guard known[key]?.isSeen != true, !isWithheld(key) else { return }
    if known[key] != nil { result.closed += 1 }
    result.opened += 1
    known[key] = Known(number: 0, what: what, size: file.size, modified: file.modified, isSeen: true)
    batch.places.append(.init(path: file.path, size: file.size, modified: file.modified, what: what))
    try flushIfFull()
  }

  /// Whether a file that differs from what is known at its path is not written down: that would close what was there.
  private func isWithheld(_ key: PathKey) -> Bool { isOnOtherFileSystem && known[key].map { $0.number != 0 } ?? false }

  private enum News {
    case known, first
    /// The reading that is recorded broke off, and this one came further.
    case further
  }

  private func isNew(_ profile: ContentProfile) throws -> News {
    let known =
      try batchContents[profile.sha256]
      ?? journal.store.read {
        try ContentRegister(session: $0).reachWithParts(of: profile.sha256, recogniser: profile.recogniser)
      }
    guard let known else { return .first }
    return known.isSurpassed(by: ProfileReach(profile)) ? .further : .known
  }

  private func flushIfFull() throws {
    if batch.places.count >= Self.placesPerBatch || batchPeople >= Self.peoplePerBatch { try flush() }
  }

  /// Writes what was observed so far. `observe` calls it when enough has come together.
  package func flush() throws {
    guard !batch.isEmpty else { return }
    let now = clock()
    try journal.append(batch.entry(device: device, scan: number, reached: now), at: now, by: actor)
    batch = ScanBatch()
    batchPeople = 0
    batchContents = [:]
  }

  /// Ends the scan: the whole root was seen, and what was not found in it is gone. Where the root does not look like what it
  /// was, nothing is taken for gone: the scan is written down as one that says nothing of what it did not find.
  /// - Parameter groundNow: what the root lies on at the end.
  package func finish(at finishedAt: Moment, ground groundNow: ScanGround? = nil) throws -> Result {
    // Without what stands for a missing file system: it is no file that was found.
    let isEmpty = result.files == 0
    try keepWhatIsNotMounted(groundNow)
    try flush()
    if let doubt = doubt(groundNow, isEmpty: isEmpty) { return try leaveOpen(doubt, at: finishedAt) }
    let gone = known.values.filter { !$0.isSeen }.map(\.number).sorted()
    result.closed += gone.count
    try journal.append(
      NewEntry(
        kind: "scan.finished",
        body: [
          "device": .string(device), "scan": .integer(number), "finished": JSON(finishedAt),
          "files": JSON(result.files), "bytes": .integer(result.bytes), "silent": JSON(result.silent),
          "unread": JSON(result.unread), "closed": .string(NumberRanges(gone).text),
        ]), at: clock(), by: actor)
    return result
  }
}

extension ScanRecording {
  /// File systems below the root that were there at the last scan and are not now, or not any more: what lay on them is out
  /// of reach, and not gone.
  private func keepWhatIsNotMounted(_ groundNow: ScanGround?) throws {
    guard let ground, !confirmsGone else { return }
    let lost = groundNow.map { $0.missing(since: ground) } ?? []
    for path in Set(unmounted + lost).sorted() where known.contains(where: { $0.key.isBelow(path) && !$0.value.isSeen })
    {
      cannotSee(below: path)
      try observe(ObservedFile(path: path, size: 0, modified: nil, unread: .inputOutput))
    }
  }

  private func doubt(_ groundNow: ScanGround?, isEmpty: Bool) -> ScanDoubt? {
    if isRootUnseen { return .unreadable }
    guard let ground, !confirmsGone, known.values.contains(where: { !$0.isSeen }) else { return nil }
    if isOnOtherFileSystem { return .otherFileSystem }
    if let groundNow, groundNow.own.isOther(than: ground.own) { return .otherFileSystem }
    return isEmpty ? .empty : nil
  }

  private func leaveOpen(_ doubt: ScanDoubt, at endedAt: Moment) throws -> Result {
    result.doubt = doubt
    result.unconfirmed = known.values.count { !$0.isSeen }
    try journal.append(
      NewEntry(
        kind: "scan.unconfirmed",
        body: [
          "device": .string(device), "scan": .integer(number), "ended": JSON(endedAt),
          "files": JSON(result.files), "bytes": .integer(result.bytes), "silent": JSON(result.silent),
          "unread": JSON(result.unread), "doubt": .string(doubt.rawValue), "unconfirmed": JSON(result.unconfirmed),
        ]), at: clock(), by: actor)
    return result
  }
}
