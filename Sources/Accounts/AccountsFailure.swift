import CanonicalForms

/// Why something about an account is not done. Holds nothing that was typed in, and does not tell whether a login exists.
package struct AccountsFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Raw values are stable: the API and the phrases of `Wording` (`account_failure.…`) go by them.
  package enum Code: String, Sendable, CaseIterable {
    /// Login or password: which of them is not said.
    case wrongCredentials = "wrong_credentials"
    /// Too many failures; `retry` says from when on it may be tried again.
    case locked
    /// A link, or the time to give a code, is over.
    case expired
    case usedLink = "used_link"
    /// A link that is not known here, or was replaced by a later one.
    case unknownLink = "unknown_link"
    /// `weakness` says why.
    case weakPassword = "weak_password"
    /// The password is in the list of those that were stolen elsewhere.
    case breachedPassword = "breached_password"
    case duplicateLogin = "duplicate_login"
    case invalidLogin = "invalid_login"
    /// No name, no role, a language that there is not, a client without organisation, or a client with other roles.
    case invalidAccount = "invalid_account"
    /// Nobody would be left who could manage accounts.
    case lastAdministrator = "last_administrator"
    case unknownAccount = "unknown_account"
    case unknownSession = "unknown_session"
    case wrongCode = "wrong_code"
    /// There is no second factor to change, or none that was begun.
    case noSecondFactor = "no_second_factor"
    /// An access token without name or scopes, for too long, or one that there is not.
    case invalidToken = "invalid_token"
    case notAllowed = "not_allowed"
    /// Another party vouches for somebody for whom no account here is meant. Whether there is one is not said.
    case notExpected = "not_expected"
    /// Another account has this person of the other party's, or waits for them.
    case externalTaken = "external_taken"
    /// What is to be recognised is no address and no name of an issuer's; or there is none to take away.
    case invalidExternal = "invalid_external"
    /// The rules let this account in through the provider alone.
    case providerOnly = "provider_only"
    /// Accounts of this role are at another host name than the one they came in by.
    case elsewhere
    /// Rules ask for a provider, and this installation has none.
    case noProvider = "no_provider"
    /// The first account exists already.
    case alreadySetUp = "already_set_up"
    /// A passkey that is not known here or whose answer is not believed: which of them is not said.
    case wrongPasskey = "wrong_passkey"
    /// A passkey that has counted fewer uses than before: there may be two of it.
    case copiedPasskey = "copied_passkey"
    case tooManyPasskeys = "too_many_passkeys"
    /// None to take off.
    case unknownPasskey = "unknown_passkey"
  }

  package let code: Code
  /// With `locked`.
  package let retry: Moment?
  /// With `weakPassword`.
  package let weakness: PasswordWeakness?

  package init(_ code: Code, retry: Moment? = nil, weakness: PasswordWeakness? = nil) {
    self.code = code
    self.retry = retry
    self.weakness = weakness
  }

  package var description: String {
    switch code {
    case .wrongCredentials: "the login or the password is wrong"
    case .locked: "too many failed attempts: wait and try again"
    case .expired: "the time for this is over: begin again, or ask for a new link"
    case .usedLink: "the link was used already: ask for a new one"
    case .unknownLink: "the link is not known: use the latest one, or ask for a new one"
    case .weakPassword: "the password is too easy to guess: choose a longer one"
    case .breachedPassword: "the password is in a list of stolen ones: choose another"
    case .duplicateLogin: "there is an account with this login already"
    case .invalidLogin: "a login has 1 to 120 of the characters a-z, 0-9 and . _ - + @"
    case .invalidAccount: "an account needs a name and a role; a client needs its organisation and has no other role"
    case .lastAdministrator: "this is the last administrator who can sign in: make another one first"
    case .unknownAccount: "there is no such account"
    case .unknownSession: "the session is over: sign in again"
    case .wrongCode: "the code is wrong or was used already"
    case .noSecondFactor: "no second factor is set up"
    case .invalidToken: "an access token needs a name, something that it may do, and 1 to 366 days; or it is gone"
    case .notAllowed: "this account may not do that"
    case .notExpected: "no account here is meant for whom the provider has signed in: ask an administrator"
    case .externalTaken: "another account has that person of the provider's already, or waits for them"
    case .invalidExternal: "give an e-mail address, or the provider's own name for the person (sub), in ASCII"
    case .providerOnly: "accounts of this role sign in through the provider"
    case .elsewhere: "accounts of this role sign in at another address"
    case .noProvider: "there is no provider to sign in through: set one up first"
    case .alreadySetUp: "the first account exists already: sign in"
    case .wrongPasskey: "the passkey was not accepted: try again, or use the password"
    case .copiedPasskey: "the passkey may have been copied: use another way in, take it off and make a new one"
    case .tooManyPasskeys: "there are too many passkeys: take one off first"
    case .unknownPasskey: "there is no such passkey any more"
    }
  }
}
