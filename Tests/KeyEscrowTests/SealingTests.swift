import Accounts
import CanonicalForms
import DiskEncryption
import Glibc
import Storage
import TestDatabases
import Testing

@testable import KeyEscrow

/// What is sealed opens with its key, at its place, and nowhere else.
@Suite(.onEveryEngine) struct SealingTests {
  private let vault: Vault

  init() throws { vault = try Vault() }

  private func open(_ id: EscrowedKey.ID, of escrow: KeyEscrow? = nil) throws -> String {
    let escrow = escrow ?? vault.escrow
    return try escrow.store.read { session in
      var ring = OpenRing(escrow.ring)
      let key = try #require(try KeyRegister(session: session).find(id))
      return try SecretRegister(session: session).open(key, with: &ring).text
    }
  }

  @Test func noSecretLiesInTheOpen() throws {
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.keep(Vault.foreign, device: "PC-2")
    try vault.take("bitlocker-xts128-two-recovery")
    _ = try vault.escrow.round(at: vault.now)
    let request = try vault.escrow.request(a, caseNumber: "J-1", reason: "調査", by: vault.admin, at: vault.now)
    try vault.escrow.approve(request, by: vault.custodian, at: vault.now)
    #expect(try vault.escrow.show(request, by: vault.admin, at: vault.now).secret.text == Vault.passwordA)
    _ = try vault.escrow.rewrap(by: "test", at: vault.now)
    let everything = try vault.dump(Vault.allTables)
    #expect(everything.firstRange(of: Array(Vault.protectorA.utf8)) != nil, "the search finds nothing at all")
    for secret in [Vault.passwordA, Vault.passwordB, Vault.foreign] {
      let key = try RecoveryPassword(parsing: secret).key.withBytes { Array($0) }
      let groups = secret.split(separator: "-").map { Array($0.utf8) }
      for planted in [Array(secret.utf8), Array(secret.replacing("-", with: "").utf8), key] + groups {
        #expect(everything.firstRange(of: planted) == nil)
      }
    }
    // Nor what a password could be guessed against.
    let metadata = try Vault.copy("bitlocker-xts128-two-recovery").encoded
    #expect(everything.firstRange(of: metadata[600..<632]) == nil)
  }

