import Synchronization

/// Lets each party (a device, an address) pass so often and so many at a time, and no more: what one floods, others do
/// not feel. It lives in the memory of one server; several servers each let a device pass.
package final class Turnstile: Sendable {
  private struct Party {
    var bucket: TokenBucket
    var inside = 0
  }

  private let rate: TokenBucket.Rate
  private let mostInside: Int
  private let mostParties: Int
  private let clock: @Sendable () -> UInt64
  private let jitter: @Sendable () -> Double
  private let parties = Mutex<[String: Party]>([:])

  /// - Parameters:
  ///   - mostInside: requests of one party at the same time.
  ///   - mostParties: that are remembered; a stranger beyond them is sent away until others have calmed down.
  ///   - jitter: from 0 to 1; spreads those who are told to come back.
  package init(
    rate: TokenBucket.Rate, mostInside: Int = 2, mostParties: Int = 200_000,
    clock: @escaping @Sendable () -> UInt64 = { ContinuousClock.nanoseconds },
    jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
  ) {
    self.rate = rate
    self.mostInside = mostInside
    self.mostParties = mostParties
    self.clock = clock
    self.jitter = jitter
  }

  /// Runs `body` for a party, unless it comes too often.
  /// - Throws: `tooManyRequests` with the seconds to wait, or what `body` throws.
  package func pass<T>(_ party: String, _ body: () async throws -> T) async throws -> T {
    try enter(party)
    defer { leave(party) }
    return try await body()
  }

  private func enter(_ name: String) throws {
    let now = clock()
    let wait: Double = parties.withLock { parties in
      if parties[name] == nil, parties.count >= mostParties {
        parties = parties.filter { entry in
          var bucket = entry.value.bucket
          return entry.value.inside > 0 || !bucket.isFull(rate, at: now)
        }
        guard parties.count < mostParties else { return 1 / rate.perSecond }
      }
      var party = parties[name] ?? Party(bucket: TokenBucket(full: rate, at: now))
      var wait = party.bucket.take(rate, at: now)
      if wait == 0 {
        if party.inside >= mostInside { wait = 1 / rate.perSecond } else { party.inside += 1 }
      }
      parties[name] = party
      return wait
    }
    guard wait == 0 else { throw Problem(.tooManyRequests, retryAfter: Pacing.retryAfter(wait, jitter: jitter())) }
  }

  private func leave(_ name: String) { parties.withLock { $0[name]?.inside -= 1 } }

  package var known: Int { parties.withLock { $0.count } }
}

extension ContinuousClock {
  private static let start = ContinuousClock.now

  /// Since the first call.
  static var nanoseconds: UInt64 {
    let (seconds, attoseconds) = (now - start).components
    return UInt64(clamping: seconds) &* 1_000_000_000 &+ UInt64(clamping: attoseconds / 1_000_000_000)
  }
}
