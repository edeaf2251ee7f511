import CanonicalForms
import Cryptography
import Storage

extension Migration {
  /// What posts with an idempotency key were answered. Not made from the journal: of no use after a day.
  static let idempotency = Migration(
    name: "console_0001_idempotency",
    sql: """
      CREATE TABLE idempotency (
        account TEXT NOT NULL,
        key TEXT NOT NULL,
        request BLOB NOT NULL CHECK (length(request) = 32),
        at INTEGER NOT NULL,
        status INTEGER,
        body BLOB,
        PRIMARY KEY (account, key)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Answers to posts, by account and key, for a day.
struct IdempotencyMemory: Sendable {
  let store: Store

  enum Standing: Sendable {
    case new
    case known(status: Int, body: JSON)
    /// The key was used for something else.
    case reused
    /// The same request is being worked on.
    case underWay
    /// The same request was begun, and nobody has said how it ended: the server stopped, or could not write it down.
    case unknownOutcome
  }

  /// For how long a request counts as being worked on: longer than any takes. Packs for 124 clients take the longest.
  private static let lease: Int64 = 5 * 60_000

  private static let day: Int64 = 86_400_000

  func begin(_ key: String, of account: String, request: SHA256Digest, at now: Moment) throws -> Standing {
    try store.write { session in
      try Self.forgetOld(at: now, in: session)
      let known = try session.first(
        "SELECT request, status, body, at FROM idempotency WHERE account = ? AND key = ?", SQLValue(account),
        SQLValue(key)
      ) {
        (
          request: $0.bytes(0), status: $0.isNull(1) ? nil : Int($0.integer(1)), body: $0.optionalBytes(2),
          begun: $0.moment(3)
        )
      }
      guard let known else {
        try session.execute(
          "INSERT INTO idempotency (account, key, request, at, status, body) VALUES (?, ?, ?, ?, NULL, NULL)",
          SQLValue(account), SQLValue(key), .blob(request.bytes), SQLValue(now))
        return .new
      }
      guard known.request == request.bytes else { return .reused }
      guard let status = known.status, let body = known.body else {
        return now.milliseconds - known.begun.milliseconds < Self.lease ? .underWay : .unknownOutcome
      }
      return .known(status: status, body: (try? JSON(parsing: body)) ?? .null)
    }
  }

  /// Those of all accounts: answers hold names, and whoever got one may never come back.
  func forgetOld(at now: Moment) throws { try store.write { try Self.forgetOld(at: now, in: $0) } }

  private static func forgetOld(at now: Moment, in session: SQLSession) throws {
    try session.execute(
      "DELETE FROM idempotency WHERE at < ?", SQLValue(Moment(milliseconds: now.milliseconds - day)))
  }

  func finish(_ key: String, of account: String, status: Int, body: JSON) throws {
    try store.write { session in
      try session.execute(
        "UPDATE idempotency SET status = ?, body = ? WHERE account = ? AND key = ?", SQLValue(Int64(status)),
        .blob(body.canonicalBytes), SQLValue(account), SQLValue(key))
    }
  }

  func forget(_ key: String, of account: String) throws {
    try store.write { session in
      try session.execute(
        "DELETE FROM idempotency WHERE account = ? AND key = ?", SQLValue(account), SQLValue(key))
    }
  }
}

extension Console {
  /// The tables of the console, for whoever opens an installation.
  package static let schema = SchemaPart(migrations: [.idempotency], projections: [])

  /// Forgets answers to posts that are older than a day.
  package static func forgetOldAnswers(in store: Store, at now: Moment) throws {
    try IdempotencyMemory(store: store).forgetOld(at: now)
  }
}
