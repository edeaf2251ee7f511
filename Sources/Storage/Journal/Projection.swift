/// Tables that are made from the journal and from nothing else.
package protocol Projection: Sendable {
  /// In the order of creation; they are emptied in the reverse order.
  var tables: [String] { get }

  /// Brings the tables from the state before the entry to the state after it. The same entries in the same order must
  /// give the same bytes: no clock, no randomness, no order of a hash table may show.
  /// Kinds that mean nothing to this projection are left alone.
  func apply(_ entry: JournalEntry, in session: SQLSession) throws
}
