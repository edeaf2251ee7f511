import CanonicalForms
import Storage

extension Accounts {
  /// How often `last_seen` is written at the most: a write waits for the disk.
  private static let touchMilliseconds: Int64 = 60_000

  /// The session that a token opens; nil when it is unknown or over, or when the account is not active any more.
  package func session(token: String, at time: Moment) throws -> Session? {
    let hash = Secret.hash(token)
    let found = try store.read { session -> Session? in
      guard var found = try SessionRegister(session: session).find(hash, csrf: Session.csrf(of: token)) else {
        return nil
      }
      let register = SignInRuleRegister(session: session)
      let rules = try register.rules()
      let hasSeveralFactors = try register.hasSeveralFactors(found.id)
      // A session that was opened by a password is over where passwords open nothing any more.
      if rules.needsProvider(found.account), hasSeveralFactors == nil { return nil }
      // Where there is an app or a passkey it was asked for: the first one has ended the other sessions.
      if rules.needsSecondFactor(found.account), hasSeveralFactors != true,
        try !CredentialRegister(session: session).hasSecondFactor(found.account.id)
      {
        found.lacksSecondFactor = true
      }
      return found
    }
    guard let found, found.isOpen(at: time) else { return nil }
    if time.milliseconds - found.lastSeen.milliseconds >= Self.touchMilliseconds {
      _ = try store.swap(
        "UPDATE session SET last_seen = ? WHERE hash = ? AND last_seen < ? RETURNING last_seen", SQLValue(time),
        .blob(hash), SQLValue(time)
      ) { _ in true }
    }
    return found
  }

  /// Gives the password again, and the second factor where there is one. Put another token in the place of the session's
  /// (`rotate`) afterwards.
  /// - Returns: the session with `confirmedAt` now.
  /// - Throws: `AccountsFailure`: `wrong_credentials`, `wrong_code`, `locked`, `unknown_session`.
  package func reauthenticate(
    _ former: Session, password: String, code: String?, at time: Moment
  ) throws -> Session {
    let account = try confirmPassword(password, of: former.account.id, at: time)
    let loginMark = mark(of: Login(lookingUp: account.login))
    let failure = try store.write { session -> AccountsFailure? in
      if try CredentialRegister(session: session).hasSecondFactor(account.id) {
        let attempt = try FailureCounter(session: session).begin(loginMark, at: time)
        guard try use(code ?? "", of: account.id, at: time, in: session) else {
          try note(attempt, of: account, at: time, in: session)
          return AccountsFailure(.wrongCode)
        }
      }
      try FailureCounter(session: session).clear(loginMark)
      try session.execute(
        "UPDATE session SET confirmed = ? WHERE account = ? AND id = ?", SQLValue(time), SQLValue(account.id.text),
        SQLValue(former.id))
      return try session.changes == 1 ? nil : AccountsFailure(.unknownSession)
    }
    if let failure { throw failure }
    return Session(
      id: former.id, account: account, opened: former.opened, lastSeen: former.lastSeen, expires: former.expires,
      confirmedAt: time, client: former.client, csrf: former.csrf)
  }

  /// Puts another token in the place of one; the old one opens nothing any more. The end of the session stays.
  /// - Throws: `AccountsFailure` with the code `unknown_session`.
  package func rotate(_ token: String, at time: Moment) throws -> (token: String, Session) {
    let new = Secret.make()
    let rotated = try store.write { session -> Session in
      let register = SessionRegister(session: session)
      guard let found = try register.find(Secret.hash(token), csrf: Session.csrf(of: new)), found.isOpen(at: time)
      else { throw AccountsFailure(.unknownSession) }
      try session.execute("DELETE FROM session WHERE hash = ?", .blob(Secret.hash(token)))
      try register.insert(found, hash: Secret.hash(new))
      return found
    }
    return (token: new, rotated)
  }

  /// Signs out. A token that opens nothing is no failure.
  package func end(token: String, at time: Moment) throws {
    try store.write { session in
      guard let found = try SessionRegister(session: session).find(Secret.hash(token), csrf: "") else { return }
      try session.execute("DELETE FROM session WHERE hash = ?", .blob(Secret.hash(token)))
      try recordEnd([found.id], of: found.account.id, by: found.account.id, at: time, in: session)
    }
  }

