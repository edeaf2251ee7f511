import CanonicalForms
import DiskEncryption
import Storage
import TestDatabases
import Testing

@testable import KeyEscrow

/// Proofs again and again, drift, and reports that come too late.
@Suite(.onEveryEngine) struct ProvingTests {
  private let vault: Vault

  init() throws { vault = try Vault() }

  private func report(_ name: String = "bitlocker-xts128-two-recovery") throws -> ProtectorReport {
    try EncryptedVolume(reading: Vault.copy(name)).report
  }

  /// The report with other metadata.
  private func report(counter: Int64, without protector: String? = nil) throws -> ProtectorReport {
    guard case .object(var members) = try report().json, case .array(let protectors) = members["protectors"] else {
      throw JSON.Malformed()
    }
    members["counter"] = .string(String(counter))
    members["metadata"] = JSON(bytes: [UInt8](repeating: UInt8(counter), count: 32))
    members["protectors"] = .array(protectors.filter { $0["id"].string != protector })
    return try #require(ProtectorReport(.object(members)))
  }

  private func take(_ report: ProtectorReport, seen: Moment? = nil) throws -> KeyEscrow.Reported {
    try vault.escrow.take(report, of: "PC-1", seen: seen ?? vault.now, by: "test", at: vault.now)
  }

  @Test func aReportComesBackFromItsJSON() throws {
    for name in ["bitlocker-xts128-two-recovery", "suspended", "luks1", "luks2-slot1"] {
      let report = try report(name)
      #expect(ProtectorReport(report.json) == report)
      #expect(ProtectorReport(report.json)?.json == report.json)
    }
    #expect(ProtectorReport(["system": "bitlocker"]) == nil)
  }

  @Test func aRoundProvesWhatIsDueAndFindsWhatNobodyKept() throws {
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    #expect(try vault.state(a) == .neverProved)
    #expect(try vault.escrow.round(at: vault.now) == KeyEscrow.Round(), "without metadata nothing can be proved")
    try vault.take("bitlocker-xts128-two-recovery")
    let unkept = try vault.escrow.alarms(at: vault.now)
    #expect(unkept.map(\.kind) == [.unkept] && unkept.first?.subject == Vault.protectorB)
    var round = try vault.escrow.round(at: vault.now)
    #expect(round.proved == 1 && round.found == 1 && round.left == 1)
    round = try vault.escrow.round(at: vault.now)
    #expect(round.proved == 1 && round.found == 0 && round.left == 0)
    #expect(try vault.escrow.alarms(at: vault.now).isEmpty)
    let keys = try vault.escrow.keys(of: "PC-1", at: vault.now)
    #expect(keys.map(\.state) == [.proved, .proved])
    #expect(Set(keys.map(\.key.source)) == [.hand, .disk])
    let proof = try #require(keys.first?.key.proof)
    #expect(proof.strength == .unlocked && proof.checks.contains("authenticated"))
    // Nothing is due before the device's time of the next day.
    #expect(try vault.escrow.round(at: vault.now).proved == 0)
    vault.pass(days: 1)
    #expect(try vault.escrow.round(at: vault.now).proved == 2)
    let key = try #require(keys.first?.key)
    #expect(try vault.escrow.history(of: key).count == 2)
  }

  /// A proof is not younger than the metadata that it was made against.
  @Test func aProofAgesWithItsMetadata() throws {
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    for _ in 0..<9 {
      _ = try vault.escrow.round(at: vault.now)
      vault.pass(days: 1)
    }
    #expect(try vault.state(a) == .ageing)
    let key = try #require(try vault.escrow.key(a))
    #expect(KeyState.days(since: key, at: vault.now) == 9)
    try vault.take("bitlocker-xts128-two-recovery")
    _ = try vault.escrow.prove(a, by: "test", at: vault.now)
    #expect(try vault.state(a) == .proved)
  }

  @Test func aForeignKeyIsRefused() throws {
    let id = try vault.keep(Vault.foreign).id
    try vault.take("bitlocker-xts128-two-recovery")
    #expect(try vault.escrow.round(at: vault.now).refused == 1)
    #expect(try vault.state(id) == .refused)
    #expect(try vault.escrow.key(id)?.proof?.refusals == ["wrong_key"])
  }

