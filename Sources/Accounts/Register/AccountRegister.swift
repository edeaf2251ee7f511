import CanonicalForms
import Storage

/// The accounts in the database, and the entries that make them.
struct AccountRegister {
  let session: SQLSession

  // MARK: Entries

  /// Login and name are in the personal part: they can be erased when somebody has left.
  static func created(_ account: Account) -> NewEntry {
    NewEntry(
      kind: "account.created",
      body: [
        "account": .string(account.id.text), "roles": roles(account), "organisation": JSON(account.organisation),
        "language": .string(account.language),
      ], personal: personal(["login": .string(account.login), "name": .string(account.name)]))
  }

  /// What it takes to make the one out of the other; nothing when they are the same.
  static func changes(from former: Account, to account: Account) -> [NewEntry] {
    let id: JSON = .string(account.id.text)
    var entries: [NewEntry] = []
    if account.name != former.name || account.language != former.language {
      entries.append(
        NewEntry(
          kind: "account.changed", body: ["account": id, "language": .string(account.language)],
          personal: personal(["name": .string(account.name)])))
    }
    if account.roles != former.roles || account.organisation != former.organisation {
      entries.append(
        NewEntry(
          kind: "account.roles_changed",
          body: [
            "account": id, "roles": roles(account), "former": roles(former),
            "organisation": JSON(account.organisation),
          ]))
    }
    if account.isActive != former.isActive {
      entries.append(
        NewEntry(kind: account.isActive ? "account.enabled" : "account.disabled", body: ["account": id]))
    }
    return entries
  }

  private static func roles(_ account: Account) -> JSON { JSON(account.roles.map(\.rawValue).sorted()) }
  private static func personal(_ members: JSON) -> [UInt8] { members.canonicalBytes }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let account = SQLValue(body["account"].string ?? "")
    let personal = entry.personal.bytes.flatMap { try? JSON(parsing: $0) } ?? .null
    switch entry.kind {
    case "account.created":
      try session.execute(
        """
        INSERT INTO account (id, login, name, roles, organisation, language, is_active) VALUES (?, ?, ?, ?, ?, ?, 1)
        """, account, SQLValue(personal["login"].string), SQLValue(personal["name"].string),
        SQLValue(body["roles"].strings.joined(separator: ",")), SQLValue(body["organisation"].string),
        SQLValue(body["language"].string ?? "ja"))
    case "account.changed":
      try session.execute(
        "UPDATE account SET name = ?, language = ? WHERE id = ?", SQLValue(personal["name"].string),
        SQLValue(body["language"].string ?? "ja"), account)
    case "account.roles_changed":
      try session.execute(
        "UPDATE account SET roles = ?, organisation = ? WHERE id = ?",
        SQLValue(body["roles"].strings.joined(separator: ",")), SQLValue(body["organisation"].string), account)
    case "account.disabled": try session.execute("UPDATE account SET is_active = 0 WHERE id = ?", account)
    case "account.enabled": try session.execute("UPDATE account SET is_active = 1 WHERE id = ?", account)
    default: break
    }
  }

  // MARK: Questions

  /// The columns that `read` takes, in its order.
  static let columns =
    "account.id, account.login, account.name, account.roles, account.organisation, "
    + "account.language, account.is_active"
  static let columnCount = 7

  /// - Parameter first: the place of the first of `columns` in the row.
  static func read(_ row: SQLRow, from first: Int = 0) -> Account {
    Account(
      id: .init(row.text(first)), login: row.text(first + 1), name: row.text(first + 2),
      roles: Set(row.text(first + 3).split(separator: ",").compactMap { Role(rawValue: String($0)) }),
      organisation: row.optionalText(first + 4), language: row.text(first + 5), isActive: row.integer(first + 6) == 1)
  }

  func find(_ id: Account.ID) throws -> Account? {
    try session.first("SELECT \(Self.columns) FROM account WHERE id = ?", SQLValue(id.text)) { Self.read($0) }
  }

  func find(login: Login) throws -> Account? {
    try session.first("SELECT \(Self.columns) FROM account WHERE login = ?", SQLValue(login.text)) { Self.read($0) }
  }

  /// - Throws: `AccountsFailure` with the code `unknown_account`.
  func require(_ id: Account.ID) throws -> Account {
    guard let account = try find(id) else { throw AccountsFailure(.unknownAccount) }
    return account
  }

  func all() throws -> [Account] {
    try session.all("SELECT \(Self.columns) FROM account ORDER BY login, id") { Self.read($0) }
  }

  func isEmpty() throws -> Bool { try session.first("SELECT id FROM account LIMIT 1") { _ in true } == nil }

  // MARK: Rules

  /// - Throws: `AccountsFailure` with the code `invalid_account`.
  static func requireSound(_ account: Account) throws {
    let isClient = account.roles.contains(.client)
    guard !account.roles.isEmpty, !account.name.isEmpty, account.name.utf8.count <= 400,
      ["ja", "en"].contains(account.language), !isClient || account.roles.count == 1,
      isClient == (account.organisation?.isEmpty == false)
    else { throw AccountsFailure(.invalidAccount) }
  }

  /// - Throws: `AccountsFailure` with the code `not_allowed`, unless the one who acts may do this.
  func require(_ permission: Permission, of actor: Account.ID) throws {
    guard actor != .hikae else { return }
    guard try find(actor)?.may(permission) == true else { throw AccountsFailure(.notAllowed) }
  }

  /// As `require`, but everybody may do it to the own account.
  func requireSelfOrAdministrator(_ actor: Account.ID, of account: Account.ID) throws {
    try require(actor == account ? .manageOwnAccount : .manageAccounts, of: actor)
  }
}
