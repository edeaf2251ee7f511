import CanonicalForms
import Cryptography
import DiskEncryption

/// What the requester is handed once enough custodians have answered: their answers, and the metadata that the key is proved
/// against. Only the requester's one-time key opens them, on the requester's machine.
package struct CollectedShares: Sendable {
  private static let form = "custodian-answers/1"

  package let request: ShareRequest
  let answers: [ShareAnswer]
  /// The copy of the metadata, sealed to the requester; nil when there is none.
  let copy: [UInt8]?
  let volume: String?
  /// SHA-256 of what the device last showed, and when it did.
  let metadata: String
  let asOf: Moment

  package var bytes: [UInt8] {
    let json: JSON = [
      "hikae": .string(Self.form), "request": request.json, "answers": .array(answers.map(\.json)),
      "copy": copy.map { JSON(bytes: $0) } ?? .null, "volume": JSON(volume), "metadata": .string(metadata),
      "as_of": JSON(asOf),
    ]
    return json.canonicalBytes + [0x0A]
  }

  init(
    request: ShareRequest, answers: [ShareAnswer], copy: [UInt8]?, volume: String?, metadata: String, asOf: Moment
  ) {
    self.request = request
    self.answers = answers
    self.copy = copy
    self.volume = volume
    self.metadata = metadata
    self.asOf = asOf
  }

  /// - Throws: `ShareFailure` with the code `damaged`.
  package init(parsing bytes: [UInt8]) throws {
    guard bytes.count <= ShareRequest.longest, let json = try? JSON(parsing: bytes), json["hikae"].string == Self.form,
      let request = ShareRequest(json["request"]), let metadata = json["metadata"].string,
      let asOf = json["as_of"].moment
    else { throw ShareFailure(.damaged) }
    let answers = json["answers"].elements.compactMap { ShareAnswer($0) }
    guard answers.count == json["answers"].elements.count, answers.count <= SealedSecret.mostCustodians else {
      throw ShareFailure(.damaged)
    }
    self.init(
      request: request, answers: answers, copy: json["copy"].bytes, volume: json["volume"].string, metadata: metadata,
      asOf: asOf)
  }

  // MARK: Combining

  /// A key that came back.
  package struct Restored: Sendable {
    package let secret: SecretBytes
    /// Whether it opens the disk, as far as the metadata says that are kept.
    package let proof: ProofRecord
    /// Accounts whose share was wrong. There were enough others.
    package let wrong: [String]
    /// What the server takes down of a drill; nil when the key was to be shown.
    package let drill: DrillResult?
  }

  /// Puts the shares together. Each is held against its digest first, so that a wrong one is named and left out; that the whole is
  /// right is for the authenticated cipher to say.
  /// - Throws: `ShareFailure`: `recipient` for another one-time key, `too_few` with who sent a wrong share, `sealed`.
  package func combine(with oneTime: CustodianPrivateKey, at now: Moment) throws -> Restored {
    guard oneTime.publicKey == request.recipient else { throw ShareFailure(.recipient) }
    let sealed = request.sealed
    var good: [Int: SecretSharing.Share] = [:]
    var wrong: [String] = []
    for answer in answers {
      let slot = answer.number - 1
      guard answer.request == request.id, answer.context == sealed.context, sealed.slots.indices.contains(slot),
        let bytes = oneTime.open(answer.sealed, for: request.answerPlace(answer.number)),
        case let share = SecretSharing.Share(number: UInt8(answer.number), bytes: bytes), sealed.isRight(share)
      else {
        wrong.append(sealed.slots.indices.contains(slot) ? sealed.slots[slot].account.text : "\(answer.number)")
        continue
      }
      good[answer.number] = share
    }
    let shares = good.sorted { $0.key < $1.key }.map(\.value)
    guard shares.count >= sealed.needed, var bytes = SecretSharing.combine(Array(shares.prefix(sealed.needed))) else {
      throw ShareFailure(.tooFew, wrong: wrong, good: shares.count, needed: sealed.needed)
    }
    defer { SecretBytes.wipe(&bytes) }
    let dataKey = SealedDataKey(bytes)
    let secret = try sealed.open(with: dataKey)
    let proof = prove(secret, with: oneTime, at: now)
    let drill =
      request.isDrill
      ? try DrillResult(
        of: request, proof, contributors: shares.prefix(sealed.needed).map { Int($0.number) }, signing: dataKey.signer()
      )
      : nil
    return Restored(secret: secret, proof: proof, wrong: wrong, drill: drill)
  }

  private func prove(_ secret: SecretBytes, with oneTime: CustodianPrivateKey, at now: Moment) -> ProofRecord {
    let sealed = request.sealed
    var attempt = ProofAttempt(volume: volume, metadata: metadata, asOf: asOf)
    attempt.secret = secret
    if let copy, let bytes = oneTime.open(copy, for: request.copyPlace()) {
      attempt.copy = try? MetadataCopy(parsing: bytes)
    }
    let key = EscrowedKey(
      id: sealed.key, device: sealed.device, volume: volume, protector: sealed.protector,
      kind: .init(rawValue: sealed.kind) ?? .recoveryPassword, source: .hand, made: nil, kept: asOf, replacedBy: nil,
      drifted: nil, proof: nil, proved: nil)
    return attempt.prove(key, at: now).record
  }
}

/// What came of a drill, signed with a key that only the data key gives: the server sees that enough custodians came together,
/// without seeing the key.
package struct DrillResult: Sendable, Hashable {
  private static let form = "custodian-drill/1"
  package static let longest = 1 << 16

  let request: String
  let context: [UInt8]
  /// Numbers of the shares that were used.
  let contributors: [Int]
  let proof: JSON
  let signature: [UInt8]

  init(
    of request: ShareRequest, _ proof: ProofRecord, contributors: [Int], signing key: Ed25519PrivateKey
  ) throws {
    self.request = request.id
    context = request.sealed.context
    self.contributors = contributors
    self.proof = .object(proof.members)
    signature = try key.sign(Self.signed(request.id, context, contributors, self.proof))
  }

  package var bytes: [UInt8] {
    let json: JSON = [
      "hikae": .string(Self.form), "request": .string(request), "sealing": JSON(bytes: context),
      "contributors": .array(contributors.map { JSON($0) }), "proof": proof, "signature": JSON(bytes: signature),
    ]
    return json.canonicalBytes + [0x0A]
  }

  /// - Throws: `ShareFailure` with the code `damaged`.
  package init(parsing bytes: [UInt8]) throws {
    guard bytes.count <= Self.longest, let json = try? JSON(parsing: bytes), json["hikae"].string == Self.form,
      let request = json["request"].string, let context = json["sealing"].bytes, let signature = json["signature"].bytes
    else { throw ShareFailure(.damaged) }
    self.request = request
    self.context = context
    contributors = json["contributors"].elements.compactMap { $0.integer.flatMap { Int(exactly: $0) } }
    proof = json["proof"]
    self.signature = signature
  }

  /// Whether somebody signed it who had the data key of this sealing.
  func isSigned(for sealed: SealedSecret) -> Bool {
    context == sealed.context
      && sealed.signer.isValid(signature, of: Self.signed(request, context, contributors, proof))
  }

  private static func signed(_ request: String, _ context: [UInt8], _ contributors: [Int], _ proof: JSON) -> [UInt8] {
    let body: JSON = [
      "request": .string(request), "sealing": JSON(bytes: context),
      "contributors": .array(contributors.map { JSON($0) }), "proof": proof,
    ]
    return Array("hikae.escrow.drill/1\n".utf8) + body.canonicalBytes
  }
}
