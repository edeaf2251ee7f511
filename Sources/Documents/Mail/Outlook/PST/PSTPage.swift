import Contents

/// A page of a B-tree ([MS-PST] 2.2.2.7.7): entries in the order of their keys.
struct PSTPage {
  enum Kind: UInt8 {
    case blocks = 0x80
    case nodes = 0x81
  }

  /// 0: the entries are nodes or blocks; else they are pages.
  let level: UInt8
  let count: Int
  /// Whether the bytes are those that the checksum was made of.
  let isSound: Bool
  private let bytes: [UInt8]
  private let entrySize: Int
  private let layout: PSTLayout

  /// - Throws: `.damaged` when it is no such page.
  init(_ bytes: [UInt8], kind: Kind, _ layout: PSTLayout) throws(UnreadReason) {
    guard bytes.count == layout.pageSize, bytes[layout.pageTrailerOffset] == kind.rawValue,
      bytes[layout.pageTrailerOffset + 1] == kind.rawValue
    else { throw .damaged }
    let head = layout.entryCountOffset
    let isLarge = layout == .largePages
    count = isLarge ? Int(bytes[head]) | Int(bytes[head + 1]) << 8 : Int(bytes[head])
    entrySize = Int(bytes[head + (isLarge ? 4 : 2)])
    level = bytes[head + (isLarge ? 5 : 3)]
    let words = level > 0 ? 3 : kind == .nodes ? 4 : 3
    let least = level == 0 && kind == .blocks && layout == .ansi ? 12 : words * layout.wordSize
    guard entrySize >= least, count * entrySize <= head else { throw .damaged }
    let trailer = layout.pageTrailerOffset
    let checksum = PSTBlockTrailer.checksum(of: Array(bytes[..<trailer]))
    isSound = bytes.uint32(at: trailer + (layout.isWide ? 4 : 8)) == checksum
    self.bytes = bytes
    self.layout = layout
  }

  func key(ofEntry index: Int) -> UInt64 { bytes.word(at: index * entrySize, layout) ?? 0 }

  /// The last entry whose key is not above `key`.
  func lastEntry(notAbove key: UInt64) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self.key(ofEntry: middle) <= key { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// The page below an entry.
  func reference(ofEntry index: Int) -> PSTPageReference? {
    PSTPageReference(bytes, at: index * entrySize + layout.wordSize, layout)
  }

  /// Where a block lies, and its bytes without what fills it up.
  func block(ofEntry index: Int) -> (offset: Int64, size: Int)? {
    let start = index * entrySize
    guard let offset = bytes.word(at: start + layout.wordSize, layout),
      let size = bytes.uint16(at: start + 2 * layout.wordSize)
    else { return nil }
    return (Int64(clamping: offset), Int(size))
  }

  func node(ofEntry index: Int) -> PSTNode? {
    let start = index * entrySize
    let word = layout.wordSize
    guard let identifier = bytes.uint32(at: start), let data = bytes.word(at: start + word, layout),
      let subnodes = bytes.word(at: start + 2 * word, layout), let parent = bytes.uint32(at: start + 3 * word)
    else { return nil }
    return PSTNode(identifier: identifier, data: data, subnodes: subnodes, parent: parent)
  }
}

/// An entry of the B-tree of nodes: a message, a folder, a table ([MS-PST] 2.2.2.7.7.4).
struct PSTNode {
  /// What a node holds, by the lowest five bits of its identifier ([MS-PST] 2.2.2.1).
  enum Kind: UInt32 {
    case folder = 0x02
    case message = 0x04
    case attachment = 0x05
    /// What Outlook keeps about a folder: views, rules, who was written to.
    case hiddenMessage = 0x08
  }

  let identifier: UInt32
  /// The block of its data, and that of its subnodes; 0 where there is none.
  let data, subnodes: UInt64
  /// The folder that it lies in.
  var parent: UInt32 = 0

  var kind: Kind? { Kind(rawValue: identifier & 0x1F) }
}
