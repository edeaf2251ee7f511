import Contents
import Glibc

/// Walks over the lines of a source in constant memory, however long the lines are.
enum LineWalk {
  /// As much of a line as the walker shows.
  static let shown = 1 << 10
  private static let chunk = 256 << 10

  /// Calls `body` with the beginning of each line (at most `shown` bytes, line end included when it fits) and the
  /// line's bounds in the source.
  static func eachLine(
    of source: any ByteSource, in range: Range<Int64>,
    _ body: (_ beginning: UnsafeRawBufferPointer, _ line: Range<Int64>) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 16)
    defer { buffer.deallocate() }
    var offset = range.lowerBound
    while offset < range.upperBound {
      let wanted = Int(min(Int64(chunk), range.upperBound - offset))
      let got = try source.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[0..<wanted]))
      guard got > 0 else { return }
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[0..<got])
      var start = 0
      while start < got, let newline = newline(in: bytes, from: start) {
        let end = newline + 1
        try show(bytes, start, end, offset, body)
        start = end
      }
      guard start < got else {
        offset += Int64(got)
        continue
      }
      let isAtEnd = offset + Int64(got) >= range.upperBound
      if start > 0, !isAtEnd {
        // The last line goes on: read again from its beginning.
        offset += Int64(start)
        continue
      }
      let end = try isAtEnd ? offset + Int64(got) : endOfLine(of: source, from: offset + Int64(got), in: range)
      let beginning = UnsafeRawBufferPointer(rebasing: bytes[start..<min(got, start + shown)])
      try body(beginning, offset + Int64(start)..<end)
      offset = end
    }
  }

  private static func show(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ offset: Int64,
    _ body: (UnsafeRawBufferPointer, Range<Int64>) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    let beginning = UnsafeRawBufferPointer(rebasing: bytes[start..<min(end, start + shown)])
    try body(beginning, offset + Int64(start)..<offset + Int64(end))
  }

  private static func newline(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else { return nil }
    return UnsafeRawPointer(found) - base
  }

  /// Where a line that is longer than a chunk ends.
  private static func endOfLine(
    of source: any ByteSource, from start: Int64, in range: Range<Int64>
  ) throws(UnreadReason) -> Int64 {
    var offset = start
    while offset < range.upperBound {
      let piece = try source.bytes(at: offset, count: Int(min(Int64(chunk), range.upperBound - offset)))
      if piece.isEmpty { return range.upperBound }
      if let newline = piece.firstIndex(of: 0x0A) { return offset + Int64(newline) + 1 }
      offset += Int64(piece.count)
    }
    return range.upperBound
  }
}
