import CanonicalForms
import Glibc
import Storage
import Synchronization
import TestDatabases
import Testing

/// What only a server can do to its clients.
@Suite(.needsPostgres) final class PostgresTests {
  private let database: TestDatabase
  private let store: Store

  private static let table = Migration(
    name: "9003_number", sql: "CREATE TABLE number (id INTEGER NOT NULL PRIMARY KEY) STRICT;")

  init() throws {
    database = try TestDatabase(.postgres)
    store = try Store(database.address, creating: true, migrations: [.journal, Self.table])
  }

  private func numbers() throws -> [Int64] {
    try store.read { try $0.all("SELECT id FROM number ORDER BY id") { $0.integer(0) } }
  }

  /// Ends all connections that look into this test's schema.
  private func disconnect(from other: Store) throws {
    let schema = try other.read { try $0.first("SELECT current_schema()") { $0.text(0) } }
    _ = try other.read { session in
      try session.all(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND query NOT LIKE '%pg_stat_activity%' AND application_name = ?
        """, SQLValue("hikae-\(schema ?? "")")
      ) { _ in true }
    }
  }

  /// A store whose connections can be told from those of other tests.
  private func named() throws -> Store {
    let schema = try store.read { try $0.first("SELECT current_schema()") { $0.text(0) } } ?? ""
    let url = (database.url ?? "") + "&application_name=hikae-" + schema
    return try Store(DatabaseAddress(url: url), creating: false, migrations: [.journal, Self.table])
  }

  @Test func brokenConnectionsAreReplaced() throws {
    let victim = try named()
    for id in 0..<5 {
      try victim.write { try $0.execute("INSERT INTO number (id) VALUES (?)", SQLValue(id)) }
      try disconnect(from: store)
      #expect(try victim.read { try $0.first("SELECT COUNT(*) FROM number") { $0.integer(0) } } == Int64(id + 1))
      try disconnect(from: store)
    }
    #expect(try numbers() == [0, 1, 2, 3, 4])
  }

  /// The connection breaks in the middle of a transaction: nothing of it is there, and it is done again whole.
  @Test func aBrokenTransactionIsDoneAgain() throws {
    let victim = try named()
    var attempts = 0
    try victim.write { session in
      attempts += 1
      try session.execute("INSERT INTO number (id) VALUES (?)", SQLValue(attempts))
      _ = try session.changes
      if attempts == 1 { try disconnect(from: store) }
      try session.execute("INSERT INTO number (id) VALUES (?)", SQLValue(100))
    }
    #expect(attempts == 2)
    #expect(try numbers() == [2, 100])
  }

  @Test func everyCommitIsOnTheDisk() throws {
    let url = (database.url ?? "").replacing("search_path", with: "synchronous_commit%3Doff%20-csearch_path")
    let lax = try Store(DatabaseAddress(url: url), creating: false, migrations: [.journal, Self.table])
    let settings = try lax.write { session in
      try ["synchronous_commit", "transaction_isolation", "client_encoding"].map { name in
        try session.first("SELECT current_setting(?)", SQLValue(name)) { $0.text(0) }
      }
    }
    #expect(settings == ["on", "serializable", "UTF8"])
    let reading = try lax.read { session in
      try ["transaction_isolation", "transaction_read_only"].map { name in
        try session.first("SELECT current_setting(?)", SQLValue(name)) { $0.text(0) }
      }
    }
    #expect(reading == ["repeatable read", "on"])
  }

  @Test func theUsersOwnTimeoutIsKept() throws {
    let url = (database.url ?? "").replacing("search_path", with: "statement_timeout%3D50%20-csearch_path")
    let impatient = try Store(DatabaseAddress(url: url), creating: false, migrations: [.journal, Self.table])
    let failure = #expect(throws: StorageFailure.self) {
      try impatient.read { try $0.first("SELECT 1 FROM pg_sleep(20)") { _ in true } }
    }
    #expect(failure?.code == .busy)
    #expect(try impatient.read { try $0.first("SELECT COUNT(*) FROM number") { $0.integer(0) } } == 0)
  }

  // MARK: What a user gets wrong

  private func failure(_ change: (String) -> String) -> StorageFailure? {
    let url = change(TestEngine.postgresURL ?? "")
    do {
      _ = try Store(DatabaseAddress(url: url), creating: false, migrations: [.journal])
      return nil
    } catch {
      return error as? StorageFailure
    }
  }

  @Test func aWrongPasswordIsTold() {
    let found = failure { $0.replacing("hikae@", with: "hikae:geheim@").replacing("passfile=", with: "sslkey=") }
    #expect(found?.code == .refused)
    #expect(found?.message.contains("geheim") == false)
    #expect(failure { $0.replacing("passfile=", with: "sslkey=") }?.code == .refused)
  }

  @Test func aMissingDatabaseIsTold() {
    #expect(failure { $0.replacing("/postgres?", with: "/not_there?") }?.code == .noDatabase)
  }

  @Test func aServerThatIsNotThereIsTold() {
    #expect(failure { _ in "postgres://hikae:geheim@127.0.0.1:1/x" }?.code == .unreachable)
    #expect(failure { $0 + "&sslmode=require" }?.code == .unreachable)
  }

  @Test(arguments: [
    "postgres://hikae:geheim@127.0.0.1:1/x?nonsense=1", "postgres://hikae:ge heim@[::1/x",
    "postgres://a:geheim@b:c d/e",
  ])
  func anUnreadableAddressIsNotRepeated(url: String) {
    let found = failure { _ in url }
    #expect(found != nil)
    #expect(found?.message.contains("heim") == false)
  }

  @Test func aDatabaseThatWasNotSetUpIsTold() throws {
    let empty = try TestDatabase(.postgres)
    let found = #expect(throws: StorageFailure.self) {
      try Store(empty.address, creating: false, migrations: [.journal])
    }
    #expect(found?.code == .missing)
  }

  @Test func whatTheServerSaysOfValuesIsNotRepeated() throws {
    let found = #expect(throws: StorageFailure.self) {
      try store.read { try $0.first("SELECT CAST(? AS BIGINT)", "secret name") { $0.integer(0) } }
    }
    #expect(found?.message.contains("secret") == false)
  }
}
