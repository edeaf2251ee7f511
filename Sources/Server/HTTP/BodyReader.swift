import Hummingbird
import NIOCore
import Synchronization

/// Reads bodies whole, within bounds: of size, of memory for all bodies together, and of time, since the HTTP library
/// itself waits for a dripped body as long as it drips.
package struct BodyReader: Sendable {
  /// How slowly a body may come: whole within `grace` plus a second for every `bytesPerSecond`.
  package struct Pace: Sendable {
    package var grace: Duration
    package var bytesPerSecond: Int

    package init(grace: Duration = .seconds(15), bytesPerSecond: Int = 32 << 10) {
      self.grace = grace
      self.bytesPerSecond = max(1, bytesPerSecond)
    }

    func allowance(for received: Int) -> Duration { grace + .milliseconds(received * 1000 / bytesPerSecond) }
  }

  private let budget: ByteBudget
  private let pace: Pace

  package init(budget: ByteBudget, pace: Pace = Pace()) {
    self.budget = budget
    self.pace = pace
  }

  /// Reads the body and lends it to `use`; its bytes count against the budget until `use` returns.
  /// - Throws: `tooLarge` beyond `limit` bytes, `tooSlow`, `busy` when the budget is used up.
  func withBody<T: Sendable>(
    of request: Request, atMost limit: Int, _ context: ServerContext,
    _ use: ([UInt8]) async throws -> T
  ) async throws -> T {
    let reservation = budget.open()
    defer { reservation.close() }
    if let length = request.headers[.contentLength].flatMap(Int.init), length > limit { throw Problem(.tooLarge) }
    let bytes = try await read(request.body, atMost: limit, into: reservation)
    context.outcome.isBodyRead = true
    return try await use(bytes)
  }

  private func read(
    _ body: RequestBody, atMost limit: Int, into reservation: ByteBudget.Reservation
  ) async throws -> [UInt8] {
    let pace = pace
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        var bytes: [UInt8] = []
        for try await buffer in body {
          guard bytes.count + buffer.readableBytes <= limit else { throw Problem(.tooLarge) }
          try reservation.grow(by: buffer.readableBytes)
          bytes.append(contentsOf: buffer.readableBytesView)
        }
        // A body that ends because its reader was cancelled is not whole.
        try Task.checkCancellation()
        return bytes
      }
      group.addTask {
        let start = ContinuousClock.now
        while true {
          let left = pace.allowance(for: reservation.size) - (ContinuousClock.now - start)
          guard left > .zero else { throw Problem(.tooSlow) }
          try await Task.sleep(for: left)
        }
      }
      defer { group.cancelAll() }
      guard let bytes = try await group.next() else { throw Problem(.internal) }
      return bytes
    }
  }
}

/// Bytes that all bodies together may hold.
package final class ByteBudget: Sendable {
  private let limit: Int
  private let used = Mutex(0)

  package init(limit: Int) { self.limit = limit }

  package var inUse: Int { used.withLock { $0 } }

  func open() -> Reservation { Reservation(budget: self) }

  private func take(_ count: Int) -> Bool {
    used.withLock { used in
      guard used + count <= limit else { return false }
      used += count
      return true
    }
  }

  private func give(back count: Int) { used.withLock { $0 -= count } }

  /// The share of one body.
  final class Reservation: Sendable {
    private let budget: ByteBudget
    private let held = Mutex(0)

    init(budget: ByteBudget) { self.budget = budget }

    var size: Int { held.withLock { $0 } }

    func grow(by count: Int) throws {
      guard budget.take(count) else { throw Problem(.busy, retryAfter: 5) }
      held.withLock { $0 += count }
    }

    func close() {
      let count = held.withLock { held in
        defer { held = 0 }
        return held
      }
      budget.give(back: count)
    }
  }
}
