import Cryptography
import Synchronization

/// Keeps the latest checkpoint of each log, for those who must not go back behind it: the log's own signer, a witness, an
/// agent.
package protocol CheckpointStore: Sendable {
  /// - Returns: the bytes that were stored last for the log of this origin; nil when none ever were.
  func latest(of origin: String) throws(LogFailure) -> [UInt8]?

  /// Compare-and-swap: stores `new` if what is stored is still `expected`. On disk when it returns true.
  /// - Returns: false, and nothing is changed, when something else is stored.
  func replace(_ expected: [UInt8]?, with new: [UInt8], for origin: String) throws(LogFailure) -> Bool
}

/// In memory, for tests.
package final class MemoryCheckpointStore: CheckpointStore {
  private let stored = Mutex<[String: [UInt8]]>([:])

  package init() {}

  package func latest(of origin: String) -> [UInt8]? { stored.withLock { $0[origin] } }

  package func replace(_ expected: [UInt8]?, with new: [UInt8], for origin: String) -> Bool {
    stored.withLock { stored in
      guard stored[origin] == expected else { return false }
      stored[origin] = new
      return true
    }
  }
}

/// One file for each log in a folder, named by the SHA-256 of the origin, as a witness serves them. A lock on a file of
/// the folder keeps two processes of one machine apart.
package struct FolderCheckpointStore: CheckpointStore {
  private let folder: String

  /// - Parameter folder: exists.
  package init(_ folder: String) { self.folder = folder }

  package func latest(of origin: String) throws(LogFailure) -> [UInt8]? {
    try DurableFile.read(file(origin), atMost: SignedNote.maximumSize)
  }

  package func replace(_ expected: [UInt8]?, with new: [UInt8], for origin: String) throws(LogFailure) -> Bool {
    let lock = try FileLock(folder + "/checkpoints.lock")
    defer { withExtendedLifetime(lock) {} }
    guard try latest(of: origin) == expected else { return false }
    try DurableFile.replace(file(origin), with: new, mode: 0o600)
    return true
  }

  private func file(_ origin: String) -> String { folder + "/" + Self.name(of: origin) + ".checkpoint" }

  /// SHA-256 of the origin in hexadecimal digits: C2SP tlog-witness, "Monitor Retrieval Mechanism".
  package static func name(of origin: String) -> String { SHA256Digest(hashing: Array(origin.utf8)).description }
}
