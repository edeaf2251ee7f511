import Contents

/// A heap on a node ([MS-PST] 2.3.1): allocations within the blocks of the node's data, and trees and tables in them.
final class PSTHeap {
  /// What the heap holds, by its client's signature.
  enum Client: UInt8 {
    case properties = 0xBC
    case table = 0x7C
  }

  let file: PSTFile
  let subnodes: PSTSubnodes
  let root: UInt32
  private let data: PSTData
  /// Blocks that were looked at.
  private var blocks: [Int: [UInt8]] = [:]
  private var held = 0
  private static let most = 16 << 20

  /// - Throws: `.damaged` when the node holds no heap of this kind, `.tooLarge`.
  init(_ node: PSTNode, client: Client, of file: PSTFile) throws(UnreadReason) {
    self.file = file
    data = try PSTData(node.data, of: file)
    let first = try data.block(0)
    guard first.count >= 12, first[2] == 0xEC, first[3] == client.rawValue, let root = first.uint32(at: 4) else {
      throw .damaged
    }
    self.root = root
    blocks[0] = first
    held = first.count
    subnodes = try PSTSubnodes(node.subnodes, of: file)
  }

  /// The bytes of an allocation.
  /// - Throws: `.damaged` when there is no such allocation, `.tooLarge`.
  func allocation(_ identifier: UInt32) throws(UnreadReason) -> ArraySlice<UInt8> {
    let bits = file.layout.heapIndexBits
    let index = Int(identifier >> 5 & (1 << bits - 1))
    guard identifier & 0x1F == 0, index > 0 else { throw .damaged }
    let block = try block(Int(identifier >> (5 + bits)))
    // The map of a block stands where its first two bytes say: a count, a count of freed ones, and where each begins.
    guard let map = block.uint16(at: 0), let count = block.uint16(at: Int(map)), index <= count,
      let start = block.uint16(at: Int(map) + 2 + index * 2), let end = block.uint16(at: Int(map) + 4 + index * 2),
      start <= end, Int(end) <= block.count
    else { throw .damaged }
    return block[Int(start)..<Int(end)]
  }

  private func block(_ index: Int) throws(UnreadReason) -> [UInt8] {
    if let known = blocks[index] { return known }
    let block = try data.block(index)
    held += block.count
    guard held <= Self.most else { throw .tooLarge }
    blocks[index] = block
    return block
  }

  /// The bytes of a value that lies in the heap or, when it is long, in a subnode.
  /// - Throws: `.damaged`, `.tooLarge` beyond `limit`.
  func value(_ identifier: UInt32, limit: Int) throws(UnreadReason) -> [UInt8] {
    if identifier == 0 { return [] }
    if identifier & 0x1F == 0 { return Array(try allocation(identifier)) }
    guard let node = subnodes[identifier] else { throw .damaged }
    return try PSTData(node.data, of: file).bytes(limit: limit)
  }

  /// Calls `body` with each record of a tree on the heap ([MS-PST] 2.3.2): a key, and what stands for it.
  func eachRecord(
    ofTree header: UInt32, keySize: Int, valueSize: Int,
    _ body: (ArraySlice<UInt8>) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    let head = Array(try allocation(header))
    guard head.count >= 8, head[0] == 0xB5, Int(head[1]) == keySize, Int(head[2]) == valueSize, head[3] <= 8,
      let top = head.uint32(at: 4)
    else { throw .damaged }
    var left = 1 << 20
    try eachRecord(below: top, level: head[3], keySize: keySize, valueSize: valueSize, left: &left, body)
  }

  private func eachRecord(
    below identifier: UInt32, level: UInt8, keySize: Int, valueSize: Int, left: inout Int,
    _ body: (ArraySlice<UInt8>) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    if identifier == 0 { return }
    let records = try allocation(identifier)
    let size = level > 0 ? keySize + 4 : keySize + valueSize
    var start = records.startIndex
    while start + size <= records.endIndex {
      left -= 1
      // A tree whose branches are all the same leaf.
      guard left > 0 else { throw .damaged }
      let record = records[start..<start + size]
      start += size
      guard level > 0 else {
        try body(record)
        continue
      }
      guard let next = Array(record.suffix(4)).uint32(at: 0) else { throw .damaged }
      try eachRecord(below: next, level: level - 1, keySize: keySize, valueSize: valueSize, left: &left, body)
    }
  }
}
