/// When clients are told to come back. Pure; `jitter` is from 0 to 1.
package enum Pacing {
  /// Whole seconds for `Retry-After`: at least the wait, and up to half as much again, so that those who were sent away
  /// together do not come back together.
  package static func retryAfter(_ seconds: Double, jitter: Double) -> Int {
    let wait = max(1, seconds)
    return Int((wait * (1 + jitter / 2) + jitter).rounded(.up))
  }

  /// Seconds until a device should report next.
  /// - Parameters:
  ///   - interval: between two reports of an idle fleet.
  ///   - load: of the queue before the database, from 0 to 1. A full queue asks for five times the interval.
  package static func nextSeconds(interval: Int, load: Double, jitter: Double) -> Int {
    let stretched = Double(interval) * (1 + 4 * min(1, max(0, load)))
    return max(1, Int((stretched * (0.9 + 0.2 * jitter)).rounded()))
  }
}
