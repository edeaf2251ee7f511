import CFanotify
import Glibc

/// A thread of the agent's own for work that blocks: the runtime's threads are few and must not wait.
package final class WorkerThread: Sendable {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private let thread: pthread_t?

  /// - Parameter name: at most 15 bytes.
  package init(named name: String, _ run: @escaping @Sendable () -> Void) {
    let body = Unmanaged.passRetained(
      Body {
        watch_name_thread(name)
        run()
      })
    var started = pthread_t()
    let failure = pthread_create(
      &started, nil,
      { context in
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    if failure == 0 {
      thread = started
    } else {
      body.release()
      thread = nil
    }
  }

  /// Waits for its end. Called once.
  package func join() { if let thread { pthread_join(thread, nil) } }
}