  @Test func aKeyOfUnknownProtectorLearnsIt() throws {
    let id = try vault.keep(Vault.passwordB).id
    try vault.take("bitlocker-xts128-two-recovery")
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.escrow.key(id)?.protector == Vault.protectorB)
    #expect(try vault.escrow.keys(shownAs: "CDF9683A", at: vault.now).map(\.key.id) == [id])
    // And opens still, though it was sealed without.
    #expect(try vault.escrow.prove(id, by: "test", at: vault.now).verdict == .proved)
  }

  @Test func aRemovedProtectorIsDrift() throws {
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    for _ in 0..<2 { _ = try vault.escrow.round(at: vault.now) }
    vault.pass(seconds: 60)
    #expect(
      try take(report(counter: 20, without: Vault.protectorA)) == .taken(volume: report().volume, drifted: [a]))
    // Another kept key opens the disk: it is of the past.
    #expect(try vault.state(a) == .past)
    vault.pass(seconds: 60)
    let b = try #require(try vault.escrow.keys(shownAs: Vault.protectorB, at: vault.now).first?.key.id)
    #expect(
      try take(report(counter: 21, without: Vault.protectorB)) == .taken(volume: report().volume, drifted: [b]))
    #expect(try vault.state(a) == .drifted && vault.state(b) == .drifted)
    #expect(try vault.kinds().filter { $0 == "key.drifted" }.count == 2)
  }

  /// The race that cost others good keys: a report that was made before the key says nothing about it.
  @Test func aLateReportChangesNothing() throws {
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    _ = try vault.escrow.round(at: vault.now)
    let before = try vault.dump(["escrow_key", "escrow_volume", "escrow_secret"])
    let late = try report(counter: 30, without: Vault.protectorA)
    #expect(try take(late, seen: vault.now.adding(seconds: -60)) == .late(volume: late.volume))
    #expect(try vault.dump(["escrow_key", "escrow_volume", "escrow_secret"]) == before)
    #expect(try vault.state(a) == .proved)
  }

  @Test func olderMetadataIsAnAlarmAndNoNews() throws {
    let a = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    for _ in 0..<2 { _ = try vault.escrow.round(at: vault.now) }
    vault.pass(seconds: 60)
    let older = try report(counter: 5, without: Vault.protectorA)
    #expect(try take(older) == .rolledBack(volume: older.volume))
    #expect(try vault.state(a) == .proved)
    #expect(try vault.escrow.alarms(at: vault.now).map(\.kind) == [.rolledBack])
    #expect(try vault.take("bitlocker-xts128-two-recovery", acceptingOlder: true).volume == older.volume)
    #expect(try vault.escrow.alarms(at: vault.now).isEmpty)
  }

  @Test func aSuspendedDiskIsAnAlarmWhateverItsKeys() throws {
    try vault.keep(Vault.passwordA)
    try vault.take("suspended")
    #expect(try vault.escrow.round(at: vault.now).proved == 1)
    #expect(try vault.escrow.alarms(of: ["PC-1", "PC-7"], at: vault.now).map(\.kind) == [.suspended, .noKey])
  }

  @Test func tamperedMetadataProvesNothing() throws {
    let id = try vault.keep(Vault.passwordA).id
    try vault.take("tampered")
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.state(id) == .refused)
  }

  @Test func aSlotOfLUKSIsProved() throws {
    func key(_ text: String, _ slot: String) -> IncomingKey {
      IncomingKey(
        secret: SecretBytes(Array(text.utf8)), kind: .passphrase, device: "LX-1", protector: slot, source: .table)
    }
    let right = "fbkkfbrt-fllcthec-lgevhlkd-jcvvrgrk-dtkenfil-utdikdtd-vnncbhje-rfdcvfnd"
    let ids = try vault.escrow.keep([key(right, "1"), key("etwas anderes", "1")], by: "test", at: vault.now).map(\.id)
    try vault.take("luks2-slot1", device: "LX-1")
    let round = try vault.escrow.round(at: vault.now)
    #expect(round.proved == 1 && round.refused == 1)
    #expect(try vault.state(ids[0]) == .proved && vault.state(ids[1]) == .refused)
    // The slot was given another key.
    vault.pass(seconds: 60)
    #expect(try vault.take("luks2-drifted-slot1", device: "LX-1").volume == vault.escrow.key(ids[0])?.volume)
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.state(ids[0]) == .drifted)
  }

  // MARK: Schedule

  @Test func devicesAreSpreadOverTheDay() {
    let hours = (0..<2400).map { ProofSchedule.slot(of: "PC-\($0)") / 3_600_000 }
    let counts = Dictionary(grouping: hours, by: \.self).mapValues(\.count)
    #expect(counts.count == 24 && counts.values.allSatisfy { (50...150).contains($0) })
  }

  @Test(arguments: [0, 1_800_000_000_000, -5_000, 86_400_000 * 3]) func theNextTimeIsWithinADay(milliseconds: Int64) {
    let time = Moment(milliseconds: milliseconds)
    for device in 0..<50 {
      let next = ProofSchedule.next(after: time, of: "PC-\(device)")
      #expect(next > time && next <= time.adding(days: 1))
      #expect((next.milliseconds - ProofSchedule.slot(of: "PC-\(device)")) % 86_400_000 == 0)
      #expect(ProofSchedule.next(after: next, of: "PC-\(device)") == next.adding(days: 1))
    }
  }
}
