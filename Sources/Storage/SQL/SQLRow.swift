import CanonicalForms
import GRDBSQLite

/// One row of an answer, valid only while the closure that received it runs. Columns are numbered from 0 as selected.
///
/// A value of another type than asked for is a fault of the program or a damaged database; it reads as zero, empty or
/// nil, and the caller's own checks (lengths, enumerations) refuse it.
package struct SQLRow {
  let handle: OpaquePointer

  private func type(_ column: Int) -> Int32 { sqlite3_column_type(handle, Int32(column)) }

  package func isNull(_ column: Int) -> Bool { type(column) == SQLITE_NULL }

  package func integer(_ column: Int) -> Int64 {
    type(column) == SQLITE_INTEGER ? sqlite3_column_int64(handle, Int32(column)) : 0
  }

  package func text(_ column: Int) -> String {
    guard type(column) == SQLITE_TEXT, let start = sqlite3_column_text(handle, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
  package func moment(_ column: Int) -> Moment { Moment(milliseconds: integer(column)) }
  package func optionalMoment(_ column: Int) -> Moment? { isNull(column) ? nil : moment(column) }
  package func bytes(_ column: Int) -> [UInt8] { withBytes(column) { Array($0) } }
  package func optionalBytes(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  /// The bytes of a blob where the engine keeps them, without a copy.
  package func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    guard type(column) == SQLITE_BLOB else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    let start = sqlite3_column_blob(handle, Int32(column))
    return body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
  }

  /// The value as it is stored, for dumps.
  package func value(_ column: Int) -> SQLValue {
    switch type(column) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_BLOB: .blob(bytes(column))
    case SQLITE_FLOAT: .text(String(sqlite3_column_double(handle, Int32(column))))
    default: .text(text(column))
    }
  }

  package var count: Int { Int(sqlite3_column_count(handle)) }
}
