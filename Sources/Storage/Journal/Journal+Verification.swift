import CanonicalForms

extension Journal {
  package struct Verification: Sendable, Equatable {
    package var entries: Int64 = 0
    /// Entries whose personal part was erased; their leaves are verified through the commitment.
    package var erased: Int64 = 0
    /// Sequence numbers whose bytes do not give their leaf hash, or that are missing; the first thousand.
    package var broken: [Int64] = []
    /// Sequence numbers of entries whose personal part is gone, wholly or half, while no later entry says that it was
    /// erased: evidence that somebody took away past the journal. The first thousand, ascending.
    package var removed: [Int64] = []

    package var isSound: Bool { broken.isEmpty && removed.isEmpty }
  }

  private static let namedAtMost = 1000

  /// Computes every leaf hash again. It finds a changed entry; a changed entry with its leaf hash changed along is found
  /// by the transparency log, which is not in this room.
  package func verify() throws -> Verification {
    try store.read { session in
      var result = Verification()
      var expected: Int64 = 1
      var erased: Set<Int64> = []
      var removed: [Int64] = []
      try session.forEach(
        """
        SELECT sequence, time, kind, version, actor, body, salt, personal, personal_salt, personal_commitment, leaf_hash
        FROM journal ORDER BY sequence
        """
      ) { row in
        let sequence = row.integer(0)
        while expected < sequence, result.broken.count < Self.namedAtMost {
          result.broken.append(expected)
          expected += 1
        }
        expected = sequence + 1
        result.entries += 1
        let commitment = row.optionalBytes(9)
        var isSound = true
        switch (row.optionalBytes(7), row.optionalBytes(8)) {
        case (let personal?, let salt?): isSound = commitment == Commitment.personal(personal, salt: salt)
        case (nil, nil):
          guard commitment != nil else { break }
          result.erased += 1
          erased.insert(sequence)
        // `erasePersonalParts` takes both.
        default: removed.append(sequence)
        }
        let covered = Commitment.entryBytes(
          time: row.moment(1), kind: row.text(2), version: Int(row.integer(3)), actor: row.text(4),
          body: row.bytes(5), personalCommitment: commitment)
        isSound = isSound && row.bytes(10) == Commitment.leafHash(entryBytes: covered, salt: row.bytes(6))
        if !isSound {
          if result.broken.count < Self.namedAtMost { result.broken.append(sequence) }
        } else if row.text(2) == Self.erasure {
          // Only what came before it can have been erased by it, and only by an entry that is itself whole.
          for named in Self.erasedEntries(row.bytes(5)) where named < sequence { erased.remove(named) }
        }
      }
      result.removed = Array((removed + erased).sorted().prefix(Self.namedAtMost))
      return result
    }
  }
  private static func erasedEntries(_ body: [UInt8]) -> [Int64] {
    ((try? JSON(parsing: body))?["sequences"].elements ?? []).compactMap(\.integer)
  }
}
