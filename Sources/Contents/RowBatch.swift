/// A run of rows of one table, as UTF-8 bytes with the bounds of every cell.
///
/// Rows travel in batches, never one by one, so that a table of any length passes through in constant memory, crosses
/// the pipe from the reader worker as it is, and costs no allocation per cell. Cells of row `r` are the indices
/// `rowStart(r)..<rowEnds[r]` into `starts` and `ends`; those two hold byte offsets into `text`. `text` may hold bytes
/// between cells (delimiters, quotes); only what lies between a cell's bounds belongs to it.
package struct RowBatch: Sendable, Equatable {
  /// UTF-8. Bytes that could not be decoded stand as U+FFFD and are counted by the reader.
  package var text: [UInt8]
  /// Offset of the first byte of each cell.
  package var starts: [UInt32]
  /// Offset one past the last byte of each cell.
  package var ends: [UInt32]
  /// For each row, the index one past its last cell.
  package var rowEnds: [UInt32]
  /// Number of the first row within its table, from 0. For a sheet or a text file this is the row or record number.
  package var firstRow: Int

  package init(
    text: [UInt8] = [], starts: [UInt32] = [], ends: [UInt32] = [], rowEnds: [UInt32] = [], firstRow: Int = 0
  ) {
    self.text = text
    self.starts = starts
    self.ends = ends
    self.rowEnds = rowEnds
    self.firstRow = firstRow
  }

  package var rowCount: Int { rowEnds.count }
  package var isEmpty: Bool { rowEnds.isEmpty }

  package func rowStart(_ row: Int) -> Int { row == 0 ? 0 : Int(rowEnds[row - 1]) }

  /// Appends one row from whole cells. For readers whose cells do not already lie in one buffer, and for tests.
  package mutating func append(row cells: [String]) {
    for cell in cells { append(cell: cell.utf8) }
    endRow()
  }

  /// Appends one cell's UTF-8 bytes to the row that is being built; `endRow()` closes it.
  package mutating func append(cell bytes: some Collection<UInt8>) {
    starts.append(UInt32(text.count))
    text.append(contentsOf: bytes)
    ends.append(UInt32(text.count))
  }

  package mutating func endRow() { rowEnds.append(UInt32(starts.count)) }

  /// The cells of one row as strings. For explanations and tests; hot paths read the bytes.
  package func cells(ofRow row: Int) -> [String] {
    (rowStart(row)..<Int(rowEnds[row])).map {
      String(decoding: text[Int(starts[$0])..<Int(ends[$0])], as: UTF8.self)
    }
  }
}
