import CanonicalForms

extension Journal {
  package struct Verification: Sendable, Equatable {
    package var entries: Int64 = 0
    /// Entries whose personal part was erased; their leaves are verified through the commitment.
    package var erased: Int64 = 0
    /// Sequence numbers whose bytes do not give their leaf hash, or that are missing.
    package var broken: [Int64] = []
  }

  /// Computes every leaf hash again. It finds a changed entry; a changed entry with its leaf hash changed along is found
  /// by the transparency log, which is not in this room.
  package func verify() throws -> Verification {
    try store.read { session in
      var result = Verification()
      var expected: Int64 = 1
      try session.forEach(
        """
        SELECT sequence, time, kind, version, actor, body, salt, personal, personal_salt, personal_commitment, leaf_hash
        FROM journal ORDER BY sequence
        """
      ) { row in
        let sequence = row.integer(0)
        while expected < sequence, result.broken.count < 1000 {
          result.broken.append(expected)
          expected += 1
        }
        expected = sequence + 1
        result.entries += 1
        let commitment = row.optionalBytes(9)
        var isSound = true
        if let personal = row.optionalBytes(7), let salt = row.optionalBytes(8) {
          isSound = commitment == Commitment.personal(personal, salt: salt)
        } else if commitment != nil {
          result.erased += 1
        }
        let covered = Commitment.entryBytes(
          time: row.moment(1), kind: row.text(2), version: Int(row.integer(3)), actor: row.text(4),
          body: row.bytes(5), personalCommitment: commitment)
        isSound = isSound && row.bytes(10) == Commitment.leafHash(entryBytes: covered, salt: row.bytes(6))
        if !isSound, result.broken.count < 1000 { result.broken.append(sequence) }
      }
      return result
    }
  }
}
