import Cryptography

/// The public key of a passkey: a COSE_Key (RFC 9052, section 7) of one of the kinds that are asked for.
package struct PasskeyPublicKey: Sendable, Hashable {
  /// In the order in which they are asked for. Windows Hello on older machines has RSA alone.
  package enum Algorithm: Int64, Sendable, CaseIterable {
    /// ECDSA on P-256 with SHA-256.
    case es256 = -7
    /// Ed25519.
    case edDSA = -8
    /// RSA by PKCS #1 v1.5 with SHA-256.
    case rs256 = -257
  }

  private enum Key: Sendable, Hashable {
    case p256(P256PublicKey)
    case ed25519(Ed25519PublicKey)
    case rsa(RSAPublicKey)
  }

  /// As the authenticator wrote it, and as it is stored.
  package let bytes: [UInt8]
  private let key: Key

  /// - Throws: `PasskeyFailure`: `malformed`, `algorithm`, `key`.
  package init(_ bytes: [UInt8]) throws(PasskeyFailure) {
    var rest = bytes[...]
    try self.init(first: &rest)
    guard rest.isEmpty else { throw PasskeyFailure(.malformed) }
  }

  /// Reads a key from the beginning of `rest` and leaves what follows.
  init(first rest: inout ArraySlice<UInt8>) throws(PasskeyFailure) {
    let start = rest
    let value = try CBOR.first(of: &rest)
    guard value.isMap else { throw PasskeyFailure(.malformed) }
    guard let algorithm = value[Label.algorithm]?.integer.flatMap(Algorithm.init(rawValue:)) else {
      throw PasskeyFailure(.algorithm)
    }
    guard let key = Self.key(algorithm, value) else { throw PasskeyFailure(.key) }
    self.key = key
    bytes = Array(start.prefix(start.count - rest.count))
  }

  /// Labels of RFC 9053, section 7, and RFC 8230, section 4.
  private enum Label {
    static let kind: Int64 = 1
    static let algorithm: Int64 = 3
    static let curve: Int64 = -1
    static let x: Int64 = -2
    static let y: Int64 = -3
    static let modulus: Int64 = -1
    static let exponent: Int64 = -2
  }

  /// Exactly the members that a key of the kind has: others are no key of a passkey's.
  private static func key(_ algorithm: Algorithm, _ value: CBOR) -> Key? {
    guard case .map(let members) = value else { return nil }
    let (kind, curve) = (value[Label.kind]?.integer, value[Label.curve]?.integer)
    switch algorithm {
    case .es256:
      guard members.count == 5, kind == 2, curve == 1, let x = value[Label.x]?.byteString,
        let y = value[Label.y]?.byteString
      else { return nil }
      return P256PublicKey(x: x, y: y).map { .p256($0) }
    case .edDSA:
      guard members.count == 4, kind == 1, curve == 6, let x = value[Label.x]?.byteString else { return nil }
      return Ed25519PublicKey(x).map { .ed25519($0) }
    case .rs256:
      guard members.count == 4, kind == 3, let modulus = value[Label.modulus]?.byteString,
        let exponent = value[Label.exponent]?.byteString
      else { return nil }
      return RSAPublicKey(modulus: modulus, exponent: exponent).map { .rsa($0) }
    }
  }

  package func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    switch key {
    case .p256(let key): key.isValid(signature, of: message)
    case .ed25519(let key): key.isValid(signature, of: message)
    case .rsa(let key): key.isValid(signature, of: message)
    }
  }
}
