import CanonicalForms
import Cryptography
import DiskEncryption
import TestDisks
import Testing

@testable import KeyEscrow

/// Class A: sectors that the server draws and the device reads.
@Suite struct QuestionTests {
  static let passphrase = "correct horse battery staple"
  static let caller = DeviceCaller(device: "PC-1", certificate: "01AB")

  /// A device with one LUKS volume, whose key of slot 0 is kept and proved, and the question that it is asked.
  private struct Scene {
    let vault: Vault
    let disk: LUKSDisk
    let key: EscrowedKey.ID

    init(disk: LUKSDisk? = nil) throws {
      vault = try Vault()
      self.disk = try disk ?? LUKSDisk(passphrase: QuestionTests.passphrase)
      key = try #require(
        vault.escrow.keep(
          [
            IncomingKey(
              secret: SecretBytes(Array(QuestionTests.passphrase.utf8)), kind: .passphrase, device: "PC-1",
              volume: LUKSDisk.uuid, protector: "0", source: .hand)
          ], by: "test", at: vault.now
        ).first
      ).id
    }

    var image: FileImage { get throws { try FileImage(path: disk.raw) } }
    var report: DiskStatement { get throws { .report(try EncryptedVolume(reading: image).report) } }

    @discardableResult
    func say(_ statements: [DiskStatement], as caller: DeviceCaller = QuestionTests.caller) throws -> [DiskOrder] {
      // As it travels.
      let message = try DiskMessage(parsing: DiskMessage(statements).bytes)
      return try DiskAnswer(parsing: vault.escrow.hear(message, from: caller, at: vault.now).bytes).orders
    }

    /// Shows the disk, is asked for a copy, sends it; the key is proved from it.
    func prepare() throws {
      let orders = try say([report])
      guard case .copy(LUKSDisk.uuid, 0)? = orders.first, orders.count == 1 else {
        Issue.record("no copy is asked for: \(orders)")
        return
      }
      _ = try say([.copy(EncryptedVolume(reading: image).metadata(in: image, slot: 0))])
      #expect(try vault.escrow.round(at: vault.now).proved == 1)
    }

    func question() throws -> SectorQuestion? {
      for case .read(let question) in try say([report]) { return question }
      return nil
    }

    func answers(_ question: SectorQuestion) throws -> [SectorChallenge.Answer] {
      try question.sectors.map { sector in
        let start = Int(sector) * question.sectorSize
        return SectorChallenge.Answer(
          sector: sector,
          ciphertext: try disk.read(disk.raw, at: LUKSDisk.dataOffset + start, count: question.sectorSize),
          plain: SHA256Digest(hashing: try disk.read(disk.plain, at: start, count: question.sectorSize)))
      }
    }

