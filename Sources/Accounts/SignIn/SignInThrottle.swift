import CanonicalForms
import Glibc
import Synchronization

/// Slows whoever tries many logins from one address. Every attempt takes a token out of the address's bucket and a right
/// one puts it back, so that an office behind one address may sign in as often as it likes.
///
/// In memory only: it is the coarse net. What must not be forgotten is counted by login (`FailureCounter`).
struct SignInThrottle {
  /// Failures at once.
  var capacity: Int64 = 30
  /// Milliseconds until one more is allowed: ten a minute.
  var interval: Int64 = 6_000
  /// Addresses that are remembered.
  var limit = 10_000

  /// For each address, when its bucket will be full again.
  private(set) var full: [Address: Moment] = [:]

  /// - Returns: from when on the address may try again, or nil when it may now.
  mutating func charge(_ address: Address, at time: Moment) -> Moment? {
    let from = max(full[address] ?? time, time)
    let next = Moment(milliseconds: from.milliseconds + interval)
    let latest = time.milliseconds + capacity * interval
    if next.milliseconds > latest {
      return Moment(milliseconds: time.milliseconds + next.milliseconds - latest)
    }
    if full[address] == nil { makeRoom(at: time) }
    full[address] = next
    return nil
  }

  mutating func refund(_ address: Address, at time: Moment) {
    guard let end = full[address] else { return }
    let earlier = Moment(milliseconds: end.milliseconds - interval)
    full[address] = earlier > time ? earlier : nil
  }

  /// Forgets addresses whose buckets are full again; when that is not enough, those that have tried least.
  private mutating func makeRoom(at time: Moment) {
    guard full.count >= limit else { return }
    full = full.filter { $0.value > time }
    guard full.count >= limit else { return }
    let latest = full.values.sorted()[full.count / 2]
    full = full.filter { $0.value > latest }
  }

  /// What counts as one party: an IPv4 address, or the first half of an IPv6 address, of which a household has one.
  struct Address: Hashable {
    let bytes: [UInt8]

    init(_ text: String) {
      var four = in_addr()
      var six = in6_addr()
      if inet_pton(AF_INET, text, &four) == 1 {
        bytes = withUnsafeBytes(of: &four) { Array($0) }
      } else if inet_pton(AF_INET6, text, &six) == 1 {
        let all = withUnsafeBytes(of: &six) { Array($0) }
        let isMapped = all.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
        bytes = Array(isMapped ? all.suffix(4) : all.prefix(8))
      } else {
        // Not an address: a socket's path or nothing. All of those are one.
        bytes = []
      }
    }
  }
}

/// The throttle of a process.
final class SharedThrottle: Sendable {
  private let throttle = Mutex(SignInThrottle())

  func charge(_ address: String, at time: Moment) -> Moment? {
    throttle.withLock { $0.charge(.init(address), at: time) }
  }

  func refund(_ address: String, at time: Moment) { throttle.withLock { $0.refund(.init(address), at: time) } }
}
