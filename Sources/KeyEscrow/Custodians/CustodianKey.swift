import Accounts
import CanonicalForms
import Cryptography
import DiskEncryption
import Storage

/// A public key of X25519: whom a share is sealed to.
package struct CustodianKey: Sendable, Hashable {
  static let length = 32
  private static let prefix = "hikae-custodian-1:"

  package let bytes: [UInt8]

  init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  /// - Returns: nil unless there are 32 bytes.
  init?(_ bytes: [UInt8]?) {
    guard let bytes, bytes.count == Self.length else { return nil }
    self.bytes = bytes
  }

  /// - Parameter text: what `text` gives.
  package init?(parsing text: String) {
    let text = text.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }
    guard text.hasPrefix(Self.prefix) else { return nil }
    self.init(JSON.string(String(text.dropFirst(Self.prefix.count))).bytes)
    guard ShareBox.isSound(bytes) else { return nil }
  }

  /// As it is printed and registered.
  package var text: String { Self.prefix + (JSON(bytes: bytes).string ?? "") }

  /// What two people read to each other: the first 128 bits of SHA-256, in eight groups of four digits.
  package var fingerprint: String {
    let digits = Array(
      (JSON(bytes: Array(SHA256Digest(hashing: Array("hikae.custodian.key/1\n".utf8) + bytes).bytes.prefix(16))).string
        ?? "").uppercased())
    return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<min($0 + 4, digits.count)]) }
      .joined(separator: "-")
  }

  /// Whether somebody typed the whole fingerprint, with whatever separators.
  package func hasFingerprint(_ typed: String) -> Bool {
    typed.uppercased().filter { $0.isHexDigit } == fingerprint.filter { $0.isHexDigit }
      && typed.allSatisfy { $0.isHexDigit || $0.isWhitespace || "-:".contains($0) }
  }
}

/// A private key as it lies in a file: sealed with what a passphrase gives (Argon2id, AES-256-GCM).
package struct CustodianKeyFile: Sendable {
  package static let longest = 4096
  private static let form = "custodian-key/1"

  package let publicKey: CustodianKey
  private let salt: [UInt8]
  private let cost: PasswordCost
  private let sealed: [UInt8]

  /// - Throws: `ShareFailure`: `passphrase` for an empty one; `StorageFailure` without memory.
  package init(
    _ key: CustodianPrivateKey, passphrase: SecretBytes, cost: PasswordCost = PassphraseKey.seldom
  ) throws {
    publicKey = key.publicKey
    self.cost = cost
    salt = RandomBytes.make(PassphraseKey.saltLength)
    let wrapping = try Self.derive(passphrase, salt, cost)
    sealed = try Envelope.seal(key.secret, under: wrapping, for: Self.place(publicKey))
  }

  /// - Throws: `ShareFailure`: `damaged` for anything that `bytes` does not give.
  package init(parsing bytes: [UInt8]) throws {
    guard bytes.count <= Self.longest, let json = try? JSON(parsing: bytes), json["hikae"].string == Self.form,
      let publicKey = CustodianKey(json["public"].bytes), let salt = json["salt"].bytes,
      let sealed = json["sealed"].bytes, let passes = json["passes"].integer.flatMap({ UInt64(exactly: $0) }),
      let memory = json["memory"].integer.flatMap({ Int(exactly: $0) })
    else { throw ShareFailure(.damaged) }
    self.publicKey = publicKey
    self.salt = salt
    self.sealed = sealed
    cost = PasswordCost(passes: passes, memory: memory)
  }

  package var bytes: [UInt8] {
    let json: JSON = [
      "hikae": .string(Self.form), "public": JSON(bytes: publicKey.bytes), "salt": JSON(bytes: salt),
      "passes": .integer(Int64(clamping: cost.passes)), "memory": JSON(cost.memory), "sealed": JSON(bytes: sealed),
    ]
    return json.canonicalBytes + [0x0A]
  }

  /// - Throws: `ShareFailure`: `passphrase` when it is another, or the file was changed.
  package func open(passphrase: SecretBytes) throws -> CustodianPrivateKey {
    let wrapping = try Self.derive(passphrase, salt, cost)
    guard let secret = try? Envelope.open(sealed, under: wrapping, for: Self.place(publicKey)),
      let key = CustodianPrivateKey(secret), key.publicKey == publicKey
    else { throw ShareFailure(.passphrase) }
    return key
  }

  private static func derive(_ passphrase: SecretBytes, _ salt: [UInt8], _ cost: PasswordCost) throws -> SecretBytes {
    let derived = try passphrase.withBytes { try PassphraseKey.derive($0, salt: salt, cost: cost) }
    guard var key = derived else { throw ShareFailure(.passphrase) }
    defer { SecretBytes.wipe(&key) }
    return SecretBytes(key)
  }

  private static func place(_ key: CustodianKey) -> [UInt8] { Array("hikae.custodian.file/1\n".utf8) + key.bytes }
}
