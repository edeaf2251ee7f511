import Glibc

/// The key under which identity keys become tokens: 32 random bytes in a file of their own, outside the database, so
/// that neither a copy of the database nor a copy of the key alone lets anybody test who is in it.
package enum TokenKeyFile {
  package static let length = 32

  /// Makes a new key. A key that is there already is never replaced: all tokens rest on it.
  package static func create(at path: String, called name: String = "token key") throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw StorageFailure(.key, "the \(name) \(path) cannot be made: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    let key = RandomBytes.make(length)
    let written = key.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == length, fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else {
      throw StorageFailure(.key, "the \(name) \(path) cannot be written")
    }
  }

  /// Reads the key. Refused when anybody but its owner may read or write it, or when it is not a plain file of 32 bytes.
  package static func read(at path: String, called name: String = "token key") throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      throw StorageFailure(.key, "the \(name) \(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw StorageFailure(.key, "the \(name) \(path) is not a plain file")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw StorageFailure(.key, "the \(name) \(path) may be read by others: run chmod 600 on it")
    }
    var key = [UInt8](repeating: 0, count: length + 1)
    let got = key.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    guard got == length else { throw StorageFailure(.key, "the \(name) \(path) does not have 32 bytes") }
    key.removeLast()
    return key
  }
}
