import Cryptography
import Testing

@testable import DiskEncryption

@Suite("The live challenge") struct SectorChallengeTests {
  private struct Device {
    let written: BitLockerWriter.Written

    /// What an honest device answers.
    func answer(_ challenge: SectorChallenge) -> [SectorChallenge.Answer] {
      challenge.sectors.map { sector in
        let start = Int(sector) * 512
        return SectorChallenge.Answer(
          sector: sector, ciphertext: Array(written.image.bytes[start..<start + 512]),
          plain: SHA256Digest(hashing: Array(written.plain[start..<start + 512])))
      }
    }
  }

  private func opened(_ written: BitLockerWriter.Written) throws -> (OpenedBitLocker, KeyProof) {
    let volume = try BitLockerVolume(reading: written.image)
    let result = try StretchMemo.prover.prove(
      Fixture.recovery(Fixture.passwordA), protector: nil, of: volume, in: written.image)
    return (try #require(result.opened), result.proof)
  }

  private func challenge(_ sectors: DecryptedVolume, seed: UInt64 = 1) -> SectorChallenge {
    var random = SeededGenerator(seed: seed)
    return SectorChallenge.draw(
      16, of: BitLockerWriter.size / 512, isEncrypted: { sectors.isChallenging($0) }, using: &random)
  }

  @Test(arguments: EncryptionMethod.allCases) func anHonestDeviceIsLive(method: EncryptionMethod) throws {
    let device = Device(written: BitLockerWriter(method: method).write())
    let (opened, proof) = try opened(device.written)
    let sectors = DecryptedVolume(opened, image: device.written.image)
    let challenge = challenge(sectors)
    #expect(challenge.sectors.count == 16)
    let outcome = challenge.judge(device.answer(challenge)) { sectors.decrypt($0, $1) }
    #expect(outcome == SectorChallenge.Outcome(agreeing: 16))
    let serial = try opened.fileSystem(in: device.written.image)?.serial
    let stronger = proof.challenged(outcome, serial: serial, known: BitLockerWriter.serial)
    #expect(stronger.isProved && stronger.strength == .live)
    #expect(Set(stronger.checks).isSuperset(of: [.liveSectors, .serial]))
    let other = proof.challenged(outcome, serial: serial, known: "00000000")
    #expect(other.refusals == [.serialDiffers] && other.strength == .stored)
    // What nobody names is not compared: sectors alone stand among the checks, and make no class A.
    for (found, known) in [(serial, nil), (nil, BitLockerWriter.serial), (nil, nil)] as [(String?, String?)] {
      let alone = proof.challenged(outcome, serial: found, known: known)
      #expect(alone.isProved && alone.strength == .unlocked)
      #expect(alone.checks.contains(.liveSectors) && !alone.checks.contains(.serial))
    }
  }

  /// Metadata that was put there from another disk, or from before the disk was encrypted anew.
  @Test func foreignMetadataFails() throws {
    let (opened, proof) = try opened(BitLockerWriter(isHollow: true).write())
    let disk = Device(written: BitLockerWriter(seed: 8).write())
    let sectors = DecryptedVolume(opened, image: disk.written.image)
    let challenge = challenge(sectors)
    let outcome = challenge.judge(disk.answer(challenge)) { sectors.decrypt($0, $1) }
    #expect(outcome.differing == 16)
    let refused = proof.challenged(outcome)
    #expect(refused.refusals == [.sectorsDiffer] && !refused.isProved)
  }

  @Test func whatIsNotEncryptedShowsNothing() throws {
    let device = Device(written: BitLockerWriter(isHollow: true).write())
    let (opened, proof) = try opened(device.written)
    let sectors = DecryptedVolume(opened, image: device.written.image)
    let challenge = challenge(sectors)
    // Hollow: the sectors lie in the clear.
    let outcome = challenge.judge(device.answer(challenge)) { sectors.decrypt($0, $1) }
    #expect(outcome.plain == 16 && !outcome.isLive)
    #expect(proof.challenged(outcome).strength == .unlocked)
  }

  @Test func tooFewOrMissingAnswersAreNotLive() throws {
    let device = Device(written: BitLockerWriter().write())
    let (opened, proof) = try opened(device.written)
    let sectors = DecryptedVolume(opened, image: device.written.image)
    let challenge = challenge(sectors)
    let answers = device.answer(challenge)
    let lacking = challenge.judge(Array(answers.dropLast())) { sectors.decrypt($0, $1) }
    #expect(lacking.unanswered == 1 && !lacking.isLive)
    let few = SectorChallenge(sectors: challenge.sectors.prefix(3))
    #expect(!few.judge(answers) { sectors.decrypt($0, $1) }.isLive)
    // Nor do other sectors than those that were asked for, or nothing at all.
    #expect(SectorChallenge(sectors: []).judge(answers) { sectors.decrypt($0, $1) } == .init())
    #expect(proof.challenged(.init()).strength == .unlocked)
    #expect(proof.challenged(lacking).strength == .unlocked)
  }

  @Test func attestationsAreWeaker() {
    let yes = DeviceAttestation(volume: "disk1s1", isAccepted: true, at: .init(milliseconds: 0)).proof
    #expect(yes.isProved && yes.strength == .attested && yes.strength > .unlocked)
    let no = DeviceAttestation(volume: "disk1s1", isAccepted: false, at: .init(milliseconds: 0)).proof
    #expect(!no.isProved && no.strength == .stored)
    #expect(yes.challenged(.init(differing: 1)).isProved == false)
  }
}
