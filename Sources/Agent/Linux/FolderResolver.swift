import CFanotify
import Contents
import Glibc

/// Finds the way to a folder from its handle. No descriptor stays open, so that media can be taken out at any time.
package struct FolderResolver: Sendable {
  /// Watched roots, deepest first.
  private let roots: [String]
  private let excluded: [String]
  /// For each file system, paths on it that lead to its folders.
  private let entrances: [FileSystemID: [String]]

  /// - Parameters:
  ///   - roots: absolute paths without links.
  ///   - mounts: paths of the mounts that are watched.
  ///   - excluded: folders to leave out.
  package init(roots: [String], mounts: [String], excluded: [String]) {
    self.roots = roots.sorted { $0.utf8.count > $1.utf8.count }
    self.excluded = excluded
    var entrances: [FileSystemID: [String]] = [:]
    for path in mounts + roots {
      guard let handle = Self.handle(ofFolder: path) else { continue }
      if entrances[handle.fileSystem]?.contains(path) != true { entrances[handle.fileSystem, default: []].append(path) }
    }
    self.entrances = entrances
  }

  package func root(of path: String) -> String? {
    guard !excluded.contains(where: { PathText.isInside(path, $0) }) else { return nil }
    return roots.first { PathText.isInside(path, $0) }
  }

  package func isExcluded(_ path: String) -> Bool { excluded.contains(path) }

  package static func handle(of descriptor: Int32) -> Handle? {
    var bytes = [UInt8](repeating: 0, count: watch_longest_handle)
    let count = watch_handle_of(descriptor, &bytes)
    return count > 0 ? Handle(Array(bytes[..<Int(count)])) : nil
  }

  package static func handle(ofFolder path: String) -> Handle? {
    let descriptor = open(folder: path)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return handle(of: descriptor)
  }

  /// - Parameter path: as `PathBytes` writes it.
  private static func open(folder path: String) -> Int32 {
    PathBytes.withPointer(path) { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK) }
  }

  /// A folder that was opened by its handle; whoever gets it closes it.
  package struct Opened {
    package var descriptor: Int32
    package var path: String
    package var root: String
  }

  package enum Opening {
    case inside(Opened)
    case outside
    case gone
  }

  package func open(_ handle: Handle) -> Opening {
    if let path = handle.standIn {
      let folder = Self.open(folder: path)
      guard folder >= 0 else { return .gone }
      guard let root = root(of: path) else {
        close(folder)
        return .outside
      }
      return .inside(Opened(descriptor: folder, path: path, root: root))
    }
    guard let entrances = entrances[handle.fileSystem] else { return .outside }
    var isThere = false
    for entrance in entrances {
      let mount = Self.open(folder: entrance)
      guard mount >= 0 else { continue }
      let folder = watch_open_folder(mount, handle.bytes, handle.bytes.count)
      close(mount)
      guard folder >= 0 else { continue }
      var status = stat()
      guard fstat(folder, &status) == 0, status.st_nlink > 0, let path = Self.path(of: folder) else {
        close(folder)
        continue
      }
      isThere = true
      if let root = root(of: path) { return .inside(Opened(descriptor: folder, path: path, root: root)) }
      close(folder)
    }
    return isThere ? .outside : .gone
  }

  package func resolve(_ handle: Handle) -> ChangeLedger.Resolution {
    switch open(handle) {
    case .outside: return .outside
    case .gone: return .gone
    case .inside(let opened):
      defer { close(opened.descriptor) }
      return chain(to: opened).map { .inside($0) } ?? .gone
    }
  }

  /// The way from the root to an open folder, by going up from it.
  package func chain(to opened: Opened) -> FolderChain? {
    // By bytes: in a name of Japanese characters there are more of them than characters.
    let below = opened.path.utf8.dropFirst(opened.root == "/" ? 1 : opened.root.utf8.count + 1)
    let names = Substring(below).split(separator: "/")
    var steps: [FolderChain.Step] = []
    guard var handle = Self.handle(of: opened.descriptor) else { return standInChain(to: opened, names) }
    var at = dup(opened.descriptor)
    defer { close(at) }
    for name in names.reversed() {
      steps.append(FolderChain.Step(name: FileName(name), handle: handle))
      let up = openat(at, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK)
      guard up >= 0, let next = Self.handle(of: up) else { return nil }
      close(at)
      at = up
      handle = next
    }
    return FolderChain(root: opened.root, rootHandle: handle, steps: steps.reversed())
  }

  /// The same on a file system without handles: its folders go by their paths.
  private func standInChain(to opened: Opened, _ names: [Substring]) -> FolderChain {
    var path = opened.root
    let steps = names.map { name -> FolderChain.Step in
      path = PathText.join(path, String(name))
      return FolderChain.Step(name: FileName(name), handle: Handle(standingIn: path))
    }
    return FolderChain(root: opened.root, rootHandle: Handle(standingIn: opened.root), steps: steps)
  }

  /// The way to a folder that is known by its path.
  package func chain(toFolder path: String) -> FolderChain? {
    guard let root = root(of: path) else { return nil }
    let descriptor = Self.open(folder: path)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return chain(to: Opened(descriptor: descriptor, path: path, root: root))
  }

  private static func path(of descriptor: Int32) -> String? {
    var buffer = [UInt8](repeating: 0, count: 8_192)
    let count = buffer.withUnsafeMutableBytes { bytes -> Int in
      guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return -1 }
      return readlink("/proc/self/fd/\(descriptor)", start, bytes.count)
    }
    guard count > 0, count < buffer.count, buffer[0] == UInt8(ascii: "/") else { return nil }
    return PathBytes.text(of: buffer[..<count])
  }
}
