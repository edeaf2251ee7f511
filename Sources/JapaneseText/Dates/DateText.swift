/// Dates as people and programs write them in Japanese offices.
///
/// Read are western dates with separators (`1975/1/2`, `1975-01-02`, `1975.1.2`), run together (`19750102`), with
/// kanji (`1975年1月2日`, also in kanji numerals), era dates (`昭和50年1月2日`, `昭50.1.2`, `S50/1/2`, `s500102`, 元年), the
/// era codes of insurers and payrolls (`3-500102`, `3500102`, `3-50-01-02`), `01/02/1975` (month first, unless only
/// day first is a date; day first with dots), `2 Jan 1975` and `Jan 2, 1975`. Full-width characters count as their
/// plain forms. Western years of two digits are never guessed.
package enum DateText {
  /// The date that a whole cell says, also with a time, a weekday or 生 behind it; nil when it is anything else.
  package static func parse(_ text: UnsafeBufferPointer<UInt8>) -> CivilDate? {
    let count = text.count
    guard count >= 6, count <= 128, let base = text.baseAddress else { return nil }
    if count >= 8, count <= 10, base[0] == 0x31 || base[0] == 0x32, let date = plain(base, count: count) { return date }
    if count >= 16, count <= 29, base[10] == 0x20 || base[10] == 0x54, isClock(base + 11, count: count &- 11) {
      return plain(base, count: 10)
    }
    guard canBegin(base[0]) else { return nil }
    var cursor = DateCursor(text)
    _ = cursor.take(0x27)  // the apostrophe with which Excel marks text
    cursor.skipSpaces()
    guard let date = DateGrammar.date(&cursor, inText: false) else { return nil }
    DateGrammar.skipTrailer(&cursor)
    return cursor.isAtEnd ? date : nil
  }

  /// The date at the start of running text and the bytes that it takes; the text goes on with anything but a digit.
  ///
  /// Era codes in digits are not read here, because in running text they are mostly other numbers.
  package static func parsePrefix(_ text: UnsafeBufferPointer<UInt8>) -> (date: CivilDate, length: Int)? {
    guard text.count >= 6, let base = text.baseAddress, canBegin(base[0]) else { return nil }
    var cursor = DateCursor(UnsafeBufferPointer(start: base, count: min(text.count, 128)))
    guard let date = DateGrammar.date(&cursor, inText: true), !cursor.isInsideNumber else { return nil }
    return (date, cursor.position)
  }

  /// Digits, letters, spaces, quotes and multi-byte characters that can begin a date: the quick "no" for other cells.
  @inline(__always)
  private static func canBegin(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x20, 0x09, 0x28, 0x27: true
    case 0xE3, 0xE4, 0xE5, 0xE6, 0xE8, 0xEF, 0xC2: true
    default: false
    }
  }

  /// `00:00` and what databases write behind it: seconds, fractions, `Z`, an offset.
  @inline(__always)
  private static func isClock(_ p: UnsafePointer<UInt8>, count: Int) -> Bool {
    guard p[2] == 0x3A, p[0] &- 48 < 3, p[1] &- 48 < 10, p[3] &- 48 < 6, p[4] &- 48 < 10 else { return false }
    for i in 5..<count {
      switch p[i] {
      case 0x30...0x3A, 0x2B, 0x2D, 0x2E, 0x5A: continue
      default: return false
      }
    }
    return true
  }

  /// `yyyymmdd` and `yyyy/m/d` with one kind of separator, which are most of all dates in files.
  @inline(__always)
  private static func plain(_ p: UnsafePointer<UInt8>, count: Int) -> CivilDate? {
    let (a, b, c, d) = (p[0] &- 48, p[1] &- 48, p[2] &- 48, p[3] &- 48)
    guard a < 10, b < 10, c < 10, d < 10 else { return nil }
    let year = Int(a) &* 1000 &+ Int(b) &* 100 &+ Int(c) &* 10 &+ Int(d)
    let separator = p[4]
    if separator &- 48 < 10 {
      guard count == 8 else { return nil }
      let (e, f, g, h) = (separator &- 48, p[5] &- 48, p[6] &- 48, p[7] &- 48)
      guard f < 10, g < 10, h < 10 else { return nil }
      return CivilDate(year: year, month: Int(e) &* 10 &+ Int(f), day: Int(g) &* 10 &+ Int(h))
    }
    guard separator == 0x2F || separator == 0x2D || separator == 0x2E else { return nil }
    var i = 5
    var month = Int(p[i] &- 48)
    guard month < 10 else { return nil }
    i &+= 1
    if p[i] != separator {
      let next = p[i] &- 48
      guard next < 10 else { return nil }
      month = month &* 10 &+ Int(next)
      i &+= 1
      guard i < count, p[i] == separator else { return nil }
    }
    i &+= 1
    guard i < count else { return nil }
    var day = Int(p[i] &- 48)
    guard day < 10 else { return nil }
    i &+= 1
    if i < count {
      let next = p[i] &- 48
      guard next < 10 else { return nil }
      day = day &* 10 &+ Int(next)
      i &+= 1
    }
    return i == count ? CivilDate(year: year, month: month, day: day) : nil
  }
}
