import CFanotify
import Glibc

/// A device that is read past the system's caches: what lies on the medium now, not what was read before. One thread at a time.
final class DirectFile {
  /// Reads begin and end at multiples of it, whatever the medium's sectors are.
  private static let alignment = 4096

  private let descriptor: Int32

  /// - Throws: `.state`.
  init(path: String) throws(AgentFailure) {
    descriptor = watch_open_direct(path)
    guard descriptor >= 0 else {
      throw AgentFailure(.state, "\(path) cannot be read: \(String(cString: strerror(-descriptor)))")
    }
  }

  deinit { close(descriptor) }

  /// Exactly these bytes.
  /// - Returns: nil where they are not all there.
  func read(at offset: UInt64, count: Int) -> [UInt8]? {
    let step = UInt64(Self.alignment)
    let start = offset / step * step
    let (end, overflow) = offset.addingReportingOverflow(UInt64(max(0, count)))
    guard !overflow, end < UInt64(Int64.max) - step, count > 0 else { return nil }
    let length = Int((end - start + step - 1) / step * step)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: Self.alignment)
    defer { buffer.deallocate() }
    var done = 0
    while done < length {
      let got = pread(descriptor, buffer.baseAddress.map { $0 + done }, length - done, off_t(start) + off_t(done))
      if got < 0, errno == EINTR { continue }
      // A read that is cut off at the end of the device cannot go on from there.
      guard got > 0 else { break }
      done += got
      if done % Self.alignment != 0 { break }
    }
    let skipped = Int(offset - start)
    guard done >= skipped + count else { return nil }
    return Array(buffer[skipped..<skipped + count])
  }
}
