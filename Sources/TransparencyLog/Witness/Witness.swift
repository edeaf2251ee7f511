import Cryptography

/// A witness: cosigns the checkpoints of logs that it knows, as long as each continues the one before. C2SP tlog-witness
/// v1.0.0 without `sign-subtree`.
package struct Witness: Sendable {
  /// What is to be done with a request.
  package enum Decision: Sendable, Hashable {
    /// Answer, and change nothing. `evidence` is a signed checkpoint that does not fit the one that was cosigned before:
    /// together they show that the log misbehaved (or, rarely, that the request was careless). Worth keeping.
    case refuse(WitnessResponse, evidence: SignedCheckpoint?)
    /// Store this checkpoint, which has the cosignature, in place of the former one; then answer.
    case accept(SignedCheckpoint, WitnessResponse)
  }

  private let logs: [VerifierKey]
  private let signer: NoteSigner
  private let store: any CheckpointStore

  /// - Parameters:
  ///   - logs: the keys of the logs that it witnesses; a log may have several.
  ///   - signer: of kind `cosignature`.
  /// - Throws: `signature` when the signer is a log's.
  package init(logs: [VerifierKey], signer: NoteSigner, store: any CheckpointStore) throws(LogFailure) {
    guard signer.key.kind == .cosignature else { throw LogFailure(.signature, "the key is not a witness's") }
    self.logs = logs
    self.signer = signer
    self.store = store
  }

  package var key: VerifierKey { signer.key }

  /// Answers `POST add-checkpoint`: decides, stores, then answers; a request that was overtaken is decided again.
  /// - Parameters:
  ///   - time: seconds since 1970, for the cosignature.
  ///   - misbehaviour: gets the checkpoint of a request that shows another history than was cosigned.
  /// - Throws: `storage` when the state cannot be read or kept: answer 500, and nothing was cosigned.
  package func addCheckpoint(
    _ body: [UInt8], time: Int, misbehaviour: (SignedCheckpoint) -> Void = { _ in }
  ) throws(LogFailure) -> WitnessResponse {
    let request: WitnessRequest
    do throws(LogFailure) {
      request = try WitnessRequest(parsing: body)
    } catch {
      return .refusal(400, error.message)
    }
    let origin = request.checkpoint.checkpoint.origin
    while true {
      let stored = try store.latest(of: origin)
      var latest: Checkpoint?
      if let stored { latest = try SignedCheckpoint(parsing: stored).checkpoint }
      switch try decide(request, latest: latest, time: time) {
      case .refuse(let response, let evidence):
        if let evidence { misbehaviour(evidence) }
        return response
      case .accept(let checkpoint, let response):
        if try store.replace(stored, with: checkpoint.bytes, for: origin) { return response }
      }
    }
  }

  /// What to do with a request when `latest` is what was cosigned last for its origin. Pure.
  package func decide(
    _ request: WitnessRequest, latest: Checkpoint?, time: Int
  ) throws(LogFailure) -> Decision {
    let new = request.checkpoint.checkpoint
    let keys = logs.filter { $0.name == new.origin }
    guard !keys.isEmpty else { return .refuse(.refusal(404, "this log is not known here"), evidence: nil) }
    do throws(LogFailure) {
      try request.checkpoint.verify(by: keys)
    } catch {
      return .refuse(.refusal(403, error.message), evidence: nil)
    }
    guard request.oldSize <= new.size else {
      return .refuse(.refusal(400, "the old size is above the new one"), evidence: nil)
    }
    let latestSize = latest?.size ?? 0
    guard request.oldSize == latestSize else {
      let body = Array("\(latestSize)\n".utf8)
      return .refuse(
        WitnessResponse(status: 409, contentType: WitnessResponse.sizeType, body: body), evidence: nil)
    }
    let proof = ConsistencyProof(oldSize: request.oldSize, newSize: new.size, hashes: request.proof)
    do throws(LogFailure) {
      try proof.verify(oldRoot: latest?.root ?? MerkleHash.empty, newRoot: new.root)
    } catch {
      return .refuse(.refusal(422, error.message), evidence: request.checkpoint)
    }
    let line = try signer.cosign(new, time: time)
    // Lines that nobody here verified are not passed on: whoever sent them could have invented them.
    let own = request.checkpoint.note.lines.filter { line in
      keys.contains { $0.name == line.name && $0.id == line.keyID }
    }
    let kept = SignedCheckpoint(
      checkpoint: new, note: SignedNote(text: request.checkpoint.note.text, lines: own + [line]))
    return .accept(kept, WitnessResponse(status: 200, body: Array(line.text.utf8)))
  }

  /// Answers `GET <hex of the SHA-256 of an origin>/checkpoint`.
  /// - Parameter path: without the slash before it.
  package func resource(at path: String) throws(LogFailure) -> LogSite.Resource? {
    for origin in Set(logs.map(\.name)) where path == FolderCheckpointStore.name(of: origin) + "/checkpoint" {
      guard let bytes = try store.latest(of: origin) else { return nil }
      return LogSite.Resource(bytes: bytes, contentType: "text/plain; charset=utf-8", cacheControl: "no-cache")
    }
    return nil
  }
}
