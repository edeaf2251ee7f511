import CanonicalForms
import Cryptography

/// The content of tables in one canonical sequence of bytes, to tell whether two states are the same.
package enum TableDump {
  /// Rows ordered by all columns, each value with its type and length before it.
  package static func bytes(of table: String, in session: SQLSession) throws -> [UInt8] {
    let columns = try session.columns(of: table)
    var writer = ByteWriter()
    let names = columns.joined(separator: ", ")
    // Engines do not agree on where NULL comes by itself.
    let order = columns.map { $0 + " NULLS FIRST" }.joined(separator: ", ")
    try session.forEach("SELECT \(names) FROM \(table) ORDER BY \(order)") { row in
      for column in columns.indices {
        switch row.value(column) {
        case .null: writer.byte(0)
        case .integer(let value):
          writer.byte(1)
          writer.fixed(UInt64(bitPattern: value))
        case .text(let value):
          writer.byte(2)
          writer.text(value)
        case .blob(let value):
          writer.byte(3)
          writer.block(value)
        }
      }
    }
    return writer.bytes
  }

  /// SHA-256 of each table's dump, by the table's name.
  package static func digests(of tables: [String], in session: SQLSession) throws -> [String: SHA256Digest] {
    var digests: [String: SHA256Digest] = [:]
    for table in tables { digests[table] = SHA256Digest(hashing: try bytes(of: table, in: session)) }
    return digests
  }
}
