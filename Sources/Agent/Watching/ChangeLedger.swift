import CanonicalForms
import Contents
import Cryptography
import Observations

/// What the records so far say of the watched folders, and what is yet to be looked at. Events and findings go in, facts
/// come out, in the order of knowledge; nothing here reads a disk or a clock.
///
/// The rules of which facts are written when stand in docs/formats/batch.md, "What a device promises".
package struct ChangeLedger {
  /// What a folder's handle stands for at the moment.
  package enum Resolution: Sendable {
    case inside(FolderChain)
    case outside
    case gone
  }

  /// A folder that came from where nobody looked, and when.
  package struct Arrival: Sendable, Hashable {
    package var place: Place
    package var since: Moment
  }

  /// Asks the disk for the way to a folder.
  package typealias Resolver = (Handle) -> Resolution

  struct Reported {
    var what: FoundFile.What
    var fileID: UInt64
    var object: Handle?
    /// It was written to since it was read: its content is not known.
    var isWritten = false
    /// Number of the last scan that met it, 0 for none: what was moved counts as not met.
    var scan = 0
  }

  struct ScanState {
    var number: Int
    /// Set when the walk is done; then only the places awaited are missing.
    var counts: ScanCounts?
    var awaited: Set<Place> = []
  }

  var tree = FolderTree<Reported>()
  /// Names of the same file, where it is known by more than one.
  var names: [Handle: Set<Place>] = [:]
  package internal(set) var looks: PendingLooks
  /// Folders that lie outside all roots: their events need not be looked into.
  var outside: Set<Handle> = []
  var scans: [String: ScanState] = [:]
  var scanNumber = 0
  var lastRename: (from: Place, to: Place)?
  /// Folders that came from outside, to be scanned.
  var arrived: [Arrival] = []
  /// When something was first noticed at places of which nothing is reported: it dates the file if it is to be reported.
  var firstSeen: [Place: Moment] = [:]
  /// Places whose looks are on their way.
  var inFlight: [Place: Bool] = [:]

  /// Looks that are on their way at the same time, at most: what waits here can still follow a rename.
  private static let mostInFlight = 64

  package init(delays: PendingLooks.Delays = .init()) { looks = PendingLooks(delays: delays) }

  /// Files that the records say are there.
  package var reportedCount: Int { tree.count }
  /// Looks that wait or are on their way.
  package var openLooks: Int { looks.count + inFlight.count }
  /// When a look may be due; nil while there is none, or no room for one.
  package var nextLook: Int64? { inFlight.count < Self.mostInFlight ? looks.nextDue : nil }
  package var isScanning: Bool { !scans.isEmpty }
  package func isScanning(_ root: String) -> Bool { scans[root] != nil }
  /// Events of folders that are known to lie outside are not decoded further.
  package func isOutside(_ folder: Handle) -> Bool { outside.contains(folder) }

  /// Paths of all reported files, sorted: for tests and the status.
  package func reportedPaths(below root: String) -> [String] {
    tree.files(below: root).compactMap { tree.path(of: $0.place) }.sorted()
  }

  // MARK: Events

  package mutating func handle(_ event: WatchEvent, at stamp: Stamp, resolving resolve: Resolver) -> [Entry] {
    defer { if case .renamed(let from, let to, _) = event { lastRename = (from, to) } else { lastRename = nil } }
    switch event {
    case .touched(let place, let touch, let object): return touched(place, touch, object, stamp)
    case .renamed(let from, let to, let object): return renamed(from, to, object, stamp, resolve)
    case .folderMoved(let from, let to): return folderMoved(from, to, stamp, resolve)
    case .folderArrived(let place):
      outside.removeAll()
      arrived.append(Arrival(place: place, since: stamp.time))
      return []
    case .folderGone(let place):
      outside.removeAll()
      return removeFolder(at: place, stamp)
    }
  }

  private mutating func touched(_ place: Place, _ touch: Touch, _ object: Handle?, _ stamp: Stamp) -> [Entry] {
    var entries: [Entry] = []
    let isOutside = outside.contains(place.folder)
    if !isOutside, touch.contains(.removed) { entries += gone(place, stamp) }
    if !touch.isDisjoint(with: [.modified, .closed]) {
      if !isOutside { entries += written(place, stamp) }
      // The same file under its other names, of which this one may lie outside.
      if let object, let others = names[object] {
        for other in others.sorted(by: Self.inOrder) where other != place {
          entries += written(other, stamp)
          looks.touch(other, at: stamp.uptime)
        }
      }
    }
    if isOutside { return entries }
    notice(place, touch, stamp)
    looks.touch(place, at: stamp.uptime)
    return entries
  }

  private mutating func notice(_ place: Place, _ touch: Touch, _ stamp: Stamp) {
    if touch.contains(.removed) { firstSeen[place] = nil }
    if touch != .removed, firstSeen[place] == nil, tree[place] == nil { firstSeen[place] = stamp.time }
  }

  private static func inOrder(_ a: Place, _ b: Place) -> Bool {
    a.name.bytes.lexicographicallyPrecedes(b.name.bytes)
  }

  private mutating func renamed(
    _ from: Place, _ to: Place, _ object: Handle?, _ stamp: Stamp, _ resolve: Resolver
  ) -> [Entry] {
    var entries: [Entry] = []
    // Both names changed hands in one stroke, or one came back: either way only looking tells what they hold now.
    let isExchange = lastRename.map { $0.from == to && $0.to == from } ?? false
    if var file = tree[from] {
      if takeIn(to.folder, resolve), let old = tree.path(of: from), let new = tree.path(of: to) {
        if tree[to] != nil { forget(to) }
        file.scan = 0
        set(file, at: to)
        forget(from)
        keepAwaiting(to, insteadOf: from)
        entries.append(Entry(stamp: stamp, fact: .moved(from: old, to: new, isFolder: false)))
      } else {
        entries += gone(from, stamp)
      }
    } else {
      // What the new name stood for is replaced by something that was not looked into yet.
      entries += written(to, stamp)
    }
    if isExchange { entries += written(from, stamp) + written(to, stamp) }
    firstSeen[from] = nil
    notice(to, .created, stamp)
    looks.move(from, to: to, at: stamp.uptime)
    // Events of one name are merged: there may be something under the old one again.
    looks.touch(from, at: stamp.uptime)
    return entries
  }

  /// - Returns: whether the folder lies below a root; it is then in the tree.
  private mutating func takeIn(_ folder: Handle, _ resolve: Resolver) -> Bool {
    if tree.contains(folder) { return true }
    guard case .inside(let chain) = resolve(folder) else { return false }
    tree.insert(chain)
    return true
  }

  private func isInside(_ folder: Handle, _ resolve: Resolver) -> Bool {
    if tree.contains(folder) { return true }
    if case .inside = resolve(folder) { return true }
    return false
  }

  private mutating func folderMoved(_ from: Place, _ to: Place, _ stamp: Stamp, _ resolve: Resolver) -> [Entry] {
    outside.removeAll()
    var entries: [Entry] = []
    if tree.hasFolder(at: from) {
      guard takeIn(to.folder, resolve) else { return removeFolder(at: from, stamp) }
      if tree.hasFolder(at: to) { entries += removeFolder(at: to, stamp) }
      guard let old = tree.path(of: from) else { return entries }
      for (place, value) in tree.files(belowFolderAt: from) {
        var value = value
        value.scan = 0
        tree.set(value, at: place)
      }
      tree.moveFolder(from: from, to: to)
      entries.append(Entry(stamp: stamp, fact: .moved(from: old, to: tree.path(of: to) ?? "", isFolder: true)))
      // A scan that walks by names may pass by what moves.
      if isScanning { arrived.append(Arrival(place: to, since: stamp.time)) }
      return entries
    }
    // Nothing of it is reported. If it was below a root before, nothing in it needs to be; a scan that walks by names
    // may pass by it, though.
    if isScanning || !isInside(from.folder, resolve) { arrived.append(Arrival(place: to, since: stamp.time)) }
    return entries
  }

  private mutating func removeFolder(at place: Place, _ stamp: Stamp) -> [Entry] {
    guard tree.hasFolder(at: place), let path = tree.path(of: place) else { return [] }
    for (inner, _) in tree.files(belowFolderAt: place) { forget(inner) }
    tree.removeFolder(at: place)
    return [Entry(stamp: stamp, fact: .gone(path: path, isFolder: true))]
  }

  private mutating func gone(_ place: Place, _ stamp: Stamp) -> [Entry] {
    guard tree[place] != nil, let path = tree.path(of: place) else { return [] }
    forget(place)
    return [Entry(stamp: stamp, fact: .gone(path: path, isFolder: false))]
  }

  private mutating func written(_ place: Place, _ stamp: Stamp) -> [Entry] {
    guard var file = tree[place], !file.isWritten, let path = tree.path(of: place) else { return [] }
    file.isWritten = true
    tree.set(file, at: place)
    return [Entry(stamp: stamp, fact: .written(path: path))]
  }

  // MARK: What is known

  mutating func set(_ file: Reported, at place: Place) {
    if let old = tree[place]?.object, old != file.object { dropName(old, place) }
    tree.set(file, at: place)
    if let object = file.object { names[object, default: []].insert(place) }
  }

  private mutating func forget(_ place: Place) {
    if let object = tree[place]?.object { dropName(object, place) }
    tree.set(nil, at: place)
  }

  mutating func dropName(_ object: Handle, _ place: Place) {
    names[object]?.remove(place)
    if names[object]?.isEmpty == true { names[object] = nil }
  }

  // MARK: Looking

  /// Places to look at now.
  package mutating func takeLooks(at now: Int64) -> [Place] {
    looks.takeDue(at: now, most: Self.mostInFlight - inFlight.count).map { place, wasAbsent in
      inFlight[place] = wasAbsent
      return place
    }
  }

  /// Folders that came from outside and are to be scanned.
  package mutating func takeArrived() -> [Arrival] {
    defer { arrived = [] }
    return arrived
  }

  /// - Parameter isLook: a look was asked for; otherwise a scan came by.
  package mutating func handle(_ finding: Finding, isLook: Bool) -> [Entry] {
    let place = finding.place
    let since = firstSeen.removeValue(forKey: place) ?? finding.since
    let wasAbsent = isLook ? inFlight.removeValue(forKey: place) ?? false : false
    var entries: [Entry] = []
    switch finding.what {
    case .outside:
      entries += gone(place, finding.stamp)
      if !tree.contains(place.folder) {
        if outside.count > 20_000 { outside.removeAll() }
        outside.insert(place.folder)
      }
    case .absent:
      if tree[place] != nil {
        if looks.doubt(place, wasAbsent: wasAbsent, at: finding.stamp.uptime) { return [] }
        entries += gone(place, finding.stamp)
      }
    case .silent:
      if tree[place] != nil, let path = tree.path(of: place) {
        forget(place)
        entries.append(Entry(stamp: finding.stamp, fact: .cleared(path: path)))
      }
    case .restless(let file):
      // What was reported there is there no longer, or not alone; what was not, stays unnamed.
      if tree[place] != nil {
        entries += seen(file, at: place, since, finding.stamp)
      } else {
        firstSeen[place] = since
      }
      looks.touch(place, at: finding.stamp.uptime)
      entries += settle(place, finding.stamp)
    case .file(let file): entries += seen(file, at: place, since, finding.stamp)
    }
    if isLook, !looks.contains(place) { entries += settle(place, finding.stamp) }
    return entries
  }

  private mutating func seen(_ file: SeenFile, at place: Place, _ since: Moment?, _ stamp: Stamp) -> [Entry] {
    tree.insert(file.chain)
    guard let root = tree.root(of: place.folder), let path = tree.path(of: place) else { return [] }
    let before = tree[place]
    let scan = scans[root]?.number ?? 0
    set(
      Reported(what: file.what, fileID: file.fileID, object: file.object, isWritten: false, scan: scan), at: place)
    if let before, before.what == file.what, !before.isWritten, before.fileID == file.fileID, file.profile == nil,
      scan == 0 || before.scan == scan
    {
      return []
    }
    var entries: [Entry] = []
    if let profile = file.profile, case .content(let sha256) = file.what {
      entries.append(
        Entry(
          stamp: stamp,
          fact: .profiled(
            sha256: sha256, recogniser: profile.recogniser, people: profile.people,
            digest: SHA256Digest(hashing: profile.message)),
          profile: profile.message, isSettled: profile.isSettled))
    }
    entries.append(
      Entry(
        stamp: stamp,
        fact: .found(
          FoundFile(
            path: path, size: file.size, modified: file.modified, changed: file.changed, fileID: file.fileID,
            firstSeen: before == nil ? since : nil, what: file.what))))
    return entries
  }
}
