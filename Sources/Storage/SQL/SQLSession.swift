import GRDB

/// The seam between the rooms and the SQL engine: parameterised statements of the portable subset (`?` for parameters,
/// `INSERT … ON CONFLICT`, no triggers, no engine functions), inside one transaction or one consistent read.
///
/// Not Sendable: it lives no longer than the closure of `Store.read` or `Store.write`.
package struct SQLSession {
  let database: Database

  /// Runs one statement that gives no rows.
  package func execute(_ sql: String, _ arguments: SQLValue...) throws {
    try execute(sql, arguments: arguments)
  }

  package func execute(_ sql: String, arguments: [SQLValue]) throws {
    let statement = try database.cachedStatement(sql: sql)
    try statement.execute(arguments: StatementArguments(arguments.map(\.databaseValue)))
  }

  /// Runs a script of statements without parameters.
  package func script(_ sql: String) throws { try database.execute(sql: sql) }

  /// Calls `body` for each row, in the order of the answer. The same SQL text must not be run again from within `body`.
  package func forEach(_ sql: String, _ arguments: SQLValue..., body: (SQLRow) throws -> Void) throws {
    try forEach(sql, arguments: arguments, body: body)
  }

  package func forEach(_ sql: String, arguments: [SQLValue], body: (SQLRow) throws -> Void) throws {
    let statement = try database.cachedStatement(sql: sql)
    let cursor = try Row.fetchCursor(
      statement, arguments: StatementArguments(arguments.map(\.databaseValue)))
    while let row = try cursor.next() { try body(SQLRow(row: row)) }
  }

  package func all<T>(_ sql: String, _ arguments: SQLValue..., read: (SQLRow) throws -> T) throws -> [T] {
    var found: [T] = []
    try forEach(sql, arguments: arguments) { found.append(try read($0)) }
    return found
  }

  /// The first row, or nil.
  package func first<T>(_ sql: String, _ arguments: SQLValue..., read: (SQLRow) throws -> T) throws -> T? {
    let statement = try database.cachedStatement(sql: sql)
    let cursor = try Row.fetchCursor(
      statement, arguments: StatementArguments(arguments.map(\.databaseValue)))
    return try cursor.next().map { try read(SQLRow(row: $0)) }
  }

  /// Rows changed by the statement that ran last.
  package var changes: Int { database.changesCount }
}
