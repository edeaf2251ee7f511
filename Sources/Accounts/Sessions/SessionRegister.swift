import CanonicalForms
import Storage

/// Sessions in the database.
struct SessionRegister {
  let session: SQLSession

  func insert(_ new: Session, hash: [UInt8]) throws {
    try session.execute(
      """
      INSERT INTO session (hash, id, account, opened, last_seen, expires, confirmed, client)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, .blob(hash), SQLValue(new.id), SQLValue(new.account.id.text), SQLValue(new.opened),
      SQLValue(new.lastSeen), SQLValue(new.expires), SQLValue(new.confirmedAt), SQLValue(new.client))
  }

  func find(_ hash: [UInt8], csrf: String) throws -> Session? {
    try session.first(
      """
      SELECT \(AccountRegister.columns), session.id, session.opened, session.last_seen, session.expires,
        session.confirmed, session.client
      FROM session JOIN account ON account.id = session.account WHERE session.hash = ?
      """, .blob(hash)
    ) { Self.read($0, csrf: csrf) }
  }

  func all(of id: Account.ID) throws -> [Session] {
    try session.all(
      """
      SELECT \(AccountRegister.columns), session.id, session.opened, session.last_seen, session.expires,
        session.confirmed, session.client
      FROM session JOIN account ON account.id = session.account WHERE session.account = ?
      ORDER BY session.last_seen DESC, session.id
      """, SQLValue(id.text)
    ) { Self.read($0, csrf: "") }
  }

  private static func read(_ row: SQLRow, csrf: String) -> Session {
    let first = AccountRegister.columnCount
    return Session(
      id: row.text(first), account: AccountRegister.read(row), opened: row.moment(first + 1),
      lastSeen: row.moment(first + 2), expires: row.moment(first + 3), confirmedAt: row.moment(first + 4),
      client: row.text(first + 5), csrf: csrf)
  }
}
