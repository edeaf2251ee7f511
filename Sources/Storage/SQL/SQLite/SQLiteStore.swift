import GRDB
import Glibc

/// SQLite in WAL mode, every commit synced to disk before it counts.
final class SQLiteStore: Sendable {
  private let pool: DatabasePool

  init(path: String, creating: Bool, trace: (@Sendable (String) -> Void)?) throws {
    guard creating || access(path, F_OK) == 0 else {
      throw StorageFailure(.missing, "no database at \(path): run `hikae init` first")
    }
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(30)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA cache_size = -65536")
      try database.execute(sql: "PRAGMA trusted_schema = OFF")
      // What is erased is overwritten, not only taken off the list.
      try database.execute(sql: "PRAGMA secure_delete = ON")
      if let trace {
        database.trace { event in
          if case .statement(let statement) = event { trace(statement.sql) }
        }
      }
    }
    do {
      pool = try Self.open(path, configuration)
      // The pool itself settles for NORMAL, under which the last commits may be lost with the power.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    } catch {
      throw StorageFailure(.unavailable, "the database at \(path) cannot be opened (\(Self.reason(error)))")
    }
    // SQLite syncs the names of its logs, and leaves that of a new database to whoever makes it.
    if creating { try DataFolder.keepName(of: path) }
  }

  /// SQLite does not wait when a new file is turned to WAL mode while another does the same: of several that make it at once
  /// all but one are sent away, and have to come again.
  private static func open(_ path: String, _ configuration: Configuration) throws -> DatabasePool {
    let end = ContinuousClock.now + .seconds(30)
    while true {
      do {
        return try DatabasePool(path: path, configuration: configuration)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < end {
        usleep(UInt32.random(in: 1_000...50_000))
      }
    }
  }

  func read<T>(_ body: (SQLSession) throws -> T) throws -> T { try pool.read { try body(Self.session($0)) } }
  func write<T>(_ body: (SQLSession) throws -> T) throws -> T { try pool.write { try body(Self.session($0)) } }
  func close() throws { try pool.close() }

  /// Empties the log of changes, where pages stand as they were before. Not while somebody reads: then it happens next time.
  func sweep() throws {
    do {
      try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED {
      return
    }
  }

  /// Brings the schema up to date, in one transaction.
  func migrate(_ migrations: [Migration]) throws {
    try pool.write { database in
      let session = SQLiteSession(database: database)
      try session.script("CREATE TABLE IF NOT EXISTS schema_migration (name TEXT NOT NULL PRIMARY KEY) STRICT")
      let seam = Self.session(database)
      for migration in try migrations.missing(in: seam) {
        for statement in try SchemaDialect.sqlite.statements(of: migration.sql) { try session.script(statement) }
        try seam.execute("INSERT INTO schema_migration (name) VALUES (?)", SQLValue(migration.name))
      }
    }
  }

  private static func session(_ database: Database) -> SQLSession {
    SQLSession(engine: .sqlite(SQLiteSession(database: database)))
  }

  private static func reason(_ error: any Error) -> String {
    (error as? DatabaseError).map { "\($0.resultCode)" } ?? "\(type(of: error))"
  }
}