  @Test func aSealedKeyOpensAtItsPlaceOnly() throws {
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    let b = try vault.keep(Vault.passwordB, device: "PC-2", protector: Vault.protectorB).id
    #expect(try open(a) == Vault.passwordA)
    // One row in the place of the other, as somebody might who can write to the database.
    try vault.store.write { session in
      let row = try #require(
        try session.first("SELECT wrapped, sealed FROM escrow_secret WHERE id = ?", SQLValue(a.text)) {
          ($0.bytes(0), $0.bytes(1))
        })
      try session.execute(
        "UPDATE escrow_secret SET wrapped = ?, sealed = ? WHERE id = ?", .blob(row.0), .blob(row.1), SQLValue(b.text))
    }
    #expect(code { try open(b) } == .sealed)
    try vault.store.write { session in
      try session.execute("UPDATE escrow_key SET device = ? WHERE id = ?", "PC-9", SQLValue(a.text))
      try session.execute("UPDATE escrow_secret SET device = ? WHERE id = ?", "PC-9", SQLValue(a.text))
    }
    #expect(code { try open(a) } == .sealed)
  }

  @Test func everyChangedBitIsNoticed() throws {
    let kek = SecretBytes([UInt8](repeating: 7, count: 32))
    let place = Array("place".utf8)
    let sealed = try Envelope.seal(SecretBytes(Array(Vault.passwordA.utf8)), under: kek, for: place)
    for bit in 0..<sealed.count * 8 {
      var changed = sealed
      changed[bit / 8] ^= 1 << (bit % 8)
      #expect(code { try Envelope.open(changed, under: kek, for: place) } == .sealed)
    }
    for count in 0..<sealed.count {
      #expect(code { try Envelope.open(Array(sealed.prefix(count)), under: kek, for: place) } == .sealed)
    }
    #expect(code { try Envelope.open(sealed, under: kek, for: Array("plac".utf8)) } == .sealed)
  }

  // MARK: The key-encryption key

  @Test func theKeyIsItsOwnersAlone() throws {
    let id = try vault.keep(Vault.passwordA).id
    let path = vault.escrow.ring.path(of: 1)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600 && status.st_size == 32)
    chmod(path, 0o640)
    let failure = #expect(throws: StorageFailure.self) { try open(id) }
    #expect(failure?.code == .key)
  }

  @Test func aLostKeyIsAnAlarmAndNeverMadeAnew() throws {
    let id = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.escrow.canary()?.isGood == true)
    let path = vault.escrow.ring.path(of: 1)
    rename(path, path + ".away")
    #expect(code { try open(id) } == .keyLost)
    #expect(code { try vault.keep(Vault.foreign) } == .keyLost)
    #expect(!SecretFile.exists(path))
    vault.pass(days: 2)
    #expect(try vault.escrow.round(at: vault.now).undecided == 0)
    #expect(try vault.escrow.alarms(at: vault.now).first?.kind == .canary)
    let entries = try vault.kinds().count
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.kinds().count == entries, "the alarm is written down once")
    // Another key in its place.
    try SecretFile.create(at: path, RandomBytes.make(32), what: "a key")
    #expect(code { try open(id) } == .sealed)
    unlink(path)
    rename(path + ".away", path)
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.escrow.canary()?.isGood == true)
    #expect(try open(id) == Vault.passwordA)
  }

  @Test func afterRewrappingTheOldKeyIsNotNeeded() throws {
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    let done = try vault.escrow.rewrap(by: "test", at: vault.now)
    #expect(done.epoch == 2 && done.count == 2 && done.damaged.isEmpty)
    unlink(vault.escrow.ring.path(of: 1))
    #expect(try open(a) == Vault.passwordA)
    #expect(try vault.escrow.round(at: vault.now).proved == 1)
    let b = try vault.keep(Vault.foreign, device: "PC-2").id
    #expect(try open(b) == Vault.foreign)
    #expect(try vault.escrow.round(at: vault.now).undecided == 0)
    #expect(try vault.escrow.canary()?.isGood == true)
  }

  /// A row that is damaged stops neither this rotation nor the next one.
  @Test func aDamagedRowIsLeftAndListed() throws {
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    let b = try vault.keep(Vault.foreign, device: "PC-2").id
    try vault.take("bitlocker-xts128-two-recovery")
    try vault.store.write { session in
      try session.execute(
        "UPDATE escrow_secret SET sealed = ? WHERE id = ?", .blob([UInt8](repeating: 7, count: 60)), SQLValue(b.text))
    }
    var done = try vault.escrow.rewrap(by: "test", at: vault.now)
    #expect(done.epoch == 2 && done.count == 2 && done.damaged == [b.text])
    #expect(try vault.escrow.alarms(at: vault.now).contains { $0.kind == .sealing && $0.subject == b.text })
    done = try vault.escrow.rewrap(by: "test", at: vault.now)
    #expect(done.epoch == 3 && done.count == 2 && done.damaged == [b.text])
    let entry = try vault.journal.latest(before: .max, kind: "escrow.rewrapped", limit: 1).first
    #expect(entry?.body["damaged"].strings == [b.text])
    unlink(vault.escrow.ring.path(of: 2))
    #expect(try open(a) == Vault.passwordA)
  }

  /// A rotation that was stopped after its key was made goes on, and makes no third key.
  @Test func aStoppedRotationGoesOn() throws {
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    _ = try vault.escrow.ring.make(2, vault.escrow, by: "test", at: vault.now)
    #expect(try vault.escrow.rewrap(by: "test", at: vault.now).epoch == 2)
    unlink(vault.escrow.ring.path(of: 1))
    #expect(try open(a) == Vault.passwordA)
  }

  /// The database put back from a backup opens with the keys that were put back beside it, and with nothing else.
  @Test func aBackupOpensWithItsOwnKeys() throws {
    guard case .sqlite(let path) = vault.store.address else { return }
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    var key = try SecretFile.read(at: vault.escrow.ring.path(of: 1), atMost: 32, what: "a key")
    defer { SecretBytes.wipe(&key) }
    try vault.store.close()
    let backup = vault.folder + "/backup"
    try DataFolder.makeFolder(backup)
    defer {
      for name in ["hikae.sqlite", "hikae.sqlite-wal", "hikae.sqlite-shm", "escrow-1.key", "escrow-2.key"] {
        unlink("\(backup)/\(name)")
      }
      rmdir(backup)
    }
    // What is not yet in the file itself lies in the log beside it.
    for suffix in ["", "-wal", "-shm"] { rename(path + suffix, backup + "/hikae.sqlite" + suffix) }
    let restored = try Store(
      .sqlite(path: backup + "/hikae.sqlite"), creating: false,
      migrations: [.journal] + (Accounts.schema.migrations + KeyEscrow.schema.migrations))
    defer { try? restored.close() }
    let escrow = KeyEscrow(
      journal: Journal(store: restored, projections: Accounts.schema.projections + KeyEscrow.schema.projections),
      keys: EscrowKeyRing(folder: backup))
    #expect(code { try open(a, of: escrow) } == .keyLost)
    try SecretFile.create(at: backup + "/escrow-1.key", key, what: "a key")
    #expect(try open(a, of: escrow) == Vault.passwordA)
    try escrow.journal.rebuild()
    #expect(try escrow.round(at: vault.now).proved == 1)
    #expect(try escrow.rewrap(by: "test", at: vault.now).count == 3)
    #expect(try open(a, of: escrow) == Vault.passwordA)
  }
}
