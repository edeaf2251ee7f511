import CanonicalForms
import Storage

/// The way in through another party. docs/decisions/0021-signing-in-through-a-provider.md.
extension Accounts {
  /// Whether a password can be asked for: there is one, and the rules let it open something.
  package func hasPassword(of id: Account.ID) throws -> Bool {
    try store.read { session in
      guard let account = try AccountRegister(session: session).find(id),
        try CredentialRegister(session: session).find(id)?.password != nil
      else { return false }
      return try !SignInRuleRegister(session: session).rules().needsProvider(account)
    }
  }

  package func externalLogin(of id: Account.ID) throws -> ExternalLogin? {
    try store.read { try ExternalRegister(session: $0).find(id) }
  }

  /// Lets whoever the issuer recognises so into an account, once; it is theirs from then on. In the place of what was
  /// there before, whose sessions end and whose access tokens are void.
  /// - Throws: `AccountsFailure`: `not_allowed`, `unknown_account`, `invalid_external`, `last_administrator`, and
  ///   `external_taken` when another account has that person or waits for them.
  package func expect(
    _ expectation: ExternalLogin.Expectation, issuer: String, for id: Account.ID, by actor: Account.ID, at time: Moment
  ) throws {
    let expectation = try Self.sound(expectation)
    try store.write { session in
      try AccountRegister(session: session).require(.manageAccounts, of: actor)
      _ = try AccountRegister(session: session).require(id)
      let register = ExternalRegister(session: session)
      if case .subject(let subject) = expectation, let owner = try register.owner(of: subject, issuer: issuer),
        owner != id
      {
        throw AccountsFailure(.externalTaken)
      }
      if let other = try register.waiting(for: expectation, issuer: issuer), other != id {
        throw AccountsFailure(.externalTaken)
      }
      let wasBound = try register.find(id)?.isBound == true
      if wasBound { try requireManager(unbinding: id, in: session) }
      try journal.append(
        ExternalRegister.expected(expectation, issuer: issuer, of: id), at: time, by: actor.text, in: session)
      if wasBound {
        try endSessions(of: id, except: nil, by: actor, at: time, in: session)
        try revokeTokens(of: id, by: actor, at: time, in: session)
      }
    }
  }

  /// Closes the way in through another party. Sessions end, and access tokens are void.
  /// - Throws: `AccountsFailure`: `not_allowed`, `last_administrator`, `invalid_external` when there is none.
  package func removeExternalLogin(of id: Account.ID, by actor: Account.ID, at time: Moment) throws {
    try store.write { session in
      try AccountRegister(session: session).require(.manageAccounts, of: actor)
      guard try ExternalRegister(session: session).find(id) != nil else { throw AccountsFailure(.invalidExternal) }
      try requireManager(unbinding: id, in: session)
      try journal.append(ExternalRegister.removed(from: id), at: time, by: actor.text, in: session)
      try endSessions(of: id, except: nil, by: actor, at: time, in: session)
      try revokeTokens(of: id, by: actor, at: time, in: session)
    }
  }

  /// Signs somebody in by another party's word.
  ///
  /// Known by issuer and subject. Somebody who comes for the first time is recognised by the subject that an
  /// administrator has named, else by an address that the issuer has verified; the account is theirs from then on.
  /// - Returns: `needsCode` when the account has a second factor and the issuer has not asked for several.
  /// - Parameter admits: whether the account may come in here, at this host name.
  /// - Throws: `AccountsFailure` with the code `not_expected`, whether there is no such account or it is closed;
  ///   `elsewhere`.
  package func signIn(
    through identity: ExternalIdentity, address: String, client: String, at time: Moment,
    where admits: @escaping @Sendable (Account) -> Bool = { _ in true }
  ) throws -> SignInStep {
    // A refusal is a result of the transaction: its entry is to stay.
    let outcome = try store.write { session -> Result<SignInStep, AccountsFailure> in
      guard let account = try account(of: identity, at: time, in: session) else {
        return .failure(AccountsFailure(.notExpected))
      }
      guard admits(account) else { throw AccountsFailure(.elsewhere) }
      return .success(
        try enter(account, through: identity, address: address, client: client, at: time, in: session))
    }
    let step = try outcome.get()
    throttle.refund(address, at: time)
    return step
  }

  /// Makes an account the way in of whoever has its link: in the place of choosing a password. Signs them in.
  /// What the account was entered by before is void: its sessions and its access tokens.
  /// - Parameters:
  ///   - link: the hash that the sign-in was begun with (`SignOn.Purpose.accept`).
  ///   - admits: as at `signIn`.
  /// - Throws: `AccountsFailure`: `unknown_link`, `expired`, `used_link`, `not_allowed`, `external_taken`, `elsewhere`.
  package func accept(
    link: [UInt8], through identity: ExternalIdentity, address: String, client: String, at time: Moment,
    where admits: @escaping @Sendable (Account) -> Bool = { _ in true }
  ) throws -> SignInStep {
    let step = try store.write { session -> SignInStep in
      let account = try invited(link, at: time, in: session)
      guard admits(account) else { throw AccountsFailure(.elsewhere) }
      let register = ExternalRegister(session: session)
      if let owner = try register.owner(of: identity.subject, issuer: identity.issuer), owner != account.id {
        throw AccountsFailure(.externalTaken)
      }
      try use(link, at: time, in: session)
      try journal.append(
        ExternalRegister.bound(identity, to: account.id, by: "link"), at: time, by: account.id.text, in: session)
      try endSessions(of: account.id, except: nil, by: account.id, at: time, in: session)
      try revokeTokens(of: account.id, by: account.id, at: time, in: session)
      return try enter(account, through: identity, address: address, client: client, at: time, in: session)
    }
    throttle.refund(address, at: time)
    return step
  }

