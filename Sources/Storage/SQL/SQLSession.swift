/// The seam between the rooms and the SQL engine: parameterised statements of the portable subset (`?` for parameters,
/// `INSERT … ON CONFLICT`, no triggers, no engine functions), inside one transaction or one consistent read.
/// docs/decisions/0010-postgresql-beside-sqlite.md lists what is in the subset; a test holds every statement to it.
///
/// Not Sendable: it lives no longer than the closure of `Store.read` or `Store.write`.
package struct SQLSession {
  /// Two cases rather than a protocol: a scan runs millions of small statements, and the way to each engine stays direct.
  enum Engine {
    case sqlite(SQLiteSession)
    case postgres(PostgresConnection)
  }

  let engine: Engine

  /// Runs one statement that gives no rows.
  ///
  /// PostgreSQL gets it together with those that follow, so that a round trip is paid once for many. What is wrong with
  /// it is thrown by it or by a later statement of the transaction, at the latest by the end of `Store.write`.
  package func execute(_ sql: String, _ arguments: SQLValue...) throws { try execute(sql, arguments: arguments) }

  package func execute(_ sql: String, arguments: [SQLValue]) throws {
    switch engine {
    case .sqlite(let session): try session.run(sql, arguments) { _ in true }
    case .postgres(let connection): try connection.execute(sql, arguments)
    }
  }

  /// Runs an `INSERT … VALUES (?, …)` for each of several rows that are taken to be new, with a key each. To insert without
  /// minding conflicts costs PostgreSQL half as much as to look for each of them first.
  /// - Returns: false when a key was there already; then none of the rows is inserted.
  package func insertNew(_ sql: String, rows: [[SQLValue]]) throws -> Bool {
    switch engine {
    case .sqlite(let session): try session.attempt { for row in rows { try session.run(sql, row) { _ in true } } }
    case .postgres(let connection): try connection.insertNew(sql, rows: rows)
    }
  }

  /// Calls `body` for each row, in the order of the answer.
  ///
  /// Rows come as they are asked for; an answer of any length takes little memory. `body` may run statements itself: on
  /// PostgreSQL the rest of the answer is then taken into memory first (up to 256 MB), so page long answers in that case.
  package func forEach(_ sql: String, _ arguments: SQLValue..., body: (SQLRow) throws -> Void) throws {
    try forEach(sql, arguments: arguments, body: body)
  }

  package func forEach(_ sql: String, arguments: [SQLValue], body: (SQLRow) throws -> Void) throws {
    try run(sql, arguments) { row in
      try body(row)
      return true
    }
  }

  /// Runs one statement for each of several sets of arguments, and calls `body` with the number of the set and each row of
  /// its answer. For answers of few rows: on PostgreSQL hundreds of them come at the cost of one round trip.
  package func forEach(
    _ sql: String, of sets: [[SQLValue]], body: (_ set: Int, _ row: SQLRow) throws -> Void
  ) throws {
    switch engine {
    case .sqlite(let session):
      for (number, arguments) in sets.enumerated() {
        try session.run(sql, arguments) { row in
          try body(number, row)
          return true
        }
      }
    case .postgres(let connection): try connection.query(sql, of: sets, body: body)
    }
  }

  package func all<T>(_ sql: String, _ arguments: SQLValue..., read: (SQLRow) throws -> T) throws -> [T] {
    var found: [T] = []
    try forEach(sql, arguments: arguments) { found.append(try read($0)) }
    return found
  }

  /// The first row, or nil. For answers of one row or few: what follows is thrown away, not left unasked for.
  package func first<T>(_ sql: String, _ arguments: SQLValue..., read: (SQLRow) throws -> T) throws -> T? {
    try first(sql, arguments: arguments, read: read)
  }

  package func first<T>(_ sql: String, arguments: [SQLValue], read: (SQLRow) throws -> T) throws -> T? {
    var found: T?
    try run(sql, arguments) { row in
      found = try read(row)
      return false
    }
    return found
  }

  /// Rows changed by the statement that ran last.
  package var changes: Int {
    get throws {
      switch engine {
      case .sqlite(let session): session.changes
      case .postgres(let connection): try connection.changes
      }
    }
  }

  /// The names of the columns of a table, in their order.
  package func columns(of table: String) throws -> [String] {
    let sql = "SELECT * FROM \(table)"
    return switch engine {
    case .sqlite(let session): try session.columns(of: sql)
    case .postgres(let connection): try connection.columns(of: sql)
    }
  }

  /// - Parameter body: says whether to go on.
  private func run(_ sql: String, _ arguments: [SQLValue], body: (SQLRow) throws -> Bool) throws {
    switch engine {
    case .sqlite(let session): try session.run(sql, arguments, body: body)
    case .postgres(let connection): try connection.query(sql, arguments, body: body)
    }
  }
}
