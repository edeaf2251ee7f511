import CanonicalForms

/// The right to do something that only one server may do at a time, such as adding to the transparency log, until a
/// moment.
///
/// A lease is a row that is compared and swapped in one statement, so two never hold it at once as far as their clocks
/// agree. Clocks do not always agree, and a process that was stopped for a minute does not know that its time is over.
/// So the lease is not what keeps the log from forking: its *token* is. It grows with every new holder, and work that
/// rests on the lease calls `SQLSession.require(_:)` in its own transaction, which fails when another has taken over.
package struct Lease: Sendable, Hashable {
  package let name: String
  /// Whoever holds it: one process, never two.
  package let holder: String
  /// Grows with every change of the holder, and is never given twice.
  package let token: Int64
  /// The first moment at which somebody else may take it.
  package let expires: Moment
}

extension Migration {
  /// Leases. Not made from the journal: they say who may write to it, and are of no use the next day.
  package static let leases = Migration(
    name: "0006_leases",
    sql: """
      CREATE TABLE lease (
        name TEXT NOT NULL PRIMARY KEY CHECK (length(name) > 0),
        holder TEXT NOT NULL,
        token INTEGER NOT NULL CHECK (token > 0),
        expires INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
}

extension Store {
  /// Takes a lease that is free, over or held by `holder` already.
  /// - Parameters:
  ///   - holder: distinct for every process and every start of one: a random text does.
  ///   - milliseconds: how long from `now`. Renew after a third of it.
  ///   - now: by the caller's clock.
  /// - Returns: nil when somebody else holds it.
  package func acquireLease(_ name: String, holder: String, for milliseconds: Int64, at now: Moment) throws -> Lease? {
    let expires = Moment(milliseconds: now.milliseconds + milliseconds)
    return try swap(
      """
      INSERT INTO lease (name, holder, token, expires) VALUES (?, ?, 1, ?)
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires = excluded.expires,
        token = CASE WHEN lease.holder = excluded.holder AND lease.expires > ? THEN lease.token ELSE lease.token + 1 END
      WHERE lease.holder = excluded.holder OR lease.expires <= ?
      RETURNING token
      """, SQLValue(name), SQLValue(holder), SQLValue(expires), SQLValue(now), SQLValue(now)
    ) { Lease(name: name, holder: holder, token: $0.integer(0), expires: expires) }
  }

  /// Holds a lease longer. It may be over, as long as nobody else has taken it since.
  /// - Returns: nil when another has taken it: whatever rests on it has to stop.
  package func renew(_ lease: Lease, for milliseconds: Int64, at now: Moment) throws -> Lease? {
    let expires = Moment(milliseconds: now.milliseconds + milliseconds)
    return try swap(
      "UPDATE lease SET expires = ? WHERE name = ? AND holder = ? AND token = ? RETURNING token",
      SQLValue(expires), SQLValue(lease.name), SQLValue(lease.holder), SQLValue(lease.token)
    ) { Lease(name: lease.name, holder: lease.holder, token: $0.integer(0), expires: expires) }
  }

  /// Gives a lease back, so that the next need not wait for its end. The row stays, because the token must not start anew.
  /// - Returns: whether it was still held.
  @discardableResult
  package func release(_ lease: Lease) throws -> Bool {
    try swap(
      "UPDATE lease SET holder = '', expires = 0 WHERE name = ? AND holder = ? AND token = ? RETURNING token",
      SQLValue(lease.name), SQLValue(lease.holder), SQLValue(lease.token)
    ) { _ in true } ?? false
  }
}

extension SQLSession {
  /// Lets the transaction come through only if nobody has taken the lease over, and nobody can until it ends. To be
  /// called in every transaction of `Store.write` that rests on the lease, before anything is read.
  /// - Throws: `StorageFailure` with the code `fenced`.
  package func require(_ lease: Lease) throws {
    // A change of the row rather than a look at it: whoever wants to take the lease has to wait for this transaction.
    try execute(
      "UPDATE lease SET expires = expires WHERE name = ? AND holder = ? AND token = ?",
      SQLValue(lease.name), SQLValue(lease.holder), SQLValue(lease.token))
    guard try changes == 1 else {
      throw StorageFailure(.fenced, "the lease of \(lease.name) has gone to another process")
    }
  }

  /// Gives a lease back together with the work that rested on it.
  package func release(_ lease: Lease) throws {
    try execute(
      "UPDATE lease SET holder = '', expires = 0 WHERE name = ? AND holder = ? AND token = ?",
      SQLValue(lease.name), SQLValue(lease.holder), SQLValue(lease.token))
  }
}
