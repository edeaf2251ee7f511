import CanonicalForms
import Glibc
import TransparencyLog

/// Brings the log up to the journal: appends a leaf for each new entry, signs, publishes.
///
/// Several servers may stand on one database, each with tiles of its own and a copy of the key. One at a time, by a lease,
/// signs: it swaps the checkpoint in the database under that lease. The others make the same tiles out of the journal and
/// show the same checkpoint, when the root is the signed one. docs/decisions/0016-one-checkpoint-for-all-servers.md.
///
/// It may be killed anywhere and begins again where the last signature stands. What this server showed last is kept beside
/// the key; a checkpoint is signed or shown only over a tree whose first leaves have that root. So the key never signs two
/// histories, whatever else is lost or restored.
package struct LogPublisher: Sendable {
  package struct Published: Sendable {
    /// What this server shows now.
    package let checkpoint: SignedCheckpoint
    /// Number of leaves that this server did not show before.
    package let added: Int
    /// Whether this server signed it.
    package let isSigned: Bool
  }

  private static let batch: Int64 = 4096
  /// How long nobody signs after a signer was killed.
  private static let leaseMilliseconds: Int64 = 5_000

  private let folder: DataFolder
  private let store: Store
  private let leaves: JournalLeaves
  private let shared: SharedCheckpoint
  private let signer: NoteSigner
  private let tiles: any TileStore
  private let memory: any CheckpointStore
  private let holder: String
  private let now: @Sendable () -> Moment

  /// - Throws: `key` when the log has no key, or others may read it.
  package init(folder: DataFolder, store: Store) throws {
    guard folder.hasLog else {
      throw StorageFailure(.key, "the log has no key at \(folder.logKeyPath): run `hikae init`, or restore it")
    }
    self.init(
      folder: folder, store: store, signer: try LogKeyFile.read(at: folder.logKeyPath), tiles: folder.tiles,
      memory: folder.signedCheckpoints)
  }

  /// - Parameter now: the clock that leases are held by.
  package init(
    folder: DataFolder, store: Store, signer: NoteSigner, tiles: any TileStore, memory: any CheckpointStore,
    now: @escaping @Sendable () -> Moment = { .now }
  ) {
    self.folder = folder
    self.store = store
    leaves = JournalLeaves(store)
    shared = SharedCheckpoint(store)
    self.signer = signer
    self.tiles = tiles
    self.memory = memory
    holder = RandomBytes.make(16).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    self.now = now
  }

  package var key: VerifierKey { signer.key }

  /// What this server signed or showed last.
  package func lastSigned() throws -> SignedCheckpoint {
    guard let bytes = try memory.latest(of: key.name) else {
      throw StorageFailure(
        .key, "what the log's key signed last is not known: restore \(folder.path)/keys as a whole")
    }
    return try SignedCheckpoint(parsing: bytes, signedBy: key)
  }

  /// Publishes until what is in the journal now is published, by this process or another. For commands, which end then.
  /// - Parameter milliseconds: how long to wait for another that is signing, or was killed while it did.
  /// - Throws: `busy` after that; and what `publish` throws.
  @discardableResult
  package func catchUp(within milliseconds: Int64 = 3 * leaseMilliseconds) throws -> Published {
    let end = now().milliseconds + milliseconds
    let last = try leaves.last()
    var added = 0
    while true {
      let published = try publish()
      added += published.added
      if published.checkpoint.checkpoint.size >= last {
        return Published(checkpoint: published.checkpoint, added: added, isSigned: published.isSigned)
      }
      guard now().milliseconds < end else {
        throw StorageFailure(.busy, "another process has been publishing the log for too long")
      }
      usleep(50_000)
    }
  }

  /// Publishes once. When another process is signing, what was signed before is shown, and this is no failure.
  /// - Throws: `corrupted` when the journal, the tiles or the checkpoint in the database do not continue what this server
  ///   signed or showed: nothing is signed then.
  @discardableResult
  package func publish() throws -> Published {
    // Processes of one folder come one after the other: they write the same tiles.
    let lock = try FileLock(folder.path + "/keys/log.lock")
    defer { withExtendedLifetime(lock) {} }
    let old = try lastSigned()
    let last = try leaves.last()
    guard last >= Int64(old.checkpoint.size) else {
      throw StorageFailure(
        .corrupted, "the log was signed with \(old.checkpoint.size) entries, and the journal has \(last)")
    }
    var lease: Lease?
    if try sharedCheckpoint().map({ $0.checkpoint.size < last }) ?? true {
      lease = try store.acquireLease("log", holder: holder, for: Self.leaseMilliseconds, at: now())
    }
    do {
      // Looked at again under the lease: another may have signed meanwhile.
      let common = try sharedCheckpoint()
      var appender = try continued(old)
      let followed = try follow(common ?? old, from: old, &appender)
      if var lease, common == nil || followed.checkpoint.size < last {
        let signed = try sign(upTo: last, replacing: common, &appender, under: &lease)
        try remember(signed, after: followed)
        tiles.remove(LogAppender.superseded(from: old.checkpoint.size, to: signed.checkpoint.size))
        return Published(checkpoint: signed, added: signed.checkpoint.size - old.checkpoint.size, isSigned: true)
      }
      if let lease { try store.release(lease) }
      try show(followed)
      tiles.remove(LogAppender.superseded(from: old.checkpoint.size, to: followed.checkpoint.size))
      return Published(
        checkpoint: followed, added: followed.checkpoint.size - old.checkpoint.size, isSigned: false)
    } catch {
      // The next one need not wait for the lease's end; when this fails, it waits.
      if let lease { _ = try? store.release(lease) }
      throw error
    }
  }

  private func sharedCheckpoint() throws -> SignedCheckpoint? {
    try shared.latest(of: key.name).map { try SignedCheckpoint(parsing: $0, signedBy: key) }
  }

  /// The tiles as they were when `old` was shown. A server that has none makes them out of the journal.
  private func continued(_ old: SignedCheckpoint) throws -> LogAppender {
    let size = old.checkpoint.size
    var appender: LogAppender
    if try tiles.read(.checkpoint) == nil {
      appender = try LogAppender(store: tiles, size: 0)
      try append(through: Int64(size), to: &appender)
      try appender.flush()
    } else {
      appender = try LogAppender(store: tiles, size: size)
    }
    guard appender.root == old.checkpoint.root else {
      throw StorageFailure(.corrupted, "the log's tiles do not have the root that was signed: run `hikae verify`")
    }
    // The last entry that was signed still is what it was: a journal from an older backup that grew again is not.
    if size > 0 {
      let known = try TileReader(store: tiles, size: size).leaf(size - 1)
      guard try leaves.hashes(size - 1..<size).first == known else {
        throw StorageFailure(.corrupted, "journal entry \(size) is not the one that was signed: run `hikae verify`")
      }
    }
    return appender
  }

  /// Brings the tiles up to what was signed, perhaps by another server, and shows it.
  private func follow(
    _ common: SignedCheckpoint, from old: SignedCheckpoint, _ appender: inout LogAppender
  ) throws -> SignedCheckpoint {
    guard common.checkpoint != old.checkpoint else { return old }
    guard common.checkpoint.size > old.checkpoint.size else {
      throw StorageFailure(
        .corrupted,
        """
        the log was signed with \(old.checkpoint.size) entries, and the database knows of \(common.checkpoint.size): it \
        is from an older backup, or the log was forked
        """)
    }
    try append(through: Int64(common.checkpoint.size), to: &appender)
    guard appender.root == common.checkpoint.root else {
      throw StorageFailure(
        .corrupted,
        "the checkpoint in the database is not over this journal: the log was forked, or the journal changed")
    }
    try appender.flush()
    try remember(common, after: old)
    return common
  }

  /// Appends the entries up to `last` to the tiles, signs, and swaps the checkpoint that all servers share.
  private func sign(
    upTo last: Int64, replacing common: SignedCheckpoint?, _ appender: inout LogAppender, under lease: inout Lease
  ) throws -> SignedCheckpoint {
    try append(through: last, to: &appender) {
      guard lease.expires.milliseconds - now().milliseconds < Self.leaseMilliseconds * 2 / 3 else { return }
      guard let longer = try store.renew(lease, for: Self.leaseMilliseconds, at: now()) else {
        throw StorageFailure(.fenced, "another process has begun to publish the log")
      }
      lease = longer
    }
    try appender.flush()
    let new = try Checkpoint(origin: key.name, size: appender.size, root: appender.root).signed(by: signer)
    guard try shared.replace(common?.bytes, with: new, under: lease) else {
      throw LogFailure(.conflict, "the log was signed by somebody else at the same time")
    }
    return new
  }

  /// - Parameter between: called every now and then.
  private func append(
    through last: Int64, to appender: inout LogAppender, between: () throws -> Void = {}
  ) throws {
    var next = Int64(appender.size) + 1
    while next <= last {
      let first = next
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
      guard next > first else {
        throw StorageFailure(.corrupted, "journal entry \(next) is missing: nothing was signed")
      }
      if appender.waiting > 1024 { try appender.flush() }
      try between()
    }
  }

  /// What is shown is remembered before.
  private func remember(_ new: SignedCheckpoint, after old: SignedCheckpoint) throws {
    if new.bytes != old.bytes {
      guard try memory.replace(old.bytes, with: new.bytes, for: key.name) else {
        throw LogFailure(.conflict, "the log was signed by somebody else at the same time")
      }
    }
    try show(new)
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
