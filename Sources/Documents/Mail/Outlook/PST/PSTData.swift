import Contents

/// The data of a node: one block, or a tree of one or two levels above many ([MS-PST] 2.2.2.8.3.2).
struct PSTData {
  private let file: PSTFile
  /// In the order of the data.
  private let blocks: [UInt64]

  /// - Throws: `.damaged` when the tree is none, or has more blocks than the file.
  init(_ identifier: UInt64, of file: PSTFile) throws(UnreadReason) {
    self.file = file
    guard identifier != 0 else {
      blocks = []
      return
    }
    var found: [UInt64] = []
    if identifier & 2 == 0 {
      found = [identifier]
    } else {
      try Self.gather(identifier, level: 2, of: file, into: &found)
    }
    blocks = found
  }

  private static func gather(
    _ identifier: UInt64, level: UInt8, of file: PSTFile, into found: inout [UInt64]
  ) throws(UnreadReason) {
    let bytes = try file.block(identifier)
    guard bytes.count >= 8, bytes[0] == 1, bytes[1] == 1 || bytes[1] == 2, bytes[1] <= level,
      let count = bytes.uint16(at: 2)
    else { throw .damaged }
    for index in 0..<Int(count) {
      guard let next = bytes.word(at: 8 + index * file.layout.wordSize, file.layout) else { throw .damaged }
      if bytes[1] == 2 {
        try gather(next, level: 1, of: file, into: &found)
      } else {
        guard found.count < file.mostBlocks else { throw .damaged }
        found.append(next)
      }
    }
  }

  var blockCount: Int { blocks.count }

  /// - Throws: `.damaged` when there is no such block.
  func block(_ index: Int) throws(UnreadReason) -> [UInt8] {
    guard index < blocks.count else { throw .damaged }
    return try file.block(blocks[index])
  }

  /// All of it.
  /// - Throws: `.tooLarge` beyond `limit`, `.damaged`.
  func bytes(limit: Int) throws(UnreadReason) -> [UInt8] {
    var result: [UInt8] = []
    for identifier in blocks {
      result += try file.block(identifier)
      if result.count > limit { throw .tooLarge }
    }
    return result
  }
}

/// The subnodes of a node ([MS-PST] 2.2.2.8.3.3): the receivers and attachments of a message, values too long for its
/// heap.
struct PSTSubnodes {
  private(set) var nodes: [PSTNode] = []
  private var indices: [UInt32: Int] = [:]
  private static let most = 1 << 17

  /// - Throws: `.damaged`, `.tooLarge`.
  init(_ identifier: UInt64, of file: PSTFile) throws(UnreadReason) {
    if identifier != 0 { try gather(identifier, level: 1, of: file) }
  }

  subscript(identifier: UInt32) -> PSTNode? { indices[identifier].map { nodes[$0] } }

  private mutating func gather(_ identifier: UInt64, level: UInt8, of file: PSTFile) throws(UnreadReason) {
    let bytes = try file.block(identifier)
    let layout = file.layout
    guard bytes.count >= 4, bytes[0] == 2, bytes[1] <= level, let count = bytes.uint16(at: 2) else { throw .damaged }
    let isLeaf = bytes[1] == 0
    let entrySize = (isLeaf ? 3 : 2) * layout.wordSize
    for index in 0..<Int(count) {
      let start = layout.subnodeHeadSize + index * entrySize
      guard let name = bytes.uint32(at: start), let first = bytes.word(at: start + layout.wordSize, layout) else {
        throw .damaged
      }
      guard isLeaf else {
        try gather(first, level: 0, of: file)
        continue
      }
      guard let second = bytes.word(at: start + 2 * layout.wordSize, layout) else { throw .damaged }
      guard nodes.count < Self.most else { throw .tooLarge }
      guard indices[name] == nil else { continue }
      indices[name] = nodes.count
      nodes.append(PSTNode(identifier: name, data: first, subnodes: second))
    }
  }
}
