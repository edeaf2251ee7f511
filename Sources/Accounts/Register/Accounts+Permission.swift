import Storage

extension Accounts {
  /// The account with a login, in any spelling of it; nil when there is none.
  package func account(login: String) throws -> Account? {
    try store.read { try AccountRegister(session: $0).find(login: Login(lookingUp: login)) }
  }

  /// For rooms that refuse by themselves, in the transaction of the act.
  /// - Throws: `AccountsFailure` with the code `not_allowed`.
  package static func require(_ permission: Permission, of actor: Account.ID, in session: SQLSession) throws {
    try AccountRegister(session: session).require(permission, of: actor)
  }

  /// How many accounts may do something at present.
  package static func count(whoMay permission: Permission, in session: SQLSession) throws -> Int {
    try AccountRegister(session: session).all().count { $0.may(permission) }
  }
}
