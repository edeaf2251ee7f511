import JapaneseText

@testable import Documents

/// Writes data files of Outlook as [MS-PST] describes them, as far as readers look: no allocation maps, no search.
struct PSTWriter {
  var layout = PSTLayout.unicode
  var cipher = PSTCipher.permute
  /// Bytes of a data block, without its trailer.
  var blockSize = 8_176
  /// Entries of a page or of a block of references before another level is made.
  var mostEntries = 12
  /// Blocks are packed, as far as a stream of stored blocks is packed.
  var packs = false

  private var bytes = [UInt8](repeating: 0, count: 0x4600)
  private var blocks: [(identifier: UInt64, offset: Int, size: Int, unpacked: Int)] = []
  private(set) var nodes: [PSTNode] = []
  private var nextBlock: UInt64 = 4
  private var nextPage: UInt64 = 0x1000

  init(_ layout: PSTLayout = .unicode, _ cipher: PSTCipher = .permute) {
    self.layout = layout
    self.cipher = cipher
  }

  // MARK: - Blocks

  mutating func addBlock(_ data: [UInt8], refersToOthers: Bool = false) -> UInt64 {
    let identifier = nextBlock | (refersToOthers ? 2 : 0)
    nextBlock += 4
    var stored = packs && !refersToOthers ? Self.packed(data) : data
    if !refersToOthers {
      if cipher == .permute {
        stored = stored.map { PSTCipher.outer[Int($0)] }
      } else {
        // The third method undoes itself.
        cipher.decode(&stored, identifier: identifier)
      }
    }
    let offset = bytes.count
    blocks.append((identifier, offset, stored.count, data.count))
    var block = stored + [UInt8](repeating: 0, count: layout.blockLength(of: stored.count) - stored.count)
    block.removeLast(layout.blockTrailerSize)
    let sum = PSTBlockTrailer.checksum(of: stored)
    block += Self.number(stored.count, 2) + Self.signature(offset, identifier)
    block += layout.isWide ? Self.number(Int(sum), 4) + word(identifier) : word(identifier) + Self.number(Int(sum), 4)
    if layout == .largePages { block += [2, 0] + Self.number(data.count, 2) + [0, 0, 0, 0] }
    bytes += block
    return identifier
  }

  /// Data in as many blocks as are given, with the tree that holds them together.
  mutating func addData(_ parts: [[UInt8]]) -> UInt64 {
    if parts.isEmpty { return 0 }
    let leaves = parts.map { addBlock($0) }
    if leaves.count == 1 { return leaves[0] }
    let total = parts.reduce(0) { $0 + $1.count }
    func tree(_ level: UInt8, _ below: [UInt64]) -> [UInt8] {
      [1, level] + Self.number(below.count, 2) + Self.number(total, 4) + below.flatMap(word)
    }
    let groups = stride(from: 0, to: leaves.count, by: mostEntries).map {
      Array(leaves[$0..<min($0 + mostEntries, leaves.count)])
    }
    let first = groups.map { addBlock(tree(1, $0), refersToOthers: true) }
    return first.count == 1 ? first[0] : addBlock(tree(2, first), refersToOthers: true)
  }

  mutating func addData(_ data: [UInt8]) -> UInt64 {
    addData(stride(from: 0, to: data.count, by: blockSize).map { Array(data[$0..<min($0 + blockSize, data.count)]) })
  }

  /// Subnodes: name, data, subnodes of their own.
  mutating func addSubnodes(_ nodes: [PSTNode]) -> UInt64 {
    if nodes.isEmpty { return 0 }
    let sorted = nodes.sorted { $0.identifier < $1.identifier }
    let padding = [UInt8](repeating: 0, count: layout.subnodeHeadSize - 4)
    var leaves: [(UInt32, UInt64)] = []
    for start in stride(from: 0, to: sorted.count, by: mostEntries) {
      let part = sorted[start..<min(start + mostEntries, sorted.count)]
      let entries = part.flatMap { word(UInt64($0.identifier)) + word($0.data) + word($0.subnodes) }
      let leaf = addBlock([2, 0] + Self.number(part.count, 2) + padding + entries, refersToOthers: true)
      leaves.append((sorted[start].identifier, leaf))
    }
    if leaves.count == 1 { return leaves[0].1 }
    let entries = leaves.flatMap { word(UInt64($0.0)) + word($0.1) }
    return addBlock([2, 1] + Self.number(leaves.count, 2) + padding + entries, refersToOthers: true)
  }

