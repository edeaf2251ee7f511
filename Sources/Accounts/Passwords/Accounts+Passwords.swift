import CanonicalForms
import Storage

extension Accounts {
  /// Changes the own password.
  ///
  /// All other sessions of the account end, and its access tokens are void: the old password may be why it is changed,
  /// and whoever knew it may have made one (ASVS 5.0, 7.4.3).
  /// - Parameters:
  ///   - current: failures count as those of signing in.
  ///   - kept: the handle of the session that stays open.
  /// - Throws: `AccountsFailure`: `wrong_credentials`, `locked`, `weak_password`, `breached_password`.
  package func setPassword(
    of id: Account.ID, current: String, new: String, except kept: String? = nil, at time: Moment
  ) throws {
    let account = try confirmPassword(current, of: id, at: time)
    try policy.require(new, login: account.login, name: account.name)
    let hash = try hasher.hash(new)
    try store.write { session in
      let register = AccountRegister(session: session)
      guard try register.require(id).isActive else { throw AccountsFailure(.notAllowed) }
      try set(hash, of: id, through: "change", by: id, at: time, in: session)
      try endSessions(of: id, except: kept, by: id, at: time, in: session)
      try revokeTokens(of: id, by: id, at: time, in: session)
    }
  }

  /// Puts a hash in the place of the former one. A code that waits for it is asked for anew.
  func set(
    _ hash: String, of id: Account.ID, through way: String, by actor: Account.ID, at time: Moment,
    in session: SQLSession
  ) throws {
    try CredentialRegister(session: session).set(password: hash, of: id)
    try session.execute("DELETE FROM sign_in_challenge WHERE account = ?", SQLValue(id.text))
    try record("account.password_set", of: id, ["through": .string(way)], by: actor, at: time, in: session)
  }
}
