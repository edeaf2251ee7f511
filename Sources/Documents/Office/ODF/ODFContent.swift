import Contents

/// Paragraphs, tables and shapes of one part of an OpenDocument file, whatever its kind: the elements are the same in texts,
/// sheets and slides.
///
/// Shapes and text boxes come as boxes; notes, comments and deleted text as passages of their own behind the text, sheet or
/// slide that they belong to.
struct ODFContent: ~Copyable {
  private enum Frame { case box, note }

  private var place: Place
  private let root: Place
  private let kind: Passage.Kind
  private let reading: Reading
  private var text: [UInt8] = []
  private var boxes: [UInt8] = []
  private var notes: [UInt8] = []
  /// Texts that wait while a box or a note that hangs in them is read.
  private var waiting: [(frame: Frame, text: [UInt8], paragraphs: Int, tables: [ODFTable])] = []
  private var tables: [ODFTable] = []
  private var paragraphs = 0
  private var creator: [UInt8]?
  private var tableCount = 0
  private var pageCount = 0
  private var isSheet = false
  /// Who wrote comments or changed text with tracking on.
  private(set) var authors = CommentAuthors()

  private static let largestPassage = 64 << 10
  private static let largestBuffer = 4 << 20
  private static let deepest = 16

  init(place: Place, kind: Passage.Kind, reading: Reading) {
    self.place = place
    root = place
    self.kind = kind
    self.reading = reading
  }

  /// - Throws: `.damaged`, `.tooLarge`; what stood before is told.
  mutating func read(_ scanner: inout MarkupScanner) throws(UnreadReason) {
    var failure: UnreadReason?
    do throws(UnreadReason) {
      reading: while true {
        switch try scanner.next() {
        case .start: try start(&scanner)
        case .end: try end(scanner.name)
        case .text: take(scanner)
        case .finish:
          // Elements that nothing closes: the part was cut off.
          if scanner.depth > 0 { throw .damaged }
          break reading
        }
      }
    } catch {
      failure = error
    }
    while !waiting.isEmpty { try endFrame() }
    while !tables.isEmpty { try endTable() }
    try flush()
    try flushBeside()
    if let failure { throw failure }
  }

  private mutating func take(_ scanner: borrowing MarkupScanner) {
    if var name = creator {
      if name.count < 1_000 { scanner.appendText(to: &name) }
      creator = name
      return
    }
    guard paragraphs > 0, text.count < Self.largestBuffer else { return }
    let start = text.count
    scanner.appendText(to: &text)
    // Breaks of the file's lines are blanks.
    for index in start..<text.count where text[index] < 0x20 { text[index] = 0x20 }
  }

  private mutating func start(_ scanner: inout MarkupScanner) throws(UnreadReason) {
    switch scanner.name {
    case "p", "h": paragraphs += 1
    case "s": if paragraphs > 0 { put(0x20, times: scanner.intAttribute("c") ?? 1) }
    case "tab": if paragraphs > 0 { put(0x09) }
    case "line-break": if paragraphs > 0 { put(0x0A) }
    // Readings in small kana above the text; numbers of notes.
    case "ruby-text", "note-citation": try scanner.skipElement()
    case "creator": if !waiting.isEmpty { creator = [] }
    case "spreadsheet": isSheet = true
    case "page":
      pageCount += 1
      place = root.appending(.page(pageCount))
    case "table": try beginTable(scanner.attribute("name"))
    case "table-row":
      if !tables.isEmpty {
        tables[tables.count - 1].beginRow(repeated: scanner.intAttribute("number-rows-repeated") ?? 1)
      }
    case "table-cell", "covered-table-cell":
      guard !tables.isEmpty else { break }
      let isDate = scanner.attribute("value-type") == "date"
      tables[tables.count - 1].beginCell(
        repeated: scanner.intAttribute("number-columns-repeated") ?? 1,
        value: isDate ? scanner.attribute("date-value") : scanner.attribute("value"), isDate: isDate,
        textStart: text.count)
    default: if let frame = Self.frame(scanner.name) { beginFrame(frame) }
    }
  }

