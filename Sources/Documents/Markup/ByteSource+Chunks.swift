import Contents

extension ByteSource {
  /// The whole source as a range of offsets.
  var whole: Range<Int64> { 0..<max(0, size) }

  /// Hands the bytes of `range` to `body` in order, in chunks; the last call says so, and an empty range makes one call
  /// with no bytes. A source that ends early (a file that shrank) ends the walk early.
  func eachChunk(
    of range: Range<Int64>, size chunkSize: Int = 256 << 10,
    _ body: (UnsafeRawBufferPointer, _ isLast: Bool) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    let length = Int(max(1, min(Int64(chunkSize), range.upperBound - range.lowerBound)))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)
    defer { buffer.deallocate() }
    var offset = range.lowerBound
    while true {
      let wanted = Int(min(Int64(length), range.upperBound - offset))
      var got = 0
      if wanted > 0 {
        got = try read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[0..<wanted]))
      }
      offset += Int64(got)
      let isLast = got <= 0 || offset >= range.upperBound
      try body(UnsafeRawBufferPointer(rebasing: buffer[0..<max(0, got)]), isLast)
      if isLast { return }
    }
  }
}

/// A stretch of another source: one message of a mailbox, an attached message that is not encoded.
final class SliceSource: ByteSource {
  private let base: any ByteSource
  private let range: Range<Int64>

  init(_ base: any ByteSource, _ range: Range<Int64>) {
    self.base = base
    self.range = range.clamped(to: base.whole)
  }

  var size: Int64 { range.upperBound - range.lowerBound }
  /// None: a descriptor would show the whole of the base.
  var fileDescriptor: Int32? { nil }

  func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(UnreadReason) -> Int {
    guard offset >= 0, offset < size else { return 0 }
    let count = Int(min(Int64(buffer.count), size - offset))
    return try base.read(
      at: range.lowerBound + offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[0..<count]))
  }
}
