import Contents

/// What can be found of a data file whose trees are broken, because it was cut off or a page is lost: leaves that are
/// sound, wherever they lie. Pages that are no longer part of a tree may be among them, and so may what was deleted.
struct PSTSalvage {
  private(set) var nodes: [UInt32: PSTNode] = [:]
  private(set) var blocks: [UInt64: (offset: Int64, size: Int)] = [:]
  /// Entries of each kind that are kept: blocks of 8 GB at least.
  private static let most = 1 << 20
  private static let chunk = 1 << 20

  /// Looks through the whole file, once.
  init(_ source: any ByteSource, _ layout: PSTLayout) throws(UnreadReason) {
    var offset: Int64 = 0
    while offset < source.size {
      let bytes = try source.bytes(at: offset, count: Self.chunk)
      if bytes.isEmpty { break }
      for start in stride(from: 0, through: bytes.count - layout.pageSize, by: layout.pageSize) {
        let trailer = start + layout.pageTrailerOffset
        guard bytes[trailer] == bytes[trailer + 1], let kind = PSTPage.Kind(rawValue: bytes[trailer]),
          let page = Self.leaf(Array(bytes[start..<start + layout.pageSize]), kind, layout)
        else { continue }
        take(page, kind)
      }
      offset += Int64(bytes.count)
    }
  }

  private static func leaf(_ bytes: [UInt8], _ kind: PSTPage.Kind, _ layout: PSTLayout) -> PSTPage? {
    guard let page = try? PSTPage(bytes, kind: kind, layout), page.isSound, page.level == 0 else { return nil }
    return page
  }

  /// Later pages take the place of earlier ones, as good a guess as any.
  private mutating func take(_ page: PSTPage, _ kind: PSTPage.Kind) {
    for entry in 0..<page.count {
      switch kind {
      case .nodes:
        if nodes.count < Self.most, let node = page.node(ofEntry: entry) { nodes[node.identifier] = node }
      case .blocks:
        if blocks.count < Self.most { blocks[page.key(ofEntry: entry) & ~1] = page.block(ofEntry: entry) }
      }
    }
  }
}
