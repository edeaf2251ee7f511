import Storage

extension Accounts {
  /// For rooms that refuse by themselves, in the transaction of the act.
  /// - Throws: `AccountsFailure` with the code `not_allowed`.
  package static func require(_ permission: Permission, of actor: Account.ID, in session: SQLSession) throws {
    try AccountRegister(session: session).require(permission, of: actor)
  }
}
