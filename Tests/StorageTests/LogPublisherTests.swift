import CanonicalForms
import Cryptography
import Glibc
import Storage
import Testing
import TransparencyLog

/// The log beside the journal: nothing that happens to database, tiles or process makes the key sign two histories, and
/// whatever is done to the record is found, with the first bad entry.
@Suite("The log beside the journal") final class LogPublisherTests {
  private let folder: DataFolder
  private let journal: Journal

  init() throws {
    folder = DataFolder("/tmp/hikae-publisher-\(getpid())-\(UInt64.random(in: 0 ... .max))")
    _ = try folder.create()
    let store = try Store(
      .sqlite(path: folder.databasePath), creating: true, migrations: [.journal, .leases, .checkpoint])
    journal = Journal(store: store, projections: [])
    try folder.createLog(name: "log.example/here")
  }

  deinit { Self.remove(folder.path) }

  private static func entries(of folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in entries(of: path) { remove(path + "/" + name) }
    rmdir(path)
  }

  private func append(_ count: Int) throws {
    let entries = (0..<count).map { number in
      NewEntry(kind: "note.written", body: ["n": JSON(number)], personal: number % 2 == 0 ? [1, 2, 3] : nil)
    }
    try journal.append(contentsOf: entries, at: Moment(seconds: 7), by: "tester")
  }

  private var publisher: LogPublisher {
    get throws { try LogPublisher(folder: folder, store: journal.store) }
  }

  private func audit(earlier: [Checkpoint] = []) throws -> InstallationAudit.Report {
    let policy = TrustPolicy(log: try publisher.key)
    return try InstallationAudit(folder: folder, journal: journal, policy: policy).run(earlier: earlier)
  }

  private func sql(_ statements: String) throws {
    try journal.store.write { session in
      for statement in statements.split(separator: ";") { try session.execute(String(statement)) }
    }
  }

