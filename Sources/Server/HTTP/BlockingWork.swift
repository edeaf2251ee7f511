import NIOPosix

/// Runs what waits for a disk (the database, files) on threads of its own: the few threads of Swift's concurrency must
/// stay free for those who wait for the network.
package struct BlockingWork: Sendable {
  private let pool: NIOThreadPool

  package init(pool: NIOThreadPool = .singleton) { self.pool = pool }

  package func callAsFunction<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await pool.runIfActive(body)
  }
}
