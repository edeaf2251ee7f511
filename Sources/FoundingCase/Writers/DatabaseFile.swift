import CSQLite
import Glibc

/// An application's SQLite database.
enum DatabaseFile {
  struct Table {
    var name: String
    var columns: [String]
    var rows: [[String]]
  }

  /// The bytes of a database with these tables; made beside `path` because the library writes files.
  static func bytes(_ tables: [Table], scratch path: String) throws -> [UInt8] {
    unlink(path)
    defer { unlink(path) }
    var database: OpaquePointer?
    guard sqlite3_open(path, &database) == SQLITE_OK else { throw FoundingFailure(path: path, code: EIO) }
    defer { sqlite3_close(database) }
    try run("PRAGMA journal_mode = OFF; BEGIN", database, path)
    for table in tables {
      try run(
        "CREATE TABLE \(table.name) (id INTEGER PRIMARY KEY, \(table.columns.joined(separator: ", ")))", database, path)
      try insert(table, database, path)
    }
    try run("COMMIT", database, path)
    return try read(path)
  }

  private static func run(_ sql: String, _ database: OpaquePointer?, _ path: String) throws {
    guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw FoundingFailure(path: path, code: EIO) }
  }

  private static func insert(_ table: Table, _ database: OpaquePointer?, _ path: String) throws {
    var statement: OpaquePointer?
    let marks = Array(repeating: "?", count: table.columns.count).joined(separator: ", ")
    let sql = "INSERT INTO \(table.name) (\(table.columns.joined(separator: ", "))) VALUES (\(marks))"
    guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else {
      throw FoundingFailure(path: path, code: EIO)
    }
    defer { sqlite3_finalize(statement) }
    // The library copies the text before the call returns (SQLITE_TRANSIENT).
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    for row in table.rows {
      for (i, value) in row.enumerated() { sqlite3_bind_text(statement, Int32(i + 1), value, -1, copied) }
      guard sqlite3_step(statement) == SQLITE_DONE else { throw FoundingFailure(path: path, code: EIO) }
      sqlite3_reset(statement)
    }
  }

  private static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FoundingFailure(path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FoundingFailure(path: path, code: errno) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard got == bytes.count else { throw FoundingFailure(path: path, code: EIO) }
    return bytes
  }
}
