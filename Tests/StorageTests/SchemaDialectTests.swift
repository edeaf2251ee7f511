import Storage
import TestDatabases
import Testing

@Suite struct SchemaDialectTests {
  @Test func sqliteGetsTheTextUntouched() throws {
    #expect(try SchemaDialect.sqlite.statements(of: Migration.journal.sql) == [Migration.journal.sql])
  }

  @Test(
    arguments: [
      (
        "CREATE TABLE note (id INTEGER NOT NULL PRIMARY KEY, text TEXT, body BLOB CHECK (length(body) = 2)) STRICT, WITHOUT ROWID;",
        #"CREATE TABLE IF NOT EXISTS note (id BIGINT NOT NULL PRIMARY KEY, text TEXT COLLATE "C", body BYTEA CHECK (length(body) = 2))"#
      ),
      ("CREATE TABLE IF NOT EXISTS a (b INTEGER)", "CREATE TABLE IF NOT EXISTS a (b BIGINT)"),
      ("CREATE INDEX a_by_b ON a (b) WHERE b <> 1", "CREATE INDEX IF NOT EXISTS a_by_b ON a (b) WHERE b <> 1"),
      (
        "CREATE UNIQUE INDEX a_open ON a (b, c) WHERE d IS NULL",
        "CREATE UNIQUE INDEX IF NOT EXISTS a_open ON a (b, c) WHERE d IS NULL"
      ),
      (
        "ALTER TABLE a ADD COLUMN c TEXT NOT NULL DEFAULT 'TEXT; INTEGER'",
        #"ALTER TABLE a ADD COLUMN IF NOT EXISTS c TEXT COLLATE "C" NOT NULL DEFAULT 'TEXT; INTEGER'"#
      ),
      ("DROP TABLE a", "DROP TABLE IF EXISTS a"), ("DROP INDEX a_by_b", "DROP INDEX IF EXISTS a_by_b"),
    ])
  func postgresGetsItsOwn(text: String, translated: String) throws {
    #expect(try SchemaDialect.postgres.statements(of: text) == [translated])
  }

  @Test func commentsAndEmptyStatementsGo() throws {
    let script = "-- first; not a statement\nDROP TABLE a; /* ; */ ;\n DROP TABLE b -- last\n;"
    #expect(
      try SchemaDialect.postgres.statements(of: script).map { $0.split(separator: "\n")[0].trimmingSpaces }
        == ["DROP TABLE IF EXISTS a", "DROP TABLE IF EXISTS b"])
  }

  @Test(arguments: [
    "CREATE TRIGGER a AFTER INSERT ON b BEGIN SELECT 1; END", "CREATE VIEW a AS SELECT 1",
    "CREATE TABLE a (b INTEGER PRIMARY KEY AUTOINCREMENT)", "CREATE TABLE a (b REAL)", "PRAGMA foreign_keys = OFF",
    "INSERT INTO a (b) VALUES (1)", "UPDATE a SET b = 1", "ALTER TABLE a RENAME TO b", "VACUUM",
    "CREATE TABLE a (b TEXT COLLATE NOCASE)",
  ])
  func whatNotEveryEngineHasIsRefused(script: String) {
    #expect(throws: StorageFailure.self) { try SchemaDialect.postgres.statements(of: script) }
  }

  @Test(
    arguments: [
      ("a ? 'it''s ?' \"q?\" -- ?\n? /* ? */ ?", 3), ("?", 1), ("'unended ?", 0), ("/* unended ?", 0), ("-- ?", 0),
      ("", 0), ("x'00' = ?", 1), ("名前 = ?", 1),
    ])
  func parametersAreFoundWhereTheyStand(sql: String, count: Int) {
    let tokens = SQLToken.all(in: sql)
    #expect(tokens.count { $0.kind == .parameter } == count)
    #expect(tokens.map(\.text).joined() == sql)
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
