import Glibc
import TransparencyLog

/// Where an installation keeps its transparency log.
///
/// The signing key and the memory of what it signed last lie together in `keys/`: whoever restores the database and the
/// tiles from a backup does not thereby make the key forget. The tiles lie in `log/`, ready to be served.
extension DataFolder {
  package var logKeyPath: String { path + "/keys/log.key" }
  package var logPath: String { path + "/log" }

  package var tiles: FolderTileStore { FolderTileStore(logPath) }

  /// What the log's key signed last.
  package var signedCheckpoints: FolderCheckpointStore { FolderCheckpointStore(path + "/keys") }

  /// Whether the log has a key.
  package var hasLog: Bool { access(logKeyPath, F_OK) == 0 }

  /// Makes the key and signs the empty log, where there is no key yet.
  /// - Parameter name: of the log; nil for a random one.
  package func createLog(name: String? = nil) throws {
    guard !hasLog else { return }
    try LogKeyFile.create(at: logKeyPath, name: name)
    let signer = try LogKeyFile.read(at: logKeyPath)
    let empty = try Checkpoint(origin: signer.key.name, size: 0, root: MerkleHash.empty).signed(by: signer)
    guard try signedCheckpoints.replace(nil, with: empty.bytes, for: signer.key.name) else {
      throw StorageFailure(.key, "the log \(signer.key.name) was signed before, with another key")
    }
    try tiles.write([(.checkpoint, empty.bytes)])
  }
}
