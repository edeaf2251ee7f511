import Cryptography

/// A log's side of the talk with one witness: what to ask, and what to make of the answer. It sends nothing itself.
package struct WitnessConversation {
  package enum Step: Sendable, Hashable {
    /// POST this to `add-checkpoint`, and hand the answer to `receive`.
    case send([UInt8])
    /// Add these lines to the checkpoint.
    case cosigned([SignedNote.Line], time: Int)
    /// The witness does not cosign; the reason is for the operator. `witnessSize` when it knows a larger log.
    case refused(LogFailure, witnessSize: Int?)
  }

  private let checkpoint: SignedCheckpoint
  private let witness: VerifierKey
  private let proof: (_ old: Int, _ new: Int) throws(LogFailure) -> ConsistencyProof
  private var triesLeft = 3

  /// - Parameters:
  ///   - witness: its key, of kind `cosignature`.
  ///   - proof: makes consistency proofs of the log.
  package init(
    checkpoint: SignedCheckpoint, witness: VerifierKey,
    proof: @escaping (_ old: Int, _ new: Int) throws(LogFailure) -> ConsistencyProof
  ) {
    self.checkpoint = checkpoint
    self.witness = witness
    self.proof = proof
  }

  /// - Parameter witnessSize: what the witness is believed to have cosigned last; 0 when nothing is known: it says so.
  package mutating func begin(witnessSize: Int = 0) -> Step { ask(from: witnessSize) }

  package mutating func receive(_ response: WitnessResponse) -> Step {
    switch response.status {
    case 200: return read(response.body)
    case 409:
      guard let text = response.body.last == 0x0A ? response.body.dropLast() : nil,
        let size = CanonicalText.number(text)
      else { return .refused(LogFailure(.malformed, "\(witness.name) names no size"), witnessSize: nil) }
      guard size <= checkpoint.checkpoint.size else {
        let failure = LogFailure(.shrank, "\(witness.name) has cosigned \(size) leaves already")
        return .refused(failure, witnessSize: size)
      }
      return ask(from: size)
    case 422:
      return .refused(LogFailure(.forked, "\(witness.name) saw another history of the log"), witnessSize: nil)
    case 403, 404:
      return .refused(LogFailure(.signature, "\(witness.name) does not know the log or its key"), witnessSize: nil)
    default:
      return .refused(LogFailure(.malformed, "\(witness.name) answered \(response.status)"), witnessSize: nil)
    }
  }

  private mutating func ask(from size: Int) -> Step {
    guard triesLeft > 0 else {
      return .refused(LogFailure(.conflict, "\(witness.name) changes its mind too often"), witnessSize: size)
    }
    triesLeft -= 1
    do throws(LogFailure) {
      let hashes = try proof(size, checkpoint.checkpoint.size).hashes
      return .send(WitnessRequest(oldSize: size, proof: hashes, checkpoint: checkpoint).bytes)
    } catch {
      return .refused(error, witnessSize: size)
    }
  }

  private func read(_ body: [UInt8]) -> Step {
    do throws(LogFailure) {
      let note = try SignedNote(parsing: checkpoint.note.text + [0x0A] + body)
      guard let verified = try note.signatures(by: [witness]).first, let time = verified.time, time > 0 else {
        throw LogFailure(.signature, "\(witness.name) sent no cosignature of its own")
      }
      return .cosigned(note.lines.filter { $0.name == witness.name && $0.keyID == witness.id }, time: time)
    } catch {
      return .refused(error, witnessSize: nil)
    }
  }
}
