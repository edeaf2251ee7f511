import Cryptography

/// That a leaf stands at an index of a tree: RFC 6962, section 2.1.1.
package struct InclusionProof: Sendable, Hashable {
  /// From 0.
  package let index: Int
  /// Number of leaves of the tree.
  package let size: Int
  /// From the leaf's sibling up to a child of the root.
  package let hashes: [SHA256Digest]

  package init(index: Int, size: Int, hashes: [SHA256Digest]) {
    self.index = index
    self.size = size
    self.hashes = hashes
  }

  /// The root of the tree that has this leaf at this index with these siblings.
  /// - Throws: `proof` when index or number of hashes cannot be right for a tree of this size.
  package func root(for leaf: SHA256Digest) throws(LogFailure) -> SHA256Digest {
    guard index >= 0, index < size else { throw LogFailure(.proof, "leaf \(index) is not in a tree of \(size) leaves") }
    let shape = PathShape(index: index, size: size)
    guard hashes.count == shape.inner + shape.border else {
      throw LogFailure(.proof, "an inclusion proof has \(hashes.count) hashes, not \(shape.inner + shape.border)")
    }
    let inner = PathShape.chainInner(leaf, hashes[..<shape.inner], index)
    return PathShape.chainBorder(inner, hashes[shape.inner...])
  }

  /// - Throws: `proof` unless the tree with this root has this leaf at this index.
  package func verify(_ leaf: SHA256Digest, root: SHA256Digest) throws(LogFailure) {
    guard try self.root(for: leaf) == root else {
      throw LogFailure(.proof, "the proof of leaf \(index) does not lead to the root")
    }
  }
}

/// How a path to a leaf runs: `inner` levels on which the siblings may lie on either side, then `border` hashes along the
/// right edge of the tree, all of them on the left.
struct PathShape {
  let inner: Int
  let border: Int

  /// - Precondition: 0 ≤ index < size.
  init(index: Int, size: Int) {
    inner = Int.bitWidth - (index ^ (size - 1)).leadingZeroBitCount
    border = inner >= Int.bitWidth - 1 ? 0 : (index >> inner).nonzeroBitCount
  }

  static func chainInner(
    _ seed: SHA256Digest, _ hashes: ArraySlice<SHA256Digest>, _ index: Int
  ) -> SHA256Digest {
    var hash = seed
    var bits = index
    for sibling in hashes {
      hash = bits & 1 == 0 ? MerkleHash.node(hash, sibling) : MerkleHash.node(sibling, hash)
      bits >>= 1
    }
    return hash
  }

  /// As `chainInner`, over the siblings on the left alone: the path in the smaller of two trees.
  static func chainInnerLeft(
    _ seed: SHA256Digest, _ hashes: ArraySlice<SHA256Digest>, _ index: Int
  ) -> SHA256Digest {
    var hash = seed
    var bits = index
    for sibling in hashes {
      if bits & 1 == 1 { hash = MerkleHash.node(sibling, hash) }
      bits >>= 1
    }
    return hash
  }

  static func chainBorder(_ seed: SHA256Digest, _ hashes: ArraySlice<SHA256Digest>) -> SHA256Digest {
    hashes.reduce(seed) { MerkleHash.node($1, $0) }
  }
}