  private var shown: SignedCheckpoint {
    get throws {
      try SignedCheckpoint(parsing: try #require(try folder.tiles.read(.checkpoint)), signedBy: try publisher.key)
    }
  }

  // MARK: Publishing

  @Test func theLogFollowsTheJournal() throws {
    #expect(try shown.checkpoint.size == 0)
    var size = 0
    for count in [1, 0, 254, 1, 1, 700, 4097] {
      try append(count)
      size += count
      let published = try publisher.publish()
      #expect(published.added == count)
      #expect(published.checkpoint.checkpoint.size == size)
      #expect(try shown == published.checkpoint)
      let reader = TileReader(store: folder.tiles, size: size)
      #expect(try reader.root() == published.checkpoint.checkpoint.root)
    }
    // The leaves are the journal's own leaf hashes.
    let hashes = try journal.store.read {
      try $0.all("SELECT leaf_hash FROM journal ORDER BY sequence") { $0.bytes(0) }
    }
    #expect(MerkleHash.root(of: hashes.compactMap { SHA256Digest($0) }) == (try shown.checkpoint.root))
    #expect(try audit().findings.isEmpty)
  }

  @Test func theKeyIsItsOwnersAlone() throws {
    var status = stat()
    #expect(stat(folder.logKeyPath, &status) == 0 && status.st_mode & 0o777 == 0o600)
    chmod(folder.logKeyPath, 0o640)
    #expect(throws: StorageFailure.self) { try publisher }
    chmod(folder.logKeyPath, 0o600)
    let key = try publisher.key
    try folder.createLog(name: "another.example")
    #expect(try publisher.key == key)
    #expect(throws: StorageFailure.self) { try LogKeyFile.create(at: self.folder.logKeyPath, name: nil) }
  }

  /// Killed after the tiles, after the signature, before the checkpoint is shown: the next run ends the work.
  @Test func whatWasBrokenOffIsCaughtUp() throws {
    try append(300)
    try publisher.publish()
    let before = try #require(try folder.tiles.read(.checkpoint))
    try append(300)
    // Tiles are written, nothing is signed.
    var appender = try LogAppender(store: folder.tiles, size: 300)
    for leaf in try JournalLeaves(journal.store).leaves(from: 301, through: 600) {
      try appender.append(leaf.commitment)
    }
    try appender.flush()
    #expect(try audit().findings.isEmpty)
    let published = try publisher.publish()
    // Signed, and the checkpoint not shown.
    try folder.tiles.write([(.checkpoint, before)])
    #expect(try audit().findings.map(\.kind) == [.cutOff])
    #expect(try publisher.publish().added == 0)
    #expect(try shown == published.checkpoint)
    #expect(try audit().findings.isEmpty)
  }

  /// A store that refuses: as if another process had signed in between.
  @Test func whoeverIsSlowerSignsNothing() throws {
    struct Busy: CheckpointStore {
      let inner: FolderCheckpointStore
      func latest(of origin: String) throws(LogFailure) -> [UInt8]? { try inner.latest(of: origin) }
      func replace(_ expected: [UInt8]?, with new: [UInt8], for origin: String) -> Bool { false }
    }
    try append(3)
    let slow = LogPublisher(
      folder: folder, store: journal.store, signer: try LogKeyFile.read(at: folder.logKeyPath), tiles: folder.tiles,
      memory: Busy(inner: folder.signedCheckpoints))
    #expect(throws: LogFailure(.conflict, "")) { try slow.publish() }
    #expect(try shown.checkpoint.size == 0)
  }

  @Test(arguments: [
    "UPDATE journal SET body = x'7b7d' WHERE sequence = 7", "DELETE FROM journal WHERE sequence = 7",
    "UPDATE journal SET leaf_hash = x'0000000000000000000000000000000000000000000000000000000000000000' WHERE sequence = 7",
  ])
  func aChangedJournalIsNotSigned(statement: String) throws {
    try append(5)
    try publisher.publish()
    try append(5)
    try sql(statement)
    let failure = #expect(throws: StorageFailure.self) { try self.publisher.publish() }
    #expect(failure?.code == .corrupted && failure?.message.contains("entry 7") == true)
    #expect(try shown.checkpoint.size == 5)
  }

  /// The database comes back from an older backup: the key remembers.
  @Test func anOlderJournalIsNotSigned() throws {
    try append(10)
    try publisher.publish()
    try sql("DELETE FROM journal WHERE sequence > 6")
    #expect(throws: StorageFailure.self) { try self.publisher.publish() }
    try append(20)
    // It has grown beyond what was signed, with other entries.
    #expect(throws: StorageFailure.self) { try self.publisher.publish() }
    #expect(try shown.checkpoint.size == 10)
    let report = try audit()
    #expect(report.findings.first?.leaf == 6 && report.findings.first?.source == .journal)
  }

  @Test func olderTilesAreNotContinued() throws {
    try append(10)
    try publisher.publish()
    let tile = TilePath.hashes(level: 0, index: 0, width: 10)
    var bytes = try #require(try folder.tiles.read(tile))
    bytes[0] ^= 1
    try folder.tiles.write([(tile, bytes)])
    try append(1)
    #expect(throws: StorageFailure.self) { try self.publisher.publish() }
    #expect(try shown.checkpoint.size == 10)
  }

  @Test func aKeyWithoutItsMemorySignsNothing() throws {
    try append(2)
    unlink(folder.path + "/keys/" + FolderCheckpointStore.name(of: "log.example/here") + ".checkpoint")
    #expect(throws: StorageFailure.self) { try self.publisher.publish() }
    unlink(folder.logKeyPath)
    #expect(throws: StorageFailure.self) { try self.publisher }
  }

  @Test func cosignaturesAreKeptBesideTheSignature() throws {
    try append(3)
    let checkpoint = try publisher.publish().checkpoint.checkpoint
    let witness = try NoteSigner(name: "w.example", kind: .cosignature, privateKey: Ed25519PrivateKey())
    let line = try witness.cosign(checkpoint, time: 5)
    #expect(try publisher.addCosignatures([line], to: checkpoint))
    #expect(try publisher.publish().added == 0)
    #expect(try shown.note.signatures(by: [witness.key]).count == 1)
    try append(1)
    try publisher.publish()
    #expect(try publisher.addCosignatures([line], to: checkpoint) == false)
    #expect(try shown.note.lines.count == 1)
  }

  // MARK: Erasing and auditing

  @Test func erasingLeavesTheLogValid() throws {
    try append(300)
    try publisher.publish()
    let checkpoint = try shown.checkpoint
    let prover = JournalProver(folder: folder, store: journal.store, key: try publisher.key)
    let proof = try prover.prove(1)
    try journal.erasePersonalParts(of: [1, 3, 299], reason: "asked for", at: Moment(seconds: 9), by: "tester")
    try publisher.publish()
    let report = try audit(earlier: [checkpoint])
    #expect(report.findings.isEmpty)
    #expect(report.erased == 3)
    // A proof from before the erasure holds, and shows the same as one from after it.
    let policy = TrustPolicy(log: try publisher.key)
    let again = JournalProver(folder: folder, store: journal.store, key: try publisher.key)
    #expect(
      try JournalProofCheck.verify(proof.bytes, policy: policy).leaf
        == JournalProofCheck.verify(try again.prove(1).bytes, policy: policy).leaf)
  }

