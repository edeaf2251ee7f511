import Contents

/// Gathers the rows of one table and sends them on in batches of about 256 KB.
///
/// The table is announced with its first rows, so that a table without any is never told of.
struct TableOutlet {
  private static let batchBytes = 256 << 10
  private static let batchCells = 64 << 10

  private let origin: TableOrigin
  private let reading: Reading
  private var batch = RowBatch()
  private var isAnnounced = false
  private(set) var rowCount = 0

  init(_ origin: TableOrigin, _ reading: Reading) {
    self.origin = origin
    self.reading = reading
  }

  /// Cells of the row that is being built.
  var openCells: Int { batch.starts.count - Int(batch.rowEnds.last ?? 0) }

  mutating func append(cell bytes: some Collection<UInt8>) { batch.append(cell: bytes) }

  mutating func endRow() throws(UnreadReason) {
    batch.endRow()
    rowCount += 1
    if batch.text.count >= Self.batchBytes || batch.starts.count >= Self.batchCells { try flush() }
  }

  mutating func append(row cells: [String]) throws(UnreadReason) {
    for cell in cells { append(cell: cell.utf8) }
    try endRow()
  }

  /// Sends what is left. After rows of another table were emitted in between, further rows open the table anew.
  mutating func finish() throws(UnreadReason) {
    try flush()
    isAnnounced = false
  }

  private mutating func flush() throws(UnreadReason) {
    guard !batch.isEmpty else { return }
    if !isAnnounced {
      try reading.emit(.table(origin))
      isAnnounced = true
    }
    let next = batch.firstRow + batch.rowCount
    var full = batch
    batch = RowBatch(firstRow: next)
    full.mendText()
    try reading.emit(.rows(full))
  }
}