  mutating func add(_ node: PSTNode) { nodes.append(node) }

  // MARK: - The whole

  mutating func finish() -> [UInt8] {
    addTablesOfFolders()
    pad(to: 512)
    let found = blocks.sorted { $0.identifier < $1.identifier }
    let blockEntries = found.map { block in
      (
        block.identifier,
        word(block.identifier) + word(UInt64(block.offset)) + Self.number(block.size, 2)
          + (layout == .largePages ? Self.number(block.unpacked, 2) : []) + Self.number(2, 2)
          + [UInt8](repeating: 0, count: layout == .largePages ? 2 : layout.isWide ? 4 : 0)
      )
    }
    let blockRoot = addTree(blockEntries, kind: .blocks)
    let nodeEntries = nodes.sorted { $0.identifier < $1.identifier }.map { node in
      (
        UInt64(node.identifier),
        word(UInt64(node.identifier)) + word(node.data) + word(node.subnodes) + Self.number(Int(node.parent), 4)
          + (layout.isWide ? [0, 0, 0, 0] : [])
      )
    }
    let nodeRoot = addTree(nodeEntries, kind: .nodes)
    writeHeader(nodeRoot: nodeRoot, blockRoot: blockRoot)
    return bytes
  }

  private mutating func addTree(_ entries: [(UInt64, [UInt8])], kind: PSTPage.Kind) -> (UInt64, Int) {
    var entries = entries
    var level: UInt8 = 0
    while true {
      var above: [(UInt64, [UInt8])] = []
      for start in stride(from: 0, to: max(1, entries.count), by: mostEntries) {
        let part = entries[start..<min(start + mostEntries, entries.count)]
        let (page, offset) = addPage(part.map(\.1), level: level, kind: kind)
        above.append((part.first?.0 ?? 0, word(part.first?.0 ?? 0) + word(page) + word(UInt64(offset))))
        if entries.count <= mostEntries { return (page, offset) }
      }
      entries = above
      level += 1
    }
  }

  private mutating func addPage(_ entries: [[UInt8]], level: UInt8, kind: PSTPage.Kind) -> (UInt64, Int) {
    pad(to: layout.pageSize)
    let offset = bytes.count
    let identifier = nextPage
    nextPage += 1
    let size = entries.first?.count ?? 3 * layout.wordSize
    var page = entries.flatMap { $0 }
    page += [UInt8](repeating: 0, count: layout.entryCountOffset - page.count)
    let width = layout == .largePages ? 2 : 1
    page += Self.number(entries.count, width) + Self.number(layout.entryCountOffset / size, width)
    page += [UInt8(size), level]
    page += [UInt8](repeating: 0, count: layout.pageTrailerOffset - page.count)
    let sum = Self.number(Int(PSTBlockTrailer.checksum(of: page)), 4)
    page += [kind.rawValue, kind.rawValue] + Self.signature(offset, identifier)
    page += layout.isWide ? sum + word(identifier) : word(identifier) + sum
    page += [UInt8](repeating: 0, count: layout.pageSize - page.count)
    bytes += page
    return (identifier, offset)
  }

