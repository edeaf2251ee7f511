/// Somebody who may sign in, as the journal has it. Secrets are elsewhere.
package struct Account: Sendable, Hashable, Identifiable {
  /// Random, never used twice. What stands in the journal for the person.
  package struct ID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }

    /// The program itself and whoever runs its command line: they could change the database, so nothing is asked of them.
    package static let hikae = ID("hikae")

    package static func < (a: ID, b: ID) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
  }

  package let id: ID
  /// As `Login` folds it; empty once the personal part of the journal's entry was erased.
  package let login: String
  package var name: String
  package var roles: Set<Role>
  /// For the role `client` and only for it: the id of the organisation.
  package var organisation: String?
  /// `ja` or `en`.
  package var language: String
  package var isActive: Bool

  package init(
    id: ID, login: String, name: String, roles: Set<Role>, organisation: String? = nil, language: String = "ja",
    isActive: Bool = true
  ) {
    self.id = id
    self.login = login
    self.name = name
    self.roles = roles
    self.organisation = organisation
    self.language = language
    self.isActive = isActive
  }

  /// The union of what its roles may do; nothing while it is not active.
  package var permissions: Set<Permission> {
    isActive ? roles.reduce(into: []) { $0.formUnion($1.permissions) } : []
  }

  package func may(_ permission: Permission) -> Bool {
    isActive && roles.contains { $0.permissions.contains(permission) }
  }
}
