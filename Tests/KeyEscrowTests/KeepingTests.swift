import Accounts
import CanonicalForms
import DiskEncryption
import Storage
import TestDatabases
import Testing

@testable import KeyEscrow

/// What takes the place of what, and when nothing does.
@Suite(.onEveryEngine) struct KeepingTests {
  private let vault: Vault

  init() throws { vault = try Vault() }

  private func made(_ hours: Int64) -> Moment { vault.now.adding(seconds: 3600 * hours) }

  @Test func theSameKeyIsKeptOnce() throws {
    let first = try vault.keep(Vault.passwordA, protector: Vault.protectorA)
    guard case .added(let id) = first else { return #expect(Bool(false), "\(first)") }
    #expect(try vault.keep(Vault.passwordA, protector: Vault.protectorA) == .known(id))
    #expect(try vault.keep(Vault.passwordA) == .known(id))
    #expect(try vault.keep(Vault.passwordA, protector: "{" + Vault.protectorA.lowercased() + "}") == .known(id))
    #expect(try vault.kinds() == ["escrow.key_made", "key.escrowed"])
    // On another device it is another key.
    guard case .added = try vault.keep(Vault.passwordA, device: "PC-2") else { return #expect(Bool(false)) }
  }

  @Test func onlyWhatIsNewerTakesAnothersPlace() throws {
    let first = try vault.keep(Vault.passwordA, protector: Vault.protectorA, made: made(-2)).id
    let older = try vault.keep(Vault.foreign, protector: Vault.protectorA, made: made(-3))
    #expect(older == .older(older.id))
    let newer = try vault.keep(Vault.passwordB, protector: Vault.protectorA, made: made(-1))
    #expect(newer == .replacing(newer.id))
    let keys = Dictionary(uniqueKeysWithValues: try vault.escrow.keys(at: vault.now).map { ($0.key.id, $0) })
    #expect(keys.count == 3, "no key is ever removed")
    #expect(keys[first]?.key.replacedBy == newer.id && keys[first]?.state == .past)
    #expect(keys[older.id]?.key.replacedBy == first && keys[older.id]?.state == .past)
    #expect(keys[newer.id]?.key.replacedBy == nil && keys[newer.id]?.state == .neverProved)
  }

  @Test func withoutDatesBothStay() throws {
    let first = try vault.keep(Vault.passwordA, protector: Vault.protectorA)
    let second = try vault.keep(Vault.foreign, protector: Vault.protectorA, made: made(1))
    #expect(second == .beside(second.id))
    #expect(try vault.escrow.key(first.id)?.replacedBy == nil)
  }

  @Test func aKeyIsFoundByWhatTheLockedScreenShows() throws {
    let id = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    for shown in ["0F1D7B63", "0f1d7b63", Vault.protectorA, "{" + Vault.protectorA.lowercased() + "}"] {
      #expect(try vault.escrow.keys(shownAs: shown, at: vault.now).map(\.key.id) == [id], "\(shown)")
    }
    for other in ["", "0F1D7B6", "CDF9683A", "0F1D7B63-0000-0000-0000-000000000000"] {
      #expect(try vault.escrow.keys(shownAs: other, at: vault.now).isEmpty, "\(other)")
    }
  }

  @Test func rebuildingGivesTheSame() throws {
    try vault.keep(Vault.passwordA, protector: Vault.protectorA, made: made(-2))
    try vault.keep(Vault.passwordB, protector: Vault.protectorA, made: made(-1))
    try vault.take("bitlocker-xts128-two-recovery")
    _ = try vault.escrow.round(at: vault.now)
    let drill = try vault.escrow.planDrill(of: "PC-1", due: vault.now, by: "test", at: vault.now)
    try vault.escrow.finishDrill(drill, .opened, minutes: 42, note: "見本 一郎", by: vault.custodian, at: vault.now)
    let before = try vault.dump(Vault.allTables)
    try vault.journal.rebuild()
    #expect(try vault.dump(Vault.allTables) == before)
    #expect(try vault.journal.verify().broken.isEmpty)
    #expect(
      code {
        try vault.escrow.finishDrill(drill, .opened, minutes: 1, note: "甲", by: vault.custodian, at: vault.now)
      } == .unknownDrill)
  }

  /// What people say of a drill stands beside what was proved; "opened" with a key that does not open is not taken down.
  @Test func aDrillStandsBesideTheProof() throws {
    let key = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    _ = try vault.escrow.round(at: vault.now)
    let foreign = try vault.keep(Vault.foreign, device: "PC-2").id
    try vault.take("bitlocker-xts256", device: "PC-2")
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.state(foreign) == .refused)
    func plan(_ device: String) throws -> String {
      try vault.escrow.planDrill(of: device, due: vault.now, by: "test", at: vault.now)
    }
    func finish(_ drill: String, _ outcome: Drill.Outcome, note: String = "実施 甲", by account: Account.ID) throws {
      try vault.escrow.finishDrill(drill, outcome, minutes: 38, note: note, by: account, at: vault.now)
    }
    let (good, bad) = (try plan("PC-1"), try plan("PC-2"))
    #expect(code { try finish(good, .opened, by: .hikae) } == .notAllowed, "the command line as such is nobody")
    #expect(code { try finish(good, .opened, note: " ", by: vault.custodian) } == .reasonMissing)
    #expect(code { try finish(bad, .opened, by: vault.custodian) } == .drillRefuted)
    try finish(bad, .failed, by: vault.custodian)
    try finish(good, .opened, by: vault.custodian)
    let drills = Dictionary(try vault.escrow.drills().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let proof = try #require(drills[good]?.proof)
    #expect(try vault.escrow.key(proof.key)?.device == "PC-1" && proof.strength == .unlocked)
    #expect(try proof.at == vault.escrow.key(key)?.proof?.at)
    #expect(drills[bad]?.proof == nil && drills[bad]?.outcome == .failed)
  }

  /// By its date a newer key took its place, which does not open the disk; nobody tried the older one since.
  @Test func aDrillMayHaveBeenDoneWithAReplacedKey() throws {
    let writer = BitLockerWriter(ways: [.recovery(Vault.passwordA)], isHollow: true)
    func take(_ writer: BitLockerWriter, _ device: String) throws -> String? {
      let image = writer.write().image
      let volume = try EncryptedVolume(reading: image)
      _ = try vault.escrow.take(
        volume.metadata(in: image), of: device, seen: vault.now, by: "test", at: vault.now)
      return volume.report.protectors.first?.id
    }
    /// The older key, beside a newer one that is wrong.
    func keep(_ password: String, _ device: String) throws -> EscrowedKey.ID {
      let protector = try #require(try take(writer, device))
      let older = try vault.keep(password, device: device, protector: protector, made: made(-2)).id
      let newer = try vault.keep(Vault.foreign, device: device, protector: protector, made: made(-1)).id
      while try vault.escrow.round(at: vault.now).left > 0 {}
      #expect(try vault.state(older) == .past && vault.state(newer) == .refused)
      return older
    }
    func opened(_ device: String) throws -> String {
      let drill = try vault.escrow.planDrill(of: device, due: vault.now, by: "test", at: vault.now)
      try vault.escrow.finishDrill(drill, .opened, minutes: 38, note: "甲", by: vault.custodian, at: vault.now)
      return drill
    }
    let right = try keep(Vault.passwordA, "PC-1")
    _ = try opened("PC-1")
    #expect(try vault.escrow.prove(right, by: "test", at: vault.now).verdict == .proved)
    let drill = try opened("PC-1")
    #expect(try vault.escrow.drills().first { $0.id == drill }?.proof?.key == right)
    // Tried after all, it is as wrong as the newer one.
    let wrong = try keep(Vault.passwordB, "PC-2")
    #expect(try vault.escrow.prove(wrong, by: "test", at: vault.now).verdict == .refused)
    #expect(code { try opened("PC-2") } == .drillRefuted)
    // Its protector is not on the disk any more.
    _ = try keep(Vault.passwordA, "PC-3")
    vault.pass(seconds: 60)
    var emptied = writer
    emptied.ways = []
    emptied.firstCounter = 100
    #expect(try take(emptied, "PC-3") == nil)
    #expect(code { try opened("PC-3") } == .drillRefuted)
  }
}
