import Cryptography

/// That a tree is another, earlier one with leaves appended: RFC 6962, section 2.1.2.
package struct ConsistencyProof: Sendable, Hashable {
  package let oldSize: Int
  package let newSize: Int
  package let hashes: [SHA256Digest]

  package init(oldSize: Int, newSize: Int, hashes: [SHA256Digest]) {
    self.oldSize = oldSize
    self.newSize = newSize
    self.hashes = hashes
  }

  /// - Throws: `proof` unless the tree of `newRoot` begins with the tree of `oldRoot`. The empty tree begins every tree,
  ///   and has one root only; trees of the same size must have the same root; either proof is empty.
  package func verify(oldRoot: SHA256Digest, newRoot: SHA256Digest) throws(LogFailure) {
    guard oldSize >= 0, oldSize <= newSize else { throw failure }
    if oldSize == newSize || oldSize == 0 {
      guard hashes.isEmpty, oldSize == newSize ? oldRoot == newRoot : true else { throw failure }
      guard oldSize > 0 || oldRoot == MerkleHash.empty else { throw failure }
      return
    }
    let shape = PathShape(index: oldSize - 1, size: newSize)
    let shift = oldSize.trailingZeroBitCount
    let inner = shape.inner - shift
    // Where the old tree is perfect, its root is a node of the new one and not sent.
    let isPerfect = oldSize == 1 << shift
    guard inner >= 0, hashes.count == (isPerfect ? 0 : 1) + inner + shape.border else { throw failure }
    guard let seed = isPerfect ? oldRoot : hashes.first else { throw failure }
    let path = isPerfect ? hashes[...] : hashes.dropFirst()
    let (below, border) = (path.prefix(inner), path.dropFirst(inner))
    let index = (oldSize - 1) >> shift
    let old = PathShape.chainBorder(PathShape.chainInnerLeft(seed, below, index), border)
    let new = PathShape.chainBorder(PathShape.chainInner(seed, below, index), border)
    guard old == oldRoot, new == newRoot else { throw failure }
  }

  private var failure: LogFailure {
    LogFailure(.proof, "no proof that the log of \(newSize) leaves continues the log of \(oldSize)")
  }
}
