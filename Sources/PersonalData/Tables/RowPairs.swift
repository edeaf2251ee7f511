import Contents

/// Makes one row of two, where a printed list has two lines for everybody.
struct RowPairs {
  /// Columns of each line.
  let width: Int
  /// The first line of a pair whose second has not come yet.
  private var upper: [[UInt8]]?

  init(width: Int) {
    self.width = width
  }

  /// The pairs that end in a batch. Blank lines are left out, and so are headings of pages: they stand alone in their line.
  mutating func join(_ batch: RowBatch, from firstRow: Int) -> RowBatch {
    var joined = RowBatch(firstRow: batch.firstRow)
    for row in firstRow..<max(firstRow, batch.rowCount) {
      let cells = (batch.rowStart(row)..<Int(batch.rowEnds[row])).prefix(width).map { cell in
        Array(batch.text[Int(batch.starts[cell])..<Int(batch.ends[cell])])
      }
      let filled = cells.count { !$0.isEmpty }
      if filled == 0 || filled == 1 && upper == nil && width > 2 { continue }
      guard let first = upper else {
        upper = cells
        continue
      }
      for line in [first, cells] {
        for column in 0..<width { joined.append(cell: column < line.count ? line[column] : []) }
      }
      joined.endRow()
      upper = nil
    }
    return joined
  }

  /// A line without its second, at the end.
  mutating func rest() -> RowBatch? {
    guard let first = upper else { return nil }
    upper = nil
    var joined = RowBatch()
    for column in 0..<(2 * width) { joined.append(cell: column < first.count ? first[column] : []) }
    joined.endRow()
    return joined
  }
}
