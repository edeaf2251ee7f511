import Contents

/// A workbook that is one XML file: the XML Spreadsheet of Excel 2002 and 2003, which other programs write as well,
/// often under the name `.xls`. Every sheet is a table; notes of cells are passages.
struct FlatWorkbook {
  private static let root = Array("urn:schemas-microsoft-com:office:spreadsheet|Workbook".utf8)
  private static let widest = 16_384
  private static let longestCell = 1 << 20
  private static let mostNotes = 16 << 20
  /// Empty cells that may be put before cells.
  private static let mostGaps = 4 << 20

  private let place: Place
  private let reading: Reading
  private var sheet: TableOutlet?
  /// Sent at the end, since a passage would cut the table in two.
  private var notes: [UInt8] = []
  private var row: [[UInt8]] = []
  private var cell: [UInt8] = []
  private var note: [UInt8] = []
  /// Columns that the cell covers beside its own.
  private var merged = 0
  private var gaps = 0
  private var depth = 0
  /// Depth of the open element of this name; 0 when there is none.
  private var data = 0, comment = 0, skipped = 0, openCell = 0, openRow = 0
  private var isDate = false

  init?(root name: [UInt8], at place: Place, in reading: Reading) {
    guard name == Self.root else { return nil }
    self.place = place
    self.reading = reading
  }

  mutating func open(_ local: [UInt8], _ attributes: [([UInt8], [UInt8])]) throws(UnreadReason) {
    depth += 1
    guard depth < TreeReader.deepest else { throw .tooDeep }
    if skipped > 0 { return }
    func attribute(_ name: String) -> [UInt8]? {
      attributes.first { FlatVocabulary.local($0.0) == Array(name.utf8) }?.1
    }
    func number(_ name: String) -> Int? {
      attribute(name).flatMap { Int(String(decoding: $0.prefix(9), as: UTF8.self)) }
    }
    switch String(decoding: local, as: UTF8.self) {
    case "Worksheet":
      try endSheet()
      try reading.chargeEntry()
      let name = String(decoding: attribute("Name") ?? [], as: UTF8.self)
      sheet = TableOutlet(TableOrigin(place: place.appending(.sheet(name))), reading)
    case "Row":
      row = []
      openRow = depth
    case "Cell":
      // Empty cells are left out, and the next one says where it stands.
      if let index = number("Index"), index - 1 > row.count, index <= Self.widest { fill(to: index - 1) }
      cell = []
      openCell = depth
      merged = max(0, min(number("MergeAcross") ?? 0, 256))
    case "Comment":
      comment = depth
      note = []
      if let author = attribute("Author") { note = author + [0x0A] }
    case "Data":
      data = depth
      isDate = attribute("Type") == Array("DateTime".utf8)
    // Readings above the text.
    case "PhoneticText", "Styles": skipped = depth
    default: break
    }
  }

  mutating func close() throws(UnreadReason) {
    defer { depth -= 1 }
    if skipped > 0 {
      if depth == skipped { skipped = 0 }
      return
    }
    if depth == data {
      data = 0
      if isDate, comment == 0 { cell = Self.date(cell) }
    } else if depth == comment {
      comment = 0
      if note.contains(where: { $0 > 0x20 }), notes.count < Self.mostNotes { notes += note + [0x0A] }
    } else if depth == openCell {
      openCell = 0
      if row.count < Self.widest { row.append(cell) }
      if merged > 0 { fill(to: min(Self.widest, row.count + merged)) }
    } else if depth == openRow {
      openRow = 0
      while row.last?.isEmpty == true { row.removeLast() }
      guard !row.isEmpty else { return }
      for cell in row { sheet?.append(cell: cell) }
      try sheet?.endRow()
    }
  }

  mutating func text(_ value: UnsafeBufferPointer<UInt8>) throws(UnreadReason) {
    guard skipped == 0, data > 0 else { return }
    if comment > 0 {
      if note.count < Self.longestCell { note.append(contentsOf: value) }
    } else if cell.count < Self.longestCell {
      cell.append(contentsOf: value)
    }
  }

  mutating func finish() throws(UnreadReason) {
    try endSheet()
    var passages = PassageOutlet(place, reading)
    try passages.append(notes)
    try passages.finish()
  }

  private mutating func endSheet() throws(UnreadReason) {
    try sheet?.finish()
    sheet = nil
  }

  private mutating func fill(to column: Int) {
    while row.count < column, gaps < Self.mostGaps {
      row.append([])
      gaps += 1
    }
  }

  /// A date without a time has one all the same.
  private static func date(_ text: [UInt8]) -> [UInt8] {
    let midnight = Array("T00:00:00".utf8)
    guard text.count > 10, text[10...].starts(with: midnight) else { return text }
    return Array(text[..<10])
  }
}
