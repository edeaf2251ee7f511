import Accounts
import CanonicalForms
import Cryptography
import DiskEncryption

/// A recovery key that custodians have to open together: sealed under a data key of its own, the data key split by
/// `SecretSharing`, and each share sealed to one custodian's public key. Nothing of it is secret by itself, and no key that the
/// server has opens it. docs/decisions/0032-keys-sealed-to-custodians.md.
package struct SealedSecret: Sendable, Hashable {
  /// Most custodians of one key.
  package static let mostCustodians = 16
  private static let form = "sealed-key/1"

  /// One custodian's place.
  package struct Slot: Sendable, Hashable {
    package let account: Account.ID
    package let key: CustodianKey
    /// SHA-256 of the share, so that a wrong one is found out and named. A share is 256 random bits: nothing can be guessed by it.
    let digest: [UInt8]
    /// See `ShareBox`.
    let sealed: [UInt8]
  }

  /// What the secret is of.
  let key: EscrowedKey.ID
  package let device: String
  package let protector: String
  let kind: String
  /// How many of the custodians it takes.
  package let needed: Int
  /// Share number 1 is of the first.
  package let slots: [Slot]
  /// Who has the data key can sign with a key that comes of it: what came of a drill, which the server cannot see for itself.
  let signer: Ed25519PublicKey
  /// The secret under the data key: AES-256-GCM.
  let box: [UInt8]

  /// Seals a key, and restores it from as many shares as are needed before anything is relied on.
  /// - Throws: `EscrowFailure`: `sealing_rule` for numbers that cannot be, `custodian_key` for what is no public key.
  init(
    sealing secret: SecretBytes, of key: EscrowedKey, to custodians: [(account: Account.ID, key: CustodianKey)],
    needing needed: Int
  ) throws {
    guard needed >= 2, needed <= custodians.count, custodians.count <= Self.mostCustodians,
      var random = SecretSharing.privateBytes(Sealer.keyLength)
    else { throw EscrowFailure(.sealingRule) }
    defer { SecretBytes.wipe(&random) }
    guard let shares = SecretSharing.split(random, into: custodians.count, needing: needed) else {
      throw EscrowFailure(.sealingRule)
    }
    let dataKey = SealedDataKey(random)
    self.key = key.id
    device = key.device
    protector = key.protector
    kind = key.kind.rawValue
    self.needed = needed
    signer = try dataKey.signer().publicKey
    box = try Envelope.seal(secret, under: dataKey.boxKey, for: Self.place(key.id, key.device, key.protector))
    // Everything but the sealed shares goes into what they are sealed for: changed, none of them opens.
    let blank = zip(custodians, shares).map { custodian, share in
      Slot(account: custodian.account, key: custodian.key, digest: Self.digest(of: share), sealed: [])
    }
    let context = Self.context(Self.header(key.id, device, protector, kind, needed, blank, signer, box))
    slots = try zip(blank, shares).map { slot, share in
      Slot(
        account: slot.account, key: slot.key, digest: slot.digest,
        sealed: try ShareBox.seal(share.bytes, to: slot.key, for: Self.sharePlace(context, Int(share.number))))
    }
    guard var restored = SecretSharing.combine(Array(shares.suffix(needed))) else { throw EscrowFailure(.sealed) }
    defer { SecretBytes.wipe(&restored) }
    guard try open(with: SealedDataKey(restored)).matches(secret) else { throw EscrowFailure(.sealed) }
  }

  // MARK: Opening

  /// Names this sealing and everything in it but the sealed shares.
  var context: [UInt8] {
    Self.context(Self.header(key, device, protector, kind, needed, slots, signer, box))
  }

  /// The share of whoever has a private key, with its number. The caller wipes it.
  /// - Throws: `ShareFailure`: `other_key`, `wrong_share`.
  func share(of owner: CustodianPrivateKey) throws -> SecretSharing.Share {
    let publicKey = owner.publicKey
    guard let index = slots.firstIndex(where: { $0.key == publicKey }) else { throw ShareFailure(.otherKey) }
    guard let bytes = owner.open(slots[index].sealed, for: Self.sharePlace(context, index + 1)) else {
      throw ShareFailure(.wrongShare, wrong: [slots[index].account.text])
    }
    let share = SecretSharing.Share(number: UInt8(index + 1), bytes: bytes)
    guard isRight(share) else { throw ShareFailure(.wrongShare, wrong: [slots[index].account.text]) }
    return share
  }

  /// Whether it is the share that was made for its number.
  func isRight(_ share: SecretSharing.Share) -> Bool {
    let index = Int(share.number) - 1
    return slots.indices.contains(index) && share.bytes.count == Sealer.keyLength
      && slots[index].digest == Self.digest(of: share)
  }

  /// - Throws: `ShareFailure` with the code `sealed`.
  func open(with dataKey: SealedDataKey) throws -> SecretBytes {
    guard let secret = try? Envelope.open(box, under: dataKey.boxKey, for: Self.place(key, device, protector)) else {
      throw ShareFailure(.sealed)
    }
    return secret
  }

  // MARK: Bytes

  /// What the journal has of it.
  var digest: SHA256Digest { SHA256Digest(hashing: json.canonicalBytes) }

  package var json: JSON {
    var members: [String: JSON] = [:]
    if case .object(let header) = Self.header(key, device, protector, kind, needed, slots, signer, box) {
      members = header
    }
    members["shares"] = .array(slots.map { JSON(bytes: $0.sealed) })
    return .object(members)
  }

  /// - Returns: nil for anything that `json` does not give.
  init?(_ json: JSON) {
    let custodians = json["custodians"].elements
    let shares = json["shares"].elements
    guard json["hikae"].string == Self.form, let key = json["escrow"].string, let device = json["device"].string,
      let protector = json["protector"].string, let kind = json["kind"].string,
      let needed = json["needed"].integer.flatMap({ Int(exactly: $0) }),
      let signer = json["signer"].bytes.flatMap({ Ed25519PublicKey($0) }), let box = json["box"].bytes,
      custodians.count == shares.count, (2...Self.mostCustodians).contains(shares.count),
      (2...shares.count).contains(needed)
    else { return nil }
    var slots: [Slot] = []
    for (custodian, share) in zip(custodians, shares) {
      guard let account = custodian["account"].string, let publicKey = CustodianKey(custodian["key"].bytes),
        let digest = custodian["share"].bytes, let sealed = share.bytes
      else { return nil }
      slots.append(Slot(account: .init(account), key: publicKey, digest: digest, sealed: sealed))
    }
    self.key = .init(key)
    self.device = device
    self.protector = protector
    self.kind = kind
    self.needed = needed
    self.slots = slots
    self.signer = signer
    self.box = box
  }

  private static func header(
    _ key: EscrowedKey.ID, _ device: String, _ protector: String, _ kind: String, _ needed: Int, _ slots: [Slot],
    _ signer: Ed25519PublicKey, _ box: [UInt8]
  ) -> JSON {
    [
      "hikae": .string(form), "escrow": .string(key.text), "device": .string(device), "protector": .string(protector),
      "kind": .string(kind), "needed": JSON(needed), "signer": JSON(bytes: signer.bytes), "box": JSON(bytes: box),
      "custodians": .array(
        slots.map {
          [
            "account": .string($0.account.text), "key": JSON(bytes: $0.key.bytes), "share": JSON(bytes: $0.digest),
          ]
        }),
    ]
  }

  private static func context(_ header: JSON) -> [UInt8] {
    SHA256Digest(hashing: Array("hikae.escrow.sealing/1\n".utf8) + header.canonicalBytes).bytes
  }

  private static func sharePlace(_ context: [UInt8], _ number: Int) -> [UInt8] {
    Array("hikae.escrow.share/1\n".utf8) + context + [UInt8(truncatingIfNeeded: number)]
  }

  private static func place(_ key: EscrowedKey.ID, _ device: String, _ protector: String) -> [UInt8] {
    Array("hikae.escrow.box/1\n".utf8) + Envelope.Place.key(key, device: device, protector: protector).bytes
  }

  private static func digest(of share: SecretSharing.Share) -> [UInt8] {
    var bytes = Array("hikae.escrow.share.digest/1\n".utf8) + [share.number] + share.bytes
    defer { SecretBytes.wipe(&bytes) }
    return SHA256Digest(hashing: bytes).bytes
  }
}

/// What was split: the key of the box and the signing key come of it, each by HMAC-SHA-256 under a name of its own.
struct SealedDataKey {
  private let secret: SecretBytes

  /// - Parameter bytes: 32; the caller wipes them.
  init(_ bytes: [UInt8]) { secret = SecretBytes(bytes) }

  var boxKey: SecretBytes { derived("hikae.escrow.box/1") }

  func signer() throws -> Ed25519PrivateKey {
    var seed = derived("hikae.escrow.drill/1").withBytes { Array($0) }
    defer { SecretBytes.wipe(&seed) }
    return try Ed25519PrivateKey(seed: seed)
  }

  private func derived(_ name: String) -> SecretBytes {
    var bytes = secret.withBytes { Array($0) }
    defer { SecretBytes.wipe(&bytes) }
    return SecretBytes(KeyedHash(key: bytes).authenticate(Array(name.utf8)).bytes)
  }
}
