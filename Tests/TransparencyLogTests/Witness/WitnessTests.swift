import Cryptography
import Testing

@testable import TransparencyLog

@Suite("A witness") struct WitnessTests {
  private let log: TestLog
  private let store = MemoryCheckpointStore()
  private let witness: Witness

  init() throws {
    log = try TestLog(size: 600)
    witness = try Witness(
      logs: [log.key], signer: TestLog.signer("w.example", kind: .cosignature), store: store)
  }

  private func request(_ log: TestLog, from old: Int, to new: Int) throws -> [UInt8] {
    let proof = try log.reader.proofs.consistency(from: min(old, new), to: new)
    return WitnessRequest(oldSize: old, proof: proof.hashes, checkpoint: try log.checkpoint(new)).bytes
  }

  private func ask(_ body: [UInt8]) throws -> WitnessResponse { try witness.addCheckpoint(body, time: 1_700_000_000) }

  @Test func itFollowsALog() throws {
    for (old, new) in [(0, 1), (1, 1), (1, 10), (10, 300), (300, 600)] {
      let response = try ask(try request(log, from: old, to: new))
      #expect(response.status == 200)
      let note = try SignedNote(parsing: log.checkpoint(new).note.text + [0x0A] + response.body)
      #expect(try note.signatures(by: [witness.key]).map(\.time) == [1_700_000_000])
    }
    let stored = try #require(store.latest(of: TestLog.name))
    let kept = try SignedCheckpoint(parsing: stored)
    #expect(kept.checkpoint.size == 600)
    try kept.verify(by: [log.key])
    #expect(try kept.note.signatures(by: [witness.key]).count == 1)
    let path = SHA256Digest(hashing: bytes(TestLog.name)).description + "/checkpoint"
    #expect(try witness.resource(at: path)?.bytes == stored)
    #expect(try witness.resource(at: "checkpoint") == nil)
  }

  @Test func theAnswersOfTheSpecification() throws {
    #expect(try ask(try request(log, from: 0, to: 300)).status == 200)
    // 409 and the size, as its own type.
    let conflict = try ask(try request(log, from: 10, to: 400))
    #expect(conflict == WitnessResponse(status: 409, contentType: "text/x.tlog.size", body: bytes("300\n")))
    #expect(try ask(try request(log, from: 0, to: 400)).body == bytes("300\n"))
    // 400: old above new, and anything that is not a request.
    let backwards = WitnessRequest(oldSize: 300, proof: [], checkpoint: try log.checkpoint(200))
    #expect(try ask(backwards.bytes).status == 400)
    for body in ["", "old 300", "old 300\n", "old 0300\n\n", "old 300\nxxxx\n\n", "old -1\n\n", "new 300\n\n"] {
      #expect(try ask(bytes(body)).status == 400, "\(body)")
    }
    // 404 and 403.
    let stranger = try TestLog(size: 5, name: "stranger.example")
    #expect(try ask(try request(stranger, from: 0, to: 5)).status == 404)
    let text = try log.checkpoint(400).note.text
    for lines in [
      [try stranger.signer.sign(text)], [try log.signer.sign(log.checkpoint(401).note.text)],
      [try log.signer.sign(text), try log.signer.sign(log.checkpoint(401).note.text)],
    ] {
      let forged = WitnessRequest(
        oldSize: 300, proof: try log.reader.proofs.consistency(from: 300, to: 400).hashes,
        checkpoint: try SignedCheckpoint(parsing: SignedNote(text: text, lines: lines).bytes))
      #expect(try ask(forged.bytes).status == 403)
    }
    // 422: the proof, the same size with another root.
    let proof = try log.reader.proofs.consistency(from: 300, to: 400).hashes
    for wrong in MerkleTreeTests.mutations(of: proof, seed: 1) {
      let bad = WitnessRequest(oldSize: 300, proof: wrong, checkpoint: try log.checkpoint(400))
      #expect(try ask(bad.bytes).status == 422)
    }
    let fork = try TestLog(size: 300, fork: 200)
    #expect(try ask(try request(fork, from: 300, to: 300)).status == 422)
    #expect(try SignedCheckpoint(parsing: try #require(store.latest(of: TestLog.name))).checkpoint.size == 300)
  }

  @Test func theFirstCheckpointNeedsNoProof() throws {
    let bad = WitnessRequest(oldSize: 0, proof: [MerkleHash.empty], checkpoint: try log.checkpoint(3))
    #expect(try ask(bad.bytes).status == 422)
    let empty = try Checkpoint(origin: TestLog.name, size: 0, root: MerkleHash.leaf([])).signed(by: log.signer)
    #expect(try ask(WitnessRequest(oldSize: 0, proof: [], checkpoint: empty).bytes).status == 422)
    let truly = try Checkpoint(origin: TestLog.name, size: 0, root: MerkleHash.empty).signed(by: log.signer)
    #expect(try ask(WitnessRequest(oldSize: 0, proof: [], checkpoint: truly).bytes).status == 200)
    #expect(try ask(try request(log, from: 0, to: 3)).status == 200)
  }

