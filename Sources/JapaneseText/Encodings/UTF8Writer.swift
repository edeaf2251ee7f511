/// Writes UTF-8 behind a pointer whose room the caller has made sure of.
///
/// The room is three bytes for each byte of input (a half-width kana grows from one to three) and eight to spare,
/// because `ascii(_:upTo:)` and `entry(_:)` store whole words.
struct UTF8Writer {
  private let start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0

  init(_ start: UnsafeMutablePointer<UInt8>) { self.start = start }

  static func room(for inputCount: Int) -> Int { inputCount * 3 + 16 }

  @inline(__always) mutating func byte(_ value: UInt8) {
    start[count] = value
    count &+= 1
  }

  /// Stores eight bytes of which the first `length` count.
  @inline(__always) mutating func ascii(_ word: UInt64, upTo length: Int) {
    UnsafeMutableRawPointer(start + count).storeBytes(of: word, as: UInt64.self)
    count &+= length
  }

  /// Stores an entry of `DecodingTables`.
  @inline(__always) mutating func entry(_ entry: UInt32) {
    UnsafeMutableRawPointer(start + count).storeBytes(of: entry, as: UInt32.self)
    count &+= Int(entry >> 24)
  }

  /// U+FF61 to U+FF9F for the single bytes A1 to DF of JIS X 0201.
  @inline(__always) mutating func halfWidthKana(_ byte: UInt8) {
    entry(3 << 24 | (0x80 | UInt32(byte &- 0x40) & 0x3F) << 16 | (byte < 0xC0 ? 0xBD : 0xBE) << 8 | 0xEF)
  }

  mutating func replacement() { entry(3 << 24 | 0xBD_BF_EF) }

  @inline(__always) mutating func scalar(_ value: UInt32) {
    if value < 0x1_0000 {
      if value == 0 { byte(0) } else { entry(DecodingTables.packed(UInt16(truncatingIfNeeded: value))) }
    } else {
      byte(UInt8(truncatingIfNeeded: 0xF0 | value >> 18))
      byte(UInt8(truncatingIfNeeded: 0x80 | value >> 12 & 0x3F))
      byte(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
      byte(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
    }
  }

  mutating func bytes(_ source: UnsafePointer<UInt8>, count length: Int) {
    (start + count).update(from: source, count: length)
    count &+= length
  }
}