  /// The open sessions of an account, the latest first.
  package func sessions(of id: Account.ID, at time: Moment) throws -> [Session] {
    try store.read { try SessionRegister(session: $0).all(of: id) }.filter { $0.isOpen(at: time) }
  }

  /// Ends one session of an account.
  /// - Throws: `AccountsFailure`: `unknown_session`, `not_allowed`.
  package func end(session handle: String, of id: Account.ID, by actor: Account.ID, at time: Moment) throws {
    try store.write { session in
      try AccountRegister(session: session).requireSelfOrAdministrator(actor, of: id)
      try session.execute(
        "DELETE FROM session WHERE account = ? AND id = ?", SQLValue(id.text), SQLValue(handle))
      guard try session.changes == 1 else { throw AccountsFailure(.unknownSession) }
      try recordEnd([handle], of: id, by: actor, at: time, in: session)
    }
  }

  /// Ends all sessions of an account but one.
  /// - Parameter kept: the handle of the one that stays.
  package func endAll(of id: Account.ID, except kept: String?, by actor: Account.ID, at time: Moment) throws {
    try store.write { session in
      try AccountRegister(session: session).requireSelfOrAdministrator(actor, of: id)
      try endSessions(of: id, except: kept, by: actor, at: time, in: session)
    }
  }

  /// Ends sessions and the codes that are waited for.
  func endSessions(
    of id: Account.ID, except kept: String?, by actor: Account.ID, at time: Moment, in session: SQLSession
  ) throws {
    let ended = try SessionRegister(session: session).all(of: id).filter { $0.id != kept }
    for one in ended {
      try session.execute("DELETE FROM session WHERE account = ? AND id = ?", SQLValue(id.text), SQLValue(one.id))
    }
    try session.execute("DELETE FROM sign_in_challenge WHERE account = ?", SQLValue(id.text))
    let open = ended.filter { $0.expires > time }.map(\.id)
    if !open.isEmpty { try recordEnd(open, of: id, by: actor, at: time, in: session) }
  }

  private func recordEnd(
    _ handles: [String], of id: Account.ID, by actor: Account.ID, at time: Moment, in session: SQLSession
  ) throws {
    try record(
      actor == id ? "session.ended" : "session.ended_by_admin", of: id, ["sessions": JSON(handles.sorted())],
      by: actor, at: time, in: session)
  }

  /// Opens a session and writes it down; where from is in the entry's personal part.
  /// - Parameters:
  ///   - failures: attempts that failed since the last one that did not.
  func openSession(
    for account: Account, address: String, client: String, failures: Int64, through way: SessionWay = .password,
    at time: Moment, in session: SQLSession
  ) throws -> (token: String, session: Session) {
    let token = Secret.make()
    // Somebody may have signed in at the provider days ago: what needs the password anew needs a new word of it, too.
    let confirmed: Moment
    var throughProvider: Bool?
    var members: [String: JSON] = ["failures": .integer(failures)]
    switch way {
    case .password: confirmed = time
    case .provider(let identity):
      confirmed = min(identity.authenticated ?? Moment(milliseconds: 0), time)
      throughProvider = identity.hasSeveralFactors
      members["through"] = "provider"
    case .passkey:
      confirmed = time
      members["through"] = "passkey"
    case .providerAndCode:
      confirmed = time
      throughProvider = true
      members["through"] = "provider"
    }
    let opened = Session(
      id: Secret.makeHandle(), account: account, opened: time, lastSeen: time,
      expires: time.adding(hours: Session.longestHours), confirmedAt: confirmed, client: ClientName.short(client),
      csrf: Session.csrf(of: token))
    // A form may still come with the token of one that is over: see `formerAccount`.
    try session.execute("DELETE FROM session WHERE expires <= ?", SQLValue(time.adding(hours: -1)))
    try session.execute("DELETE FROM kept_form WHERE expires <= ?", SQLValue(time))
    try SessionRegister(session: session).insert(opened, hash: Secret.hash(token))
    try SignInRuleRegister(session: session).forgetExpired(at: time)
    if let throughProvider {
      try SignInRuleRegister(session: session).setThroughProvider(
        opened.id, hasSeveralFactors: throughProvider, until: opened.expires)
    }
    members["session"] = .string(opened.id)
    try record(
      "session.opened", of: account.id, members,
      personal: ["address": .string(String(address.prefix(64))), "client": .string(opened.client)], by: account.id,
      at: time, in: session)
    return (token, opened)
  }
}
