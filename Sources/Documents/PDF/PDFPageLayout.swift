import Contents

/// Tells tables from running text on a page whose layout is kept with blanks (`pdftotext -layout`).
///
/// A column border is a run of two blanks or more. Three lines or more in a row with the same number of cells are a
/// table; everything else is text. A line that lacks a cell in the midst of a table is fitted by where its cells stand.
enum PDFPageLayout {
  private static let leastLines = 3

  /// The titles of a table, which the pages that continue it do not repeat.
  struct Titles {
    var cells: [[UInt8]] = []
    /// For each cell of a full row the title that it stands under.
    var places: [Int] = []
  }

  /// - Parameter titles: those of the last table so far, kept from page to page.
  static func emit(
    _ page: [UInt8], continuing titles: inout Titles, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    let lines = page.split(separator: 0x0A, omittingEmptySubsequences: false).map(Line.init)
    var text = PassageOutlet(place, reading)
    var index = 0
    // Cells of titles whose rows have fewer: their cells stand a single blank apart, and gaps cut them anywhere.
    var crowded = 0
    while index < lines.count {
      if let titles = titlesOfCrowdedRows(in: lines, at: index) { crowded = titles }
      // The titles of narrow columns stand close together: one blank parts them, where the rows have several.
      var start = index
      if lines[index].words.count > lines[index].cells.count {
        start += 1
        if start < lines.count, lines[start].cells.isEmpty { start += 1 }
      }
      let isTitled = start > index && start < lines.count && lines[start].cells.count == lines[index].words.count
      let end = isTitled ? tableEnd(in: lines, from: start) : start
      if isTitled, end > start {
        try text.finish()
        let line = lines[index]
        titles = Titles(cells: line.words.map { Array(line.bytes[$0]) }, places: Array(line.words.indices))
        try emitTable(lines[start..<end], under: titles, at: place, in: reading)
        index = end
        continue
      }
      if let spanned = spannedTable(in: lines, from: index) {
        try text.finish()
        let line = lines[index]
        titles = Titles(
          cells: line.cells.map { Array(line.bytes[$0.bytes]) },
          places: lines[spanned.lowerBound].places(under: line.cells) ?? [])
        try emitTable(lines[spanned], under: titles, spannedBy: line, at: place, in: reading)
        index = spanned.upperBound
        continue
      }
      let plainEnd = tableEnd(in: lines, from: index)
      // A few labels with their values between paragraphs are read better together with these.
      let isLabels = lines[index].cells.count == 2 && plainEnd - index < 9
      let table = lines[index..<plainEnd]
      let own = titleRow(of: table)
      // Titles of its own say that the crowded list is over.
      if plainEnd > index, !isLabels, lines[index].cells.count >= crowded || own != nil {
        crowded = 0
        try text.finish()
        if let own { titles = own }
        let isContinued = titles.places.count == lines[index].cells.count && own == nil
        try emitTable(table, under: isContinued ? titles : nil, at: place, in: reading)
        index = plainEnd
      } else {
        var end = max(plainEnd, index + 1)
        if crowded > 0 { end = (index + 1..<end).first { beginsTable(in: lines, at: $0) } ?? end }
        for line in lines[index..<end] {
          try text.append(line.withoutGapsInNames[...])
          text.append(byte: 0x0A)
        }
        index = end
      }
    }
    try text.finish()
  }

  /// How many titles a line has when the rows below it, digits in them, fall into fewer cells; nil for any other line. Such
  /// rows are read better as lines of text, in which names stand beside their readings and dates.
  private static func titlesOfCrowdedRows(in lines: [Line], at index: Int) -> Int? {
    let titles = lines[index].cells.count
    guard titles >= 3, !lines[index].hasDigit else { return nil }
    let below = lines[(index + 1)...].lazy.filter { !$0.cells.isEmpty }.prefix(leastLines)
    return below.count == leastLines && below.allSatisfy { $0.hasDigit && $0.cells.count < titles } ? titles : nil
  }