    func proof() throws -> ProofRecord? { try vault.escrow.key(key)?.proof }
  }

  @Test(arguments: [512, 4096]) func anHonestDeviceGetsClassA(sectorSize: Int) throws {
    let scene = try Scene(disk: LUKSDisk(passphrase: Self.passphrase, sectorSize: sectorSize))
    try scene.prepare()
    #expect(try scene.proof()?.strength == .unlocked)
    let question = try #require(try scene.question())
    #expect(question.sectorSize == sectorSize && question.sectors.count >= 17)
    #expect(Set(0..<UInt64(4096 / sectorSize)).isSubset(of: question.sectors))
    try scene.say([.sectors(question: question.id, serial: LUKSDisk.fileSystem, scene.answers(question))])
    let proof = try #require(try scene.proof())
    #expect(proof.strength == .live && proof.verdict == .proved)
    #expect(Set(proof.checks).isSuperset(of: ["unlocked", "live_sectors", "serial"]))
    #expect(try scene.vault.state(scene.key) == .proved)
    // Nothing more is wanted today, and again tomorrow.
    #expect(try scene.say([scene.report]).isEmpty)
    scene.vault.pass(seconds: 21 * 3600)
    #expect(try scene.question() != nil)
    // The daily proof from the copy does not hide it.
    scene.vault.pass(days: 1)
    #expect(try scene.vault.escrow.round(at: scene.vault.now).proved == 1)
    #expect(try scene.proof()?.strength == .live)
    #expect(try scene.vault.escrow.protection(of: "PC-1", at: scene.vault.now).standing == .live)
    scene.vault.pass(days: 8)
    _ = try scene.vault.escrow.round(at: scene.vault.now)
    #expect(try scene.proof()?.strength == .unlocked, "what was read live a week ago is a thing of the past")
  }

  @Test func anAnswerCountsOnceInTimeAndOverItsCertificate() throws {
    let scene = try Scene()
    try scene.prepare()
    let question = try #require(try scene.question())
    let answer = DiskStatement.sectors(question: question.id, serial: LUKSDisk.fileSystem, try scene.answers(question))
    // Of another device, or of this one after it was enrolled anew.
    try scene.say([answer], as: DeviceCaller(device: "PC-2", certificate: "01AB"))
    try scene.say([answer], as: DeviceCaller(device: "PC-1", certificate: "02CD"))
    #expect(try scene.proof()?.strength == .unlocked)
    scene.vault.pass(seconds: 601)
    try scene.say([answer])
    #expect(try scene.proof()?.strength == .unlocked, "it came too late")
    let second = try #require(try scene.question())
    #expect(second.id != question.id)
    // The former answer under the new name has other sectors.
    try scene.say([.sectors(question: second.id, serial: LUKSDisk.fileSystem, scene.answers(question))])
    #expect(try scene.proof()?.strength == .unlocked)
    let third = try #require(try scene.question())
    let right = DiskStatement.sectors(question: third.id, serial: LUKSDisk.fileSystem, try scene.answers(third))
    try scene.say([right])
    #expect(try scene.proof()?.strength == .live)
    let count = try scene.vault.kinds().count
    try scene.say([right])
    try scene.say([answer])
    #expect(try scene.vault.kinds().count == count, "a replayed answer leaves no trace")
  }

  @Test func aSectorThatWasWrittenMeanwhileProvesNothingAndRefusesNothing() throws {
    let scene = try Scene()
    try scene.prepare()
    for attempt in 1...3 {
      let question = try #require(try scene.question(), "attempt \(attempt)")
      var answers = try scene.answers(question)
      answers[3] = .init(
        sector: answers[3].sector, ciphertext: answers[3].ciphertext, plain: SHA256Digest(hashing: [1]))
      try scene.say([.sectors(question: question.id, serial: nil, answers)])
      let proof = try #require(try scene.proof())
      #expect(proof.strength == .unlocked && proof.verdict == .proved)
    }
    #expect(try scene.question() == nil, "it is left alone until tomorrow")
    scene.vault.pass(days: 1)
    #expect(try scene.question() != nil)
  }

  /// The header of this disk lies before the data of another: as after a restored header, or a swapped disk.
  @Test func aForeignDiskIsRefused() throws {
    let other = try LUKSDisk(passphrase: Self.passphrase, seed: 9)
    let scene = try Scene()
    try scene.prepare()
    func protection() throws -> DiskProtection {
      try scene.vault.escrow.protection(of: "PC-1", at: scene.vault.now)
    }
    // On the day before all was well.
    let first = try #require(try scene.question())
    try scene.say([.sectors(question: first.id, serial: LUKSDisk.fileSystem, scene.answers(first))])
    #expect(try protection().standing == .live && !protection().isDisputed)
    let before = scene.vault.now
    scene.vault.pass(days: 1)
    let data = try other.read(other.raw, at: LUKSDisk.dataOffset, count: LUKSDisk.dataSize)
    try scene.disk.change(scene.disk.raw, at: LUKSDisk.dataOffset, data)
    try scene.disk.change(scene.disk.plain, at: 0, other.read(other.plain, at: 0, count: LUKSDisk.dataSize))
    let question = try #require(try scene.question())
    try scene.say([.sectors(question: question.id, serial: nil, scene.answers(question))])
    let proof = try #require(try scene.proof())
    #expect(proof.verdict == .refused && proof.refusals == ["sectors_differ"])
    #expect(try scene.vault.state(scene.key) == .drifted)
    #expect(try protection().standing == .refused && protection().isDisputed && protection().proof == nil)
    let swapped = scene.vault.now
    // The copy still proves the key: that says nothing against what the sectors said.
    scene.vault.pass(days: 1)
    _ = try scene.vault.escrow.round(at: scene.vault.now)
    #expect(try scene.proof()?.refusals == ["sectors_differ"])
    #expect(try protection().standing == .refused && protection().isDisputed && protection().proof == nil)
    // The right disk is back.
    try scene.disk.show(scene.disk.read(scene.disk.plain, at: 0, count: LUKSDisk.dataSize))
    let again = try #require(try scene.question())
    try scene.say([.sectors(question: again.id, serial: LUKSDisk.fileSystem, scene.answers(again))])
    #expect(try scene.proof()?.strength == .live)
    #expect(try scene.vault.state(scene.key) == .proved)
    #expect(try protection().standing == .live && !protection().isDisputed)
    // Asked again about the days before: what was known then is not mended by what came after.
    #expect(try scene.vault.escrow.protection(of: "PC-1", at: swapped).isDisputed)
    #expect(try scene.vault.escrow.protection(of: "PC-1", at: before).standing == .live)
  }

  @Test func aStaleHeaderIsNotAskedAbout() throws {
    let scene = try Scene()
    try scene.prepare()
    let question = try #require(try scene.question())
    let answers = try scene.answers(question)
    // The disk changes between question and answer: what was kept is of the past.
    try scene.disk.add("another passphrase", to: 1, openedBy: Self.passphrase)
    let orders = try scene.say([scene.report, .sectors(question: question.id, serial: LUKSDisk.fileSystem, answers)])
    #expect(try scene.proof()?.strength == .unlocked)
    guard case .copy(_, 0)? = orders.first else {
      Issue.record("the present metadata is not asked for")
      return
    }
    // Older metadata than before: nothing is asked at all.
    let old = try EncryptedVolume(reading: scene.image).report
    try scene.disk.add("a third passphrase", to: 2, openedBy: Self.passphrase)
    try scene.say([scene.report])
    #expect(try scene.say([.report(old)]).isEmpty)
    #expect(try scene.vault.escrow.volumes().first?.rolledBack != nil)
  }

  /// The device shows an older header in the same breath as the answer.
  @Test func anAnswerBesideAnOlderHeaderCountsForNothing() throws {
    let scene = try Scene()
    let old = try EncryptedVolume(reading: scene.image).report
    try scene.disk.add("another passphrase", to: 1, openedBy: Self.passphrase)
    try scene.prepare()
    let question = try #require(try scene.question())
    let answers = try scene.answers(question)
    try scene.say([.report(old), .sectors(question: question.id, serial: LUKSDisk.fileSystem, answers)])
    #expect(try scene.vault.escrow.volumes().first?.rolledBack != nil)
    #expect(try scene.proof()?.strength == .unlocked)
  }

  /// As of LVM: sectors agree, and nobody says which file system it should be.
  @Test func withoutASerialItStaysClassB() throws {
    let scene = try Scene()
    try scene.prepare()
    let question = try #require(try scene.question())
    try scene.say([.sectors(question: question.id, serial: nil, scene.answers(question))])
    let proof = try #require(try scene.proof())
    #expect(proof.verdict == .proved && proof.strength == .unlocked)
    #expect(proof.checks.contains("live_sectors") && !proof.checks.contains("serial"))
    #expect(try scene.question() == nil, "it is settled for today")
    // The daily proof from the copy does not hide that sectors agreed.
    scene.vault.pass(days: 1)
    _ = try scene.vault.escrow.round(at: scene.vault.now)
    #expect(try scene.proof()?.checks.contains("live_sectors") == true)
    #expect(try scene.vault.escrow.protection(of: "PC-1", at: scene.vault.now).standing == .unlocked)
  }

  @Test func anotherFileSystemThanTheDeviceSaysIsRefused() throws {
    let scene = try Scene()
    try scene.prepare()
    let question = try #require(try scene.question())
    try scene.say([.sectors(question: question.id, serial: "0badcafe", scene.answers(question))])
    #expect(try scene.proof()?.refusals == ["serial_differs"])
  }

  @Test func aWrongKeyIsNeverAskedAbout() throws {
    let scene = try Scene(disk: LUKSDisk(passphrase: "another one"))
    _ = try scene.say([scene.report])
    _ = try scene.say([.copy(EncryptedVolume(reading: scene.image).metadata(in: scene.image, slot: 0))])
    #expect(try scene.vault.escrow.round(at: scene.vault.now).refused == 1)
    #expect(try scene.say([scene.report]).isEmpty)
  }

  @Test func aDeviceThatCannotAnswerIsAskedAgain() throws {
    let scene = try Scene()
    try scene.prepare()
    let question = try #require(try scene.question())
    let orders = try scene.say([scene.report, .unanswered(question: question.id, .busy)])
    guard case .read(let next)? = orders.first else {
      Issue.record("not asked again")
      return
    }
    #expect(next.id != question.id)
    try scene.say([.sectors(question: question.id, serial: LUKSDisk.fileSystem, scene.answers(question))])
    #expect(try scene.proof()?.strength == .unlocked)
  }

  /// BitLocker, for which a collector on Windows answers.
  @Test func windowsVolumesAreAskedToo() throws {
    let vault = try Vault()
    let written = BitLockerWriter().write()
    let key = try vault.keep(Vault.passwordA).id
    let volume = try EncryptedVolume(reading: written.image)
    let (report, copy) = (DiskStatement.report(volume.report), try volume.metadata(in: written.image))
    let asked = try vault.escrow.hear(DiskMessage([report]), from: Self.caller, at: vault.now)
    guard case .copy(_, nil)? = asked.orders.first else {
      Issue.record("no copy is asked for")
      return
    }
    _ = try vault.escrow.hear(DiskMessage([.copy(copy)]), from: Self.caller, at: vault.now)
    #expect(try vault.escrow.round(at: vault.now).proved == 1)
    for serial in ["00000000", BitLockerWriter.serial] {
      vault.pass(days: 1)
      let answer = try vault.escrow.hear(DiskMessage([report]), from: Self.caller, at: vault.now)
      guard case .read(let question)? = answer.orders.first else {
        Issue.record("not asked")
        return
      }
      let answers = question.sectors.map { sector in
        let range = Int(sector) * 512..<Int(sector) * 512 + 512
        return SectorChallenge.Answer(
          sector: sector, ciphertext: Array(written.image.bytes[range]),
          plain: SHA256Digest(hashing: Array(written.plain[range])))
      }
      _ = try vault.escrow.hear(
        DiskMessage([.sectors(question: question.id, serial: serial, answers)]), from: Self.caller, at: vault.now)
    }
    let history = try vault.escrow.history(of: #require(try vault.escrow.key(key)))
    #expect(history.first?.strength == .live && history.first?.checks.contains("serial") == true)
    #expect(history.dropFirst().first?.refusals == ["serial_differs"])
  }

  @Test func rebuildLeavesQuestionsAlone() throws {
    let scene = try Scene()
    try scene.prepare()
    let question = try #require(try scene.question())
    let before = try scene.vault.dump(KeyEscrowProjection().tables)
    _ = try scene.vault.journal.rebuild()
    #expect(try scene.vault.dump(KeyEscrowProjection().tables) == before)
    try scene.say([.sectors(question: question.id, serial: LUKSDisk.fileSystem, scene.answers(question))])
    #expect(try scene.proof()?.strength == .live)
  }
}
