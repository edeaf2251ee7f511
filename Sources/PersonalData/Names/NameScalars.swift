import JapaneseText

/// Short texts as Unicode scalars in scratch memory: names are compared by scalar, not by byte.
enum NameScalars {
  /// Longest text looked at, in bytes: 40 kanji, or a long organisation name.
  static let longestText = 192

  /// Decodes UTF-8 leniently (a bad byte becomes U+FFFD) and returns the number of scalars written, at most `capacity`.
  @inline(__always)
  static func decode(_ bytes: CellBytes, into output: UnsafeMutablePointer<UInt32>, capacity: Int) -> Int {
    var index = 0
    var count = 0
    while index < bytes.count, count < capacity {
      let (scalar, length) = scalar(in: bytes, at: index)
      output[count] = scalar
      count += 1
      index += length
    }
    return count
  }

  /// The scalar that begins at `index` (which must be inside) and its length in bytes.
  @inline(__always)
  static func scalar(in bytes: CellBytes, at index: Int) -> (scalar: UInt32, length: Int) {
    let first = UInt32(bytes[index])
    if first < 0x80 { return (first, 1) }
    if first >= 0xE0, first < 0xF0, index + 2 < bytes.count {
      return ((first & 0xF) << 12 | UInt32(bytes[index + 1] & 0x3F) << 6 | UInt32(bytes[index + 2] & 0x3F), 3)
    }
    if first >= 0xC2, first < 0xE0, index + 1 < bytes.count {
      return ((first & 0x1F) << 6 | UInt32(bytes[index + 1] & 0x3F), 2)
    }
    if first >= 0xF0, first < 0xF5, index + 3 < bytes.count {
      let high = (first & 7) << 18 | UInt32(bytes[index + 1] & 0x3F) << 12
      return (high | UInt32(bytes[index + 2] & 0x3F) << 6 | UInt32(bytes[index + 3] & 0x3F), 4)
    }
    return (0xFFFD, 1)
  }

  /// Length of a scalar in UTF-8.
  @inline(__always)
  static func width(_ scalar: UInt32) -> Int {
    scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
  }

  /// Folds a text for names and hands over its scalars. Texts over `longestText` bytes are handed over empty.
  @inline(__always)
  static func withFolded<Result>(
    _ text: CellBytes, kana: Bool = false, _ body: (UnsafeBufferPointer<UInt32>) -> Result
  ) -> Result {
    withFolded(text, by: kana ? FoldTable.kana : FoldTable.name, body)
  }

  /// As above, with the table at hand.
  @inline(__always)
  static func withFolded<Result>(
    _ text: CellBytes, by table: FoldTable, _ body: (UnsafeBufferPointer<UInt32>) -> Result
  ) -> Result {
    let size = text.count <= longestText ? text.count : 0
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: size + 1) { scalars in
      guard let output = scalars.baseAddress, size > 0 else {
        return body(UnsafeBufferPointer(start: nil, count: 0))
      }
      let count = table.foldPlainly(text, into: output) ?? foldFully(text, by: table, into: output)
      return body(UnsafeBufferPointer(start: output, count: count))
    }
  }

  /// - Parameter output: room for as many scalars as the text has bytes.
  private static func foldFully(
    _ text: CellBytes, by table: FoldTable, into output: UnsafeMutablePointer<UInt32>
  ) -> Int {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count + 1) { folded in
      guard let bytes = folded.baseAddress else { return 0 }
      let length = table.fold(text, into: bytes)
      return decode(CellBytes(start: bytes, count: length), into: output, capacity: text.count)
    }
  }
}

extension UInt32 {
  /// A kanji, or a mark that stands for one in names: 々 〆 〇, and 〓 for a character that could not be coded.
  @inline(__always)
  var isKanji: Bool {
    (0x4E00...0x9FFF).contains(self) || (0x3400...0x4DBF).contains(self) || (0x20000...0x323AF).contains(self)
      || self == 0x3005 || self == 0x3006 || self == 0x3007 || self == 0x3013 || (0xF900...0xFAFF).contains(self)
      || (0xE000...0xF8FF).contains(self)
  }
  @inline(__always)
  var isHiragana: Bool { (0x3041...0x3096).contains(self) || self == 0x309D || self == 0x309E }
  /// With the prolonged sound mark and iteration marks, full width only.
  @inline(__always)
  var isKatakana: Bool { (0x30A1...0x30FA).contains(self) || (0x30FC...0x30FE).contains(self) }
  @inline(__always)
  var isHalfKatakana: Bool { (0xFF66...0xFF9F).contains(self) }
  @inline(__always)
  var isHangul: Bool { (0xAC00...0xD7A3).contains(self) }
  /// Latin letters with and without diacritics, half and full width.
  @inline(__always)
  var isLatin: Bool {
    (0x61...0x7A).contains(self | 0x20) || (0xC0...0x24F).contains(self) && self != 0xD7 && self != 0xF7
      || (0x1E00...0x1EFF).contains(self) || (0xFF41...0xFF5A).contains(self) || (0xFF21...0xFF3A).contains(self)
      || (0x300...0x323).contains(self)
  }
  /// Half and full-width digits.
  @inline(__always)
  var isDigit: Bool { (0x30...0x39).contains(self) || (0xFF10...0xFF19).contains(self) }
  /// A space of any width.
  @inline(__always)
  var isSpace: Bool {
    self == 0x20 || self == 0x3000 || self == 0xA0 || self == 0x09 || (0x2000...0x200B).contains(self)
  }
}
