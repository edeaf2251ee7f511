import CanonicalForms

/// Who somebody is, by the word of a provider that was verified.
package struct ProvidedIdentity: Sendable, Hashable, CustomStringConvertible {
  package let issuer: Issuer
  /// Never given to anybody else by this issuer (OpenID Connect Core 1.0, 5.7): the one thing that accounts are known by.
  package let subject: String
  /// In small letters, and only when the provider says that it has verified it; nil otherwise.
  package var email: String?
  /// How somebody showed who they are: `amr` (RFC 8176) and `acr`.
  package let methods: Set<String>
  /// When the person last showed the provider who they are; nil when it does not say.
  package let authenticated: Moment?

  /// Without anything personal.
  package var description: String { "somebody of \(issuer)" }

  /// At most 255 characters of ASCII (OpenID Connect Core 1.0, section 2).
  static func isSubject(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
  }

  /// ASCII alone: other letters have small forms that look like ASCII's.
  static func verifiedEmail(_ claims: JSON) -> String? {
    // Some write the truth as a text.
    guard claims["email_verified"].boolean == true || claims["email_verified"].string == "true",
      let email = claims["email"].string, (3...254).contains(email.utf8.count),
      email.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }), email.contains("@")
    else { return nil }
    return email.lowercased()
  }
}
