import CanonicalForms
import JWTKit

/// A key by which a provider's signatures are verified.
struct SigningKey: Sendable, Hashable {
  enum Material: Sendable, Hashable {
    case rsa(modulus: String, exponent: String)
    case p256(x: String, y: String)
    case p384(x: String, y: String)
    case ed25519(x: String)
  }

  /// In bytes. Verifying takes time with the size: 8192 bits are more than anybody has.
  private static let moduli = 256...1024
  private static let longestID = 512

  let id: String?
  /// The only one it is for; nil when that is not said.
  let algorithm: String?
  let material: Material

  /// - Returns: nil for keys of other kinds, for other uses, and for what is none.
  init?(_ json: JSON) {
    guard json["use"].string ?? "sig" == "sig", Self.verifies(json["key_ops"]),
      (json["kid"].string ?? "").utf8.count <= Self.longestID
    else { return nil }
    func number(_ name: String, bytes: Int) -> String? {
      json[name].string.flatMap { Base64URL.decode($0) }.flatMap { Self.number($0, bytes: bytes) }
    }
    switch (json["kty"].string, json["crv"].string) {
    case ("RSA", _):
      guard let modulus = json["n"].string.flatMap({ Base64URL.decode($0) }).map({ Self.shortest($0) }),
        Self.moduli.contains(modulus.count),
        let exponent = json["e"].string.flatMap({ Base64URL.decode($0) }).map({ Self.shortest($0) }),
        (1...4).contains(exponent.count), exponent != [1], (exponent.last ?? 0) & 1 == 1
      else { return nil }
      material = .rsa(modulus: Base64URL.encode(modulus), exponent: Base64URL.encode(exponent))
    case ("EC", "P-256"):
      guard let x = number("x", bytes: 32), let y = number("y", bytes: 32) else { return nil }
      material = .p256(x: x, y: y)
    case ("EC", "P-384"):
      guard let x = number("x", bytes: 48), let y = number("y", bytes: 48) else { return nil }
      material = .p384(x: x, y: y)
    case ("OKP", "Ed25519"):
      guard let x = json["x"].string, Base64URL.decode(x)?.count == 32 else { return nil }
      material = .ed25519(x: x)
    default: return nil
    }
    id = json["kid"].string
    algorithm = json["alg"].string
  }

  private static func verifies(_ uses: JSON) -> Bool {
    if case .null = uses { true } else { uses.strings.contains("verify") }
  }

  private static func shortest(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.drop { $0 == 0 }) }

  /// A coordinate in its full length. Some providers write it as a number, with a zero too many or too few.
  private static func number(_ bytes: [UInt8], bytes length: Int) -> String? {
    let digits = shortest(bytes)
    guard digits.count <= length else { return nil }
    return Base64URL.encode([UInt8](repeating: 0, count: length - digits.count) + digits)
  }

  /// Whether a signature of this kind can be by this key: the header of a token does not choose how a key is used.
  func fits(_ algorithm: SigningAlgorithm) -> Bool {
    guard self.algorithm == nil || self.algorithm == algorithm.rawValue else { return false }
    switch (material, algorithm) {
    case (.rsa, .rs256), (.rsa, .ps256), (.p256, .es256), (.p384, .es384), (.ed25519, .edDSA): return true
    default: return false
    }
  }

  /// Verified by jwt-kit, with this key alone and as this algorithm alone.
  func hasSigned(_ message: [UInt8], _ signature: [UInt8], by algorithm: SigningAlgorithm) async -> Bool {
    guard fits(algorithm) else { return false }
    let name: JWKIdentifier = "key"
    let key =
      switch material {
      case .rsa(let modulus, let exponent):
        JWK.rsa(algorithm == .ps256 ? .ps256 : .rs256, identifier: name, modulus: modulus, exponent: exponent)
      case .p256(let x, let y): JWK.ecdsa(.es256, identifier: name, x: x, y: y, curve: .p256)
      case .p384(let x, let y): JWK.ecdsa(.es384, identifier: name, x: x, y: y, curve: .p384)
      case .ed25519(let x): JWK.octetKeyPair(.eddsa, identifier: name, x: x, y: nil, curve: .ed25519)
      }
    do {
      let verifier = try await JWTKeyCollection().add(jwk: key).getKey(for: name, alg: algorithm.rawValue)
      return try verifier.verify(signature, signs: message)
    } catch {
      return false
    }
  }
}
