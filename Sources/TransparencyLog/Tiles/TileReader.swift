import Cryptography

/// Reads a log of a known size out of its tiles, and makes proofs. It believes the tiles; whoever does not compares the
/// root, or verifies the proof.
package final class TileReader {
  package let size: Int
  private let store: any TileStore
  /// Tiles that were read, as the nodes of their levels from the bottom up; upper levels only once they were asked for.
  private var cache: [TilePath: [[SHA256Digest]]] = [:]
  private static let cacheLimit = 1024

  package init(store: any TileStore, size: Int) {
    self.store = store
    self.size = size
  }

  /// The hashes of one tile: as many as a tree of this size has there.
  /// - Throws: `missing` or `damaged`.
  package func hashes(level: Int, index: Int) throws(LogFailure) -> [SHA256Digest] {
    try nodes(level: level, index: index, height: 0)
  }

  /// The roots of the perfect subtrees of `height` levels within one tile.
  private func nodes(level: Int, index: Int, height: Int) throws(LogFailure) -> [SHA256Digest] {
    let width = TilePath.width(level: level, index: index, size: size)
    let path = TilePath.hashes(level: level, index: index, width: width)
    if let known = cache[path] {
      if height < known.count { return known[height] }
      var levels = known
      while levels.count <= height {
        let below = levels[levels.count - 1]
        levels.append((0..<below.count / 2).map { MerkleHash.node(below[2 * $0], below[2 * $0 + 1]) })
      }
      cache[path] = levels
      return levels[height]
    }
    let bytes = try bytes(path, full: .hashes(level: level, index: index, width: TilePath.fullWidth)) {
      Array($0.prefix(width * 32))
    }
    guard width > 0, let hashes = Tile.decode(bytes, width: width) else {
      throw LogFailure(.damaged, "\(path.text) does not have \(width) hashes")
    }
    if cache.count >= Self.cacheLimit { cache.removeAll() }
    cache[path] = [hashes]
    return height == 0 ? hashes : try nodes(level: level, index: index, height: height)
  }

  /// The entries below one tile of level 0.
  /// - Throws: `missing` or `damaged`.
  package func entries(index: Int) throws(LogFailure) -> [[UInt8]] {
    let width = TilePath.width(level: 0, index: index, size: size)
    let path = TilePath.entries(index: index, width: width)
    let bytes = try bytes(path, full: .entries(index: index, width: TilePath.fullWidth)) {
      Tile.entries($0, width: TilePath.fullWidth)?.prefix(width).compactMap(Tile.bundled).flatMap { $0 } ?? []
    }
    guard width > 0, let entries = Tile.entries(bytes, width: width) else {
      throw LogFailure(.damaged, "\(path.text) does not have \(width) entries")
    }
    return entries
  }

  /// A partial resource may have been removed once the full one was there, which begins with the same bytes.
  private func bytes(_ path: TilePath, full: TilePath, cut: ([UInt8]) -> [UInt8]) throws(LogFailure) -> [UInt8] {
    if let bytes = try store.read(path) { return bytes }
    if path != full, let bytes = try store.read(full) { return cut(bytes) }
    throw LogFailure(.missing, "\(path.text) is missing")
  }

  /// The root over leaves `index · 2^level ..< (index + 1) · 2^level`.
  package func node(level: Int, index: Int) throws(LogFailure) -> SHA256Digest {
    let (tileLevel, height) = (level / 8, level % 8)
    let perTile = TilePath.fullWidth >> height
    let nodes = try nodes(level: tileLevel, index: index / perTile, height: height)
    guard index % perTile < nodes.count else {
      throw LogFailure(.proof, "the tree of \(size) leaves has no such node")
    }
    return nodes[index % perTile]
  }

  package var proofs: ProofBuilder {
    ProofBuilder { (level, index) throws(LogFailure) in try self.node(level: level, index: index) }
  }

  /// The root of the whole tree, or of its first `size` leaves.
  package func root(of size: Int? = nil) throws(LogFailure) -> SHA256Digest { try proofs.root(0, size ?? self.size) }

  package func leaf(_ index: Int) throws(LogFailure) -> SHA256Digest { try node(level: 0, index: index) }

  package func entry(_ index: Int) throws(LogFailure) -> [UInt8] {
    guard index >= 0, index < size else { throw LogFailure(.missing, "the log has no entry \(index)") }
    return try entries(index: index / TilePath.fullWidth)[index % TilePath.fullWidth]
  }
}
