import CanonicalForms
import Passkeys
import Storage

/// Signing in by passkey. It is both factors: something that somebody has, which has asked for a finger, a face or a PIN.
extension Accounts {
  /// Asks whoever it is for a passkey, for five minutes. Each question takes one of the address's attempts, which comes
  /// back when somebody is signed in.
  /// - Returns: what the page hands to the browser.
  /// - Throws: `AccountsFailure` with the code `locked`.
  package func beginPasskeySignIn(at party: RelyingParty, address: String, _ time: Moment) throws -> JSON {
    if let retry = throttle.charge(address, at: time) { throw AccountsFailure(.locked, retry: retry) }
    return PasskeyQuestion.use(
      at: party, challenge: try store.write { try PasskeyChallenge.open(.signIn, at: party, time, in: $0) })
  }

  /// Signs in by passkey.
  ///
  /// Locks by login do not hold here: they slow down guessing, and a signature is not guessed. A stranger who keeps an account
  /// locked does not keep its owner out.
  /// - Parameters:
  ///   - waiting: the challenge of a password or a provider's word that was given before (`SignInStep.needsCode`); nil
  ///     without one. Whoever has no password here has to come from the provider.
  ///   - admits: as at `signIn(login:…)`.
  /// - Throws: `AccountsFailure`: `wrong_passkey`, `copied_passkey`, `expired`, `provider_only`, `elsewhere`.
  package func signIn(
    by answer: PasskeyAssertion, waiting: String? = nil, at party: RelyingParty, address: String, client: String,
    _ time: Moment, where admits: @escaping @Sendable (Account) -> Bool = { _ in true }
  ) throws -> (token: String, Session) {
    guard let asked = try PasskeyChallenge.take(answer.challenge, from: store, at: time), asked.purpose == .signIn,
      asked.relyingParty == party.id
    else { throw AccountsFailure(.expired) }
    // A refusal is a result of the transaction: its entry is to stay.
    let outcome = try store.write { session -> Result<(token: String, session: Session), AccountsFailure> in
      let account: Account
      switch try use(answer, at: party, time, in: session) {
      case .success(let found): account = found
      case .failure(let failure): return .failure(failure)
      }
      guard admits(account) else { return .failure(AccountsFailure(.elsewhere)) }
      let (loginMark, counter) = (mark(of: Login(lookingUp: account.login)), FailureCounter(session: session))
      let failures = try counter.failures(loginMark)
      guard let waiting else {
        try requirePasskeyWay(account, in: session)
        return .success(
          try openSession(
            for: account, address: address, client: client, failures: failures, through: .passkey, at: time,
            in: session))
      }
      guard let first = try pending(waiting, at: time, in: session), first.account == account.id else {
        return .failure(AccountsFailure(.expired))
      }
      if !first.isThroughProvider { try requirePasswordWay(account, in: session) }
      try session.execute("DELETE FROM sign_in_challenge WHERE hash = ?", .blob(Secret.hash(waiting)))
      // Everything was right, the password, too.
      try counter.clear(loginMark)
      return .success(
        try openSession(
          for: account, address: first.address, client: client, failures: failures,
          through: first.isThroughProvider ? .providerAndCode : .passkey, at: time, in: session))
    }
    let opened = try outcome.get()
    throttle.refund(address, at: time)
    return (token: opened.token, opened.session)
  }

  // MARK: Once more

  /// Asks somebody who is signed in for the passkey.
  package func beginPasskeyConfirmation(
    of id: Account.ID, session handle: Session.ID, at party: RelyingParty, _ time: Moment
  ) throws -> JSON {
    let purpose = PasskeyChallenge.Purpose.confirm(id, session: handle)
    return PasskeyQuestion.use(
      at: party, challenge: try store.write { try PasskeyChallenge.open(purpose, at: party, time, in: $0) })
  }

  /// Shows once more who somebody is, by passkey: in the place of password and second factor. Put another token in the place
  /// of the session's (`rotate`) afterwards.
  /// - Throws: `AccountsFailure`: `wrong_passkey`, `copied_passkey`, `expired`, `provider_only`, `unknown_session`.
  package func reauthenticate(
    _ former: Session, by answer: PasskeyAssertion, at party: RelyingParty, _ time: Moment
  ) throws {
    guard let asked = try PasskeyChallenge.take(answer.challenge, from: store, at: time),
      asked.purpose == .confirm(former.account.id, session: former.id), asked.relyingParty == party.id
    else { throw AccountsFailure(.expired) }
    let failure = try store.write { session -> AccountsFailure? in
      switch try use(answer, at: party, time, in: session) {
      case .success(let account) where account.id != former.account.id: return AccountsFailure(.wrongPasskey)
      case .success(let account): try requirePasskeyWay(account, in: session)
      case .failure(let failure): return failure
      }
      try session.execute(
        "UPDATE session SET confirmed = ? WHERE account = ? AND id = ?", SQLValue(time),
        SQLValue(former.account.id.text), SQLValue(former.id))
      return try session.changes == 1 ? nil : AccountsFailure(.unknownSession)
    }
    if let failure { throw failure }
  }

  // MARK: Pieces

  /// Whose passkey was used. One whose counter went back is an entry: there may be two of it.
  private func use(
    _ answer: PasskeyAssertion, at party: RelyingParty, _ time: Moment, in session: SQLSession
  ) throws -> Result<Account, AccountsFailure> {
    let register = PasskeyRegister(session: session)
    guard let found = try register.find(answer.credential), found.relyingParty == party.id,
      let handle = try register.handle(of: found.account), answer.userHandle == handle,
      let account = try AccountRegister(session: session).find(found.account), account.isActive
    else { return .failure(AccountsFailure(.wrongPasskey)) }
    let outcome: Result<PasskeyAssertion.Used, PasskeyFailure>
    do throws(PasskeyFailure) {
      outcome = .success(try answer.verified(by: found.known, at: party, challenge: answer.challenge))
    } catch {
      outcome = .failure(error)
    }
    switch outcome {
    case .success(let used):
      try register.update(answer.credential, used, at: time)
      return .success(account)
    case .failure(let failure) where failure.code == .counter:
      try record(
        "account.passkey_copied", of: account.id, ["passkey": .string(found.id)], by: .hikae, at: time, in: session)
      return .failure(AccountsFailure(.copiedPasskey))
    case .failure: return .failure(AccountsFailure(.wrongPasskey))
    }
  }

  /// A password that was right, or a provider's word, which waits for the second factor.
  private func pending(
    _ waiting: String, at time: Moment, in session: SQLSession
  ) throws -> (account: Account.ID, address: String, isThroughProvider: Bool)? {
    let hash = Secret.hash(waiting)
    let found = try session.first(
      "SELECT account, address, tries, expires FROM sign_in_challenge WHERE hash = ?", .blob(hash)
    ) { (account: Account.ID($0.text(0)), address: $0.text(1), tries: $0.integer(2), expires: $0.moment(3)) }
    guard let found, found.expires > time, found.tries < Self.challengeTries else { return nil }
    let isThroughProvider = try SignInRuleRegister(session: session).isThroughProvider(challenge: hash)
    return (found.account, found.address, isThroughProvider)
  }

  /// By itself a passkey opens what a password here would open: whoever comes in through a provider alone is out everywhere
  /// once they are out there.
  private func requirePasskeyWay(_ account: Account, in session: SQLSession) throws {
    try requirePasswordWay(account, in: session)
    guard try CredentialRegister(session: session).find(account.id)?.password != nil else {
      throw AccountsFailure(.providerOnly)
    }
  }
}
