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
        try requireManager(under: rules, issuer: issuer, in: session)
      }
      try journal.append(SignInRuleRegister.set(rules), at: time, by: actor.text, in: session)
    }
  }

  /// That somebody is left who can come in and manage accounts.
  /// - Parameters:
  ///   - changed: as an account is to be.
  ///   - unbound: whom the provider's person is taken from.
  ///   - rules: nil for those that hold.
  ///   - issuer: of the provider that there is; nil for any.
  /// - Throws: `AccountsFailure` with the code `last_administrator`.
  func requireManager(
    changing changed: Account? = nil, unbinding unbound: Account.ID? = nil, under rules: SignInRules? = nil,
    issuer: String? = nil, in session: SQLSession
  ) throws {
    let rules = try rules ?? SignInRuleRegister(session: session).rules()
    let isManaged = try AccountRegister(session: session).all().contains { stored in
      let account = stored.id == changed?.id ? changed ?? stored : stored
      guard account.isActive, account.may(.manageAccounts) else { return false }
      // Without the rule a password is wanted: a provider may be gone tomorrow.
      guard rules.needsProvider(account) else {
        return try CredentialRegister(session: session).find(account.id)?.password != nil
      }
      let login = try ExternalRegister(session: session).find(account.id)
      return login?.isBound == true && account.id != unbound && (issuer == nil || login?.issuer == issuer)
    }
    guard isManaged else { throw AccountsFailure(.lastAdministrator) }
  }

  /// Passwords open nothing for whoever has to come in through the provider.
  /// - Throws: `AccountsFailure` with the code `provider_only`.
  func requirePasswordWay(_ account: Account, in session: SQLSession) throws {
    if try SignInRuleRegister(session: session).rules().needsProvider(account) {
      throw AccountsFailure(.providerOnly)
    }
  }
}
