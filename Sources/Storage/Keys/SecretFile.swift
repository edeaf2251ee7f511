import Cryptography
import Glibc

/// A file that holds a secret: made once, for its owner alone, and refused when anybody else may reach it.
package enum SecretFile {
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes the file. One that is there already is never replaced.
  /// - Parameter what: what it is, for messages: `the token key`.
  package static func create(at path: String, _ secret: [UInt8], what: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw StorageFailure(.key, "\(what) \(path) cannot be made: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    let written = secret.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == secret.count, fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else {
      throw StorageFailure(.key, "\(what) \(path) cannot be written")
    }
    try DataFolder.keepName(of: path)
  }

  /// Reads the file. Refused when anybody but its owner may read or write it, when it is not a plain file, or when it is
  /// longer than `limit` bytes.
  package static func read(at path: String, atMost limit: Int, what: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      throw StorageFailure(.key, "\(what) \(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw StorageFailure(.key, "\(what) \(path) is not a plain file")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw StorageFailure(.key, "\(what) \(path) may be read by others: run chmod 600 on it")
    }
    var secret = [UInt8](repeating: 0, count: limit + 1)
    let got = secret.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    guard got >= 0, got <= limit else { throw StorageFailure(.key, "\(what) \(path) is too long") }
    secret.removeSubrange(got...)
    return secret
  }
}
