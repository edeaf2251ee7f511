/// One step of the schema. A step that was ever released is never edited: what it got wrong, a later one puts right.
package struct Migration: Sendable {
  /// Unique and in the order of application: `0001_journal`.
  package let name: String
  /// Statements that create, extend and drop tables and indices, as SQLite takes them; `SchemaDialect` makes them fit
  /// for other engines.
  package let sql: String

  package init(name: String, sql: String) {
    self.name = name
    self.sql = sql
  }
}

extension [Migration] {
  /// Those that the database does not have yet.
  /// - Throws: `StorageFailure` when it has some that are not in the list.
  func missing(in session: SQLSession) throws -> [Migration] {
    let applied = Set(try session.all("SELECT name FROM schema_migration") { $0.text(0) })
    guard applied.isSubset(of: map(\.name)) else {
      throw StorageFailure(.tooNew, "the database was written by a later version of Hikae")
    }
    return filter { !applied.contains($0.name) }
  }
}
