import Observations

/// When to send, and what to make of the answer. Pure: times are milliseconds of uptime, chance comes in as a number.
package struct Courier: Sendable {
  package struct Setting: Sendable {
    /// Records are sent at this age, milliseconds, or when there are so many.
    package var flushAge: Int64 = 30_000
    package var flushRecords = 1_000
    /// After failures: the first wait, doubled each time up to the longest.
    package var firstWait: Int64 = 5_000
    package var longestWait: Int64 = 900_000
    /// After a refusal that only a person can end.
    package var refusedWait: Int64 = 3_600_000

    package init() {}
  }

  package enum Answer: Sendable, Equatable {
    /// The batch is kept there for good. Without a receipt where nobody gives one (a folder).
    case accepted(Receipt?)
    /// The same, but the other side's log could not be checked, or does not show what it should; why, for people.
    case doubted(Receipt, String)
    /// Try later; the other side may say when, seconds.
    case busy(retryAfter: Int?)
    /// Nobody answered, or the answer was none.
    case unreachable(String)
    case forbidden(Refusal)
    /// Another body under the same numbers is known there.
    case conflict
    case tooLarge
    /// It did not get there in the time that the other side gives.
    case tooSlow
    case malformed
    /// The other side's log is not the one that it was; why, for people.
    case contradicted(String)

    /// Whether this batch will never be taken. That a certificate is over or revoked says nothing of the batch.
    package var isFinal: Bool {
      switch self {
      case .forbidden(.expired), .forbidden(.revoked): false
      case .forbidden, .conflict, .malformed: true
      default: false
      }
    }
  }

  /// Why a device is not let in.
  package enum Refusal: String, Sendable, Equatable {
    /// Its certificate is over, for longer than the operator lets it come back, or it showed none.
    case expired
    /// The operator has revoked it.
    case revoked
    /// Another copy of the device was enrolled since.
    case closed
    case unknown

    package var words: String {
      switch self {
      case .expired:
        "the certificate of this device is over: enrol it with a new token; what waits here is kept, and goes then"
      case .revoked: "the server has revoked the certificate of this device"
      case .closed: "this device was enrolled anew since, from another copy of it: this one is out"
      case .unknown: "the server does not know this device: enrol it with a new token"
      }
    }
  }

  package enum Event: Sendable {
    /// What waits to be sent: records, and since when the oldest does.
    case pending(Int, since: Int64)
    /// Something happened after which nothing should wait: a medium came, the machine goes to sleep.
    case urgent
    /// There was nothing to send after all.
    case nothing
    /// - Parameter chance: from 0 to 1, spreads devices that failed together.
    case answered(Answer, chance: Double)
  }

  package enum Action: Sendable, Equatable {
    case none
    case send
  }

  package enum State: Sendable, Equatable {
    case idle
    case sending
    case waiting(until: Int64)
  }

  package static let mostBytes = 8 << 20
  private static let leastBytes = 64 << 10

  private let setting: Setting
  package private(set) var state = State.idle
  /// Records in one batch, at most: the server says.
  package private(set) var mostRecords: Int
  /// Bytes of records and profiles in one batch, at most, but for a single record: what the line carries in time.
  package private(set) var mostBytes = Courier.mostBytes
  package private(set) var failures = 0
  /// For the status: why nothing is sent; nil when all is well.
  package private(set) var trouble: String?
  private var isUrgent = false
  private var waiting = 0
  private var oldest: Int64 = 0

  package init(_ setting: Setting = Setting()) {
    self.setting = setting
    mostRecords = setting.flushRecords
  }

  package mutating func handle(_ event: Event, at now: Int64) -> Action {
    switch event {
    case .pending(let count, let since):
      waiting = count
      oldest = since
      if count == 0 { isUrgent = false }
    case .urgent:
      isUrgent = true
      // Whoever asked not to be called yet is called all the same, but not one that does not answer.
      if case .waiting = state, failures == 0 { state = .idle }
    case .answered(let answer, let chance):
      take(answer, chance, at: now)
      // What waits now is told next.
      waiting = 0
      return .none
    case .nothing:
      state = .idle
      waiting = 0
      return .none
    }
    return decide(at: now)
  }

  private mutating func decide(at now: Int64) -> Action {
    switch state {
    case .sending: return .none
    case .waiting(let until) where now < until: return .none
    case .waiting, .idle:
      guard waiting > 0, isUrgent || failures > 0 || waiting >= mostRecords || now - oldest >= setting.flushAge else {
        return .none
      }
      state = .sending
      return .send
    }
  }

  private mutating func take(_ answer: Answer, _ chance: Double, at now: Int64) {
    switch answer {
    case .doubted(let receipt, _): return take(.accepted(receipt), chance, at: now)
    case .accepted(let receipt):
      failures = 0
      trouble = nil
      // Slowly up again: a line that was slow is likely to be.
      mostBytes = min(Self.mostBytes, mostBytes + mostBytes / 8)
      if let receipt {
        mostRecords = min(max(1, receipt.mostRecords), Batch.mostRecords)
        let seconds = Int64(min(max(0, receipt.nextSeconds), 86_400))
        state = seconds == 0 ? .idle : .waiting(until: now + seconds * 1_000)
      } else {
        state = .idle
      }
      return
    case .busy(let seconds):
      trouble = "the server is busy"
      failures += 1
      let asked = Int64(min(max(0, seconds ?? 0), 86_400)) * 1_000
      state = .waiting(until: now + max(asked + Int64(chance * Double(asked) / 4), backoff(chance)))
    case .unreachable(let reason):
      trouble = reason
      failures += 1
      state = .waiting(until: now + backoff(chance))
    case .tooLarge, .tooSlow:
      trouble =
        answer == .tooLarge
        ? "the server takes no batch of this size" : "the line is too slow for a batch of this size"
      mostRecords = max(1, mostRecords / 2)
      mostBytes = max(Self.leastBytes, mostBytes / 2)
      failures += 1
      state = .waiting(until: now + backoff(chance))
    case .contradicted(let reason):
      trouble = reason
      failures += 1
      state = .waiting(until: now + setting.refusedWait)
    case .forbidden, .conflict, .malformed:
      trouble =
        switch answer {
        case .forbidden(let refusal): refusal.words
        case .conflict: "the server has other records under the same numbers: enrol this device anew"
        default: "the server does not understand the batch"
        }
      failures += 1
      state = .waiting(until: now + setting.refusedWait)
    }
  }

  /// Half to the whole of a wait that doubles.
  private func backoff(_ chance: Double) -> Int64 {
    let wait = min(setting.longestWait, setting.firstWait << min(failures - 1, 20))
    return wait / 2 + Int64(chance * Double(wait / 2))
  }

  /// When something may have to be done without an event.
  package var nextDue: Int64? {
    switch state {
    case .sending: nil
    case .waiting(let until): waiting > 0 ? until : nil
    case .idle: waiting > 0 ? oldest + setting.flushAge : nil
    }
  }
}
