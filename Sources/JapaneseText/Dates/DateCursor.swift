/// Reads a date's text character by character; full-width characters come as their plain forms, Latin letters as
/// capitals, and the words of Japanese dates as signs of their own.
struct DateCursor {
  /// Codes above 7F.
  enum Sign {
    static let year: UInt8 = 0x80  // 年
    static let month: UInt8 = 0x81  // 月
    static let day: UInt8 = 0x82  // 日
    static let first: UInt8 = 0x83  // 元
    static let ten: UInt8 = 0x84  // 十
    static let hundred: UInt8 = 0x85  // 百
    static let thousand: UInt8 = 0x86  // 千
    static let born: UInt8 = 0x87  // 生
    static let hour: UInt8 = 0x88  // 時
    static let minute: UInt8 = 0x89  // 分
    static let second: UInt8 = 0x8A  // 秒
    static let common: UInt8 = 0x8B  // 西暦
    static let ma: UInt8 = 0x8C  // ま
    static let re: UInt8 = 0x8D  // れ
    static let kanjiDigit: UInt8 = 0x90  // 〇 to 九 at 90 to 99
    static let era: UInt8 = 0xA0  // the era's code is added
    static let other: UInt8 = 0xFF
    static let end: UInt8 = 0
  }

  private let text: UnsafeBufferPointer<UInt8>
  private(set) var position = 0
  /// The character at `position` and its length in bytes.
  private(set) var code: UInt8 = 0
  private var length = 0

  init(_ text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    load()
  }

  var isAtEnd: Bool { code == Sign.end }
  var isAtDigit: Bool { code &- 0x30 < 10 }

  /// Whether the number that ends at `position` goes on: with another digit, or with a separator and a digit.
  var isInsideNumber: Bool {
    guard position > 0, endsInDigit else { return false }
    if isAtDigit { return true }
    guard code == 0x2F || code == 0x2D || code == 0x2E else { return false }
    var next = self
    next.advance()
    return next.isAtDigit
  }

  /// Whether the character before `position` is a digit, plain or full-width.
  private var endsInDigit: Bool {
    let last = text[position &- 1]
    if last < 0x80 { return last &- 0x30 < 10 }
    guard position >= 3 else { return false }
    return text[position &- 3] == 0xEF && text[position &- 2] == 0xBC && last &- 0x90 < 10
  }

  mutating func advance() {
    position &+= length
    load()
  }

  mutating func take(_ wanted: UInt8) -> Bool {
    if code != wanted { return false }
    advance()
    return true
  }

  mutating func skipSpaces() { while code == 0x20 { advance() } }

  private mutating func load() {
    guard position < text.count else {
      (code, length) = (Sign.end, 0)
      return
    }
    let byte = text[position]
    if byte < 0x80 {
      length = 1
      switch byte {
      case 0x61...0x7A: code = byte & 0xDF
      case 0x09, 0x0A, 0x0D: code = 0x20
      case 0x00: code = Sign.other
      default: code = byte
      }
      return
    }
    let left = text.count &- position
    if byte == 0xC2, left >= 2, text[position &+ 1] == 0xA0 {  // no-break space
      (code, length) = (0x20, 2)
      return
    }
    guard byte & 0xF0 == 0xE0, left >= 3 else {
      (code, length) = (Sign.other, 1)
      return
    }
    length = 3
    let scalar =
      UInt16(byte & 0x0F) << 12 | UInt16(text[position &+ 1] & 0x3F) << 6 | UInt16(text[position &+ 2] & 0x3F)
    if scalar >= 0xFF01, scalar <= 0xFF5E {
      let plain = UInt8(truncatingIfNeeded: scalar &- 0xFEE0)
      code = plain >= 0x61 && plain <= 0x7A ? plain & 0xDF : plain
      return
    }
    code = Self.sign(of: scalar)
    if code >= Sign.era, code < Sign.era + 8 { takeEraTail() }
    if code == Sign.common {
      // 西 only means something before 暦.
      if follows(0xE6, 0x9A, 0xA6) { length = 6 } else { code = Sign.other }
    }
  }

  private func follows(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> Bool {
    position &+ 6 <= text.count && text[position &+ 3] == a && text[position &+ 4] == b && text[position &+ 5] == c
  }

  /// 治, 正, 和 and 成 after an era's first character belong to it.
  private mutating func takeEraTail() {
    let hasTail =
      switch code &- Sign.era {
      case 1: follows(0xE6, 0xB2, 0xBB)  // 治
      case 2: follows(0xE6, 0xAD, 0xA3)  // 正
      case 3, 5: follows(0xE5, 0x92, 0x8C)  // 和
      default: follows(0xE6, 0x88, 0x90)  // 成
      }
    if hasTail { length = 6 }
  }

  private static func sign(of scalar: UInt16) -> UInt8 {
    switch scalar {
    case 0x5E74: Sign.year
    case 0x6708: Sign.month
    case 0x65E5: Sign.day
    case 0x5143: Sign.first
    case 0x5341: Sign.ten
    case 0x767E: Sign.hundred
    case 0x5343: Sign.thousand
    case 0x751F: Sign.born
    case 0x6642: Sign.hour
    case 0x5206: Sign.minute
    case 0x79D2: Sign.second
    case 0x897F: Sign.common
    case 0x307E: Sign.ma
    case 0x308C: Sign.re
    case 0x3007, 0x96F6: Sign.kanjiDigit  // 〇 零
    case 0x4E00, 0x58F1: Sign.kanjiDigit + 1  // 一 壱
    case 0x4E8C, 0x5F10: Sign.kanjiDigit + 2
    case 0x4E09, 0x53C2: Sign.kanjiDigit + 3
    case 0x56DB: Sign.kanjiDigit + 4
    case 0x4E94: Sign.kanjiDigit + 5
    case 0x516D: Sign.kanjiDigit + 6
    case 0x4E03: Sign.kanjiDigit + 7
    case 0x516B: Sign.kanjiDigit + 8
    case 0x4E5D: Sign.kanjiDigit + 9
    case 0x660E, 0x337E: Sign.era + 1  // 明, ㍾
    case 0x5927, 0x337D: Sign.era + 2  // 大, ㍽
    case 0x662D, 0x337C: Sign.era + 3  // 昭, ㍼
    case 0x5E73, 0x337B: Sign.era + 4  // 平, ㍻
    case 0x4EE4, 0x32FF: Sign.era + 5  // 令, ㋿
    case 0x3000, 0x2002, 0x2003, 0x2009: 0x20
    case 0x2010...0x2015, 0x2212, 0x30FC: 0x2D
    case 0x30FB, 0x3002: 0x2E  // ・ and 。 for a dot
    case 0x3010, 0x3014: 0x28
    case 0x3011, 0x3015: 0x29
    default: Sign.other
    }
  }
}
