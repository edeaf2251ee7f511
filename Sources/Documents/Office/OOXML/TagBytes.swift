/// Looking for bytes in a window of markup, inlined into the loops that meet millions of tags. The window has eight
/// readable bytes behind its end.
enum TagBytes {
  /// Behind the `>` of a tag, quotes respected.
  @inline(__always)
  static func tagEnd(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var at = start
    while at < end {
      let byte = bytes[at]
      if byte == 0x3E { return at &+ 1 }
      if byte == 0x22 || byte == 0x27 {
        at &+= 1
        while at < end, bytes[at] != byte { at &+= 1 }
      }
      at &+= 1
    }
    return nil
  }

  /// Where `byte` stands next, eight bytes at a time.
  @inline(__always)
  static func next(_ byte: UInt8, _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var at = start
    let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
    while at &+ 8 <= end {
      let word = UInt64(littleEndian: UnsafeRawPointer(bytes + at).loadUnaligned(as: UInt64.self)) ^ pattern
      let found = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
      if found != 0 { return at &+ found.trailingZeroBitCount &>> 3 }
      at &+= 8
    }
    while at < end {
      if bytes[at] == byte { return at }
      at &+= 1
    }
    return nil
  }

  @inline(__always)
  static func eight(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
  }
}
