import Accounts
import CanonicalForms
import DiskEncryption
import FoundationEssentials
import Storage
import TestDatabases
import Testing

@testable import KeyEscrow

/// What the server can still open: nothing of a key once it is sealed, and it says so of those that are not.
@Suite(.onEveryEngine) struct UnsealedKeyTests {
  private let vault: Vault
  private let circle: Circle

  init() throws {
    vault = try Vault()
    circle = try Circle(vault, sealing: false)
  }

  private func prove() throws { while try vault.escrow.round(at: vault.now).left > 0 {} }

  /// A key that is proved while no rule wants it sealed.
  private func provedKey(on device: String = "PC-1") throws -> EscrowedKey.ID {
    let id = try vault.keep(Vault.passwordA, device: device, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery", device: device)
    try prove()
    return id
  }

  private func unsealed(_ snapshot: KeySnapshot, afterDays days: Int64 = 0) -> Int {
    snapshot.alarms(at: vault.now.adding(days: days)).count { $0.kind == .unsealed }
  }

  // MARK: What is left of the row

  private func row(of key: EscrowedKey.ID) throws -> [UInt8]? {
    try vault.store.read { session in
      try session.first("SELECT sealed FROM escrow_secret WHERE id = ?", SQLValue(key.text)) { $0.bytes(0) }
    }
  }

  /// The files of the database that have these bytes anywhere; nil where the database is none of ours.
  private func files(with row: [UInt8]) throws -> [String]? {
    guard case .sqlite(let path) = vault.store.address else { return nil }
    return try ["", "-wal"].filter { try Data(contentsOf: URL(filePath: path + $0)).range(of: Data(row)) != nil }
  }

  private func expectSwept(_ row: [UInt8]) throws {
    guard case .sqlite(let path) = vault.store.address else { return }
    #expect(try files(with: row) == [])
    #expect(try Data(contentsOf: URL(filePath: path + "-wal")).isEmpty, "former pages are in the log of changes")
  }

  /// The row that the server could open is in no file of the database any more, the write-ahead log included.
  @Test func aSealedKeyLeavesNothingInTheLogOfChanges() throws {
    let key = try provedKey()
    let row = try #require(try row(of: key))
    #expect(try files(with: row)?.isEmpty != true, "the search finds nothing at all")
    try circle.seal()
    vault.pass(days: 1)
    try prove()
    #expect(try vault.escrow.key(key)?.sealing != nil)
    try expectSwept(row)
  }

  @Test func nothingIsLeftOfAKeyThatItsDeviceVouchesFor() throws {
    let mac = IncomingKey(secret: SecretBytes(Array("ABCD".utf8)), kind: .fileVault, device: "MAC-1", source: .table)
    let key = try #require(try vault.escrow.keep([mac], by: "test", at: vault.now).first).id
    let row = try #require(try row(of: key))
    #expect(try files(with: row)?.isEmpty != true, "the search finds nothing at all")
    try circle.seal()
    let word = DeviceAttestation(volume: "", isAccepted: true, at: vault.now)
    _ = try vault.escrow.attest(key, word, by: "test", at: vault.now)
    #expect(try vault.escrow.key(key)?.sealing != nil)
    try expectSwept(row)
  }

  // MARK: One to spare

  /// Two of three, and one is gone: sealed to the two who are left, a key would be lost with the next one.
  @Test func withoutOneToSpareNothingIsSealed() throws {
    try circle.seal()
    try vault.escrow.revokeCustodian(circle.people[2], by: vault.admin, at: vault.now)
    let key = try provedKey()
    #expect(try vault.escrow.key(key)?.sealing == nil && vault.state(key) == .proved)
    #expect(try unsealed(vault.escrow.snapshot(at: vault.now)) == 2, "the key, and the one that its proof found")
    try circle.enrol(circle.people[2], circle.keys[2].publicKey, confirmedBy: vault.second)
    vault.pass(days: 1)
    try prove()
    #expect(try vault.escrow.key(key)?.sealing?.custodians == circle.people)
    #expect(try unsealed(vault.escrow.snapshot(at: vault.now)) == 0)
  }

  // MARK: What was read before

  /// Pages keep a snapshot while there is no news: the time alone makes an alarm of it.
  @Test func anAlarmComesWithTheTime() throws {
    _ = try provedKey()
    try circle.seal()
    let snapshot = try vault.escrow.snapshot(at: vault.now)
    #expect(unsealed(snapshot) == 0, "it is sealed at the next proof")
    #expect(unsealed(snapshot, afterDays: 3) == 2)
  }

  @Test func anAccountThatIsSwitchedOffIsNewsOfKeys() throws {
    _ = try provedKey()
    try circle.seal()
    let known = try #require(try vault.escrow.snapshot(newerThan: nil, at: vault.now))
    #expect(unsealed(known.snapshot) == 0)
    let accounts = try Accounts(journal: vault.journal, keyPath: vault.folder + "/accounts.key", cost: .least)
    var third = try #require(try accounts.account(circle.people[2]))
    third.isActive = false
    try accounts.change(third, by: vault.admin, at: vault.now)
    let news = try #require(try vault.escrow.snapshot(newerThan: known.entry, at: vault.now))
    #expect(unsealed(news.snapshot) == 2, "nobody is left to spare")
  }

  @Test func aDeviceOfAnotherClassIsNewsOfKeys() throws {
    _ = try provedKey()
    try circle.seal(deviceClass: "laptop")
    func escrow(_ deviceClass: String) -> KeyEscrow {
      KeyEscrow(
        journal: vault.journal, keys: EscrowKeyRing(folder: vault.folder), classOfDevice: { _, _ in deviceClass })
    }
    let known = try #require(try escrow("share").snapshot(newerThan: nil, at: vault.now))
    #expect(unsealed(known.snapshot, afterDays: 3) == 0)
    try vault.store.write { session in
      _ = try vault.journal.append(
        NewEntry(kind: "device.registered", body: ["id": "PC-1"]), at: vault.now, by: "test", in: session)
    }
    let news = try #require(try escrow("laptop").snapshot(newerThan: known.entry, at: vault.now))
    #expect(unsealed(news.snapshot, afterDays: 3) == 2)
  }
}
