import Glibc

/// A log as static files below a folder, ready to be served as they lie.
package struct FolderTileStore: TileStore {
  package let folder: String

  /// 256 entries of the greatest length.
  static let maximumSize = 256 * (65_535 + 2)
  /// From so many files on, the file system is synced once instead of each file.
  private static let manyFiles = 32

  package init(_ folder: String) { self.folder = folder }

  package func read(_ path: TilePath) throws(LogFailure) -> [UInt8]? {
    let limit: Int
    switch path {
    case .checkpoint: limit = SignedNote.maximumSize
    case .hashes: limit = 2 * TilePath.fullWidth * 32
    case .entries: limit = Self.maximumSize
    }
    do {
      return try DurableFile.read(file(path), atMost: limit)
    } catch {
      guard error.code == .tooLarge else { throw error }
      throw LogFailure(.damaged, "\(path.text) is longer than it can be")
    }
  }

  /// All files are written beside their places and brought to disk before the first is renamed: a resource is never
  /// seen in part. Their order is kept: what comes last (a checkpoint) is not seen before the rest.
  package func write(_ resources: [(path: TilePath, bytes: [UInt8])]) throws(LogFailure) {
    let isMany = resources.count >= Self.manyFiles
    var folders: [String] = []
    for resource in resources {
      let file = file(resource.path)
      let parent = DurableFile.folder(of: file)
      if folders.last != parent, !folders.contains(parent) {
        try DurableFile.makeFolder(parent, mode: 0o755)
        folders.append(parent)
      }
      try DurableFile.write(file + ".new", resource.bytes, mode: 0o644, synced: !isMany)
    }
    if isMany {
      // One round to the disk for all; the syncs one by one then find nothing to do, and tell of errors.
      sync()
      for resource in resources { try DurableFile.sync(file(resource.path) + ".new") }
    }
    for resource in resources {
      let file = file(resource.path)
      guard rename(file + ".new", file) == 0 else { throw DurableFile.failure("write", file) }
    }
    if isMany { sync() }
    for folder in folders { try DurableFile.sync(folder) }
  }

  package func remove(_ paths: [TilePath]) {
    for path in paths {
      let file = file(path)
      unlink(file)
      // The folder of partial tiles goes with the last of them.
      let parent = DurableFile.folder(of: file)
      if parent.hasSuffix(".p") { rmdir(parent) }
    }
  }

  private func file(_ path: TilePath) -> String { folder + "/" + path.text }
}
