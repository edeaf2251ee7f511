import CanonicalForms
import Synchronization

/// What is wrong with the log and its witnesses, and since when, for those who watch over the server: batches are still
/// taken, but what was taken is not shown to anybody who could hold the operator to it.
package final class LogHealth: Sendable {
  private struct Trouble {
    var what: String
    var since: Moment
  }

  /// By whom it concerns: the log itself, or a witness by its name.
  private let troubles = Mutex<[String: Trouble]>([:])

  package init() {}

  /// - Parameter trouble: a code; nil when all is well.
  package func note(_ subject: String, _ trouble: String?, at now: Moment = .now) {
    troubles.withLock { troubles in
      guard let trouble else {
        troubles[subject] = nil
        return
      }
      troubles[subject] = Trouble(what: trouble, since: troubles[subject]?.since ?? now)
    }
  }

  /// A line for each trouble; empty when there is none.
  package var text: String {
    troubles.withLock { troubles in
      troubles.sorted { $0.key < $1.key }
        .map { "\($0.key): \($0.value.what) since \($0.value.since.utc)\n" }.joined()
    }
  }
}
