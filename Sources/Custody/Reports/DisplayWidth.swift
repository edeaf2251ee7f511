/// How many cells of a terminal a text takes: kanji, kana and full-width forms take two.
package enum DisplayWidth {
  package static func of(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + of($1) }
  }

  /// East Asian Width W and F of the blocks that occur here; marks that combine take none.
  static func of(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x0300...0x036F, 0x3099...0x309A, 0x200B...0x200F, 0xFE00...0xFE0F, 0xE0100...0xE01EF: 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  package static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - of(text)))
    return right ? space + text : text + space
  }

  /// Cut to the width, with … where something was cut.
  package static func cut(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    var kept = ""
    var used = 1
    for character in text {
      let wide = of(String(character))
      if used + wide > width { break }
      kept.append(character)
      used += wide
    }
    return kept + "…"
  }
}

/// Rows of text in columns that line up whatever the width of their letters.
package struct AlignedColumns {
  /// Columns that hold numbers: set to the right.
  let numeric: Set<Int>
  private var rows: [[String]] = []

  package init(numeric: Set<Int>) { self.numeric = numeric }

  package mutating func add(_ cells: [String]) { rows.append(cells) }

  /// Lines without spaces at their ends.
  package func lines(indent: String = "  ") -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? DisplayWidth.of($0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = indent
      for (column, cell) in row.enumerated() {
        if column > 0 { line += "  " }
        line += DisplayWidth.padded(cell, to: widths[column], right: numeric.contains(column))
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
