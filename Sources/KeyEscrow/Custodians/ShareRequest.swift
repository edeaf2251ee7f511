import CanonicalForms
import Cryptography
import DiskEncryption

/// What custodians are handed: a sealed key, and whom they open their shares for. It is a file that may lie anywhere.
package struct ShareRequest: Sendable, Hashable {
  /// Longest file: sixteen custodians, and metadata beside their answers.
  package static let longest = 80 << 20
  private static let form = "custodian-request/1"

  /// Of the request that two people agreed to.
  package let id: String
  /// The key is proved and not shown.
  package let isDrill: Bool
  package let caseNumber: String
  /// Who asked, as others call them.
  package let requester: String
  /// The one-time key of the requester: answers are sealed to it.
  package let recipient: CustodianKey
  package let sealed: SealedSecret
  /// What accounts are called, to be shown: nothing rests on it.
  private let names: [String: String]
  /// Over `digest`, by whoever wrote the file; nil where nobody signs. This room believes nobody for it.
  package var signature: [UInt8]?

  init(
    _ request: RevealRequest, requester: String, recipient: CustodianKey, sealed: SealedSecret,
    names: [String: String] = [:]
  ) {
    self.names = names
    id = request.id
    isDrill = request.isDrill
    caseNumber = request.caseNumber
    self.requester = requester
    self.recipient = recipient
    self.sealed = sealed
  }

  package var json: JSON {
    var members = said
    members["signature"] = signature.map { JSON(bytes: $0) }
    return .object(members)
  }

  /// Names everything in the file but its signature.
  package var digest: SHA256Digest { SHA256Digest(hashing: JSON.object(said).canonicalBytes) }

  private var said: [String: JSON] {
    [
      "hikae": .string(Self.form), "request": .string(id), "drill": .bool(isDrill), "case": .string(caseNumber),
      "requester": .string(requester), "recipient": JSON(bytes: recipient.bytes), "sealed": sealed.json,
      "names": .object(names.mapValues { .string($0) }),
    ]
  }

  package var bytes: [UInt8] { json.canonicalBytes + [0x0A] }

  init?(_ json: JSON) {
    guard json["hikae"].string == Self.form, let id = json["request"].string, let isDrill = json["drill"].boolean,
      let caseNumber = json["case"].string, let requester = json["requester"].string,
      let recipient = CustodianKey(json["recipient"].bytes), let sealed = SealedSecret(json["sealed"])
    else { return nil }
    self.id = id
    self.isDrill = isDrill
    self.caseNumber = caseNumber
    self.requester = requester
    self.recipient = recipient
    self.sealed = sealed
    signature = json["signature"].bytes
    if case .object(let members) = json["names"] { names = members.compactMapValues(\.string) } else { names = [:] }
  }

  /// What an account is called, or its identifier.
  package func name(of account: String) -> String { names[account] ?? account }

  /// - Throws: `ShareFailure` with the code `damaged`.
  package init(parsing bytes: [UInt8]) throws {
    guard bytes.count <= Self.longest, let json = try? JSON(parsing: bytes), let request = Self(json) else {
      throw ShareFailure(.damaged)
    }
    self = request
  }

  /// Opens the share of a custodian and seals it for the requester alone.
  /// - Parameter fingerprint: of the requester's one-time key, as the requester said it: whoever has the server could have put
  ///   another key into the request.
  /// - Throws: `ShareFailure`: `recipient`, `other_key`, `wrong_share`.
  package func answer(with owner: CustodianPrivateKey, forRecipient fingerprint: String) throws -> ShareAnswer {
    guard recipient.hasFingerprint(fingerprint) else { throw ShareFailure(.recipient) }
    let share = try sealed.share(of: owner)
    var bytes = share.bytes
    defer { SecretBytes.wipe(&bytes) }
    let number = Int(share.number)
    let answer = try ShareBox.seal(bytes, to: recipient, for: answerPlace(number))
    return ShareAnswer(request: id, context: sealed.context, number: number, sealed: answer)
  }

  /// An answer belongs to this request, its purpose, this sealing and one share.
  func answerPlace(_ number: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.text("hikae.escrow.answer/1")
    writer.text(id)
    writer.text(isDrill ? "drill" : "reveal")
    return writer.bytes + sealed.context + [UInt8(truncatingIfNeeded: number)]
  }

  func copyPlace() -> [UInt8] {
    var writer = ByteWriter()
    writer.text("hikae.escrow.copy/1")
    writer.text(id)
    return writer.bytes + sealed.context
  }
}

/// One custodian's share, sealed to the requester's one-time key.
package struct ShareAnswer: Sendable, Hashable {
  private static let form = "custodian-answer/1"
  package static let longest = 4096

  package let request: String
  let context: [UInt8]
  package let number: Int
  let sealed: [UInt8]

  init(request: String, context: [UInt8], number: Int, sealed: [UInt8]) {
    self.request = request
    self.context = context
    self.number = number
    self.sealed = sealed
  }

  package var json: JSON {
    [
      "hikae": .string(Self.form), "request": .string(request), "sealing": JSON(bytes: context),
      "number": JSON(number), "share": JSON(bytes: sealed),
    ]
  }

  package var bytes: [UInt8] { json.canonicalBytes + [0x0A] }

  init?(_ json: JSON) {
    guard json["hikae"].string == Self.form, let request = json["request"].string,
      let context = json["sealing"].bytes, let number = json["number"].integer.flatMap({ Int(exactly: $0) }),
      (1...SealedSecret.mostCustodians).contains(number), let sealed = json["share"].bytes
    else { return nil }
    self.init(request: request, context: context, number: number, sealed: sealed)
  }

  /// - Throws: `ShareFailure` with the code `damaged`.
  package init(parsing bytes: [UInt8]) throws {
    guard bytes.count <= Self.longest, let json = try? JSON(parsing: bytes), let answer = Self(json) else {
      throw ShareFailure(.damaged)
    }
    self = answer
  }
}
