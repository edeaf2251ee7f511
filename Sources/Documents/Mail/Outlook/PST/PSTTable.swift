import Contents
import JapaneseText

/// A table on a heap ([MS-PST] 2.3.4): the receivers of a message.
struct PSTTable {
  private struct Column {
    var number, type: UInt16
    var offset, size, bit: Int
  }

  private let heap: PSTHeap
  private var columns: [Column] = []
  private let rows: UInt32
  private let rowSize: Int
  /// Where the bits that tell which cells there are begin.
  private let bits: Int
  private static let largestMatrix = 32 << 20
  private static let largestText = 1 << 20
  private static let mostRows = 50_000

  /// - Throws: `.damaged` when the node holds no table, `.tooLarge`.
  init(_ node: PSTNode, of file: PSTFile) throws(UnreadReason) {
    heap = try PSTHeap(node, client: .table, of: file)
    let head = Array(try heap.allocation(heap.root))
    guard head.count >= 22, head[0] == 0x7C, let bits = head.uint16(at: 6), let rowSize = head.uint16(at: 8),
      bits <= rowSize, rowSize > 0, let rows = head.uint32(at: 14), head.count >= 22 + Int(head[1]) * 8
    else { throw .damaged }
    self.rows = rows
    self.rowSize = Int(rowSize)
    self.bits = Int(bits)
    for start in stride(from: 22, to: 22 + Int(head[1]) * 8, by: 8) {
      guard let type = head.uint16(at: start), let number = head.uint16(at: start + 2),
        let offset = head.uint16(at: start + 4)
      else { continue }
      let column = Column(
        number: number, type: type, offset: Int(offset), size: Int(head[start + 6]), bit: Int(head[start + 7]))
      guard column.offset + column.size <= self.rowSize, self.bits + column.bit / 8 < self.rowSize else { continue }
      columns.append(column)
    }
  }

  /// The wanted properties of each row.
  /// - Returns: the rows, and whether any of their cells cannot be read.
  func rows(
    _ wanted: Set<UInt16>, page: TextEncoding?
  ) throws(UnreadReason) -> (rows: [MessageProperties], isBroken: Bool) {
    var found: [MessageProperties] = []
    var isBroken = false
    let wantedColumns = columns.filter { wanted.contains($0.number) }
    for block in try matrix() {
      // Rows never lie across two blocks.
      for start in stride(from: 0, through: block.count - rowSize, by: rowSize) {
        guard found.count < Self.mostRows else { throw .tooLarge }
        var properties = MessageProperties()
        properties.encoding = page
        for column in wantedColumns where holds(column, block, row: start) {
          do throws(UnreadReason) {
            if let value = try value(of: column, block, row: start, page) { properties.set(column.number, value) }
          } catch {
            try heap.file.checkLimits()
            isBroken = true
          }
        }
        found.append(properties)
      }
    }
    return (found, isBroken)
  }

  /// The rows block by block.
  private func matrix() throws(UnreadReason) -> [[UInt8]] {
    if rows == 0 { return [] }
    if rows & 0x1F == 0 { return [Array(try heap.allocation(rows))] }
    guard let node = heap.subnodes[rows] else { throw .damaged }
    let data = try PSTData(node.data, of: heap.file)
    var blocks: [[UInt8]] = []
    var size = 0
    for index in 0..<data.blockCount {
      blocks.append(try data.block(index))
      size += blocks[index].count
      if size > Self.largestMatrix { throw .tooLarge }
    }
    return blocks
  }

  private func holds(_ column: Column, _ block: [UInt8], row: Int) -> Bool {
    block[row + bits + column.bit / 8] & (0x80 >> UInt8(column.bit % 8)) != 0
  }

  private func value(
    of column: Column, _ block: [UInt8], row: Int, _ page: TextEncoding?
  ) throws(UnreadReason) -> MessageProperties.Value? {
    guard column.size == 4, let word = block.uint32(at: row + column.offset) else { return nil }
    if column.type == 0x0003 { return .number(Int(word)) }
    guard column.type == 0x001E || column.type == 0x001F else { return nil }
    return PSTValue.decode(try heap.value(word, limit: Self.largestText), type: column.type, page)
  }
}
