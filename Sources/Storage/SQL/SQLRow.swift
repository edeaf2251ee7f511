import Foundation
import GRDB

/// One row of an answer, valid only while the closure that received it runs. Columns are numbered from 0 as selected.
///
/// A value of another type than asked for is a fault of the program or a damaged database; it reads as zero, empty or
/// nil, and the caller's own checks (lengths, enumerations) refuse it.
package struct SQLRow {
  let row: Row

  package func isNull(_ column: Int) -> Bool { row.hasNull(atIndex: column) }
  package func integer(_ column: Int) -> Int64 { Int64.fromDatabaseValue(row[column]) ?? 0 }
  package func text(_ column: Int) -> String { String.fromDatabaseValue(row[column]) ?? "" }
  package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
  package func moment(_ column: Int) -> Moment { Moment(milliseconds: integer(column)) }
  package func optionalMoment(_ column: Int) -> Moment? { isNull(column) ? nil : moment(column) }
  package func bytes(_ column: Int) -> [UInt8] { withBytes(column) { Array($0) } }
  package func optionalBytes(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  /// The bytes of a blob where the engine keeps them, without a copy.
  package func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    let none = UnsafeRawBufferPointer(start: nil, count: 0)
    guard !isNull(column) else { return body(none) }
    let found = try? row.withUnsafeData(atIndex: column) { data in data.map { $0.withUnsafeBytes(body) } }
    return found.flatMap { $0 } ?? body(none)
  }

  /// The value as it is stored, for dumps.
  package func value(_ column: Int) -> SQLValue {
    switch (row[column] as DatabaseValue).storage {
    case .null: .null
    case .int64(let value): .integer(value)
    case .double(let value): .text(String(value))
    case .string(let value): .text(value)
    case .blob(let value): .blob(Array(value))
    }
  }

  package var count: Int { row.count }
}
