import Contents
import Cryptography
import Glibc

/// A regular file as the walk met it.
package struct WalkedFile: Sendable, Hashable {
  /// As `PathBytes` writes it.
  package var path: String
  package var size: Int64
  /// Nanoseconds since 1970.
  package var modified: Int64
  package var changed: Int64
  package var inode: UInt64
  package var device: UInt64
}

extension WalkedFile {
  package init(path: String, status: stat) {
    self.init(
      path: path, size: Int64(status.st_size),
      modified: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec),
      changed: Int64(status.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_ctim.tv_nsec),
      inode: UInt64(status.st_ino), device: UInt64(status.st_dev))
  }
}

/// Walks trees of files in the order of their names. Symbolic links are not followed (their target is met where it
/// lies), other file systems are entered, special files are passed over. Nothing is left out without a word: what cannot be
/// looked at is a barrier.
package struct FileWalk {
  /// A folder that could not be listed, or not to its end, or a name in one that could not be looked at.
  package struct Barrier: Sendable, Hashable {
    package var path: String
    package var reason: UnreadReason

    package init(path: String, reason: UnreadReason) {
      self.path = path
      self.reason = reason
    }
  }

  package private(set) var files: [WalkedFile] = []
  package private(set) var barriers: [Barrier] = []
  /// Folders to leave out, by their whole path.
  private let excluded: Set<String>

  package init(_ roots: [String], excluding: Set<String> = []) {
    excluded = excluding
    for root in roots {
      var status = stat()
      // A root that is a link is followed: somebody named it.
      guard stat(root, &status) == 0 else {
        barriers.append(Barrier(path: root, reason: errno == EACCES ? .noPermission : .inputOutput))
        continue
      }
      let path = PathBytes.text(of: root.utf8)
      if status.st_mode & S_IFMT == S_IFDIR {
        walk(FileWalk.withoutSlash(path))
      } else if status.st_mode & S_IFMT == S_IFREG {
        add(path, status)
      }
    }
  }

  /// Changes when a file comes, goes, moves, or is written to.
  package var digest: SHA256Digest {
    var stream = SHA256Stream()
    for file in files {
      var bytes = Array(file.path.utf8)
      bytes.append(0)
      for number in [
        UInt64(bitPattern: file.size), UInt64(bitPattern: file.modified), UInt64(bitPattern: file.changed),
      ] {
        withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
      }
      for number in [file.inode, file.device] { withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) } }
      bytes.withUnsafeBytes { stream.update($0) }
    }
    return stream.digest()
  }

  private static func withoutSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  private mutating func walk(_ root: String) {
    var pending = [root]
    while let folder = pending.popLast() {
      if excluded.contains(folder) { continue }
      guard let handle = PathBytes.withPointer(folder, { opendir($0) }) else {
        bar(folder)
        continue
      }
      defer { closedir(handle) }
      let prefix = folder == "/" ? "/" : folder + "/"
      let descriptor = dirfd(handle)
      var folders: [String] = []
      for name in names(in: handle, of: folder).sorted() {
        var status = stat()
        guard PathBytes.withPointer(name, { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
          // Gone since the folder was listed: as if it had gone a moment earlier.
          if errno != ENOENT { bar(prefix + name) }
          continue
        }
        if status.st_mode & S_IFMT == S_IFDIR {
          folders.append(prefix + name)
        } else if status.st_mode & S_IFMT == S_IFREG {
          add(prefix + name, status)
        }
      }
      pending.append(contentsOf: folders.reversed())
    }
  }

  private mutating func names(in handle: OpaquePointer, of folder: String) -> [String] {
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(handle) else {
        // The end of the folder, or of what the disk or the other machine would tell of it.
        if errno != 0 { bar(folder) }
        return names
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: UInt8.self, capacity: 256) { bytes in
          PathBytes.text(
            of: UnsafeBufferPointer(
              start: bytes, count: strnlen(UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self), 256)))
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
  }

  /// Notes what the last system call could not look at.
  private mutating func bar(_ path: String) {
    barriers.append(Barrier(path: path, reason: errno == EACCES ? .noPermission : .inputOutput))
  }

  private mutating func add(_ path: String, _ status: stat) { files.append(WalkedFile(path: path, status: status)) }
}
