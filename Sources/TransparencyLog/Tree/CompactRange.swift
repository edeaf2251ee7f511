import Cryptography

/// A tree as the roots of its perfect subtrees, from the left: at most 63 hashes whatever its size. Enough to append and
/// to know the root.
package struct CompactRange: Sendable {
  /// Number of leaves.
  package private(set) var size = 0
  private var subtrees: [(height: Int, hash: SHA256Digest)] = []

  package init() {}

  package mutating func append(_ leaf: SHA256Digest) { append(leaf, height: 0) }

  /// Appends the root of a perfect subtree of 2^height leaves. The size must be a multiple of that, as it is where
  /// subtrees come in the order of tiles: from the highest level down.
  mutating func append(_ hash: SHA256Digest, height: Int) {
    size += 1 << height
    var (hash, height) = (hash, height)
    while let last = subtrees.last, last.height == height {
      hash = MerkleHash.node(last.hash, hash)
      height += 1
      subtrees.removeLast()
    }
    subtrees.append((height, hash))
  }

  package var root: SHA256Digest {
    guard var hash = subtrees.last?.hash else { return MerkleHash.empty }
    for subtree in subtrees.dropLast().reversed() { hash = MerkleHash.node(subtree.hash, hash) }
    return hash
  }
}
