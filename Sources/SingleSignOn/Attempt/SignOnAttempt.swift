import CanonicalForms
import Cryptography
import Storage

/// One sign-in under way, as the browser that began it knows it: a secret in a cookie, from which everything else follows.
/// What goes through the provider (`state`, `nonce`, the challenge of PKCE) gives nothing of it away, and the server keeps
/// no more than the secret's hash.
package struct SignOnAttempt: Sendable {
  private let key: KeyedHash

  /// - Parameter secret: random; of this attempt and no other.
  package init(secret: String) { key = KeyedHash(key: Array(secret.utf8)) }

  /// Binds the answer to the browser (RFC 6749, 10.12).
  package var state: String { derived("state") }
  /// Binds the token to this attempt.
  var nonce: String { derived("nonce") }
  /// RFC 7636: whoever reads the code on its way cannot use it. 43 characters of the URL's alphabet.
  var verifier: String { derived("pkce") }
  var challenge: String { Base64URL.encode(SHA256Digest(hashing: Array(verifier.utf8)).bytes) }

  package func hasState(_ given: String) -> Bool { Self.isSame(given, state) }

  private func derived(_ use: String) -> String {
    Base64URL.encode(key.authenticate(Array("hikae.sign_on.\(use)/1".utf8)).bytes)
  }

  /// In a time that depends on the lengths alone.
  static func isSame(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    return a.count == b.count && zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
