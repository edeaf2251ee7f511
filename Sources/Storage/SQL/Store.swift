import GRDB
import Glibc

/// The database of an installation: SQLite in WAL mode, every commit synced to disk before it counts.
package final class Store: Sendable {
  private let pool: DatabasePool
  /// Where the database lies.
  package let path: String

  /// Opens the database and brings its schema up to date.
  /// - Parameters:
  ///   - creating: makes the file when it is not there; otherwise its absence is a failure, so that a mistyped folder
  ///     never looks like an empty installation.
  ///   - trace: gets the text of every statement that runs, without its arguments. For tests of query plans.
  package init(
    path: String, creating: Bool, migrations: [Migration], trace: (@Sendable (String) -> Void)? = nil
  ) throws {
    guard creating || access(path, F_OK) == 0 else {
      throw StorageFailure(.missing, "no database at \(path): run `hikae init` first")
    }
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(30)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA cache_size = -65536")
      try database.execute(sql: "PRAGMA trusted_schema = OFF")
      if let trace {
        database.trace { event in
          if case .statement(let statement) = event { trace(statement.sql) }
        }
      }
    }
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
      // The pool itself settles for NORMAL, under which the last commits may be lost with the power.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    } catch {
      throw StorageFailure(.unavailable, "the database at \(path) cannot be opened (\(Self.reason(error)))")
    }
    self.path = path
    try migrate(migrations)
  }

  /// Runs `body` on a consistent state that no concurrent write changes.
  package func read<T>(_ body: (SQLSession) throws -> T) throws -> T {
    try pool.read { try body(SQLSession(database: $0)) }
  }

  /// Runs `body` in one transaction: all of it is on disk when this returns, or none of it.
  package func write<T>(_ body: (SQLSession) throws -> T) throws -> T {
    try pool.write { try body(SQLSession(database: $0)) }
  }

  package func close() throws { try pool.close() }

  private func migrate(_ migrations: [Migration]) throws {
    try write { session in
      try session.script(
        "CREATE TABLE IF NOT EXISTS schema_migration (name TEXT NOT NULL PRIMARY KEY) STRICT")
      let applied = Set(try session.all("SELECT name FROM schema_migration") { $0.text(0) })
      guard applied.isSubset(of: migrations.map(\.name)) else {
        throw StorageFailure(.tooNew, "the database was written by a later version of Hikae")
      }
      for migration in migrations where !applied.contains(migration.name) {
        try session.script(migration.sql)
        try session.execute("INSERT INTO schema_migration (name) VALUES (?)", SQLValue(migration.name))
      }
    }
  }

  private static func reason(_ error: any Error) -> String {
    (error as? DatabaseError).map { "\($0.resultCode)" } ?? "\(type(of: error))"
  }
}
