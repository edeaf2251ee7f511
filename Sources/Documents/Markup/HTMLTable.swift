import Contents

/// One `<table>` of a page while it is read: its open cell, what row and column spans owe, and tables inside its cells.
struct HTMLTable {
  /// Columns of a row at most; further cells are run together in the last.
  static let widest = 1_024
  private static let longestCell = 1 << 20
  /// A row of one cell with more text than this is layout, not data.
  private static let layoutText = 160
  private static let heldBytes = 4 << 20

  /// What tables inside the cells of a table told, kept until the outer table lets it through: sent at once it would
  /// cut the outer table in two.
  private final class HeldEvents {
    var events: [ContentEvent] = []
    var size = 0

    func hold(_ event: ContentEvent) {
      events.append(event)
      switch event {
      case .rows(let batch): size += batch.text.count + 8 * batch.starts.count
      case .passage(let passage): size += passage.text.utf8.count
      default: size += 64
      }
    }
  }

  private let place: Place
  private let reading: Reading
  private var rows: TableOutlet
  private var cells: [[UInt8]] = []
  private var cell: [UInt8]?
  private var cellColumns = 1
  /// For each column, how many more rows a cell from above covers it.
  private var covered: [Int] = []
  private let held = HeldEvents()
  /// Text between the cells, and cells that are layout.
  private var loose: PassageOutlet

  init(_ place: Place, _ reading: Reading) {
    self.place = place
    self.reading = reading
    rows = TableOutlet(TableOrigin(place: place), reading)
    loose = PassageOutlet(place, reading)
  }

  var lastByte: UInt8? { cell == nil ? loose.lastByte : cell?.last }

  mutating func append(_ text: [UInt8]) throws(UnreadReason) {
    guard let length = cell?.count else { return try appendLoose(text) }
    if length < Self.longestCell { cell?.append(contentsOf: text) }
  }

  mutating func beginRow() throws(UnreadReason) { try endRow() }

  mutating func beginCell(columns: Int, rows: Int) throws(UnreadReason) {
    endCell()
    skipCovered()
    cell = []
    cellColumns = columns
    guard rows > 1 else { return }
    let end = min(Self.widest, cells.count + columns)
    if covered.count < end { covered += Array(repeating: 0, count: end - covered.count) }
    // One more than is owed to later rows: `endRow` takes this row's share off.
    for column in min(cells.count, end)..<end { covered[column] = rows }
  }

  mutating func endCell() {
    guard var text = cell else { return }
    cell = nil
    while let last = text.last, last <= 0x20 { text.removeLast() }
    let start = text.firstIndex { $0 > 0x20 } ?? text.endIndex
    if cells.count >= Self.widest {
      cells[Self.widest - 1] += [0x20] + text[start...]
      return
    }
    cells.append(Array(text[start...]))
    let columns = min(cellColumns, Self.widest - cells.count + 1)
    for _ in 0..<max(0, columns - 1) { cells.append([]) }
  }

  mutating func endRow() throws(UnreadReason) {
    endCell()
    guard !cells.isEmpty else { return }
    skipCovered()
    for column in covered.indices where covered[column] > 0 { covered[column] -= 1 }
    defer { cells.removeAll(keepingCapacity: true) }
    let filled = cells.count { !$0.isEmpty }
    if filled == 1, rows.rowCount == 0, let text = cells.first(where: { !$0.isEmpty }), text.count > Self.layoutText {
      return try appendLoose(text + [0x0A])
    }
    for cell in cells { rows.append(cell: cell) }
    try rows.endRow()
    if held.size > Self.heldBytes {
      try rows.finish()
      try release()
    }
  }

  /// A table that begins inside a cell of this one.
  func inner() -> HTMLTable {
    guard rows.rowCount > 0 else { return HTMLTable(place, reading) }
    return HTMLTable(place, Reading(limits: reading.limits) { [held] event throws(UnreadReason) in held.hold(event) })
  }

  mutating func end() throws(UnreadReason) {
    try endRow()
    try rows.finish()
    try loose.finish()
    try release()
  }

  private mutating func release() throws(UnreadReason) {
    let events = held.events
    held.events = []
    held.size = 0
    for event in events { try reading.emit(event) }
  }

  private mutating func appendLoose(_ text: [UInt8]) throws(UnreadReason) {
    // A passage ends the table before it, so that its further rows must open it anew.
    if loose.count + text.count >= 64 << 10 { try rows.finish() }
    try loose.append(text)
  }

  /// Adds empty cells where cells from above reach into this row.
  private mutating func skipCovered() {
    while cells.count < covered.count, covered[cells.count] > 0 { cells.append([]) }
  }
}
