/// One step of the schema. A step that was ever released is never edited: what it got wrong, a later one puts right.
package struct Migration: Sendable {
  /// Unique and in the order of application: `0001_journal`.
  package let name: String
  /// Statements of the portable subset, `STRICT` apart, which other engines do without.
  package let sql: String

  package init(name: String, sql: String) {
    self.name = name
    self.sql = sql
  }
}
