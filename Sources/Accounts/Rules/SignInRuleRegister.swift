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

  /// Whether a session was opened through the provider, and then whether several factors were asked for; nil for others.
  func hasSeveralFactors(_ session: Session.ID) throws -> Bool? {
    try self.session.first("SELECT has_several_factors FROM provider_session WHERE id = ?", SQLValue(session)) {
      $0.integer(0) == 1
    }
  }

  func setThroughProvider(_ session: Session.ID, hasSeveralFactors: Bool, until expires: Moment) throws {
    try self.session.execute(
      """
      INSERT INTO provider_session (id, has_several_factors, expires) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET has_several_factors = excluded.has_several_factors
      """, SQLValue(session), SQLValue(hasSeveralFactors ? 1 : 0), SQLValue(expires))
  }

  /// A sign-in that was begun at the provider waits for the second factor.
  func setThroughProvider(challenge hash: [UInt8], until expires: Moment) throws {
    try session.execute(
      "INSERT INTO provider_challenge (hash, expires) VALUES (?, ?)", .blob(hash), SQLValue(expires))
  }

  func isThroughProvider(challenge hash: [UInt8]) throws -> Bool {
    try session.first("SELECT hash FROM provider_challenge WHERE hash = ?", .blob(hash)) { _ in true } ?? false
  }

  func forgetExpired(at time: Moment) throws {
    try session.execute("DELETE FROM provider_session WHERE expires <= ?", SQLValue(time))
    try session.execute("DELETE FROM provider_challenge WHERE expires <= ?", SQLValue(time))
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
