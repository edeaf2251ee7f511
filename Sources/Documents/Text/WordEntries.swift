/// Lines of dictionaries of words: `山田 [やまだ] /Yamada (s)/` (EDICT, ENAMDICT), `やまだ /山田/山だ/` (SKK). They tell how words are
/// read and what they mean, names among them, and nothing of anybody.
enum WordEntries {
  private static let fewest = 8

  /// Whether nearly every line is such an entry.
  static func fill(_ lines: SampleLines) -> Bool {
    var entries = 0
    var filled = 0
    for range in lines.ranges {
      let line = lines.bytes[range]
      // `;; okuri-ari entries.`
      if line.starts(with: ";;".utf8) { continue }
      filled += 1
      if isOne(line) { entries += 1 }
    }
    return entries >= fewest && entries * 10 >= filled * 9
  }

  /// Meanings between strokes behind a blank, and before them a reading, in brackets behind the word or alone.
  static func isOne(_ line: ArraySlice<UInt8>) -> Bool {
    let text = line.withoutBlanks
    guard text.last == UInt8(ascii: "/"), let stroke = text.firstIndex(of: UInt8(ascii: "/")),
      stroke > text.startIndex + 1, stroke < text.endIndex - 2, text[stroke - 1] == 0x20
    else { return false }
    let head = text[..<(stroke - 1)]
    if head.last == UInt8(ascii: "]"), let opening = head.lastIndex(of: UInt8(ascii: "[")) {
      return opening > head.startIndex && isKana(head[(opening + 1)..<(head.endIndex - 1)])
    }
    return isKana(head)
  }

  /// Kana, with the letter of an ending behind it (`わるk`) or marks between several readings.
  private static func isKana(_ text: ArraySlice<UInt8>) -> Bool {
    var kana = 0
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x3041...0x30FF, 0xFF66...0xFF9F: kana += 1
      case 0x61...0x7A, 0x28, 0x29, 0x50, 0x3B, 0x2C: break
      default: return false
      }
    }
    return kana > 0
  }
}
