/// One row, taken apart: where the value of each column stands on its page.
struct JetRow {
  /// The page.
  private(set) var bytes: [UInt8] = []
  private var range = 0..<0
  private var columnCount = 0
  /// Where the bits begin that say which values there are.
  private var mask = 0
  /// Where values of varying length begin, from the start of the row; one more than there are.
  private var offsets: [Int] = []
  private let format: JetFormat
  private let hasVariableColumns: Bool

  init(_ table: JetTable, in file: JetFile) {
    format = file.format
    hasVariableColumns = table.hasVariableColumns
  }

  /// - Returns: false when the bytes are no row.
  mutating func take(_ page: [UInt8], _ range: Range<Int>) -> Bool {
    bytes = page
    self.range = range
    offsets.removeAll(keepingCapacity: true)
    guard range.count > format.countBytes, range.upperBound <= page.count else { return false }
    columnCount = format.isJet3 ? Int(page[range.lowerBound]) : Int(page.uint16(at: range.lowerBound) ?? 0)
    mask = range.upperBound - (columnCount + 7) / 8
    guard columnCount > 0, mask >= range.lowerBound + format.countBytes else { return false }
    if hasVariableColumns { return format.isJet3 ? takeShortOffsets() : takeOffsets() }
    return true
  }

  private mutating func takeOffsets() -> Bool {
    let counted = mask - 2
    guard counted > range.lowerBound, let count = bytes.uint16(at: counted).map({ Int($0) }),
      counted - (count + 1) * 2 > range.lowerBound
    else { return false }
    for index in 0...count { offsets.append(Int(bytes.uint16(at: counted - 2 - index * 2) ?? 0)) }
    return true
  }

  /// Offsets of one byte; beyond 255 a table of jumps says from which column on there is another 256 to add.
  private mutating func takeShortOffsets() -> Bool {
    let counted = mask - 1
    guard counted > range.lowerBound else { return false }
    let count = Int(bytes[counted])
    var jumps = (range.count - 1) / 256
    var last = counted - jumps - 1
    // The last of the jumps may be there without a use.
    if jumps > 0, (last - range.lowerBound - count) / 256 < jumps { jumps -= 1 }
    guard last - count > range.lowerBound else { return false }
    var used = 0
    for index in 0...count {
      while used < jumps, Int(bytes[counted - used - 1]) == index { used += 1 }
      offsets.append(Int(bytes[last]) + used * 256)
      last -= 1
    }
    return true
  }

  /// Whether a value is there; for truth values it is the value itself.
  func holds(_ column: JetTable.Column) -> Bool {
    guard column.number < columnCount else { return false }
    return bytes[mask + column.number / 8] >> UInt8(column.number % 8) & 1 == 1
  }

  /// - Parameter width: bytes of a value of fixed length.
  /// - Returns: nil where there is none.
  func value(of column: JetTable.Column, width: Int) -> Range<Int>? {
    guard holds(column) else { return nil }
    if column.isFixed {
      let start = range.lowerBound + format.countBytes + column.fixedOffset
      return start + width <= mask ? start..<start + width : nil
    }
    guard column.variableIndex + 1 < offsets.count else { return nil }
    let start = range.lowerBound + offsets[column.variableIndex]
    let end = range.lowerBound + offsets[column.variableIndex + 1]
    return start <= end && end <= mask ? start..<end : nil
  }
}
