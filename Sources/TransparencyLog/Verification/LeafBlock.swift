import Cryptography

/// The leaves below one tile of level 0, as one source has them.
struct LeafBlock {
  /// One for each leaf that the tree has here; nil where the source has none.
  var leaves: [SHA256Digest?]
  /// The source has more than the tree.
  var hasMore = false
  /// Nothing is there at all.
  var isAbsent: Bool { leaves.allSatisfy { $0 == nil } }

  init(_ found: some Sequence<SHA256Digest?>, width: Int) {
    leaves = Array(found)
    hasMore = leaves.count > width
    if hasMore { leaves.removeSubrange(width...) }
    leaves += [SHA256Digest?](repeating: nil, count: width - leaves.count)
  }

  /// The root over the block; nil unless it is whole.
  var root: SHA256Digest? {
    var range = CompactRange()
    for leaf in leaves {
      guard let leaf else { return nil }
      range.append(leaf)
    }
    return hasMore ? nil : range.root
  }
}

/// Reads blocks of leaves without believing that they are well-formed.
struct BlockReader {
  let store: any TileStore
  let size: Int

  func width(_ index: Int) -> Int { TilePath.width(level: 0, index: index, size: size) }

  /// - Returns: the resource that was read, and its leaves.
  func tile(_ index: Int, level: Int = 0) throws(LogFailure) -> (path: TilePath, block: LeafBlock) {
    let width = TilePath.width(level: level, index: index, size: size)
    let (path, bytes, isFull) = try read(
      .hashes(level: level, index: index, width: width),
      full: .hashes(level: level, index: index, width: TilePath.fullWidth))
    let whole = bytes.count / 32
    var hashes: [SHA256Digest?] = (0..<whole).map { SHA256Digest(bytes[$0 * 32..<$0 * 32 + 32]) }
    if isFull, hashes.count > width { hashes.removeSubrange(width...) }
    var block = LeafBlock(hashes, width: width)
    if bytes.count % 32 != 0 { block.hasMore = true }
    return (path, block)
  }

  func bundle(_ index: Int) throws(LogFailure) -> (path: TilePath, block: LeafBlock) {
    let width = width(index)
    let (path, bytes, isFull) = try read(
      .entries(index: index, width: width), full: .entries(index: index, width: TilePath.fullWidth))
    let (entries, isWhole) = Tile.leadingEntries(bytes, atMost: isFull ? width : width + 1)
    var block = LeafBlock(entries.map { MerkleHash.leaf($0) }, width: width)
    if !isWhole, !isFull { block.hasMore = true }
    return (path, block)
  }

  /// - Returns: `isFull` when the full resource stands in for a partial one that was removed.
  private func read(
    _ path: TilePath, full: TilePath
  ) throws(LogFailure) -> (path: TilePath, bytes: [UInt8], isFull: Bool) {
    do throws(LogFailure) {
      if let bytes = try store.read(path) { return (path, bytes, false) }
      if path != full, let bytes = try store.read(full) { return (full, bytes, true) }
    } catch {
      // Too long to be one: as good as not there.
      guard error.code == .damaged else { throw error }
    }
    return (path, [], false)
  }
}
