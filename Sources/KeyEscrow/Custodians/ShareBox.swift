import Crypto
import DiskEncryption
import FoundationEssentials

/// Sealing to somebody's public key: HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
/// ChaCha20-Poly1305, by swift-crypto. A sealed value is the encapsulated key (32 bytes) ‖ ciphertext ‖ tag (16 bytes).
enum ShareBox {
  static let suite = HPKE.Ciphersuite(kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .chaChaPoly)
  static let encapsulatedLength = 32

  /// - Parameter place: what the value belongs to: it opens only with the same.
  /// - Throws: `EscrowFailure` with the code `custodian_key` for bytes that are no public key.
  static func seal(_ bytes: [UInt8], to key: CustodianKey, for place: [UInt8]) throws -> [UInt8] {
    guard isSound(key.bytes) else { throw EscrowFailure(.custodianKey) }
    do {
      let recipient = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: key.bytes)
      var sender = try HPKE.Sender(recipientKey: recipient, ciphersuite: suite, info: Data(place))
      return Array(sender.encapsulatedKey) + Array(try sender.seal(bytes))
    } catch {
      throw EscrowFailure(.custodianKey)
    }
  }

  /// Whether a public key agrees on something with anybody. With a point of small order everybody agrees on zeros, which RFC 9180,
  /// 7.1.4, has refused, and swift-crypto leaves to its caller.
  static func isSound(_ key: [UInt8]) -> Bool {
    guard let other = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: key),
      let agreed = try? Curve25519.KeyAgreement.PrivateKey().sharedSecretFromKeyAgreement(with: other)
    else { return false }
    return agreed.withUnsafeBytes { $0.contains { $0 != 0 } }
  }
}

/// The private half of a custodian's key pair, or of the one-time pair of a request. It stays on its owner's machine.
package struct CustodianPrivateKey: Sendable, CustomStringConvertible {
  private let key: Curve25519.KeyAgreement.PrivateKey

  package init() { key = Curve25519.KeyAgreement.PrivateKey() }

  /// - Returns: nil unless there are 32 bytes.
  init?(_ secret: SecretBytes) {
    var bytes = secret.withBytes { Array($0) }
    defer { SecretBytes.wipe(&bytes) }
    guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else { return nil }
    self.key = key
  }

  package var publicKey: CustodianKey { CustodianKey(unchecked: Array(key.publicKey.rawRepresentation)) }

  var secret: SecretBytes { key.rawRepresentation.withUnsafeBytes { SecretBytes(copying: $0) } }

  /// - Parameter more: what is authenticated beside it; nothing in this room, whose places say all of it.
  /// - Returns: nil unless it was sealed to this key for this place, and not changed since. The caller wipes it.
  func open(_ sealed: [UInt8], for place: [UInt8], authenticating more: [UInt8] = []) -> [UInt8]? {
    guard sealed.count > ShareBox.encapsulatedLength,
      ShareBox.isSound(Array(sealed.prefix(ShareBox.encapsulatedLength))),
      var recipient = try? HPKE.Recipient(
        privateKey: key, ciphersuite: ShareBox.suite, info: Data(place),
        encapsulatedKey: Data(sealed.prefix(ShareBox.encapsulatedLength)))
    else { return nil }
    return (try? recipient.open(sealed.dropFirst(ShareBox.encapsulatedLength), authenticating: more)).map { Array($0) }
  }

  package var description: String { "‹private key›" }
}
