import CanonicalForms
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

  /// The form in which it is typed.
  @Test func phrasesAreOfFullStrengthAndTypable() throws {
    let (one, other) = (try RecoveryPhrase.make(), try RecoveryPhrase.make())
    #expect(!one.matches(other))
    let groups = one.text.split(separator: "-")
    #expect(groups.count == 8 && groups.allSatisfy { $0.count == 8 && $0.allSatisfy("cbdefghijklnrtuv".contains) })
  }
}
