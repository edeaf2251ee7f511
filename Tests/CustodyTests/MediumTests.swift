import CanonicalForms
import Contents
import Cryptography
import Custody
import Observations
import PersonalData
import Storage
import TestDatabases
import Testing
import Wording

/// A stick is asked about by itself: what was on it, and where it was.
@Suite(.onEveryEngine) struct MediumTests {
  private let installation: Installation
  private var custody: Custody { installation.custody }
  private let signer: Ed25519PrivateKey
  private static let stick = "4A21-9C3F"

  private let list = profile("list", (0..<30).map { person($0) })
  private let other = profile("other", (50..<55).map { person($0) })
  private let later = profile("later", (70..<72).map { person($0) })

  init() throws {
    installation = try Installation()
    signer = try Ed25519PrivateKey()
    for device in ["PC-1", "PC-2"] {
      try installation.custody.register(Device(id: device), at: day(0))
      let hash = SHA256Digest(hashing: Array(device.utf8))
      try installation.custody.openEnrolment(of: device, tokenHash: hash, expires: day(1), at: day(0))
      _ = try installation.custody.enrol(tokenHash: hash, signingKey: signer.publicKey.bytes, at: day(0))
    }
  }

  /// Sends a device's records in one batch, received soon after the last.
  /// - Parameter former: the device's batch before it.
  @discardableResult
  private func send(
    _ device: String, _ facts: [(time: Double, fact: Fact)], profiles: [ContentProfile], after former: Batch? = nil
  ) throws -> Batch {
    let boot = try #require(BootID(Array(repeating: 7, count: 16)))
    let records = facts.enumerated().map { index, fact in
      Observation(
        sequence: (former?.lastSequence ?? 0) + UInt64(index + 1), time: day(fact.time), uptime: Int64(index),
        fact: fact.fact)
    }
    var batch = try #require(
      Batch(
        device: device, epoch: 1, boot: boot, records: records, after: former?.after ?? .start,
        sealed: day(facts.last?.time ?? 0),
        sealedUptime: 0, profiles: profiles.map(ProfileMessage.encode)))
    batch.signature = try signer.sign(batch.signedBytes)
    guard case .accepted = try custody.accept(batch, receivedAt: day((facts.last?.time ?? 0) + 0.001)) else {
      Issue.record("the batch was not accepted")
      return batch
    }
    return batch
  }

  private func found(_ path: String, _ content: ContentProfile, at time: Double) -> Fact {
    .found(FoundFile(path: path, size: 4, changed: day(time), what: .content(content.sha256)))
  }

  private func told(_ content: ContentProfile) -> Fact {
    .profiled(
      sha256: content.sha256, recogniser: content.recogniser, people: content.people,
      digest: SHA256Digest(hashing: ProfileMessage.encode(content)))
  }

  /// In PC-1 from day 1 to 2 with two lists, of which one is deleted; in PC-2 from day 4 to 5 with another one besides.
  private func history() throws {
    let first = "/media/a/STICK"
    let second = "/run/media/b/STICK"
    try send(
      "PC-1",
      [
        (1, .mediumAttached(id: Self.stick, label: "STICK", mountPoint: first)), (1, .watchStarted(root: first)),
        (1.01, .scanStarted(root: first)), (1.02, found(first + "/名簿.csv", list, at: 0.5)), (1.02, told(list)),
        (1.03, found(first + "/old/b.csv", other, at: 0.5)), (1.03, told(other)),
        (1.04, .scanFinished(root: first, counts: ScanCounts(files: 2))),
        (1.5, .heartbeat(queued: 0, dropped: 0)), (2, .watchStopped(root: first, reason: .unmounted)),
        (2, .mediumDetached(id: Self.stick)), (9, .heartbeat(queued: 0, dropped: 0)),
      ], profiles: [list, other])
    try send(
      "PC-2",
      [
        (4, .mediumAttached(id: Self.stick, label: "STICK", mountPoint: second)), (4, .watchStarted(root: second)),
        (4.01, .scanStarted(root: second)), (4.02, found(second + "/名簿.csv", list, at: 0.5)), (4.02, told(list)),
        (4.03, found(second + "/new.csv", later, at: 4)), (4.03, told(later)),
        (4.04, .scanFinished(root: second, counts: ScanCounts(files: 2))),
        (4.5, .heartbeat(queued: 0, dropped: 0)), (5, .watchStopped(root: second, reason: .unmounted)),
        (5, .mediumDetached(id: Self.stick)), (9, .heartbeat(queued: 0, dropped: 0)),
      ], profiles: [list, later])
  }

  @Test func whileItIsPluggedInItIsKnown() throws {
    try history()
    let scope = try custody.scope(of: Self.stick, at: day(1.5))
    #expect(scope.device == Device(id: Self.stick, label: "STICK", kind: .usb))
    #expect(scope.total.certain.count == 35)
    #expect(scope.sightings == [Scope.Sighting(device: "PC-1", from: day(1), until: day(2))])
    #expect(scope.gaps.isEmpty)
    #expect(scope.lastScan != nil)
    #expect(try custody.scope(of: "4a21-9c3f", at: day(4.5)).total.certain.count == 32)
  }

  @Test func whatWasOnItWhenItWasTakenOffIsPossible() throws {
    try history()
    let between = try custody.scope(of: Self.stick, at: day(3))
    #expect(between.total.certain.count == 0)
    // What the next device found may have come before.
    #expect(between.total.possible.count == 37)
    #expect(between.doubtful.map(\.doubt) == [.cameInGap, .unplugged])
    #expect(
      between.gaps == [.uncovered(root: "STICK", from: day(2), until: day(4), reason: .unmounted)])
    let lost = try custody.scope(of: Self.stick, at: day(6))
    #expect(lost.total.certain.count == 0)
    #expect(lost.total.possible.count == 37)
    // What the second device did not find any more was deleted, without proof that it was wiped.
    #expect(lost.doubtful.map(\.doubt) == [.deletedNotWiped, .unplugged])
    #expect(lost.doubtful.map(\.people) == [5, 32])
    #expect(lost.sightings.map(\.device) == ["PC-1", "PC-2"])
    #expect(lost.text(in: .en).contains("In PC-2 from"))
    #expect(lost.page(in: .ja).contains("PC-2 に接続"))
    guard case .array(let sightings) = lost.json["sightings"] else {
      Issue.record("no sightings")
      return
    }
    #expect(sightings.map { $0["device"] } == ["PC-1", "PC-2"])
    // As it was known before the second device reported.
    let known = try custody.scope(of: Self.stick, at: day(6), asKnownAt: day(0.5))
    #expect(known.total.possible.count == 0)
  }

  @Test func beforeAnybodySawItOnlyWhatWasFoundLaterIsPossible() throws {
    try history()
    let scope = try custody.scope(of: Self.stick, at: day(0.7))
    #expect(scope.total.certain.count == 0)
    #expect(scope.total.possible.count == 35)
    #expect(scope.sightings.isEmpty)
    #expect(scope.lastScan == nil)
  }

  /// The device still has it, as far as it told; it has not reported since.
  @Test func aDeviceThatIsSilentShowsNothing() throws {
    let mount = "/media/a/STICK"
    try send(
      "PC-1",
      [
        (1, .mediumAttached(id: Self.stick, label: "STICK", mountPoint: mount)), (1, .watchStarted(root: mount)),
        (1.01, .scanStarted(root: mount)), (1.02, found(mount + "/名簿.csv", list, at: 0.5)), (1.02, told(list)),
        (1.04, .scanFinished(root: mount, counts: ScanCounts(files: 1))), (2, .heartbeat(queued: 0, dropped: 0)),
      ], profiles: [list])
    #expect(try custody.scope(of: Self.stick, at: day(1.5)).total.certain.count == 30)
    let silent = try custody.scope(of: Self.stick, at: day(3))
    #expect(silent.total.certain.count == 0)
    #expect(silent.total.possible.count == 30)
    #expect(
      silent.gaps == [.uncovered(root: "STICK", from: day(2), until: nil, reason: .unmounted)])
  }

  /// Plugged in where its file system cannot be watched: what it had before may still be there, and that is a gap.
  @Test func whereItCannotBeWatchedIsAGap() throws {
    let first = "/media/a/STICK"
    try send(
      "PC-1",
      [
        (1, .mediumAttached(id: Self.stick, label: "STICK", mountPoint: first)), (1, .watchStarted(root: first)),
        (1.01, .scanStarted(root: first)), (1.02, found(first + "/名簿.csv", list, at: 0.5)), (1.02, told(list)),
        (1.04, .scanFinished(root: first, counts: ScanCounts(files: 1))),
        (2, .watchStopped(root: first, reason: .unmounted)), (2, .mediumDetached(id: Self.stick)),
      ], profiles: [list])
    try send(
      "PC-2",
      [
        (1, .watchStarted(root: "/home")), (4, .mediumAttached(id: Self.stick, label: "", mountPoint: "/media/b/x")),
        (4, .watchStopped(root: "/media/b/x", reason: .notWatchable)), (9, .heartbeat(queued: 0, dropped: 0)),
      ], profiles: [])
    let scope = try custody.scope(of: Self.stick, at: day(5))
    #expect(scope.total.certain.count == 0)
    #expect(scope.total.possible.count == 30)
    #expect(scope.gaps == [.uncovered(root: "/media/b/x", from: day(4), until: nil, reason: .notWatchable)])
  }

  /// Registered by its number, or by an asset number with the number of its file system in the label.
  @Test func aStickThatIsRegisteredIsTheSame() throws {
    try history()
    #expect(try custody.askable("nothing") == nil)
    try custody.register(Device(id: "USB-0007", label: "青いUSBメモリ (4A21-9C3F)", kind: .usb), at: day(6))
    let scope = try custody.scope(of: "USB-0007", at: day(6))
    #expect(scope.total.possible.count == 37)
    #expect(scope.device.id == "USB-0007")
    #expect(try custody.registerMedium("4a21-9c3f", at: day(6)) == Self.stick)
    try custody.reportLoss(of: Self.stick, lastSeen: day(6), at: day(7))
    #expect(try custody.device(Self.stick)?.status == .lost)
    #expect(try custody.scope(of: Self.stick, at: day(6)).losses.count == 1)
    let media = try custody.media()
    #expect(media.map(\.id) == [Self.stick])
    #expect(media.first?.label == "STICK" && media.first?.device == "PC-2" && media.first?.last == day(5))
    while try StandingKeeper(custody).round(at: day(8)).left > 0 {}
    let members = try Fleet(of: custody).members
    #expect(members.first { $0.device.id == "USB-0007" }?.standing?.possible == 37)
    // What was scanned on it by itself counts beside, and is as old as it is.
    try custody.scan("USB-0007", root: "/mnt", at: day(3), [file("/mnt/z.csv", profile("z", [person(99)]))])
    let both = try custody.scope(of: "USB-0007", at: day(6))
    #expect(both.total.certain.count == 0)
    #expect(both.total.possible.count == 38)
    try custody.scan("USB-0007", root: "/mnt", at: day(5.5), [file("/mnt/z.csv", profile("z", [person(99)]))])
    #expect(try custody.scope(of: "USB-0007", at: day(6)).total.certain.count == 1)
    // The tables are made again.
    let before = try installation.digests()
    try custody.journal.rebuild()
    #expect(try installation.digests() == before)
  }

  /// Twice in the same device, at the same mount point: the second visit tells nothing of what was seen in the first one, and
  /// takes nothing of it away.
  @Test func aLaterVisitAtTheSameMountPointHidesNothing() throws {
    let mount = "/media/a/STICK"
    try custody.register(Device(id: "USB-0007", label: "青いUSBメモリ (4A21-9C3F)", kind: .usb), at: day(0))
    try custody.scan("USB-0007", root: "/mnt", at: day(0.6), [file("/mnt/名簿.csv", list), file("/mnt/b.csv", other)])
    try send(
      "PC-1",
      [
        (1, .mediumAttached(id: Self.stick, label: "STICK", mountPoint: mount)), (1, .watchStarted(root: mount)),
        (1.01, .scanStarted(root: mount)), (1.02, found(mount + "/名簿.csv", list, at: 0.5)), (1.02, told(list)),
        (1.03, found(mount + "/b.csv", other, at: 0.5)), (1.03, told(other)),
        (1.04, .scanFinished(root: mount, counts: ScanCounts(files: 2))),
        (1.5, .gone(path: mount + "/b.csv", isFolder: false)),
        (2, .watchStopped(root: mount, reason: .unmounted)), (2, .mediumDetached(id: Self.stick)),
        (4, .mediumAttached(id: Self.stick, label: "STICK", mountPoint: mount)), (4, .watchStarted(root: mount)),
        (4.01, .scanStarted(root: mount)), (4.02, found(mount + "/名簿.csv", list, at: 0.5)),
        (4.04, .scanFinished(root: mount, counts: ScanCounts(files: 1))),
        (5, .watchStopped(root: mount, reason: .unmounted)), (5, .mediumDetached(id: Self.stick)),
        (9, .heartbeat(queued: 0, dropped: 0)),
      ], profiles: [list, other])
    let between = try custody.scope(of: "USB-0007", at: day(3))
    #expect(between.total.certain.count == 0 && between.total.possible.count == 35)
    #expect(between.doubtful.map(\.doubt) == [.deletedNotWiped, .unplugged])
    #expect(between.doubtful.map(\.people) == [5, 30])
    #expect(between.lastScan.map { $0 > day(1.9) && $0 < day(2) } == true)
    let during = try custody.scope(of: "USB-0007", at: day(1.7))
    #expect(during.total.certain.count == 30 && during.doubtful.map(\.doubt) == [.deletedNotWiped])
    #expect(during.lastScan == day(1.7))
  }

  /// One reading of a device's history answers for all visits: what was replaced while it was elsewhere, and what was deleted in
  /// the first of many visits, is still told.
  @Test func whatEarlierVisitsSawIsKept() throws {
    let mount = "/media/a/STICK"
    func visit(_ from: Double, _ files: [(String, ContentProfile)], gone: String? = nil) -> [(Double, Fact)] {
      let start: [(Double, Fact)] = [
        (from, .mediumAttached(id: Self.stick, label: "STICK", mountPoint: mount)), (from, .watchStarted(root: mount)),
        (from + 0.01, .scanStarted(root: mount)),
      ]
      let seen = files.map { (from + 0.02, found(mount + $0.0, $0.1, at: from - 0.5)) }
      let rest: [(Double, Fact)] = [
        (from + 0.04, .scanFinished(root: mount, counts: ScanCounts(files: files.count)))
      ]
      let deleted = gone.map { [(from + 0.05, Fact.gone(path: mount + $0, isFolder: false))] } ?? []
      let end: [(Double, Fact)] = [
        (from + 0.1, .watchStopped(root: mount, reason: .unmounted)), (from + 0.1, .mediumDetached(id: Self.stick)),
      ]
      return start + seen + rest + deleted + end
    }
    let first = visit(1, [("/x.csv", list), ("/y.csv", other)], gone: "/y.csv")
    let profiled: [(Double, Fact)] = [(1.2, told(list)), (1.2, told(other)), (1.2, told(later))]
    let facts = first + profiled + visit(2, [("/x.csv", later)]) + (3..<8).flatMap { visit(Double($0), []) }
    try send("PC-1", facts + [(9, .heartbeat(queued: 0, dropped: 0))], profiles: [list, other, later])
    let scope = try custody.scope(of: Self.stick, at: day(8))
    #expect(scope.total.certain.count == 0 && scope.total.possible.count == 37)
    #expect(scope.doubtful.map(\.doubt) == [.deletedNotWiped] && scope.sightings.count == 7)
    let between = try custody.scope(of: Self.stick, at: day(2.5))
    #expect(between.doubtful.map(\.doubt) == [.deletedNotWiped, .unplugged])
    #expect(between.doubtful.map(\.people) == [35, 2])
  }

  /// While it is plugged in, what the device tells is told of the stick as well, whatever kind it is registered as; once it was
  /// taken off, the device's news is none of the stick.
  @Test func aStandingFollowsTheDeviceThatHasTheStick() throws {
    let mount = "/media/a/STICK"
    try custody.register(Device(id: "USB-0007", label: "青いUSBメモリ (4A21-9C3F)", kind: .usb), at: day(0))
    try custody.register(Device(id: "DISK-1", label: "外付けディスク 4A21-9C3F", kind: .other), at: day(0))
    func asked(at time: Double) throws -> Int { try StandingKeeper(custody).round(at: day(time)).asked }
    func possible() throws -> [String: Int] {
      var found: [String: Int] = [:]
      for member in try Fleet(of: custody).members { found[member.device.id] = member.standing?.possible }
      return found
    }
    let first = try send(
      "PC-1",
      [
        (1, .mediumAttached(id: Self.stick, label: "STICK", mountPoint: mount)), (1, .watchStarted(root: mount)),
        (1.01, .scanStarted(root: mount)), (1.02, found(mount + "/名簿.csv", list, at: 0.5)), (1.02, told(list)),
        (1.04, .scanFinished(root: mount, counts: ScanCounts(files: 1))), (1.3, .heartbeat(queued: 0, dropped: 0)),
      ], profiles: [list])
    #expect(try asked(at: 1.31) == 4)
    #expect(try possible() == ["PC-1": 30, "PC-2": 0, "USB-0007": 30, "DISK-1": 30])
    let second = try send(
      "PC-1",
      [
        (1.5, found(mount + "/b.csv", other, at: 1.5)), (1.5, told(other)), (1.6, .heartbeat(queued: 0, dropped: 0)),
      ], profiles: [other], after: first)
    #expect(try asked(at: 1.61) == 3)
    #expect(try possible() == ["PC-1": 35, "PC-2": 0, "USB-0007": 35, "DISK-1": 35])
    let third = try send(
      "PC-1",
      [(2, .watchStopped(root: mount, reason: .unmounted)), (2, .mediumDetached(id: Self.stick))], profiles: [],
      after: second)
    #expect(try asked(at: 2.1) == 3)
    try send("PC-1", [(3, .heartbeat(queued: 0, dropped: 0))], profiles: [], after: third)
    #expect(try asked(at: 3.1) == 1)
  }

  /// `/dev/sdb1` is another stick on every device, and there are many of one make.
  @Test(arguments: ["/dev/sdb1", "E:", "DataTraveler 3.0", "\\\\fs01\\data1", "USB1", "unknown"])
  func whatManyAreCalledIsNoIdentity(id: String) throws {
    try send(
      "PC-1",
      [(1, .mediumAttached(id: id, label: "", mountPoint: "/media/a/x")), (2, .heartbeat(queued: 0, dropped: 0))],
      profiles: [])
    #expect(try custody.media().isEmpty)
    #expect(throws: CustodyFailure.self) { try custody.scope(of: id, at: day(2)) }
  }
}
