import Glibc

/// A volume in a file or on a block device, opened for reading only.
package final class FileImage: DiskImage {
  package let size: UInt64
  private let descriptor: Int32

  /// - Throws: `unreadable`.
  package init(path: String) throws(DiskEncryptionFailure) {
    // Not blocking: a FIFO in the place of an image must not hold the program up.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.failure(path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw Self.failure(path)
    }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFBLK else {
      close(descriptor)
      throw DiskEncryptionFailure(.unreadable, "\(path): is neither a file nor a block device")
    }
    // The length of a block device is where its end lies.
    let end = lseek(descriptor, 0, SEEK_END)
    guard end >= 0 else {
      close(descriptor)
      throw Self.failure(path)
    }
    self.descriptor = descriptor
    size = UInt64(end)
  }

  deinit { close(descriptor) }

  package func read(at offset: UInt64, count: Int) throws(DiskEncryptionFailure) -> [UInt8]? {
    guard count >= 0, offset <= size, UInt64(count) <= size - offset, let start = off_t(exactly: offset) else {
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + done }, count - done, start + off_t(done))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else {
        throw DiskEncryptionFailure(
          .unreadable, "cannot be read at byte \(offset): \(String(cString: strerror(errno)))")
      }
      if got == 0 { return nil }
      done += got
    }
    return bytes
  }

  private static func failure(_ path: String) -> DiskEncryptionFailure {
    DiskEncryptionFailure(.unreadable, "\(path): \(String(cString: strerror(errno)))")
  }
}
