import CSQLite
import Contents
import JapaneseText

/// Reads the tables of an SQLite database: each user table as a table whose first row holds the column names.
///
/// An encrypted database (SQLCipher and its like) looks like random bytes and never comes here as one.
enum SQLiteReader {
  private static let mostTables = 10_000
  private static let longestCell = 1 << 20

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let connection = try SQLiteConnection(source, limits: reading.limits)
    let related = RelatedTables(reading)
    var failure: UnreadReason?
    do throws(UnreadReason) { try readTables(of: connection, at: place, in: related.inlet) } catch { failure = error }
    try related.finish()
    if let failure { throw failure }
  }

  private static func readTables(
    of connection: SQLiteConnection, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    let tables = try tableNames(in: connection)
    for name in tables {
      try reading.chargeEntry()
      let here = place.appending(.table(name))
      do throws(UnreadReason) {
        try readTable(name, of: connection, at: here, in: reading)
      } catch  where error == .damaged || error == .tooLarge {
        // A limit on the whole file shows itself again and goes on up.
        try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
        try reading.emit(.unread(here, error))
      }
    }
  }

  /// Ordinary tables. Virtual ones are left out: their contents lie in ordinary shadow tables, or outside the file.
  private static func tableNames(in connection: SQLiteConnection) throws(UnreadReason) -> [String] {
    let statement = try Statement(
      """
      SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid
      """, connection)
    var names: [String] = []
    while try statement.step() {
      names.append(String(decoding: statement.text(0), as: UTF8.self))
      if names.count > mostTables { throw .tooLarge }
    }
    return names
  }

  private static func readTable(
    _ name: String, of connection: SQLiteConnection, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    let quoted = "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    let statement = try Statement("SELECT * FROM \(quoted)", connection)
    var rows = TableOutlet(TableOrigin(place: place, header: .firstRow), reading)
    for column in 0..<statement.columnCount { rows.append(cell: statement.name(column)) }
    try rows.endRow()
    var failure: UnreadReason?
    do throws(UnreadReason) {
      while try statement.step() {
        for column in 0..<statement.columnCount { append(statement, column, to: &rows) }
        try rows.endRow()
      }
    } catch {
      failure = error
    }
    // What was read before the damage is told first.
    try rows.finish()
    if let failure { throw failure }
  }

  private static func append(_ statement: Statement, _ column: Int32, to rows: inout TableOutlet) {
    switch statement.type(column) {
    case SQLITE_NULL: rows.append(cell: [])
    case SQLITE_BLOB:
      let blob = statement.blob(column)
      if isText(blob) {
        rows.append(cell: valid(UnsafeBufferPointer(rebasing: blob.bindMemory(to: UInt8.self).prefix(longestCell))))
      } else {
        rows.append(cell: "(\(blob.count) bytes)".utf8)
      }
    default: rows.append(cell: valid(UnsafeBufferPointer(rebasing: statement.text(column).prefix(longestCell))))
    }
  }

  /// Programs that know nothing of encodings store CP932 in text columns: what is no UTF-8 is decoded by evidence.
  private static func valid(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    if bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil { return Array(bytes) }
    return CharsetStream.decode(bytes)
  }

  private static func isText(_ blob: UnsafeRawBufferPointer) -> Bool {
    !blob.isEmpty && blob.count <= longestCell && !blob.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
      && String(validating: blob, as: UTF8.self) != nil
  }

  /// A prepared statement, closed with its last reference.
  private final class Statement {
    private let handle: OpaquePointer
    private let connection: SQLiteConnection
    let columnCount: Int32

    init(_ sql: String, _ connection: SQLiteConnection) throws(UnreadReason) {
      var prepared: OpaquePointer?
      let status = sqlite3_prepare_v2(connection.handle, sql, -1, &prepared, nil)
      guard status == SQLITE_OK, let prepared else { throw status == SQLITE_NOMEM ? .tooLarge : .damaged }
      handle = prepared
      self.connection = connection
      columnCount = sqlite3_column_count(prepared)
    }

    deinit { sqlite3_finalize(handle) }

    func step() throws(UnreadReason) -> Bool {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: return true
      case SQLITE_DONE: return false
      case SQLITE_INTERRUPT: throw connection.isOutOfTime ? .timedOut : .damaged
      case SQLITE_NOMEM, SQLITE_TOOBIG: throw .tooLarge
      case SQLITE_IOERR: throw .inputOutput
      default: throw .damaged
      }
    }

    func type(_ column: Int32) -> Int32 { sqlite3_column_type(handle, column) }

    func name(_ column: Int32) -> [UInt8] {
      sqlite3_column_name(handle, column).map { Array(String(cString: $0).utf8) } ?? []
    }

    /// Valid until the next step.
    func text(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
      guard let start = sqlite3_column_text(handle, column) else { return UnsafeBufferPointer(start: nil, count: 0) }
      return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// Valid until the next step.
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
      guard let start = sqlite3_column_blob(handle, column) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
      return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
  }
}
