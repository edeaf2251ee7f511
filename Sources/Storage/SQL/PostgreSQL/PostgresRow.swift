import CPostgres

/// A row where libpq keeps it, in the binary format.
struct PostgresRow {
  let result: OpaquePointer
  var row: Int32 = 0

  private func type(_ column: Int) -> Oid { PQftype(result, Int32(column)) }

  private func raw(_ column: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: PQgetvalue(result, row, Int32(column)), count: Int(PQgetlength(result, row, Int32(column))))
  }

  func isNull(_ column: Int) -> Bool { PQgetisnull(result, row, Int32(column)) == 1 }

  func integer(_ column: Int) -> Int64 {
    let raw = raw(column)
    switch type(column) {
    case PostgresType.bigInteger where raw.count == 8:
      return Int64(bigEndian: raw.loadUnaligned(as: Int64.self))
    case PostgresType.integer where raw.count == 4:
      return Int64(Int32(bigEndian: raw.loadUnaligned(as: Int32.self)))
    case PostgresType.smallInteger where raw.count == 2:
      return Int64(Int16(bigEndian: raw.loadUnaligned(as: Int16.self)))
    case PostgresType.boolean where raw.count == 1:
      return raw[0] == 0 ? 0 : 1
    default: return 0
    }
  }

  func text(_ column: Int) -> String {
    PostgresType.isText(type(column)) ? String(decoding: raw(column), as: UTF8.self) : ""
  }

  func withText<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    PostgresType.isText(type(column)) ? body(raw(column)) : body(UnsafeRawBufferPointer(start: nil, count: 0))
  }

  func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    type(column) == PostgresType.bytes ? body(raw(column)) : body(UnsafeRawBufferPointer(start: nil, count: 0))
  }

  func value(_ column: Int) -> SQLValue {
    if isNull(column) { return .null }
    switch type(column) {
    case PostgresType.bytes: return .blob(Array(raw(column)))
    case PostgresType.double where raw(column).count == 8:
      return .text(String(Double(bitPattern: UInt64(bigEndian: raw(column).loadUnaligned(as: UInt64.self)))))
    case let type where PostgresType.isText(type): return .text(text(column))
    default: return .integer(integer(column))
    }
  }

  var count: Int { Int(PQnfields(result)) }
}
