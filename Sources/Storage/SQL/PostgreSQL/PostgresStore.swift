import Dispatch
import Glibc

/// PostgreSQL, or an engine that speaks its protocol.
///
/// Writes are SERIALIZABLE and take turns, within this process by a semaphore and among processes by the one row of
/// `store_turn`, which each of them changes first. So a writer sees the state that the former one left, as on SQLite, and
/// the journal's numbers have no holes. Without the turn the database would find the conflicts all the same, but only
/// after the work was done, and long transactions would always lose.
final class PostgresStore: Sendable {
  private static let connections = 8
  /// How long a write is tried again and again, as long as SQLite waits for a lock.
  private static let patience = Duration.seconds(30)
  private static let beginWriting = [
    "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE", "UPDATE store_turn SET turn = turn + 1 WHERE id = 1",
  ]
  private static let beginReading = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"]

  private let pool: PostgresPool
  private let turn = DispatchSemaphore(value: 1)

  init(url: PostgresURL, trace: (@Sendable (String) -> Void)?) throws {
    pool = PostgresPool(url, size: Self.connections, trace: trace)
  }

  func close() { pool.close() }

  func read<T>(_ body: (SQLSession) throws -> T) throws -> T {
    try retrying { try transaction(Self.beginReading, on: $0, body) }
  }

  func write<T>(_ body: (SQLSession) throws -> T) throws -> T {
    turn.wait()
    defer { turn.signal() }
    return try retrying { try transaction(Self.beginWriting, on: $0, body) }
  }

  func swap<T>(_ sql: String, _ arguments: [SQLValue], read: (SQLRow) throws -> T) throws -> T? {
    try retrying { connection in
      try transaction(["BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"], on: connection) {
        try $0.first(sql, arguments: arguments, read: read)
      }
    }
  }

  private func transaction<T>(
    _ beginning: [String], on connection: PostgresConnection, _ body: (SQLSession) throws -> T
  ) throws -> T {
    do {
      try connection.begin(beginning)
      let result = try body(SQLSession(engine: .postgres(connection)))
      try connection.commit()
      return result
    } catch {
      // What the server said comes first: `body` may have made something else of it.
      let fault = connection.fault
      connection.rollBack()
      if let failure = error as? StorageFailure, failure.code == .uncertain { throw failure }
      throw fault ?? error
    }
  }

  /// Runs a transaction until it comes through without another in its way.
  private func retrying<T>(_ attempt: (PostgresConnection) throws -> T) throws -> T {
    let clock = ContinuousClock()
    let end = clock.now + Self.patience
    var wait: UInt32 = 1_000
    var wasConnected = false
    while true {
      do {
        return try pool.lend(attempt)
      } catch let fault as PostgresFault {
        // Nothing was committed in either case.
        guard fault.isConflict || fault.isConnectionLost, clock.now < end else { throw fault.failure }
        wasConnected = true
        usleep(UInt32.random(in: 0...wait))
        wait = min(wait * 2, 200_000)
      } catch let failure as StorageFailure where failure.code == .unreachable && wasConnected && clock.now < end {
        // It was there a moment ago: it is being started again, or another takes its place.
        usleep(200_000)
      }
    }
  }

  // MARK: Schema

  /// Brings the schema up to date. Each statement stands alone and may be run again, because engines that shard do not all
  /// change schemas inside of transactions; two servers that start together may both do it.
  func migrate(_ migrations: [Migration], creating: Bool) throws {
    if try !isSetUp() {
      guard creating else {
        throw StorageFailure(.missing, "the database has no installation: run `hikae init` first")
      }
      for statement in try SchemaDialect.postgres.statements(of: Self.ownTables) { try change(statement) }
      try change("INSERT INTO store_turn (id, turn) VALUES (1, 0) ON CONFLICT (id) DO NOTHING")
    }
    for migration in try read({ try migrations.missing(in: $0) }) {
      for statement in try SchemaDialect.postgres.statements(of: migration.sql) { try change(statement) }
      try write {
        try $0.execute(
          "INSERT INTO schema_migration (name) VALUES (?) ON CONFLICT (name) DO NOTHING", SQLValue(migration.name))
      }
    }
  }

  private static let ownTables = """
    CREATE TABLE schema_migration (name TEXT NOT NULL PRIMARY KEY) STRICT;
    CREATE TABLE store_turn (id INTEGER NOT NULL PRIMARY KEY, turn INTEGER NOT NULL) STRICT;
    """

  private func isSetUp() throws -> Bool {
    do {
      return try retrying { connection in
        try transaction(Self.beginReading, on: connection) { session in
          try session.first("SELECT turn FROM store_turn WHERE id = 1") { _ in true } ?? false
        }
      }
    } catch let failure as StorageFailure where failure.code == .unsupported {
      // No such table.
      return false
    }
  }

  /// Runs one statement alone.
  private func change(_ statement: String) throws {
    try pool.lend { connection in
      var attempts = 0
      while true {
        do {
          return try connection.runAlone(statement)
        } catch let fault as PostgresFault {
          attempts += 1
          guard fault.isSchemaRace, attempts < 20 else { throw fault.failure }
          usleep(UInt32.random(in: 1_000...50_000))
        }
      }
    }
  }
}
