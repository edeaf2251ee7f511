/// The codes in headers and footers of printed sheets (ECMA-376 part 1, 18.3.1.46): `&L`, `&P`, `&"font"`, `&12`; `&&` is
/// one ampersand.
enum HeaderCodes {
  static func dropped(from text: [UInt8]) -> [UInt8] {
    var plain: [UInt8] = []
    var at = 0
    while at < text.count {
      guard text[at] == 0x26, at + 1 < text.count else {
        plain.append(text[at])
        at += 1
        continue
      }
      at += 2
      switch text[at - 1] {
      case 0x26: plain.append(0x26)
      case 0x22:
        while at < text.count, text[at] != 0x22 { at += 1 }
        at += 1
      case 0x30...0x39: while at < text.count, text[at] &- 0x30 <= 9 { at += 1 }
      case 0x4C, 0x43, 0x52: plain.append(0x20)
      default: break
      }
    }
    return plain
  }
}
