import CanonicalForms
import Storage

extension Accounts {
  private static let challengeMinutes: Int64 = 5
  static let challengeTries: Int64 = 5

  /// Signs in with login and password.
  ///
  /// A login that there is not, a wrong password, an account that is not active and one whose invitation is open end in the
  /// same failure after the same work: one count, one Argon2id.
  /// - Parameters:
  ///   - address: where the request came from; attempts are slowed by it, too.
  ///   - client: the user agent.
  ///   - admits: whether the account may come in here, at this host name.
  /// - Throws: `AccountsFailure`: `wrong_credentials`, `locked`; `provider_only` and `elsewhere` to whoever knew the
  ///   password.
  package func signIn(
    login: String, password: String, address: String, client: String, at time: Moment,
    where admits: @escaping @Sendable (Account) -> Bool = { _ in true }
  ) throws -> SignInStep {
    if let retry = throttle.charge(address, at: time) { throw AccountsFailure(.locked, retry: retry) }
    let login = Login(lookingUp: login)
    let loginMark = mark(of: login)
    let (account, credential, attempt) = try store.write { session in
      let attempt = try FailureCounter(session: session).begin(loginMark, at: time)
      let account = try AccountRegister(session: session).find(login: login)
      return (account, try CredentialRegister(session: session).find(account?.id ?? Account.ID("")), attempt)
    }
    guard try hasher.isRight(password, for: credential?.password), let account,
      let former = credential?.password, account.isActive
    else {
      try note(attempt, of: account, at: time)
      throw AccountsFailure(.wrongCredentials)
    }
    let better = hasher.isOutdated(former) ? try hasher.hash(password) : nil
    let step = try store.write { session -> SignInStep? in
      // Between the two transactions the account may have been closed or got another password.
      let credentials = CredentialRegister(session: session)
      let account = try AccountRegister(session: session).require(account.id)
      guard account.isActive, let now = try credentials.find(account.id), now.password == former else {
        throw AccountsFailure(.wrongCredentials)
      }
      try requirePasswordWay(account, in: session)
      if let better { try credentials.set(password: better, of: account.id) }
      let counter = FailureCounter(session: session)
      guard admits(account) else {
        try counter.takeBack(loginMark)
        return nil
      }
      if try credentials.hasSecondFactor(account.id) {
        try counter.takeBack(loginMark)
        return .needsCode(challenge: try challenge(account.id, address: address, at: time, in: session))
      }
      try counter.clear(loginMark)
      let opened = try openSession(
        for: account, address: address, client: client, failures: attempt.failures - 1, at: time, in: session)
      return .opened(token: opened.token, opened.session)
    }
    throttle.refund(address, at: time)
    guard let step else { throw AccountsFailure(.elsewhere) }
    return step
  }

  /// Gives the second factor, or a recovery code in its place.
  /// - Parameter admits: as at `signIn`.
  /// - Throws: `AccountsFailure`: `wrong_code`, `locked`, `elsewhere`, and `expired` when the password has to be given
  ///   again.
  package func confirm(
    challenge: String, code: String, client: String, at time: Moment,
    where admits: @escaping @Sendable (Account) -> Bool = { _ in true }
  ) throws -> (token: String, Session) {
    let hash = Secret.hash(challenge)
    // A failure is a result of the transaction: its counts are to stay.
    let outcome = try store.write { session -> Result<(token: String, session: Session), AccountsFailure> in
      let found = try session.first(
        "SELECT account, address, tries, expires FROM sign_in_challenge WHERE hash = ?", .blob(hash)
      ) { (account: Account.ID($0.text(0)), address: $0.text(1), tries: $0.integer(2), expires: $0.moment(3)) }
      guard let found, found.expires > time, found.tries < Self.challengeTries,
        let account = try AccountRegister(session: session).find(found.account), account.isActive
      else { return .failure(AccountsFailure(.expired)) }
      guard admits(account) else { return .failure(AccountsFailure(.elsewhere)) }
      let loginMark = mark(of: Login(lookingUp: account.login))
      let attempt = try FailureCounter(session: session).begin(loginMark, at: time)
      guard try use(code, of: account.id, at: time, in: session) else {
        try session.execute("UPDATE sign_in_challenge SET tries = tries + 1 WHERE hash = ?", .blob(hash))
        try note(attempt, of: account, at: time, in: session)
        return .failure(AccountsFailure(.wrongCode))
      }
      try session.execute("DELETE FROM sign_in_challenge WHERE hash = ?", .blob(hash))
      try FailureCounter(session: session).clear(loginMark)
      // The rules may be newer than the password that was given.
      let isThroughProvider = try SignInRuleRegister(session: session).isThroughProvider(challenge: hash)
      if !isThroughProvider { try requirePasswordWay(account, in: session) }
      return .success(
        try openSession(
          for: account, address: found.address, client: client, failures: attempt.failures - 1,
          through: isThroughProvider ? .providerAndCode : .password, at: time, in: session))
    }
    let opened = try outcome.get()
    return (token: opened.token, opened.session)
  }

  /// Tries the password of an account that is known already; failures count as those of signing in.
  func confirmPassword(_ password: String, of id: Account.ID, at time: Moment) throws -> Account {
    let (account, credential, attempt, loginMark) = try store.write { session in
      let account = try AccountRegister(session: session).require(id)
      let loginMark = mark(of: Login(lookingUp: account.login))
      let attempt = try FailureCounter(session: session).begin(loginMark, at: time)
      return (account, try CredentialRegister(session: session).find(id), attempt, loginMark)
    }
    guard try hasher.isRight(password, for: credential?.password), account.isActive else {
      try note(attempt, of: account, at: time)
      throw AccountsFailure(.wrongCredentials)
    }
    try store.write { session in
      try FailureCounter(session: session).takeBack(loginMark)
      try requirePasswordWay(account, in: session)
    }
    return account
  }

  /// A login as the failures know it: what somebody types into that field may be a password.
  func mark(of login: Login) -> [UInt8] { keys.mark(Array(login.text.utf8), for: "login") }

  /// Writes down that an account is locked. Ordinary failures are only counted.
  func note(_ attempt: FailureCounter.Attempt, of account: Account?, at time: Moment, in session: SQLSession) throws {
    guard let until = attempt.lockedUntil, let account else { return }
    try record(
      "sign_in.locked", of: account.id, ["failures": .integer(attempt.failures), "until": JSON(until)], by: .hikae,
      at: time, in: session)
  }

  private func note(_ attempt: FailureCounter.Attempt, of account: Account?, at time: Moment) throws {
    guard attempt.lockedUntil != nil, account != nil else { return }
    try store.write { try note(attempt, of: account, at: time, in: $0) }
  }

  /// - Parameter isThroughProvider: by its word, not by a password.
  func challenge(
    _ account: Account.ID, address: String, isThroughProvider: Bool = false, at time: Moment, in session: SQLSession
  ) throws -> String {
    let challenge = Secret.make()
    try session.execute("DELETE FROM sign_in_challenge WHERE expires <= ?", SQLValue(time))
    try session.execute(
      "INSERT INTO sign_in_challenge (hash, account, address, tries, expires) VALUES (?, ?, ?, 0, ?)",
      .blob(Secret.hash(challenge)), SQLValue(account.text), SQLValue(String(address.prefix(64))),
      SQLValue(time.adding(minutes: Self.challengeMinutes)))
    if isThroughProvider {
      try SignInRuleRegister(session: session).setThroughProvider(
        challenge: Secret.hash(challenge), until: time.adding(minutes: Self.challengeMinutes))
    }
    return challenge
  }
}
