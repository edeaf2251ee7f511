import Contents

/// Bytes that can be read from any offset: a file, a member of an archive, an attachment.
package protocol ByteSource: AnyObject {
  var size: Int64 { get }

  /// Fills as much of `buffer` as there is from `offset` on.
  /// - Returns: bytes read; less than the buffer's length only at the end.
  /// - Throws: `.inputOutput` or `.noPermission`.
  func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(UnreadReason) -> Int

  /// The file descriptor to hand to a child process or a C library, positioned anywhere; nil when the bytes are only
  /// in memory (`withFileDescriptor` then makes an unlinked temporary file).
  var fileDescriptor: Int32? { get }
}

extension ByteSource {
  /// Up to `count` bytes from `offset`.
  package func bytes(at offset: Int64, count: Int) throws(UnreadReason) -> [UInt8] {
    let available = Int(max(0, min(Int64(count), size - offset)))
    guard available > 0 else { return [] }
    var result = [UInt8](repeating: 0, count: available)
    var failure: UnreadReason?
    let got = result.withUnsafeMutableBytes { buffer -> Int in
      do throws(UnreadReason) {
        return try read(at: offset, into: buffer)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    if got < available { result.removeLast(available - got) }
    return result
  }
}

/// Bytes in memory.
package final class MemorySource: ByteSource {
  private let contents: [UInt8]

  package init(_ contents: [UInt8]) { self.contents = contents }

  package var size: Int64 { Int64(contents.count) }
  package var fileDescriptor: Int32? { nil }

  package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(UnreadReason) -> Int {
    guard offset >= 0, offset < size else { return 0 }
    let count = min(buffer.count, contents.count - Int(offset))
    contents.withUnsafeBytes { bytes in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset) + count]))
    }
    return count
  }
}
