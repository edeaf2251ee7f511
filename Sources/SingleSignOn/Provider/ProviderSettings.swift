/// A provider as the operator names it.
package struct ProviderSettings: Sendable, CustomStringConvertible {
  /// `amr` of RFC 8176: several factors were used.
  package static let severalFactors: Set<String> = ["mfa"]

  package let issuer: Issuer
  package let clientID: String
  /// Nil for a client that has none: PKCE is what protects it then.
  package let secret: [UInt8]?
  /// What the button says; nil: only that there is another way.
  package let name: String?
  /// Values of `amr` or `acr` by which the provider says that somebody gave several factors.
  package let factors: Set<String>

  package init(
    issuer: Issuer, clientID: String, secret: [UInt8]?, name: String?, factors: Set<String> = severalFactors
  ) {
    self.issuer = issuer
    self.clientID = clientID
    self.secret = secret
    self.name = name
    self.factors = factors
  }

  package var description: String { "\(clientID) at \(issuer)" }

  /// Whether somebody gave several factors at the provider.
  package func hasSeveralFactors(_ identity: ProvidedIdentity) -> Bool { !identity.methods.isDisjoint(with: factors) }
}
