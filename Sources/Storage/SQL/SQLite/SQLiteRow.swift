import GRDBSQLite

/// A row where SQLite keeps it: a statement that has stepped to it.
struct SQLiteRow {
  let handle: OpaquePointer

  private func type(_ column: Int) -> Int32 { sqlite3_column_type(handle, Int32(column)) }

  func isNull(_ column: Int) -> Bool { type(column) == SQLITE_NULL }

  func integer(_ column: Int) -> Int64 {
    type(column) == SQLITE_INTEGER ? sqlite3_column_int64(handle, Int32(column)) : 0
  }

  func text(_ column: Int) -> String {
    guard type(column) == SQLITE_TEXT, let start = sqlite3_column_text(handle, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func withText<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    guard type(column) == SQLITE_TEXT, let start = sqlite3_column_text(handle, Int32(column)) else {
      return body(UnsafeRawBufferPointer(start: nil, count: 0))
    }
    return body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
  }

  func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    guard type(column) == SQLITE_BLOB else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    let start = sqlite3_column_blob(handle, Int32(column))
    return body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
  }

  func value(_ column: Int) -> SQLValue {
    switch type(column) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_BLOB: .blob(withBytes(column) { Array($0) })
    case SQLITE_FLOAT: .text(String(sqlite3_column_double(handle, Int32(column))))
    default: .text(text(column))
    }
  }

  var count: Int { Int(sqlite3_column_count(handle)) }
}
