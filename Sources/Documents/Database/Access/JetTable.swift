import Contents

/// The definition of one table.
struct JetTable {
  struct Column {
    var name: [UInt8]
    var type: UInt8
    /// Its place in rows, deleted columns counted along.
    var number: Int
    var isFixed: Bool
    var fixedOffset: Int
    /// Its place among the columns whose length varies.
    var variableIndex: Int
    var length: Int
    /// Digits behind the point of a decimal number.
    var scale: Int
    /// Holds the outcome of an expression (Access 2010 and later).
    var isCalculated: Bool
  }

  /// Where the definition begins: what its data pages call it by.
  let page: Int
  let columns: [Column]
  /// Rows that there are, as the definition states it.
  let recordCount: Int
  let hasVariableColumns: Bool
  /// Row and page of the map of its data pages.
  private let map: UInt32

  private static let mostPages = 128
  /// Access allows 255.
  private static let mostColumns = 1_024

  /// - Throws: `.damaged` when no table is defined there.
  init(_ page: Int, of file: JetFile) throws(UnreadReason) {
    let format = file.format
    let bytes = try Self.definition(from: page, of: file)
    guard let columnCount = bytes.uint16(at: format.columnCount), columnCount <= Self.mostColumns,
      let indexes = bytes.uint32(at: format.indexCount), indexes <= 1_000, let map = bytes.uint32(at: format.usageMap),
      let variable = bytes.uint16(at: format.variableCount), let records = bytes.uint32(at: format.recordCount)
    else { throw .damaged }
    self.page = page
    self.map = map
    recordCount = Int(Int32(bitPattern: records))
    hasVariableColumns = variable > 0
    let first = format.columns + Int(indexes) * format.indexEntry
    var columns: [Column] = []
    for index in 0..<Int(columnCount) {
      guard let column = Self.column(bytes, at: first + index * format.columnEntry, format) else { throw .damaged }
      columns.append(column)
    }
    var at = first + Int(columnCount) * format.columnEntry
    for index in columns.indices {
      let length =
        format.isJet3 ? bytes.indices.contains(at) ? Int(bytes[at]) : nil : bytes.uint16(at: at).map { Int($0) }
      guard let length, at + format.countBytes + length <= bytes.count else { throw .damaged }
      at += format.countBytes
      columns[index].name = JetText.name(bytes[at..<at + length], in: file)
      at += length
    }
    self.columns = columns.sorted { $0.number < $1.number }
  }

  /// The whole of a definition, which may go on over several pages.
  private static func definition(from page: Int, of file: JetFile) throws(UnreadReason) -> [UInt8] {
    var bytes = try file.page(page)
    guard bytes[0] == JetFormat.PageKind.definition else { throw .damaged }
    var next = Int(bytes.uint32(at: 4) ?? 0)
    var pages = 1
    while next != 0, pages < mostPages {
      let more = try file.page(next)
      guard more[0] == JetFormat.PageKind.definition else { throw .damaged }
      bytes += more[8...]
      next = Int(more.uint32(at: 4) ?? 0)
      pages += 1
    }
    return bytes
  }

  private static func column(_ bytes: [UInt8], at entry: Int, _ format: JetFormat) -> Column? {
    guard entry + format.columnEntry <= bytes.count, let number = bytes.uint16(at: entry + format.number),
      let variable = bytes.uint16(at: entry + format.variableIndex),
      let fixed = bytes.uint16(at: entry + format.fixedOffset), let length = bytes.uint16(at: entry + format.length)
    else { return nil }
    return Column(
      name: [], type: bytes[entry], number: Int(number), isFixed: bytes[entry + format.flags] & 1 != 0,
      fixedOffset: Int(fixed), variableIndex: Int(variable), length: Int(length),
      scale: format.isJet3 ? 0 : Int(bytes[entry + 12]),
      isCalculated: !format.isJet3 && bytes[entry + 16] & 0xC0 != 0)
  }

  func column(_ name: String) -> Column? { columns.first { $0.name.elementsEqual(name.utf8) } }

  // MARK: - Pages

  /// The data pages in the order of the file, by the map that the table keeps of them.
  /// - Throws: `.damaged` when there is no such map.
  func pages(of file: JetFile) throws(UnreadReason) -> [Int] {
    let bytes = try file.page(Int(map >> 8))
    guard let range = file.range(ofRow: Int(map & 0xFF), on: bytes)?.range, range.count >= 5 else { throw .damaged }
    var pages: [Int] = []
    switch bytes[range.lowerBound] {
    case 0:
      // Bits of pages that follow each other from a first one on.
      guard let first = bytes.uint32(at: range.lowerBound + 1) else { throw .damaged }
      Self.collect(bytes[(range.lowerBound + 5)..<range.upperBound], from: Int(first), to: file.pageCount, into: &pages)
    case 1:
      // Pages that are full of such bits.
      let spanned = (file.format.pageSize - 4) * 8
      for (index, offset) in stride(from: range.lowerBound + 1, to: range.upperBound - 3, by: 4).enumerated() {
        guard let number = bytes.uint32(at: offset), number != 0 else { continue }
        guard index * spanned < file.pageCount else { break }
        let more = try file.page(Int(number))
        guard more[0] == JetFormat.PageKind.usage else { throw .damaged }
        Self.collect(more[4...], from: index * spanned, to: file.pageCount, into: &pages)
      }
    default: throw .damaged
    }
    return pages
  }

  private static func collect(_ bits: ArraySlice<UInt8>, from first: Int, to end: Int, into pages: inout [Int]) {
    for (index, byte) in bits.enumerated() where byte != 0 {
      for bit in 0..<8 where byte >> UInt8(bit) & 1 == 1 {
        let number = first + index * 8 + bit
        if number > 0, number < end { pages.append(number) }
      }
    }
  }
}
