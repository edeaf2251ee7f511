import Contents
import Cryptography
import PersonalData
import Synchronization

/// One scan of trees of files: what is unchanged is taken from the index, copies by content are read once, the rest is
/// read by several readers at a time. Reports come in the order of the walk.
package struct Scan {
  private let roots: [String]
  private let index: FileIndex
  private let reader: FileReader
  private let readers: Int
  private let excluding: Set<String>
  private let rereads: Bool

  /// - Parameters:
  ///   - roots: absolute paths of folders or files.
  ///   - readers: files that are read at the same time.
  ///   - excluding: folders to leave out (the data folder itself).
  ///   - rereads: reads everything again, whatever the index knows, and renews the index by it.
  package init(
    roots: [String], index: FileIndex, reader: FileReader, readers: Int, excluding: Set<String> = [],
    rereads: Bool = false
  ) {
    self.rereads = rereads
    self.roots = roots
    self.index = index
    self.reader = reader
    self.readers = max(1, readers)
    self.excluding = excluding
  }

  /// The end of a scan.
  package struct Result: Sendable {
    package var progress: ScanProgress
    package var barriers: [FileWalk.Barrier]
  }

  /// How the work on one file begins.
  private enum Plan {
    case unchanged(FileIndex.Entry)
    case read
  }

  /// The files as they are now, for `run`.
  package func walk() -> FileWalk { FileWalk(roots, excluding: excluding) }

  /// Runs the scan.
  /// - Parameters:
  ///   - walk: of a moment ago.
  ///   - report: called for every file, in this task, in the order of the walk.
  ///   - progress: called now and then.
  package func run(
    over walk: FileWalk, report: (FileReport) throws -> Void, progress: (ScanProgress) -> Void
  ) async throws -> Result {
    let clock = ContinuousClock()
    let began = clock.now
    let known = try index.entries(below: roots)
    var contents = rereads ? [:] : try index.knownContents(recogniser: ContentProfile.currentRecogniser)
    var state = ScanProgress()
    state.totalFiles = walk.files.count
    state.totalBytes = walk.files.reduce(0) { $0 + $1.size }
    let plans = walk.files.map { file -> Plan in
      guard let entry = known[file.path], entry.file == file else { return .read }
      if let sha256 = entry.sha256 { return contents[sha256] != nil ? .unchanged(entry) : .read }
      // What could not be opened is tried again: permissions change without a trace in the times.
      return .read
    }
    var lastCommit = clock.now
    let shared = SharedContents(contents.keys)
    let reader = reader
    try await withThrowingTaskGroup(of: (Int, FileReport).self) { group in
      var next = 0
      var running = 0
      var waiting: [Int: FileReport] = [:]
      func start() {
        while next < plans.count, running < readers, waiting.count < 4 * readers {
          if case .unchanged(let entry) = plans[next] {
            waiting[next] = FileReport(
              file: walk.files[next], way: .unchanged, sha256: entry.sha256, profile: nil, unread: entry.unread)
            next += 1
            continue
          }
          let file = walk.files[next]
          let number = next
          group.addTask { (number, Scan.read(file, by: reader, sharing: shared)) }
          next += 1
          running += 1
        }
      }
      var delivered = 0
      while delivered < plans.count {
        start()
        while var ready = waiting[delivered] {
          if ready.way == .copy, let sha256 = ready.sha256, contents[sha256] == nil {
            // The reader that has these bytes met them later in the walk. Its profile holds here; should it have none,
            // this file is read for itself.
            let original = waiting.values.first { $0.sha256 == sha256 && $0.profile != nil }
            if let profile = original?.profile, Scan.isKept(profile) {
              try index.put(profile)
              contents[sha256] = profile.people
            } else if running > 0, original == nil {
              break
            } else {
              let outcome = reader.read(ready.file.path)
              ready = FileReport(
                file: ready.file, way: .read, sha256: outcome.sha256, profile: outcome.profile,
                unread: outcome.unread)
            }
          }
          waiting[delivered] = nil
          let file = ready.file
          if ready.way != .unchanged {
            // A crash or a missing program says nothing of the bytes: they are read again next time.
            if let profile = ready.profile, Scan.isKept(profile) {
              try index.put(profile)
              contents[profile.sha256] = profile.people
            }
            try index.put(.init(file: file, sha256: ready.sha256, unread: ready.unread))
          }
          try report(ready)
          delivered += 1
          state.files = delivered
          state.bytes += file.size
          if let sha256 = ready.sha256 { state.people += contents[sha256] ?? 0 }
          state.seconds = Scan.seconds(clock.now - began)
          progress(state)
          if clock.now - lastCommit > .seconds(1) {
            try index.commit()
            lastCommit = clock.now
          }
        }
        start()
        if delivered < plans.count, running > 0, let (number, done) = try await group.next() {
          running -= 1
          waiting[number] = done
        }
      }
    }
    let met = Set(walk.files.lazy.map(\.path))
    // Nothing at all below a root may mean that its disk is not mounted: what was read there need not be read again.
    let empty = roots.filter { root in
      let prefix = root.hasSuffix("/") ? root : root + "/"
      return !walk.files.contains { $0.path == root || $0.path.hasPrefix(prefix) }
    }
    let blocked = (walk.barriers.map(\.path) + empty).map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    for path in known.keys where !met.contains(path) && !blocked.contains(where: path.hasPrefix) {
      try index.remove(path: path)
    }
    try index.commit()
    state.seconds = Scan.seconds(clock.now - began)
    return Result(progress: state, barriers: walk.barriers)
  }

  /// Whether a profile goes into the index. What could not be read for a passing reason is tried again.
  private static func isKept(_ profile: ContentProfile) -> Bool { profile.isSettled }

  /// Reads one file unless its bytes are known or another reader is at them.
  private static func read(_ file: WalkedFile, by reader: FileReader, sharing contents: SharedContents) -> FileReport {
    var isCopy = false
    let outcome = reader.read(file.path) { digest in
      isCopy = !contents.claim(digest)
      return isCopy
    }
    return FileReport(
      file: file, way: isCopy && outcome.profile == nil ? .copy : .read, sha256: outcome.sha256,
      profile: outcome.profile, unread: outcome.unread)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}

/// Contents that are known or being read, shared by the readers of one scan.
private final class SharedContents: Sendable {
  private let taken: Mutex<Set<SHA256Digest>>

  init(_ known: some Sequence<SHA256Digest>) { taken = Mutex(Set(known)) }

  /// - Returns: whether the caller is the first to read this content.
  func claim(_ sha256: SHA256Digest) -> Bool { taken.withLock { $0.insert(sha256).inserted } }
}
