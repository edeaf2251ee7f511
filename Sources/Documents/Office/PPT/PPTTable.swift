/// A table on a slide: a group of shapes, one a cell, that a property of the group says is a table.
enum PPTTable {
  private static let most = 10_000

  /// The cells by their places; nil when the group is none.
  static func rows(of group: PPTRecords.Record, in records: PPTRecords) -> [[[UInt8]]]? {
    let shapes = records.records(in: group.content)
    guard let first = shapes.first, first.type == 0xF004, isTable(first, in: records), shapes.count < most else {
      return nil
    }
    var cells: [(top: Int32, left: Int32, text: [UInt8])] = []
    for shape in shapes.dropFirst() where shape.type == 0xF004 {
      guard let cell = cell(shape, in: records) else { continue }
      cells.append(cell)
    }
    let lefts = Set(cells.map(\.left)).sorted()
    let tops = Set(cells.map(\.top)).sorted()
    guard tops.count > 1 || lefts.count > 1, lefts.count * tops.count <= most else { return nil }
    var rows = [[[UInt8]]](repeating: [[UInt8]](repeating: [], count: lefts.count), count: tops.count)
    for cell in cells {
      guard let row = tops.firstIndex(of: cell.top), let column = lefts.firstIndex(of: cell.left) else { continue }
      rows[row][column] += cell.text
    }
    return rows
  }

  /// The property "table" of a group ([MS-ODRAW] 2.3.23.15), in the third list of properties.
  private static func isTable(_ shape: PPTRecords.Record, in records: PPTRecords) -> Bool {
    records.records(in: shape.content).contains { list in
      list.type == 0xF122
        && (0..<Int(list.instance)).contains {
          records.bytes.uint16(at: list.content.lowerBound + $0 * 6).map { $0 & 0x3FFF == 0x039F } ?? false
        }
    }
  }

  private static func cell(
    _ shape: PPTRecords.Record, in records: PPTRecords
  ) -> (top: Int32, left: Int32, text: [UInt8])? {
    let parts = records.records(in: shape.content)
    guard let anchor = parts.first(where: { $0.type == 0xF00F }),
      let left = records.bytes.uint32(at: anchor.content.lowerBound),
      let top = records.bytes.uint32(at: anchor.content.lowerBound + 4),
      let box = parts.first(where: { $0.type == 0xF00D })
    else { return nil }
    var text = records.records(in: box.content).compactMap { $0.type == 0x0FBA ? nil : records.text($0) }.joined()
      .map { $0 }
    while let last = text.last, last <= 0x20 { text.removeLast() }
    return (Int32(bitPattern: top), Int32(bitPattern: left), text)
  }
}
