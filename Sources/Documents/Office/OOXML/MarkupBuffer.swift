import Contents
import Glibc
import JapaneseText

/// A window over the unpacked bytes of one part of an Office document. What is not yet consumed stays when more is read,
/// and the window grows for a tag or cell that does not fit.
struct MarkupBuffer: ~Copyable {
  private(set) var bytes: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// The first byte not yet consumed.
  var start = 0
  private(set) var end = 0
  private let stream: ZipMemberStream
  private let reading: Reading
  private var isAtEnd = false
  /// Set when the part is UTF-16, which XML allows and hardly any producer writes.
  private var decoder: TextDecoder?
  private var isFirst = true

  private static let firstCapacity = 256 << 10
  /// One tag or one cell longer than this is no document.
  private static let largestCapacity = 32 << 20

  init(_ stream: ZipMemberStream, in reading: Reading) {
    self.stream = stream
    self.reading = reading
    capacity = Self.firstCapacity
    bytes = .allocate(capacity: capacity + 8)
  }

  deinit { bytes.deallocate() }

  /// Reads more behind what is left.
  /// - Returns: false at the end.
  /// - Throws: `.damaged`, `.tooLarge`.
  mutating func refill() throws(UnreadReason) -> Bool {
    if isAtEnd { return false }
    let left = end - start
    if left > 0, start > 0 { memmove(bytes, bytes + start, left) }
    start = 0
    end = left
    if capacity - end < capacity / 2 { try grow() }
    let got = try read()
    if got == 0 {
      isAtEnd = true
      return false
    }
    return true
  }

  private mutating func grow() throws(UnreadReason) {
    guard capacity < Self.largestCapacity else { throw .damaged }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + 8)
    memcpy(larger, bytes, end)
    bytes.deallocate()
    bytes = larger
    capacity *= 2
  }

  private mutating func read() throws(UnreadReason) -> Int {
    if decoder != nil { return try readDecoded() }
    let room = UnsafeMutableRawBufferPointer(start: bytes + end, count: capacity - end)
    let got = try stream.read(into: room)
    try reading.charge(unpacked: got, memberSoFar: stream.unpackedSoFar, memberPacked: stream.entry.packedSize)
    if isFirst, got >= 2 {
      isFirst = false
      let mark = (bytes[0], bytes[1])
      if mark == (0xFF, 0xFE) || mark == (0xFE, 0xFF) {
        decoder = TextDecoder(mark.0 == 0xFF ? .utf16LE : .utf16BE)
        let raw = Array(UnsafeBufferPointer(start: bytes + 2, count: got - 2))
        return try decode(raw, isLast: false)
      }
      if got >= 3, mark == (0xEF, 0xBB), bytes[2] == 0xBF { start = 3 }
    }
    end += got
    return got
  }

  private mutating func readDecoded() throws(UnreadReason) -> Int {
    // UTF-8 takes at most three bytes for two of UTF-16.
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: max(2, (capacity - end) / 2), alignment: 8)
    defer { raw.deallocate() }
    let got = try stream.read(into: raw)
    try reading.charge(unpacked: got, memberSoFar: stream.unpackedSoFar, memberPacked: stream.entry.packedSize)
    return try decode(Array(raw[..<got]), isLast: got == 0)
  }

  private mutating func decode(_ raw: [UInt8], isLast: Bool) throws(UnreadReason) -> Int {
    var text: [UInt8] = []
    raw.withUnsafeBytes { decoder?.decode($0, isLast: isLast, into: &text) }
    while capacity - end < text.count { try grow() }
    text.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { memcpy(bytes + end, base, buffer.count) }
    }
    end += text.count
    return text.count
  }
}
