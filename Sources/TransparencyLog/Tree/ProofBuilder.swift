import Cryptography

/// Makes proofs out of the roots of perfect subtrees, wherever those come from.
package struct ProofBuilder {
  /// The root over leaves `index · 2^level ..< (index + 1) · 2^level`.
  package typealias Node = (_ level: Int, _ index: Int) throws(LogFailure) -> SHA256Digest

  private let node: Node

  package init(node: @escaping Node) { self.node = node }

  package func inclusion(of index: Int, in size: Int) throws(LogFailure) -> InclusionProof {
    guard index >= 0, index < size else { throw LogFailure(.proof, "leaf \(index) is not in a tree of \(size) leaves") }
    var hashes: [SHA256Digest] = []
    var (start, end) = (0, size)
    while end - start > 1 {
      let middle = start + Self.split(end - start)
      if index < middle {
        hashes.append(try root(middle, end))
        end = middle
      } else {
        hashes.append(try root(start, middle))
        start = middle
      }
    }
    return InclusionProof(index: index, size: size, hashes: hashes.reversed())
  }

  package func consistency(from old: Int, to new: Int) throws(LogFailure) -> ConsistencyProof {
    guard old >= 0, old <= new else { throw LogFailure(.proof, "a log of \(new) leaves never had \(old)") }
    guard old > 0, old < new else { return ConsistencyProof(oldSize: old, newSize: new, hashes: []) }
    var hashes: [SHA256Digest] = []
    var (start, end) = (0, new)
    // The old tree is leaves 0 ..< old: follow its right edge down until a subtree of the new tree is wholly in it.
    while end != old {
      let middle = start + Self.split(end - start)
      if old <= middle {
        hashes.append(try root(middle, end))
        end = middle
      } else {
        hashes.append(try root(start, middle))
        start = middle
      }
    }
    if start > 0 { hashes.append(try root(start, end)) }
    return ConsistencyProof(oldSize: old, newSize: new, hashes: hashes.reversed())
  }

  /// The root over leaves `start ..< end`, where `start` is a multiple of every power of two that fits into the range.
  package func root(_ start: Int, _ end: Int) throws(LogFailure) -> SHA256Digest {
    guard start < end else { return MerkleHash.empty }
    var range = CompactRange()
    var place = start
    while place < end {
      let level = Int.bitWidth - 1 - (end - place).leadingZeroBitCount
      range.append(try node(level, place >> level), height: level)
      place += 1 << level
    }
    return range.root
  }

  /// The largest power of two below `count`, which is at least 2.
  static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}
