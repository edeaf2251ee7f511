import CanonicalForms
import Storage

/// External logins in the database, and the entries that make them. Values are in the personal part: erasing it closes
/// the way in.
struct ExternalRegister {
  let session: SQLSession

  // MARK: Entries

  static func expected(_ expectation: ExternalLogin.Expectation, issuer: String, of id: Account.ID) -> NewEntry {
    let (kind, value) = parts(of: expectation)
    return NewEntry(
      kind: "account.external_expected",
      body: ["account": .string(id.text), "issuer": .string(issuer), "by": .string(kind)],
      personal: (["value": .string(value)] as JSON).canonicalBytes)
  }

  /// - Parameter way: how the person was recognised: `email`, `subject`, `link`.
  static func bound(_ identity: ExternalIdentity, to id: Account.ID, by way: String) -> NewEntry {
    NewEntry(
      kind: "account.external_bound",
      body: ["account": .string(id.text), "issuer": .string(identity.issuer), "by": .string(way)],
      personal: (["subject": .string(identity.subject)] as JSON).canonicalBytes)
  }

  static func removed(from id: Account.ID) -> NewEntry {
    NewEntry(kind: "account.external_removed", body: ["account": .string(id.text)])
  }

  static func parts(of expectation: ExternalLogin.Expectation) -> (kind: String, value: String) {
    switch expectation {
    case .email(let value): ("email", value)
    case .subject(let value): ("subject", value)
    }
  }

  func apply(_ entry: JournalEntry) throws {
    let account = SQLValue(entry.body["account"].string ?? "")
    let issuer = SQLValue(entry.body["issuer"].string ?? "")
    let personal = entry.personal.bytes.flatMap { try? JSON(parsing: $0) } ?? .null
    switch entry.kind {
    case "account.external_expected":
      let value = personal["value"].string
      try put(account, issuer, kind: value == nil ? nil : entry.body["by"].string, value: value, subject: nil)
    case "account.external_bound":
      try put(account, issuer, kind: nil, value: nil, subject: personal["subject"].string)
    case "account.external_removed": try session.execute("DELETE FROM external_login WHERE account = ?", account)
    default: break
    }
  }

  private func put(_ account: SQLValue, _ issuer: SQLValue, kind: String?, value: String?, subject: String?) throws {
    try session.execute(
      """
      INSERT INTO external_login (account, issuer, kind, value, subject) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (account) DO UPDATE SET issuer = excluded.issuer, kind = excluded.kind, value = excluded.value,
        subject = excluded.subject
      """, account, issuer, SQLValue(kind), SQLValue(value), SQLValue(subject))
  }

  // MARK: Questions

  func find(_ id: Account.ID) throws -> ExternalLogin? {
    try session.first(
      "SELECT issuer, kind, value, subject FROM external_login WHERE account = ?", SQLValue(id.text)
    ) { row in
      let expectation = row.optionalText(2).map { value in
        row.optionalText(1) == "email" ? ExternalLogin.Expectation.email(value) : .subject(value)
      }
      return ExternalLogin(issuer: row.text(0), expectation: expectation, subject: row.optionalText(3))
    }
  }

  func owner(of subject: String, issuer: String) throws -> Account.ID? {
    try session.first(
      "SELECT account FROM external_login WHERE issuer = ? AND subject = ?", SQLValue(issuer), SQLValue(subject)
    ) { .init($0.text(0)) }
  }

  func waiting(for expectation: ExternalLogin.Expectation, issuer: String) throws -> Account.ID? {
    let (kind, value) = Self.parts(of: expectation)
    return try session.first(
      "SELECT account FROM external_login WHERE issuer = ? AND kind = ? AND value = ?", SQLValue(issuer),
      SQLValue(kind), SQLValue(value)
    ) { .init($0.text(0)) }
  }
}
