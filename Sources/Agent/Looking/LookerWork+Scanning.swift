import CanonicalForms
import Contents
import Glibc
import Observations

/// Scans: one folder after another, one file after another, with a look around between files.
extension LookerWork {
  func scan(_ root: String) throws {
    var counts = ScanCounts()
    let generation = looker.orders.withLock { $0.generation }
    let isComplete = try walk(root, counting: &counts)
    if isAborted(generation) { return }
    try examiner.prune(below: root)
    report(.walkEnded(root: root, counts: isComplete ? counts : nil, generation: generation))
  }

  private func isAborted(_ generation: Int) -> Bool {
    looker.orders.withLock { $0.isEnding || $0.generation != generation }
  }

  /// A folder that came from elsewhere.
  func scan(_ folder: ChangeLedger.Arrival) throws {
    guard case .inside(let opened) = resolver.open(folder.place.folder) else { return }
    close(opened.descriptor)
    var counts = ScanCounts()
    _ = try walk(PathText.join(opened.path, folder.place.name.text), since: folder.since, counting: &counts)
  }

  /// - Returns: whether everything was seen.
  private func walk(_ top: String, since: Moment? = nil, counting counts: inout ScanCounts) throws -> Bool {
    guard resolver.root(of: top) != nil else { return true }
    var isComplete = true
    let generation = looker.orders.withLock { $0.generation }
    // Paths as bytes: names in old encodings are no text.
    var pending: [(path: [UInt8], device: dev_t?)] = [(PathBytes.bytes(of: top), nil)]
    while let (bytes, parentDevice) = pending.popLast() {
      if isAborted(generation) { return false }
      let path = PathBytes.text(of: bytes)
      let resolver = resolver
      if resolver.isExcluded(path) { continue }
      let folder = FileName(bytes).withPointer {
        open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
      }
      guard folder >= 0 else {
        // What went meanwhile is nothing that could not be seen. The top itself must be there.
        if path == top || (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) { isComplete = false }
        continue
      }
      defer { close(folder) }
      var status = stat()
      guard fstat(folder, &status) == 0 else { continue }
      // Another file system is entered where it is watched too; the others are scanned by themselves or not at all.
      if let parentDevice, status.st_dev != parentDevice, !looker.orders.withLock({ $0.mounts.contains(path) }) {
        continue
      }
      guard let root = resolver.root(of: path), let names = Self.names(in: folder) else {
        isComplete = false
        continue
      }
      var folders: [[UInt8]] = []
      let opened = FolderResolver.Opened(descriptor: folder, path: path, root: root)
      var chain: FolderChain?
      for name in names {
        if isAborted(generation) { return false }
        switch Self.kind(of: name, in: folder) {
        case .folder: folders.append((bytes == [0x2F] ? [] : bytes) + [0x2F] + name.bytes)
        case .file:
          try doLooks()
          let result = try examiner.examine(
            .init(folder: folder, name: name, path: PathText.join(path, name.text)))
          count(result, in: &counts)
          guard Self.isReported(result.what) else { continue }
          let stamp = Clocks.now
          if chain == nil { chain = resolver.chain(to: opened) }
          guard let chain else { continue }
          let place = Place(folder: chain.steps.last?.handle ?? chain.rootHandle, name: name)
          report(
            .finding(
              Finding(place: place, what: Self.what(result.what, chain), stamp: stamp, since: since), isLook: false))
        case .other: continue
        }
      }
      pending += folders.reversed().map { ($0, status.st_dev) }
    }
    return isComplete
  }

  private static func isReported(_ outcome: Examiner.Outcome) -> Bool {
    switch outcome {
    case .file, .restless: true
    case .silent, .absent: false
    }
  }

  private func count(_ result: Examiner.Result, in counts: inout ScanCounts) {
    switch result.what {
    case .absent: return
    case .silent: counts.silent += 1
    case .restless, .file(.unread, _, _, _): counts.unread += 1
    case .file: break
    }
    counts.files += 1
    counts.bytes += result.size
  }

  private enum Kind { case file, folder, other }

  private static func kind(of name: FileName, in folder: Int32) -> Kind {
    var status = stat()
    let found = name.withPointer { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }
    guard found == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Names in an open folder, in the order of their bytes.
  private static func names(in folder: Int32) -> [FileName]? {
    let copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let handle = fdopendir(copy) else {
      if copy >= 0 { close(copy) }
      return nil
    }
    defer { closedir(handle) }
    var names: [FileName] = []
    while let entry = readdir(handle) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { raw in Array(raw.prefix { $0 != 0 }) }
      if bytes != [0x2E], bytes != [0x2E, 0x2E] { names.append(FileName(bytes)) }
    }
    return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }
}
