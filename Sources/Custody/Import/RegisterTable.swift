import JapaneseText

/// A table to import, with its columns found by their titles in Japanese or English.
struct RegisterTable {
  /// A column and the titles that it may have; compared folded, without spaces.
  struct Column {
    let name: String
    let titles: [String]
    let isRequired: Bool

    init(_ name: String, _ titles: String..., isRequired: Bool = false) {
      self.name = name
      self.titles = [name] + titles
      self.isRequired = isRequired
    }
  }

  struct Row {
    /// As a spreadsheet numbers it: the title line of a plain table is 1.
    let line: Int
    fileprivate let cells: [String]
    fileprivate let positions: [String: Int]
    fileprivate let file: String

    /// Trimmed; nil when the column is missing or the cell empty.
    func optional(_ column: String) -> String? {
      guard let position = positions[column], position < cells.count else { return nil }
      let text = RegisterTable.trimmed(cells[position])
      return text.isEmpty ? nil : text
    }

    func required(_ column: String) throws -> String {
      guard let text = optional(column) else { throw failure(column, "is empty") }
      return text
    }

    /// Several values in one cell, separated by `;`, `；`, `、`, `,` or `|`.
    func list(_ column: String) -> [String] {
      (optional(column) ?? "").split(whereSeparator: { ";；、,，|\n".contains($0) })
        .map { RegisterTable.trimmed(String($0)) }.filter { !$0.isEmpty }
    }

    func failure(_ column: String, _ what: String) -> CustodyFailure {
      CustodyFailure(.table, "\(file), line \(line), column \(column): \(what)")
    }
  }

  let rows: [Row]

  /// - Parameters:
  ///   - table: all rows, titles among the first ten.
  ///   - file: named in failures.
  ///   - oneOf: columns of which at least one must be there, so that another register is not taken for this one.
  init(_ table: [[String]], file: String, columns: [Column], oneOf: [String] = []) throws {
    let required = columns.filter(\.isRequired)
    var best: (line: Int, positions: [String: Int])?
    for (line, cells) in table.prefix(10).enumerated() {
      let positions = Self.positions(of: columns, in: cells)
      if required.allSatisfy({ positions[$0.name] != nil }),
        oneOf.isEmpty || oneOf.contains(where: { positions[$0] != nil }), positions.count > best?.positions.count ?? 0
      {
        best = (line, positions)
      }
    }
    guard let best else {
      let seen = Self.positions(of: columns, in: table.first ?? [])
      var missing = required.filter { seen[$0.name] == nil }.map { $0.titles.joined(separator: " / ") }
      if missing.isEmpty {
        missing = [columns.filter { oneOf.contains($0.name) }.flatMap(\.titles).joined(separator: " / ")]
      }
      throw CustodyFailure(.table, "\(file), line 1: no column titled \(missing.joined(separator: "; "))")
    }
    rows = table.enumerated().dropFirst(best.line + 1).compactMap { line, cells in
      guard cells.contains(where: { !Self.trimmed($0).isEmpty }) else { return nil }
      return Row(line: line + 1, cells: cells, positions: best.positions, file: file)
    }
  }

  private static func positions(of columns: [Column], in cells: [String]) -> [String: Int] {
    let folded = cells.map { Folding.foldText($0) }
    var found: [String: Int] = [:]
    for column in columns {
      for title in column.titles {
        if let position = folded.firstIndex(of: Folding.foldText(title)) {
          found[column.name] = position
          break
        }
      }
    }
    return found
  }

  /// The value of a word in a closed list; words are compared folded, on both sides.
  static func value<T>(_ word: String, in words: [String: T]) -> T? {
    let folded = Folding.foldText(word)
    return words.first { Folding.foldText($0.key) == folded }?.value
  }

  static func trimmed(_ text: String) -> String {
    var view = text[...]
    while let first = view.first, first.isWhitespace || first == "\u{FEFF}" { view = view.dropFirst() }
    while let last = view.last, last.isWhitespace { view = view.dropLast() }
    return String(view)
  }
}
