import Contents

/// The copies of lists that pivot tables of binary workbooks keep ([MS-XLSB] 2.1.7.40, 2.1.7.41).
enum XLSBPivotCache {
  /// A field, and how records keep its values where they do not point to shared ones.
  private struct Field {
    var cached: PivotCache.Field
    var holding = Holding.text
    /// False for one that was made of others: records say nothing of it.
    var isOfSource: Bool
  }

  private enum Holding {
    case text, number, date
  }

  static func read(of package: OfficePackage, at place: Place) throws(UnreadReason) {
    try PivotCache.eachDefinition(in: .binary, of: package, at: place) { definition, here throws(UnreadReason) in
      let fields = try fields(of: definition, package)
      guard !fields.isEmpty else { return }
      try PivotCache.write(fields.map(\.cached), of: definition, at: here, package) { part, rows throws(UnreadReason) in
        try readRecords(part, fields, into: &rows, of: package)
      }
    }
  }

  private static func fields(of part: String, _ package: OfficePackage) throws(UnreadReason) -> [Field] {
    var fields: [Field] = []
    var size = 0
    var isShared = false
    var records = try BinaryRecords(part, of: package)
    while try records.next() {
      switch records.type {
      case RecordType.beginCacheField:
        guard fields.count < PivotCache.mostFields else { throw .tooLarge }
        let flags = records.data.uint16(at: 0) ?? 0
        fields.append(Field(cached: PivotCache.Field(name: records.text(at: 20)), isOfSource: flags & 0x04 != 0))
      case RecordType.beginSharedItems where !fields.isEmpty:
        isShared = true
        fields[fields.count - 1].holding = holding(records.data.uint16(at: 0) ?? 0)
      case RecordType.endSharedItems: isShared = false
      default:
        guard isShared, !fields.isEmpty else { continue }
        let items =
          records.type == RecordType.beginRun ? run(records) : item(records, records.type).map { [$0] } ?? []
        size += items.reduce(0) { $0 + $1.count + 32 }
        guard size <= PivotCache.mostSharedBytes else { throw .tooLarge }
        fields[fields.count - 1].cached.shared += items
      }
    }
    return fields
  }

  /// - Parameter flags: what kinds of values a field has ([MS-XLSB] 2.4.129).
  private static func holding(_ flags: UInt16) -> Holding {
    if flags & 0x40 != 0 { return .number }
    return flags & 0x04 != 0 && flags & 0x08 == 0 ? .date : .text
  }

  /// Records of one kind hold the values of all fields, those of the other announce a record for each value.
  private static func readRecords(
    _ part: String, _ fields: [Field], into rows: inout RowBatchBuilder, of package: OfficePackage
  ) throws(UnreadReason) {
    var records = try BinaryRecords(part, of: package)
    var column = 0
    while try records.next() {
      switch records.type {
      case RecordType.cacheRecord, RecordType.cacheRecordOfItems:
        if rows.column > 0 { rows.endRow() }
        if rows.isFull { try package.reading.emit(.rows(rows.take())) }
        column = 0
        if records.type == RecordType.cacheRecord { write(records, fields, to: &rows) }
      case RecordType.itemIndex:
        let number = Int(records.data.uint32(at: 0) ?? .max)
        let shared = column < fields.count ? fields[column].cached.shared : []
        rows.append(shared.indices.contains(number) ? shared[number] : [])
        column += 1
      default:
        guard let item = item(records, records.type) else { continue }
        rows.append(item)
        column += 1
      }
      guard !rows.isBeyondOneRow else { throw .tooLarge }
    }
    if rows.column > 0 { rows.endRow() }
  }

  private static func write(_ records: borrowing BinaryRecords, _ fields: [Field], to rows: inout RowBatchBuilder) {
    var offset = 0
    for field in fields {
      guard offset < records.data.count else { return }
      if !field.isOfSource {
        rows.append([])
      } else if !field.cached.shared.isEmpty {
        let number = Int(records.data.uint32(at: offset) ?? .max)
        rows.append(field.cached.shared.indices.contains(number) ? field.cached.shared[number] : [])
        offset += 4
      } else {
        rows.append(value(records, field.holding, at: &offset))
      }
    }
  }

  /// A value that stands among others, and `offset` moved behind it.
  private static func value(_ records: borrowing BinaryRecords, _ holding: Holding, at offset: inout Int) -> [UInt8] {
    if holding == .text { return records.text(at: &offset) }
    offset += 8
    return holding == .date ? date(records, at: offset - 8) : records.double(at: offset - 8).map(number) ?? []
  }

  /// Shared values of one kind in a row ([MS-XLSB] 2.4.134).
  private static func run(_ records: borrowing BinaryRecords) -> [[UInt8]] {
    let kinds: [UInt16: Holding] = [0x01: .number, 0x02: .text, 0x20: .date]
    guard let kind = records.data.uint16(at: 0).flatMap({ kinds[$0] }), let count = records.data.uint32(at: 2) else {
      return []
    }
    var items: [[UInt8]] = []
    var offset = 6
    while items.count < Int(count), offset < records.data.count { items.append(value(records, kind, at: &offset)) }
    return items
  }

  /// The value that a record is about; nil for records about other things.
  private static func item(_ records: borrowing BinaryRecords, _ type: Int) -> [UInt8]? {
    switch type - (type < RecordType.itemMissingWithMore ? 0 : RecordType.itemMissingWithMore - RecordType.itemMissing)
    {
    case RecordType.itemMissing: []
    case RecordType.itemNumber: records.double(at: 0).map(number)
    case RecordType.itemBool: Array((records.byte(at: 0) == 0 ? "FALSE" : "TRUE").utf8)
    case RecordType.itemError: []
    case RecordType.itemText: records.text(at: 0)
    case RecordType.itemDate: date(records, at: 0)
    default: nil
    }
  }

  private static func number(_ value: Double) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: CellNumber.longest) { buffer, written in
      written = buffer.baseAddress.map { CellNumber.write(value, into: $0) } ?? 0
    }
  }

  /// Year, month, day, hour, minute, second ([MS-XLSB] 2.5.107), without the time of midnight.
  private static func date(_ records: borrowing BinaryRecords, at offset: Int) -> [UInt8] {
    guard let year = records.data.uint16(at: offset), let month = records.data.uint16(at: offset + 2),
      offset + 8 <= records.data.count
    else { return [] }
    let rest = (4..<8).map { Int(records.data[offset + $0]) }
    func padded(_ value: Int, _ width: Int) -> [UInt8] {
      let digits = Array(String(value).utf8)
      return Array(repeating: 0x30, count: max(0, width - digits.count)) + digits
    }
    let day = padded(Int(year), 4) + [0x2D] + padded(Int(month), 2) + [0x2D] + padded(rest[0], 2)
    if rest[1...].allSatisfy({ $0 == 0 }) { return day }
    return day + [0x20] + padded(rest[1], 2) + [0x3A] + padded(rest[2], 2)
  }
}
