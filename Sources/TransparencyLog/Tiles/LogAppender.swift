import Cryptography

/// Puts entries at the end of a log: computes tiles, keeps the right edge of the tree, and hands over what is to be
/// written. Nothing is written before `flush`.
package struct LogAppender {
  private let store: any TileStore
  /// Number of leaves, those that are not written yet included.
  package private(set) var size: Int
  /// The rightmost, not full tile of each level.
  private var edge: [[SHA256Digest]] = []
  private var bundle: [UInt8] = []
  private var full: [(path: TilePath, bytes: [UInt8])] = []
  /// Size when something was written last.
  private var writtenSize: Int

  /// Goes on from a log of `size` leaves.
  /// - Throws: `missing` or `damaged` when the rightmost tiles are not there as they must be. Whether they are the true
  ///   ones the caller sees by `root`.
  package init(store: any TileStore, size: Int) throws(LogFailure) {
    self.store = store
    self.size = size
    writtenSize = size
    var level = 0
    while size >> (8 * level) > 0 {
      let count = size >> (8 * level)
      let (index, width) = (count / TilePath.fullWidth, count % TilePath.fullWidth)
      edge.append(width == 0 ? [] : try TileReader(store: store, size: size).hashes(level: level, index: index))
      level += 1
      if 8 * level >= Int.bitWidth - 1 { break }
    }
    if size % TilePath.fullWidth > 0 {
      let entries = try TileReader(store: store, size: size).entries(index: size / TilePath.fullWidth)
      for entry in entries { bundle += Tile.bundled(entry) ?? [] }
    }
  }

  /// - Throws: `tooLarge` when the entry is longer than 65,535 bytes; nothing is appended then.
  package mutating func append(_ entry: [UInt8]) throws(LogFailure) {
    guard let bundled = Tile.bundled(entry) else { throw LogFailure(.tooLarge, "an entry is longer than 65,535 bytes") }
    bundle += bundled
    push(MerkleHash.leaf(entry), level: 0)
    size += 1
    if size % TilePath.fullWidth == 0 {
      full.append((.entries(index: size / TilePath.fullWidth - 1, width: TilePath.fullWidth), bundle))
      bundle.removeAll(keepingCapacity: true)
    }
  }

  private mutating func push(_ hash: SHA256Digest, level: Int) {
    if edge.count == level { edge.append([]) }
    edge[level].append(hash)
    guard edge[level].count == TilePath.fullWidth else { return }
    let index = (size >> (8 * level)) / TilePath.fullWidth
    full.append((.hashes(level: level, index: index, width: TilePath.fullWidth), Tile.encode(edge[level])))
    let root = MerkleHash.root(ofPerfect: edge[level])
    edge[level].removeAll(keepingCapacity: true)
    push(root, level: level + 1)
  }

  package var root: SHA256Digest {
    var range = CompactRange()
    for (level, hashes) in edge.enumerated().reversed() {
      for hash in hashes { range.append(hash, height: 8 * level) }
    }
    return range.root
  }

  /// Number of full tiles and bundles that wait to be written.
  package var waiting: Int { full.count }

  /// Writes all tiles and bundles of the tree as it is now, the partial ones of its right edge included.
  package mutating func flush() throws(LogFailure) {
    guard size != writtenSize else { return }
    var resources = full
    for (level, hashes) in edge.enumerated() where !hashes.isEmpty {
      let index = (size >> (8 * level)) / TilePath.fullWidth
      resources.append((.hashes(level: level, index: index, width: hashes.count), Tile.encode(hashes)))
    }
    if !bundle.isEmpty {
      resources.append((.entries(index: size / TilePath.fullWidth, width: size % TilePath.fullWidth), bundle))
    }
    try store.write(resources)
    full.removeAll(keepingCapacity: true)
    writtenSize = size
  }

  /// The partial tiles that full ones have replaced when a log grew from one size to another. They may be removed once the
  /// larger checkpoint is published.
  package static func superseded(from old: Int, to new: Int) -> [TilePath] {
    var paths: [TilePath] = []
    var level = 0
    while 8 * level < Int.bitWidth - 1, old >> (8 * level) > 0 {
      let index = (old >> (8 * level)) / TilePath.fullWidth
      let width = TilePath.width(level: level, index: index, size: new)
      if width == TilePath.fullWidth {
        for width in 1..<TilePath.fullWidth {
          paths.append(.hashes(level: level, index: index, width: width))
          if level == 0 { paths.append(.entries(index: index, width: width)) }
        }
      }
      level += 1
    }
    return paths
  }
}
