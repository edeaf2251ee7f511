import JapaneseText

/// Text of headers: encoded words (RFC 2047) and, where a sender ignored the rules, raw bytes of any encoding.
enum EncodedWord {
  private static let longest = 4 << 10

  /// The text of a header's unfolded value, in UTF-8.
  ///
  /// Neighbouring words of one charset are joined before they are decoded, because senders cut in the middle of a
  /// character. Words inside quotes and words with blanks in them are accepted, as mail programs do.
  static func decode(_ value: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var plain: [UInt8] = []
    var word: Word?
    var index = 0
    while index < value.count {
      guard let next = Word(in: value, at: index) else {
        plain.append(value[index])
        index += 1
        continue
      }
      index = next.end
      // Blanks between two words belong to the encoding, not to the text.
      if let open = word, plain.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
        plain = []
        if open.charset == next.charset {
          word?.bytes += next.bytes
          continue
        }
      }
      flush(&word, &plain, into: &output)
      word = next
    }
    flush(&word, &plain, into: &output)
    return output
  }

  static func text(_ value: [UInt8]) -> String { String(decoding: decode(value), as: UTF8.self) }

  private static func flush(_ word: inout Word?, _ plain: inout [UInt8], into output: inout [UInt8]) {
    if let open = word {
      output += CharsetStream.decode(open.bytes, declared: TextEncoding(mimeName: open.charset))
    }
    word = nil
    if plain.contains(where: { $0 >= 0x80 || $0 == 0x1B }) {
      output += CharsetStream.decode(plain)
    } else {
      output += plain
    }
    plain = []
  }

  /// `=?charset?B or Q?text?=`.
  private struct Word {
    /// In lower case, without the language that RFC 2231 allows behind a `*`.
    let charset: String
    var bytes: [UInt8]
    /// Index one past the word.
    let end: Int

    init?(in value: [UInt8], at start: Int) {
      let question = UInt8(ascii: "?")
      guard start + 7 < value.count, value[start] == UInt8(ascii: "="), value[start + 1] == question else { return nil }
      let limit = min(value.count, start + EncodedWord.longest)
      guard let charsetEnd = value[(start + 2)..<limit].firstIndex(of: question), charsetEnd > start + 2,
        charsetEnd - start <= 48, charsetEnd + 2 < limit, value[charsetEnd + 2] == question
      else { return nil }
      let textStart = charsetEnd + 3
      var textEnd = textStart
      while textEnd + 1 < limit, !(value[textEnd] == question && value[textEnd + 1] == UInt8(ascii: "=")) {
        textEnd += 1
      }
      guard textEnd + 1 < limit else { return nil }
      let text = value[textStart..<textEnd]
      var decoded: [UInt8] = []
      switch value[charsetEnd + 1] | 0x20 {
      case UInt8(ascii: "b"):
        var decoder = Base64Decoder()
        text.withUnsafeBytes { decoder.decode($0, into: &decoded) }
      case UInt8(ascii: "q"):
        var decoder = QuotedPrintableDecoder(inHeader: true)
        decoder.decode(text, isLast: true, into: &decoded)
      default: return nil
      }
      bytes = decoded
      let name = String(decoding: value[(start + 2)..<charsetEnd], as: UTF8.self).lowercased()
      charset = name.split(separator: "*").first.map(String.init) ?? name
      end = textEnd + 2
    }
  }
}
