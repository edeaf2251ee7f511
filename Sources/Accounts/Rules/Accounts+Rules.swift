import CanonicalForms
import Storage

/// How people of a role have to sign in. docs/decisions/0026-sign-in-rules-by-role.md.
extension Accounts {
  package func signInRules() throws -> SignInRules { try store.read { try SignInRuleRegister(session: $0).rules() } }

  /// Puts rules in the place of the former ones. They hold from the next request on.
  /// - Parameter issuer: the provider of this installation; nil without one.
  /// - Throws: `AccountsFailure`: `not_allowed`; `no_provider` when roles are to come in through the provider alone and
  ///   there is none; `last_administrator` when nobody would be left who can come in and manage accounts.
  package func setSignInRules(_ rules: SignInRules, issuer: String?, by actor: Account.ID, at time: Moment) throws {
    try store.write { session in
      let register = AccountRegister(session: session)
      try register.require(.manageAccounts, of: actor)
      guard try rules != SignInRuleRegister(session: session).rules() else { return }
      if !rules.providerOnly.isEmpty {
        guard let issuer else { throw AccountsFailure(.noProvider) }
        let isManaged = try register.all().contains { account in
          guard account.may(.manageAccounts) else { return false }
          if rules.needsProvider(account) {
            let login = try ExternalRegister(session: session).find(account.id)
            return login?.isBound == true && login?.issuer == issuer
          }
          return try CredentialRegister(session: session).find(account.id)?.password != nil
        }
        guard isManaged else { throw AccountsFailure(.lastAdministrator) }
      }
      try journal.append(SignInRuleRegister.set(rules), at: time, by: actor.text, in: session)
    }
  }

  /// Passwords open nothing for whoever has to come in through the provider.
  /// - Throws: `AccountsFailure` with the code `provider_only`.
  func requirePasswordWay(_ account: Account, in session: SQLSession) throws {
    if try SignInRuleRegister(session: session).rules().needsProvider(account) {
      throw AccountsFailure(.providerOnly)
    }
  }
}
