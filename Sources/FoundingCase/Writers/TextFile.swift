import JapaneseText

/// Text and delimited text in the encodings of such offices.
package enum TextFile {
  /// How a text file is coded.
  package struct Coding: Sendable, Hashable {
    package var encoding: TextEncoding
    package var hasByteOrderMark: Bool

    package init(_ encoding: TextEncoding, hasByteOrderMark: Bool = false) {
      self.encoding = encoding
      self.hasByteOrderMark = hasByteOrderMark
    }

    package static let cp932 = Coding(.cp932)
    package static let utf8 = Coding(.utf8)
    package static let utf8Marked = Coding(.utf8, hasByteOrderMark: true)
    package static let utf16Marked = Coding(.utf16LE, hasByteOrderMark: true)
    package static let eucJP = Coding(.eucJP)
    package static let iso2022JP = Coding(.iso2022JP)

    /// Whether the characters of family registers beyond JIS X 0208 can be written.
    package var hasVariants: Bool { encoding != .iso2022JP && encoding != .eucJP }

    package func bytes(_ text: String) -> [UInt8] {
      var result: [UInt8] = []
      if hasByteOrderMark {
        result += encoding == .utf16LE ? [0xFF, 0xFE] : encoding == .utf8 ? [0xEF, 0xBB, 0xBF] : []
      }
      if encoding == .utf8 {
        result += text.utf8
      } else {
        result += encoding.encode(text).bytes
      }
      return result
    }
  }

  /// Delimited text with CRLF, quoted where RFC 4180 asks for it.
  package static func delimited(
    _ rows: [[Cell]], by delimiter: Character = ",", _ coding: Coding, quotesAll: Bool = false
  ) -> [UInt8] {
    coding.bytes(delimitedText(rows, by: delimiter, quotesAll: quotesAll))
  }

  static func delimitedText(_ rows: [[Cell]], by delimiter: Character, quotesAll: Bool = false) -> String {
    var text = ""
    let special = Set<UInt8>([0x22, 0x0A, 0x0D]).union(String(delimiter).utf8)
    for row in rows {
      for (i, cell) in row.enumerated() {
        if i > 0 { text.append(delimiter) }
        let value = cell.bare
        if quotesAll || value.utf8.contains(where: special.contains) {
          text += "\"" + replacing("\"", with: "\"\"", in: value) + "\""
        } else {
          text += value
        }
      }
      text += "\r\n"
    }
    return text
  }

  /// Records of one width without separators: half-width kana (25), yyyymmdd, sex code, insurer, symbol (8), number (8).
  package static func fixedWidth(_ records: [[(text: String, width: Int)]]) -> [UInt8] {
    var text = ""
    for record in records {
      for field in record { text += padded(field.text, field.width) }
      text += "\r\n"
    }
    return Coding.cp932.bytes(text)
  }

  /// Half-width characters only, so that characters are bytes.
  private static func padded(_ text: String, _ width: Int) -> String {
    let cut = String(text.unicodeScalars.prefix(width))
    return cut + String(repeating: " ", count: width - cut.unicodeScalars.count)
  }
}

extension TextFile {
  /// Running text as the editor of Windows saved it.
  static func cp932Bytes(_ text: String) -> [UInt8] { Coding.cp932.bytes(replacing("\n", with: "\r\n", in: text)) }
}
