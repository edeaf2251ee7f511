import JapaneseText

/// The cells of one row, as bounds into the batch's text.
struct RowView {
  let text: UnsafePointer<UInt8>
  let starts: UnsafePointer<UInt32>
  let ends: UnsafePointer<UInt32>
  let count: Int

  /// Empty where the row is short.
  @inline(__always)
  func cell(_ column: Int) -> CellBytes {
    guard column < count else { return CellBytes(start: nil, count: 0) }
    let start = Int(starts[column])
    return CellBytes(start: text + start, count: Int(ends[column]) - start)
  }

  /// `【支店】`, `■本社`: a cell of marks and words that stands alone in its row heads the rows below it.
  func isHeading(at column: Int) -> Bool {
    let cell = cell(column)
    guard cell.count >= 4, cell[0] == 0xE3 || cell[0] == 0xE2 else { return false }
    let marks: [StaticString] = ["【", "〔", "《", "〈", "■", "□", "◆", "◇", "●", "○", "◎", "★", "▼", "▽", "▲", "△"]
    guard marks.contains(where: { cell.has($0, at: 0) }) else { return false }
    return (0..<count).allSatisfy { $0 == column || self.cell($0).isEmpty }
  }
}
