@testable import Documents

/// Writes Access databases page by page: a catalog, and tables with their maps, rows and memos.
struct JetDatabase {
  struct Column {
    var name: String
    var type: UInt8
    var length = 0
    var isFixed = false
    var flags: UInt8 = 0
    var scale: UInt8 = 0
  }

  /// Bytes of a value; nil where there is none.
  typealias Row = [[UInt8]?]

  let format: JetFormat
  var key: UInt32 = 0
  var codePage = 932
  private(set) var pages: [[UInt8]]
  private var catalog: [Row] = []

  init(_ format: JetFormat) {
    self.format = format
    // The header, what is not looked at, and the catalog's definition.
    pages = Array(repeating: [UInt8](repeating: 0, count: format.pageSize), count: 3)
  }

  static func little(_ value: some BinaryInteger, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: UInt64(truncatingIfNeeded: value) >> (8 * $0)) }
  }

  static func wide(_ text: String) -> [UInt8] { text.utf16.flatMap { little($0, 2) } }

  private func name(_ text: String) -> [UInt8] { format.isJet3 ? Array(text.utf8) : Self.wide(text) }

  // MARK: - Pages

  mutating func change(_ page: Int, _ body: (inout [UInt8]) -> Void) { body(&pages[page]) }

  /// A page of rows, which stand from its end backwards. `flags` are those of each row, none where it is shorter.
  func dataPage(owner: UInt32, _ rows: [[UInt8]], flags: [UInt16] = []) -> [UInt8] {
    var page = [UInt8](repeating: 0, count: format.pageSize)
    page[0] = 1
    page.replaceSubrange(4..<8, with: Self.little(owner, 4))
    page.replaceSubrange(format.rowCount..<format.rowCount + 2, with: Self.little(rows.count, 2))
    var end = format.pageSize
    for (number, row) in rows.enumerated() {
      end -= row.count
      page.replaceSubrange(end..<end + row.count, with: row)
      let place = format.rowCount + 2 + number * 2
      let flag = number < flags.count ? flags[number] : 0
      page.replaceSubrange(place..<place + 2, with: Self.little(UInt16(end) | flag, 2))
    }
    return page
  }

  /// - Returns: the number of the page.
  @discardableResult mutating func add(_ page: [UInt8]) -> Int {
    pages.append(page)
    return pages.count - 1
  }

  func row(_ values: Row, _ columns: [Column]) -> [UInt8] {
    var row = Self.little(columns.count, format.countBytes)
    var mask = [UInt8](repeating: 0, count: (columns.count + 7) / 8)
    var loose: [[UInt8]] = []
    for (number, (value, column)) in zip(values, columns).enumerated() {
      if value != nil { mask[number / 8] |= 1 << UInt8(number % 8) }
      if column.type == 1 { continue }
      if column.isFixed {
        row += value ?? [UInt8](repeating: 0, count: column.length)
      } else {
        loose.append(value ?? [])
      }
    }
    guard columns.contains(where: { !$0.isFixed }) else { return row + mask }
    var offsets: [Int] = []
    for value in loose {
      offsets.append(row.count)
      row += value
    }
    offsets.append(row.count)
    guard format.isJet3 else {
      return row + offsets.reversed().flatMap { Self.little($0, 2) } + Self.little(loose.count, 2) + mask
    }
    var jumps: [UInt8] = []
    let length = row.count + offsets.count + 1 + mask.count
    while jumps.count < (length + jumps.count - 1) / 256 {
      let limit = (jumps.count + 1) * 256
      jumps.append(UInt8(offsets.firstIndex { $0 >= limit } ?? 0xFF))
    }
    return row + offsets.reversed().map { UInt8($0 & 0xFF) } + jumps.reversed() + [UInt8(loose.count)] + mask
  }

  private func definition(_ columns: [Column], records: Int, map: Int, kind: Character) -> [UInt8] {
    var page = [UInt8](repeating: 0, count: format.columns)
    page.replaceSubrange(0..<2, with: [2, 1])
    page.replaceSubrange(format.recordCount..<format.recordCount + 4, with: Self.little(records, 4))
    page[format.tableKind] = kind.asciiValue ?? 0
    page[format.variableCount] = UInt8(columns.count { !$0.isFixed })
    page[format.columnCount] = UInt8(columns.count)
    // Row 0 of the page with the map.
    page.replaceSubrange(format.usageMap..<format.usageMap + 4, with: Self.little(map << 8, 4))
    var fixed = 0
    var loose = 0
    for (number, column) in columns.enumerated() {
      var entry = [UInt8](repeating: 0, count: format.columnEntry)
      entry[0] = column.type
      entry[format.number] = UInt8(number)
      entry[format.flags] = column.isFixed ? 1 : 0
      entry.replaceSubrange(format.length..<format.length + 2, with: Self.little(column.length, 2))
      if !format.isJet3 {
        entry[12] = column.scale
        entry[16] = column.flags
      }
      if column.isFixed {
        entry[format.fixedOffset] = UInt8(fixed)
        fixed += column.type == 1 ? 0 : column.length
      } else {
        entry[format.variableIndex] = UInt8(loose)
        loose += 1
      }
      page += entry
    }
    for column in columns {
      let name = name(column.name)
      page += Self.little(name.count, format.countBytes) + name
    }
    return page + [UInt8](repeating: 0, count: format.pageSize - page.count)
  }

  // MARK: - Tables

  /// Adds a table: its definition, its map and its rows, each on a page of its own, one behind the other.
  /// - Parameter kind: the flags of the catalog, 0 for a table of the user's.
  /// - Returns: the page of its definition.
  @discardableResult mutating func add(
    _ name: String, _ columns: [Column], _ rows: [Row], flags: [UInt16] = [], records: Int? = nil,
    kind: UInt32 = 0
  ) -> Int {
    let page = pages.count
    let bytes = rows.map { row($0, columns) }
    add(definition(columns, records: records ?? rows.count, map: page + 1, kind: kind == 0 ? "N" : "S"))
    add(dataPage(owner: 0, [map([page + 2])]))
    add(dataPage(owner: UInt32(page), bytes, flags: flags))
    enter(name, page: page, kind: kind)
    return page
  }

  private mutating func enter(_ name: String, page: Int, kind: UInt32) {
    catalog.append([
      Self.little(page, 4), Self.little(1, 2), Self.little(kind, 4), self.name(name),
    ])
  }

  /// A map of pages that follow each other, as one that covers the first 512.
  func map(_ pages: [Int]) -> [UInt8] {
    var bits = [UInt8](repeating: 0, count: 64)
    for page in pages { bits[page / 8] |= 1 << UInt8(page % 8) }
    return [0] + Self.little(0, 4) + bits
  }

  /// The file.
  func finish() -> [UInt8] {
    var all = pages
    let columns = [
      Column(name: "Id", type: 4, length: 4, isFixed: true), Column(name: "Type", type: 3, length: 2, isFixed: true),
      Column(name: "Flags", type: 4, length: 4, isFixed: true), Column(name: "Name", type: 10, length: 510),
    ]
    all[2] = definition(columns, records: catalog.count, map: all.count, kind: "S")
    all.append(dataPage(owner: 0, [map([all.count + 1])]))
    all.append(dataPage(owner: 2, catalog.map { row($0, columns) }))
    var head = [0x00, 0x01, 0x00, 0x00] + Array("Standard Jet DB".utf8) + [0, format.isJet3 ? 0 : 1]
    head += [UInt8](repeating: 0, count: format.pageSize - head.count)
    head.replaceSubrange(0x3C..<0x3E, with: Self.little(codePage, 2))
    head.replaceSubrange(0x3E..<0x42, with: Self.little(key, 4))
    RC4.apply([0xC7, 0xDA, 0x39, 0x6B], to: &head, 0x18..<0x18 + (format.isJet3 ? 126 : 128))
    all[0] = head
    if key != 0 {
      for number in 1..<all.count {
        RC4.apply(Self.little(key ^ UInt32(number), 4), to: &all[number], 0..<format.pageSize)
      }
    }
    return Array(all.joined())
  }
}
