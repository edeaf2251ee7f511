import Glibc
import Synchronization

/// Holds reading down to so many bytes a second, so that the person at the machine does not feel it.
package final class Pace: Sendable {
  private let bytesPerSecond: Int
  private let debt = Mutex<(bytes: Int, since: Int64)>((0, 0))

  /// - Parameter bytesPerSecond: 0 for as fast as it goes.
  package init(bytesPerSecond: Int) { self.bytesPerSecond = bytesPerSecond }

  /// Called after reading; waits as long as the reading was too quick.
  package func spend(_ bytes: Int) {
    guard bytesPerSecond > 0 else { return }
    let now = Clocks.now.uptime
    let wait = debt.withLock { debt -> Int in
      let paid = Int(clamping: (now - debt.since)) * bytesPerSecond / 1_000
      debt.bytes = max(0, debt.bytes - paid) + bytes
      debt.since = now
      return debt.bytes * 1_000 / bytesPerSecond
    }
    // Small sums are left to add up.
    if wait >= 20 { usleep(UInt32(min(wait, 5_000)) * 1_000) }
  }
}
