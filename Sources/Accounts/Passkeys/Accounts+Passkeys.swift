import CanonicalForms
import Passkeys
import Storage

/// Passkeys of an account: making, listing, taking off. docs/decisions/0031-passkeys.md.
extension Accounts {
  /// More than anybody has devices.
  private static let most = 20
  private static let longestName = 120

  /// The oldest first.
  package func passkeys(of id: Account.ID) throws -> [Passkey] {
    try store.read { try PasskeyRegister(session: $0).all(of: id) }
  }

  /// Whether the password alone opens nothing: there is an authenticator app, or a passkey.
  package func hasSecondFactor(of id: Account.ID) throws -> Bool {
    try store.read { try CredentialRegister(session: $0).hasSecondFactor(id) }
  }

  /// Asks for a new passkey, for five minutes. The caller has just made sure who asks.
  /// - Parameter handle: of the session that asks; the answer is taken from it alone.
  /// - Returns: what the page hands to the browser.
  /// - Throws: `AccountsFailure`: `not_allowed`, `too_many_passkeys`.
  package func beginPasskey(
    of id: Account.ID, session handle: Session.ID, at party: RelyingParty, _ time: Moment
  ) throws -> JSON {
    let fresh = RandomBytes.make(32)
    return try store.write { session in
      try AccountRegister(session: session).require(.manageOwnAccount, of: id)
      let account = try AccountRegister(session: session).require(id)
      let register = PasskeyRegister(session: session)
      guard try register.all(of: id).count < Self.most else { throw AccountsFailure(.tooManyPasskeys) }
      try register.set(handle: fresh, of: id)
      let user = PasskeyQuestion.User(
        handle: try register.handle(of: id) ?? fresh, login: account.login, name: account.name)
      let challenge = try PasskeyChallenge.open(.add(id, session: handle), at: party, time, in: session)
      return PasskeyQuestion.creation(
        for: user, at: party, challenge: challenge, except: try register.credentials(of: id, at: party))
    }
  }

  /// Adds a passkey that a browser has made.
  ///
  /// The first second factor of an account ends its other sessions, which were opened without one (ASVS 5.0, 7.4.3), and
  /// comes with recovery codes.
  /// - Parameters:
  ///   - name: what its owner calls it; empty for its day.
  ///   - handle: the session that has asked for it; it stays open.
  /// - Returns: recovery codes, shown once; none when the account has some.
  /// - Throws: `AccountsFailure`: `expired`, `wrong_passkey`, `too_many_passkeys`, `not_allowed`.
  package func addPasskey(
    _ answer: PasskeyRegistration, name: String, of id: Account.ID, session handle: Session.ID, at party: RelyingParty,
    _ time: Moment
  ) throws -> [String] {
    guard let asked = try PasskeyChallenge.take(answer.challenge, from: store, at: time),
      asked.purpose == .add(id, session: handle), asked.relyingParty == party.id
    else { throw AccountsFailure(.expired) }
    let made = try Self.believed { () throws(PasskeyFailure) in
      try answer.verified(at: party, challenge: answer.challenge)
    }
    let passkey = Secret.makeHandle()
    let shown = Self.shortened(name, otherwise: String(time.localMinute.prefix(10)))
    return try store.write { session in
      try AccountRegister(session: session).require(.manageOwnAccount, of: id)
      let (register, credentials) = (PasskeyRegister(session: session), CredentialRegister(session: session))
      // An ID that somebody has already is nobody's new passkey.
      guard try register.find(made.credential) == nil else { throw AccountsFailure(.wrongPasskey) }
      guard try register.all(of: id).count < Self.most else { throw AccountsFailure(.tooManyPasskeys) }
      let isFirst = try !credentials.hasSecondFactor(id)
      try register.insert(made, id: passkey, of: id, name: shown, at: party, time)
      try record(
        "account.passkey_added", of: id,
        ["passkey": .string(passkey), "synchronised": JSON(made.isBackupEligible)], personal: ["name": .string(shown)],
        by: id, at: time, in: session)
      if isFirst { try endSessions(of: id, except: handle, by: id, at: time, in: session) }
      return try credentials.recoveryCodes(of: id) == 0 ? try makeRecoveryCodes(of: id, in: session) : []
    }
  }

  /// Takes a passkey off: one's own, or that of somebody who has lost it. Other sessions of the account end: whoever has the
  /// device may have opened one.
  /// - Parameters:
  ///   - kept: the handle of the session that stays open.
  ///   - actor: the owner, or somebody who manages accounts; the caller has just made sure who it is.
  /// - Throws: `AccountsFailure`: `unknown_passkey`, `not_allowed`.
  package func removePasskey(
    _ passkey: Passkey.ID, of id: Account.ID, except kept: Session.ID? = nil, by actor: Account.ID, at time: Moment
  ) throws {
    try store.write { session in
      try AccountRegister(session: session).requireSelfOrAdministrator(actor, of: id)
      try remove([passkey], of: id, by: actor, at: time, in: session)
      try endSessions(of: id, except: kept, by: actor, at: time, in: session)
    }
  }

  /// Takes passkeys off, and with the last second factor its recovery codes.
  func remove(
    _ passkeys: [Passkey.ID], of id: Account.ID, by actor: Account.ID, at time: Moment, in session: SQLSession
  ) throws {
    let register = PasskeyRegister(session: session)
    for passkey in passkeys {
      guard try register.remove(passkey, of: id) else { throw AccountsFailure(.unknownPasskey) }
      try record(
        "account.passkey_removed", of: id, ["passkey": .string(passkey)], by: actor, at: time, in: session)
    }
    let credentials = CredentialRegister(session: session)
    if try !credentials.hasSecondFactor(id) { try credentials.set(recoveryMarks: [], of: id) }
  }

  /// What people are told of an answer that is not believed is always the same.
  static func believed<T>(_ body: () throws(PasskeyFailure) -> T) throws -> T {
    do throws(PasskeyFailure) {
      return try body()
    } catch {
      throw AccountsFailure(error.code == .counter ? .copiedPasskey : .wrongPasskey)
    }
  }

  private static func shortened(_ name: String, otherwise: String) -> String {
    let text = String(name.filter { !$0.isNewline }.prefix(longestName))
    return text.allSatisfy(\.isWhitespace) ? otherwise : text
  }
}
