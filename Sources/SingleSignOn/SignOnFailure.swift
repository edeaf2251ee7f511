/// Why a sign-in at the provider led to nobody. Holds nothing that came from the provider or from a browser.
package struct SignOnFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Raw values are stable: logs and pages go by them.
  package enum Code: String, Sendable, CaseIterable {
    /// No answer in time, or one that broke off.
    case unreachable
    /// The discovery document is not what OpenID Connect Discovery 1.0 asks for, or names another issuer.
    case metadata
    /// The set of keys is none.
    case keys
    /// More bytes than such an answer can have.
    case tooLarge = "too_large"
    /// The token endpoint does not take the code, or does not know this client.
    case exchange
    /// The ID token does not hold; `flaw` says why.
    case token
    /// The provider says that the person gave up, or may not.
    case refused
    /// The answer belongs to no sign-in that this browser began, or to one that is over.
    case strange
  }

  package let code: Code
  /// With `token`.
  package let flaw: TokenFlaw?

  package init(_ code: Code, _ flaw: TokenFlaw? = nil) {
    self.code = code
    self.flaw = flaw
  }

  package var description: String { flaw.map { "\(code.rawValue): \($0.rawValue)" } ?? code.rawValue }
}

/// What is wrong with an ID token: the first of the checks of OpenID Connect Core 1.0, 3.1.3.7, that it fails.
package enum TokenFlaw: String, Sendable, CaseIterable {
  case tooLong = "too_long"
  case malformed
  /// None of those that are taken: `none` and those with a shared secret are not among them.
  case algorithm
  /// Something that has to be understood and is not (RFC 7515, 4.1.11).
  case critical
  /// No key of the provider's fits.
  case key
  case signature
  case issuer
  case audience
  case authorisedParty = "authorised_party"
  case subject
  case expired
  case issuedAt = "issued_at"
  case notBefore = "not_before"
  case nonce
  /// The person was not asked again although that was asked for.
  case authenticationTime = "authentication_time"
}
