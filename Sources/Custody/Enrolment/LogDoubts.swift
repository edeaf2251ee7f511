import CanonicalForms
import Observations
import Storage

extension Migration {
  /// What devices hold against the log.
  static let logDoubts = Migration(
    name: "0019_log_doubts",
    sql: """
      -- subject: the entry of the journal that it is about; 0 for the whole log.
      CREATE TABLE log_doubt (
        device TEXT NOT NULL REFERENCES device (id),
        code TEXT NOT NULL,
        subject INTEGER NOT NULL,
        told INTEGER NOT NULL,
        told_last INTEGER NOT NULL,
        PRIMARY KEY (device, code, subject)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Something that a device holds against the log, and when it said so first and last.
package struct ToldDoubt: Sendable, Equatable {
  package let doubt: LogDoubt
  package let first: Moment
  package let last: Moment
}

extension Custody {
  /// Milliseconds after which the same doubt is an entry again: a device repeats it every hour.
  private static let repetition: Int64 = 86_400_000

  /// Takes down what a device holds against the log, once a day.
  package func record(_ doubt: LogDoubt, from device: String, at time: Moment = .now) throws {
    try store.write { session in
      let last = try session.first(
        "SELECT told_last FROM log_doubt WHERE device = ? AND code = ? AND subject = ?", SQLValue(device),
        SQLValue(doubt.code.rawValue), .integer(doubt.entry ?? 0)
      ) { $0.moment(0) }
      if let last, time.milliseconds - last.milliseconds < Self.repetition { return }
      try journal.append(
        NewEntry(
          kind: "log.doubted",
          body: [
            "device": .string(device), "code": .string(doubt.code.rawValue),
            "entry": doubt.entry.map { .integer($0) } ?? .null,
          ]), at: time, by: actor, in: session)
    }
  }

  /// What a device has held against the log since a moment, the latest first.
  package func doubts(of device: String, since: Moment) throws -> [ToldDoubt] {
    try store.read { session in
      try session.all(
        """
        SELECT code, subject, told, told_last FROM log_doubt WHERE device = ? AND told_last >= ?
        ORDER BY told_last DESC, code, subject
        """, SQLValue(device), SQLValue(since)
      ) { row in
        LogDoubt.Code(rawValue: row.text(0)).map { code in
          let subject = row.integer(1)
          return ToldDoubt(
            doubt: LogDoubt(code, entry: subject == 0 ? nil : subject), first: row.moment(2), last: row.moment(3))
        }
      }.compactMap { $0 }
    }
  }
}

/// Doubts in the database.
struct LogDoubtRegister {
  let session: SQLSession

  /// Applies `log.doubted`.
  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    try session.execute(
      """
      INSERT INTO log_doubt (device, code, subject, told, told_last) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (device, code, subject) DO UPDATE SET told_last = excluded.told_last
      """,
      SQLValue(body["device"].string ?? ""), SQLValue(body["code"].string ?? ""),
      .integer(body["entry"].integer ?? 0), SQLValue(entry.time), SQLValue(entry.time))
  }
}
