import CanonicalForms
import Storage

/// The links by which somebody chooses a password: the first one, an invitation, a reset.
extension Accounts {
  private static let setupMinutes: Int64 = 60
  private static let invitationDays: Int64 = 3
  /// How long a used link is still known as one.
  private static let memoryDays: Int64 = 30

  private struct Link {
    let account: Account.ID
    let kind: String
  }

  // MARK: The first account

  /// Opens the first-run page for an hour, as long as there is no account. A new link closes the former one.
  /// - Returns: the token of the link, shown once.
  package func openSetup(at time: Moment) throws -> String {
    let token = Secret.make()
    try store.write { session in
      guard try AccountRegister(session: session).isEmpty() else { throw AccountsFailure(.alreadySetUp) }
      let expires = time.adding(minutes: Self.setupMinutes)
      try open(token, "setup", for: Account.ID(""), expires: expires, at: time, in: session)
      try journal.append(
        NewEntry(kind: "setup.opened", body: ["expires": JSON(expires)]), at: time, by: Account.ID.hikae.text,
        in: session)
    }
    return token
  }

  /// Makes the first account: administrator and privacy officer.
  package func setUp(
    token: String, login: String, name: String, language: String, password: String, at time: Moment
  ) throws -> Account {
    let account = Account(
      id: Self.newID(), login: try Login(new: login).text, name: name, roles: [.administrator, .privacyOfficer],
      language: language)
    let link = Secret.hash(token)
    _ = try store.read { try self.link(link, kinds: ["setup"], at: time, in: $0) }
    try AccountRegister.requireSound(account)
    try policy.require(password, login: account.login, name: name)
    let hash = try hasher.hash(password)
    return try store.write { session in
      _ = try self.link(link, kinds: ["setup"], at: time, in: session)
      guard try AccountRegister(session: session).isEmpty() else { throw AccountsFailure(.alreadySetUp) }
      try journal.append(AccountRegister.created(account), at: time, by: account.id.text, in: session)
      try use(link, at: time, in: session)
      try set(hash, of: account.id, through: "setup", by: account.id, at: time, in: session)
      return account
    }
  }

  // MARK: Invitations and resets

  /// Until when an invitation or a reset holds that is made now.
  package static func linkEnd(at time: Moment) -> Moment { time.adding(days: invitationDays) }

  /// Makes an account whose owner chooses a password through a link within three days.
  /// - Returns: the account, and the token of the link, shown once.
  package func invite(
    login: String, name: String, roles: Set<Role>, organisation: String?, language: String, by actor: Account.ID,
    at time: Moment
  ) throws -> (Account, token: String) {
    let account = Account(
      id: Self.newID(), login: try Login(new: login).text, name: name, roles: roles, organisation: organisation,
      language: language)
    try AccountRegister.requireSound(account)
    let token = Secret.make()
    try store.write { session in
      let register = AccountRegister(session: session)
      try register.require(.manageAccounts, of: actor)
      guard try register.find(login: Login(lookingUp: account.login)) == nil else {
        throw AccountsFailure(.duplicateLogin)
      }
      try journal.append(AccountRegister.created(account), at: time, by: actor.text, in: session)
      let expires = Self.linkEnd(at: time)
      try open(token, "invitation", for: account.id, expires: expires, at: time, in: session)
      try record(
        "account.link_opened", of: account.id, ["expires": JSON(expires)], by: actor, at: time, in: session)
    }
    return (account, token: token)
  }

  /// Opens a link through which an account gets another password. The old one holds until then, and the second factor
  /// stays, passkeys, too: `disableTOTP` and `removePasskey` are the ways to take them off. Closes an earlier link.
  package func reset(_ id: Account.ID, by actor: Account.ID, at time: Moment) throws -> String {
    let token = Secret.make()
    try store.write { session in
      let register = AccountRegister(session: session)
      try register.require(.manageAccounts, of: actor)
      guard try register.require(id).isActive else { throw AccountsFailure(.notAllowed) }
      let kind = try CredentialRegister(session: session).find(id) == nil ? "invitation" : "reset"
      let expires = Self.linkEnd(at: time)
      try open(token, kind, for: id, expires: expires, at: time, in: session)
      try record("account.link_opened", of: id, ["expires": JSON(expires)], by: actor, at: time, in: session)
    }
    return token
  }

