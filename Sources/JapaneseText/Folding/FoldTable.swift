import CJapaneseTables

/// One fold as a table of 65,536 values, made once from the constant pairs in C. See `Folding` for what each fold does.
///
/// Whoever folds a great many short texts keeps the table: asking for the static each time costs as much as the folding.
///
/// A value is the character that takes the place, or an instruction: 0 removes; the rest are private use values,
/// which no folded text can hold (Scripts/japanese_tables.py writes the same numbers).
package struct FoldTable: Sendable {
  package static let name = FoldTable(
    pairs: hikae_fold_name_pairs(), count: hikae_fold_name_pairs_count(), expansions: hikae_fold_name_expansions())
  package static let kana = FoldTable(
    pairs: hikae_fold_kana_pairs(), count: hikae_fold_kana_pairs_count(), expansions: hikae_fold_kana_expansions())
  package static let text = FoldTable(
    pairs: hikae_fold_text_pairs(), count: hikae_fold_text_pairs_count(), expansions: hikae_fold_text_expansions())

  private static let voicedMark: UInt16 = 0xE100
  private static let semivoicedMark: UInt16 = 0xE101
  private static let dash: UInt16 = 0xE102
  private static let accent: UInt16 = 0xE103
  private static let closingParenthesis: UInt16 = 0xE104
  private static let wildcard: UInt16 = 0x3013  // 〓

  nonisolated(unsafe) private let values: UnsafePointer<UInt16>
  nonisolated(unsafe) private let expansions: UnsafePointer<UInt32>?

  private init(pairs: UnsafePointer<UInt16>?, count: Int32, expansions: UnsafePointer<UInt32>?) {
    let table = UnsafeMutablePointer<UInt16>.allocate(capacity: 0x1_0000)
    for value in 0..<0x1_0000 { table[value] = UInt16(value) }
    for value in 0xE000...0xF8FF { table[value] = Self.wildcard }
    if let pairs {
      for index in 0..<Int(count) { table[Int(pairs[index * 2])] = pairs[index * 2 + 1] }
    }
    table[0] = 0
    values = UnsafePointer(table)
    self.expansions = expansions
  }

  func fold(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      String(unsafeUninitializedCapacity: bytes.count) { output in
        guard let start = output.baseAddress else { return 0 }
        return fold(bytes, into: start)
      }
    }
  }

  /// - Parameter output: room for as many bytes as the text has.
  /// - Returns: the length of the result.
  package func fold(_ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>) -> Int {
    var i = 0
    var o = 0
    let count = text.count
    while i < count {
      let first = text[i]
      let scalar: UInt32
      let length: Int
      if first < 0x80 {
        scalar = UInt32(first)
        length = 1
      } else if first >= 0xE0, first < 0xF0, count &- i >= 3, text[i &+ 1] & 0xC0 == 0x80, text[i &+ 2] & 0xC0 == 0x80 {
        scalar = UInt32(first & 0x0F) << 12 | UInt32(text[i &+ 1] & 0x3F) << 6 | UInt32(text[i &+ 2] & 0x3F)
        length = 3
      } else if first >= 0xC2, first < 0xE0, count &- i >= 2, text[i &+ 1] & 0xC0 == 0x80 {
        scalar = UInt32(first & 0x1F) << 6 | UInt32(text[i &+ 1] & 0x3F)
        length = 2
      } else if first >= 0xF0, first < 0xF5, count &- i >= 4 {
        let upper = UInt32(first & 0x07) << 18 | UInt32(text[i &+ 1] & 0x3F) << 12
        scalar = upper | UInt32(text[i &+ 2] & 0x3F) << 6 | UInt32(text[i &+ 3] & 0x3F)
        length = 4
      } else {
        i &+= 1  // not UTF-8: the decoders never write it
        continue
      }
      i &+= length
      if scalar > 0xFFFF {
        foldSupplementary(scalar, text: text, end: i, into: output, at: &o)
        continue
      }
      let value = values[Int(scalar)]
      if value < 0xE000 || value >= 0xF900 {
        put(value, into: output, at: &o)
      } else {
        if value == Self.accent {
          addAccent(UInt16(truncatingIfNeeded: scalar), to: output, at: &o)
        } else {
          let next = UnsafeBufferPointer(rebasing: text[i...])
          follow(value, of: UInt16(truncatingIfNeeded: scalar), next: next, into: output, at: &o)
        }
      }
    }
    return o
  }

  /// Folds a text of which every character stands for itself or for one other, which is nearly every name.
  ///
  /// - Parameter output: room for as many scalars as the text has bytes.
  /// - Returns: the number of scalars; nil where a character depends on its neighbours or lies beyond the basic plane,
  ///   so that the whole text must be folded by `fold(_:into:)`.
  package func foldPlainly(_ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt32>) -> Int? {
    var i = 0
    var o = 0
    let count = text.count
    while i < count {
      let first = text[i]
      let scalar: UInt32
      if first >= 0xE0, first < 0xF0, count &- i >= 3, text[i &+ 1] & 0xC0 == 0x80, text[i &+ 2] & 0xC0 == 0x80 {
        scalar = UInt32(first & 0x0F) << 12 | UInt32(text[i &+ 1] & 0x3F) << 6 | UInt32(text[i &+ 2] & 0x3F)
        i &+= 3
      } else if first < 0x80 {
        scalar = UInt32(first)
        i &+= 1
      } else if first >= 0xC2, first < 0xE0, count &- i >= 2, text[i &+ 1] & 0xC0 == 0x80 {
        scalar = UInt32(first & 0x1F) << 6 | UInt32(text[i &+ 1] & 0x3F)
        i &+= 2
      } else {
        return nil
      }
      let value = values[Int(scalar)]
      if value >= 0xE000, value < 0xF900 { return nil }
      output[o] = UInt32(value)
      // 0 removes.
      if value != 0 { o &+= 1 }
    }
    return o
  }

  @inline(__always)
  private func put(_ value: UInt16, into output: UnsafeMutablePointer<UInt8>, at o: inout Int) {
    if value < 0x80 {
      if value == 0 { return }
      output[o] = UInt8(truncatingIfNeeded: value)
      o &+= 1
    } else if value < 0x800 {
      output[o] = UInt8(truncatingIfNeeded: 0xC0 | value >> 6)
      output[o &+ 1] = UInt8(truncatingIfNeeded: 0x80 | value & 0x3F)
      o &+= 2
    } else {
      output[o] = UInt8(truncatingIfNeeded: 0xE0 | value >> 12)
      output[o &+ 1] = UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F)
      output[o &+ 2] = UInt8(truncatingIfNeeded: 0x80 | value & 0x3F)
      o &+= 3
    }
  }

  /// The instructions: they look at what was written last and, for a dash, at what comes.
  private func follow(
    _ value: UInt16, of scalar: UInt16, next: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>,
    at o: inout Int
  ) {
    switch value {
    case Self.voicedMark, Self.semivoicedMark:
      guard let (kana, length) = last(output, o), length == 3 else { return }
      guard let joined = value == Self.voicedMark ? KanaMarks.voiced(kana) : KanaMarks.semivoiced(kana) else { return }
      o &-= 3
      put(values[Int(joined)], into: output, at: &o)
    case Self.dash:
      // カ－ド is カード in bad typing, 2ー3 is 2-3; an ASCII hyphen has no room to become ー.
      let isProlonged = scalar == 0x30FC || scalar == 0xFF70
      if scalar >= 0x800, let (before, _) = last(output, o), isKana(before), isProlonged || kanaOrEnd(next) {
        put(0x30FC, into: output, at: &o)
      } else {
        put(0x2D, into: output, at: &o)
      }
    case Self.closingParenthesis:
      if o >= 4, output[o &- 4] == UInt8(ascii: "("), let (inner, length) = last(output, o), length == 3,
        let whole = Self.parenthesised(inner)
      {
        o &-= 4
        put(whole, into: output, at: &o)
      } else {
        put(0x29, into: output, at: &o)
      }
    default:
      if value >= 0xE000, value < 0xE100, let expansions {
        let entry = expansions[Int(value &- 0xE000)]
        for index in 0..<(entry >> 24) {
          put(UInt16(entry >> (index &* 8) & 0xFF), into: output, at: &o)
        }
      }
    }
  }

  /// An accent joins the letter before it; one that fits no letter goes.
  private func addAccent(_ mark: UInt16, to output: UnsafeMutablePointer<UInt8>, at o: inout Int) {
    guard let (letter, length) = last(output, o), let composed = Self.composed(letter, mark) else { return }
    o &-= length
    put(composed, into: output, at: &o)
  }

  /// The character that the output ends with, and its length; nil at the start and above the BMP.
  private func last(_ output: UnsafeMutablePointer<UInt8>, _ o: Int) -> (scalar: UInt16, length: Int)? {
    guard o > 0 else { return nil }
    let final = output[o &- 1]
    if final < 0x80 { return (UInt16(final), 1) }
    guard o > 1 else { return nil }
    let before = output[o &- 2]
    if before & 0xE0 == 0xC0 { return (UInt16(before & 0x1F) << 6 | UInt16(final & 0x3F), 2) }
    guard o > 2, output[o &- 3] & 0xF0 == 0xE0 else { return nil }
    return (UInt16(output[o &- 3] & 0x0F) << 12 | UInt16(before & 0x3F) << 6 | UInt16(final & 0x3F), 3)
  }

  private func isKana(_ scalar: UInt16) -> Bool {
    scalar >= 0x3041 && scalar <= 0x3096 || scalar >= 0x30A1 && scalar <= 0x30FC && scalar != 0x30FB
  }

  /// Whether a hiragana, a katakana or a half-width kana comes next, or nothing but spaces.
  private func kanaOrEnd(_ next: UnsafeBufferPointer<UInt8>) -> Bool {
    var i = 0
    while i < next.count {
      if next[i] == 0x20 {
        i &+= 1
        continue
      }
      guard next.count &- i >= 3 else { return false }
      let (first, second, third) = (next[i], next[i &+ 1], next[i &+ 2])
      if first == 0xE3, second == 0x80, third == 0x80 {
        i &+= 3
        continue
      }
      if first == 0xEF { return second == 0xBD && third >= 0xA6 || second == 0xBE && third <= 0x9F }
      guard first == 0xE3, second & 0xFC == 0x80 else { return false }
      return isKana(0x3000 | UInt16(second & 0x3F) << 6 | UInt16(third & 0x3F))
    }
    return true
  }

  /// (株) in one character: the forms of companies and associations only.
  private static func parenthesised(_ inner: UInt16) -> UInt16? {
    switch inner {
    case 0x682A: 0x3231  // 株
    case 0x6709: 0x3232  // 有
    case 0x793E: 0x3233  // 社
    case 0x540D: 0x3234  // 名
    case 0x8CA1: 0x3236  // 財
    case 0x5B66: 0x323B  // 学
    case 0x8CC7: 0x323E  // 資
    case 0x5354: 0x323F  // 協
    default: nil
    }
  }

  private static func composed(_ letter: UInt16, _ mark: UInt16) -> UInt16? {
    guard let triples = hikae_compositions() else { return nil }
    let wanted = UInt32(letter) << 16 | UInt32(mark)
    var (low, high) = (0, Int(hikae_compositions_count()))
    while low < high {
      let middle = (low + high) / 2
      let key = UInt32(triples[middle * 3]) << 16 | UInt32(triples[middle * 3 + 1])
      if key == wanted { return triples[middle * 3 + 2] }
      if key < wanted { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// A character above the BMP, whose four bytes end at `end`.
  private func foldSupplementary(
    _ scalar: UInt32, text: UnsafeBufferPointer<UInt8>, end: Int, into output: UnsafeMutablePointer<UInt8>,
    at o: inout Int
  ) {
    if scalar >= 0xE0000, scalar < 0xE1000 { return }  // variation selectors 17 to 256, tags
    if scalar >= 0xF0000 {
      put(Self.wildcard, into: output, at: &o)
      return
    }
    if let pairs = hikae_fold_supplementary() {
      var (low, high) = (0, Int(hikae_fold_supplementary_count()))
      while low < high {
        let middle = (low + high) / 2
        let key = pairs[middle * 2]
        if key == scalar {
          put(UInt16(truncatingIfNeeded: pairs[middle * 2 + 1]), into: output, at: &o)
          return
        }
        if key < scalar { low = middle + 1 } else { high = middle }
      }
    }
    for index in 0..<4 { output[o &+ index] = text[end &- 4 &+ index] }
    o &+= 4
  }
}
