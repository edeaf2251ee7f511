import CProcess
import Contents
import Glibc

/// A file opened for reading only. The descriptor is closed with the last reference.
package final class FileSource: ByteSource {
  /// What tells whether a file is still the same: taken when it was opened, compared after reading.
  package struct Snapshot: Sendable, Hashable {
    package var size: Int64
    /// Nanoseconds since 1970 of the last change of the contents.
    package var modified: Int64
    /// Nanoseconds since 1970 of the last change of the contents, the name or the permissions. No program can set it.
    package var changed: Int64
    package var inode: UInt64
    package var device: UInt64
  }

  private let descriptor: Int32
  /// The file as it was when it was opened.
  package let opened: Snapshot

  package var size: Int64 { opened.size }
  package var fileDescriptor: Int32? { descriptor }

  /// Opens a regular file; symbolic links, devices and pipes are refused and never waited for.
  /// - Throws: `.noPermission`, `.unknownType` (not a regular file), `.inputOutput`.
  package convenience init(path: String) throws(UnreadReason) {
    try self.init(opened: open(path, Self.flags))
  }

  /// Opens a file by its path as `PathBytes` writes it.
  /// - Throws: as above.
  package convenience init(named path: String) throws(UnreadReason) {
    try self.init(opened: PathBytes.withPointer(path) { open($0, Self.flags) })
  }

  private static let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK

  private convenience init(opened descriptor: Int32) throws(UnreadReason) {
    guard descriptor >= 0 else {
      switch errno {
      case EACCES, EPERM: throw .noPermission
      case ELOOP, ENXIO, ENODEV: throw .unknownType
      default: throw .inputOutput
      }
    }
    try self.init(descriptor: descriptor)
  }

  /// Takes over an open descriptor and closes it in the end, also when this throws.
  package init(descriptor: Int32) throws(UnreadReason) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw .inputOutput
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .unknownType
    }
    self.descriptor = descriptor
    opened = Snapshot(status)
  }

  /// Bytes that came otherwise, as a file in memory: a reader worker takes it as any other, and nothing comes to a disk.
  /// - Throws: `.inputOutput` when there is no room for it.
  package convenience init(inMemory bytes: [UInt8]) throws(UnreadReason) {
    let descriptor = process_memory_file()
    guard descriptor >= 0 else { throw .inputOutput }
    let isWritten = bytes.withUnsafeBytes { bytes in
      var done = 0
      while let base = bytes.baseAddress, done < bytes.count {
        let count = write(descriptor, base + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
    guard isWritten else {
      close(descriptor)
      throw .inputOutput
    }
    try self.init(descriptor: descriptor)
  }

  deinit { close(descriptor) }

  package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(UnreadReason) -> Int {
    try readFully(descriptor, at: offset, into: buffer)
  }

  /// Whether the file is no longer what it was when it was opened.
  package var hasChanged: Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return true }
    var now = Snapshot(status)
    // A renamed or relinked file has another change time but the same contents.
    now.changed = opened.changed
    return now != opened
  }
}

extension FileSource.Snapshot {
  package init(_ status: stat) {
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    changed = Int64(status.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_ctim.tv_nsec)
    inode = UInt64(status.st_ino)
    device = UInt64(status.st_dev)
  }
}

/// Reads until `buffer` is full or the file ends.
func readFully(
  _ descriptor: Int32, at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
) throws(UnreadReason) -> Int {
  guard offset >= 0, let base = buffer.baseAddress else { return 0 }
  var filled = 0
  while filled < buffer.count {
    let got = pread(descriptor, base + filled, buffer.count - filled, off_t(offset) + off_t(filled))
    if got > 0 {
      filled += got
    } else if got == 0 {
      break
    } else if errno != EINTR {
      throw errno == EACCES || errno == EPERM ? .noPermission : .inputOutput
    }
  }
  return filled
}
