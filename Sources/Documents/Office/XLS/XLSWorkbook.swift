import Contents
import JapaneseText

/// What the sheets of a BIFF workbook share: their names, strings, styles and calendar ([MS-XLS] 2.1.7.20.3).
struct XLSWorkbook {
  struct Sheet {
    var name: String
    /// Offset of its records within the stream.
    var offset: Int
  }

  let records: BIFFRecords
  /// Excel 97 or later; before that text is in a code page.
  private(set) var isUnicode = true
  private(set) var encoding = TextEncoding.cp932
  private(set) var date1904 = false
  private(set) var sheets: [Sheet] = []
  private(set) var shows: [CellStyles.Show] = []
  let strings = SharedStrings()
  private var formats: [Int: CellStyles.Show] = [:]

  /// - Throws: `.password`, `.damaged` when the stream does not begin like a workbook, `.unknownType` before Excel 5.
  init(_ bytes: [UInt8]) throws(UnreadReason) {
    records = BIFFRecords(bytes: bytes)
    guard let first = records.record(at: 0), first.id == 0x0809, let version = records.uint16(first, 0) else {
      throw records.record(at: 0).map { [0x0009, 0x0209, 0x0409].contains($0.id) } == true ? .unknownType : .damaged
    }
    isUnicode = version >= 0x0600
    var at = first.end
    var formatIDs: [Int] = []
    globals: while let record = records.record(at: at) {
      at = record.end
      switch record.id {
      case 0x000A: break globals
      case 0x002F: throw .password
      case 0x0022: date1904 = records.uint16(record, 0) == 1
      case 0x0042: encoding = TextEncoding(codePage: records.uint16(record, 0) ?? 932)
      case 0x0085: addSheet(record)
      case 0x041E: addFormat(record)
      case 0x00E0: if let id = records.uint16(record, 2), formatIDs.count < 1 << 16 { formatIDs.append(id) }
      case 0x00FC: try readStrings(record, next: &at)
      default: break
      }
    }
    try strings.seal()
    shows = formatIDs.map { formats[$0] ?? CellStyles.show(ofBuiltIn: $0) }
  }

  /// A string of a cell, a name or a format.
  func text(_ record: BIFFRecords.Record, at offset: Int, lengthBytes: Int) -> [UInt8] {
    var text = BIFFText(records, record, from: offset)
    let found =
      isUnicode ? text.next(lengthBytes: lengthBytes) : text.next(lengthBytes: lengthBytes, encoding: encoding)
    return found ?? []
  }

  private mutating func addSheet(_ record: BIFFRecords.Record) {
    // Types other than 0 are charts, macros and Visual Basic.
    guard let offset = records.uint32(record, 0), records.byte(record, 5) == 0, sheets.count < 10_000 else { return }
    let name = String(decoding: text(record, at: 6, lengthBytes: 1), as: UTF8.self)
    sheets.append(Sheet(name: name, offset: Int(offset)))
  }

  private mutating func addFormat(_ record: BIFFRecords.Record) {
    guard let id = records.uint16(record, 0) else { return }
    formats[id] = CellStyles.show(
      of: String(decoding: text(record, at: 2, lengthBytes: isUnicode ? 2 : 1), as: UTF8.self))
  }

  private func readStrings(_ record: BIFFRecords.Record, next: inout Int) throws(UnreadReason) {
    let stated = Int(records.uint32(record, 4) ?? 0)
    var reader = BIFFText(records, record, from: 8, next: &next)
    while strings.count < stated, let text = reader.next(lengthBytes: 2) {
      let room = try strings.room(text.count)
      text.withUnsafeBufferPointer { if let base = $0.baseAddress { room.update(from: base, count: $0.count) } }
      try strings.end(text.count)
    }
  }
}
