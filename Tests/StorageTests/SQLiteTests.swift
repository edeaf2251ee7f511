import Cryptography
import Glibc
import Storage
import TestDatabases
import Testing

/// What is SQLite's own.
@Suite struct SQLiteTests {
  @Test func everyCommitIsSynced() throws {
    let database = try TestDatabase(.sqlite)
    let store = try Store(database.address, creating: true, migrations: [.journal])
    let settings = try store.write { session in
      try ["synchronous", "foreign_keys"].map { try session.first("PRAGMA \($0)") { $0.integer(0) } }
    }
    #expect(settings == [2, 1])
    let mode = try store.read { try $0.first("PRAGMA journal_mode") { $0.text(0) } }
    #expect(mode == "wal")
  }

  @Test func aMissingDatabaseIsNotMade() {
    let wrong = "/tmp/hikae-nowhere-\(getpid()).sqlite"
    #expect(throws: StorageFailure.self) { try Store(.sqlite(path: wrong), creating: false, migrations: [.journal]) }
    #expect(access(wrong, F_OK) != 0)
  }
}
