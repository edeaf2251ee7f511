/// What an authenticator says of itself and of what it has done (Web Authentication Level 3, section 6.1).
struct AuthenticatorData: Sendable, Hashable {
  /// A key that was just made.
  struct Attested: Sendable, Hashable {
    let credential: [UInt8]
    let publicKey: PasskeyPublicKey
  }

  private enum Flag {
    static let present: UInt8 = 0x01
    static let verified: UInt8 = 0x04
    static let backupEligible: UInt8 = 0x08
    static let backedUp: UInt8 = 0x10
    static let attested: UInt8 = 0x40
    static let extensions: UInt8 = 0x80
  }

  /// With a key of RSA, a long ID and extensions.
  static let longest = 4096
  /// Of a credential's ID: 16 bytes at least, 1023 at most (section 4, "Credential ID").
  static let credentialLengths = 16...1023
  /// Of the model of the authenticator, which is not looked at: nobody's devices are told apart here.
  private static let modelLength = 16

  let partyHash: [UInt8]
  private let flags: UInt8
  let counter: UInt32
  /// Nil when a key was used, not made.
  let attested: Attested?

  var isPresent: Bool { flags & Flag.present != 0 }
  var isVerified: Bool { flags & Flag.verified != 0 }
  /// Whether the key may be on several devices.
  var isBackupEligible: Bool { flags & Flag.backupEligible != 0 }
  /// Whether it is at present.
  var isBackedUp: Bool { flags & Flag.backedUp != 0 }

  /// - Throws: `PasskeyFailure`: `malformed`, `credential`, `algorithm`, `key`.
  init(_ bytes: [UInt8]) throws(PasskeyFailure) {
    guard (37...Self.longest).contains(bytes.count) else { throw PasskeyFailure(.malformed) }
    partyHash = Array(bytes[..<32])
    flags = bytes[32]
    counter = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
    var rest = bytes[37...]
    attested = flags & Flag.attested != 0 ? try Self.attested(&rest) : nil
    if flags & Flag.extensions != 0 {
      guard try CBOR.first(of: &rest).isMap else { throw PasskeyFailure(.malformed) }
    }
    guard rest.isEmpty else { throw PasskeyFailure(.malformed) }
  }

  private static func attested(_ rest: inout ArraySlice<UInt8>) throws(PasskeyFailure) -> Attested {
    guard rest.count >= modelLength + 2 else { throw PasskeyFailure(.malformed) }
    rest = rest.dropFirst(modelLength)
    let length = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(2)
    guard credentialLengths.contains(length) else { throw PasskeyFailure(.credential) }
    guard rest.count >= length else { throw PasskeyFailure(.malformed) }
    let credential = Array(rest.prefix(length))
    rest = rest.dropFirst(length)
    return Attested(credential: credential, publicKey: try PasskeyPublicKey(first: &rest))
  }

  /// That somebody was there, whom the authenticator knows, for this site.
  /// - Throws: `PasskeyFailure`: `relying_party`, `absent`, `unverified`, `backup`.
  func require(at party: RelyingParty) throws(PasskeyFailure) {
    guard partyHash == party.hash else { throw PasskeyFailure(.relyingParty) }
    guard isPresent else { throw PasskeyFailure(.absent) }
    guard isVerified else { throw PasskeyFailure(.unverified) }
    guard isBackupEligible || !isBackedUp else { throw PasskeyFailure(.backup) }
  }
}
