import CanonicalForms
import Dispatch
import Storage
import Synchronization

/// Who may sign in and what they may do.
///
/// Facts about accounts are entries of the journal; secrets and what is gone tomorrow are rows that are changed in place
/// (docs/decisions/0017-accounts-and-what-the-journal-holds.md). No function looks at a clock. Functions that take `by`
/// refuse whoever may not do it, whatever the caller has checked before.
package struct Accounts: Sendable {
  let journal: Journal
  let keys: AccountKeys
  let policy: PasswordPolicy
  let hasher: PasswordHasher
  let throttle: SharedThrottle

  var store: Store { journal.store }

  /// - Parameters:
  ///   - journal: on a store that has the migrations of `schema`, with its projections.
  ///   - keyPath: the key that seals second factors; made when there is none and none was ever used.
  package init(
    journal: Journal, keyPath: String, passwords: PasswordPolicy = .init(), cost: PasswordCost = .interactive
  ) throws {
    self.journal = journal
    keys = try AccountKeys.open(at: keyPath, for: journal.store)
    policy = passwords
    hasher = PasswordHasher(cost: cost)
    throttle = SharedThrottle()
  }

  /// Whether nobody was ever given an account: the first-run page is shown.
  package func isEmpty() throws -> Bool { try store.read { try AccountRegister(session: $0).isEmpty() } }

  /// All of them, by login; those that are not active, too.
  package func accounts() throws -> [Account] { try store.read { try AccountRegister(session: $0).all() } }

  package func account(_ id: Account.ID) throws -> Account? {
    try store.read { try AccountRegister(session: $0).find(id) }
  }

  /// Takes over name, roles, organisation, language and whether it is active. The login stays what it is.
  ///
  /// Whoever loses a role or another organisation's view, or is no longer active, loses sessions, links and access tokens
  /// at once.
  /// - Throws: `AccountsFailure`: `last_administrator`, `not_allowed`, `invalid_account`, `unknown_account`.
  package func change(_ account: Account, by actor: Account.ID, at time: Moment) throws {
    try AccountRegister.requireSound(account)
    try store.write { session in
      let register = AccountRegister(session: session)
      try register.require(.manageAccounts, of: actor)
      let former = try register.require(account.id)
      if former.may(.manageAccounts) { try requireManager(changing: account, in: session) }
      for entry in AccountRegister.changes(from: former, to: account) {
        try journal.append(entry, at: time, by: actor.text, in: session)
      }
      let hasLost =
        !account.isActive || !account.roles.isSuperset(of: former.roles)
        || account.organisation != former.organisation
      if hasLost { try endEverything(of: account.id, by: actor, at: time, in: session) }
    }
  }

  /// Takes over one's own name and language; roles are for others to give.
  /// - Throws: `AccountsFailure`: `invalid_account`, `unknown_account`, `not_allowed`.
  package func changeOwn(_ id: Account.ID, name: String, language: String, at time: Moment) throws {
    try store.write { session in
      let register = AccountRegister(session: session)
      try register.require(.manageOwnAccount, of: id)
      let former = try register.require(id)
      var account = former
      account.name = name
      account.language = language
      try AccountRegister.requireSound(account)
      for entry in AccountRegister.changes(from: former, to: account) {
        try journal.append(entry, at: time, by: id.text, in: session)
      }
    }
  }

  /// Sessions, challenges, links and access tokens of an account, with an entry when there was something to end.
  func endEverything(of id: Account.ID, by actor: Account.ID, at time: Moment, in session: SQLSession) throws {
    try endSessions(of: id, except: nil, by: actor, at: time, in: session)
    try session.execute("DELETE FROM invitation WHERE account = ?", SQLValue(id.text))
    try revokeTokens(of: id, by: actor, at: time, in: session)
  }

  /// Appends an entry about an account that carries no secret.
  func record(
    _ kind: String, of id: Account.ID, _ members: [String: JSON] = [:], personal: JSON? = nil, by actor: Account.ID,
    at time: Moment, in session: SQLSession
  ) throws {
    var body = members
    body["account"] = .string(id.text)
    try journal.append(
      NewEntry(kind: kind, body: .object(body), personal: personal?.canonicalBytes), at: time, by: actor.text,
      in: session)
  }
}

extension Moment {
  func adding(minutes: Int64) -> Moment { Moment(milliseconds: milliseconds + minutes * 60_000) }
  func adding(hours: Int64) -> Moment { adding(minutes: hours * 60) }
  func adding(days: Int64) -> Moment { adding(hours: days * 24) }
}
