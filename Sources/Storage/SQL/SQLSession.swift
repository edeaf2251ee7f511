import GRDB
import GRDBSQLite

/// The seam between the rooms and the SQL engine: parameterised statements of the portable subset (`?` for parameters,
/// `INSERT … ON CONFLICT`, no triggers, no engine functions), inside one transaction or one consistent read.
///
/// GRDB keeps connections, transactions and prepared statements; binding and stepping go to the engine directly, because
/// a scan runs millions of small statements and boxing their arguments took longer than running them.
///
/// Not Sendable: it lives no longer than the closure of `Store.read` or `Store.write`.
package struct SQLSession {
  let database: Database

  /// Runs one statement that gives no rows.
  package func execute(_ sql: String, _ arguments: SQLValue...) throws {
    try run(sql, arguments) { _ in true }
  }

  /// Runs a script of statements without parameters.
  package func script(_ sql: String) throws { try database.execute(sql: sql) }

  /// Calls `body` for each row, in the order of the answer.
  package func forEach(_ sql: String, _ arguments: SQLValue..., body: (SQLRow) throws -> Void) throws {
    try forEach(sql, arguments: arguments, body: body)
  }

  package func forEach(_ sql: String, arguments: [SQLValue], body: (SQLRow) throws -> Void) throws {
    try run(sql, arguments) { row in
      try body(row)
      return true
    }
  }

  package func all<T>(_ sql: String, _ arguments: SQLValue..., read: (SQLRow) throws -> T) throws -> [T] {
    var found: [T] = []
    try forEach(sql, arguments: arguments) { found.append(try read($0)) }
    return found
  }

  /// The first row, or nil.
  package func first<T>(_ sql: String, _ arguments: SQLValue..., read: (SQLRow) throws -> T) throws -> T? {
    var found: T?
    try run(sql, arguments) { row in
      found = try read(row)
      return false
    }
    return found
  }

  /// Rows changed by the statement that ran last.
  package var changes: Int { database.changesCount }

  /// - Parameter body: says whether to go on.
  private func run(_ sql: String, _ arguments: [SQLValue], body: (SQLRow) throws -> Bool) throws {
    var statement = try database.cachedStatement(sql: sql)
    // The same text may run again from within the rows of its own answer.
    if sqlite3_stmt_busy(statement.sqliteStatement) != 0 { statement = try database.makeStatement(sql: sql) }
    let handle = statement.sqliteStatement
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    guard arguments.count == Int(sqlite3_bind_parameter_count(handle)) else {
      throw StorageFailure(.unavailable, "a statement with \(arguments.count) arguments does not take so many")
    }
    for (index, argument) in arguments.enumerated() {
      try check(argument.bind(to: handle, at: Int32(index + 1)), SQLITE_OK)
    }
    while true {
      let code = sqlite3_step(handle)
      guard code == SQLITE_ROW else {
        try check(code, SQLITE_DONE)
        return
      }
      guard try body(SQLRow(handle: handle)) else { return }
    }
  }

  private func check(_ code: Int32, _ expected: Int32) throws {
    guard code != expected else { return }
    throw DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: database.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) })
  }
}
