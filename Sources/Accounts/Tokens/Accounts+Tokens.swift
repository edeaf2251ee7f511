import CanonicalForms
import Storage

extension Accounts {
  private static let touchMilliseconds: Int64 = 60_000
  private static let columns = "id, account, name, scopes, created, expires, last_used"

  /// Makes an access token.
  /// - Parameters:
  ///   - name: 1 to 100 characters.
  ///   - scopes: of those that the account has and tokens may have (`Permission.ofTokens`); not none.
  ///   - days: 1 to 366.
  /// - Returns: the token, and its secret, shown once.
  /// - Throws: `AccountsFailure`: `not_allowed` for wider scopes, `invalid_token`.
  package func createToken(
    for id: Account.ID, name: String, scopes: Set<Permission>, days: Int, at time: Moment
  ) throws -> (AccessToken, secret: String) {
    guard (1...100).contains(name.count), !scopes.isEmpty, (1...AccessToken.longestDays).contains(days) else {
      throw AccountsFailure(.invalidToken)
    }
    let secret = AccessToken.prefix + Secret.make()
    let token = AccessToken(
      id: Secret.makeHandle(), account: id, name: name.replacing("\0", with: " "), scopes: scopes, created: time,
      expires: time.adding(days: Int64(days)), lastUsed: nil)
    try store.write { session in
      let register = AccountRegister(session: session)
      try register.require(.manageOwnAccount, of: id)
      let account = try register.require(id)
      guard scopes.isSubset(of: account.permissions.intersection(Permission.ofTokens)) else {
        throw AccountsFailure(.notAllowed)
      }
      let names = scopes.map(\.rawValue).sorted()
      try session.execute(
        """
        INSERT INTO access_token (hash, id, account, name, scopes, created, expires, last_used)
        VALUES (?, ?, ?, ?, ?, ?, ?, NULL)
        """, .blob(Secret.hash(secret)), SQLValue(token.id), SQLValue(id.text), SQLValue(token.name),
        SQLValue(names.joined(separator: ",")), SQLValue(time), SQLValue(token.expires))
      try record(
        "token.created", of: id,
        ["token": .string(token.id), "scopes": JSON(names), "expires": JSON(token.expires)],
        personal: ["name": .string(token.name)], by: id, at: time, in: session)
    }
    return (token, secret: secret)
  }

  /// Who a program speaks for; nil when the token is unknown, over or revoked, or the account is not active.
  /// - Returns: the token with what its scopes and the account's roles of today have in common.
  package func authenticate(bearer: String, at time: Moment) throws -> (Account, AccessToken)? {
    guard bearer.hasPrefix(AccessToken.prefix) else { return nil }
    let hash = Secret.hash(bearer)
    let found = try store.read { session -> (Account, AccessToken)? in
      let token = try session.first("SELECT \(Self.columns) FROM access_token WHERE hash = ?", .blob(hash)) {
        Self.read($0)
      }
      guard let token, let account = try AccountRegister(session: session).find(token.account) else { return nil }
      return (account, token.narrowed(to: account.permissions))
    }
    guard let found, found.0.isActive, found.1.expires > time else { return nil }
    if time.milliseconds - (found.1.lastUsed?.milliseconds ?? 0) >= Self.touchMilliseconds {
      _ = try store.swap(
        "UPDATE access_token SET last_used = ? WHERE hash = ? AND (last_used IS NULL OR last_used < ?) RETURNING id",
        SQLValue(time), .blob(hash), SQLValue(time)
      ) { _ in true }
    }
    return found
  }

  /// The access tokens of an account, the latest first; those that are over, too.
  package func tokens(of id: Account.ID) throws -> [AccessToken] {
    try store.read { session in
      let permissions = try AccountRegister(session: session).find(id)?.permissions ?? []
      return try tokens(of: id, in: session).map { $0.narrowed(to: permissions) }
    }
  }

  /// Makes a token void.
  /// - Throws: `AccountsFailure`: `not_allowed`, `invalid_token` when there is none.
  package func revokeToken(id: String, of account: Account.ID, by actor: Account.ID, at time: Moment) throws {
    try store.write { session in
      try AccountRegister(session: session).requireSelfOrAdministrator(actor, of: account)
      try revoke(id, of: account, by: actor, at: time, in: session)
    }
  }

  func tokens(of id: Account.ID, in session: SQLSession) throws -> [AccessToken] {
    try session.all(
      "SELECT \(Self.columns) FROM access_token WHERE account = ? ORDER BY created DESC, id", SQLValue(id.text)
    ) { Self.read($0) }
  }

  /// Makes all tokens of an account void, with an entry for each.
  func revokeTokens(of id: Account.ID, by actor: Account.ID, at time: Moment, in session: SQLSession) throws {
    for token in try tokens(of: id, in: session) {
      try revoke(token.id, of: id, by: actor, at: time, in: session)
    }
  }

  func revoke(
    _ token: String, of id: Account.ID, by actor: Account.ID, at time: Moment, in session: SQLSession
  ) throws {
    try session.execute("DELETE FROM access_token WHERE account = ? AND id = ?", SQLValue(id.text), SQLValue(token))
    guard try session.changes == 1 else { throw AccountsFailure(.invalidToken) }
    try record("token.revoked", of: id, ["token": .string(token)], by: actor, at: time, in: session)
  }

  private static func read(_ row: SQLRow) -> AccessToken {
    AccessToken(
      id: row.text(0), account: .init(row.text(1)), name: row.text(2),
      scopes: Set(row.text(3).split(separator: ",").compactMap { Permission(rawValue: String($0)) }),
      created: row.moment(4), expires: row.moment(5), lastUsed: row.optionalMoment(6))
  }
}

extension AccessToken {
  fileprivate func narrowed(to permissions: Set<Permission>) -> AccessToken {
    AccessToken(
      id: id, account: account, name: name, scopes: scopes.intersection(permissions), created: created,
      expires: expires, lastUsed: lastUsed)
  }
}
