import CanonicalForms

/// One row of an answer, valid only while the closure that received it runs. Columns are numbered from 0 as selected.
///
/// A value of another type than asked for is a fault of the program or a damaged database; it reads as zero, empty or
/// nil, and the caller's own checks (lengths, enumerations) refuse it.
package struct SQLRow {
  enum Engine {
    case sqlite(SQLiteRow)
    case postgres(PostgresRow)
  }

  let engine: Engine

  package func isNull(_ column: Int) -> Bool {
    switch engine {
    case .sqlite(let row): row.isNull(column)
    case .postgres(let row): row.isNull(column)
    }
  }

  package func integer(_ column: Int) -> Int64 {
    switch engine {
    case .sqlite(let row): row.integer(column)
    case .postgres(let row): row.integer(column)
    }
  }

  package func text(_ column: Int) -> String {
    switch engine {
    case .sqlite(let row): row.text(column)
    case .postgres(let row): row.text(column)
    }
  }

  /// The bytes of a text in UTF-8 where the engine keeps them, without a copy.
  package func withText<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    switch engine {
    case .sqlite(let row): row.withText(column, body)
    case .postgres(let row): row.withText(column, body)
    }
  }

  package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
  package func moment(_ column: Int) -> Moment { Moment(milliseconds: integer(column)) }
  package func optionalMoment(_ column: Int) -> Moment? { isNull(column) ? nil : moment(column) }
  package func bytes(_ column: Int) -> [UInt8] { withBytes(column) { Array($0) } }
  package func optionalBytes(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  /// The bytes of a blob where the engine keeps them, without a copy.
  package func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    switch engine {
    case .sqlite(let row): row.withBytes(column, body)
    case .postgres(let row): row.withBytes(column, body)
    }
  }

  /// The value as it is stored, for dumps.
  package func value(_ column: Int) -> SQLValue {
    switch engine {
    case .sqlite(let row): row.value(column)
    case .postgres(let row): row.value(column)
    }
  }

  package var count: Int {
    switch engine {
    case .sqlite(let row): row.count
    case .postgres(let row): row.count
    }
  }
}
