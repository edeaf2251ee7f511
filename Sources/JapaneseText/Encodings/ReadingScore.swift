import CJapaneseTables

/// How Japanese a text looks when it is read in one encoding: the sum over its characters, in rough log odds.
struct ReadingScore {
  var score = 0.0
  /// Bytes that this encoding cannot read.
  var unreadable = 0
  /// Bytes above 7F that were looked at.
  var highBytes = 0

  /// Enough characters for any decision; a longer prefix is not worth the time.
  static let enough = 20_000

  /// What a character of JIS X 0208 speaks for, by its grade in the table of commonness.
  private static let weights: [Double] = [-8, -2, 0, 0.5, 1, 2.2, 2.8, 4]

  private static func weight(row: Int, cell: Int, in grades: UnsafePointer<UInt8>) -> Double {
    weights[Int(grades[row * 94 + cell] & 7)]
  }

  mutating func fail(_ length: Int) {
    score -= 10
    unreadable += length
  }

  /// What takes away from a double-byte character that stands alone in a word of small ASCII letters: there it is two
  /// accented letters, or one and the letter behind it.
  static func loneInWord(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, after character: Int) -> Double
  {
    if character == start || end < bytes.count && bytes[end] >= 0x80 { return 0 }
    let before = start > 0 && bytes[start - 1] &- 0x61 < 26
    let behind = end < bytes.count && bytes[end] &- 0x61 < 26
    return before || behind ? -2.5 : 0
  }

  static func cp932(_ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> ReadingScore {
    var result = ReadingScore()
    guard let grades = hikae_jis_commonness() else { return result }
    let table = DecodingTables.cp932
    var kana = KanaRun()
    var i = 0
    var characterEnd = -1
    while i < bytes.count, result.highBytes < enough {
      let byte = bytes[i]
      if byte < 0x80 {
        kana.end()
        i += 1
        continue
      }
      result.highBytes += 1
      if byte &- 0xA1 < 0x3F {
        result.score += kana.weight(of: byte)
        i += 1
        characterEnd = i
        continue
      }
      kana.end()
      guard i + 1 < bytes.count else {
        if isWhole || !isCP932Lead(byte) { result.fail(1) }
        break
      }
      let trail = bytes[i + 1]
      if !isCP932Lead(byte) || table[Int(byte) << 8 | Int(trail)] == 0 {
        result.fail(1)
        i += 1
        continue
      }
      result.highBytes += 1
      if byte < 0xF0 {
        let lead = Int(byte) - (byte < 0xA0 ? 0x81 : 0xC1)
        let cell = Int(trail) - (trail < 0x7F ? 0x40 : 0x41)
        let (row, column) = (lead * 2 + cell / 94, cell % 94)
        // The NEC-selected rows are rare, the kanji among them (髙 﨑) are names'.
        result.score += row < 94 ? weight(row: row, cell: column, in: grades) : 0
      } else {
        result.score += byte < 0xFA ? -1 : 0.5
      }
      result.score += loneInWord(bytes, i, i + 2, after: characterEnd)
      i += 2
      characterEnd = i
    }
    return result
  }

  static func eucJP(_ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> ReadingScore {
    var result = ReadingScore()
    guard let grades = hikae_jis_commonness() else { return result }
    var kana = KanaRun()
    var i = 0
    var characterEnd = -1
    while i < bytes.count, result.highBytes < enough {
      let byte = bytes[i]
      if byte < 0x80 {
        kana.end()
        i += 1
        continue
      }
      result.highBytes += 1
      let length = byte == 0x8F ? 3 : 2
      if i + length > bytes.count {
        if isWhole { result.fail(1) }
        break
      }
      let second = bytes[i + 1]
      if byte == 0x8E, second &- 0xA1 < 0x3F {
        result.score += kana.weight(of: second) + 1
      } else if byte &- 0xA1 < 94, second &- 0xA1 < 94 {
        kana.end()
        result.score += weight(row: Int(byte) - 0xA1, cell: Int(second) - 0xA1, in: grades)
        result.score += loneInWord(bytes, i, i + 2, after: characterEnd)
      } else if byte == 0x8F, second &- 0xA1 < 94, bytes[i + 2] &- 0xA1 < 94 {
        kana.end()
        let index = Int(second &- 0xA1) * 94 + Int(bytes[i + 2] &- 0xA1)
        result.score += DecodingTables.jisX0212[index] == 0 ? -8 : -0.5
      } else {
        kana.end()
        result.fail(1)
        i += 1
        continue
      }
      result.highBytes += 1
      i += length
      characterEnd = i
    }
    return result
  }

  /// Damaged UTF-8: a sequence that fits is strong evidence, because the other encodings rarely make one.
  static func utf8(_ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> ReadingScore {
    var result = ReadingScore()
    guard let base = bytes.baseAddress else { return result }
    var i = 0
    while i < bytes.count, result.highBytes < enough {
      if bytes[i] < 0x80 {
        i += 1
        continue
      }
      let rest = UnsafeBufferPointer(start: base + i, count: min(4, bytes.count - i))
      let (length, unfinished) = UTF8Validation.maximalSubpart(rest)
      if unfinished, i + length == bytes.count, !isWhole { break }
      let good = UTF8Validation.wellFormedPrefix(UnsafeBufferPointer(start: base + i, count: length)) == length
      result.highBytes += length
      if good { result.score += length >= 3 ? 5 : 2 } else { result.fail(length) }
      i += max(1, length)
    }
    return result
  }

  static func utf16(_ bytes: UnsafeBufferPointer<UInt8>, bigEndian: Bool) -> ReadingScore {
    var result = ReadingScore()
    guard let grades = hikae_jis_commonness() else { return result }
    let cells = EncodingTables.jisX0208
    var i = 0
    while i + 1 < bytes.count, result.highBytes < enough {
      let unit = Int(bytes[bigEndian ? i : i + 1]) << 8 | Int(bytes[bigEndian ? i + 1 : i])
      result.highBytes += 2
      switch unit {
      case 0x09, 0x0A, 0x0D, 0x20...0x7E: result.score += 1.5
      case 0xFF61...0xFF9F: result.score += 0.7
      default:
        let cell = Int(cells[unit])
        if cell == 0 { result.fail(2) } else { result.score += weights[Int(grades[cell - 1] & 7)] }
      }
      i += 2
    }
    return result
  }
}

/// Half-width kana as they follow one another: marks stand only where they can.
private struct KanaRun {
  private var previous: UInt8 = 0

  mutating func end() { previous = 0 }

  /// The weight of the kana `byte` (A1 to DF) after those before it.
  mutating func weight(of byte: UInt8) -> Double {
    defer { previous = byte }
    switch byte {
    case 0xA1...0xA4: return -1.5  // ｡ ｢ ｣ ､
    case 0xA5: return -0.5
    case 0xA6: return -1  // ｦ
    case 0xA7...0xAF:  // small kana and ｯ follow another kana
      return previous >= 0xB1 ? 0.7 : -3
    case 0xB0: return previous >= 0xB1 || previous >= 0xA7 && previous < 0xB0 ? 0.5 : -4
    case 0xDE:
      let takesMark = previous >= 0xB6 && previous <= 0xC4 || previous >= 0xCA && previous <= 0xCE || previous == 0xB3
      return takesMark ? 2.5 : -5
    case 0xDF: return previous >= 0xCA && previous <= 0xCE ? 2.5 : -5
    case 0xDD: return previous == 0 ? -3 : 0.9  // ﾝ begins no word
    default: return 0.7
    }
  }
}
