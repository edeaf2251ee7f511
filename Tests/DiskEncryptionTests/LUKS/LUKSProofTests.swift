import Testing

@testable import DiskEncryption

@Suite("LUKS disks") struct LUKSProofTests {
  private func volume(_ name: String) throws -> (LUKSVolume, MetadataCopy) {
    let image = try Fixture.copy(name)
    return (try #require(try LUKSVolume.find(in: image)), image)
  }

  private func prove(_ name: String, _ text: String, slot: Int? = nil) throws -> LUKSProver.Result {
    let (volume, image) = try volume(name)
    return try LUKSProver().prove(Fixture.secret(text), slot: slot, of: volume, in: image)
  }

  @Test func theRecoverySlotIsProved() throws {
    let result = try prove("luks2-slot1", Fixture.luksRecovery, slot: 1)
    #expect(result.proof.isProved)
    #expect(result.proof.protector == "1")
    #expect(result.proof.system == .luks2)
    #expect(result.proof.strength == .unlocked)
    #expect(result.proof.checks == [.unlocked, .checksum, .volumeKey])
    #expect(!result.proof.checks.contains(.authenticated))
    #expect(result.opened?.key.count == 64)
    // Unnamed, the slot whose area is in the copy is found.
    #expect(try prove("luks2-slot1", Fixture.luksRecovery).proof.isProved)
  }

  @Test func theOtherSlotIsNotInTheCopy() throws {
    #expect(throws: DiskEncryptionFailure(.protector, "the area of the key slot is not there")) {
      try prove("luks2-slot1", Fixture.luksPassphrase, slot: 0)
    }
    #expect(try prove("luks2-slot1", Fixture.luksPassphrase).proof.refusals == [.wrongKey])
  }

  @Test func theTypedPassphraseIsProvedOnItsOwnSlot() throws {
    #expect(try prove("luks2-slot0", Fixture.luksPassphrase, slot: 0).proof.isProved)
    #expect(try prove("luks2-slot0", Fixture.luksRecovery, slot: 0).proof.refusals == [.wrongKey])
  }

  @Test func aSlotThatWasMadeAnewRefusesTheOldKey() throws {
    #expect(try prove("luks2-drifted-slot1", Fixture.luksRecovery, slot: 1).proof.refusals == [.wrongKey])
  }

  @Test func luks1IsProved() throws {
    let result = try prove("luks1", Fixture.luksPassphrase)
    #expect(result.proof.isProved)
    #expect(result.proof.system == .luks1)
    #expect(try prove("luks1", Fixture.luksPassphrase, slot: 3).proof.refusals == [.noSuchProtector])
  }

  @Test(arguments: ["", "correct horse batter", "Correct horse battery", "correct horse battery "])
  func wrongPassphrasesAreRefused(text: String) throws {
    #expect(try !prove("luks1", text).proof.isProved)
    #expect(try !prove("luks2-slot1", text, slot: 1).proof.isProved)
  }

  @Test func slotsAreListedWithoutAKey() throws {
    let (volume, image) = try volume("luks2-slot1")
    #expect(volume.slots.map(\.number) == [0, 1])
    #expect(volume.slots.map(\.work.name) == ["argon2id", "pbkdf2"])
    #expect(volume.uuid == "41756528-4ab2-4fbf-8dbb-0855acc471b0")
    #expect(volume.soundHeaders == 2)
    // A copy of a copy is the same; a slot has to be named where there are two.
    #expect(try volume.metadata(in: image, slots: [1]) == image)
    #expect(throws: DiskEncryptionFailure.self) { try EncryptedVolume.luks(volume).metadata(in: image) }
  }

  /// Sectors as dm-crypt counts them, written by the specification's XTS.
  @Test func sectorsAreDecrypted() throws {
    let opened = try #require(prove("luks2-slot1", Fixture.luksRecovery, slot: 1).opened)
    let sectors = try #require(LUKSSectors(opened))
    let plain = [UInt8]((0..<512).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    let key = opened.key.withBytes { Array($0) }
    let sealed = ReferenceAES.xts(plain, key: key, number: 77)
    #expect(sectors.decrypt(77, sealed) == plain)
    #expect(sectors.decrypt(78, sealed) != plain)
    #expect(sectors.decrypt(77, Array(sealed.prefix(511))) == nil)
    #expect(sectors.offset(of: 2) == 3_145_728 + 1024)
    #expect(sectors.decrypt(.max, sealed) == nil)
  }
}
