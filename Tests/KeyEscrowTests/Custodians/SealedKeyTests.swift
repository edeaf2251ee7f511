import Accounts
import CanonicalForms
import DiskEncryption
import Storage
import TestDatabases
import Testing

@testable import KeyEscrow

/// Keys that custodians have to open together: sealed once proved, and out of the server's reach from then on.
@Suite(.onEveryEngine) struct SealedKeyTests {
  private let vault: Vault
  private let circle: Circle
  private let key: EscrowedKey.ID

  init() throws {
    vault = try Vault()
    circle = try Circle(vault)
    key = try circle.sealedKey()
  }

  private func find(_ id: EscrowedKey.ID? = nil) throws -> EscrowedKey { try #require(try vault.escrow.key(id ?? key)) }

  @Test func aKeyIsProvedFirstAndThenSealed() throws {
    #expect(try find().sealing?.needed == 2 && find().sealing?.custodians == circle.people)
    #expect(try find().proof?.strength == .unlocked)
    #expect(try vault.state(key) == .sealed)
    // The other recovery password of the disk, which the proof found, as well.
    let keys = try vault.escrow.keys(of: "PC-1", at: vault.now)
    #expect(keys.count == 2 && keys.allSatisfy { $0.state == .sealed })
    let kinds = try vault.kinds()
    let (proved, sealed) = (kinds.firstIndex(of: "key.proved"), kinds.firstIndex(of: "key.sealed"))
    #expect(try #require(proved) < #require(sealed))
    #expect(try vault.escrow.alarms(at: vault.now).isEmpty)
    let before = try vault.dump(KeyEscrowProjection().tables)
    _ = try vault.journal.rebuild()
    #expect(try vault.dump(KeyEscrowProjection().tables) == before)
    #expect(try find().sealing != nil)
  }

  /// Everything that the server has, with its key-encryption key, opens nothing.
  @Test func theServerAloneOpensNothing() throws {
    let (key, ring) = (try find(), vault.escrow.ring)
    try vault.store.read { session in
      #expect(try session.first("SELECT COUNT(*) FROM escrow_secret") { $0.integer(0) } == 0)
      var opened = OpenRing(ring)
      #expect(code { try SecretRegister(session: session).open(key, with: &opened) } == .sealedToCustodians)
      // The key-encryption key, tried as an intruder would on all that is left.
      let kek = try opened.current(in: session).key
      let sealed = try SealedRegister(session: session).sealed(key)
      let blobs = [sealed.box] + sealed.slots.map(\.sealed)
      let places = [
        Envelope.Place.key(key.id, device: key.device, protector: key.protector).bytes,
        Array("hikae.escrow.box/1\n".utf8)
          + Envelope.Place.key(key.id, device: key.device, protector: key.protector).bytes,
        [],
      ]
      for blob in blobs {
        for place in places { #expect(throws: (any Error).self) { try kek.unwrap(blob, for: place) } }
      }
    }
    let everything = try vault.dump(Vault.allTables + ["escrow_sealed_secret", "reveal_answer"])
    #expect(everything.firstRange(of: Array(Vault.protectorA.utf8)) != nil, "the search finds nothing at all")
    for secret in [Vault.passwordA, Vault.passwordB] {
      let key = try RecoveryPassword(parsing: secret).key.withBytes { Array($0) }
      #expect(everything.firstRange(of: Array(secret.utf8)) == nil && everything.firstRange(of: key) == nil)
    }
    #expect(code { try vault.escrow.prove(key.id, by: "test", at: vault.now) } == .sealedToCustodians)
    #expect(
      code { try vault.escrow.breakGlass(key.id, caseNumber: "1", reason: "夜間", by: vault.admin, at: vault.now) }
        == .sealedToCustodians)
    #expect(
      code { try vault.escrow.request(key.id, caseNumber: "1", reason: "調査", by: vault.admin, at: vault.now) }
        == .recipientMissing)
    _ = try vault.escrow.rewrap(by: "test", at: vault.now)
  }

  @Test func nothingIsProvedOnScheduleAndADrillIsDue() throws {
    for _ in 0..<3 {
      vault.pass(days: 30)
      try vault.take("bitlocker-xts128-two-recovery")
      #expect(try vault.escrow.round(at: vault.now) == KeyEscrow.Round())
      #expect(try vault.state(key) == .sealed)
    }
    vault.pass(days: 1)
    #expect(try vault.state(key) == .drillDue)
    #expect(KeyState.days(since: try find(), at: vault.now) == 91)
    #expect(try vault.escrow.alarms(at: vault.now).map(\.kind) == [.drillDue, .drillDue])
  }

