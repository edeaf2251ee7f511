import Cryptography
import TransparencyLog

/// The journal as leaves of the log: leaf `n` is entry `n + 1`. Personal parts are not read: their commitments stand for
/// them.
package struct JournalLeaves: Sendable {
  package struct Leaf: Sendable {
    package let sequence: Int64
    package let salt: [UInt8]
    /// What the commitment covers.
    package let entryBytes: [UInt8]
    /// As the journal has it; it may not follow from the entry when somebody changed either.
    package let storedHash: [UInt8]

    package var commitment: [UInt8] { Commitment.commitment(entryBytes: entryBytes, salt: salt) }
    package var hash: SHA256Digest { MerkleHash.leaf(commitment) }
  }

  private let store: Store

  package init(_ store: Store) { self.store = store }

  /// Number of the last entry; 0 when there is none.
  package func last() throws -> Int64 {
    try store.read { try $0.first("SELECT COALESCE(MAX(sequence), 0) FROM journal") { $0.integer(0) } ?? 0 }
  }

  /// Those of entries `first ... last` that are there, in their order.
  package func leaves(from first: Int64, through last: Int64) throws -> [Leaf] {
    try store.read { session in
      try session.all(
        """
        SELECT sequence, time, kind, version, actor, body, salt, personal_commitment, leaf_hash FROM journal
        WHERE sequence BETWEEN ? AND ? ORDER BY sequence
        """, SQLValue(first), SQLValue(last)
      ) { row in
        Leaf(
          sequence: row.integer(0), salt: row.bytes(6),
          entryBytes: Commitment.entryBytes(
            time: row.moment(1), kind: row.text(2), version: Int(row.integer(3)), actor: row.text(4),
            body: row.bytes(5), personalCommitment: row.optionalBytes(7)),
          storedHash: row.bytes(8))
      }
    }
  }

  /// Leaf hashes by index, made from the entries themselves; nil for one that is not there.
  package func hashes(_ range: Range<Int>) throws -> [SHA256Digest?] {
    var found = [SHA256Digest?](repeating: nil, count: range.count)
    for leaf in try leaves(from: Int64(range.lowerBound) + 1, through: Int64(range.upperBound)) {
      found[Int(leaf.sequence) - 1 - range.lowerBound] = leaf.hash
    }
    return found
  }

  /// The root over the first `size` leaves, made from the entries themselves.
  /// - Returns: nil when one of them is not there.
  package func root(of size: Int) throws -> SHA256Digest? {
    var range = CompactRange()
    for start in stride(from: 0, to: size, by: 4096) {
      for hash in try hashes(start..<min(size, start + 4096)) {
        guard let hash else { return nil }
        range.append(hash)
      }
    }
    return range.root
  }
}
