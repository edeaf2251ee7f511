import Contents

/// A table of an OpenDocument file as its rows come in. Equal cells and rows stand there once, with a number: sheets end in a
/// million empty rows that way.
struct ODFTable {
  private var rows: TableOutlet
  private var row: [[UInt8]] = []
  private var emptyCells = 0
  private var emptyRows = 0
  private var rowRepeats = 1
  private var cellRepeats = 1
  private var value: [UInt8]?
  private var isDate = false
  /// Where in the text around it the text of the open cell begins.
  private(set) var textStart = 0
  /// Empty cells that may still be put between cells: a short file could ask for billions.
  private var gaps = 4 << 20

  private static let mostColumns = 1_024
  private static let mostEmptyRows = 64
  /// The same row again names nobody new.
  private static let mostEqualRows = 2

  init(_ origin: TableOrigin, _ reading: Reading) { rows = TableOutlet(origin, reading) }

  mutating func beginRow(repeated: Int) {
    rowRepeats = max(1, repeated)
    row = []
    emptyCells = 0
  }

  mutating func beginCell(repeated: Int, value: String?, isDate: Bool, textStart: Int) {
    cellRepeats = max(1, repeated)
    self.value = value.map { Array($0.utf8) }
    self.isDate = isDate
    self.textStart = textStart
  }

  /// - Parameter text: what the cell shows. A date is taken as it is kept, with all digits of its year.
  mutating func endCell(_ text: ArraySlice<UInt8>) {
    var cell = Array(text)
    while let last = cell.last, last <= 0x20 { cell.removeLast() }
    if let value, isDate, value.count >= 10 {
      let midnight = Array("T00:00:00".utf8)
      cell =
        value.count == 10 || value.suffix(9) == midnight[...] ? Array(value.prefix(10)) : cell.isEmpty ? value : cell
    } else if let value, cell.isEmpty {
      cell = value
    }
    value = nil
    guard !cell.isEmpty else { return emptyCells = min(emptyCells + cellRepeats, 1 << 20) }
    let gap = max(0, min(emptyCells, Self.mostColumns, gaps))
    gaps += 64 - gap
    emptyCells = 0
    row += [[UInt8]](repeating: [], count: gap)
    for _ in 0..<min(cellRepeats, Self.mostColumns) where row.count < 16_384 && (cell.count < 4_096 || row.isEmpty) {
      row.append(cell)
    }
  }

  mutating func endRow() throws(UnreadReason) {
    guard !row.isEmpty else { return emptyRows = min(emptyRows + rowRepeats, 1 << 20) }
    for _ in 0..<min(emptyRows, Self.mostEmptyRows) { try rows.endRow() }
    emptyRows = 0
    for _ in 0..<min(rowRepeats, Self.mostEqualRows) {
      for cell in row { rows.append(cell: cell) }
      try rows.endRow()
    }
    row = []
  }

  /// Another table begins within this one; further rows open this one anew.
  mutating func pause() throws(UnreadReason) { try rows.finish() }

  mutating func finish() throws(UnreadReason) {
    try endRow()
    try rows.finish()
  }
}
