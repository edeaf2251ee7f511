/// Character data of XML: the five named entities and numeric references, nothing else. There is no DTD, so no entity
/// can be defined, and a bomb of nested entities has nothing to grow from.
enum MarkupText {
  /// Writes `text` with its references resolved. A reference that means nothing stays as it stands.
  /// - Parameter output: room for as many bytes as `text` has, and 8 more. References are never shorter than what they
  ///   stand for.
  /// - Returns: bytes written.
  @inline(__always)
  static func decode(
    _ text: UnsafePointer<UInt8>, count: Int, into output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var from = 0
    var to = 0
    while from &+ 8 <= count {
      let word = UnsafeRawPointer(text + from).loadUnaligned(as: UInt64.self)
      UnsafeMutableRawPointer(output + to).storeBytes(of: word, as: UInt64.self)
      let difference = word ^ 0x2626_2626_2626_2626
      let found = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
      if found == 0 {
        from &+= 8
        to &+= 8
        continue
      }
      let before = found.trailingZeroBitCount &>> 3
      from &+= before
      to &+= before
      // Programs that write references at all write them for every character.
      repeat {
        if !resolveFiveDigits(text, &from, count, output, &to) { resolve(text, &from, count, output, &to) }
      } while from < count && text[from] == 0x26
    }
    while from < count {
      let byte = text[from]
      if byte == 0x26 {
        resolve(text, &from, count, output, &to)
      } else {
        output[to] = byte
        from &+= 1
        to &+= 1
      }
    }
    return to
  }

  static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard let base = text.baseAddress, !text.isEmpty else { return [] }
    return [UInt8](unsafeUninitializedCapacity: text.count + 8) { buffer, count in
      count = buffer.baseAddress.map { decode(base, count: text.count, into: $0) } ?? 0
    }
  }

  /// Resolves `&#ddddd;`, the form of nearly every kanji and kana, all eight bytes at once.
  @inline(__always)
  private static func resolveFiveDigits(
    _ text: UnsafePointer<UInt8>, _ from: inout Int, _ count: Int, _ output: UnsafeMutablePointer<UInt8>,
    _ to: inout Int
  ) -> Bool {
    guard from &+ 8 <= count else { return false }
    let word = UInt64(littleEndian: UnsafeRawPointer(text + from).loadUnaligned(as: UInt64.self))
    guard word & 0xFF00_0000_0000_FFFF == 0x3B00_0000_0000_2326 else { return false }
    let digits = (word &>> 16) & 0xFF_FFFF_FFFF
    guard (digits &+ 0x46_4646_4646) & 0x80_8080_8080 == 0, digits & 0xF0_F0F0_F0F0 == 0x30_3030_3030 else {
      return false
    }
    var value: UInt32 = 0
    for shift in 0..<5 as Range<UInt64> {
      value = value &* 10 &+ UInt32(truncatingIfNeeded: (digits &>> (shift &* 8)) & 0x0F)
    }
    guard value >= 0x800, value < 0xD800 || value > 0xDFFF, value < 0x10000 else { return false }
    output[to] = 0xE0 | UInt8(truncatingIfNeeded: value &>> 12)
    output[to &+ 1] = 0x80 | UInt8(truncatingIfNeeded: (value &>> 6) & 0x3F)
    output[to &+ 2] = 0x80 | UInt8(truncatingIfNeeded: value & 0x3F)
    to &+= 3
    from &+= 8
    return true
  }

  /// Resolves one reference at `from`, which stands on `&`; both positions move on by at least one byte.
  @inline(__always)
  private static func resolve(
    _ text: UnsafePointer<UInt8>, _ from: inout Int, _ count: Int, _ output: UnsafeMutablePointer<UInt8>,
    _ to: inout Int
  ) {
    if from &+ 3 < count, text[from &+ 1] == 0x23, resolveNumeric(text, &from, count, output, &to) { return }
    let left = count &- from
    if left >= 4, text[from &+ 2] == 0x74, text[from &+ 3] == 0x3B, text[from &+ 1] == 0x6C || text[from &+ 1] == 0x67 {
      put(text[from &+ 1] == 0x6C ? 0x3C : 0x3E, 4, &from, output, &to)
    } else if left >= 5, text[from &+ 1] == 0x61, text[from &+ 2] == 0x6D, text[from &+ 3] == 0x70,
      text[from &+ 4] == 0x3B
    {
      put(0x26, 5, &from, output, &to)
    } else if left >= 6, text[from &+ 5] == 0x3B, text[from &+ 1] == 0x71, text[from &+ 2] == 0x75 {
      put(0x22, 6, &from, output, &to)
    } else if left >= 6, text[from &+ 5] == 0x3B, text[from &+ 1] == 0x61, text[from &+ 2] == 0x70 {
      put(0x27, 6, &from, output, &to)
    } else {
      put(0x26, 1, &from, output, &to)
    }
  }

  @inline(__always)
  private static func put(
    _ byte: UInt8, _ length: Int, _ from: inout Int, _ output: UnsafeMutablePointer<UInt8>, _ to: inout Int
  ) {
    output[to] = byte
    to &+= 1
    from &+= length
  }

  @inline(__always)
  private static func resolveNumeric(
    _ text: UnsafePointer<UInt8>, _ from: inout Int, _ count: Int, _ output: UnsafeMutablePointer<UInt8>,
    _ to: inout Int
  ) -> Bool {
    var at = from &+ 2
    let isHex = text[at] | 0x20 == 0x78
    if isHex { at &+= 1 }
    let digits = at
    var value: UInt32 = 0
    while at < count, at &- digits < 8 {
      let byte = text[at]
      let digit: UInt32
      switch byte {
      case 0x30...0x39: digit = UInt32(byte &- 0x30)
      case 0x61...0x66 where isHex: digit = UInt32(byte &- 0x57)
      case 0x41...0x46 where isHex: digit = UInt32(byte &- 0x37)
      default: digit = 16
      }
      guard digit < 16 else { break }
      value = value &* (isHex ? 16 : 10) &+ digit
      at &+= 1
    }
    guard at < count, at > digits, text[at] == 0x3B, let scalar = Unicode.Scalar(value), value != 0 else {
      return false
    }
    to &+= write(scalar.value, into: output + to)
    from = at &+ 1
    return true
  }

  /// Writes a scalar value in UTF-8 and returns its length, 1…4. The shortest reference, `&#9;`, has four bytes.
  @inline(__always)
  static func write(_ value: UInt32, into output: UnsafeMutablePointer<UInt8>) -> Int {
    if value < 0x80 {
      output[0] = UInt8(truncatingIfNeeded: value)
      return 1
    }
    if value < 0x800 {
      output[0] = 0xC0 | UInt8(truncatingIfNeeded: value &>> 6)
      output[1] = 0x80 | UInt8(truncatingIfNeeded: value & 0x3F)
      return 2
    }
    if value < 0x10000 {
      output[0] = 0xE0 | UInt8(truncatingIfNeeded: value &>> 12)
      output[1] = 0x80 | UInt8(truncatingIfNeeded: (value &>> 6) & 0x3F)
      output[2] = 0x80 | UInt8(truncatingIfNeeded: value & 0x3F)
      return 3
    }
    output[0] = 0xF0 | UInt8(truncatingIfNeeded: value &>> 18)
    output[1] = 0x80 | UInt8(truncatingIfNeeded: (value &>> 12) & 0x3F)
    output[2] = 0x80 | UInt8(truncatingIfNeeded: (value &>> 6) & 0x3F)
    output[3] = 0x80 | UInt8(truncatingIfNeeded: value & 0x3F)
    return 4
  }
}
