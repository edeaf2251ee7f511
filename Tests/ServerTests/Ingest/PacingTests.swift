import Server
import Synchronization
import Testing

@Suite struct PacingTests {
  static let second: UInt64 = 1_000_000_000

  @Test func aBucketGivesItsCapacityThenItsRate() {
    let rate = TokenBucket.Rate(capacity: 3, perSecond: 2)
    var bucket = TokenBucket(full: rate, at: 0)
    #expect((0..<3).map { _ in bucket.take(rate, at: 0) } == [0, 0, 0])
    #expect(bucket.take(rate, at: 0) == 0.5)
    #expect(bucket.take(rate, at: Self.second / 4) == 0.25)
    #expect(bucket.take(rate, at: Self.second / 2) == 0)
    #expect(bucket.take(rate, at: Self.second / 2) == 0.5)
    #expect(bucket.isFull(rate, at: Self.second) == false)
    #expect(bucket.isFull(rate, at: 3 * Self.second) == true)
    // A clock that stands still or goes back gives nothing.
    var other = TokenBucket(full: TokenBucket.Rate(capacity: 1, perSecond: 1), at: 10 * Self.second)
    #expect(other.take(TokenBucket.Rate(capacity: 1, perSecond: 1), at: 10 * Self.second) == 0)
    #expect(other.take(TokenBucket.Rate(capacity: 1, perSecond: 1), at: 0) == 1)
  }

  @Test func whoIsSentAwayWaitsAtLeastTheWaitAndNotMuchMore() {
    for wait in [0.1, 1, 7.5, 60] {
      for jitter in [0, 0.3, 1] {
        let answer = Double(Pacing.retryAfter(wait, jitter: jitter))
        #expect(answer >= max(1, wait))
        #expect(answer <= max(1, wait) * 1.5 + 2)
      }
    }
  }

  @Test func aFullQueueStretchesTheInterval() {
    #expect(Pacing.nextSeconds(interval: 60, load: 0, jitter: 0.5) == 60)
    #expect(Pacing.nextSeconds(interval: 60, load: 1, jitter: 0.5) == 300)
    #expect(Pacing.nextSeconds(interval: 60, load: 0, jitter: 0) == 54)
    #expect(Pacing.nextSeconds(interval: 60, load: 0, jitter: 1) == 66)
  }

  @Test func onePartysFloodIsNotAnothers() async throws {
    let turnstile = Turnstile(
      rate: TokenBucket.Rate(capacity: 2, perSecond: 1), clock: { 0 }, jitter: { 0 })
    for _ in 0..<2 { try await turnstile.pass("a") {} }
    await #expect(throws: Problem(.tooManyRequests, retryAfter: 1)) { try await turnstile.pass("a") {} }
    try await turnstile.pass("b") {}
  }

  @Test func soManyAtATime() async throws {
    let turnstile = Turnstile(rate: TokenBucket.Rate(capacity: 10, perSecond: 1), mostInside: 1, clock: { 0 })
    try await turnstile.pass("a") {
      await #expect(throws: Problem.self) { try await turnstile.pass("a") {} }
      try await turnstile.pass("b") {}
    }
    try await turnstile.pass("a") {}
  }

  @Test func partiesThatCalmedDownAreForgotten() async throws {
    let now = Mutex<UInt64>(0)
    let turnstile = Turnstile(
      rate: TokenBucket.Rate(capacity: 1, perSecond: 1), mostParties: 3, clock: { now.withLock { $0 } })
    for party in ["a", "b", "c"] { try await turnstile.pass(party) {} }
    await #expect(throws: Problem.self) { try await turnstile.pass("d") {} }
    now.withLock { $0 = 5 * Self.second }
    try await turnstile.pass("d") {}
    #expect(turnstile.known == 1)
  }
}
