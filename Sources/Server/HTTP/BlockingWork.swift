import NIOPosix

/// Runs what waits for a disk (the database, files) on threads of its own: the few threads of Swift's concurrency must
/// stay free for those who wait for the network.
package struct BlockingWork: Sendable {
  private let pool: NIOThreadPool

  package init(pool: NIOThreadPool = .singleton) { self.pool = pool }

  package func callAsFunction<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await pool.runIfActive(body)
  }

  /// Runs what takes minutes on a thread that is made for it: those of the pool are for what takes milliseconds.
  package static func alone<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    let pool = NIOThreadPool(numberOfThreads: 1)
    pool.start()
    let result: Result<T, any Error>
    do {
      result = .success(try await pool.runIfActive(body))
    } catch {
      result = .failure(error)
    }
    try await pool.shutdownGracefully()
    return try result.get()
  }
}
