import CanonicalForms

/// A key that a program of somebody's uses in the owner's name.
package struct AccessToken: Sendable, Hashable, Identifiable {
  /// What every secret begins with, so that scanners of source code recognise one that was left there.
  package static let prefix = "hikae_"
  package static let longestDays = 366

  /// A handle that is no secret.
  package let id: String
  package let account: Account.ID
  /// What the owner calls it.
  package let name: String
  /// Never more than the owner may do now.
  package let scopes: Set<Permission>
  package let created: Moment
  package let expires: Moment
  /// To the minute.
  package let lastUsed: Moment?

  package func may(_ permission: Permission) -> Bool { scopes.contains(permission) }
}
