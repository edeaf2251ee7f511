import CanonicalForms

/// Who somebody is, by the word of another party that was verified elsewhere. This room believes it as it is.
package struct ExternalIdentity: Sendable, Hashable, CustomStringConvertible {
  /// Who vouches: the issuer's identifier.
  package let issuer: String
  /// What the issuer calls the person, never given to another one.
  package let subject: String
  /// In small letters; only when the issuer has verified that it is the person's.
  package let email: String?
  /// Whether the issuer has asked for several factors: then none is asked for here.
  package let hasSeveralFactors: Bool
  /// When the person last showed the issuer who they are; nil when the issuer does not say.
  package let authenticated: Moment?

  package init(
    issuer: String, subject: String, email: String?, hasSeveralFactors: Bool, authenticated: Moment? = nil
  ) {
    self.issuer = issuer
    self.subject = subject
    self.email = email
    self.hasSeveralFactors = hasSeveralFactors
    self.authenticated = authenticated
  }

  /// Without anything personal.
  package var description: String { "somebody of \(issuer)" }
}

/// That an account may be entered through another party, and whom it waits for or belongs to.
package struct ExternalLogin: Sendable, Hashable {
  /// How somebody is recognised who comes for the first time. It counts once: from then on `subject` does.
  package enum Expectation: Sendable, Hashable {
    /// An address that the issuer has verified.
    case email(String)
    /// The issuer's own name for the person, exactly.
    case subject(String)
  }

  package let issuer: String
  /// Nil once somebody came.
  package let expectation: Expectation?
  /// Whose it is from the first time on; nil before.
  package let subject: String?

  package var isBound: Bool { subject != nil }
}