  /// Drift needs no secret.
  @Test func driftShowsWithoutTheKey() throws {
    let copy = try Vault.copy("bitlocker-xts128-two-recovery")
    let report = try EncryptedVolume(reading: copy).report
    guard case .object(var members) = report.json else { return }
    members["counter"] = "99"
    members["metadata"] = JSON(bytes: [UInt8](repeating: 9, count: 32))
    members["protectors"] = .array(
      members["protectors"].map { $0.elements.filter { $0["id"].string != Vault.protectorA } } ?? [])
    vault.pass(days: 1)
    let other = try #require(ProtectorReport(.object(members)))
    _ = try vault.escrow.take(other, of: "PC-1", seen: vault.now, by: "test", at: vault.now)
    #expect(try find().drifted != nil)
    let state = try vault.state(key)
    #expect(state == .drifted || state == .past)
  }

  @Test func theSameKeyIsKnownAgain() throws {
    #expect(try vault.keep(Vault.passwordA, protector: Vault.protectorA) == .known(key))
    #expect(try vault.keep(Vault.passwordA) == .known(key))
    #expect(try vault.keep(Vault.foreign, protector: Vault.protectorA).id != key)
  }

  /// With too few custodians nothing is sealed: a key that nobody can open would be lost. It is an alarm at once.
  @Test func tooFewCustodiansSealNothing() throws {
    for person in circle.people.prefix(2) {
      try vault.escrow.revokeCustodian(person, by: vault.admin, at: vault.now)
    }
    let other = try vault.keep(Vault.passwordA, device: "PC-2", protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery", device: "PC-2")
    while try vault.escrow.round(at: vault.now).left > 0 {}
    #expect(try find(other).sealing == nil && vault.state(other) == .proved)
    #expect(try vault.escrow.alarms(at: vault.now).map(\.kind) == [.unsealed, .unsealed])
    // What was sealed before opens with those who have their keys.
    let (id, oneTime) = try circle.request(key)
    try circle.contribute(id, 2, oneTime)
    #expect(try vault.escrow.request(id)?.contributors == [circle.people[2]])
    // The next proof seals what waits, once there are enough again.
    for (index, person) in circle.people.prefix(2).enumerated() {
      try circle.enrol(
        person, circle.keys[index].publicKey, confirmedBy: index == 0 ? vault.second : vault.custodian)
    }
    vault.pass(days: 1)
    while try vault.escrow.round(at: vault.now).left > 0 {}
    #expect(try find(other).sealing != nil)
    #expect(try vault.escrow.alarms(at: vault.now).isEmpty)
  }

  @Test func rulesGoByTheClassOfTheDevice() throws {
    let escrow = KeyEscrow(
      journal: vault.journal, keys: EscrowKeyRing(folder: vault.folder),
      classOfDevice: { device, _ in device.hasPrefix("SV") ? "server" : "laptop" })
    try circle.seal(0, deviceClass: "server")
    func kept(on device: String) throws -> EscrowedKey? {
      let id = try vault.keep(Vault.passwordA, device: device, protector: Vault.protectorA).id
      try vault.take("bitlocker-xts128-two-recovery", device: device)
      while try escrow.round(at: vault.now).left > 0 {}
      return try escrow.key(id)
    }
    #expect(try kept(on: "SV-1")?.sealing == nil)
    #expect(try kept(on: "PC-7")?.sealing != nil)
    #expect(try escrow.alarms(at: vault.now).isEmpty)
  }

  /// A rule that comes later seals at the next proof, and what others replaced along with it.
  @Test func whatWasKeptBeforeIsSealedAtItsNextProof() throws {
    let vault = try Vault()
    let circle = try Circle(vault, sealing: false)
    let old = try vault.keep(
      Vault.foreign, protector: Vault.protectorA, made: Moment(seconds: 1_700_000_000)
    ).id
    let new = try vault.keep(
      Vault.passwordA, protector: Vault.protectorA, made: Moment(seconds: 1_750_000_000)
    ).id
    try vault.take("bitlocker-xts128-two-recovery")
    while try vault.escrow.round(at: vault.now).left > 0 {}
    #expect(try vault.escrow.key(old)?.replacedBy == new && vault.escrow.key(new)?.sealing == nil)
    try circle.seal()
    #expect(try vault.escrow.key(new)?.sealing == nil)
    vault.pass(days: 1)
    while try vault.escrow.round(at: vault.now).left > 0 {}
    #expect(try vault.escrow.key(new)?.sealing != nil && vault.escrow.key(old)?.sealing != nil)
    #expect(try vault.store.read { try $0.first("SELECT COUNT(*) FROM escrow_secret") { $0.integer(0) } } == 0)
  }

  @Test func aRecordThatWasChangedIsRefused() throws {
    let (id, _) = try circle.request(key)
    try vault.store.write { session in
      let record = try #require(
        try session.first("SELECT record FROM escrow_sealed_secret WHERE id = ?", SQLValue(key.text)) { $0.bytes(0) })
      let other = Array(String(decoding: record, as: UTF8.self).replacing("\"needed\":2", with: "\"needed\":3").utf8)
      try session.execute(
        "UPDATE escrow_sealed_secret SET record = ? WHERE id = ?", .blob(other), SQLValue(key.text))
    }
    #expect(code { try vault.escrow.shareRequest(id, names: [vault.admin: "admin"], at: vault.now) } == .sealed)
  }
}
