import Synchronization

/// Where the resources of a log lie: a folder, or memory.
package protocol TileStore: Sendable {
  /// - Returns: nil when nothing is there.
  /// - Throws: `storage` when it cannot be read, `tooLarge` when it is longer than any resource of a log.
  func read(_ path: TilePath) throws(LogFailure) -> [UInt8]?

  /// Writes resources. When it returns, they are on disk; when it throws, each of them is there as it was, or whole.
  func write(_ resources: [(path: TilePath, bytes: [UInt8])]) throws(LogFailure)

  /// Removes what is not needed any more. That nothing is there is no failure, nor that it cannot be removed.
  func remove(_ paths: [TilePath])
}

/// A log in memory, for tests and for clients that fetched what they need.
package final class MemoryTileStore: TileStore {
  private let resources = Mutex<[TilePath: [UInt8]]>([:])

  package init() {}

  package func read(_ path: TilePath) -> [UInt8]? { resources.withLock { $0[path] } }

  package func write(_ new: [(path: TilePath, bytes: [UInt8])]) {
    resources.withLock { for resource in new { $0[resource.path] = resource.bytes } }
  }

  package func remove(_ paths: [TilePath]) { resources.withLock { for path in paths { $0[path] = nil } } }

  package var paths: Set<TilePath> { resources.withLock { Set($0.keys) } }
}
