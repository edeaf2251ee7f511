import CanonicalForms
import Observations

/// Scans while the watch runs, and beginning again after a gap.
extension ChangeLedger {
  // MARK: Scans

  /// A scan of a root begins.
  package mutating func scanStarts(_ root: String, at stamp: Stamp) -> [Entry] {
    scanNumber += 1
    scans[root] = ScanState(number: scanNumber)
    return [Entry(stamp: stamp, fact: .scanStarted(root: root))]
  }

  /// The walk has come to its end. What the records name and the walk did not meet is looked at by itself; the scan is
  /// finished when all of that is known.
  /// - Parameter counts: nil when the walk could not see everything: then nothing is said of what it did not meet.
  package mutating func walkEnded(_ root: String, counts: ScanCounts?, at stamp: Stamp) -> [Entry] {
    guard var scan = scans[root] else { return [] }
    guard let counts else {
      scans[root] = nil
      return []
    }
    scan.counts = counts
    for (place, file) in tree.files(below: root) where file.scan < scan.number {
      scan.awaited.insert(place)
      looks.hurry(place, at: stamp.uptime)
    }
    scans[root] = scan
    return finishScans(at: stamp)
  }

  mutating func keepAwaiting(_ place: Place, insteadOf old: Place) {
    for root in scans.keys where scans[root]?.awaited.remove(old) != nil {
      scans[root]?.awaited.insert(place)
    }
  }

  mutating func settle(_ place: Place, _ stamp: Stamp) -> [Entry] {
    guard !scans.isEmpty else { return [] }
    for root in scans.keys { scans[root]?.awaited.remove(place) }
    return finishScans(at: stamp)
  }

  private mutating func finishScans(at stamp: Stamp) -> [Entry] {
    var entries: [Entry] = []
    for (root, scan) in scans.sorted(by: { $0.key < $1.key }) {
      guard let counts = scan.counts, scan.awaited.isEmpty else { continue }
      // What moved meanwhile is looked at once more: the receiver takes for gone what it was not told of.
      let unmet = tree.files(below: root).filter { $0.value.scan < scan.number }
      if unmet.isEmpty {
        scans[root] = nil
        entries.append(Entry(stamp: stamp, fact: .scanFinished(root: root, counts: counts)))
      } else {
        for (place, _) in unmet {
          scans[root]?.awaited.insert(place)
          looks.hurry(place, at: stamp.uptime)
        }
      }
    }
    return entries
  }

  // MARK: Beginning, and beginning again

  /// Takes over what earlier records say is below a root, before its watch starts.
  package mutating func restore(_ place: Place, chain: FolderChain) {
    tree.insert(chain)
    guard tree[place] == nil else { return }
    // What it holds was said before; that it is still so shows when the first scan meets it.
    set(Reported(what: .unread(.changed), fileID: 0, object: nil), at: place)
  }

  /// The root is no longer watched: nothing more is said of what is below it.
  package mutating func drop(root: String) {
    for (place, _) in tree.files(below: root) {
      if let object = tree[place]?.object { dropName(object, place) }
    }
    tree.removeRoot(root)
    scans[root] = nil
  }

  /// A disk below a root is not mounted any more: nothing more is said of what lies on it. A scan whose walk is done would
  /// take it for gone, and is given up; that of one on its way ends with no counts.
  package mutating func drop(below path: String, of root: String) {
    let lost = tree.files(below: root).filter { PathText.isInside(tree.path(of: $0.place) ?? root, path) }
    for (place, file) in lost {
      if let object = file.object { dropName(object, place) }
      tree.set(nil, at: place)
    }
    if scans[root]?.counts != nil { scans[root] = nil }
  }

  /// Events were lost: where folders are must be asked of the disk again.
  /// - Returns: the paths that the records name.
  package mutating func reset(roots: [String]) -> [String] {
    let paths = roots.flatMap { reportedPaths(below: $0) }
    tree = FolderTree()
    names = [:]
    looks.removeAll()
    outside = []
    scans = [:]
    inFlight = [:]
    lastRename = nil
    arrived = []
    firstSeen = [:]
    return paths
  }
}
