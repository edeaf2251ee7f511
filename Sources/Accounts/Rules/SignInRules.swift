/// How people of a role have to sign in. Without rules each account chooses.
package struct SignInRules: Sendable, Hashable {
  /// Roles that need a second factor: an authenticator app or a passkey here, or several factors at the provider.
  package var secondFactor: Set<Role>
  /// Roles that come in through the provider alone: their passwords here open nothing.
  package var providerOnly: Set<Role>

  package init(secondFactor: Set<Role> = [], providerOnly: Set<Role> = []) {
    self.secondFactor = secondFactor
    self.providerOnly = providerOnly
  }

  /// One role that needs it is enough.
  func needsSecondFactor(_ account: Account) -> Bool { !secondFactor.isDisjoint(with: account.roles) }
  func needsProvider(_ account: Account) -> Bool { !providerOnly.isDisjoint(with: account.roles) }
}
