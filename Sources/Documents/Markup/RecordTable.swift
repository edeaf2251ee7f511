import Contents

/// A table made of records that each bring their own keys.
///
/// The columns are the union of the keys of the first records. When a later record has a key that has no column, the
/// table ends and one with more columns begins.
struct RecordTable {
  typealias Record = [(key: [UInt8], value: [UInt8])]

  private static let sample = 256
  private static let sampleBytes = 1 << 20
  private static let mostColumns = 1_024

  private let place: Place
  private let reading: Reading
  private var columns: [[UInt8]: Int] = [:]
  private var header: [[UInt8]] = []
  private var held: [Record] = []
  private var heldBytes = 0
  private var rows: TableOutlet?

  init(_ place: Place, _ reading: Reading) {
    self.place = place
    self.reading = reading
  }

  mutating func append(_ record: Record) throws(UnreadReason) {
    guard !record.isEmpty, !MachineAccount.isOne(record) else { return }
    if rows != nil, record.allSatisfy({ columns[$0.key] != nil }) { return try emit(record) }
    held.append(record)
    for (key, value) in record { heldBytes += key.count + value.count + 64 }
    if held.count >= Self.sample || heldBytes >= Self.sampleBytes { try release() }
  }

  mutating func finish() throws(UnreadReason) {
    try release()
    try rows?.finish()
    rows = nil
    columns = [:]
    header = []
  }

  private mutating func release() throws(UnreadReason) {
    guard !held.isEmpty else { return }
    let records = held
    held = []
    heldBytes = 0
    try rows?.finish()
    if header.count > Self.mostColumns / 2 {
      // Keys that are data (an index by name, say) would make the table wider for ever.
      columns = [:]
      header = []
    }
    for record in records {
      for (key, _) in record where columns[key] == nil && header.count < Self.mostColumns {
        columns[key] = header.count
        header.append(key)
      }
    }
    // Items without names are rows of plain values: nothing is known of their columns.
    let isNamed = header.contains { $0.contains { $0 > 0x20 && !($0 &- 0x30 < 10) } }
    var next = TableOutlet(TableOrigin(place: place, header: isNamed ? .firstRow : .unknown), reading)
    if isNamed {
      for key in header { next.append(cell: key) }
      try next.endRow()
    }
    rows = next
    for record in records { try emit(record) }
  }

  private mutating func emit(_ record: Record) throws(UnreadReason) {
    var cells = [Int](repeating: -1, count: header.count)
    for (position, field) in record.enumerated() {
      if let column = columns[field.key] { cells[column] = position }
    }
    for cell in cells { rows?.append(cell: cell < 0 ? [] : record[cell].value) }
    try rows?.endRow()
  }
}

extension RecordTable.Record {
  /// Adds a value unless it is empty: the first of its key counts.
  mutating func add(_ title: String, _ value: [UInt8]) {
    let key = Array<UInt8>(title.utf8)
    guard !value.isEmpty, !contains(where: { $0.key == key }) else { return }
    append((key, value))
  }
}
