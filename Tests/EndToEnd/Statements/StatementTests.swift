import HikaeCommands
import Storage
import Testing

/// Holds every statement of the rooms to the portable subset, so that one text runs on all engines.
@Suite("Statements")
struct StatementTests {
  /// Where what is the engine's own is kept: one folder for each.
  private static let engines = ["/Sources/Storage/SQL/SQLite/", "/Sources/Storage/SQL/PostgreSQL/"]

  private static var sources: [String] {
    SourceTree.swiftFiles(below: SourceTree.root + "/Sources").filter { file in
      if engines.contains(where: file.contains) { return false }
      return file.contains("/Sources/Storage/") || SourceTree.imports(of: file).contains("Storage")
    }
  }

  @Test func everyStatementIsPortable() {
    var statements = 0
    for file in Self.sources {
      for literal in SwiftLiterals.all(in: SourceTree.text(of: file)) where PortableSubset.isStatement(literal) {
        statements += 1
        for objection in PortableSubset.objections(to: literal) {
          Issue.record("\(file.split(separator: "/").last ?? ""): \(objection)\n\(literal)")
        }
      }
    }
    #expect(statements > 60, "the statements were not found")
  }

  private static let migrations = InstallationParts.migrations

  @Test(arguments: migrations.map(\.name)) func everyMigrationIsPortable(name: String) throws {
    let migration = try #require(Self.migrations.first { $0.name == name })
    #expect(PortableSubset.objections(to: migration.sql) == [])
    #expect(try !SchemaDialect.postgres.statements(of: migration.sql).isEmpty)
  }

  /// The test is proved by statements that it has to refuse.
  @Test(arguments: [
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", "SELECT pg_advisory_lock(1)", "LISTEN channel_a",
    "NOTIFY channel_a", "INSERT OR REPLACE INTO a (b) VALUES (?)", "INSERT OR IGNORE INTO a (b) VALUES (?)",
    "REPLACE INTO a (b) VALUES (?)", "INSERT INTO a (b) SELECT b FROM c", "INSERT INTO a (b) VALUES ((SELECT 1))",
    "SELECT b FROM a WHERE c = ? FOR UPDATE", "SELECT b FROM a FOR UPDATE SKIP LOCKED", "SELECT nextval('s')",
    "CREATE TABLE a (b BIGSERIAL PRIMARY KEY)", "CREATE TABLE a (b INTEGER PRIMARY KEY AUTOINCREMENT)",
    "SELECT ifnull(b, 0) FROM a", "SELECT hex(b) FROM a", "SELECT strftime('%s', b) FROM a",
    "SELECT datetime('now') FROM a", "SELECT b FROM a WHERE c > now()", "SELECT random() FROM a",
    "SELECT MAX(b, c) FROM a", "UPDATE a SET b = MAX(b, ?)", "SELECT SUM(b) FROM a",
    "SELECT SUM(CAST(b AS BIGINT)) FROM a", "SELECT group_concat(b) FROM a",
    "SELECT b FROM a WHERE c LIKE ?", "SELECT b FROM a WHERE c GLOB ?", "SELECT b FROM a WHERE c IS ?",
    "SELECT b FROM a WHERE c = x'00'", "SELECT b FROM a WHERE c == ?", "SELECT b FROM a WHERE c = ?1",
    "SELECT b FROM a WHERE c = :name", "SELECT b FROM a WHERE c = $1", "SELECT \"b\" FROM a",
    "WITH RECURSIVE r AS (SELECT 1) SELECT b FROM r", "DELETE FROM a ORDER BY b LIMIT 1", "UPDATE a SET b = c FROM d",
    "DELETE FROM a USING c", "UPDATE a SET b = (SELECT c FROM d)", "LOCK TABLE a", "CREATE VIEW a AS SELECT b FROM c",
    "CREATE TABLE a (b INTEGER REFERENCES c (d) DEFERRABLE INITIALLY DEFERRED)", "CREATE TABLE a (b REAL)",
    "CREATE TABLE a (b BOOLEAN)", "SELECT rowid FROM a", "SELECT name FROM pragma_table_info(?)", "PRAGMA user_version",
    "SELECT b FROM a ORDER BY c COLLATE NOCASE", "BEGIN IMMEDIATE", "TRUNCATE TABLE a", "VACUUM FULL",
    "SELECT b FROM a FULL JOIN c ON c.d = a.d", "SELECT b FROM a WHERE c = TRUE", "SELECT b & 1 FROM a",
    "SELECT date_trunc('day', b) FROM a", "SELECT b FROM a WHERE c @> ?",
  ])
  func whatIsNotPortableIsRefused(statement: String) {
    #expect(PortableSubset.isStatement(statement), "\(statement) was not seen to be a statement")
    #expect(!PortableSubset.objections(to: statement).isEmpty, "\(statement)")
  }