  /// The lines of a table under titles of which some span several cells: family and given name are printed with a gap
  /// under one title.
  private static func spannedTable(in lines: [Line], from index: Int) -> Range<Int>? {
    let titles = lines[index].cells
    guard titles.count >= 3 else { return nil }
    var start = index + 1
    if start < lines.count, lines[start].cells.isEmpty { start += 1 }
    guard start < lines.count, lines[start].cells.count > titles.count, lines[start].cells.count <= 2 * titles.count
    else { return nil }
    let end = tableEnd(in: lines, from: start)
    // Every title must have something below it in the first line, and begin where that begins.
    guard end > start, let places = lines[start].places(under: titles), Set(places).count == titles.count else {
      return nil
    }
    return start..<end
  }

  /// The first row of a table when it holds no digit and the row below it does.
  private static func titleRow(of lines: ArraySlice<Line>) -> Titles? {
    guard let first = lines.first, let second = lines.dropFirst().first(where: { !$0.cells.isEmpty }) else {
      return nil
    }
    guard !first.hasDigit, second.hasDigit else { return nil }
    return Titles(cells: first.cells.map { Array(first.bytes[$0.bytes]) }, places: Array(first.cells.indices))
  }

  /// Whether titles stand below a blank line and right above their rows: a table of its own, though the rows above have as
  /// many cells.
  private static func beginsTable(in lines: [Line], at index: Int) -> Bool {
    guard index + 1 < lines.count, lines[index - 1].cells.isEmpty, lines[index].cells.count >= 3 else { return false }
    let rows = lines[index...(index + 1)]
    return rows.allSatisfy { $0.cells.count == lines[index].cells.count } && titleRow(of: rows) != nil
  }

  /// One past the last line of the table that begins at `start`; `start` itself when none does.
  private static func tableEnd(in lines: [Line], from start: Int) -> Int {
    let width = lines[start].cells.count
    guard width >= 2 else { return start }
    var end = start
    var full = 0
    var index = start
    while index < lines.count {
      let count = lines[index].cells.count
      if count == width {
        full += 1
        end = index + 1
      } else if count == 0 {
        // Lists are often printed with a blank line between two rows; two of them end the list.
        if index + 1 < lines.count, lines[index + 1].cells.isEmpty { break }
      } else if width < 3 || count < 2 || count > width || full == 0
        || !lines[index].fits(lines[start...(end - 1)].last)
      {
        break
      } else {
        end = index + 1
      }
      index += 1
    }
    return full >= leastLines ? end : start
  }

  /// - Parameters:
  ///   - titles: the row to put above; nil when the table has its own, or none.
  ///   - spanning: the line of the titles, when cells are to be placed by where they stand under it.
  private static func emitTable(
    _ lines: ArraySlice<Line>, under titles: Titles?, spannedBy spanning: Line? = nil, at place: Place,
    in reading: Reading
  ) throws(UnreadReason) {
    guard let first = lines.first else { return }
    var rows = TableOutlet(TableOrigin(place: place), reading)
    if let titles {
      for title in titles.cells { rows.append(cell: title) }
      try rows.endRow()
    }
    var columns = first.cells
    for line in lines where !line.cells.isEmpty {
      if line.cells.count == first.cells.count { columns = line.cells }
      let places = spanning.flatMap { line.places(under: $0.cells) } ?? line.columns(by: columns)
      var cells = [[UInt8]](repeating: [], count: titles?.cells.count ?? columns.count)
      for (cell, column) in zip(line.cells, places) {
        var column = column
        if spanning == nil, let titles, titles.places.indices.contains(column) { column = titles.places[column] }
        column = max(0, min(column, cells.count - 1))
        guard cells.indices.contains(column) else { continue }
        if !cells[column].isEmpty { cells[column].append(0x20) }
        cells[column].append(contentsOf: line.bytes[cell.bytes])
      }
      for cell in cells { rows.append(cell: cell) }
      try rows.endRow()
    }
    try rows.finish()
  }

