import Glibc
import Testing

@testable import DiskEncryption

/// The same questions to libcryptsetup, wherever it can decide. Where it differs, the difference is known, and explained in
/// docs/guide/recovery-keys.md.
@Suite("Agreement with libcryptsetup") struct AgreementTests {
  enum Difference {
    case none
    /// It does not read volumes with entries that it does not know.
    case undecided
    /// It looks neither at the checksum nor at the digest.
    case believesTampered
  }

  @Test(arguments: [
    ("bitlocker-xts256", Difference.none), ("bitlocker-xts128-two-recovery", .none), ("rotated", .none),
    ("bitlocker-file-system", .none), ("suspended", .none), ("hint", .undecided), ("tampered", .believesTampered),
  ])
  func fixtures(name: String, difference: Difference) throws {
    let (volume, image) = try Fixture.bitLocker(name)
    let scratch = Scratch()
    let path = scratch.file("image", MemoryImage(expanding: image).bytes)
    for text in [Fixture.passwordA, Fixture.passwordB, Fixture.foreignPassword] {
      let ours = try StretchMemo.prover.prove(Fixture.recovery(text), protector: nil, of: volume, in: image)
      let theirs = Cryptsetup.opinion(of: path, type: "BITLK", secret: Array(text.utf8))
      switch difference {
      case .none: #expect(ours.proof.isProved == theirs.isProved, "\(theirs.code)")
      case .undecided: #expect(theirs.code == -ENOTSUP || theirs.code == -EINVAL)
      case .believesTampered:
        #expect(!ours.proof.isProved)
        #expect(theirs.isProved == ours.proof.checks.contains(.unlocked))
      }
      if ours.proof.isProved, theirs.isProved { #expect(ours.opened?.sectorKey.key.matches(theirs.key) == true) }
    }
  }

  /// The writer of these tests, read by libcryptsetup: the same keys come out.
  @Test(arguments: EncryptionMethod.allCases, [false, true]) func writtenVolumes(
    method: EncryptionMethod, isToGo: Bool
  ) throws {
    let external = [UInt8](40..<72)
    let writer = BitLockerWriter(
      method: method, ways: [.recovery(Fixture.passwordA), .typed("Passw0rd!"), .startup(external), .tpm],
      isToGo: isToGo, isHollow: true)
    let written = writer.write()
    let scratch = Scratch()
    let path = scratch.file("image", written.image.bytes)
    let key = try #require(SectorKey(method: method, key: SecretBytes(written.sectorKey)))
    for secret in [Array(Fixture.passwordA.utf8), Array("Passw0rd!".utf8), written.startupFile] {
      let theirs = Cryptsetup.opinion(of: path, type: "BITLK", secret: secret)
      #expect(theirs.isProved, "\(theirs.code)")
      #expect(key.key.matches(theirs.key))
    }
    for secret in [Fixture.passwordB, Fixture.foreignPassword, "passw0rd!"] {
      #expect(!Cryptsetup.opinion(of: path, type: "BITLK", secret: Array(secret.utf8)).isProved)
    }
  }

  /// States in which it hands out the key of the sectors, and would not open the volume whatever the key.
  @Test func statesThatItDoesNotOpen() throws {
    let partial = BitLockerWriter(states: (5, 4), isHollow: true)
    let onWrite = BitLockerWriter(encryptsOnWrite: true, isHollow: true)
    let clear = BitLockerWriter(ways: [.clear, .recovery(Fixture.passwordA)], isHollow: true)
    for writer in [partial, onWrite, clear] {
      let written = writer.write()
      let scratch = Scratch()
      let path = scratch.file("image", written.image.bytes)
      let right = Array(Fixture.passwordA.utf8)
      #expect(Cryptsetup.activation(of: path, secret: right) == -ENOTSUP)
      #expect(Cryptsetup.opinion(of: path, type: "BITLK", secret: right).isProved)
      let volume = try BitLockerVolume(reading: written.image)
      let ours = try StretchMemo.prover.prove(
        Fixture.recovery(Fixture.passwordA), protector: nil, of: volume, in: written.image)
      #expect(ours.proof.isProved)
    }
  }

  /// It reads the first block alone.
  @Test func damageThatItDoesNotSurvive() throws {
    var written = BitLockerWriter(isHollow: true).write()
    written.image.bytes.replaceSubrange(0x10000..<0x10400, with: repeatElement(0, count: 0x400))
    let scratch = Scratch()
    let path = scratch.file("image", written.image.bytes)
    #expect(!Cryptsetup.opinion(of: path, type: "BITLK", secret: Array(Fixture.passwordA.utf8)).isProved)
    let volume = try BitLockerVolume(reading: written.image)
    let ours = try StretchMemo.prover.prove(
      Fixture.recovery(Fixture.passwordA), protector: nil, of: volume, in: written.image)
    #expect(ours.proof.isProved)
  }

  /// Its conversion to UTF-16 knows ASCII alone, up to the version that is tested here.
  @Test func passwordsOutsideASCII() throws {
    let written = BitLockerWriter(ways: [.typed("anaconda£")], isHollow: true).write()
    let volume = try BitLockerVolume(reading: written.image)
    let ours = try StretchMemo.prover.prove(Fixture.typed("anaconda£"), protector: nil, of: volume, in: written.image)
    #expect(ours.proof.isProved)
    let scratch = Scratch()
    let path = scratch.file("image", written.image.bytes)
    let theirs = Cryptsetup.opinion(of: path, type: "BITLK", secret: Array("anaconda£".utf8))
    // Newer versions agree.
    if theirs.isProved { #expect(ours.opened?.sectorKey.key.matches(theirs.key) == true) }
  }
}
