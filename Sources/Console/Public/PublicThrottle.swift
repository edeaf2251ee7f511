import CanonicalForms
import Server
import Synchronization

/// Slows whoever sends forms without signing in: each address by itself, and all together, checks of codes and messages apart,
/// so that whoever tries codes keeps nobody from writing. In memory: it is a limit on pace, not a record.
package final class PublicThrottle: Sendable {
  package struct Limits: Sendable {
    /// Of one address: so many at once, then one every half minute.
    package var address = TokenBucket.Rate(capacity: 10, perSecond: 1.0 / 30)
    /// Of all together: a journal entry each at most.
    package var all = TokenBucket.Rate(capacity: 200, perSecond: 2)
    package var mostAddresses = 10_000

    package init() {}
  }

  /// What is sent.
  package enum Form: Sendable, Hashable { case code, message }

  private struct Asker: Hashable {
    let address: String
    let form: Form
  }

  private struct State {
    var addresses: [Asker: TokenBucket] = [:]
    var all: [Form: TokenBucket] = [:]
  }

  private let limits: Limits
  private let state: Mutex<State>

  package init(limits: Limits = Limits()) {
    self.limits = limits
    state = Mutex(State())
  }

  /// - Parameter address: of who asks; this machine's own, where a proxy that is not trusted to say who asks stands for
  ///   everybody, has the common limit only.
  /// - Returns: whether it may go on.
  package func admits(_ address: String, _ form: Form, at time: Moment) -> Bool {
    let asker = Asker(address: address, form: form)
    let now = UInt64(max(0, time.milliseconds)) * 1_000_000
    return state.withLock { state in
      if !address.isEmpty, address != "127.0.0.1", address != "::1" {
        if state.addresses[asker] == nil, state.addresses.count >= limits.mostAddresses {
          state.addresses = state.addresses.filter { entry in
            var bucket = entry.value
            return !bucket.isFull(limits.address, at: now)
          }
          // Whoever has that many addresses is held by the common limit.
          if state.addresses.count >= limits.mostAddresses { state.addresses = [:] }
        }
        var bucket = state.addresses[asker] ?? TokenBucket(full: limits.address, at: now)
        let wait = bucket.take(limits.address, at: now)
        state.addresses[asker] = bucket
        guard wait == 0 else { return false }
      }
      return state.all[form, default: TokenBucket(full: limits.all, at: 0)].take(limits.all, at: now) == 0
    }
  }
}
