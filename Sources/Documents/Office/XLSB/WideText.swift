/// UTF-16 in the order of the file, as binary workbooks keep text, into UTF-8.
enum WideText {
  /// Bytes of UTF-8 that one code unit takes at most.
  static let mostBytesOfUnit = 3

  /// Carriage returns before line feeds, which Windows programs leave there, are dropped, as XML drops them.
  /// - Returns: bytes written. A half of a pair that stands alone becomes U+FFFD.
  static func write(_ text: UnsafeRawPointer, units: Int, into output: UnsafeMutablePointer<UInt8>) -> Int {
    var at = 0
    var to = 0
    while at < units {
      let unit = self.unit(text, at)
      at &+= 1
      if unit < 0x80 {
        if unit == 0x0D, at < units, self.unit(text, at) == 0x0A { continue }
        output[to] = UInt8(truncatingIfNeeded: unit)
        to &+= 1
        continue
      }
      var scalar = UInt32(unit)
      if unit & 0xF800 == 0xD800 {
        let low = at < units ? self.unit(text, at) : 0
        if unit < 0xDC00, low & 0xFC00 == 0xDC00 {
          scalar = 0x1_0000 + (UInt32(unit) & 0x3FF) << 10 + UInt32(low) & 0x3FF
          at &+= 1
        } else {
          scalar = 0xFFFD
        }
      }
      to &+= MarkupText.write(scalar, into: output + to)
    }
    return to
  }

  @inline(__always)
  private static func unit(_ text: UnsafeRawPointer, _ index: Int) -> UInt16 {
    UInt16(littleEndian: text.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self))
  }
}
