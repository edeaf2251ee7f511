/// The tables of one room that stand beside `Custody`'s in the same database, and what makes them from the journal.
///
/// Every process that opens an installation hands in the same parts: a database with steps that nobody knows is refused
/// as too new, and `rebuild` makes again only the tables of which it was told.
package struct SchemaPart: Sendable {
  /// Run after those of `Custody`, in this order. Their names are unique over all parts.
  package let migrations: [Migration]
  package let projections: [any Projection]

  package init(migrations: [Migration], projections: [any Projection]) {
    self.migrations = migrations
    self.projections = projections
  }
}
