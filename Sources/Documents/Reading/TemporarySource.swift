import CProcess
import Contents
import Glibc

/// Bytes on disk without a name: a member of a container that is too large to be kept in memory. Gone with the last
/// reference, also when the process is killed.
package final class TemporarySource: ByteSource {
  private let descriptor: Int32
  package private(set) var size: Int64 = 0
  package var fileDescriptor: Int32? { descriptor }

  /// - Throws: `.inputOutput` when no folder for temporary files can be written.
  package init() throws(UnreadReason) {
    // /var/tmp before /tmp, which often is memory: the bytes are here because there are too many of them.
    let folders = [getenv("TMPDIR").map { String(cString: $0) }, "/var/tmp", "/tmp"].compactMap { $0 }
    for folder in folders where !folder.isEmpty {
      let opened = process_temporary_file(folder)
      if opened >= 0 {
        descriptor = opened
        return
      }
    }
    throw .inputOutput
  }

  deinit { close(descriptor) }

  /// Writes at the end.
  /// Bytes that stay free for everybody else: a bomb must not fill the disk of the device that is looked at.
  private static let leastFree: UInt64 = 1 << 30
  /// Bytes between two looks at what is free.
  private static let patience: Int64 = 64 << 20
  private var nextLook: Int64 = TemporarySource.patience

  /// - Throws: `.tooLarge` when the disk is nearly full, `.inputOutput` when it is.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(UnreadReason) {
    guard let base = bytes.baseAddress else { return }
    if size >= nextLook {
      nextLook = size + Self.patience
      var room = statvfs()
      if fstatvfs(descriptor, &room) == 0, UInt64(room.f_bavail) &* UInt64(room.f_frsize) < Self.leastFree {
        throw .tooLarge
      }
    }
    var written = 0
    while written < bytes.count {
      let put = pwrite(descriptor, base + written, bytes.count - written, off_t(size))
      if put > 0 {
        written += put
        size += Int64(put)
      } else if put == 0 || errno != EINTR {
        throw .inputOutput
      }
    }
  }

  package func append(_ bytes: [UInt8]) throws(UnreadReason) {
    var failure: UnreadReason?
    bytes.withUnsafeBytes { buffer in
      do throws(UnreadReason) { try append(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(UnreadReason) -> Int {
    try readFully(descriptor, at: offset, into: buffer)
  }
}

extension ByteSource {
  /// Calls `body` with a descriptor of these bytes, positioned at their beginning: the source's own, or one of an
  /// unlinked temporary copy. The descriptor is valid only during the call.
  package func withFileDescriptor<Result>(
    _ body: (Int32) throws(UnreadReason) -> Result
  ) throws(UnreadReason) -> Result {
    if let fileDescriptor {
      lseek(fileDescriptor, 0, SEEK_SET)
      return try body(fileDescriptor)
    }
    let copy = try TemporarySource()
    var offset: Int64 = 0
    while offset < size {
      let piece = try bytes(at: offset, count: 1 << 20)
      if piece.isEmpty { break }
      try copy.append(piece)
      offset += Int64(piece.count)
    }
    guard let descriptor = copy.fileDescriptor else { throw .inputOutput }
    lseek(descriptor, 0, SEEK_SET)
    return try withExtendedLifetime(copy) { () throws(UnreadReason) -> Result in try body(descriptor) }
  }
}
