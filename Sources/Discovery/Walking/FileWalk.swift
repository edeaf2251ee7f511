import Contents
import Cryptography
import Glibc

/// A regular file as the walk met it.
package struct WalkedFile: Sendable, Hashable {
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
/// lies), other file systems are entered, special files are passed over.
package struct FileWalk {
  /// What could not be listed.
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
      if status.st_mode & S_IFMT == S_IFDIR {
        walk(FileWalk.withoutSlash(root))
      } else if status.st_mode & S_IFMT == S_IFREG {
        add(root, status)
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
      guard let handle = opendir(folder) else {
        barriers.append(Barrier(path: folder, reason: errno == EACCES ? .noPermission : .inputOutput))
        continue
      }
      defer { closedir(handle) }
      var folders: [String] = []
      var names: [String] = []
      while let entry = readdir(handle) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
      }
      let descriptor = dirfd(handle)
      let prefix = folder == "/" ? "/" : folder + "/"
      for name in names.sorted() {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR {
          folders.append(prefix + name)
        } else if status.st_mode & S_IFMT == S_IFREG {
          add(prefix + name, status)
        }
      }
      pending.append(contentsOf: folders.reversed())
    }
  }

  private mutating func add(_ path: String, _ status: stat) { files.append(WalkedFile(path: path, status: status)) }
}