  /// For somebody who is locked out: what `reset` does, and at once sessions end, access tokens are void, and the second
  /// factor and passkeys are taken off.
  /// - Returns: the token of the link, shown once.
  package func recover(_ id: Account.ID, by actor: Account.ID, at time: Moment) throws -> String {
    let token = try reset(id, by: actor, at: time)
    try store.write { session in
      try AccountRegister(session: session).require(.manageAccounts, of: actor)
      try endSessions(of: id, except: nil, by: actor, at: time, in: session)
      try revokeTokens(of: id, by: actor, at: time, in: session)
      if try CredentialRegister(session: session).find(id)?.totp != nil {
        try removeSecondFactor(of: id, by: actor, at: time, in: session)
      }
      let passkeys = try PasskeyRegister(session: session).all(of: id).map(\.id)
      try remove(passkeys, of: id, by: actor, at: time, in: session)
    }
    return token
  }

  /// Whose link this is, for the page that asks for a password.
  /// - Throws: `AccountsFailure`: `unknown_link`, `expired`, `used_link`, `not_allowed`.
  package func invited(token: String, at time: Moment) throws -> Account {
    try store.read { try invited(Secret.hash(token), at: time, in: $0) }
  }

  /// Sets the password of whoever has the link; sessions that were open end, access tokens are void, and a lock is
  /// lifted. Signs nobody in.
  package func accept(token: String, password: String, at time: Moment) throws -> Account {
    let account = try invited(token: token, at: time)
    try policy.require(password, login: account.login, name: account.name)
    let hash = try hasher.hash(password)
    return try store.write { session in
      let link = Secret.hash(token)
      let account = try invited(link, at: time, in: session)
      try requirePasswordWay(account, in: session)
      let kind = try self.link(link, kinds: ["invitation", "reset"], at: time, in: session).kind
      try use(link, at: time, in: session)
      try set(hash, of: account.id, through: kind, by: account.id, at: time, in: session)
      try endSessions(of: account.id, except: nil, by: account.id, at: time, in: session)
      try revokeTokens(of: account.id, by: account.id, at: time, in: session)
      try FailureCounter(session: session).clear(mark(of: Login(lookingUp: account.login)))
      return account
    }
  }

  // MARK: Rows

  private static func newID() -> Account.ID { Account.ID("a-" + Secret.makeHandle()) }

  /// - Parameter hash: of the link's token.
  func invited(_ hash: [UInt8], at time: Moment, in session: SQLSession) throws -> Account {
    let link = try link(hash, kinds: ["invitation", "reset"], at: time, in: session)
    guard let account = try AccountRegister(session: session).find(link.account) else {
      throw AccountsFailure(.unknownLink)
    }
    guard account.isActive else { throw AccountsFailure(.notAllowed) }
    return account
  }

  private func link(_ hash: [UInt8], kinds: Set<String>, at time: Moment, in session: SQLSession) throws -> Link {
    let found = try session.first(
      "SELECT account, kind, expires, used FROM invitation WHERE hash = ?", .blob(hash)
    ) { (link: Link(account: .init($0.text(0)), kind: $0.text(1)), expires: $0.moment(2), isUsed: !$0.isNull(3)) }
    guard let found, kinds.contains(found.link.kind) else { throw AccountsFailure(.unknownLink) }
    if found.isUsed { throw AccountsFailure(.usedLink) }
    if found.expires <= time { throw AccountsFailure(.expired) }
    return found.link
  }

  private func open(
    _ token: String, _ kind: String, for account: Account.ID, expires: Moment, at time: Moment, in session: SQLSession
  ) throws {
    try session.execute("DELETE FROM invitation WHERE account = ?", SQLValue(account.text))
    try session.execute("DELETE FROM invitation WHERE expires < ?", SQLValue(time.adding(days: -Self.memoryDays)))
    try session.execute(
      "INSERT INTO invitation (hash, account, kind, expires, used) VALUES (?, ?, ?, ?, NULL)",
      .blob(Secret.hash(token)), SQLValue(account.text), SQLValue(kind), SQLValue(expires))
  }

  /// - Parameter hash: of the link's token.
  func use(_ hash: [UInt8], at time: Moment, in session: SQLSession) throws {
    try session.execute("UPDATE invitation SET used = ? WHERE hash = ?", SQLValue(time), .blob(hash))
  }
}
