import CanonicalForms
import Cryptography
import Dispatch
import Glibc
import Storage
import Synchronization
import TestDatabases
import Testing
import TransparencyLog

/// Servers with folders of their own and copies of one key, on one database: there is one log.
@Suite(.onEveryEngine) final class SeveralPublishersTests {
  private let path = "/tmp/hikae-publishers-\(getpid())-\(UInt64.random(in: 0 ... .max))"
  private let database: TestDatabase
  private let journal: Journal
  private static let migrations: [Migration] = [.journal, .leases, .checkpoint]

  init() throws {
    database = try TestDatabase()
    journal = Journal(
      store: try Store(database.address, creating: true, migrations: Self.migrations), projections: [])
    mkdir(path, 0o700)
    _ = try folder(0).create()
    try folder(0).createLog(name: "log.example/many")
    for number in 1..<3 { try copyKeys(to: number) }
  }

  deinit {
    var child: pid_t = 0
    var words: [UnsafeMutablePointer<CChar>?] = ["rm", "-rf", path].map { (word: String) in strdup(word) } + [nil]
    if posix_spawn(&child, "/bin/rm", nil, nil, &words, environ) == 0 { waitpid(child, nil, 0) }
    for word in words { free(word) }
  }

  private func folder(_ number: Int) -> DataFolder { DataFolder("\(path)/\(number)") }

  /// As an operator copies `keys/` to a further machine: with what the key signed last, without tiles.
  private func copyKeys(to number: Int) throws {
    try DataFolder.makeFolder(folder(number).path + "/keys")
    let memory = "/keys/" + FolderCheckpointStore.name(of: "log.example/many") + ".checkpoint"
    for file in ["/keys/log.key", memory] {
      let from = try #require(fopen(folder(0).path + file, "rb"))
      defer { fclose(from) }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = fread(&bytes, 1, bytes.count, from)
      let descriptor = open(folder(number).path + file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      #expect(write(descriptor, bytes, count) == count)
      close(descriptor)
    }
  }

  private func publisher(
    _ number: Int, tiles: (any TileStore)? = nil, now: @escaping @Sendable () -> Moment = { .now }
  ) throws -> LogPublisher {
    LogPublisher(
      folder: folder(number), store: try Store(database.address, creating: false, migrations: Self.migrations),
      signer: try LogKeyFile.read(at: folder(number).logKeyPath), tiles: tiles ?? folder(number).tiles,
      memory: folder(number).signedCheckpoints, now: now)
  }

  private func append(_ count: Int) throws { try Self.append(count, to: journal) }

  private static func append(_ count: Int, to journal: Journal) throws {
    try journal.append(
      contentsOf: (0..<count).map { NewEntry(kind: "note.written", body: ["n": JSON($0)]) }, at: Moment(seconds: 7),
      by: "tester")
  }

  private func shown(_ number: Int) throws -> Checkpoint? {
    guard let bytes = try folder(number).tiles.read(.checkpoint) else { return nil }
    return try SignedCheckpoint(parsing: bytes).checkpoint
  }

  private func audit(_ number: Int) throws -> [AuditFinding] {
    try InstallationAudit(
      folder: folder(number), journal: journal, policy: TrustPolicy(log: publisher(number).key)
    ).run().findings
  }

  @Test func oneSignsAndTheOthersShowTheSame() throws {
    try append(300)
    let first = try publisher(0).publish()
    #expect(first.isSigned && first.added == 300)
    let second = try publisher(1).publish()
    #expect(!second.isSigned && second.checkpoint == first.checkpoint)
    try append(500)
    #expect(try publisher(1).publish().isSigned)
    // Whoever is behind shows less, and is no liar for that.
    #expect(try audit(0).isEmpty)
    for number in 0..<3 { try publisher(number).publish() }
    for number in 0..<3 {
      #expect(try shown(number)?.size == 800)
      #expect(try audit(number).isEmpty)
      #expect(try TileReader(store: folder(number).tiles, size: 800).root() == shown(0)?.root)
    }
  }

  /// Whoever holds the lease is left to work, until its time is over.
  @Test func aSignerThatWasKilledIsWaitedFor() throws {
    try append(3)
    let killed = try #require(
      try journal.store.acquireLease("log", holder: "killed", for: 5_000, at: Moment(seconds: 100)))
    let early = try publisher(1, now: { Moment(seconds: 104) })
    #expect(try early.publish().isSigned == false)
    #expect(throws: StorageFailure.self) { try early.catchUp(within: 0) }
    #expect(try publisher(1, now: { Moment(seconds: 105) }).catchUp().isSigned)
    #expect(try journal.store.renew(killed, for: 5_000, at: Moment(seconds: 106)) == nil)
  }

