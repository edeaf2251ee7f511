import CJapaneseTables

/// The state of ISO-2022-JP: which character set the bytes 21 to 7E mean just now.
///
/// Read are ISO-2022-JP, -1, -2's Japanese sets, -3 and -2004, CP50220 to CP50222 and JIS7/JIS8: JIS X 0201 roman and
/// kana (by escape, by SO/SI and as eight-bit bytes), JIS X 0208 with the vendor rows, JIS X 0212, JIS X 0213.
struct JISShiftState: Sendable {
  enum CharacterSet: Sendable { case ascii, roman, kana, jisX0208, jisX0212, jisX0213Plane1, jisX0213Plane2 }

  private(set) var set = CharacterSet.ascii
  private var shiftedOut = false

  /// The character set that an escape sequence at `bytes` (which begins with ESC) chooses, and its length; length 0
  /// when none is known, nil when it is unfinished.
  static func designation(_ bytes: UnsafeBufferPointer<UInt8>) -> (set: CharacterSet, length: Int)? {
    guard bytes.count >= 2 else { return nil }
    switch bytes[1] {
    case UInt8(ascii: "("):
      guard bytes.count >= 3 else { return nil }
      switch bytes[2] {
      case UInt8(ascii: "B"): return (.ascii, 3)
      case UInt8(ascii: "J"), UInt8(ascii: "H"): return (.roman, 3)
      case UInt8(ascii: "I"): return (.kana, 3)
      default: return (.ascii, 0)
      }
    case UInt8(ascii: "$"):
      guard bytes.count >= 3 else { return nil }
      switch bytes[2] {
      case UInt8(ascii: "@"), UInt8(ascii: "B"): return (.jisX0208, 3)
      case UInt8(ascii: "("):
        guard bytes.count >= 4 else { return nil }
        switch bytes[3] {
        case UInt8(ascii: "@"), UInt8(ascii: "B"): return (.jisX0208, 4)
        case UInt8(ascii: "D"): return (.jisX0212, 4)
        case UInt8(ascii: "O"), UInt8(ascii: "Q"): return (.jisX0213Plane1, 4)
        case UInt8(ascii: "P"): return (.jisX0213Plane2, 4)
        default: return (.ascii, 0)
        }
      default: return (.ascii, 0)
      }
    case UInt8(ascii: "&"):  // announces the revision of 1990; the designation itself follows
      guard bytes.count >= 3 else { return nil }
      return bytes[2] == UInt8(ascii: "@") ? (.jisX0208, 3) : (.ascii, 0)
    default: return (.ascii, 0)
    }
  }

  mutating func decode(
    _ input: UnsafeBufferPointer<UInt8>, isLast: Bool, into writer: inout UTF8Writer, unreadable: inout Int
  ) -> Int {
    var i = 0
    while i < input.count {
      let byte = input[i]
      switch byte {
      case 0x1B:
        let rest = UnsafeBufferPointer(rebasing: input[i...])
        guard let (chosen, length) = Self.designation(rest) else {
          if !isLast { return i }
          writer.replacement()
          unreadable &+= 1
          i &+= 1
          continue
        }
        if length == 0 {
          writer.replacement()
          unreadable &+= 1
          i &+= 1
        } else {
          set = chosen
          i &+= length
        }
      case 0x0E, 0x0F:
        shiftedOut = byte == 0x0E
        i &+= 1
      case 0x0A, 0x0D:
        // A line always begins in ASCII; a lost escape sequence must not garble the lines after it.
        set = .ascii
        shiftedOut = false
        writer.byte(byte)
        i &+= 1
      case 0x21...0x7E where set != .ascii || shiftedOut:
        guard let length = decodeGraphic(input, at: i, isLast: isLast, into: &writer, unreadable: &unreadable) else {
          return i
        }
        i &+= length
      case 0x00...0x7F:
        writer.byte(byte)
        i &+= 1
      case 0xA1...0xDF:
        writer.halfWidthKana(byte)
        i &+= 1
      default:
        writer.replacement()
        unreadable &+= 1
        i &+= 1
      }
    }
    return i
  }

  /// One character of a set other than ASCII; nil when its second byte has not come yet.
  private func decodeGraphic(
    _ input: UnsafeBufferPointer<UInt8>, at i: Int, isLast: Bool, into writer: inout UTF8Writer,
    unreadable: inout Int
  ) -> Int? {
    let byte = input[i]
    if set == .kana || shiftedOut {
      if byte <= 0x5F {
        writer.halfWidthKana(byte | 0x80)
      } else {
        writer.replacement()
        unreadable &+= 1
      }
      return 1
    }
    if set == .roman {
      // JIS X 0201 has ¥ and ‾ at 5C and 7E; every Japanese system means the backslash and the tilde.
      writer.byte(byte)
      return 1
    }
    guard i &+ 1 < input.count else {
      if !isLast { return nil }
      writer.replacement()
      unreadable &+= 1
      return 1
    }
    let second = input[i &+ 1]
    guard second >= 0x21, second <= 0x7E else {
      writer.replacement()
      unreadable &+= 1
      return 1
    }
    let index = Int(byte &- 0x21) &* 94 &+ Int(second &- 0x21)
    if !writeCell(index, into: &writer) {
      writer.replacement()
      unreadable &+= 2
    }
    return 2
  }

  private func writeCell(_ index: Int, into writer: inout UTF8Writer) -> Bool {
    let entry: UInt32
    switch set {
    case .jisX0212: entry = DecodingTables.jisX0212[index]
    case .jisX0213Plane1, .jisX0213Plane2:
      let cells = set == .jisX0213Plane1 ? hikae_jisx0213_plane1() : hikae_jisx0213_plane2()
      let cell = cells?[index] ?? 0
      if cell == 0 { return false }
      if cell > 0x10_FFFF {  // a letter and its combining mark
        writer.scalar(cell & 0xFFFF)
        writer.scalar(cell >> 16)
      } else {
        writer.scalar(cell)
      }
      return true
    default: entry = DecodingTables.jisX0208[index]
    }
    if entry == 0 { return false }
    writer.entry(entry)
    return true
  }
}
