/// UTF-8 that may be broken: well-formed runs are copied, each maximal subpart of the rest becomes one U+FFFD.
func decodeUTF8(
  _ input: UnsafeBufferPointer<UInt8>, isLast: Bool, into writer: inout UTF8Writer, unreadable: inout Int
) -> Int {
  guard let base = input.baseAddress else { return 0 }
  var position = 0
  while position < input.count {
    let good = UTF8Validation.wellFormedPrefix(
      UnsafeBufferPointer(start: base + position, count: input.count - position))
    writer.bytes(base + position, count: good)
    position &+= good
    if position == input.count { break }
    let (length, isUnfinished) = UTF8Validation.maximalSubpart(
      UnsafeBufferPointer(start: base + position, count: input.count - position))
    if isUnfinished, !isLast { return position }
    writer.replacement()
    unreadable &+= length
    position &+= length
  }
  return position
}

/// The checks of UTF-8 (Unicode 16, table 3-7).
enum UTF8Validation {
  /// The length of the longest prefix that is whole, well-formed UTF-8.
  static func wellFormedPrefix(_ input: UnsafeBufferPointer<UInt8>) -> Int {
    guard let base = input.baseAddress else { return 0 }
    let raw = UnsafeRawPointer(base)
    let count = input.count
    var i = 0
    while true {
      // Japanese text is mostly three-byte characters and runs of ASCII; both go by whole words.
      while count &- i >= 16 {
        let first = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        let second = raw.loadUnaligned(fromByteOffset: i &+ 8, as: UInt64.self)
        if (first | second) & 0x8080_8080_8080_8080 != 0 { break }
        i &+= 16
      }
      while count &- i >= 4 {
        let word = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: i, as: UInt32.self))
        guard word & 0xC0_C0F0 == 0x80_80E0 else { break }
        let lead = word & 0x200F  // E0 needs A0..BF next, ED needs 80..9F
        if lead & 0xF == 0, lead == 0 { break }
        if lead == 0x200D { break }
        i &+= 3
      }
      if i >= count { return i }
      let byte = base[i]
      if byte < 0x80 {
        i &+= 1
        continue
      }
      let length = sequenceLength(base + i, count: count &- i)
      if length == 0 { return i }
      i &+= length
    }
  }

  /// The length of the well-formed sequence at `p`, which begins with a byte above 7F; 0 when there is none.
  private static func sequenceLength(_ p: UnsafePointer<UInt8>, count: Int) -> Int {
    let (length, low, high) = secondByte(after: p[0])
    guard length >= 2, count >= length, p[1] >= low, p[1] <= high else { return 0 }
    if length >= 3, p[2] & 0xC0 != 0x80 { return 0 }
    if length == 4, p[3] & 0xC0 != 0x80 { return 0 }
    return length
  }

  /// The length that a lead byte announces (0: not a lead byte) and the range of the byte after it.
  private static func secondByte(after lead: UInt8) -> (length: Int, low: UInt8, high: UInt8) {
    switch lead {
    case 0xC2...0xDF: (2, 0x80, 0xBF)
    case 0xE0: (3, 0xA0, 0xBF)
    case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80, 0xBF)
    case 0xED: (3, 0x80, 0x9F)
    case 0xF0: (4, 0x90, 0xBF)
    case 0xF1...0xF3: (4, 0x80, 0xBF)
    case 0xF4: (4, 0x80, 0x8F)
    default: (0, 0, 0)
    }
  }

  /// The ill-formed sequence at the start: its length as a maximal subpart, and whether only the end of the input
  /// keeps it from being a character.
  static func maximalSubpart(_ input: UnsafeBufferPointer<UInt8>) -> (length: Int, isUnfinished: Bool) {
    guard let lead = input.first else { return (0, true) }
    let (length, low, high) = secondByte(after: lead)
    if length == 0 { return (1, false) }
    if input.count == 1 { return (1, true) }
    if input[1] < low || input[1] > high { return (1, false) }
    var seen = 2
    while seen < length {
      if seen == input.count { return (seen, true) }
      if input[seen] & 0xC0 != 0x80 { return (seen, false) }
      seen += 1
    }
    return (seen, false)
  }
}

/// UTF-16; a lone surrogate and a last odd byte are unreadable.
func decodeUTF16(
  _ input: UnsafeBufferPointer<UInt8>, bigEndian: Bool, isLast: Bool, into writer: inout UTF8Writer,
  unreadable: inout Int
) -> Int {
  let count = input.count
  func unit(_ i: Int) -> UInt32 {
    bigEndian ? UInt32(input[i]) << 8 | UInt32(input[i &+ 1]) : UInt32(input[i &+ 1]) << 8 | UInt32(input[i])
  }
  var i = 0
  while count &- i >= 2 {
    let first = unit(i)
    if first & 0xF800 != 0xD800 {
      writer.scalar(first)
      i &+= 2
      continue
    }
    if first < 0xDC00 {
      if count &- i < 4 {
        if !isLast { return i }
      } else {
        let second = unit(i &+ 2)
        if second & 0xFC00 == 0xDC00 {
          writer.scalar(0x1_0000 &+ ((first & 0x3FF) << 10 | second & 0x3FF))
          i &+= 4
          continue
        }
      }
    }
    writer.replacement()
    unreadable &+= 2
    i &+= 2
  }
  if i < count, isLast {
    writer.replacement()
    unreadable &+= 1
    i = count
  }
  return i
}

/// The characters of windows-1252 at 80 to 9F; 0 = unassigned.
let windows1252Upper: [UInt16] = [
  0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
  0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
]

func decodeWindows1252(
  _ input: UnsafeBufferPointer<UInt8>, into writer: inout UTF8Writer, unreadable: inout Int
) -> Int {
  for byte in input {
    switch byte {
    case 0x00...0x7F: writer.byte(byte)
    case 0xA0...0xFF: writer.scalar(UInt32(byte))
    default:
      let scalar = windows1252Upper[Int(byte &- 0x80)]
      if scalar != 0 {
        writer.scalar(UInt32(scalar))
      } else {
        writer.replacement()
        unreadable &+= 1
      }
    }
  }
  return input.count
}
