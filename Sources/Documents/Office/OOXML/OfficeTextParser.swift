import Contents

/// Paragraphs and tables of a text document or a slide. WordprocessingML and DrawingML share the names that matter:
/// `p` a paragraph, `t` a run's text, `tbl`, `tr` and `tc` a table, its rows and cells.
///
/// Paragraphs between two tables come as one passage, cut at about `largestPassage`. A table within a cell becomes a
/// table of its own, emitted before the one around it. Text boxes and shapes come as one passage of boxes at the end. Text
/// that was deleted with tracking on is still in the file: the paragraph is told as it is, and again as it was.
struct OfficeTextParser: ~Copyable {
  /// A table that is being read; those around it wait.
  private struct OpenTable {
    var rows: [[[UInt8]]] = []
    var row: [[UInt8]] = []
    var cell: [UInt8] = []
    /// Columns that the cell takes.
    var span = 1
    /// The cell goes on a merged cell above it, and so has its text.
    var continuesAbove = false
    var size = 0
  }

  /// What waits while a text box that hangs in the midst of it is read.
  private struct Frame {
    var passage: [UInt8]
    var tables: [OpenTable]
    var paragraph: TrackedParagraph
    var isInProperties: Bool
    var emittedRows: Int
    var heldBack: Int
  }

  private let place: Place
  private let kind: Passage.Kind
  private let package: OfficePackage
  private let isDrawing: Bool
  private var passage: [UInt8] = []
  private var tables: [OpenTable] = []
  private var tableCount = 0
  private var isText = false
  private var isInProperties = false
  /// Rows of the outermost table that have been emitted already, in parts.
  private var emittedRows = 0
  /// Rows at the front of the outermost table that went out already and are kept for merged cells below them.
  private var heldBack = 0
  private var frames: [Frame] = []
  private var paragraph = TrackedParagraph()
  /// The texts of text boxes, each with a blank line behind it.
  private var boxes: [UInt8] = []
  /// Who wrote comments or changed text with tracking on.
  private(set) var authors = CommentAuthors()

  private static let largestPassage = 64 << 10
  private static let longestCell = 4 << 20
  private static let largestTablePart = 256 << 10
  private static let largestTable = 32 << 20
  /// Tables within tables beyond this are read as text of the cell around them.
  private static let deepestTable = 16
  private static let deepestFrame = 8

  init(place: Place, kind: Passage.Kind = .body, isDrawing: Bool = false, package: OfficePackage) {
    self.place = place
    self.kind = kind
    self.package = package
    self.isDrawing = isDrawing
  }

  mutating func read(_ part: String) throws(UnreadReason) {
    let stream = try package.open(part)
    var scanner = MarkupScanner(stream, in: package.reading)
    var failure: UnreadReason?
    do throws(UnreadReason) {
      while true {
        let token = try scanner.next()
        if token == .finish { break }
        try take(token, &scanner)
      }
      if !stream.matchesChecksum { failure = .damaged }
    } catch {
      failure = error
    }
    // What stood before a break counts.
    while !frames.isEmpty { try endFrame() }
    while !tables.isEmpty { try endTable() }
    try flush()
    try flushBoxes()
    if let failure { throw failure }
  }

  private mutating func take(_ token: MarkupScanner.Token, _ scanner: inout MarkupScanner) throws(UnreadReason) {
    switch token {
    case .start: try start(&scanner)
    case .end: try end(scanner.name)
    case .text:
      if isText {
        let start = textCount
        if tables.isEmpty {
          scanner.appendText(to: &passage)
          paragraph.note(start..<passage.count)
          if passage.count > 4 * Self.largestPassage { try flush() }
        } else if tables[tables.count - 1].cell.count < Self.longestCell {
          scanner.appendText(to: &tables[tables.count - 1].cell)
          paragraph.note(start..<textCount)
        }
      }
    case .finish: break
    }
  }

  private mutating func start(_ scanner: inout MarkupScanner) throws(UnreadReason) {
    switch scanner.name {
    case "t", "delText": isText = true
    case "p": paragraph.begin(at: textCount)
    case "ins", "moveTo", "del", "moveFrom":
      if let author = scanner.attribute("author") { authors.add(author) }
      paragraph.open(isDeletion: scanner.name == "del" || scanner.name == "moveFrom")
    case "comment": if let author = scanner.attribute("author") { authors.add(author) }
    case "txbxContent" where frames.count < Self.deepestFrame: beginFrame()
    // The same text once more for older programs; readings in small kana above the text.
    case "Fallback", "rt", "instrText": try scanner.skipElement()
    case "tab", "ptab": if !isInProperties { put(0x09) }
    case "br", "cr": put(0x0A)
    case "noBreakHyphen": put(0x2D)
    case "pPr", "tabs": isInProperties = true
    case "tbl" where tables.count < Self.deepestTable:
      if tables.isEmpty { try flush() }
      tables.append(OpenTable())
    case "gridSpan": setSpan(scanner.intAttribute("val") ?? 1)
    case "vMerge": setContinuesAbove(scanner.attribute("val") != "restart")
    case "tc":
      setSpan(scanner.intAttribute("gridSpan") ?? 1)
      setContinuesAbove(scanner.flagAttribute("vMerge") ?? false)
    default: break
    }
  }

  private mutating func end(_ name: MarkupName) throws(UnreadReason) {
    switch name {
    case "t", "delText": isText = false
    case "pPr", "tabs": isInProperties = false
    case "ins", "moveTo", "del", "moveFrom": paragraph.close(isDeletion: name == "del" || name == "moveFrom")
    case "txbxContent": if !frames.isEmpty { try endFrame() }
    // Shapes, comments and notes stand apart.
    case "txBody", "comment", "footnote", "endnote": if tables.isEmpty { put(0x0A) }
    case "p":
      settleParagraph()
      put(0x0A)
      if tables.isEmpty, passage.count >= Self.largestPassage { try flush() }
    case "tc": try endCell()
    case "tr": try endRow()
    case "tbl": if !tables.isEmpty { try endTable() }
    default: break
    }
  }

