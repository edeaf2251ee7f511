import Glibc

/// Files that are whole at every moment: written beside their place, brought to disk, and renamed.
enum DurableFile {
  /// - Returns: nil when there is no such file.
  static func read(_ path: String, atMost limit: Int) throws(LogFailure) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure("read", path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw LogFailure(.storage, "\(path) is not a plain file")
    }
    guard status.st_size <= limit else { throw LogFailure(.tooLarge, "\(path) is too long") }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count < bytes.count {
      let start = count
      let got = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw failure("read", path) }
      if got == 0 { break }
      count += got
    }
    guard count <= limit else { throw LogFailure(.tooLarge, "\(path) is too long") }
    return Array(bytes[..<count])
  }

  /// Puts one file in its place.
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws(LogFailure) {
    let temporary = path + ".new"
    try write(temporary, bytes, mode: mode, synced: true)
    guard rename(temporary, path) == 0 else { throw failure("write", path) }
    try sync(folder(of: path))
  }

  /// Writes a file that nobody looks at yet.
  static func write(_ path: String, _ bytes: [UInt8], mode: mode_t, synced: Bool) throws(LogFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw failure("write", path) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw failure("write", path) }
      rest = rest.dropFirst(written)
    }
    guard !synced || fsync(descriptor) == 0 else { throw failure("write", path) }
  }

  /// Brings a file, or the names in a folder, to disk.
  static func sync(_ path: String) throws(LogFailure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("write", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("write", path) }
  }

  /// Makes a folder and those above it, and brings their names to disk.
  static func makeFolder(_ path: String, mode: mode_t) throws(LogFailure) {
    if mkdir(path, mode) == 0 { return try sync(folder(of: path)) }
    if errno == EEXIST { return }
    guard errno == ENOENT, path.contains("/") else { throw failure("make the folder", path) }
    try makeFolder(folder(of: path), mode: mode)
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure("make the folder", path) }
    try sync(folder(of: path))
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func failure(_ verb: String, _ path: String) -> LogFailure {
    LogFailure(.storage, "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
  }
}

/// An advisory lock on a file, held until this value goes: one writer at a time on this machine.
package final class FileLock {
  private let descriptor: Int32

  /// Waits for the lock. The file is made where it is missing, and stays.
  package init(_ path: String) throws(LogFailure) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw DurableFile.failure("lock", path) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        close(descriptor)
        throw DurableFile.failure("lock", path)
      }
    }
  }

  deinit { close(descriptor) }
}
