import CanonicalForms
import DiskEncryption
import TestDatabases
import TestDisks
import Testing

@testable import KeyEscrow

/// Keys of which nobody says to which volume they belong: they are tried on every one, and belong to the one that they open.
@Suite(.onEveryEngine) struct UnboundKeyTests {
  private let vault: Vault

  init() throws { vault = try Vault() }

  /// A volume with one recovery password; another seed is another volume.
  private func volume(_ password: String, seed: UInt64) throws -> MetadataCopy {
    let image = BitLockerWriter(ways: [.recovery(password)], seed: seed, isHollow: true).write().image
    return try EncryptedVolume(reading: image).metadata(in: image)
  }

  private func take(_ copy: MetadataCopy, of device: String = "PC-1") throws -> String {
    try vault.escrow.take(copy, of: device, seen: vault.now, by: "test", at: vault.now).volume
  }

  private func round() throws { while try vault.escrow.round(at: vault.now).left > 0 {} }

  @Test func theVolumeThatReportsFirstDoesNotKeepTheKey() throws {
    let id = try vault.keep(Vault.passwordA).id
    _ = try take(volume(Vault.passwordB, seed: 1))
    try round()
    #expect(try vault.state(id) == .refused, "by all that is known")
    #expect(try vault.escrow.key(id)?.volume == nil)
    vault.pass(seconds: 60)
    let own = try take(volume(Vault.passwordA, seed: 2))
    try round()
    #expect(try vault.state(id) == .proved)
    #expect(try vault.escrow.key(id)?.volume == own)
    // From here on it is of that volume.
    vault.pass(days: 1)
    try round()
    #expect(try vault.escrow.key(id)?.volume == own && vault.state(id) == .proved)
    let before = try vault.dump(KeyEscrowProjection().tables)
    _ = try vault.journal.rebuild()
    #expect(try vault.dump(KeyEscrowProjection().tables) == before)
  }

  /// A volume on which it could not be tried might be its own.
  @Test func refusedMeansByEveryVolume() throws {
    let id = try vault.keep(Vault.passwordA).id
    let other = try EncryptedVolume(reading: volume(Vault.passwordA, seed: 2)).report
    _ = try vault.escrow.take(other, of: "PC-1", seen: vault.now, by: "test", at: vault.now)
    _ = try take(volume(Vault.passwordB, seed: 1))
    #expect(try vault.escrow.round(at: vault.now).undecided == 1)
    #expect(try vault.state(id) == .neverProved)
    // The device is asked for the copy that is missing.
    let orders = try vault.escrow.hear(
      DiskMessage([.report(other)]), from: DeviceCaller(device: "PC-1", certificate: "01AB"), at: vault.now
    ).orders
    guard case .copy(other.volume, nil)? = orders.first else {
      Issue.record("no copy is asked for: \(orders)")
      return
    }
  }

  /// Every LUKS volume has a slot 1.
  @Test func numbersOfSlotsAreTriedOnEveryVolume() throws {
    let right = "fbkkfbrt-fllcthec-lgevhlkd-jcvvrgrk-dtkenfil-utdikdtd-vnncbhje-rfdcvfnd"
    let key = IncomingKey(
      secret: SecretBytes(Array(right.utf8)), kind: .passphrase, device: "LX-1", protector: "1", source: .table)
    let id = try #require(try vault.escrow.keep([key], by: "test", at: vault.now).first).id
    let disk = try LUKSDisk(passphrase: "the owner's")
    try disk.add("another passphrase", to: 1, openedBy: "the owner's")
    let image = try FileImage(path: disk.raw)
    _ = try take(EncryptedVolume(reading: image).metadata(in: image, slot: 1), of: "LX-1")
    try round()
    #expect(try vault.state(id) == .refused)
    vault.pass(seconds: 60)
    let own = try vault.take("luks2-slot1", device: "LX-1").volume
    try round()
    #expect(try vault.state(id) == .proved && vault.escrow.key(id)?.volume == own)
  }
}
