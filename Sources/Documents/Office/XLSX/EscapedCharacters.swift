import Glibc

/// Characters that XML cannot hold stand in cells as `_x000D_` (ST_Xstring, ECMA-376 part 1, 22.9.2.19).
enum EscapedCharacters {
  /// Resolves them in place; carriage returns, which Windows programs leave before line feeds, are dropped.
  /// - Returns: the new length.
  @inline(__always)
  static func resolve(_ text: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
    guard count >= 7, let first = memchr(text, 0x5F, count) else { return count }
    return resolve(text, count: count, from: UnsafeMutablePointer(first.assumingMemoryBound(to: UInt8.self)) - text)
  }

  private static func resolve(_ text: UnsafeMutablePointer<UInt8>, count: Int, from start: Int) -> Int {
    var from = start
    var to = start
    while from < count {
      if text[from] == 0x5F, from + 7 <= count, text[from + 1] == 0x78, text[from + 6] == 0x5F,
        let value = hex(text + from + 2), let scalar = Unicode.Scalar(value)
      {
        if value != 0x0D { to += MarkupText.write(scalar.value, into: text + to) }
        from += 7
      } else {
        text[to] = text[from]
        to += 1
        from += 1
      }
    }
    return to
  }

  private static func hex(_ digits: UnsafeMutablePointer<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    for index in 0..<4 {
      switch digits[index] {
      case 0x30...0x39: value = value << 4 | UInt32(digits[index] - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(digits[index] - 0x37)
      case 0x61...0x66: value = value << 4 | UInt32(digits[index] - 0x57)
      default: return nil
      }
    }
    return value
  }
}
