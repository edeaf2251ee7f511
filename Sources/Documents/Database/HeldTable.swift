import Contents

/// A table of a database that is held in memory, to be joined with others.
struct HeldTable {
  let place: Place
  /// As the database calls it, without its schema.
  let name: String
  private(set) var columns: [[UInt8]]
  private var batches: [RowBatch] = []
  private var index: [(batch: Int32, row: Int32)] = []
  /// Rows that were made anew from those of the database.
  private var made: [[[UInt8]]]?

  init(place: Place, name: String, columns: [[UInt8]]) {
    self.place = place
    self.name = name.split(separator: ".").last.map(String.init) ?? name
    self.columns = columns
  }

  var rowCount: Int { made?.count ?? index.count }

  mutating func append(_ batch: RowBatch, from first: Int) {
    for row in first..<max(first, batch.rowCount) { index.append((Int32(batches.count), Int32(row))) }
    batches.append(batch)
  }

  func cell(_ row: Int, _ column: Int) -> ArraySlice<UInt8> {
    if let made { return column < made[row].count ? made[row][column][...] : [] }
    let (batch, line) = index[row]
    let rows = batches[Int(batch)]
    let cell = rows.rowStart(Int(line)) + column
    guard cell < Int(rows.rowEnds[Int(line)]) else { return [] }
    return rows.text[Int(rows.starts[cell])..<Int(rows.ends[cell])]
  }

  func column(_ name: String) -> Int? {
    columns.firstIndex { String(decoding: $0, as: UTF8.self).lowercased() == name }
  }

  /// Takes the place of all rows.
  mutating func replace(columns: [[UInt8]], rows: [[[UInt8]]]) {
    self.columns = columns
    made = rows
    batches = []
    index = []
  }

  /// Rows by a value that each has for itself; nil when a value comes twice or there is none.
  func rows(by column: Int) -> [[UInt8]: Int]? {
    var rows: [[UInt8]: Int] = [:]
    rows.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      let value = Array(cell(row, column))
      if value.isEmpty { continue }
      guard rows.updateValue(row, forKey: value) == nil else { return nil }
    }
    return rows.isEmpty ? nil : rows
  }
}
