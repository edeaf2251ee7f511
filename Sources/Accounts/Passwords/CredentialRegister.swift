import CanonicalForms
import Storage

/// What an account signs in with, as the database keeps it.
struct Credential: Sendable {
  /// Argon2id with salt and cost; nil for those who come in through another party alone.
  let password: String?
  /// Sealed; nil without a second factor.
  let totp: [UInt8]?
  /// The last time step whose code was used.
  let totpStep: Int64
  let pending: [UInt8]?
  let pendingSince: Moment?
}

/// Credentials in the database. Rows are changed in place: a hash of a former password is of use to nobody but a thief.
struct CredentialRegister {
  let session: SQLSession

  func find(_ id: Account.ID) throws -> Credential? {
    try session.first(
      "SELECT password, totp, totp_step, pending, pending_since FROM credential WHERE account = ?", SQLValue(id.text)
    ) { row in
      Credential(
        password: row.text(0).isEmpty ? nil : row.text(0), totp: row.optionalBytes(1), totpStep: row.integer(2),
        pending: row.optionalBytes(3),
        pendingSince: row.optionalMoment(4))
    }
  }

  func set(password: String, of id: Account.ID) throws {
    try session.execute(
      """
      INSERT INTO credential (account, password, totp, totp_step, pending, pending_since) VALUES (?, ?, NULL, 0, NULL, NULL)
      ON CONFLICT (account) DO UPDATE SET password = excluded.password
      """, SQLValue(id.text), SQLValue(password))
  }

  /// Makes room for a second factor of somebody who has no password.
  func require(_ id: Account.ID) throws {
    try session.execute(
      """
      INSERT INTO credential (account, password, totp, totp_step, pending, pending_since) VALUES (?, '', NULL, 0, NULL, NULL)
      ON CONFLICT (account) DO NOTHING
      """, SQLValue(id.text))
  }

  /// - Parameter pending: nil takes back what was begun.
  func set(pending: [UInt8]?, of id: Account.ID, at time: Moment) throws {
    try session.execute(
      "UPDATE credential SET pending = ?, pending_since = ? WHERE account = ?", SQLValue(pending),
      SQLValue(pending.map { _ in time }), SQLValue(id.text))
  }

  /// - Parameter step: codes up to this one are used.
  func set(totp: [UInt8]?, step: Int64, of id: Account.ID) throws {
    try session.execute(
      "UPDATE credential SET totp = ?, totp_step = ?, pending = NULL, pending_since = NULL WHERE account = ?",
      SQLValue(totp), SQLValue(step), SQLValue(id.text))
  }

  func set(usedStep step: Int64, of id: Account.ID) throws {
    try session.execute("UPDATE credential SET totp_step = ? WHERE account = ?", SQLValue(step), SQLValue(id.text))
  }

  func set(recoveryMarks marks: [[UInt8]], of id: Account.ID) throws {
    try session.execute("DELETE FROM recovery_code WHERE account = ?", SQLValue(id.text))
    for mark in marks {
      try session.execute(
        "INSERT INTO recovery_code (account, mark) VALUES (?, ?)", SQLValue(id.text), .blob(mark))
    }
  }

  /// - Returns: whether there was such a code; there is none any more.
  func use(recoveryMark mark: [UInt8], of id: Account.ID) throws -> Bool {
    try session.execute("DELETE FROM recovery_code WHERE account = ? AND mark = ?", SQLValue(id.text), .blob(mark))
    return try session.changes == 1
  }

  func recoveryCodes(of id: Account.ID) throws -> Int {
    try session.first("SELECT COUNT(*) FROM recovery_code WHERE account = ?", SQLValue(id.text)) {
      Int($0.integer(0))
    } ?? 0
  }
}
