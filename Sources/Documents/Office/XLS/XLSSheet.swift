import Contents

/// The cells of one BIFF sheet ([MS-XLS] 2.1.7.20.5), in the order of the stream, which is that of the rows.
struct XLSSheet: ~Copyable {
  private let workbook: XLSWorkbook
  private let records: BIFFRecords
  private let reading: Reading
  private let place: Place
  private var rows: BinarySheetRows
  /// A formula whose text comes in the record behind it.
  private var awaitsText: (row: Int, column: Int)?

  init(_ workbook: XLSWorkbook, at place: Place, in reading: Reading) {
    self.workbook = workbook
    records = workbook.records
    self.place = place
    self.reading = reading
    rows = BinarySheetRows(shows: workbook.shows, date1904: workbook.date1904, in: reading)
  }

  /// - Throws: `.damaged` when the records break off; what came before is emitted.
  /// - Parameter budget: bytes of records that may still be walked over, for all sheets of a workbook together.
  mutating func read(from offset: Int, budget: inout Int) throws(UnreadReason) {
    guard let first = records.record(at: offset), first.id == 0x0809 else { throw .damaged }
    try reading.emit(.table(TableOrigin(place: place)))
    var at = first.end
    // Charts within a sheet have records of their own between their own begin and end.
    var depth = 1
    var headings: [[UInt8]] = []
    while depth > 0, let record = records.record(at: at) {
      at = record.end
      budget -= record.end - record.start + 4
      if budget < 0 { throw .tooLarge }
      switch record.id {
      case 0x0809: depth += 1
      case 0x000A: depth -= 1
      case 0x0014, 0x0015:
        if depth == 1, record.count > 0 {
          headings.append(workbook.text(record, at: 0, lengthBytes: workbook.isUnicode ? 2 : 1))
        }
      default: if depth == 1 { try cell(record) }
      }
    }
    try rows.finish()
    let heading = headings.map { String(decoding: HeaderCodes.dropped(from: $0), as: UTF8.self) }.filter {
      $0.utf8.contains { $0 > 0x20 }
    }
    if !heading.isEmpty {
      try reading.emit(.passage(Passage(heading.joined(separator: "\n"), kind: .heading, place: place)))
    }
    if depth > 0 { throw .damaged }
  }

  private mutating func cell(_ record: BIFFRecords.Record) throws(UnreadReason) {
    switch record.id {
    case 0x00FD:
      guard let index = records.uint32(record, 6), try begin(record) else { return }
      rows.append(Int(index), of: workbook.strings)
    case 0x0204, 0x00D6:
      guard try begin(record) else { return }
      rows.append(workbook.text(record, at: 6, lengthBytes: 2))
    case 0x027E:
      guard let rk = records.uint32(record, 6), try begin(record) else { return }
      rows.number(BIFFRecords.number(rk: rk), style: records.uint16(record, 4) ?? 0)
    case 0x0203:
      guard let value = records.double(record, 6), try begin(record) else { return }
      rows.number(value, style: records.uint16(record, 4) ?? 0)
    case 0x00BD: try multiple(record)
    case 0x0205:
      guard let value = records.byte(record, 6), let isError = records.byte(record, 7), try begin(record) else {
        return
      }
      rows.truth(value, isError: isError != 0)
    case 0x0006, 0x0206, 0x0406: try formula(record)
    case 0x0207:
      guard let target = awaitsText, try begin(row: target.row, column: target.column) else { return }
      awaitsText = nil
      rows.append(workbook.text(record, at: 0, lengthBytes: 2))
    default: break
    }
  }

  private mutating func multiple(_ record: BIFFRecords.Record) throws(UnreadReason) {
    guard let row = records.uint16(record, 0), let first = records.uint16(record, 2) else { return }
    var offset = 4
    var column = first
    while offset + 6 <= record.count - 2, let style = records.uint16(record, offset),
      let rk = records.uint32(record, offset + 2)
    {
      if try begin(row: row, column: column) { rows.number(BIFFRecords.number(rk: rk), style: style) }
      offset += 6
      column += 1
    }
  }

  private mutating func formula(_ record: BIFFRecords.Record) throws(UnreadReason) {
    guard let row = records.uint16(record, 0), let column = records.uint16(record, 2),
      let style = records.uint16(record, 4), let value = records.double(record, 6)
    else { return }
    guard records.uint16(record, 12) == 0xFFFF else {
      if try begin(row: row, column: column) { rows.number(value, style: style) }
      return
    }
    switch records.byte(record, 6) {
    case 0: awaitsText = (row, column)
    case 1, 2:
      if try begin(row: row, column: column) {
        rows.truth(records.byte(record, 8) ?? 0, isError: records.byte(record, 6) == 2)
      }
    default: break
    }
  }

  // MARK: - Placing

  private mutating func begin(_ record: BIFFRecords.Record) throws(UnreadReason) -> Bool {
    guard let row = records.uint16(record, 0), let column = records.uint16(record, 2) else { return false }
    return try begin(row: row, column: column)
  }

  private mutating func begin(row: Int, column: Int) throws(UnreadReason) -> Bool {
    try rows.begin(row: row, column: column)
    return true
  }
}
