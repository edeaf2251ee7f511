import Custody
import Storage
import Testing

/// A question about one device must not walk over the rows of others.
@Suite struct QueryPlanTests {
  static let bigTables = [
    "person", "person_firm_token", "person_soft_token", "person_weak", "content", "content_profile", "scan", "holding",
    "journal", "loss",
  ]

  @Test(arguments: [
    "SELECT number, root FROM scan WHERE device = ? ORDER BY number",
    "SELECT path, content, unread FROM holding WHERE device = ? ORDER BY number",
    "SELECT number FROM holding WHERE device = ? AND path = ? AND closing_scan IS NULL",
    "SELECT COALESCE(MAX(number), 0) FROM holding WHERE device = ?",
    """
    SELECT content.sha256, content_profile.persons FROM content_profile
    JOIN content ON content.id = content_profile.content
    WHERE content_profile.content = ? ORDER BY content_profile.recogniser DESC LIMIT 1
    """,
    "SELECT id, root FROM person WHERE root <> id AND id BETWEEN ? AND ?",
    "SELECT DISTINCT core FROM person WHERE root = ? AND root <> id",
    "UPDATE person SET core = ? WHERE core = ? AND core <> id",
    """
    SELECT person.core FROM person_firm_token JOIN person ON person.id = person_firm_token.person
    WHERE person_firm_token.token = ?
    """,
    """
    SELECT person.id, person.has_name_birth FROM person_soft_token
    JOIN person ON person.id = person_soft_token.person WHERE person_soft_token.token = ?
    """,
    "SELECT token, kind FROM person_soft_token WHERE person = ?",
    "SELECT 1 FROM person_soft_token WHERE token = ? AND person <> ? LIMIT 1",
    "SELECT COALESCE(MAX(id), -1) + 1 FROM person", "SELECT COALESCE(MAX(sequence), 0) + 1 FROM journal",
    "SELECT reported, last_seen FROM loss WHERE device = ? ORDER BY sequence",
    "SELECT sequence FROM journal WHERE sequence > ? ORDER BY sequence LIMIT 1",
  ])
  func searchesByKey(sql: String) throws {
    let installation = try Installation()
    let parameters = sql.count { $0 == "?" }
    let plan = try installation.custody.store.read { session in
      var steps: [String] = []
      try session.forEach(
        "EXPLAIN QUERY PLAN " + sql, arguments: Array(repeating: SQLValue(1), count: parameters)
      ) { steps.append($0.text(3)) }
      return steps
    }
    #expect(!plan.isEmpty)
    for step in plan {
      for table in Self.bigTables { #expect(!step.hasPrefix("SCAN \(table)"), "\(step)") }
      #expect(!step.contains("TEMP B-TREE") || step.contains("DISTINCT"), "\(step)")
    }
  }
}
