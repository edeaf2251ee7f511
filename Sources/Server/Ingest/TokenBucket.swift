/// How often something may happen: `capacity` times at once, then `perSecond` times a second. Pure: moments are given, as
/// nanoseconds of a clock that never goes back.
package struct TokenBucket: Sendable, Hashable {
  package struct Rate: Sendable, Hashable {
    package var capacity: Double
    package var perSecond: Double

    package init(capacity: Double, perSecond: Double) {
      self.capacity = max(1, capacity)
      self.perSecond = max(0.001, perSecond)
    }
  }

  private var tokens: Double
  private var last: UInt64

  package init(full rate: Rate, at now: UInt64) {
    tokens = rate.capacity
    last = now
  }

  /// Takes one token.
  /// - Returns: 0 when there was one; else the seconds until there is.
  package mutating func take(_ rate: Rate, at now: UInt64) -> Double {
    refill(rate, at: now)
    guard tokens < 1 else {
      tokens -= 1
      return 0
    }
    return (1 - tokens) / rate.perSecond
  }

  /// Whether it is as good as new: nothing is lost when it is forgotten.
  package mutating func isFull(_ rate: Rate, at now: UInt64) -> Bool {
    refill(rate, at: now)
    return tokens >= rate.capacity
  }

  private mutating func refill(_ rate: Rate, at now: UInt64) {
    guard now > last else { return }
    tokens = min(rate.capacity, tokens + Double(now - last) / 1e9 * rate.perSecond)
    last = now
  }
}