  private var textCount: Int { tables.isEmpty ? passage.count : tables[tables.count - 1].cell.count }

  /// Parts what a paragraph said before its changes from what it says now.
  private mutating func settleParagraph() {
    guard paragraph.hasDeletions else { return }
    if tables.isEmpty {
      paragraph.settle(in: &passage)
    } else {
      paragraph.settle(in: &tables[tables.count - 1].cell)
    }
  }

  // MARK: - Text boxes

  private mutating func beginFrame() {
    frames.append(
      Frame(
        passage: passage, tables: tables, paragraph: paragraph, isInProperties: isInProperties,
        emittedRows: emittedRows, heldBack: heldBack))
    passage = []
    tables = []
    paragraph = TrackedParagraph()
    isInProperties = false
    emittedRows = 0
    heldBack = 0
  }

  private mutating func endFrame() throws(UnreadReason) {
    while !tables.isEmpty { try endTable() }
    guard let frame = frames.popLast() else { return }
    while let last = passage.last, last <= 0x20 { passage.removeLast() }
    if !passage.isEmpty { boxes += passage + [0x0A, 0x0A] }
    passage = frame.passage
    tables = frame.tables
    paragraph = frame.paragraph
    isInProperties = frame.isInProperties
    emittedRows = frame.emittedRows
    heldBack = frame.heldBack
    if frames.isEmpty, boxes.count >= Self.largestPassage { try flushBoxes() }
  }

  private mutating func flushBoxes() throws(UnreadReason) {
    defer { boxes.removeAll() }
    guard boxes.contains(where: { $0 > 0x20 }) else { return }
    let text = String(decoding: boxes, as: UTF8.self)
    try package.reading.emit(.passage(Passage(text, kind: .boxes, place: place)))
  }

  private mutating func put(_ byte: UInt8) {
    if tables.isEmpty {
      if passage.count < 8 * Self.largestPassage { passage.append(byte) }
    } else if tables[tables.count - 1].cell.count < Self.longestCell {
      tables[tables.count - 1].cell.append(byte)
    }
  }

  private mutating func setSpan(_ span: Int) {
    if !tables.isEmpty { tables[tables.count - 1].span = max(1, min(span, 64)) }
  }

  private mutating func setContinuesAbove(_ continues: Bool) {
    if !tables.isEmpty { tables[tables.count - 1].continuesAbove = continues }
  }

  // MARK: - Tables

  private mutating func endCell() throws(UnreadReason) {
    guard var table = tables.popLast() else { return }
    defer { tables.append(table) }
    while let last = table.cell.last, last <= 0x20 { table.cell.removeLast() }
    let column = table.row.count
    if table.continuesAbove, let above = table.rows.last, column < above.count { table.cell = above[column] }
    table.size += table.cell.count + 8
    // Merged cells have the text of the one above: a short part could ask for more than there is memory.
    if table.size > Self.largestTable { throw .tooLarge }
    guard table.row.count < 16_384 else { return }
    table.row.append(table.cell)
    // In DrawingML the cells under a span are there themselves, empty; in WordprocessingML they are not.
    if table.span > 1, !isDrawing { table.row += [[UInt8]](repeating: [], count: table.span - 1) }
    table.cell.removeAll()
    table.span = 1
    table.continuesAbove = false
  }

  private mutating func endRow() throws(UnreadReason) {
    guard !tables.isEmpty else { return }
    let last = tables.count - 1
    tables[last].rows.append(tables[last].row)
    tables[last].row = []
    // A long table goes out in parts; only the outermost can, since rows of two tables must not mix.
    if last == 0, tables[0].size > Self.largestTablePart {
      let rows = tables[0].rows
      try emit(rows.dropFirst(heldBack), from: emittedRows)
      emittedRows += rows.count - heldBack
      tables[0].rows = rows.suffix(1)
      heldBack = 1
      tables[0].size = 0
    }
  }

  private mutating func endTable() throws(UnreadReason) {
    guard let table = tables.popLast() else { return }
    var rows = table.rows
    if !table.row.isEmpty { rows.append(table.row) }
    guard tables.isEmpty else { return try emit(rows[...], from: 0) }
    try emit(rows.dropFirst(heldBack), from: emittedRows)
    emittedRows = 0
    heldBack = 0
  }

  private mutating func emit(_ rows: ArraySlice<[[UInt8]]>, from firstRow: Int) throws(UnreadReason) {
    guard !rows.isEmpty else { return }
    if firstRow == 0 {
      tableCount += 1
      try package.reading.emit(.table(TableOrigin(place: place.appending(.table(String(tableCount))))))
    }
    var batch = RowBatch(firstRow: firstRow)
    for row in rows {
      for cell in row { batch.append(cell: cell) }
      batch.endRow()
    }
    batch.mendText()
    try package.reading.emit(.rows(batch))
  }

  private mutating func flush() throws(UnreadReason) {
    defer {
      passage.removeAll(keepingCapacity: true)
      paragraph.begin(at: 0)
    }
    while let last = passage.last, last <= 0x20 { passage.removeLast() }
    guard passage.contains(where: { $0 > 0x20 }) else { return }
    guard frames.isEmpty else { return boxes += passage + [0x0A, 0x0A] }
    let text = String(decoding: passage, as: UTF8.self)
    try package.reading.emit(.passage(Passage(text, kind: kind, place: place)))
  }
}
