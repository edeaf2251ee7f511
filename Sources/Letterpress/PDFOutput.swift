import Glibc

/// Takes a PDF as it is made, and writes it to a new file that only its owner can read.
final class PDFOutput {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private(set) var failure: Int32 = 0
  private static let bufferSize = 1 << 16

  /// - Throws: `file` when there is such a file already, or none can be made.
  init(path: String) throws(LetterpressFailure) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .file(errno) }
    buffer.reserveCapacity(Self.bufferSize)
  }

  deinit { close(descriptor) }

  /// - Returns: false from the first failure on.
  func write(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    buffer.append(contentsOf: bytes)
    return buffer.count < Self.bufferSize || flush()
  }

  private func flush() -> Bool {
    guard failure == 0 else { return false }
    var done = 0
    while done < buffer.count {
      let count = buffer.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        failure = count < 0 ? errno : EIO
        return false
      }
      done += count
    }
    buffer.removeAll(keepingCapacity: true)
    return true
  }

  func finish() throws(LetterpressFailure) {
    guard flush(), fsync(descriptor) == 0 else { throw .file(failure == 0 ? errno : failure) }
  }
}
