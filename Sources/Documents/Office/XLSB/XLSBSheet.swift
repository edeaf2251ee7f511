import Contents

/// One sheet of a binary workbook ([MS-XLSB] 2.1.7.62): its rows, and the header and footer of the printed page.
struct XLSBSheet: ~Copyable {
  private let strings: SharedStrings
  private let place: Place
  private let package: OfficePackage
  private var rows: BinarySheetRows
  private var isAnnounced = false
  private var row = -1
  /// Column of the last cell: cells of the short kinds follow each other.
  private var column = -1
  private var heading: [UInt8] = []

  private static let lastRow = 1_048_575

  init(strings: SharedStrings, styles: CellStyles, date1904: Bool, at place: Place, of package: OfficePackage) {
    self.strings = strings
    self.place = place
    self.package = package
    rows = BinarySheetRows(shows: styles.shows, date1904: date1904, in: package.reading)
  }

  /// - Throws: `.damaged` when the records break off; what came before is emitted.
  mutating func read(_ part: String) throws(UnreadReason) {
    var failure: UnreadReason?
    do throws(UnreadReason) {
      var records = try BinaryRecords(part, of: package)
      while try records.next() { try take(records) }
      if !records.matchesChecksum { failure = .damaged }
    } catch {
      failure = error
    }
    try rows.finish()
    try SheetNotes.emitHeading(heading, at: place, of: package)
    if let failure { throw failure }
  }

  private mutating func take(_ records: borrowing BinaryRecords) throws(UnreadReason) {
    switch records.type {
    case RecordType.rowHeader: try beginRow(records)
    case RecordType.beginSheetData: try announce()
    case RecordType.blank...RecordType.formulaError, RecordType.richString:
      guard let stated = records.data.uint32(at: 0), let style = records.data.uint32(at: 4) else { return }
      column = min(Int(stated), 1 << 20)
      try cell(records, records.type, style: style, at: 8)
    case RecordType.shortBlank...RecordType.shortShared:
      // The same kinds of cells in the same order, without their columns.
      guard let style = records.data.uint32(at: 0) else { return }
      column += 1
      try cell(records, records.type - RecordType.shortBlank + RecordType.blank, style: style, at: 4)
    case RecordType.beginHeaderFooter:
      var offset = 2
      for _ in 0..<6 where heading.count < 1 << 20 {
        let text = records.text(at: &offset)
        if !text.isEmpty { heading += text + [0x0A] }
      }
    default: break
    }
  }

  private mutating func announce() throws(UnreadReason) {
    if isAnnounced { return }
    isAnnounced = true
    try package.reading.emit(.table(TableOrigin(place: place)))
  }

  private mutating func beginRow(_ records: borrowing BinaryRecords) throws(UnreadReason) {
    try announce()
    let stated = records.data.uint32(at: 0).map { Int($0) } ?? 0
    row = stated > row && stated <= Self.lastRow ? stated : row + 1
    column = -1
  }

  private mutating func cell(
    _ records: borrowing BinaryRecords, _ type: Int, style: UInt32, at offset: Int
  ) throws(UnreadReason) {
    guard type != RecordType.blank else { return }
    // Cells without a row stand in the first one.
    if row < 0 {
      try announce()
      row = 0
    }
    let style = Int(style & 0xFF_FFFF)
    switch type {
    case RecordType.rk:
      guard let rk = records.data.uint32(at: offset) else { return }
      try rows.begin(row: row, column: column)
      rows.number(BIFFRecords.number(rk: rk), style: style)
    case RecordType.real, RecordType.formulaNumber:
      guard let value = records.double(at: offset) else { return }
      try rows.begin(row: row, column: column)
      rows.number(value, style: style)
    case RecordType.bool, RecordType.error, RecordType.formulaBool, RecordType.formulaError:
      guard let value = records.byte(at: offset) else { return }
      try rows.begin(row: row, column: column)
      rows.truth(value, isError: type == RecordType.error || type == RecordType.formulaError)
    case RecordType.shared:
      guard let index = records.data.uint32(at: offset) else { return }
      try rows.begin(row: row, column: column)
      rows.append(Int(index), of: strings)
    default:
      guard let (text, units) = records.wideText(at: type == RecordType.richString ? offset + 1 : offset) else {
        return
      }
      try rows.begin(row: row, column: column)
      rows.append(utf16: text, units: units)
    }
  }
}
