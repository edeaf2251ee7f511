import CanonicalForms
import Storage

extension Accounts {
  /// How long a second factor that was begun can be finished.
  private static let pendingMinutes: Int64 = 15

  package func hasTOTP(of id: Account.ID) throws -> Bool {
    try store.read { try CredentialRegister(session: $0).find(id)?.totp != nil }
  }

  /// Recovery codes that were not used yet.
  package func recoveryCodesLeft(of id: Account.ID) throws -> Int {
    try store.read { try CredentialRegister(session: $0).recoveryCodes(of: id) }
  }

  /// Makes a secret for an authenticator app. It counts from `enableTOTP` on; until then an earlier one stays.
  /// - Parameter issuer: what the app shows beside the login: the name of the installation.
  /// - Returns: the secret in base 32, and the address that the app reads as a QR code.
  package func beginTOTP(
    of id: Account.ID, issuer: String, at time: Moment
  ) throws -> (secret: String, uri: String) {
    var totp = TOTP(secret: RandomBytes.make(TOTP.secretLength))
    let sealed = try keys.seal(totp.secret, for: place(of: id))
    let account = try store.write { session in
      let register = AccountRegister(session: session)
      try register.require(.manageOwnAccount, of: id)
      try CredentialRegister(session: session).require(id)
      try CredentialRegister(session: session).set(pending: sealed, of: id, at: time)
      return try register.require(id)
    }
    let shown = (secret: Base32.encode(totp.secret), uri: totp.uri(issuer: issuer, login: account.login))
    totp.wipe()
    return shown
  }

  /// Turns the second factor on, once a code shows that the app has it.
  ///
  /// Other sessions of the account end: they were opened without it (ASVS 5.0, 7.4.3).
  /// - Parameter kept: the handle of the session that stays open.
  /// - Returns: ten recovery codes, shown once. Earlier ones are void.
  /// - Throws: `AccountsFailure`: `wrong_code`, `no_second_factor` when none was begun, `expired`.
  package func enableTOTP(
    of id: Account.ID, code: String, except kept: String? = nil, at time: Moment
  ) throws -> [String] {
    try store.write { session in
      try AccountRegister(session: session).require(.manageOwnAccount, of: id)
      let register = CredentialRegister(session: session)
      guard let found = try register.find(id), let pending = found.pending, let since = found.pendingSince else {
        throw AccountsFailure(.noSecondFactor)
      }
      guard since.adding(minutes: Self.pendingMinutes) > time else { throw AccountsFailure(.expired) }
      var totp = TOTP(secret: try keys.open(pending, for: place(of: id)))
      defer { totp.wipe() }
      guard let step = totp.step(of: RecoveryCode.folded(code), at: time, after: 0) else {
        throw AccountsFailure(.wrongCode)
      }
      try register.set(totp: pending, step: step, of: id)
      try record("account.second_factor_set", of: id, by: id, at: time, in: session)
      try endSessions(of: id, except: kept, by: id, at: time, in: session)
      return try makeRecoveryCodes(of: id, in: session)
    }
  }

  /// Takes the second factor off: one's own, or that of somebody who has lost it.
  /// - Parameters:
  ///   - password: of the one who acts; nil where the caller has seen to it that they have just shown who they are, by a
  ///     password or at the provider. Nobody asks the command line for one.
  ///   - actor: the owner, or somebody who manages accounts.
  package func disableTOTP(of id: Account.ID, password: String?, by actor: Account.ID, at time: Moment) throws {
    try store.read { try AccountRegister(session: $0).requireSelfOrAdministrator(actor, of: id) }
    if actor != .hikae, let password { _ = try confirmPassword(password, of: actor, at: time) }
    try store.write { session in
      try AccountRegister(session: session).requireSelfOrAdministrator(actor, of: id)
      guard try CredentialRegister(session: session).find(id)?.totp != nil else {
        throw AccountsFailure(.noSecondFactor)
      }
      try removeSecondFactor(of: id, by: actor, at: time, in: session)
    }
  }

  func removeSecondFactor(of id: Account.ID, by actor: Account.ID, at time: Moment, in session: SQLSession) throws {
    let register = CredentialRegister(session: session)
    try register.set(totp: nil, step: 0, of: id)
    if try !register.hasSecondFactor(id) { try register.set(recoveryMarks: [], of: id) }
    try record("account.second_factor_removed", of: id, by: actor, at: time, in: session)
  }

  /// Ten new recovery codes in the place of the old ones.
  package func renewRecoveryCodes(of id: Account.ID, at time: Moment) throws -> [String] {
    try store.write { session in
      try AccountRegister(session: session).require(.manageOwnAccount, of: id)
      guard try CredentialRegister(session: session).hasSecondFactor(id) else {
        throw AccountsFailure(.noSecondFactor)
      }
      try record("account.recovery_codes_made", of: id, by: id, at: time, in: session)
      return try makeRecoveryCodes(of: id, in: session)
    }
  }

  /// Uses up a code of the app, or a recovery code.
  /// - Returns: whether it was right and not used before.
  func use(_ typed: String, of id: Account.ID, at time: Moment, in session: SQLSession) throws -> Bool {
    let register = CredentialRegister(session: session)
    if let bytes = RecoveryCode.bytes(of: typed) {
      guard try register.use(recoveryMark: mark(ofRecovery: bytes, of: id), of: id) else { return false }
      try record(
        "account.recovery_code_used", of: id, ["left": JSON(try register.recoveryCodes(of: id))], by: id, at: time,
        in: session)
      return true
    }
    // Who has passkeys alone has recovery codes and no app.
    guard let found = try register.find(id), let sealed = found.totp else { return false }
    var totp = TOTP(secret: try keys.open(sealed, for: place(of: id)))
    defer { totp.wipe() }
    guard let step = totp.step(of: RecoveryCode.folded(typed), at: time, after: found.totpStep) else { return false }
    try register.set(usedStep: step, of: id)
    return true
  }

  func makeRecoveryCodes(of id: Account.ID, in session: SQLSession) throws -> [String] {
    let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.make() }
    let marks = codes.compactMap(RecoveryCode.bytes).map { mark(ofRecovery: $0, of: id) }
    try CredentialRegister(session: session).set(recoveryMarks: marks, of: id)
    return codes
  }

  private func mark(ofRecovery code: [UInt8], of id: Account.ID) -> [UInt8] {
    keys.mark(Array(id.text.utf8) + [0] + code, for: "recovery")
  }

  /// A sealed secret opens for this account and for no other.
  private func place(of id: Account.ID) -> String { "totp/" + id.text }
}
