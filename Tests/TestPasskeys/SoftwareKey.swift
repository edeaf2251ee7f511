import CanonicalForms
import Cryptography
import Passkeys

/// A security key in software, with its browser: it makes one passkey and uses it, and can be told to do so wrongly.
package struct SoftwareKey {
  /// What the browser says of a use.
  package struct Use {
    package var credential: [UInt8]
    package var client: [UInt8]
    package var authenticator: [UInt8]
    package var signature: [UInt8]
    package var user: [UInt8]?

    package func answer() throws -> PasskeyAssertion {
      try PasskeyAssertion(
        credential: credential, clientData: client, authenticatorData: authenticator, signature: signature,
        userHandle: user)
    }
  }

  package struct Registration {
    package var client: [UInt8]
    package var attestation: [UInt8]

    package func answer() throws -> PasskeyRegistration {
      try PasskeyRegistration(clientData: client, attestation: attestation)
    }
  }

  package let credential: [UInt8]
  /// Where the browser is.
  package var origin: String
  /// Uses so far. Nil for a key that does not count.
  package var counter: UInt32? = 0
  package var isPresent = true
  package var isVerified = true
  package var isBackupEligible = false
  package var isBackedUp = false
  /// Inside of a page of another site.
  package var isFramed = false
  /// In the place of the one that is asked for.
  package var party: String?
  private let key: Ed25519PrivateKey
  private var handle: [UInt8]?

  /// - Parameter number: makes another key.
  package init(_ number: UInt8 = 1, at origin: String) throws {
    self.origin = origin
    credential = SHA256Digest(hashing: Array("credential \(number)".utf8)).bytes
    key = try Ed25519PrivateKey(seed: SHA256Digest(hashing: Array("key \(number)".utf8)).bytes)
  }

  // MARK: What pages ask for

  package mutating func make(_ options: JSON) -> Registration {
    handle = options["user"]["id"].string.flatMap(Base64URL.decode)
    let data = head(of: options["rp"]["id"].string, flags: 0x40) + attested
    let object: [UInt8] =
      [0xA3] + Self.text("fmt") + Self.text("none") + Self.text("attStmt") + [0xA0] + Self.text("authData")
      + Self.bytes(data)
    return Registration(client: client("webauthn.create", options), attestation: object)
  }

  package mutating func use(_ options: JSON) throws -> Use {
    counter = counter.map { $0 + 1 }
    let (data, client) = (head(of: options["rpId"].string, flags: 0), client("webauthn.get", options))
    return Use(
      credential: credential, client: client, authenticator: data,
      signature: try key.sign(data + SHA256Digest(hashing: client).bytes), user: handle)
  }

  // MARK: Bytes

  private func client(_ type: String, _ options: JSON) -> [UInt8] {
    let challenge = options["challenge"].string ?? ""
    return Array(
      #"{"type":"\#(type)","challenge":"\#(challenge)","origin":"\#(origin)","crossOrigin":\#(isFramed)}"#.utf8)
  }

  private func head(of asked: String?, flags: UInt8) -> [UInt8] {
    var flags = flags
    if isPresent { flags |= 0x01 }
    if isVerified { flags |= 0x04 }
    if isBackupEligible { flags |= 0x08 }
    if isBackedUp { flags |= 0x10 }
    let count = counter ?? 0
    return SHA256Digest(hashing: Array((party ?? asked ?? "").utf8)).bytes + [flags]
      + [24, 16, 8, 0].map { UInt8(count >> $0 & 0xFF) }
  }

  private var attested: [UInt8] {
    [UInt8](repeating: 0, count: 16) + [UInt8(credential.count >> 8), UInt8(credential.count & 0xFF)] + credential
      + publicKey
  }

  /// {1: 1, 3: -8, -1: 6, -2: x}
  package var publicKey: [UInt8] {
    [0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21] + Self.bytes(key.publicKey.bytes)
  }

  private static func text(_ text: String) -> [UInt8] { [0x60 + UInt8(text.utf8.count)] + Array(text.utf8) }

  private static func bytes(_ bytes: [UInt8]) -> [UInt8] {
    switch bytes.count {
    case ..<24: [0x40 + UInt8(bytes.count)] + bytes
    case ..<256: [0x58, UInt8(bytes.count)] + bytes
    default: [0x59, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
    }
  }
}
