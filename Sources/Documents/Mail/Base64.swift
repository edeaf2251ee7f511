/// Base64 as mails hold it (RFC 2045, 6.8): line breaks and stray bytes are passed over.
struct Base64Decoder {
  private var bits: UInt32 = 0
  private var count = 0

  mutating func decode(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    output.reserveCapacity(output.count + input.count / 4 * 3 + 3)
    for byte in input {
      let value = Self.value(of: byte)
      if value == Self.padding {
        // The rest of the group is filling; a new text may follow it.
        bits = 0
        count = 0
        continue
      }
      if value > 63 { continue }
      bits = bits << 6 | UInt32(value)
      count += 1
      switch count {
      case 2: output.append(UInt8(truncatingIfNeeded: bits >> 4))
      case 3: output.append(UInt8(truncatingIfNeeded: bits >> 2))
      case 4:
        output.append(UInt8(truncatingIfNeeded: bits))
        count = 0
        bits = 0
      default: break
      }
    }
  }

  private static let padding: UInt8 = 64
  private static let stray: UInt8 = 65

  @inline(__always)
  private static func value(of byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte &- 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte &- 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &+ 4
    // The second pair is the URL alphabet, which some senders use by mistake.
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    case UInt8(ascii: "="): padding
    default: stray
    }
  }
}