  /// Shows once more who somebody is, by another party's word, which the caller has seen to be new.
  /// - Returns: nil when that is enough. Else the account's own second factor is asked for, and the session ends when it is
  ///   given, for that opens another.
  /// - Throws: `AccountsFailure`: `not_expected` when it is somebody else, `unknown_session`.
  package func reauthenticate(
    session handle: String, of id: Account.ID, through identity: ExternalIdentity, address: String, at time: Moment
  ) throws -> SignInStep? {
    let outcome = try store.write { session -> Result<SignInStep?, AccountsFailure> in
      guard try ExternalRegister(session: session).owner(of: identity.subject, issuer: identity.issuer) == id,
        try AccountRegister(session: session).find(id)?.isActive == true
      else {
        try refuse(id, "other", at: time, in: session)
        return .failure(AccountsFailure(.notExpected))
      }
      if !identity.hasSeveralFactors, try CredentialRegister(session: session).hasSecondFactor(id) {
        return .success(
          .needsCode(
            challenge: try challenge(id, address: address, isThroughProvider: true, at: time, in: session)))
      }
      try session.execute(
        "UPDATE session SET confirmed = ? WHERE account = ? AND id = ?", SQLValue(time), SQLValue(id.text),
        SQLValue(handle))
      guard try session.changes == 1 else { return .failure(AccountsFailure(.unknownSession)) }
      if identity.hasSeveralFactors { try setSeveralFactors(handle, of: id, in: session) }
      return .success(nil)
    }
    let step = try outcome.get()
    throttle.refund(address, at: time)
    return step
  }

  // MARK: Pieces

  /// What the provider has asked for now counts for the session that is open, too.
  private func setSeveralFactors(_ handle: String, of id: Account.ID, in session: SQLSession) throws {
    let expires = try session.first(
      "SELECT expires FROM session WHERE account = ? AND id = ?", SQLValue(id.text), SQLValue(handle)
    ) { $0.moment(0) }
    guard let expires else { return }
    try SignInRuleRegister(session: session).setThroughProvider(handle, hasSeveralFactors: true, until: expires)
  }

  private func account(of identity: ExternalIdentity, at time: Moment, in session: SQLSession) throws -> Account? {
    let register = ExternalRegister(session: session)
    let accounts = AccountRegister(session: session)
    if let owner = try register.owner(of: identity.subject, issuer: identity.issuer) {
      guard let account = try accounts.find(owner), account.isActive else {
        try refuse(owner, "closed", at: time, in: session)
        return nil
      }
      return account
    }
    let ways: [ExternalLogin.Expectation?] = [.subject(identity.subject), identity.email.map { .email($0) }]
    for way in ways.compactMap(\.self) {
      guard let id = try register.waiting(for: way, issuer: identity.issuer) else { continue }
      guard let account = try accounts.find(id), account.isActive else {
        try refuse(id, "closed", at: time, in: session)
        return nil
      }
      try journal.append(
        ExternalRegister.bound(identity, to: id, by: ExternalRegister.parts(of: way).kind), at: time, by: id.text,
        in: session)
      return account
    }
    try refuse(nil, "unknown", at: time, in: session)
    return nil
  }

  private func enter(
    _ account: Account, through identity: ExternalIdentity, address: String, client: String, at time: Moment,
    in session: SQLSession
  ) throws -> SignInStep {
    if !identity.hasSeveralFactors, try CredentialRegister(session: session).hasSecondFactor(account.id) {
      return .needsCode(
        challenge: try challenge(account.id, address: address, isThroughProvider: true, at: time, in: session))
    }
    let opened = try openSession(
      for: account, address: address, client: client, failures: 0, through: .provider(identity), at: time, in: session)
    return .opened(token: opened.token, opened.session)
  }

  /// Somebody whom the issuer vouches for is not let in: that is an entry. Who it is stands in none, unless by the account.
  private func refuse(_ id: Account.ID?, _ reason: String, at time: Moment, in session: SQLSession) throws {
    var body: [String: JSON] = ["reason": .string(reason)]
    if let id { body["account"] = .string(id.text) }
    try journal.append(
      NewEntry(kind: "sign_in.refused", body: .object(body)), at: time, by: Account.ID.hikae.text, in: session)
  }

  private static func sound(_ expectation: ExternalLogin.Expectation) throws -> ExternalLogin.Expectation {
    func trimmed(_ text: String) -> String {
      String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
    switch expectation {
    case .email(let typed):
      // In ASCII, as it is compared: other letters have small forms that look like ASCII's.
      let email = Login(lookingUp: typed).text
      guard (3...254).contains(email.utf8.count), email.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }),
        email.split(separator: "@", omittingEmptySubsequences: false).count == 2
      else { throw AccountsFailure(.invalidExternal) }
      return .email(email)
    case .subject(let typed):
      let subject = trimmed(typed)
      guard (1...255).contains(subject.utf8.count), subject.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
        throw AccountsFailure(.invalidExternal)
      }
      return .subject(subject)
    }
  }
}
