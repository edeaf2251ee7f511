import Contents
import Glibc

/// Builds batches of rows cell by cell in memory of its own, so that no cell costs an allocation.
///
/// Empty cells at the end of a row are left out: sheets are formatted far beyond their contents.
struct RowBatchBuilder: ~Copyable {
  private var text: UnsafeMutablePointer<UInt8>
  private var textCapacity: Int
  private(set) var textCount = 0
  private var starts: UnsafeMutablePointer<UInt32>
  private var ends: UnsafeMutablePointer<UInt32>
  private var cellCapacity: Int
  private var cellCount = 0
  private var rowEnds: [UInt32] = []
  private var firstRow = 0
  /// Index of the first cell of the row that is being built.
  private var rowStart = 0
  /// Empty cells that may still be put before cells: see `fill(to:)`.
  private var gapBudget = 4 << 20

  private static let fullText = 256 << 10
  private static let fullCells = 64 << 10
  private static let fullRows = 16 << 10
  private static let largestText = 32 << 20
  private static let mostCells = 1 << 20

  init() {
    textCapacity = Self.fullText + (64 << 10)
    text = .allocate(capacity: textCapacity)
    cellCapacity = Self.fullCells + (32 << 10)
    starts = .allocate(capacity: cellCapacity)
    ends = .allocate(capacity: cellCapacity)
    rowEnds.reserveCapacity(1 << 10)
  }

  deinit {
    text.deallocate()
    starts.deallocate()
    ends.deallocate()
  }

  /// Cells of the row that is being built.
  var column: Int {
    @inline(__always) get { cellCount &- rowStart }
  }

  /// Time to take the batch: it is as large as batches should be.
  var isFull: Bool {
    @inline(__always) get {
      textCount >= Self.fullText || cellCount >= Self.fullCells || rowEnds.count >= Self.fullRows
    }
  }

  /// More than any one row may hold: a batch that cannot go out because its row never ends.
  var isBeyondOneRow: Bool {
    @inline(__always) get { textCount >= Self.largestText || cellCount >= Self.mostCells }
  }

  var isEmpty: Bool { rowEnds.isEmpty && cellCount == 0 }

  /// Room for `count` more bytes of text.
  @inline(__always)
  mutating func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if textCount &+ count > textCapacity { growText(count) }
    return text + textCount
  }

  private mutating func growText(_ count: Int) {
    let capacity = max(textCapacity * 2, textCount + count)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    // What was written into the last room and not yet closed as a cell moves along.
    memcpy(larger, text, textCapacity)
    text.deallocate()
    text = larger
    textCapacity = capacity
  }

  /// Closes a cell of which `count` bytes were written into `room`.
  @inline(__always)
  mutating func endCell(_ count: Int) {
    if cellCount == cellCapacity { growCells() }
    starts[cellCount] = UInt32(truncatingIfNeeded: textCount)
    textCount &+= count
    ends[cellCount] = UInt32(truncatingIfNeeded: textCount)
    cellCount &+= 1
  }

  private mutating func growCells() {
    let capacity = cellCapacity * 2
    starts = Self.grown(starts, count: cellCount, to: capacity)
    ends = Self.grown(ends, count: cellCount, to: capacity)
    cellCapacity = capacity
  }

  private static func grown(
    _ old: UnsafeMutablePointer<UInt32>, count: Int, to capacity: Int
  ) -> UnsafeMutablePointer<UInt32> {
    let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    larger.update(from: old, count: count)
    old.deallocate()
    return larger
  }

  @inline(__always)
  mutating func append(_ bytes: UnsafePointer<UInt8>, count: Int) {
    memcpy(room(count), bytes, count)
    endCell(count)
  }

  mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { append(base, count: buffer.count) } else { endCell(0) }
    }
  }

  mutating func append(_ text: String) { append(Array(text.utf8)) }

  /// Puts empty cells so that the next one stands in `column`. A file that says nothing but "column 16,384" a million
  /// times would blow up here: beyond a budget that grows with real cells, cells follow each other without gaps.
  @inline(__always)
  mutating func fill(to column: Int) {
    var missing = column &- self.column
    if missing <= 0 {
      gapBudget &+= 64
      return
    }
    gapBudget &-= missing
    if gapBudget < 0 { return gapBudget = 0 }
    while missing > 0 {
      endCell(0)
      missing &-= 1
    }
  }

  /// Closes the row; one without cells is an empty row.
  @inline(__always)
  mutating func endRow() {
    while cellCount > rowStart, starts[cellCount &- 1] == ends[cellCount &- 1] { cellCount &-= 1 }
    rowEnds.append(UInt32(truncatingIfNeeded: cellCount))
    rowStart = cellCount
  }

  /// Number of the row that is being built.
  var row: Int { firstRow + rowEnds.count }

  /// The rows so far as a batch; the next one begins with row number `nextRow`, or the one that follows.
  mutating func take(nextRow: Int? = nil) -> RowBatch {
    if column > 0 { endRow() }
    var batch = RowBatch(
      text: Array(UnsafeBufferPointer(start: text, count: textCount)),
      starts: Array(UnsafeBufferPointer(start: starts, count: cellCount)),
      ends: Array(UnsafeBufferPointer(start: ends, count: cellCount)), rowEnds: rowEnds, firstRow: firstRow)
    batch.mendText()
    firstRow = nextRow ?? (firstRow + rowEnds.count)
    textCount = 0
    cellCount = 0
    rowStart = 0
    rowEnds.removeAll(keepingCapacity: true)
    return batch
  }

  /// Begins a new table at row 0, dropping nothing: take the batch before.
  mutating func reset() {
    _ = take(nextRow: 0)
  }
}