  /// A cell: its bytes, and where it stands on the line in characters.
  struct Cell {
    let bytes: Range<Int>
    let columns: Range<Int>

    func overlaps(_ other: Cell) -> Bool {
      columns.lowerBound < other.columns.upperBound && other.columns.lowerBound < columns.upperBound
    }
  }

  struct Line {
    let bytes: ArraySlice<UInt8>
    let cells: [Cell]

    var hasDigit: Bool { bytes.contains { $0 &- 0x30 < 10 } }

    init(_ bytes: ArraySlice<UInt8>) {
      self.bytes = bytes
      var cells: [Cell] = []
      var column = 0
      var start: (byte: Int, column: Int)?
      var end: (byte: Int, column: Int) = (bytes.startIndex, 0)
      var blanks = 0
      for index in bytes.indices {
        let byte = bytes[index]
        if byte & 0xC0 == 0x80 {
          end.byte = index + 1
          continue
        }
        if byte <= 0x20 {
          blanks += 1
        } else {
          if let open = start, blanks >= 2 {
            cells.append(Cell(bytes: open.byte..<end.byte, columns: open.column..<end.column))
            start = nil
          }
          if start == nil { start = (index, column) }
          blanks = 0
          end = (index + 1, column + 1)
        }
        column += 1
      }
      if let open = start { cells.append(Cell(bytes: open.byte..<end.byte, columns: open.column..<end.column)) }
      self.cells = cells
    }

    /// For each cell the title that it stands under: the last one that begins no further right than the cell does, give
    /// or take a character; nil when a cell stands left of all titles.
    func places(under titles: [Cell]) -> [Int]? {
      var places: [Int] = []
      var title = 0
      for cell in cells {
        while title + 1 < titles.count, titles[title + 1].columns.lowerBound <= cell.columns.lowerBound + 1 {
          title += 1
        }
        guard titles[title].columns.lowerBound <= cell.columns.lowerBound + 2 else { return nil }
        places.append(title)
      }
      return places
    }

    /// For each cell the column of a full row that it stands in.
    func columns(by row: [Cell]) -> [Int] {
      if cells.count == row.count { return Array(cells.indices) }
      var result: [Int] = []
      var next = 0
      for cell in cells {
        while next + 1 < row.count, !row[next].overlaps(cell) { next += 1 }
        result.append(next)
        next = min(next + 1, row.count - 1)
      }
      return result
    }

    /// The line with every gap of two to five blanks between kanji or kana made one blank: printed names are spaced out.
    var withoutGapsInNames: [UInt8] {
      var result: [UInt8] = []
      result.reserveCapacity(bytes.count)
      var index = bytes.startIndex
      while index < bytes.endIndex {
        var end = index
        while end < bytes.endIndex, bytes[end] == 0x20 { end += 1 }
        let isInside = (result.last ?? 0) >= 0x80 && end < bytes.endIndex && bytes[end] >= 0xE3
        if (2...5).contains(end - index), isInside {
          result.append(0x20)
        } else {
          result.append(contentsOf: bytes[index..<end])
        }
        if end < bytes.endIndex {
          result.append(bytes[end])
          end += 1
        }
        index = end
      }
      return result
    }

    /// Bounds of what stands between blanks of any number, none when there are very many.
    var words: [Range<Int>] {
      let words = bytes.split(maxSplits: 64, omittingEmptySubsequences: true) { $0 <= 0x20 }.map(\.indices)
      return words.count > 64 ? [] : words
    }

    /// Whether every cell stands under a cell of its own in `row`.
    func fits(_ row: Line?) -> Bool {
      guard let row else { return false }
      var next = 0
      for cell in cells {
        while next < row.cells.count, !row.cells[next].overlaps(cell) { next += 1 }
        guard next < row.cells.count else { return false }
        next += 1
      }
      return true
    }
  }
}
