import CanonicalForms
import Cryptography
import Storage

/// That letters of an incident are made here and nowhere else: two at a time would write over each other's lots. Held for as
/// long as the work goes on. Not Sendable: it belongs to the thread that makes them.
final class LetterLease {
  private(set) var lease: Lease
  private let store: Store
  private let clock: () -> Moment
  private var renewAt: Moment

  /// For how long nobody else makes letters of an incident when a process was killed while it did. Renewed after a third.
  private static let milliseconds: Int64 = 10 * 60_000

  /// - Returns: nil while letters of the incident are made elsewhere.
  static func take(_ incident: String, in store: Store, clock: @escaping () -> Moment) throws -> LetterLease? {
    let holder = RandomBytes.make(16).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    let now = clock()
    return try store.acquireLease("letters|\(incident)", holder: holder, for: milliseconds, at: now).map {
      LetterLease($0, in: store, clock: clock, at: now)
    }
  }

  private init(_ lease: Lease, in store: Store, clock: @escaping () -> Moment, at now: Moment) {
    self.lease = lease
    self.store = store
    self.clock = clock
    renewAt = Self.next(after: now)
  }

  private static func next(after now: Moment) -> Moment { Moment(milliseconds: now.milliseconds + milliseconds / 3) }

  /// Holds it longer when it is time to.
  /// - Throws: `ResponseFailure` with the code `busy` when another has taken it: nothing more may be written.
  func keep() throws {
    if clock() >= renewAt { try renew() }
  }

  /// Holds it longer, now: before something is written that another's would be lost under.
  /// - Throws: as `keep`.
  func renew() throws {
    let now = clock()
    guard let longer = try store.renew(lease, for: Self.milliseconds, at: now) else {
      throw ResponseFailure(.busy, "\(lease.name) are being made by another process")
    }
    lease = longer
    renewAt = Self.next(after: now)
  }

  /// Gives it back, if it is still held.
  func release() throws { try store.release(lease) }
}
