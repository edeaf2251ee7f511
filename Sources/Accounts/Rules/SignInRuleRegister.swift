import CanonicalForms
import Storage

/// The rules in the database, and the entry that makes them: all of them each time.
struct SignInRuleRegister {
  let session: SQLSession

  static let kind = "sign_in.rules_set"

  static func set(_ rules: SignInRules) -> NewEntry {
    NewEntry(
      kind: kind,
      body: ["second_factor": names(rules.secondFactor), "provider_only": names(rules.providerOnly)])
  }

  private static func names(_ roles: Set<Role>) -> JSON { JSON(roles.map(\.rawValue).sorted()) }

  func apply(_ entry: JournalEntry) throws {
    let secondFactor = Set(entry.body["second_factor"].strings)
    let providerOnly = Set(entry.body["provider_only"].strings)
    try session.execute("DELETE FROM sign_in_rule")
    for role in secondFactor.union(providerOnly).sorted() {
      try session.execute(
        "INSERT INTO sign_in_rule (role, second_factor, provider_only) VALUES (?, ?, ?)", SQLValue(role),
        SQLValue(secondFactor.contains(role) ? 1 : 0), SQLValue(providerOnly.contains(role) ? 1 : 0))
    }
  }

  /// Whether the provider has asked for several factors.
  func isStrong(_ session: Session.ID) throws -> Bool {
    try self.session.first("SELECT id FROM strong_session WHERE id = ?", SQLValue(session)) { _ in true } ?? false
  }

  func setStrong(_ session: Session) throws {
    try self.session.execute(
      "INSERT INTO strong_session (id, expires) VALUES (?, ?)", SQLValue(session.id), SQLValue(session.expires))
  }

  func rules() throws -> SignInRules {
    var rules = SignInRules()
    let rows = try session.all("SELECT role, second_factor, provider_only FROM sign_in_rule") { row in
      (role: Role(rawValue: row.text(0)), needsFactor: row.integer(1) == 1, needsProvider: row.integer(2) == 1)
    }
    for row in rows {
      guard let role = row.role else { continue }
      if row.needsFactor { rules.secondFactor.insert(role) }
      if row.needsProvider { rules.providerOnly.insert(role) }
    }
    return rules
  }
}