  @Test(
    arguments: [
      ("UPDATE journal SET body = x'7b7d' WHERE sequence = 280", 280, .changed),
      ("UPDATE journal SET time = time + 1 WHERE sequence = 1", 1, .changed),
      ("UPDATE journal SET actor = 'x' WHERE sequence = 600", 600, .changed),
      ("UPDATE journal SET personal = x'00' WHERE sequence = 3", 3, .changed),
      ("UPDATE journal SET salt = personal_salt WHERE sequence = 3", 3, .changed),
      ("UPDATE journal SET leaf_hash = salt WHERE sequence = 256", 256, .changed),
      ("UPDATE journal SET personal = NULL, personal_salt = NULL WHERE sequence = 281", 281, .removed),
      ("UPDATE journal SET personal = NULL WHERE sequence = 3", 3, .removed),
      ("UPDATE journal SET personal_salt = NULL WHERE sequence = 3", 3, .removed),
      ("UPDATE journal SET personal = NULL, personal_salt = NULL WHERE sequence > 2", 3, .removed),
      ("DELETE FROM journal WHERE sequence = 257", 257, .missing),
      ("DELETE FROM journal WHERE sequence BETWEEN 100 AND 200", 100, .missing),
      ("DELETE FROM journal WHERE sequence > 590", 591, .cutOff),
      (
        "DELETE FROM journal WHERE sequence = 12; UPDATE journal SET sequence = sequence - 1000000 WHERE sequence > 12; UPDATE journal SET sequence = sequence + 999999 WHERE sequence < 0",
        12, .missing
      ),
      (
        "UPDATE journal SET sequence = 9999 WHERE sequence = 40; UPDATE journal SET sequence = 40 WHERE sequence = 41; UPDATE journal SET sequence = 41 WHERE sequence = 9999",
        40, .reordered
      ),
      (
        "UPDATE journal SET sequence = sequence + 1000000 WHERE sequence >= 77; UPDATE journal SET sequence = sequence - 999999 WHERE sequence > 1000; INSERT INTO journal SELECT 77, time, kind, version, 'x', body, salt, personal, personal_salt, personal_commitment, leaf_hash FROM journal WHERE sequence = 78",
        77, .inserted
      ),
    ] as [(String, Int, AuditFinding.Kind)])
  func everyChangeOfARowIsLocated(statement: String, entry: Int, kind: AuditFinding.Kind) throws {
    try append(600)
    try publisher.publish()
    // The schema keeps sequences above 0; whoever has the file is not held by it.
    try sql("PRAGMA ignore_check_constraints = ON")
    try sql(statement)
    let findings = try audit().findings
    #expect(findings.first?.leaf == entry - 1)
    #expect(findings.first?.kind == kind)
    #expect(findings.first?.source == .journal)
  }

