import CanonicalForms
import DiskEncryption
import Glibc
import TestDatabases
import Testing

@testable import KeyEscrow

/// What is known of a disk as of a day, whatever came after.
@Suite(.onEveryEngine) struct ProtectionHistoryTests {
  private let vault: Vault

  init() throws { vault = try Vault() }

  /// The same volume as of another counter.
  private func copy(
    counter: UInt32 = 1, states: (UInt16, UInt16) = (4, 4), onWrite: Bool = false
  ) throws -> MetadataCopy {
    let image = BitLockerWriter(
      states: (states.0, states.1), encryptsOnWrite: onWrite, firstCounter: counter, isHollow: true
    ).write().image
    return try EncryptedVolume(reading: image).metadata(in: image)
  }

  @discardableResult
  private func take(_ copy: MetadataCopy, seen: Moment? = nil, isClaimed: Bool = false) throws -> KeyEscrow.Reported {
    try vault.escrow.take(
      copy, of: "PC-1", seen: seen ?? vault.now, isClaimed: isClaimed, by: "test", at: vault.now)
  }

  private func protection(at moment: Moment? = nil) throws -> DiskProtection {
    try vault.escrow.protection(of: "PC-1", at: moment ?? vault.now)
  }

  /// A conversion that goes on, and space that was used before it, lie in the clear.
  @Test(arguments: [
    (UInt16(4), UInt16(4), false, DiskProtection.Encryption.on), (3, 4, false, .partial), (3, 1, false, .partial),
    (3, 4, true, .partial), (4, 4, true, .partial), (2, 4, false, .partial),
  ])
  func onlyAWhollyEncryptedDiskIsOn(
    current: UInt16, next: UInt16, onWrite: Bool, encryption: DiskProtection.Encryption
  ) throws {
    try take(copy(states: (current, next), onWrite: onWrite))
    #expect(try protection().encryption == encryption)
  }

  @Test func aRollBackStaysInTheDaysThatItLasted() throws {
    try take(copy(counter: 100))
    let before = vault.now
    vault.pass(days: 1)
    let older = try EncryptedVolume(reading: copy(counter: 1)).report
    for _ in 0..<3 {
      vault.pass(seconds: 3600)
      #expect(
        try vault.escrow.take(older, of: "PC-1", seen: vault.now, by: "test", at: vault.now)
          == .rolledBack(volume: older.volume))
    }
    let during = vault.now
    #expect(try vault.kinds().filter { $0 == "metadata.reported" }.count == 2, "the state is written down once")
    #expect(try protection().isDisputed)
    vault.pass(days: 1)
    try take(copy(counter: 200))
    #expect(try !protection().isDisputed)
    #expect(try protection(at: during).isDisputed, "a device that was lost then showed an older state")
    #expect(try !protection(at: before).isDisputed)
    #expect(try vault.escrow.alarms(at: vault.now).allSatisfy { $0.kind != .rolledBack })
    let tables = try vault.dump(KeyEscrowProjection().tables)
    _ = try vault.journal.rebuild()
    #expect(try vault.dump(KeyEscrowProjection().tables) == tables)
    // It begins again: that is news.
    vault.pass(seconds: 3600)
    _ = try vault.escrow.take(older, of: "PC-1", seen: vault.now, by: "test", at: vault.now)
    #expect(try protection().isDisputed && vault.kinds().last == "metadata.reported")
  }

  @Test func aTypedTimeHasBoundsAndIsAClaim() throws {
    #expect(code { try take(copy(), seen: vault.now.adding(seconds: 1), isClaimed: true) } == .seenTime)
    #expect(code { try take(copy(), seen: Moment(seconds: 1_600_000_000), isClaimed: true) } == .seenTime)
    #expect(try vault.escrow.volumes().isEmpty)
    let id = try vault.keep(Vault.passwordA).id
    try take(copy(), seen: vault.now.adding(days: -3), isClaimed: true)
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.escrow.volumes().first?.isClaimed == true)
    #expect(try vault.escrow.key(id)?.proof?.isClaimed == true)
    #expect(try protection().isClaimed && protection().proof?.isClaimed == true)
    // The device itself shows the same.
    vault.pass(seconds: 60)
    try take(copy())
    _ = try vault.escrow.prove(id, by: "test", at: vault.now)
    #expect(try !protection().isClaimed && protection().proof?.isClaimed == false)
    #expect(try protection(at: vault.now.adding(days: -1)).isClaimed, "of that day there is a claim alone")
    let mac = IncomingKey(
      secret: SecretBytes(Array("ABCD".utf8)), kind: .fileVault, device: "MAC-1", source: .table)
    let key = try #require(try vault.escrow.keep([mac], by: "test", at: vault.now).first).id
    let late = DeviceAttestation(volume: "", isAccepted: true, at: vault.now.adding(days: 1))
    #expect(code { try vault.escrow.attest(key, late, isClaimed: true, by: "test", at: vault.now) } == .seenTime)
  }

  /// FileVault has no metadata on which a round could try a key.
  @Test func aRoundLeavesTheWordOfAMacAlone() throws {
    let mac = IncomingKey(
      secret: SecretBytes(Array("ABCD".utf8)), kind: .fileVault, device: "MAC-1", source: .table)
    let id = try #require(try vault.escrow.keep([mac], by: "test", at: vault.now).first).id
    let first = vault.now
    for _ in 0..<510 {
      _ = try vault.escrow.attest(
        id, DeviceAttestation(volume: "", isAccepted: true, at: vault.now), by: "test", at: vault.now)
      vault.pass(seconds: 60)
    }
    for _ in 0..<3 {
      vault.pass(days: 1)
      let round = try vault.escrow.round(at: vault.now)
      #expect(round.undecided == 0 && round.left == 0)
    }
    #expect(try vault.state(id) == .proved)
    #expect(try vault.escrow.key(id)?.proof?.strength == .attested)
    // Of the first day as well, however many proofs came after it.
    let then = try vault.escrow.protection(of: "MAC-1", at: first)
    #expect(then.standing == .attested && then.proof?.asOf == first)
  }

  /// A token that fails for a moment says nothing against a proof.
  @Test func whatCannotBeTriedReplacesNoProof() throws {
    let id = try vault.keep(Vault.passwordA).id
    try take(copy())
    _ = try vault.escrow.round(at: vault.now)
    let proof = try #require(try vault.escrow.key(id)?.proof)
    #expect(proof.verdict == .proved)
    let (file, away) = (vault.folder + "/escrow-1.key", vault.folder + "/away")
    #expect(rename(file, away) == 0)
    vault.pass(days: 1)
    #expect(try vault.escrow.prove(id, by: "test", at: vault.now).verdict == .undecided)
    #expect(rename(away, file) == 0)
    let key = try #require(try vault.escrow.key(id))
    #expect(key.proof == proof)
    #expect(try vault.escrow.history(of: key).map(\.verdict) == [.undecided, .proved], "the attempt is in the ledger")
    #expect(try vault.state(id) == .proved)
  }
}
