import Cryptography

/// Holds every copy of a log's leaves against the checkpoint that the log signed, and names the first leaf that is wrong.
///
/// The leaves lie in the tiles, in the bundles of entries and, where the log is one's own, in the journal. A copy whose
/// root is the signed one is the true one, leaf by leaf; the others are compared with it. When none is, the blocks of
/// 256 leaves of the copies are put together by what the tiles above say of them.
package struct LogAudit {
  /// Leaves of the journal by index; nil for one that is not there. Never asked beyond the checkpoint's size.
  package typealias Journal = (Range<Int>) throws -> [SHA256Digest?]

  package struct Report: Sendable, Hashable {
    package let checkpoint: Checkpoint
    /// In the order of their first leaf.
    package let findings: [AuditFinding]

    package var isSound: Bool { findings.isEmpty }
    package var firstBad: AuditFinding? { findings.first }
  }

  let reader: BlockReader
  let checkpoint: Checkpoint
  let journal: Journal?

  /// - Parameter checkpoint: whose signature the caller has verified.
  package init(store: any TileStore, checkpoint: Checkpoint, journal: Journal? = nil) {
    reader = BlockReader(store: store, size: checkpoint.size)
    self.checkpoint = checkpoint
    self.journal = journal
  }

  /// The copies, in the order in which they are believed when nothing else decides.
  static let sources: [AuditFinding.Source] = [.tiles, .entries, .journal]

  var blockCount: Int { (checkpoint.size + TilePath.fullWidth - 1) / TilePath.fullWidth }

  /// - Parameter earlier: checkpoints of this log that somebody kept and whose signatures were verified. The log must still
  ///   contain them.
  /// - Throws: what `journal` throws, and `storage` when files cannot be read. What is missing or damaged is a finding.
  package func run(earlier: [Checkpoint] = []) throws -> Report {
    var findings: [AuditFinding] = []
    let roots = try blockRoots()
    if let truth = try chooseTruth(roots) {
      findings += try compare(roots, with: truth)
      findings += try compareUpperTiles(with: truth)
      findings += try compareEarlier(earlier, with: truth)
    } else {
      findings.append(try narrow(roots, earlier))
    }
    for kept in earlier where kept.size > checkpoint.size {
      findings.append(AuditFinding(.checkpoint, .cutOff, leaf: checkpoint.size))
    }
    return Report(checkpoint: checkpoint, findings: findings.sorted { ($0.leaf, $0.end) < ($1.leaf, $1.end) })
  }

  // MARK: Blocks

  func block(_ index: Int, of source: AuditFinding.Source) throws -> (path: TilePath?, block: LeafBlock)? {
    switch source {
    case .tiles:
      let found = try reader.tile(index)
      return (found.path, found.block)
    case .entries:
      let found = try reader.bundle(index)
      return (found.path, found.block)
    case .journal:
      guard let journal else { return nil }
      let start = index * TilePath.fullWidth
      let width = reader.width(index)
      return (nil, LeafBlock(try journal(start..<start + width), width: width))
    case .checkpoint: return nil
    }
  }

  /// For each source the roots of its blocks; nil for blocks that are not whole.
  typealias BlockRoots = [AuditFinding.Source: [SHA256Digest?]]

  private func blockRoots() throws -> BlockRoots {
    var roots: BlockRoots = [:]
    for index in 0..<blockCount {
      for source in Self.sources {
        guard let found = try block(index, of: source) else { continue }
        roots[source, default: []].append(found.block.root)
      }
    }
    return roots
  }

  /// Which source has the true leaves, block by block.
  struct Truth {
    var sources: [AuditFinding.Source]
    var roots: [SHA256Digest]
  }

  /// - Returns: nil when no way to put the blocks together gives the signed root.
  private func chooseTruth(_ roots: BlockRoots) throws -> Truth? {
    for source in Self.sources {
      guard let all = roots[source] else { continue }
      let whole = all.compactMap { $0 }
      guard whole.count == blockCount else { continue }
      let truth = Truth(sources: Array(repeating: source, count: blockCount), roots: whole)
      if try root(of: checkpoint.size, truth) == checkpoint.root { return truth }
    }
    var truth = Truth(sources: [], roots: [])
    for index in 0..<blockCount {
      guard let choice = try choose(index, roots) else { return nil }
      truth.sources.append(choice.source)
      truth.roots.append(choice.root)
    }
    return try root(of: checkpoint.size, truth) == checkpoint.root ? truth : nil
  }

  /// Of copies that differ, the one that the tile above vouches for, else the one that most agree on, else the first.
  private func choose(
    _ index: Int, _ roots: BlockRoots
  ) throws -> (source: AuditFinding.Source, root: SHA256Digest)? {
    let candidates = Self.sources.compactMap { source -> (source: AuditFinding.Source, root: SHA256Digest)? in
      guard let all = roots[source], let root = all[index] else { return nil }
      return (source, root)
    }
    let above = try upperHash(index)
    if let above, let vouched = candidates.first(where: { $0.root == above }) { return vouched }
    return candidates.max { a, b in
      candidates.count { $0.root == a.root } < candidates.count { $0.root == b.root }
    }
  }

  /// What the stored tile of level 1 says of a full block.
  func upperHash(_ index: Int) throws -> SHA256Digest? {
    guard reader.width(index) == TilePath.fullWidth else { return nil }
    let leaves = try reader.tile(index / TilePath.fullWidth, level: 1).block.leaves
    let place = index % TilePath.fullWidth
    return place < leaves.count ? leaves[place] : nil
  }

  /// The root of the first `size` leaves.
  func root(of size: Int, _ truth: Truth) throws -> SHA256Digest {
    var range = CompactRange()
    let whole = size / TilePath.fullWidth
    for root in truth.roots[..<whole] { range.append(root, height: 8) }
    if size % TilePath.fullWidth > 0, let tail = try block(whole, of: truth.sources[whole]) {
      for leaf in tail.block.leaves.prefix(size % TilePath.fullWidth) { range.append(leaf ?? MerkleHash.empty) }
    }
    return range.root
  }
}
