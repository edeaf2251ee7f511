import CanonicalForms
import DiskEncryption
import TestDatabases
import TestDisks
import Testing

@testable import KeyEscrow

/// The areas in which LUKS keeps the keys of its slots, and the copies of them that are kept.
@Suite(.onEveryEngine) struct SlotAreaTests {
  private static let passphrase = "the owner's"
  /// Of slot 0, in bytes: behind two headers of 16 KiB.
  private static let firstArea = 32768

  private let vault: Vault
  private let disk: LUKSDisk
  private let caller = DeviceCaller(device: "PC-1", certificate: "01AB")

  init() throws {
    vault = try Vault()
    disk = try LUKSDisk(passphrase: Self.passphrase)
  }

  private func keep(_ text: String, slot: Int) throws -> EscrowedKey.ID {
    let key = IncomingKey(
      secret: SecretBytes(Array(text.utf8)), kind: .passphrase, device: "PC-1", volume: LUKSDisk.uuid,
      protector: String(slot), source: .hand)
    return try #require(try vault.escrow.keep([key], by: "test", at: vault.now).first).id
  }

  private func report() throws -> ProtectorReport {
    let image = try FileImage(path: disk.raw)
    // As it travels.
    return try #require(ProtectorReport(EncryptedVolume(reading: image).report(in: image).json))
  }

  private func copy(slot: Int) throws -> MetadataCopy {
    let image = try FileImage(path: disk.raw)
    return try EncryptedVolume(reading: image).metadata(in: image, slot: slot)
  }

  private func take(slot: Int) throws {
    _ = try vault.escrow.take(copy(slot: slot), of: "PC-1", seen: vault.now, by: "test", at: vault.now)
  }

  private func isCopyAsked() throws -> Bool {
    try vault.escrow.hear(DiskMessage([.report(report())]), from: caller, at: vault.now).orders.contains { order in
      if case .copy(LUKSDisk.uuid, 0) = order { true } else { false }
    }
  }

  private func parts() throws -> [String] {
    try vault.store.read { try VolumeRegister(session: $0).parts(of: "PC-1", volume: LUKSDisk.uuid) }
  }

  /// The area is overwritten, the header is not touched: the copy still takes the key, the disk does not.
  @Test func anOverwrittenAreaIsNoticed() throws {
    let key = try keep(Self.passphrase, slot: 0)
    try take(slot: 0)
    #expect(try vault.escrow.round(at: vault.now).proved == 1)
    #expect(try report().areas.keys.sorted() == ["0"])
    #expect(try !isCopyAsked() && vault.state(key) == .proved)
    let before = try report()
    try disk.change(disk.raw, at: Self.firstArea, [UInt8](repeating: 0, count: 4096))
    #expect(try report() == before, "the header says nothing")
    vault.pass(seconds: 3600)
    #expect(try isCopyAsked())
    #expect(try vault.state(key) == .drifted)
    _ = try vault.escrow.hear(DiskMessage([.copy(copy(slot: 0))]), from: caller, at: vault.now)
    #expect(try vault.escrow.round(at: vault.now).refused == 1)
    #expect(try vault.state(key) == .drifted && !isCopyAsked())
    #expect(try vault.escrow.key(key)?.proof?.refusals == ["wrong_key"])
  }

  /// An agent of before reads no areas: nothing is concluded.
  @Test func aReportWithoutAreasSaysNothing() throws {
    let key = try keep(Self.passphrase, slot: 0)
    try take(slot: 0)
    _ = try vault.escrow.round(at: vault.now)
    let plain = try EncryptedVolume(reading: FileImage(path: disk.raw)).report
    #expect(plain.areas.isEmpty && !plain.json.canonicalText.contains("area"))
    _ = try vault.escrow.hear(DiskMessage([.report(plain)]), from: caller, at: vault.now)
    #expect(try vault.state(key) == .proved)
  }

  /// With a passphrase that somebody has seen, an old copy would still give the key of the volume.
  @Test func copiesOfRemovedSlotsGoOnceTheNewKeyIsProved() throws {
    let old = try keep(Self.passphrase, slot: 0)
    try take(slot: 0)
    _ = try vault.escrow.round(at: vault.now)
    vault.pass(seconds: 60)
    try disk.add("a new one", to: 1, openedBy: Self.passphrase)
    try KeySlots.remove(0, path: disk.raw)
    try take(slot: 1)
    #expect(try parts() == ["0", "1"], "nothing is proved on the new slot yet")
    let new = try keep("a new one", slot: 1)
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.state(new) == .proved && vault.state(old) == .past)
    #expect(try parts() == ["1"])
  }

  /// The number of the slot is the same, the key in it is another's.
  @Test func copiesOfSlotsThatWereMadeAnewGoToo() throws {
    _ = try keep(Self.passphrase, slot: 0)
    try take(slot: 0)
    _ = try vault.escrow.round(at: vault.now)
    vault.pass(seconds: 60)
    try disk.add("a new one", to: 1, openedBy: Self.passphrase)
    try KeySlots.remove(0, path: disk.raw)
    try disk.add("of somebody else", to: 0, openedBy: "a new one")
    _ = try keep("a new one", slot: 1)
    try take(slot: 1)
    while try vault.escrow.round(at: vault.now).left > 0 {}
    #expect(try parts() == ["1"])
  }
}
