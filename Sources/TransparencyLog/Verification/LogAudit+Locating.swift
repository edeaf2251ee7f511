import Cryptography

extension LogAudit {
  /// For each source that is not the true one, its first leaf that differs.
  func compare(_ roots: BlockRoots, with truth: Truth) throws -> [AuditFinding] {
    try Self.sources.compactMap { source in
      guard let all = roots[source] else { return nil }
      guard let index = (0..<blockCount).first(where: { all[$0] != truth.roots[$0] }) else { return nil }
      guard let found = try block(index, of: source), let good = try block(index, of: truth.sources[index]) else {
        return nil
      }
      let start = index * TilePath.fullWidth
      guard let place = (0..<good.block.leaves.count).first(where: { found.block.leaves[$0] != good.block.leaves[$0] })
      else {
        // Every leaf is right, and something follows that does not belong there.
        return AuditFinding(source, .inserted, leaf: start + good.block.leaves.count, resource: found.path)
      }
      let kind = try kind(of: source, at: start + place, truth)
      return AuditFinding(source, kind, leaf: start + place, resource: found.path)
    }
  }

  /// What was done to the leaves of a source from its first wrong one on.
  private func kind(of source: AuditFinding.Source, at place: Int, _ truth: Truth) throws -> AuditFinding.Kind {
    // Files are judged within their block: tiles do not shift when one of them is damaged.
    let range =
      source == .journal
      ? place / TilePath.fullWidth..<blockCount
      : place / TilePath.fullWidth..<place / TilePath.fullWidth + 1
    var found: [SHA256Digest?] = []
    var good: [SHA256Digest?] = []
    for index in range {
      found += try block(index, of: source)?.block.leaves ?? []
      good += try block(index, of: truth.sources[index])?.block.leaves ?? []
    }
    let start = place % TilePath.fullWidth
    let (was, rest) = (found[start], found[start...])
    if was == nil { return rest.allSatisfy { $0 == nil } ? .cutOff : .missing }
    let wanted = good[start]
    let following = start + 1
    if following < good.count, was == good[following], following >= found.count || found[following] != wanted {
      return .missing
    }
    if following < found.count, found[following] == wanted, following >= good.count || was != good[following] {
      return .inserted
    }
    return rest.contains(wanted) && good[start...].contains(was) ? .reordered : .changed
  }

  /// Tiles from level 1 on against what the leaves make of them.
  func compareUpperTiles(with truth: Truth) throws -> [AuditFinding] {
    var findings: [AuditFinding] = []
    var level = 1
    var below = Array(truth.roots.prefix(checkpoint.size / TilePath.fullWidth))
    while !below.isEmpty {
      var roots: [SHA256Digest] = []
      for start in stride(from: 0, to: below.count, by: TilePath.fullWidth) {
        let hashes = Array(below[start..<min(start + TilePath.fullWidth, below.count)])
        let stored = try reader.tile(start / TilePath.fullWidth, level: level)
        let place = hashes.indices.first { stored.block.leaves[$0] != hashes[$0] }
        if place != nil || stored.block.hasMore {
          let leaves = 1 << (8 * level)
          let kind: AuditFinding.Kind =
            stored.block.isAbsent
            ? .missing : (place.map { stored.block.leaves[$0] == nil } ?? false ? .cutOff : .changed)
          let first = (start + (place ?? hashes.count)) * leaves
          findings.append(AuditFinding(.tiles, kind, leaf: first, end: first + leaves, resource: stored.path))
        }
        if hashes.count == TilePath.fullWidth { roots.append(MerkleHash.root(ofPerfect: hashes)) }
      }
      below = roots
      level += 1
    }
    return findings.min { $0.leaf < $1.leaf }.map { [$0] } ?? []
  }

  /// Checkpoints that somebody kept against the tree of today.
  func compareEarlier(_ earlier: [Checkpoint], with truth: Truth) throws -> [AuditFinding] {
    var agreed = 0
    for kept in earlier.sorted(by: { $0.size < $1.size }) where kept.size <= checkpoint.size {
      guard try root(of: kept.size, truth) == kept.root else {
        return [AuditFinding(.checkpoint, .forked, leaf: agreed, end: max(agreed + 1, kept.size))]
      }
      agreed = kept.size
    }
    return []
  }

  /// When the signed tree cannot be put together: where, as narrowly as the copies tell.
  func narrow(_ roots: BlockRoots, _ earlier: [Checkpoint]) throws -> AuditFinding {
    for index in 0..<blockCount {
      let start = index * TilePath.fullWidth
      var copies: [(source: AuditFinding.Source, path: TilePath?, leaves: [SHA256Digest?])] = []
      for source in Self.sources {
        if let found = try block(index, of: source) { copies.append((source, found.path, found.block.leaves)) }
      }
      let width = reader.width(index)
      let first = copies[0].leaves
      let differing = (0..<width).first { place in copies.contains { $0.leaves[place] != first[place] } }
      if let differing {
        return AuditFinding(.checkpoint, .changed, leaf: start + differing, resource: copies[0].path)
      }
      if let place = (0..<width).first(where: { copies[0].leaves[$0] == nil }) {
        return AuditFinding(.checkpoint, .missing, leaf: start + place, resource: copies[0].path)
      }
      if let above = try upperHash(index), let root = roots[.tiles]?[index], above != root {
        return AuditFinding(.checkpoint, .changed, leaf: start, end: start + width, resource: copies.first?.path)
      }
    }
    // The copies agree with each other and not with what was signed: only what somebody kept tells more.
    var agreed = 0
    if let all = roots[.tiles]?.compactMap({ $0 }), all.count == blockCount {
      let copy = Truth(sources: Array(repeating: .tiles, count: blockCount), roots: all)
      for kept in earlier.sorted(by: { $0.size < $1.size }) where kept.size <= checkpoint.size {
        guard try root(of: kept.size, copy) == kept.root else {
          return AuditFinding(.checkpoint, .forked, leaf: agreed, end: max(agreed + 1, kept.size))
        }
        agreed = kept.size
      }
    }
    return AuditFinding(.checkpoint, .forked, leaf: agreed, end: max(agreed + 1, checkpoint.size))
  }
}