  private mutating func writeHeader(nodeRoot: (UInt64, Int), blockRoot: (UInt64, Int)) {
    var header = [UInt8](repeating: 0, count: 564)
    func put(_ value: [UInt8], at offset: Int) { header.replaceSubrange(offset..<offset + value.count, with: value) }
    put(PSTHeader.magic, at: 0)
    put(Array("SM".utf8), at: 8)
    put(Self.number(layout == .ansi ? 14 : layout == .unicode ? 23 : 36, 2) + [19, 0, 1, 1], at: 10)
    let roots = [nodeRoot, blockRoot].flatMap { word($0.0) + word(UInt64($0.1)) }
    put(word(UInt64(bytes.count)), at: layout.isWide ? 184 : 168)
    put(roots, at: layout.isWide ? 216 : 184)
    let method: UInt8 = cipher == .none ? 0 : cipher == .permute ? 1 : 2
    put([0x80, method], at: layout.isWide ? 512 : 460)
    put(Self.number(Int(PSTBlockTrailer.checksum(of: Array(header[8..<8 + 471]))), 4), at: 4)
    if layout.isWide { put(Self.number(Int(PSTBlockTrailer.checksum(of: Array(header[8..<8 + 516]))), 4), at: 524) }
    bytes.replaceSubrange(0..<564, with: header)
  }

  private mutating func pad(to unit: Int) {
    bytes += [UInt8](repeating: 0, count: (unit - bytes.count % unit) % unit)
  }

  func word(_ value: UInt64) -> [UInt8] { Self.number(Int(value), layout.wordSize) }

  static func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A stream of zlib (RFC 1950) with one stored block.
  private static func packed(_ data: [UInt8]) -> [UInt8] {
    var sums = (1, 0)
    for byte in data {
      sums.0 = (sums.0 + Int(byte)) % 65_521
      sums.1 = (sums.1 + sums.0) % 65_521
    }
    return [0x78, 0x01, 1] + number(data.count, 2) + number(~data.count, 2) + data
      + [sums.1 >> 8, sums.1, sums.0 >> 8, sums.0].map { UInt8(truncatingIfNeeded: $0) }
  }

  /// [MS-PST] 5.5.
  private static func signature(_ offset: Int, _ identifier: UInt64) -> [UInt8] {
    let mixed = UInt64(offset) ^ identifier
    return number(Int(mixed >> 16 ^ mixed) & 0xFFFF, 2)
  }
}

/// Allocations of a heap, block by block.
struct PSTHeapWriter {
  private let layout: PSTLayout
  private let client: PSTHeap.Client
  private let blockSize: Int
  private var blocks: [[[UInt8]]] = [[]]
  private var used = 14

  init(_ client: PSTHeap.Client, _ writer: PSTWriter) {
    self.client = client
    layout = writer.layout
    blockSize = min(writer.blockSize, 3_580)
  }

  mutating func add(_ data: [UInt8]) -> UInt32 {
    if used + data.count + 4 > blockSize {
      blocks.append([])
      used = 4
    }
    blocks[blocks.count - 1].append(data)
    used += data.count + 2
    return UInt32(blocks.count - 1) << (5 + layout.heapIndexBits) | UInt32(blocks[blocks.count - 1].count) << 5
  }

  mutating func addTree(_ records: [[UInt8]], keySize: Int, valueSize: Int) -> UInt32 {
    let leaf = records.isEmpty ? 0 : add(records.flatMap { $0 })
    return add([0xB5, UInt8(keySize), UInt8(valueSize), 0] + PSTWriter.number(Int(leaf), 4))
  }

  func finish(root: UInt32) -> [[UInt8]] {
    blocks.enumerated().map { index, allocations in
      let head = index == 0 ? 12 : 2
      var body: [UInt8] = []
      var starts = [head]
      for allocation in allocations {
        body += allocation
        starts.append(head + body.count)
      }
      if body.count % 2 == 1 { body.append(0) }
      let map = PSTWriter.number(allocations.count, 2) + [0, 0] + starts.flatMap { PSTWriter.number($0, 2) }
      let first = PSTWriter.number(head + body.count, 2)
      if index > 0 { return first + body + map }
      return first + [0xEC, client.rawValue] + PSTWriter.number(Int(root), 4) + [0, 0, 0, 0] + body + map
    }
  }
}
