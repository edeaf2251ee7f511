/// Tables that are made from the journal and from nothing else.
package protocol Projection: Sendable {
  /// In the order of creation; they are emptied in the reverse order.
  var tables: [String] { get }

  /// Brings the tables from the state before the entry to the state after it. The same entries in the same order must
  /// give the same bytes: no clock, no randomness, no order of a hash table may show.
  /// Kinds that mean nothing to this projection are left alone.
  func apply(_ entry: JournalEntry, in session: SQLSession) throws

  /// Takes out of the tables what the personal part of an entry put there, so that they are what a replay without it
  /// would make of them.
  /// - Parameter entry: without its personal part.
  /// - Returns: false when that takes a replay: nothing was changed then. True also when the entry means nothing to this
  ///   projection.
  func forget(_ entry: JournalEntry, in session: SQLSession) throws -> Bool
}

extension Projection {
  package func forget(_ entry: JournalEntry, in session: SQLSession) throws -> Bool { false }
}
