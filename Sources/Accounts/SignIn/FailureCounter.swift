import CanonicalForms
import Storage

/// Failed attempts by login, kept in the database so that neither a restart nor another server forgets them.
///
/// An attempt is counted *before* the password is tried and taken back when it was right: a hundred attempts at the same
/// moment are a hundred counts. Logins that nobody has are counted alike, so that a lock does not tell.
struct FailureCounter {
  /// Failures that cost nothing but the attempt.
  static let free: Int64 = 5
  /// The longest lock. It bounds guessing to some hundred a day for an account, and what a stranger who wants to lock
  /// somebody out can do.
  static let longestMinutes: Int64 = 15
  /// Failures are forgotten after a day without another.
  static let memoryHours: Int64 = 24

  struct Attempt {
    /// This one included.
    let failures: Int64
    /// Until when the account is locked if this attempt fails.
    let lockedUntil: Moment?
  }

  let session: SQLSession

  /// The lock after so many failures, in minutes: 1, 2, 4, 8, then always 15.
  static func minutes(after failures: Int64) -> Int64 {
    guard failures >= free else { return 0 }
    return min(longestMinutes, 1 << min(failures - free, 10))
  }

  /// Counts an attempt.
  /// - Throws: `AccountsFailure` with the code `locked`; such an attempt is not counted.
  func begin(_ mark: [UInt8], at time: Moment) throws -> Attempt {
    let found = try session.first(
      "SELECT failures, locked_until, last FROM sign_in_failure WHERE login_mark = ?", .blob(mark)
    ) { (failures: $0.integer(0), lockedUntil: $0.moment(1), last: $0.moment(2)) }
    if let found, found.lockedUntil > time { throw AccountsFailure(.locked, retry: found.lockedUntil) }
    let oldest = time.adding(hours: -Self.memoryHours)
    let failures = (found.map { $0.last < oldest ? 0 : $0.failures } ?? 0) + 1
    let minutes = Self.minutes(after: failures)
    let attempt = Attempt(failures: failures, lockedUntil: minutes > 0 ? time.adding(minutes: minutes) : nil)
    // What strangers have typed does not stay.
    if found == nil { try session.execute("DELETE FROM sign_in_failure WHERE last < ?", SQLValue(oldest)) }
    try session.execute(
      """
      INSERT INTO sign_in_failure (login_mark, failures, locked_until, last) VALUES (?, ?, ?, ?)
      ON CONFLICT (login_mark) DO UPDATE SET failures = excluded.failures, locked_until = excluded.locked_until,
        last = excluded.last
      """, .blob(mark), SQLValue(failures), SQLValue(attempt.lockedUntil?.milliseconds ?? 0), SQLValue(time))
    return attempt
  }

  /// Those that were counted and not forgotten.
  func failures(_ mark: [UInt8]) throws -> Int64 {
    try session.first("SELECT failures FROM sign_in_failure WHERE login_mark = ?", .blob(mark)) { $0.integer(0) } ?? 0
  }

  /// The attempt was right, but there is more to give: earlier failures still count.
  func takeBack(_ mark: [UInt8]) throws {
    try session.execute(
      "UPDATE sign_in_failure SET failures = failures - 1, locked_until = 0 WHERE login_mark = ?", .blob(mark))
  }

  /// Everything was right.
  func clear(_ mark: [UInt8]) throws {
    try session.execute("DELETE FROM sign_in_failure WHERE login_mark = ?", .blob(mark))
  }
}
