import CFanotify
import Glibc

/// A descriptor that can be waited for with others, and woken from any thread.
package final class Wakeup: Sendable {
  package let descriptor: Int32

  package init() { descriptor = watch_wakeup() }

  deinit { close(descriptor) }

  package func signal() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  package func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }
}
