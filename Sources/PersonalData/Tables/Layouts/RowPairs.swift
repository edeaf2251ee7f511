import Contents

/// Makes one row of two, where a printed list has two lines for everybody.
struct RowPairs {
  /// The two lines of titles.
  private let titles: (upper: [String], lower: [String])
  /// Columns of each line.
  private let width: Int
  /// The first line of a pair whose second has not come yet.
  private var upper: [[UInt8]]?

  init(under titles: (upper: [String], lower: [String])) {
    self.titles = titles
    width = max(titles.upper.count, titles.lower.count)
  }

  /// The pairs that end in a batch. Where a page begins, its heading and the titles that come again are left out, and a new
  /// pair begins; a blank line ends a pair, too.
  mutating func join(_ batch: RowBatch, from firstRow: Int) -> RowBatch {
    var joined = RowBatch(firstRow: batch.firstRow)
    for row in firstRow..<max(firstRow, batch.rowCount) {
      let cells = (batch.rowStart(row)..<Int(batch.rowEnds[row])).prefix(width).map { cell in
        Array(batch.text[Int(batch.starts[cell])..<Int(batch.ends[cell])])
      }
      if cells.allSatisfy(\.isEmpty) || repeats(titles.upper, cells) {
        end(with: [], &joined)
      } else if let first = upper, !repeats(titles.lower, cells) {
        upper = first
        end(with: cells, &joined)
      } else if !repeats(titles.lower, cells), !isHeading(cells) {
        upper = cells
      }
    }
    return joined
  }

  /// A line without its second, at the end.
  mutating func rest() -> RowBatch? {
    guard upper != nil else { return nil }
    var joined = RowBatch()
    end(with: [], &joined)
    return joined
  }

  private mutating func end(with lower: [[UInt8]], _ joined: inout RowBatch) {
    guard let first = upper else { return }
    upper = nil
    for line in [first, lower] {
      for column in 0..<width { joined.append(cell: column < line.count ? line[column] : []) }
    }
    joined.endRow()
  }

  private func repeats(_ line: [String], _ cells: [[UInt8]]) -> Bool {
    var filled = 0
    for (column, cell) in cells.enumerated() where !cell.isEmpty {
      let text = TableReading.trim(String(decoding: cell, as: UTF8.self))
      if text.isEmpty { continue }
      guard column < line.count, line[column] == text else { return false }
      filled += 1
    }
    return filled > 0
  }

  /// A line with one cell that stands under no title, or in the column of numbers and is none.
  private func isHeading(_ cells: [[UInt8]]) -> Bool {
    let filled = cells.indices.filter { !cells[$0].isEmpty }
    guard width > 2, filled.count == 1, let column = filled.first else { return false }
    let isTitled = column < titles.upper.count && !titles.upper[column].isEmpty
    return !isTitled || column == 0 && !cells[0].contains { $0.isDigit && cells[0].count <= 8 }
  }
}
