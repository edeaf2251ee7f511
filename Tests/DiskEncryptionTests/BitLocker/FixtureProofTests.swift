import Testing

@testable import DiskEncryption

/// Disks that somebody else made, with the expectations of Fixtures/README.md.
@Suite("BitLocker disks of others") struct FixtureProofTests {
  private func prove(_ name: String, _ key: BitLockerKey, protector: GUID? = nil) throws -> BitLockerProver.Result {
    let (volume, image) = try Fixture.bitLocker(name)
    return try StretchMemo.prover.prove(key, protector: protector, of: volume, in: image)
  }

  @Test(arguments: ["bitlocker-xts256", "bitlocker-xts128-two-recovery", "suspended", "hint", "bitlocker-file-system"])
  func passwordAIsProved(name: String) throws {
    let result = try prove(name, Fixture.recovery(Fixture.passwordA))
    #expect(result.proof.isProved)
    #expect(result.proof.strength == .unlocked)
    #expect(result.proof.refusals.isEmpty)
    #expect(Set(result.proof.checks).isSuperset(of: [.unlocked, .checksum, .authenticated, .place, .volumeKey]))
    #expect(result.proof.metadata == (try Fixture.bitLocker(name).volume.current.digest))
    #expect("\(result.proof.method)" == "bitlocker-native/1")
    #expect(result.opened != nil)
  }

  @Test(arguments: [
    "bitlocker-xts256", "bitlocker-xts128-two-recovery", "suspended", "hint", "rotated", "tampered",
    "bitlocker-file-system",
  ])
  func aForeignPasswordIsRefusedEverywhere(name: String) throws {
    let result = try prove(name, Fixture.recovery(Fixture.foreignPassword))
    #expect(!result.proof.isProved)
    #expect(result.proof.refusals.contains(.wrongKey))
    #expect(result.proof.strength == .stored)
    #expect(result.opened == nil)
  }

  @Test func bothRecoveryPasswordsAndTheTypedOneAreProved() throws {
    for text in [Fixture.passwordA, Fixture.passwordB] {
      #expect(try prove("bitlocker-xts128-two-recovery", Fixture.recovery(text)).proof.isProved)
    }
    #expect(try prove("bitlocker-xts128-two-recovery", Fixture.typed(Fixture.typedPassword)).proof.isProved)
    for wrong in ["geheim123", "Geheim124", "", "Geheim123 "] {
      #expect(try !prove("bitlocker-xts128-two-recovery", Fixture.typed(wrong)).proof.isProved)
    }
  }

  @Test func onlyTheNamedProtectorCounts() throws {
    let (volume, _) = try Fixture.bitLocker("bitlocker-xts128-two-recovery")
    let opened = try #require(prove("bitlocker-xts128-two-recovery", Fixture.recovery(Fixture.passwordA)).opened)
    for protector in volume.current.protectors {
      let result = try prove(
        "bitlocker-xts128-two-recovery", Fixture.recovery(Fixture.passwordA), protector: protector.id)
      #expect(result.proof.isProved == (protector.id == opened.protector))
      if protector.kind != .recoveryPassword { #expect(result.proof.refusals == [.noProtectorOfKind]) }
    }
    let unknown = try #require(GUID("00000000-0000-0000-0000-000000000001"))
    let result = try prove(
      "bitlocker-xts128-two-recovery", Fixture.recovery(Fixture.passwordA), protector: unknown)
    #expect(result.proof.refusals == [.noSuchProtector])
  }

  @Test func aRotatedKeyIsRefusedAndTheNewOneProved() throws {
    #expect(try prove("rotated", Fixture.recovery(Fixture.passwordA)).proof.refusals == [.wrongKey])
    #expect(try prove("rotated", Fixture.recovery(Fixture.passwordB)).proof.isProved)
  }

  @Test func aSuspendedVolumeIsFlagged() throws {
    let (volume, _) = try Fixture.bitLocker("suspended")
    #expect(volume.state.isSuspended)
    #expect(volume.state.conversion == .encrypted)
    #expect(try !Fixture.bitLocker("bitlocker-xts256").volume.state.isSuspended)
  }

  @Test func tamperedMetadataIsRefusedThoughTheKeyUnlocks() throws {
    let result = try prove("tampered", Fixture.recovery(Fixture.passwordA))
    #expect(result.proof.refusals == [.tampered])
    #expect(result.proof.checks.contains(.unlocked))
    #expect(!result.proof.checks.contains(.checksum))
    #expect(!result.proof.checks.contains(.authenticated))
    #expect(result.opened == nil)
  }

  @Test func oneKeyFindsTheOtherRecoveryPasswords() throws {
    let result = try prove("bitlocker-xts128-two-recovery", Fixture.recovery(Fixture.passwordA))
    let others = try #require(result.opened).otherRecoveryPasswords
    #expect(others.count == 1)
    let text = others.first?.password?.withText { String(decoding: $0, as: UTF8.self) }
    #expect(text == Fixture.passwordB)
    #expect(try #require(prove("hint", Fixture.recovery(Fixture.passwordA)).opened).otherRecoveryPasswords.isEmpty)
  }

  @Test func theFileSystemIsSeen() throws {
    let (_, image) = try Fixture.bitLocker("bitlocker-file-system")
    let result = try prove("bitlocker-file-system", Fixture.recovery(Fixture.passwordA))
    #expect(result.proof.checks.contains(.fileSystem))
    let opened = try #require(result.opened)
    let header = try #require(try opened.fileSystem(in: image))
    #expect(header.name == "ntfs")
    #expect(header.serial?.count == 8)
  }

  /// What Windows shows of the two protectors, by an independent reader of the same file.
  @Test func protectorsAreListedWithoutAKey() throws {
    let (volume, _) = try Fixture.bitLocker("bitlocker-xts128-two-recovery")
    let listed = volume.current.protectors.map { "\($0.id) \($0.kind.name) \($0.counter ?? 0)" }
    #expect(
      listed == [
        "B2144E1C-C9F1-4A9E-BDC8-6E5A74C0ECD0 password 3", "0F1D7B63-4C3B-408D-A813-812FD6CD530A recovery_password 6",
        "CDF9683A-6780-48AB-ABC7-7EFD2E020ACB recovery_password 9", "AA0ADA1F-2FD5-49E4-B0EC-8FFBBA64F393 tpm 10",
      ])
    #expect(volume.current.counter == 12)
    #expect(volume.current.nextCounter == 13)
    #expect(volume.current.created?.utc == "2026-11-23T02:29:09.144Z")
    #expect(volume.current.method == .aesXTS128)
  }
}
