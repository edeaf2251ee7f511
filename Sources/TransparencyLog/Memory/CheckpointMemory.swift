import Cryptography

/// What a client of a log remembers of it, so that the log can neither rewrite nor forget: an agent keeps one, and refuses
/// a server whose log forked or shrank.
package struct CheckpointMemory: Sendable {
  private let policy: TrustPolicy
  private let store: any CheckpointStore

  package init(policy: TrustPolicy, store: any CheckpointStore) {
    self.policy = policy
    self.store = store
  }

  /// The checkpoint that was accepted last; nil before the first.
  package func latest(of origin: String) throws(LogFailure) -> SignedCheckpoint? {
    guard let bytes = try store.latest(of: origin) else { return nil }
    return try SignedCheckpoint(parsing: bytes)
  }

  /// Takes a checkpoint that a server shows, and remembers it. On disk when this returns. The first one is taken as it is.
  /// - Parameter proof: from the remembered size to the new one; unused where both are the same.
  /// - Throws: `signature` and `quorum` by the policy; `shrank` when it is smaller than the remembered one; `forked` when
  ///   the proof does not hold, or the same size has another root. Both checkpoints together are then evidence: the
  ///   remembered one stays, and the caller keeps the other.
  package func accept(_ checkpoint: SignedCheckpoint, proof: [SHA256Digest]) throws(LogFailure) {
    try policy.verify(checkpoint)
    let new = checkpoint.checkpoint
    let stored = try store.latest(of: new.origin)
    if let stored {
      let old = try SignedCheckpoint(parsing: stored).checkpoint
      guard new.size >= old.size else {
        throw LogFailure(.shrank, "the log \(new.origin) had \(old.size) leaves and now shows \(new.size)")
      }
      do {
        let consistency = ConsistencyProof(
          oldSize: old.size, newSize: new.size, hashes: new.size == old.size ? [] : proof)
        try consistency.verify(oldRoot: old.root, newRoot: new.root)
      } catch {
        throw LogFailure(.forked, "the log \(new.origin) of \(new.size) leaves does not continue what it was")
      }
    }
    guard stored != checkpoint.bytes else { return }
    guard try store.replace(stored, with: checkpoint.bytes, for: new.origin) else {
      throw LogFailure(.conflict, "another checkpoint of \(new.origin) was taken at the same time")
    }
  }
}