  @Test func aForkIsKeptAsEvidence() throws {
    #expect(try ask(try request(log, from: 0, to: 300)).status == 200)
    let fork = try TestLog(size: 400, fork: 250)
    var evidence: [SignedCheckpoint] = []
    let body = WitnessRequest(
      oldSize: 300, proof: try fork.reader.proofs.consistency(from: 300, to: 400).hashes,
      checkpoint: try fork.checkpoint())
    let response = try witness.addCheckpoint(body.bytes, time: 5) { evidence.append($0) }
    #expect(response.status == 422)
    #expect(evidence == [try fork.checkpoint()])
  }

  /// A store in which somebody else is quicker once: the request is decided again.
  @Test func aRaceIsLostWithoutRollingBack() throws {
    let racing = RacingStore(inner: store, before: try log.checkpoint(400).bytes)
    let witness = try Witness(
      logs: [log.key], signer: TestLog.signer("w.example", kind: .cosignature), store: racing)
    let response = try witness.addCheckpoint(try request(log, from: 0, to: 300), time: 5)
    #expect(response.status == 409)
    #expect(response.body == bytes("400\n"))
    #expect(try SignedCheckpoint(parsing: try #require(store.latest(of: TestLog.name))).checkpoint.size == 400)
  }

  private struct RacingStore: CheckpointStore {
    let inner: MemoryCheckpointStore
    let before: [UInt8]

    func latest(of origin: String) -> [UInt8]? { inner.latest(of: origin) }

    func replace(_ expected: [UInt8]?, with new: [UInt8], for origin: String) -> Bool {
      if inner.latest(of: origin) == nil { _ = inner.replace(nil, with: before, for: origin) }
      return inner.replace(expected, with: new, for: origin)
    }
  }

  @Test func linesOfStrangersAreNotPassedOn() throws {
    let stranger = try TestLog.signer("stranger.example")
    let signed = try log.checkpoint(5)
    let request = WitnessRequest(
      oldSize: 0, proof: [], checkpoint: signed.adding([try stranger.sign(signed.note.text)]))
    #expect(try ask(request.bytes).status == 200)
    let kept = try SignedCheckpoint(parsing: try #require(store.latest(of: TestLog.name)))
    #expect(kept.note.lines.map(\.name) == [TestLog.name, "w.example"])
  }

  // MARK: The log's side

  private func talk(_ conversation: inout WitnessConversation, from size: Int = 0) throws -> WitnessConversation.Step {
    var step = conversation.begin(witnessSize: size)
    while case .send(let body) = step { step = conversation.receive(try ask(body)) }
    return step
  }

  private func conversation(_ log: TestLog, _ size: Int) throws -> WitnessConversation {
    WitnessConversation(checkpoint: try log.checkpoint(size), witness: witness.key) { (old, new) throws(LogFailure) in
      try log.reader.proofs.consistency(from: old, to: new)
    }
  }

  @Test func aLogFindsOutWhatTheWitnessKnows() throws {
    for size in [5, 5, 300, 600] {
      var conversation = try conversation(log, size)
      guard case .cosigned(let lines, let time) = try talk(&conversation) else {
        Issue.record("not cosigned")
        return
      }
      #expect(time == 1_700_000_000)
      let signed = try log.checkpoint(size).adding(lines)
      #expect(try signed.note.signatures(by: [witness.key]).count == 1)
    }
    var behind = try conversation(log, 300)
    guard case .refused(let failure, let size) = try talk(&behind) else {
      Issue.record("cosigned")
      return
    }
    #expect(failure.code == .shrank && size == 600)
  }

  @Test func aLogHearsOfAFork() throws {
    #expect(try ask(try request(log, from: 0, to: 300)).status == 200)
    var forked = try conversation(try TestLog(size: 400, fork: 100), 400)
    guard case .refused(let failure, _) = try talk(&forked) else {
      Issue.record("cosigned")
      return
    }
    #expect(failure.code == .forked)
  }

  @Test func falseAnswersAreNotTaken() throws {
    let answers: [(Int, String, LogFailure.Code)] = [
      (200, "", .malformed), (200, "nonsense\n", .malformed), (200, "— stranger.example AAAAAAA=\n", .signature),
      (409, "", .malformed), (409, "7", .malformed), (409, "07\n", .malformed), (500, "", .malformed),
      (404, "", .signature),
      (403, "", .signature),
    ]
    for (status, body, code) in answers {
      var conversation = try conversation(log, 300)
      _ = conversation.begin()
      guard
        case .refused(let failure, _) = conversation.receive(WitnessResponse(status: status, body: bytes(body)))
      else {
        Issue.record("\(status) \(body) was taken")
        continue
      }
      #expect(failure.code == code, "\(status) \(body)")
    }
    // A witness that asks again and again is left alone.
    var conversation = try conversation(log, 300)
    var step = conversation.begin()
    var sent = 0
    while case .send = step, sent < 10 {
      sent += 1
      step = conversation.receive(WitnessResponse(status: 409, body: bytes("\(sent)\n")))
    }
    #expect(sent == 3)
  }
}
