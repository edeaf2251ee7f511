import JapaneseText

/// A list as it was "printed to PDF": text in a Japanese font that is not embedded, either in the encoding of the old
/// drivers (90ms-RKSJ-H) or in glyph numbers with a ToUnicode map.
enum PrintedFile {
  enum Encoding: Sendable { case shiftJIS, identity }

  /// A4 across; columns are as wide as their widest cell.
  static func bytes(title: String, rows: [[String]], encoding: Encoding) -> [UInt8] {
    let size = 8
    let widths = columnWidths(rows)
    var pages: [[(x: Int, y: Int, text: String)]] = []
    for start in stride(from: 0, to: max(1, rows.count), by: 38) {
      var page = [(x: 30, y: 565, text: title), (x: 770, y: 565, text: "\(pages.count + 1)")]
      for (i, row) in rows[start..<min(rows.count, start + 38)].enumerated() {
        var x = 30
        for (column, cell) in row.enumerated() {
          if !cell.isEmpty { page.append((x, 545 - i * 14, cell)) }
          x += (widths[column] + 3) * size / 2
        }
      }
      pages.append(page)
    }
    return document(pages, size: size, encoding)
  }

  /// Lines of a letter.
  static func letter(_ lines: [String]) -> [UInt8] {
    document([lines.enumerated().map { (50, 560 - $0 * 16, $1) }], size: 10, .identity)
  }

  /// In half-width characters.
  private static func columnWidths(_ rows: [[String]]) -> [Int] {
    var widths: [Int] = []
    for row in rows {
      for (i, cell) in row.enumerated() {
        let width = cell.unicodeScalars.reduce(0) {
          $0 + ($1.value < 0x80 || (0xFF61...0xFF9F).contains($1.value) ? 1 : 2)
        }
        if i < widths.count { widths[i] = max(widths[i], width) } else { widths.append(width) }
      }
    }
    return widths
  }

  private static func document(
    _ pages: [[(x: Int, y: Int, text: String)]], size: Int, _ encoding: Encoding
  ) -> [UInt8] {
    var glyphs = Glyphs()
    var objects: [[UInt8]] = []
    let first = 6
    let kids = pages.indices.map { "\(first + 2 * $0) 0 R" }.joined(separator: " ")
    objects.append(Array("<< /Type /Catalog /Pages 2 0 R >>".utf8))
    objects.append(Array("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>".utf8))
    let contents = pages.map { page in
      "BT\n/F1 \(size) Tf\n"
        + page.map { "1 0 0 1 \($0.x) \($0.y) Tm <\(glyphs.hex($0.text, encoding))> Tj" }.joined(separator: "\n")
        + "\nET\n"
    }
    let name = encoding == .shiftJIS ? "90ms-RKSJ-H" : "Identity-H"
    let unicode = encoding == .shiftJIS ? "" : " /ToUnicode 5 0 R"
    objects.append(
      Array(
        "<< /Type /Font /Subtype /Type0 /BaseFont /MS-Gothic /Encoding /\(name) /DescendantFonts [4 0 R]\(unicode) >>"
          .utf8))
    let ordering = encoding == .shiftJIS ? "Japan1) /Supplement 2" : "Identity) /Supplement 0"
    objects.append(
      Array(
        """
        << /Type /Font /Subtype /CIDFontType2 /BaseFont /MS-Gothic /CIDSystemInfo << /Registry (Adobe) /Ordering (\(ordering) >> \
        /DW 1000 /W [\(encoding == .shiftJIS ? "231 632 500" : "1 [\(glyphs.widths)]")] /FontDescriptor << /Type /FontDescriptor /FontName /MS-Gothic /Flags 5 \
        /FontBBox [0 -137 1000 859] /ItalicAngle 0 /Ascent 859 /Descent -140 /CapHeight 769 /StemV 80 >> >>
        """.utf8))
    objects.append(stream(glyphs.map))
    for content in contents {
      let number = objects.count + 1
      objects.append(
        Array(
          """
          << /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Resources << /Font << /F1 3 0 R >> >> /Contents \(number + 1) 0 R >>
          """.utf8))
      objects.append(stream(content))
    }
    return file(objects)
  }

  private static func stream(_ text: String) -> [UInt8] {
    Array("<< /Length \(text.utf8.count) >>\nstream\n\(text)endstream".utf8)
  }

  private static func file(_ objects: [[UInt8]]) -> [UInt8] {
    var bytes = Array("%PDF-1.4\n%".utf8) + [0xE2, 0xE3, 0xCF, 0xD3, 0x0A]
    var offsets: [Int] = []
    for (i, object) in objects.enumerated() {
      offsets.append(bytes.count)
      bytes += Array("\(i + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
    }
    let start = bytes.count
    bytes.append(text: "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n")
    for offset in offsets { bytes.append(text: digits(offset, 10) + " 00000 n \n") }
    bytes.append(text: "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n")
    return bytes
  }

  /// Numbers of glyphs in the order of their first use, and what they stand for.
  private struct Glyphs {
    private var numbers: [Unicode.Scalar: Int] = [:]
    private var scalars: [Unicode.Scalar] = []

    mutating func hex(_ text: String, _ encoding: Encoding) -> String {
      switch encoding {
      case .shiftJIS:
        return TextEncoding.cp932.encode(text).bytes.map { hexadecimal(Int($0), 2) }.joined()
      case .identity:
        return text.unicodeScalars.map { scalar in
          if numbers[scalar] == nil {
            scalars.append(scalar)
            numbers[scalar] = scalars.count
          }
          return hexadecimal(numbers[scalar] ?? 0, 4)
        }.joined()
      }
    }

    /// Half the em for half-width characters. (In Adobe-Japan1 those are the glyphs 231…632.)
    var widths: String {
      scalars.isEmpty
        ? "500"
        : scalars.map { $0.value < 0x80 || (0xFF61...0xFF9F).contains($0.value) ? "500" : "1000" }.joined(
          separator: " ")
    }

    var map: String {
      var text =
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Hikae def\n/CMapType 2 def\n"
      text += "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
      for start in stride(from: 0, to: scalars.count, by: 100) {
        let part = scalars[start..<min(scalars.count, start + 100)]
        text += "\(part.count) beginbfchar\n"
        for (i, scalar) in part.enumerated() {
          let units = String(scalar).utf16.map { hexadecimal(Int($0), 4) }.joined()
          text += "<\(hexadecimal(start + i + 1, 4))> <\(units)>\n"
        }
        text += "endbfchar\n"
      }
      return text + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    }
  }
}

func hexadecimal(_ value: Int, _ width: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
