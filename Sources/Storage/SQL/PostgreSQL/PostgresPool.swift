import Dispatch
import Synchronization

/// Connections that are lent to one caller at a time. Opened when first needed; one that broke is not used again.
final class PostgresPool: Sendable {
  private let url: PostgresURL
  private let trace: (@Sendable (String) -> Void)?
  private let idle = Mutex<[PostgresConnection]>([])
  private let isClosed = Mutex(false)
  private let places: DispatchSemaphore

  init(_ url: PostgresURL, size: Int, trace: (@Sendable (String) -> Void)?) {
    self.url = url
    self.trace = trace
    places = DispatchSemaphore(value: size)
  }

  /// Waits for a connection that nobody uses, or opens one.
  func lend<T>(_ body: (PostgresConnection) throws -> T) throws -> T {
    guard places.wait(timeout: .now() + .seconds(60)) == .success else {
      throw StorageFailure(.busy, "all connections to the database have been in use for a minute")
    }
    defer { places.signal() }
    guard !isClosed.withLock({ $0 }) else { throw StorageFailure(.unavailable, "the database was closed") }
    let connection = try idle.withLock { $0.popLast() } ?? PostgresConnection(url, trace: trace)
    defer { if !connection.isBroken, !isClosed.withLock({ $0 }) { idle.withLock { $0.append(connection) } } }
    return try body(connection)
  }

  func close() {
    isClosed.withLock { $0 = true }
    idle.withLock { $0.removeAll() }
  }
}
