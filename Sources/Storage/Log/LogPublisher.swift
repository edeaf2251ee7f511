import TransparencyLog

/// Brings the log up to the journal: appends a leaf for each new entry, signs, publishes.
///
/// It may be killed anywhere and begins again where the last signature stands. What was signed last is kept beside the key
/// and replaced by compare-and-swap before a checkpoint is shown; a new checkpoint is signed only over a tree whose first
/// leaves have the root that was signed. So the key never signs two histories, whatever else is lost or restored.
package struct LogPublisher: Sendable {
  package struct Published: Sendable {
    package let checkpoint: SignedCheckpoint
    /// Number of new leaves.
    package let added: Int
  }

  private static let batch: Int64 = 4096

  private let folder: DataFolder
  private let leaves: JournalLeaves
  private let signer: NoteSigner
  private let tiles: any TileStore
  private let memory: any CheckpointStore

  /// - Throws: `key` when the log has no key, or others may read it.
  package init(folder: DataFolder, store: Store) throws {
    guard folder.hasLog else {
      throw StorageFailure(.key, "the log has no key at \(folder.logKeyPath): run `hikae init`, or restore it")
    }
    self.init(
      folder: folder, store: store, signer: try LogKeyFile.read(at: folder.logKeyPath), tiles: folder.tiles,
      memory: folder.signedCheckpoints)
  }

  package init(
    folder: DataFolder, store: Store, signer: NoteSigner, tiles: any TileStore, memory: any CheckpointStore
  ) {
    self.folder = folder
    leaves = JournalLeaves(store)
    self.signer = signer
    self.tiles = tiles
    self.memory = memory
  }

  package var key: VerifierKey { signer.key }

  /// What the key signed last.
  package func lastSigned() throws -> SignedCheckpoint {
    guard let bytes = try memory.latest(of: key.name) else {
      throw StorageFailure(
        .key, "what the log's key signed last is not known: restore \(folder.path)/keys as a whole")
    }
    return try SignedCheckpoint(parsing: bytes, signedBy: key)
  }

  /// - Throws: `corrupted` when the journal or the tiles do not continue what was signed: nothing is signed then.
  @discardableResult
  package func publish() throws -> Published {
    let lock = try FileLock(folder.path + "/keys/log.lock")
    defer { withExtendedLifetime(lock) {} }
    let old = try lastSigned()
    let last = try leaves.last()
    guard last >= Int64(old.checkpoint.size) else {
      throw StorageFailure(
        .corrupted, "the log was signed with \(old.checkpoint.size) entries, and the journal has \(last)")
    }
    guard last > Int64(old.checkpoint.size) else {
      try show(old)
      return Published(checkpoint: old, added: 0)
    }
    let new = try extend(old.checkpoint, to: last)
    guard try memory.replace(old.bytes, with: new.bytes, for: key.name) else {
      throw LogFailure(.conflict, "the log was signed by somebody else at the same time")
    }
    try show(new)
    tiles.remove(LogAppender.superseded(from: old.checkpoint.size, to: new.checkpoint.size))
    return Published(checkpoint: new, added: new.checkpoint.size - old.checkpoint.size)
  }

  /// Appends the entries up to `last` to the tiles, and signs.
  private func extend(_ old: Checkpoint, to last: Int64) throws -> SignedCheckpoint {
    var appender = try LogAppender(store: tiles, size: old.size)
    guard appender.root == old.root else {
      throw StorageFailure(.corrupted, "the log's tiles do not have the root that was signed: run `hikae verify`")
    }
    // The last entry that was signed still is what it was: a journal from an older backup that grew again is not.
    if old.size > 0 {
      let known = try TileReader(store: tiles, size: old.size).leaf(old.size - 1)
      guard try leaves.hashes(old.size - 1..<old.size).first == known else {
        throw StorageFailure(
          .corrupted, "journal entry \(old.size) is not the one that was signed: run `hikae verify`")
      }
    }
    var next = Int64(old.size) + 1
    while next <= last {
      for leaf in try leaves.leaves(from: next, through: min(last, next + Self.batch - 1)) {
        guard leaf.sequence == next else {
          throw StorageFailure(.corrupted, "journal entry \(next) is missing: nothing was signed")
        }
        guard leaf.hash.bytes == leaf.storedHash else {
          throw StorageFailure(.corrupted, "journal entry \(next) was changed: nothing was signed")
        }
        try appender.append(leaf.commitment)
        next += 1
      }
      guard next > Int64(appender.size) else {
        throw StorageFailure(.corrupted, "journal entry \(next) is missing: nothing was signed")
      }
      if appender.waiting > 1024 { try appender.flush() }
    }
    try appender.flush()
    return try Checkpoint(origin: key.name, size: appender.size, root: appender.root).signed(by: signer)
  }

  /// Publishes a checkpoint, unless it stands there already, perhaps with cosignatures.
  private func show(_ checkpoint: SignedCheckpoint) throws {
    if let bytes = try tiles.read(.checkpoint), let shown = try? SignedCheckpoint(parsing: bytes, signedBy: key),
      shown.checkpoint == checkpoint.checkpoint
    {
      return
    }
    try tiles.write([(.checkpoint, checkpoint.bytes)])
  }

  /// Adds cosignatures of witnesses to the published checkpoint, unless the log has moved on meanwhile.
  /// - Returns: whether they were added.
  package func addCosignatures(_ lines: [SignedNote.Line], to checkpoint: Checkpoint) throws -> Bool {
    let lock = try FileLock(folder.path + "/keys/log.lock")
    defer { withExtendedLifetime(lock) {} }
    guard let bytes = try tiles.read(.checkpoint) else { return false }
    let shown = try SignedCheckpoint(parsing: bytes, signedBy: key)
    guard shown.checkpoint == checkpoint else { return false }
    try tiles.write([(.checkpoint, shown.adding(lines).bytes)])
    return true
  }
}
