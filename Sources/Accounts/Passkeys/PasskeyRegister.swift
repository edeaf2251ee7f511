import CanonicalForms
import Passkeys
import Storage

/// Passkeys in the database. Rows are changed in place: the journal tells that there was one, not what it is.
struct PasskeyRegister {
  let session: SQLSession

  /// A passkey with what it takes to believe it.
  struct Found: Sendable {
    let id: String
    let account: Account.ID
    let relyingParty: String
    let known: PasskeyAssertion.Known
  }

  // MARK: Passkeys

  func insert(
    _ made: PasskeyRegistration.Made, id: String, of account: Account.ID, name: String, at party: RelyingParty,
    _ time: Moment
  ) throws {
    try session.execute(
      """
      INSERT INTO passkey (credential, id, account, relying_party, name, public_key, counter, is_backup_eligible,
        is_backed_up, added, last_used)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
      """, .blob(made.credential), SQLValue(id), SQLValue(account.text), SQLValue(party.id), SQLValue(name),
      .blob(made.publicKey.bytes), SQLValue(Int64(made.counter)), SQLValue(made.isBackupEligible ? 1 : 0),
      SQLValue(made.isBackedUp ? 1 : 0), SQLValue(time))
  }

  /// - Throws: `PasskeyFailure` when what is stored is damaged.
  func find(_ credential: [UInt8]) throws -> Found? {
    let row = try session.first(
      """
      SELECT id, account, relying_party, public_key, counter, is_backup_eligible FROM passkey WHERE credential = ?
      """, .blob(credential)
    ) { row in
      (
        id: row.text(0), account: Account.ID(row.text(1)), party: row.text(2), key: row.bytes(3),
        counter: UInt32(clamping: row.integer(4)), isBackupEligible: row.integer(5) == 1
      )
    }
    guard let row else { return nil }
    return Found(
      id: row.id, account: row.account, relyingParty: row.party,
      known: .init(
        publicKey: try PasskeyPublicKey(row.key), counter: row.counter, isBackupEligible: row.isBackupEligible))
  }

  /// It was used.
  func update(_ credential: [UInt8], _ used: PasskeyAssertion.Used, at time: Moment) throws {
    try session.execute(
      "UPDATE passkey SET counter = ?, is_backed_up = ?, last_used = ? WHERE credential = ?",
      SQLValue(Int64(used.counter)), SQLValue(used.isBackedUp ? 1 : 0), SQLValue(time), .blob(credential))
  }

  /// The oldest first.
  func all(of account: Account.ID) throws -> [Passkey] {
    try session.all(
      """
      SELECT id, name, relying_party, is_backed_up, added, last_used FROM passkey WHERE account = ? ORDER BY added, id
      """, SQLValue(account.text)
    ) { row in
      Passkey(
        id: row.text(0), name: row.text(1), relyingParty: row.text(2), isBackedUp: row.integer(3) == 1,
        added: row.moment(4), lastUsed: row.optionalMoment(5))
    }
  }

  /// The IDs of an account's credentials, for devices that have one already.
  func credentials(of account: Account.ID, at party: RelyingParty) throws -> [[UInt8]] {
    try session.all(
      "SELECT credential FROM passkey WHERE account = ? AND relying_party = ? ORDER BY id", SQLValue(account.text),
      SQLValue(party.id)
    ) { $0.bytes(0) }
  }

  func hasAny(_ account: Account.ID) throws -> Bool {
    try session.first("SELECT id FROM passkey WHERE account = ? LIMIT 1", SQLValue(account.text)) { _ in true } ?? false
  }

  /// - Returns: whether there was such a one.
  func remove(_ id: String, of account: Account.ID) throws -> Bool {
    try session.execute("DELETE FROM passkey WHERE account = ? AND id = ?", SQLValue(account.text), SQLValue(id))
    return try session.changes == 1
  }

  // MARK: Handles

  func handle(of account: Account.ID) throws -> [UInt8]? {
    try session.first("SELECT handle FROM passkey_user WHERE account = ?", SQLValue(account.text)) { $0.bytes(0) }
  }

  func set(handle: [UInt8], of account: Account.ID) throws {
    try session.execute(
      "INSERT INTO passkey_user (account, handle) VALUES (?, ?) ON CONFLICT (account) DO NOTHING",
      SQLValue(account.text), .blob(handle))
  }
}

extension CredentialRegister {
  /// Whether a password alone opens nothing: there is an app, or a passkey.
  func hasSecondFactor(_ id: Account.ID) throws -> Bool {
    if try find(id)?.totp != nil { return true }
    return try PasskeyRegister(session: session).hasAny(id)
  }
}
