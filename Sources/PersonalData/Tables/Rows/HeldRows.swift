import Contents

/// The last rows of a batch that are understood only with those of the next: titles with too few rows below them to tell
/// what the columns hold.
struct HeldRows {
  /// Rows below titles that are enough to type the columns.
  static let enough = 8
  /// Rows that are longer are read as they come.
  static let mostBytes = 4 << 20

  private var rows: RowBatch?

  /// Keeps the rows from `first` on until `take`.
  mutating func hold(_ batch: RowBatch, from first: Int) {
    guard first > 0 else {
      rows = batch
      return
    }
    var held = RowBatch(firstRow: batch.firstRow + first)
    for row in first..<max(first, batch.rowCount) { held.append(row, of: batch) }
    rows = held
  }

  /// What was kept, with the next rows behind it; nil when nothing was kept.
  mutating func take(before next: RowBatch = RowBatch()) -> RowBatch? {
    guard var whole = rows else { return nil }
    rows = nil
    let (bytes, cells) = (UInt32(whole.text.count), UInt32(whole.starts.count))
    whole.text += next.text
    whole.starts += next.starts.lazy.map { $0 + bytes }
    whole.ends += next.ends.lazy.map { $0 + bytes }
    whole.rowEnds += next.rowEnds.lazy.map { $0 + cells }
    return whole
  }
}

extension RowBatch {
  fileprivate mutating func append(_ row: Int, of other: RowBatch) {
    for cell in other.rowStart(row)..<Int(other.rowEnds[row]) {
      append(cell: other.text[Int(other.starts[cell])..<Int(other.ends[cell])])
    }
    endRow()
  }
}
