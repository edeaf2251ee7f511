/// Quoted-printable (RFC 2045, 6.7), and its sister in headers, `Q` (RFC 2047, 4.2), where `_` is a blank.
struct QuotedPrintableDecoder {
  private enum State {
    case text
    /// After `=`.
    case escape
    /// After `=` and one hexadecimal digit.
    case digit(UInt8)
    /// After `=` and blanks: a soft line break whose end is still to come.
    case softBreak
  }

  private let isHeader: Bool
  private var state = State.text

  init(inHeader isHeader: Bool = false) { self.isHeader = isHeader }

  mutating func decode(_ input: some Sequence<UInt8>, isLast: Bool, into output: inout [UInt8]) {
    for byte in input { step(byte, &output) }
    if isLast {
      if case .digit(let high) = state { output += [UInt8(ascii: "="), high] }
      state = .text
    }
  }

  private mutating func step(_ byte: UInt8, _ output: inout [UInt8]) {
    switch state {
    case .text:
      if byte == UInt8(ascii: "=") {
        state = .escape
      } else if isHeader, byte == UInt8(ascii: "_") {
        output.append(0x20)
      } else {
        output.append(byte)
      }
    case .escape:
      if Self.digit(byte) != nil {
        state = .digit(byte)
      } else if byte == 0x0A {
        state = .text
      } else if byte == 0x0D || byte == 0x20 || byte == 0x09 {
        state = .softBreak
      } else {
        // An `=` that nobody encoded.
        output.append(UInt8(ascii: "="))
        state = .text
        step(byte, &output)
      }
    case .digit(let high):
      state = .text
      if let low = Self.digit(byte), let upper = Self.digit(high) {
        output.append(upper << 4 | low)
      } else {
        output += [UInt8(ascii: "="), high]
        step(byte, &output)
      }
    case .softBreak:
      if byte == 0x0D || byte == 0x20 || byte == 0x09 { return }
      state = .text
      if byte != 0x0A { step(byte, &output) }
    }
  }

  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- 48
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- 55
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- 87
    default: nil
    }
  }
}
