/// The voiced and half-voiced marks of kana, where they stand as characters of their own.
enum KanaMarks {
  /// The kana with its voiced mark (゛) in one character, for a hiragana or katakana of the BMP; nil when there is none.
  static func voiced(_ kana: UInt16) -> UInt16? {
    switch kana {
    case 0x304B...0x3061, 0x30AB...0x30C1: kana & 1 == 1 ? kana + 1 : nil  // か…ぢ: the voiced form follows
    case 0x3064, 0x3066, 0x3068, 0x30C4, 0x30C6, 0x30C8: kana + 1
    case 0x306F, 0x3072, 0x3075, 0x3078, 0x307B, 0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB: kana + 1
    case 0x3046: 0x3094
    case 0x30A6: 0x30F4
    case 0x309D, 0x30FD: kana + 1
    case 0x30EF: 0x30F7
    case 0x30F2: 0x30FA
    default: nil
    }
  }

  /// The kana with its half-voiced mark (゜): the five of the ハ row.
  static func semivoiced(_ kana: UInt16) -> UInt16? {
    switch kana {
    case 0x306F, 0x3072, 0x3075, 0x3078, 0x307B, 0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB: kana + 2
    default: nil
    }
  }

  /// A kana and a combining mark (U+3099, U+309A) after it as one character.
  static func joined(_ kana: Unicode.Scalar, with mark: Unicode.Scalar) -> Unicode.Scalar? {
    guard kana.value <= 0xFFFF else { return nil }
    let base = UInt16(kana.value)
    let whole =
      switch mark.value {
      case 0x3099: voiced(base)
      case 0x309A: semivoiced(base)
      default: UInt16?.none
      }
    return whole.flatMap { Unicode.Scalar(UInt32($0)) }
  }
}
