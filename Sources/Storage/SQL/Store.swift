/// The database of an installation: a SQLite file, or PostgreSQL when one machine is no longer enough.
///
/// Both keep the same promises. A write is one transaction, on disk when it returns; writes come one after the other, in
/// an order that all agree on; a read sees one consistent state.
package final class Store: Sendable {
  private enum Engine: Sendable {
    case sqlite(SQLiteStore)
    case postgres(PostgresStore)
  }

  private let engine: Engine
  /// Where the database lies.
  package let address: DatabaseAddress

  /// Opens the database and brings its schema up to date.
  /// - Parameters:
  ///   - creating: makes the file, or the tables in an empty database of a server, when they are not there; otherwise
  ///     their absence is a failure, so that a mistyped folder or URL never looks like an empty installation.
  ///   - trace: gets the text of every statement that runs, without its arguments. For tests of query plans.
  package init(
    _ address: DatabaseAddress, creating: Bool, migrations: [Migration], trace: (@Sendable (String) -> Void)? = nil
  ) throws {
    self.address = address
    switch address {
    case .sqlite(let path):
      let store = try SQLiteStore(path: path, creating: creating, trace: trace)
      try store.migrate(migrations)
      engine = .sqlite(store)
    case .postgres(let url):
      let store = try PostgresStore(url: url, trace: trace)
      try store.migrate(migrations, creating: creating)
      engine = .postgres(store)
    }
  }

  /// After something was erased: leaves no former state of it in this engine's files, as far as it can. PostgreSQL has
  /// `VACUUM` of its own, and its logs and backups are kept by whoever runs it.
  package func sweep() throws {
    switch engine {
    case .sqlite(let store): try store.sweep()
    case .postgres: break
    }
  }

  /// Runs `body` on a consistent state that no concurrent write changes.
  package func read<T>(_ body: (SQLSession) throws -> T) throws -> T {
    switch engine {
    case .sqlite(let store): try store.read(body)
    case .postgres(let store): try store.read(body)
    }
  }

  /// Runs `body` in one transaction: all of it is on disk when this returns, or none of it.
  ///
  /// On PostgreSQL `body` may run more than once, when another server wrote at the same time or the connection broke; what
  /// the earlier run wrote is gone then. So it must not change anything but the database until this has returned.
  package func write<T>(_ body: (SQLSession) throws -> T) throws -> T {
    switch engine {
    case .sqlite(let store): try store.write(body)
    case .postgres(let store): try store.write(body)
    }
  }

  /// Runs one statement as a transaction of its own, without waiting for the turn of `write`: for comparing and swapping
  /// on rows that neither the journal nor a projection rests on, such as leases.
  /// - Returns: the first row of its answer, or nil.
  package func swap<T>(_ sql: String, _ arguments: SQLValue..., read: (SQLRow) throws -> T) throws -> T? {
    switch engine {
    case .sqlite(let store): try store.write { try $0.first(sql, arguments: arguments, read: read) }
    case .postgres(let store): try store.swap(sql, arguments, read: read)
    }
  }

  package func close() throws {
    switch engine {
    case .sqlite(let store): try store.close()
    case .postgres(let store): store.close()
    }
  }
}