  /// An entry that says what was erased stands for what it names, and for nothing that came after it.
  @Test func onlyWhatAnEntryNamesMayBeErased() throws {
    try append(9)
    try journal.erasePersonalParts(of: [1, 3, 13], reason: "asked for", at: Moment(seconds: 9), by: "tester")
    try append(3)
    try publisher.publish()
    #expect(try audit().findings.isEmpty)
    try sql("UPDATE journal SET personal = NULL, personal_salt = NULL WHERE sequence IN (5, 13)")
    let findings = try audit().findings
    #expect(findings.map(\.leaf) == [4, 12])
    #expect(findings.allSatisfy { $0.kind == .removed && $0.source == .journal })
    #expect(try journal.verify().removed == [5, 13])
  }

  /// Whoever can write the database gives the changed entry a fitting leaf hash: the tiles know better.
  @Test func aRowWithAFittingHashIsFound() throws {
    try append(20)
    try publisher.publish()
    let leaf = try #require(try JournalLeaves(journal.store).leaves(from: 5, through: 5).first)
    let forged = Commitment.entryBytes(
      time: Moment(seconds: 7), kind: "note.written", version: 1, actor: "nobody", body: Array(#"{"n":4}"#.utf8),
      personalCommitment: nil)
    let hash = Commitment.leafHash(entryBytes: forged, salt: leaf.salt)
    try journal.store.write { session in
      try session.execute(
        """
        UPDATE journal SET actor = 'nobody', personal = NULL, personal_salt = NULL, personal_commitment = NULL, \
        leaf_hash = ? WHERE sequence = 5
        """, .blob(hash))
    }
    #expect(try journal.verify().broken.isEmpty)
    #expect(try audit().findings.map(\.leaf) == [4])
  }

  // MARK: Proofs

  @Test(arguments: [1, 256, 257, 300] as [Int64]) func anEntryIsProvedByTheKeyAlone(sequence: Int64) throws {
    try append(300)
    try publisher.publish()
    let policy = TrustPolicy(log: try publisher.key)
    let prover = JournalProver(folder: folder, store: journal.store, key: try publisher.key)
    let open = try prover.prove(sequence).bytes
    let proved = try JournalProofCheck.verify(open, policy: policy)
    #expect(proved.sequence == sequence)
    guard case .opened(let entry) = proved.leaf else {
      Issue.record("not opened")
      return
    }
    #expect(entry.kind == "note.written" && entry.actor == "tester" && entry.time == Moment(seconds: 7))
    #expect(entry.personalCommitment.isEmpty == (sequence % 2 == 0))
    let sealed = try prover.prove(sequence, isSealed: true).bytes
    #expect(try JournalProofCheck.verify(sealed, policy: policy).leaf == .sealed(commitment: proved.leaf.commitment))
    // No changed byte passes, unless it lies in a line that nobody trusts.
    for place in open.indices {
      var bad = open
      bad[place] ^= 1
      #expect(throws: LogFailure.self, "byte \(place)") { try JournalProofCheck.verify(bad, policy: policy) }
    }
    let stranger = try NoteSigner(name: "log.example/here", kind: .plain, privateKey: Ed25519PrivateKey())
    #expect(throws: LogFailure(.signature, "")) {
      try JournalProofCheck.verify(open, policy: TrustPolicy(log: stranger.key))
    }
    #expect(throws: LogFailure(.missing, "")) { try prover.prove(301) }
    #expect(throws: LogFailure(.missing, "")) { try prover.prove(0) }
  }
}