  /// A signer that was stopped while it worked, and goes on after another has signed: what it signed goes nowhere.
  @Test func whoeverWasOvertakenSignsNothing() throws {
    struct Slow: TileStore {
      let inner: FolderTileStore
      let meanwhile: @Sendable () -> Void
      func read(_ path: TilePath) throws(LogFailure) -> [UInt8]? { try inner.read(path) }
      func write(_ resources: [(path: TilePath, bytes: [UInt8])]) throws(LogFailure) {
        try inner.write(resources)
        meanwhile()
      }
      func remove(_ paths: [TilePath]) { inner.remove(paths) }
    }
    try append(5)
    let overtakes = try publisher(1, now: { Moment(seconds: 200) })
    let signed = Mutex<LogPublisher.Published?>(nil)
    let slow = try publisher(
      0, tiles: Slow(inner: folder(0).tiles) { signed.withLock { if $0 == nil { $0 = try? overtakes.publish() } } },
      now: { Moment(seconds: 100) })
    let failure = #expect(throws: StorageFailure.self) { try slow.publish() }
    #expect(failure?.code == .fenced)
    let other = try #require(signed.withLock { $0 })
    #expect(other.isSigned)
    #expect(try shown(0)?.size == 0)
    #expect(try publisher(0).publish().checkpoint == other.checkpoint)
  }

  /// The database comes back from an older backup, with a checkpoint of that time.
  @Test func anOlderCheckpointInTheDatabaseIsRefused() throws {
    try append(5)
    let old = try publisher(0).publish().checkpoint
    try append(5)
    try publisher(0).publish()
    try journal.store.write { try $0.execute("UPDATE log_checkpoint SET size = 5, note = ?", .blob(old.bytes)) }
    let failure = #expect(throws: StorageFailure.self) { try self.publisher(0).publish() }
    #expect(failure?.code == .corrupted)
    #expect(try shown(0)?.size == 10)
    try append(1)
    #expect(throws: StorageFailure.self) { try self.publisher(0).publish() }
  }

  /// A checkpoint over another history, signed with the key: no server shows it or goes on from it.
  @Test func aForkInTheDatabaseIsRefused() throws {
    try append(5)
    try publisher(0).publish()
    try append(5)
    let signer = try LogKeyFile.read(at: folder(0).logKeyPath)
    let forked = try Checkpoint(origin: signer.key.name, size: 9, root: MerkleHash.empty).signed(by: signer)
    try journal.store.write { try $0.execute("UPDATE log_checkpoint SET size = 9, note = ?", .blob(forked.bytes)) }
    for number in 0..<2 {
      let failure = #expect(throws: StorageFailure.self) { try self.publisher(number).publish() }
      #expect(failure?.code == .corrupted)
    }
    #expect(try shown(0)?.size == 5)
    #expect(try audit(0).map(\.source) == [.checkpoint])
    let stranger = try NoteSigner(name: signer.key.name, kind: .plain, privateKey: Ed25519PrivateKey())
    let foreign = try Checkpoint(origin: signer.key.name, size: 5, root: MerkleHash.empty).signed(by: stranger)
    try journal.store.write { try $0.execute("UPDATE log_checkpoint SET note = ?", .blob(foreign.bytes)) }
    #expect(throws: LogFailure(.signature, "")) { try self.publisher(0).publish() }
  }

  /// An installation of before, whose checkpoint lay in its folder alone.
  @Test func aLogOfBeforeIsTakenUp() throws {
    try append(5)
    try publisher(0).publish()
    try journal.store.write { try $0.execute("DELETE FROM log_checkpoint WHERE origin = 'log.example/many'") }
    #expect(try publisher(0).publish().isSigned)
    #expect(try publisher(1).publish().checkpoint.checkpoint.size == 5)
  }

  /// More missing entries than are read at once.
  @Test func aLargeHoleIsFound() throws {
    try append(9_000)
    try journal.store.write { try $0.execute("DELETE FROM journal WHERE sequence BETWEEN 1 AND 8500") }
    #expect(throws: StorageFailure.self) { try self.publisher(0).publish() }
  }

  /// All of them at once, while the journal grows.
  @Test func whateverTheyShowIsOneHistory() throws {
    let publishers = try (0..<3).map { try publisher($0) }
    let journal = journal
    let seen = Mutex<Set<Checkpoint>>([])
    DispatchQueue.concurrentPerform(iterations: 3) { number in
      do {
        var size = 0
        for count in 0..<12 {
          try Self.append(count, to: journal)
          let checkpoint = try publishers[number].publish().checkpoint.checkpoint
          #expect(checkpoint.size >= size)
          size = checkpoint.size
          seen.withLock { _ = $0.insert(checkpoint) }
        }
      } catch {
        Issue.record(error)
      }
    }
    for publisher in publishers { try publisher.catchUp() }
    for number in 0..<3 { #expect(try audit(number).isEmpty) }
    let reader = JournalLeaves(journal.store)
    for checkpoint in seen.withLock({ $0 }) { #expect(try reader.root(of: checkpoint.size) == checkpoint.root) }
  }
}