  @Test(arguments: [
    "SELECT b, COUNT(*) FROM a WHERE c = ? AND (d IS NULL OR d IS NOT NULL) GROUP BY b ORDER BY b LIMIT 1",
    "INSERT INTO a (b, c) VALUES (?, 'or replace; FOR UPDATE') ON CONFLICT (b) DO UPDATE SET c = excluded.c RETURNING b",
    "SELECT CAST(SUM(b) AS BIGINT) FROM a -- now()", "DELETE FROM a WHERE b IN (?, ?)",
    "UPDATE a SET b = CASE WHEN b < ? THEN 1 ELSE b END WHERE c BETWEEN ? AND ?",
    "SELECT a.b FROM a LEFT JOIN c ON c.d = a.d", "CREATE TABLE a (b TEXT NOT NULL REFERENCES c (d), PRIMARY KEY (b))",
  ])
  func whatIsPortablePasses(statement: String) {
    #expect(PortableSubset.isStatement(statement))
    #expect(PortableSubset.objections(to: statement) == [])
  }

  @Test func literalsAreFoundInSources() {
    let source = #"""
      let a = "one \(b("two", c) + d) three" // "no"
      /* "no" */ let e = """
        four "five" \(f { "six" })
        """
      let g = #"seven \(no)"#
      """#
    #expect(
      SwiftLiterals.all(in: source).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        == ["two", "one interpolated three", "six", "four \"five\" interpolated", "seven \\(no)"])
  }

  /// What each table is spread by over nodes, and what its key begins with.
  private static let shards = [
    "scan": "device", "scan_ground": "device", "holding": "device", "loss": "device", "device": "id",
    "journal": "sequence", "person": "id",
    "person_firm_token": "token", "person_soft_token": "token", "person_weak": "token", "content": "id",
    "content_profile": "content", "content_profile_arrival": "content", "medium_visit": "medium",
    "organisation": "id",
    "organisation_mark": "organisation", "agreement": "id",
    "delivery": "id", "roster": "client", "lease": "name", "token_key": "epoch", "log_checkpoint": "origin",
    "enrolment_token": "device", "device_epoch": "device", "device_certificate": "device", "batch": "device",
    "place": "device", "place_numbers": "device", "batch_conflict": "device", "batch_progress": "device",
    "log_doubt": "device",
    "osquery_node": "hash",
    // The accounts: found by what whoever comes brings along.
    "account": "id", "accounts_key": "epoch", "credential": "account", "recovery_code": "account",
    "sign_in_failure": "login_mark", "sign_in_challenge": "hash", "session": "hash", "invitation": "hash",
    "access_token": "hash", "external_login": "account", "sign_on": "hash", "sign_in_rule": "role",
    "provider_session": "id", "kept_form": "hash",
    "provider_challenge": "hash",
    "passkey": "credential", "passkey_user": "account", "passkey_challenge": "hash",
    // The response: by incident.
    "incident": "id", "incident_scope": "incident", "statement": "incident", "contradiction_resolution": "incident",
    "response_task": "incident", "response_task_proof": "incident", "incident_event": "incident",
    "obligation_fulfilment": "incident",
    "outward_document": "incident", "client_pack": "incident",
    "client_pack_sealing": "incident", "lost_property_search": "incident",
    "response_party": "organisation", "reporter_details": "organisation", "mailing_list": "incident",
    "letter_batch": "incident", "letter": "code",
    "letter_return": "incident", "letter_codes": "incident",
    "letter_content": "code",
    "letter_substitute": "incident",
    "incident_retention": "incident", "incident_erasure": "incident",
    "leak_survey": "incident", "inquiry_desk": "incident", "inquiry": "incident",
    "inquiry_step": "incident", "inquiry_question": "incident",
    // What the public asks for by a name of its own.
    "notice_series": "id", "notice_revision": "series", "notice_page": "series", "notice_acknowledgement": "series",
    "inquiry_form": "form",
    // Recovery keys.
    "escrow_secret": "device", "escrow_metadata": "device", "escrow_kek": "epoch", "escrow_key": "device",
    "escrow_proof": "device", "escrow_volume": "device", "reveal": "device", "reveal_vote": "device",
    "escrow_rotation": "device", "escrow_drill": "device", "escrow_policy": "name", "escrow_canary": "name",
    "escrow_report": "device", "escrow_question": "device", "escrow_handed": "device",
    "escrow_rollback": "device", "escrow_retired": "device", "escrow_drill_proof": "device",
    "escrow_sealing": "device", "escrow_sealed_secret": "device", "custodian_key": "account",
    "custodian_proposal": "id", "sealing_rule": "class", "reveal_recipient": "device", "reveal_share": "device",
    "reveal_answer": "device",
    // The console.
    "device_standing": "device", "device_standing_people": "device", "device_standing_unread": "device",
    "standing_progress": "name", "reading": "subject", "reading_client": "client", "idempotency": "account",
  ]

  /// Kept whole on every node: what others refer to by another column than theirs, or what is unique in two ways.
  private static let whole: Set<String> = [
    "organisation", "agreement", "device", "content", "account", "external_login",
  ]

  @Test func tablesCanBeSpreadOverNodes() throws {
    let rules = ShardRules(shards: Self.shards, whole: Self.whole)
    #expect(try rules.objections(to: Self.migrations.map(\.sql)) == [])
    // None is kept whole without need.
    for table in Self.whole.sorted() {
      let fewer = ShardRules(shards: Self.shards, whole: Self.whole.subtracting([table]))
      #expect(try fewer.objections(to: Self.migrations.map(\.sql)) != [], "\(table) need not be whole")
    }
  }

  /// The rules are proved by tables that they have to refuse: `a` is spread by `d`, `b` by `d`, `c` by `e`, `w` is whole.
  @Test(arguments: [
    "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, d INTEGER)", "CREATE TABLE a (d INTEGER, k INTEGER UNIQUE)",
    "CREATE TABLE a (d INTEGER, k INTEGER, n INTEGER, PRIMARY KEY (d, k), UNIQUE (k, n))",
    "CREATE UNIQUE INDEX i ON a (k) WHERE d IS NULL",
    "CREATE TABLE a (d INTEGER NOT NULL, k INTEGER REFERENCES c (e))",
    "CREATE TABLE a (d INTEGER NOT NULL REFERENCES b (k))",
    "CREATE TABLE a (d INTEGER, k INTEGER, FOREIGN KEY (k, d) REFERENCES c (k, d))",
    "CREATE TABLE w (k INTEGER NOT NULL PRIMARY KEY REFERENCES a (d))",
    "CREATE TABLE z (k INTEGER NOT NULL PRIMARY KEY)",
  ])
  func whatNodesRefuseIsRefused(statement: String) throws {
    #expect(try !Self.example.objections(to: [statement]).isEmpty)
  }

  @Test(arguments: [
    "CREATE TABLE a (d INTEGER NOT NULL REFERENCES b (d), k INTEGER REFERENCES w (k), PRIMARY KEY (k, d))",
    "CREATE TABLE a (d INTEGER, k INTEGER, FOREIGN KEY (k, d) REFERENCES b (k, d))",
    "CREATE TABLE w (k INTEGER NOT NULL PRIMARY KEY, n TEXT UNIQUE CHECK (length(n) > 0 AND n <> ''))",
    "CREATE INDEX i ON a (k)", "CREATE UNIQUE INDEX i ON a (k, d)",
    "CREATE UNIQUE INDEX i ON a (k); DROP INDEX i",
    "CREATE TABLE a (k INTEGER PRIMARY KEY REFERENCES c (e)); DROP TABLE a",
  ])
  func whatNodesTakePasses(script: String) throws { #expect(try Self.example.objections(to: [script]) == []) }

  private static let example = ShardRules(shards: ["a": "d", "b": "d", "c": "e", "w": "k"], whole: ["w"])

  /// Every table says what it is sharded by, and its key begins with that; tables that are the same for everybody are
  /// kept whole on every node.
  @Test func keysBeginWithWhatTheyShardBy() throws {
    var seen: Set<String> = []
    for migration in Self.migrations {
      for statement in try SchemaDialect.postgres.statements(of: migration.sql)
      where statement.hasPrefix("CREATE TABLE") {
        let words = SQLToken.all(in: statement).filter { $0.kind == .word }.map(\.text)
        let name = words[5]
        seen.insert(name)
        let primary = try #require(words.firstIndex(of: "PRIMARY"), "\(name) has no key")
        // Behind its column (`id BIGINT NOT NULL PRIMARY KEY`), or before its columns (`PRIMARY KEY (device, number)`).
        let column =
          words[primary - 1] == "NULL" && words[primary - 2] == "NOT" && !statement.contains("PRIMARY KEY (")
          ? words[..<primary].last { $0 == $0.lowercased() && $0 != "c" } : words[primary + 2]
        #expect(column == Self.shards[name], "\(name)")
      }
    }
    #expect(seen == Set(Self.shards.keys))
  }
}