  private mutating func end(_ name: MarkupName) throws(UnreadReason) {
    switch name {
    case "p", "h":
      paragraphs = max(0, paragraphs - 1)
      put(0x0A)
      if tables.isEmpty, waiting.isEmpty, text.count >= Self.largestPassage { try flush() }
    case "creator":
      if let creator { authors.add(String(decoding: creator, as: UTF8.self)) }
      creator = nil
    case "page":
      try flush()
      try flushBeside()
      place = root
    case "table": if !tables.isEmpty { try endTable() }
    case "table-row": if !tables.isEmpty { try tables[tables.count - 1].endRow() }
    case "table-cell", "covered-table-cell":
      guard !tables.isEmpty else { break }
      let start = min(tables[tables.count - 1].textStart, text.count)
      tables[tables.count - 1].endCell(text[start...])
      text.removeSubrange(start...)
    default: if Self.frame(name) != nil, !waiting.isEmpty { try endFrame() }
    }
  }

  private static func frame(_ name: MarkupName) -> Frame? {
    switch name {
    case "text-box", "custom-shape", "rect", "ellipse", "circle", "polygon", "caption", "connector": .box
    case "note", "annotation", "tracked-changes", "notes": .note
    default: nil
    }
  }

  private mutating func put(_ byte: UInt8, times: Int = 1) {
    guard text.count < Self.largestBuffer else { return }
    for _ in 0..<max(1, min(times, 256)) { text.append(byte) }
  }

  // MARK: - Boxes and notes

  private mutating func beginFrame(_ frame: Frame) {
    guard waiting.count < Self.deepest else { return }
    waiting.append((frame, text, paragraphs, tables))
    text = []
    paragraphs = 0
    tables = []
  }

  private mutating func endFrame() throws(UnreadReason) {
    while !tables.isEmpty { try endTable() }
    guard let outer = waiting.popLast() else { return }
    while let last = text.last, last <= 0x20 { text.removeLast() }
    let inner = text
    (text, paragraphs, tables) = (outer.text, outer.paragraphs, outer.tables)
    guard !inner.isEmpty else { return }
    if waiting.contains(where: { $0.frame == .note }) {
      text += inner + [0x0A]
    } else if outer.frame == .note {
      notes += inner + [0x0A, 0x0A]
    } else {
      boxes += inner + [0x0A, 0x0A]
    }
    if waiting.isEmpty, boxes.count + notes.count > Self.largestPassage { try flushBeside() }
  }

  private mutating func flushBeside() throws(UnreadReason) {
    let (shapes, remarks) = (boxes, notes)
    boxes.removeAll(keepingCapacity: true)
    notes.removeAll(keepingCapacity: true)
    try send(shapes, .boxes)
    try send(remarks, .body)
  }

  private mutating func flush() throws(UnreadReason) {
    let paragraphs = text
    text.removeAll(keepingCapacity: true)
    try send(paragraphs, kind)
  }

  private func send(_ text: [UInt8], _ kind: Passage.Kind) throws(UnreadReason) {
    guard let last = text.lastIndex(where: { $0 > 0x20 }) else { return }
    try reading.emit(.passage(Passage(String(decoding: text[...last], as: UTF8.self), kind: kind, place: place)))
  }

  // MARK: - Tables

  private mutating func beginTable(_ name: String?) throws(UnreadReason) {
    guard tables.count < Self.deepest else { return }
    if tables.isEmpty, waiting.isEmpty { try flush() }
    if !tables.isEmpty { try tables[tables.count - 1].pause() }
    tableCount += 1
    if isSheet, tables.isEmpty, waiting.isEmpty {
      place = root.appending(.sheet(name ?? ""))
      tables.append(ODFTable(TableOrigin(place: place), reading))
    } else {
      tables.append(ODFTable(TableOrigin(place: place.appending(.table(String(tableCount)))), reading))
    }
  }

  private mutating func endTable() throws(UnreadReason) {
    guard var table = tables.popLast() else { return }
    try table.finish()
    guard tables.isEmpty, waiting.isEmpty, isSheet else { return }
    try flushBeside()
    place = root
  }
}
