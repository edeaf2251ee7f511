import Glibc

extension MetadataCopy {
  /// Writes the copy to a new file for its owner alone: a weak password could be guessed from it. What is there already,
  /// such as a device, is never written over.
  /// - Throws: `unreadable`.
  package func write(to path: String) throws(DiskEncryptionFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { close(descriptor) }
    var rest = encoded[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Self.failure(path) }
      rest = rest.dropFirst(written)
    }
    guard fsync(descriptor) == 0 else { throw Self.failure(path) }
  }

  private static func failure(_ path: String) -> DiskEncryptionFailure {
    DiskEncryptionFailure(.unreadable, "\(path): \(String(cString: strerror(errno)))")
  }
}
