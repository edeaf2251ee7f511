import CanonicalForms
import Cryptography
import Observations
import OperationLogs
import Server
import Synchronization

/// A record in memory, for tests of the server alone: what `Custody` does, as far as the server can see it.
final class MemoryGate: Sendable {
  struct Token {
    var device: String
    var expires = Moment(milliseconds: .max)
    var isUsed = false
  }

  struct State {
    var tokens: [SHA256Digest: Token] = [:]
    var epochs: [String: Int] = [:]
    var keys: [DeviceIdentity: [UInt8]] = [:]
    var certificates: [String: DeviceIdentity] = [:]
    var revoked: Set<String> = []
    var batches: [String: (digest: SHA256Digest, receipt: Receipt)] = [:]
    var conflicts = 0
    var isDown = false
    var labels: [String] = []
    var nodes: [SHA256Digest: String] = [:]
    var sightings: [OsqueryMapping.Sighting] = []
  }

  struct Down: Error {}

  let state = Mutex(State())

  func add(token: String, for device: String, expires: Moment = Moment(milliseconds: .max)) {
    state.withLock { $0.tokens[SHA256Digest(hashing: Array(token.utf8))] = Token(device: device, expires: expires) }
  }

  func revokeAll() { state.withLock { $0.revoked = Set($0.certificates.keys) } }

  var gate: IngestGate {
    IngestGate(
      check: { [self] arrival in
        try state.withLock { state in
          if state.isDown { throw Down() }
          let refusal = Self.refusal(of: arrival.batch, state)
          return IngestGate.Checked(CheckedArrival(batch: arrival.batch, refusal: refusal))
        }
      },
      accept: { [self] checked in
        try state.withLock { state in
          try checked.compactMap { $0.content as? CheckedArrival }.map { try Self.accept($0, &state) }
        }
      },
      enrol: { [self] application in state.withLock { Self.enrol(application, &$0) } },
      renew: { [self] identity, old, new, _ in
        state.withLock { state in
          guard state.certificates[old] == identity, !state.revoked.contains(old) else { return .certificateUnknown }
          state.certificates[new.serial] = identity
          return nil
        }
      },
      standing: { [self] identity, serial in
        try state.withLock { state in
          if state.isDown { throw Down() }
          guard state.certificates[serial] == identity else { return .unknown }
          return state.revoked.contains(serial) ? .revoked : .valid
        }
      },
      reach: { [self] in try state.withLock { if $0.isDown { throw Down() } } })
  }

  var osquery: OsqueryGate {
    OsqueryGate(
      enrol: { [self] host, hash, _ in
        state.withLock { $0.nodes[hash] = "osquery-1" }
        return "osquery-1"
      },
      device: { [self] hash in state.withLock { $0.nodes[hash] } },
      observe: { [self] _, sightings, _ in state.withLock { $0.sightings += sightings } })
  }

  private struct CheckedArrival {
    let batch: Batch
    let refusal: Problem.Code?
  }

  private static func refusal(of batch: Batch, _ state: State) -> Problem.Code? {
    let identity = DeviceIdentity(device: batch.device, epoch: batch.epoch)
    guard let key = state.keys[identity].flatMap({ Ed25519PublicKey($0) }) else { return .deviceUnknown }
    return key.isValid(batch.signature, of: batch.signedBytes) ? nil : .signatureInvalid
  }

  private static func accept(_ checked: CheckedArrival, _ state: inout State) throws -> IngestGate.Acceptance {
    if state.isDown { throw Down() }
    if let refusal = checked.refusal { return .refused(refusal) }
    let batch = checked.batch
    let digest = SHA256Digest(hashing: batch.bytes)
    let name = "\(batch.device)/\(batch.epoch)/\(batch.firstSequence)"
    if let known = state.batches[name] {
      if known.digest == digest { return .accepted(known.receipt) }
      state.conflicts += 1
      return .conflict
    }
    let receipt = Receipt(
      entry: Int64(state.batches.count + 1), device: batch.device, epoch: batch.epoch,
      firstSequence: batch.firstSequence, lastSequence: batch.lastSequence,
      missing: batch.firstSequence > 1 ? [1...batch.firstSequence - 1] : [])
    state.batches[name] = (digest, receipt)
    return .accepted(receipt)
  }

  private static func enrol(_ application: IngestGate.Application, _ state: inout State) -> IngestGate.Enrolment {
    guard var token = state.tokens[application.tokenHash] else { return .refused(.tokenUnknown) }
    guard !token.isUsed else { return .refused(.tokenUsed) }
    guard application.at < token.expires else { return .refused(.tokenExpired) }
    token.isUsed = true
    state.tokens[application.tokenHash] = token
    let epoch = (state.epochs[token.device] ?? 0) + 1
    state.epochs[token.device] = epoch
    let identity = DeviceIdentity(device: token.device, epoch: epoch)
    state.keys[identity] = application.signingKey
    state.certificates[application.certificate.serial] = identity
    state.labels.append(application.label)
    return .enrolled(identity)
  }
}
