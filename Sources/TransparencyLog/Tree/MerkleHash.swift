import Cryptography

/// The hashes of a Merkle tree, RFC 6962, section 2.1 (RFC 9162 has the same).
package enum MerkleHash {
  /// The root of the empty tree: SHA-256 of nothing.
  package static let empty = SHA256Digest(hashing: [UInt8]())

  /// SHA-256(0x00 ‖ entry).
  package static func leaf(_ entry: some Collection<UInt8>) -> SHA256Digest {
    withUnsafeTemporaryAllocation(byteCount: entry.count + 1, alignment: 1) { block in
      block[0] = 0
      block[1...].copyBytes(from: entry)
      return SHA256Digest(hashing: UnsafeRawBufferPointer(block))
    }
  }

  /// SHA-256(0x01 ‖ left ‖ right).
  package static func node(_ left: SHA256Digest, _ right: SHA256Digest) -> SHA256Digest {
    withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { block in
      block[0] = 1
      left.store(into: block, at: 1)
      right.store(into: block, at: 33)
      return SHA256Digest(hashing: UnsafeRawBufferPointer(block))
    }
  }

  /// The root over a whole power of two of neighbouring hashes of one level.
  package static func root(ofPerfect hashes: some Collection<SHA256Digest>) -> SHA256Digest {
    var level = Array(hashes)
    while level.count > 1 {
      let half = level.count / 2
      for index in 0..<half { level[index] = node(level[2 * index], level[2 * index + 1]) }
      level.removeSubrange(half...)
    }
    return level.first ?? empty
  }

  /// The root over any number of leaf hashes, in memory. For tests and small trees.
  package static func root(of leaves: some Sequence<SHA256Digest>) -> SHA256Digest {
    var range = CompactRange()
    for leaf in leaves { range.append(leaf) }
    return range.root
  }
}

extension SHA256Digest {
  /// Writes the 32 bytes.
  func store(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) {
    buffer.storeBytes(of: words.0.bigEndian, toByteOffset: offset, as: UInt64.self)
    buffer.storeBytes(of: words.1.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
    buffer.storeBytes(of: words.2.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
    buffer.storeBytes(of: words.3.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
  }
}
