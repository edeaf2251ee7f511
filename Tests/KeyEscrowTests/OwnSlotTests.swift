import CanonicalForms
import Cryptography
import DiskEncryption
import TestDisks
import Testing

@testable import KeyEscrow

/// Keys that a device makes for a slot of its own.
@Suite struct OwnSlotTests {
  private let vault: Vault
  private let disk: LUKSDisk
  private let caller = DeviceCaller(device: "PC-1", certificate: "01AB")

  init() throws {
    vault = try Vault()
    disk = try LUKSDisk(passphrase: "the owner's")
  }

  private func say(_ statements: [DiskStatement], slot: Int) throws -> Bool? {
    let image = try FileImage(path: disk.raw)
    let volume = try EncryptedVolume(reading: image)
    let message = DiskMessage(
      [.report(volume.report), .copy(try volume.metadata(in: image, slot: slot))] + statements)
    for case .kept(LUKSDisk.uuid, slot, let isProved) in try vault.escrow.hear(message, from: caller, at: vault.now)
      .orders
    {
      return isProved
    }
    return nil
  }

  @Test func whatOpensTheSlotIsKeptAndNothingElse() throws {
    let key = try RecoveryPhrase.make()
    try KeySlots.add(key, to: 3, existing: SecretBytes(Array("the owner's".utf8)), path: disk.raw)
    #expect(try say([.confirm(volume: LUKSDisk.uuid, slot: 3)], slot: 3) == false, "nobody keeps it yet")
    let wrong = try RecoveryPhrase.make()
    #expect(try say([.key(volume: LUKSDisk.uuid, slot: 3, wrong)], slot: 3) == false)
    #expect(try vault.escrow.keys(at: vault.now).isEmpty)
    #expect(try say([.key(volume: LUKSDisk.uuid, slot: 3, key)], slot: 3) == true)
    #expect(try say([.key(volume: LUKSDisk.uuid, slot: 3, key)], slot: 3) == true)
    #expect(try say([.confirm(volume: LUKSDisk.uuid, slot: 3)], slot: 3) == true)
    let kept = try vault.escrow.keys(at: vault.now)
    #expect(kept.map(\.key.source) == [.agent] && kept.map(\.state) == [.proved])
    // A slot that asks for much work is not opened while a device waits, and the key of another volume opens nothing here.
    #expect(try say([.confirm(volume: "another", slot: 3)], slot: 3) == nil)
  }

  /// A device asks as often as it likes: what is known already is not written down again on the same day.
  @Test func askingAgainWritesNothing() throws {
    let key = try RecoveryPhrase.make()
    try KeySlots.add(key, to: 3, existing: SecretBytes(Array("the owner's".utf8)), path: disk.raw)
    let again: [DiskStatement] = [.key(volume: LUKSDisk.uuid, slot: 3, key), .confirm(volume: LUKSDisk.uuid, slot: 3)]
    #expect(try say(again, slot: 3) == true)
    let count = try vault.kinds().filter { $0 == "key.proved" }.count
    #expect(count == 1)
    vault.pass(seconds: 3600)
    #expect(try say(again + again, slot: 3) == true)
    #expect(try vault.kinds().filter { $0 == "key.proved" }.count == count)
    vault.pass(days: 1)
    #expect(try say(again + again, slot: 3) == true)
    #expect(try vault.kinds().filter { $0 == "key.proved" }.count == count + 1)
    // Other metadata are news.
    try disk.add("another passphrase", to: 1, openedBy: "the owner's")
    #expect(try say(again, slot: 3) == true)
    #expect(try vault.kinds().filter { $0 == "key.proved" }.count == count + 2)
  }

  /// Sectors said that the header is of another disk: the slot is not relied on, although the copy takes the key.
  @Test func aKeyThatSectorsRefuseIsNotConfirmed() throws {
    let key = try RecoveryPhrase.make()
    try KeySlots.add(key, to: 3, existing: SecretBytes(Array("the owner's".utf8)), path: disk.raw)
    #expect(try say([.key(volume: LUKSDisk.uuid, slot: 3, key)], slot: 3) == true)
    let image = try FileImage(path: disk.raw)
    let report = DiskStatement.report(try EncryptedVolume(reading: image).report)
    let asked = try vault.escrow.hear(DiskMessage([report]), from: caller, at: vault.now).orders
    guard case .read(let question)? = asked.first else {
      Issue.record("nothing is asked")
      return
    }
    let answers = question.sectors.map { sector in
      SectorChallenge.Answer(
        sector: sector, ciphertext: [UInt8](repeating: UInt8(truncatingIfNeeded: sector), count: question.sectorSize),
        plain: SHA256Digest(hashing: [1]))
    }
    let message = DiskMessage([.sectors(question: question.id, serial: nil, answers)])
    _ = try vault.escrow.hear(message, from: caller, at: vault.now)
    #expect(try vault.escrow.keys(at: vault.now).first?.key.proof?.refusals == ["sectors_differ"])
    #expect(try say([.confirm(volume: LUKSDisk.uuid, slot: 3)], slot: 3) == false)
  }

  /// The shown key is handed over whenever the device asks, and one entry a day says so.
  @Test func handingOverIsSaidOnceADay() throws {
    let key = try RecoveryPhrase.make()
    try KeySlots.add(key, to: 3, existing: SecretBytes(Array("the owner's".utf8)), path: disk.raw)
    #expect(try say([.key(volume: LUKSDisk.uuid, slot: 3, key)], slot: 3) == true)
    let id = try #require(try vault.escrow.keys(at: vault.now).first).key.id
    let request = try vault.escrow.request(
      id, caseNumber: "J-1", reason: "紛失機の調査", by: vault.admin, at: vault.now)
    try vault.escrow.approve(request, by: vault.custodian, at: vault.now)
    _ = try vault.escrow.show(request, by: vault.admin, at: vault.now)
    let report = DiskStatement.report(try EncryptedVolume(reading: FileImage(path: disk.raw)).report)
    func handed() throws -> Int {
      let orders = try vault.escrow.hear(DiskMessage([report]), from: caller, at: vault.now).orders
      #expect(
        orders.contains { if case .replace(LUKSDisk.uuid, 3, let shown) = $0 { shown.matches(key) } else { false } })
      return try vault.kinds().filter { $0 == "rotation.handed" }.count
    }
    #expect(try handed() == 1)
    vault.pass(seconds: 3600)
    #expect(try handed() == 1)
    vault.pass(days: 1)
    #expect(try handed() == 2)
    let before = try vault.dump(["escrow_handed", "escrow_rotation"])
    _ = try vault.journal.rebuild()
    #expect(try vault.dump(["escrow_handed", "escrow_rotation"]) == before)
    #expect(try handed() == 2)
  }

  /// The form in which it is typed.
  @Test func phrasesAreOfFullStrengthAndTypable() throws {
    let (one, other) = (try RecoveryPhrase.make(), try RecoveryPhrase.make())
    #expect(!one.matches(other))
    let groups = one.text.split(separator: "-")
    #expect(groups.count == 8 && groups.allSatisfy { $0.count == 8 && $0.allSatisfy("cbdefghijklnrtuv".contains) })
  }
}
