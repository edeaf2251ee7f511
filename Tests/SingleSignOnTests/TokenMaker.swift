import CanonicalForms
import Crypto
import Cryptography
import Foundation
import JWTKit

@testable import SingleSignOn

/// A provider's keys, and tokens signed with them: right ones, and any other.
struct TokenMaker {
  static let issuer = "https://id.example.jp/realms/office"
  static let clientID = "hikae-console"
  static let nonce = "n-of-this-attempt"
  static let now = Moment(milliseconds: 1_790_000_000_000)

  let p256 = P256.Signing.PrivateKey()
  let p384 = P384.Signing.PrivateKey()
  let ed25519 = Curve25519.Signing.PrivateKey()

  /// The claims of a token that holds.
  static func claims(_ changes: [String: JSON?] = [:]) -> JSON {
    let seconds = now.milliseconds / 1_000
    var claims: [String: JSON] = [
      "iss": .string(issuer), "aud": .string(clientID), "sub": "subject-1", "exp": .integer(seconds + 300),
      "iat": .integer(seconds - 5), "nonce": .string(nonce), "email": "Hanako@Example.JP", "email_verified": true,
      "auth_time": .integer(seconds - 10), "amr": ["pwd", "mfa"], "acr": "level-2",
    ]
    for (name, value) in changes { claims[name] = value }
    return .object(claims)
  }

  static func expectation(since: Moment? = nil) throws -> IDToken.Expectation {
    IDToken.Expectation(
      issuer: Issuer(issuer)!, clientID: clientID, nonce: nonce, authenticatedSince: since)
  }

  var keys: KeySet {
    get throws { try KeySet(parsing: (["keys": [p256JWK, p384JWK, ed25519JWK]] as JSON).canonicalBytes) }
  }

  var p256JWK: JSON { Self.jwk("P-256", Array(p256.publicKey.rawRepresentation), id: "p256") }
  var p384JWK: JSON { Self.jwk("P-384", Array(p384.publicKey.rawRepresentation), id: "p384") }
  var ed25519JWK: JSON {
    [
      "kty": "OKP", "crv": "Ed25519", "kid": "ed", "use": "sig", "alg": "EdDSA",
      "x": .string(Base64URL.encode(Array(ed25519.publicKey.rawRepresentation))),
    ]
  }

  private static func jwk(_ curve: String, _ point: [UInt8], id: String) -> JSON {
    let half = point.count / 2
    return [
      "kty": "EC", "crv": .string(curve), "kid": .string(id), "use": "sig",
      "x": .string(Base64URL.encode(Array(point[..<half]))), "y": .string(Base64URL.encode(Array(point[half...]))),
    ]
  }

  // MARK: Tokens

  static func signed(_ header: JSON, _ claims: JSON) -> String {
    Base64URL.encode(header.canonicalBytes) + "." + Base64URL.encode(claims.canonicalBytes)
  }

  func token(
    _ algorithm: String = "ES256", id: String? = "p256", header: [String: JSON] = [:],
    claims: JSON = TokenMaker.claims()
  ) throws -> String {
    var members: [String: JSON] = ["alg": .string(algorithm), "typ": "JWT"]
    if let id { members["kid"] = .string(id) }
    members.merge(header) { $1 }
    let signed = Self.signed(.object(members), claims)
    return signed + "." + Base64URL.encode(try signature(of: Array(signed.utf8), algorithm))
  }

  private func signature(of message: [UInt8], _ algorithm: String) throws -> [UInt8] {
    switch algorithm {
    case "ES384": Array(try p384.signature(for: message).rawRepresentation)
    case "EdDSA": Array(try ed25519.signature(for: message))
    case "none": []
    default: Array(try p256.signature(for: message).rawRepresentation)
    }
  }

  /// What verifying says: nil when the token holds.
  func flaw(of token: String, by keys: KeySet? = nil, since: Moment? = nil) async -> TokenFlaw? {
    do {
      let parsed = try IDToken(parsing: token)
      try await parsed.verifySignature(by: try keys ?? self.keys)
      _ = try parsed.identity(try Self.expectation(since: since), at: Self.now)
      return nil
    } catch let failure as SignOnFailure {
      return failure.flaw
    } catch {
      return .malformed
    }
  }
}
