import CanonicalForms

/// A passkey as lists show it.
package struct Passkey: Sendable, Hashable, Identifiable {
  /// A handle that is no secret: for lists, and for taking it off.
  package let id: String
  /// What its owner calls it.
  package let name: String
  /// The host name that it is used at.
  package let relyingParty: String
  /// Whether it is on several devices, or in somebody's cloud.
  package let isBackedUp: Bool
  package let added: Moment
  /// Nil before the first time.
  package let lastUsed: Moment?
}
