import Glibc
import Storage

/// Files that name clients, places or people: readable by their owner alone.
enum PrivateFile {
  /// - Throws: `StorageFailure` with the path, when it cannot be written.
  static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

  /// - Throws: `StorageFailure` with the path, when it cannot be written.
  static func write(_ content: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StorageFailure(.unavailable, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var bytes = content[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else { throw StorageFailure(.unavailable, "\(path) cannot be written") }
      bytes = bytes.dropFirst(written)
    }
  }

  /// A folder for such files; it may exist already.
  static func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw StorageFailure(.unavailable, "\(path) cannot be made: \(String(cString: strerror(errno)))")
    }
  }
}
