import GRDB
import GRDBSQLite

/// Statements on one connection to SQLite.
///
/// GRDB keeps connections, transactions and prepared statements; binding and stepping go to the engine directly, because
/// a scan runs millions of small statements and boxing their arguments took longer than running them.
struct SQLiteSession {
  let database: Database

  var changes: Int { database.changesCount }

  /// Runs a script of statements without parameters.
  func script(_ sql: String) throws { try database.execute(sql: sql) }

  func columns(of sql: String) throws -> [String] { try database.cachedStatement(sql: sql).columnNames }

  /// - Parameter body: says whether to go on.
  func run(_ sql: String, _ arguments: [SQLValue], body: (SQLRow) throws -> Bool) throws {
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
      guard try body(SQLRow(engine: .sqlite(SQLiteRow(handle: handle)))) else { return }
    }
  }

  /// Runs statements of which all or none count.
  /// - Returns: false when a key was there already.
  func attempt(_ statements: () throws -> Void) throws -> Bool {
    try run("SAVEPOINT attempt", []) { _ in true }
    do {
      try statements()
    } catch let error as DatabaseError
      where [.SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_UNIQUE].contains(error.extendedResultCode)
    {
      try run("ROLLBACK TO attempt", []) { _ in true }
      try run("RELEASE attempt", []) { _ in true }
      return false
    }
    try run("RELEASE attempt", []) { _ in true }
    return true
  }

  private func check(_ code: Int32, _ expected: Int32) throws {
    guard code != expected else { return }
    throw DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: database.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) })
  }
}

extension SQLValue {
  /// - Returns: the engine's result code. The engine takes a copy.
  fileprivate func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch self {
    case .null: return sqlite3_bind_null(statement, index)
    case .integer(let value): return sqlite3_bind_int64(statement, index, value)
    case .text(var value):
      return value.withUTF8 { text in
        text.withMemoryRebound(to: CChar.self) { chars in
          // A null pointer would bind NULL rather than the empty text.
          chars.isEmpty
            ? sqlite3_bind_text(statement, index, "", 0, transient)
            : sqlite3_bind_text(statement, index, chars.baseAddress, Int32(clamping: chars.count), transient)
        }
      }
    case .blob(let value):
      return value.withUnsafeBytes { bytes in
        bytes.isEmpty
          ? sqlite3_bind_zeroblob(statement, index, 0)
          : sqlite3_bind_blob64(statement, index, bytes.baseAddress, UInt64(bytes.count), transient)
      }
    }
  }
}
