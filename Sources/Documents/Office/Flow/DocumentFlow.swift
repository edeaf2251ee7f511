import Contents

/// Paragraphs and tables of a text document that marks cells and rows by characters, as RTF and Word before 2007 do.
///
/// The reader appends text and says what it was the end of, and how many tables that stands in: 0 for running text.
/// Running text between two tables comes as passages; a table within a cell becomes a table of its own behind the one
/// around it.
struct DocumentFlow {
  /// One table that is being read. Its own rows go out as they end.
  private struct OpenTable {
    var rows: TableOutlet
    var row: [[UInt8]] = []
    var cell: [UInt8] = []
    /// The row before, whose text merged cells repeat.
    var above: [[UInt8]] = []
  }

  /// What inner tables told, until the outermost table is through: sent at once it would cut that in two.
  private final class Held {
    var events: [ContentEvent] = []
    var size = 0

    func hold(_ event: ContentEvent) {
      events.append(event)
      if case .rows(let batch) = event { size += batch.text.count + 8 * batch.starts.count } else { size += 64 }
    }
  }

  private let place: Place
  private let reading: Reading
  private var passages: RunningText
  private var paragraph: [UInt8] = []
  private var tables: [OpenTable] = []
  private var tableCount = 0
  private let held = Held()

  /// Tables within tables beyond this count as text of the innermost.
  private static let deepest = 16
  private static let longestCell = 1 << 20
  private static let longestParagraph = 4 << 20
  private static let widest = 4_096
  private static let mostHeld = 4 << 20

  init(_ place: Place, kind: Passage.Kind = .body, _ reading: Reading) {
    self.place = place
    self.reading = reading
    passages = RunningText(place, kind: kind, reading)
  }

  /// A table has begun whose rows others' events must not come between.
  var isInTable: Bool { !tables.isEmpty }

  /// Appends UTF-8 to the open paragraph.
  mutating func append(_ text: some Collection<UInt8>) {
    if paragraph.count < Self.longestParagraph { paragraph.append(contentsOf: text) }
  }

  mutating func append(byte: UInt8) {
    if paragraph.count < Self.longestParagraph { paragraph.append(byte) }
  }

  mutating func endParagraph(level: Int) throws(UnreadReason) {
    paragraph.append(0x0A)
    try settle(level: level)
  }

  /// - Parameter copies: how many cells beside each other have this text.
  mutating func endCell(level: Int, copies: Int = 1) throws(UnreadReason) {
    try settle(level: max(1, level))
    let last = tables.count - 1
    let text = tables[last].cell
    for copy in 0..<copies {
      // Long texts are not multiplied: a short file could ask for more than there is memory.
      if copy > 0, text.count < 256 { tables[last].cell = text }
      Self.endCell(of: &tables[last])
    }
  }

  /// Ends a table of this level, so that one behind it is another.
  mutating func endTable(level: Int) throws(UnreadReason) {
    if tables.count >= level, !paragraph.isEmpty { try settle(level: level) }
    try close(to: max(0, level - 1))
  }

  /// - Parameter continuing: for each cell, whether it goes on a merged cell above it and so has its text.
  mutating func endRow(level: Int, continuing: [Bool] = []) throws(UnreadReason) {
    try settle(level: max(1, level))
    try sendRow(continuing: continuing)
    if tables.count == 1, held.size > Self.mostHeld {
      try tables[0].rows.finish()
      try release()
    }
  }

  /// The innermost table's row goes out.
  private mutating func sendRow(continuing: [Bool] = []) throws(UnreadReason) {
    guard var table = tables.popLast() else { return }
    defer { tables.append(table) }
    if table.cell.contains(where: { $0 > 0x20 }) { Self.endCell(of: &table) }
    // Sheets are formatted far beyond their contents.
    while table.row.count > 1, table.row.last?.isEmpty == true { table.row.removeLast() }
    guard !table.row.isEmpty, table.row != [[]] else { return table.row.removeAll() }
    for (column, continues) in continuing.enumerated() where continues {
      guard column < table.row.count, column < table.above.count, table.row[column].isEmpty,
        table.above[column].count < 1_024
      else { continue }
      table.row[column] = table.above[column]
    }
    for cell in table.row { table.rows.append(cell: cell) }
    try table.rows.endRow()
    table.above = table.row
    table.row.removeAll(keepingCapacity: true)
  }

  private static func endCell(of table: inout OpenTable) {
    while let byte = table.cell.last, byte <= 0x20 { table.cell.removeLast() }
    if table.row.count < widest { table.row.append(table.cell) }
    table.cell.removeAll(keepingCapacity: true)
  }

  /// Sends what is left; more may be appended afterwards.
  mutating func finish() throws(UnreadReason) {
    if !paragraph.isEmpty { try settle(level: tables.count) }
    try close(to: 0)
    try passages.finish()
  }

  /// The open paragraph goes to the cell, or to the running text, that it stands in.
  private mutating func settle(level: Int) throws(UnreadReason) {
    let level = min(level, Self.deepest)
    try close(to: level)
    defer { paragraph.removeAll(keepingCapacity: true) }
    guard level > 0 else { return try passages.append(paragraph) }
    while tables.count < level {
      if tables.isEmpty { try passages.finish() }
      tableCount += 1
      let inner = tables.isEmpty ? reading : holding
      let origin = TableOrigin(place: place.appending(.table(String(tableCount))))
      tables.append(OpenTable(rows: TableOutlet(origin, inner)))
    }
    if tables[level - 1].cell.count < Self.longestCell { tables[level - 1].cell += paragraph.prefix(Self.longestCell) }
  }

  private var holding: Reading {
    Reading(limits: reading.limits) { [held] event throws(UnreadReason) in held.hold(event) }
  }

  /// Ends the tables that are deeper than `level`.
  private mutating func close(to level: Int) throws(UnreadReason) {
    while tables.count > level {
      // A row that nobody ended still holds its cells.
      try sendRow()
      guard var table = tables.popLast() else { return }
      try table.rows.finish()
      if tables.isEmpty { try release() }
    }
  }

  private mutating func release() throws(UnreadReason) {
    let events = held.events
    held.events = []
    held.size = 0
    for event in events { try reading.emit(event) }
  }
}
