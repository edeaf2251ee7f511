import Archives

/// A workbook of Excel 97–2003: BIFF8 records ([MS-XLS]) in a compound file ([MS-CFB]).
enum OldWorkbookFile {
  static func bytes(_ grids: [Grid]) -> [UInt8] {
    var strings = StringTable()
    let sheets = grids.map { sheet($0, &strings) }
    var globals = record(0x809, [0x00, 0x06, 0x05, 0x00, 0xBB, 0x0D, 0xCC, 0x07, 0, 0, 0, 0, 6, 0, 0, 0])
    globals += record(0x42, [0xB0, 0x04])
    globals += record(0x31, font())
    for _ in 0..<16 { globals += record(0xE0, format(number: 0, isStyle: true)) }
    globals += record(0xE0, format(number: 0, isStyle: false))
    globals += record(0xE0, format(number: 14, isStyle: false))
    let table = strings.records
    // Where each sheet begins is known only after the list of the sheets: its length first.
    let bound = grids.map { 8 + unicode($0.name, countBytes: 1).count + 2 }
    var offset = globals.count + bound.reduce(0) { $0 + $1 } + table.count + 4
    for (grid, sheet) in zip(grids, sheets) {
      var body: [UInt8] = []
      body.append32(offset)
      body += [grid.isHidden ? 1 : 0, 0]
      body += unicode(grid.name, countBytes: 1)
      globals += record(0x85, body)
      offset += sheet.count
    }
    globals += table + record(0x0A, [])
    return CompoundFile.bytes(stream: "Workbook", globals + sheets.flatMap { $0 })
  }

  private static func sheet(_ grid: Grid, _ strings: inout StringTable) -> [UInt8] {
    var bytes = record(0x809, [0x00, 0x06, 0x10, 0x00, 0xBB, 0x0D, 0xCC, 0x07, 0, 0, 0, 0, 6, 0, 0, 0])
    var size: [UInt8] = []
    size.append32(0)
    size.append32(grid.rows.count)
    size.append16(0)
    size.append16(grid.rows.map(\.count).max() ?? 0)
    size.append16(0)
    bytes += record(0x200, size)
    for (r, row) in grid.rows.enumerated() {
      for (c, cell) in row.enumerated() {
        var body: [UInt8] = []
        body.append16(r)
        body.append16(c)
        switch cell {
        case .text(""): continue
        case .text(let text):
          body.append16(16)
          body.append32(strings.index(of: text))
          bytes += record(0xFD, body)
        case .number(let text):
          body.append16(16)
          bytes += record(0x203, body + double(Double(text) ?? 0))
        case .date(let day):
          body.append16(17)
          bytes += record(0x203, body + double(Double(day.spreadsheetSerial)))
        }
      }
    }
    return bytes + record(0x0A, [])
  }

  private static func record(_ kind: Int, _ body: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append16(kind)
    bytes.append16(body.count)
    return bytes + body
  }

  private static func font() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append16(220)
    bytes.append16(0)
    bytes.append16(0x7FFF)
    bytes.append16(400)
    return bytes + [0, 0, 0, 0, 0x80, 0] + unicode("ＭＳ Ｐゴシック", countBytes: 1)
  }

  private static func format(number: Int, isStyle: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append16(0)
    bytes.append16(number)
    bytes.append16(isStyle ? 0xFFF5 : 0x0001)
    return bytes + [0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0x20]
  }

  private static func double(_ value: Double) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
  }

  /// An uncompressed Unicode string with a count of one or two bytes.
  static func unicode(_ text: String, countBytes: Int) -> [UInt8] {
    let units = Array(text.utf16)
    var bytes: [UInt8] = []
    if countBytes == 1 { bytes.append(UInt8(truncatingIfNeeded: units.count)) } else { bytes.append16(units.count) }
    bytes.append(1)
    for unit in units { bytes.append16(Int(unit)) }
    return bytes
  }

  /// The shared strings. No string is split: a record ends before one that does not fit.
  private struct StringTable {
    private var indices: [String: Int] = [:]
    private var order: [String] = []
    private var uses = 0

    mutating func index(of text: String) -> Int {
      uses += 1
      if let index = indices[text] { return index }
      indices[text] = order.count
      order.append(text)
      return order.count - 1
    }

    var records: [UInt8] {
      var result: [UInt8] = []
      var kind = 0xFC
      var body: [UInt8] = []
      body.append32(uses)
      body.append32(order.count)
      for text in order {
        let bytes = unicode(String(text.unicodeScalars.prefix(2000)), countBytes: 2)
        if body.count + bytes.count > 8224 {
          result += record(kind, body)
          kind = 0x3C
          body = []
        }
        body += bytes
      }
      return result + record(kind, body)
    }
  }
}

/// A compound file with one stream.
enum CompoundFile {
  private static let sector = 512
  private static let endOfChain = 0xFFFF_FFFE
  private static let free = 0xFFFF_FFFF

  /// - Parameter contents: up to some 6.8 MB, what the 109 table entries of the header reach.
  static func bytes(stream name: String, _ contents: [UInt8]) -> [UInt8] {
    // Streams below 4096 bytes would have to lie in the small-sector stream: fill up instead.
    let size = max(4096, contents.count)
    let streamSectors = (size + sector - 1) / sector
    var tableSectors = 1
    while tableSectors * 128 < streamSectors + 1 + tableSectors { tableSectors += 1 }

    var table: [Int] = (0..<streamSectors).map { $0 + 1 < streamSectors ? $0 + 1 : endOfChain }
    table.append(endOfChain)
    table += Array(repeating: 0xFFFF_FFFD, count: tableSectors)
    table += Array(repeating: free, count: tableSectors * 128 - table.count)

    var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
    for value in [0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0] { bytes.append16(value) }
    for value in [0, tableSectors, streamSectors, 0, 4096, endOfChain, 0, endOfChain, 0] { bytes.append32(value) }
    for i in 0..<109 { bytes.append32(i < tableSectors ? streamSectors + 1 + i : free) }
    bytes += contents
    bytes += [UInt8](repeating: 0, count: streamSectors * sector - contents.count)
    bytes += entry("Root Entry", kind: 5, child: 1, start: endOfChain, size: 0)
    bytes += entry(name, kind: 2, child: free, start: 0, size: size)
    bytes += [UInt8](repeating: 0, count: 2 * 128)
    for value in table { bytes.append32(value) }
    return bytes
  }

  private static func entry(_ name: String, kind: UInt8, child: Int, start: Int, size: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for unit in name.utf16 { bytes.append16(Int(unit)) }
    bytes += [UInt8](repeating: 0, count: 64 - bytes.count)
    bytes.append16(name.utf16.count * 2 + 2)
    bytes += [kind, 1]
    bytes.append32(free)
    bytes.append32(free)
    bytes.append32(child)
    bytes += [UInt8](repeating: 0, count: 36)
    bytes.append32(start)
    bytes.append32(size)
    bytes.append32(0)
    return bytes
  }
}
