import CanonicalForms
import Contents
import Cryptography
import Custody
import Observations
import PersonalData
import Storage
import TestDatabases
import Testing

/// Batches of a device that enrolled, from its records to the answer.
@Suite(.onEveryEngine) struct AcceptanceTests {
  private let installation: Installation
  private var custody: Custody { installation.custody }
  private let signer: Ed25519PrivateKey
  private let epoch: DeviceEpoch

  init() throws {
    installation = try Installation()
    signer = try Ed25519PrivateKey()
    let custody = installation.custody
    try custody.register(Device(id: "PC-1", label: "ノート 1", kind: .laptop), at: day(0))
    let hash = SHA256Digest(hashing: Array("token".utf8))
    try custody.openEnrolment(of: "PC-1", tokenHash: hash, expires: day(2), at: day(0))
    epoch = try custody.enrol(tokenHash: hash, signingKey: signer.publicKey.bytes, at: day(1))
  }

  private static let list = profile("list", (0..<30).map { person($0) })
  private static let second = profile("second", (20..<50).map { person($0) })

  /// A device that watches `/home` from day 1 on: two lists, of which one is moved on day 3 and one goes on day 4.
  private static let facts: [(Double, Fact)] = [
    (1, .watchStarted(root: "/home")), (1.01, .scanStarted(root: "/home")),
    (1.02, .profiled(list)), (1.02, found("/home/a.csv", list, changed: 0.5)),
    (1.03, .profiled(second)), (1.03, found("/home/b.csv", second, changed: 0.6)),
    (1.04, .scanFinished(root: "/home", counts: ScanCounts(files: 9, bytes: 1, silent: 7))),
    (2, .heartbeat(queued: 0, dropped: 0)), (3, .moved(from: "/home/a.csv", to: "/home/c.csv", isFolder: false)),
    (4, .gone(path: "/home/b.csv", isFolder: false)), (5, .heartbeat(queued: 0, dropped: 0)),
  ]

  private static func found(_ path: String, _ profile: ContentProfile, changed: Double) -> Fact {
    .found(FoundFile(path: path, size: profile.size, changed: day(changed), what: .content(profile.sha256)))
  }

  /// The facts as signed batches of a few records each.
  private func batches(_ facts: [(Double, Fact)] = facts, size: Int = 4, epoch: Int? = nil) throws -> [Batch] {
    let records = facts.enumerated().map { place, fact in
      Observation(sequence: UInt64(place + 1), time: day(fact.0), uptime: Int64(place), fact: fact.1)
    }
    let boot = try #require(BootID(Array(0..<16)))
    var chain = RecordChain.start
    return try stride(from: 0, to: records.count, by: size).map { start in
      let part = Array(records[start..<min(start + size, records.count)])
      let named = part.compactMap { record -> [UInt8]? in
        guard case .profiled(let sha256, _, _, _) = record.fact else { return nil }
        return ProfileMessage.encode(sha256 == Self.list.sha256 ? Self.list : Self.second)
      }
      var batch = try #require(
        Batch(
          device: "PC-1", epoch: epoch ?? self.epoch.epoch, boot: boot, records: part,
          after: chain, sealed: part.last?.time ?? day(0), sealedUptime: 0, profiles: named))
      chain = batch.after
      batch.signature = try signer.sign(batch.signedBytes)
      return batch
    }
  }

  /// が as one character and as two: one name for people, two files for the system.
  @Test func twoSpellingsAreTwoFiles() throws {
    let facts: [(Double, Fact)] = [
      (1, .watchStarted(root: "/home")), (1.01, .scanStarted(root: "/home")), (1.02, .profiled(Self.list)),
      (1.03, Self.found("/home/\u{304C}.csv", Self.list, changed: 0.5)),
      (1.04, Self.found("/home/\u{304B}\u{3099}.csv", Self.list, changed: 0.5)),
      (1.05, .scanFinished(root: "/home", counts: ScanCounts())),
    ]
    for batch in try batches(facts, size: 6) { _ = try receipt(custody.accept(batch, receivedAt: day(2))) }
    #expect(try custody.scope(of: "PC-1", at: day(1.5)).total.certainFiles == 2)
  }

  private func receipt(_ acceptance: Acceptance) throws -> Receipt {
    guard case .accepted(let receipt) = acceptance else {
      Issue.record("\(acceptance)")
      throw BatchFailure(.malformed)
    }
    return receipt
  }

  @Test func whatDevicesReportIsAnswered() throws {
    for batch in try batches() { _ = try receipt(try custody.accept(batch, receivedAt: day(5))) }
    let early = try custody.scope(of: "PC-1", at: day(2))
    #expect(early.total.certain.count == 50)
    #expect(early.total.certainFiles == 2)
    #expect(early.gaps.isEmpty)
    let late = try custody.scope(of: "PC-1", at: day(4.5))
    #expect(late.total.certain.count == 30)
    #expect(late.total.possible.count == 50)
    #expect(late.doubtful.map(\.doubt) == [.deletedNotWiped])
    let after = try custody.scope(of: "PC-1", at: day(6))
    #expect(after.total.certain.count == 30)
    #expect(after.gaps == [.sinceLastWord(from: day(5), milliseconds: 86_400_000)])
    let before = try custody.scope(of: "PC-1", at: day(0.7))
    #expect(before.total.certain.count == 50, "both lists are unchanged since before that moment")
  }

  @Test func batchesMayComeTwiceAndInAnyOrder() throws {
    let batches = try batches()
    let last = try receipt(try custody.accept(batches[2], receivedAt: day(5)))
    #expect(last.missing == [1...8])
    let first = try receipt(try custody.accept(batches[0], receivedAt: day(6)))
    #expect(first.missing == [5...8])
    #expect(try receipt(try custody.accept(batches[0], receivedAt: day(7))).entry == first.entry)
    #expect(try receipt(try custody.accept(batches[1], receivedAt: day(8))).missing.isEmpty)
    #expect(try custody.scope(of: "PC-1", at: day(2)).total.certain.count == 50)
    // As it was known before the middle came: what was missing is named, and nothing rests on it.
    let known = try custody.scope(of: "PC-1", at: day(2), asKnownAt: day(6.5))
    #expect(known.gaps.contains(.recordsMissing(records: 4)))
    #expect(known.total.certain.count < 50)
  }

  @Test func anotherBodyUnderTheSameNumbersIsKeptAndRefused() throws {
    let batches = try batches()
    _ = try receipt(try custody.accept(batches[0], receivedAt: day(5)))
    var facts = Self.facts
    facts[0] = (1, .watchStarted(root: "/other"))
    let other = try self.batches(facts)
    #expect(try custody.accept(other[0], receivedAt: day(6)) == .conflict)
    #expect(try custody.accept(other[0], receivedAt: day(7)) == .conflict)
    // One that overlaps, and one whose chain does not join on.
    #expect(try custody.accept(try self.batches(size: 3)[1], receivedAt: day(7)) == .conflict)
    #expect(try custody.accept(other[1], receivedAt: day(7)) == .conflict)
    let kept = try custody.store.read { session in
      try session.all("SELECT first FROM batch_conflict ORDER BY first, entry") { $0.integer(0) }
    }
    #expect(kept == [1, 4, 5])
    // The answer says so, in every form; as it was known before, it does not.
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.gaps.first == .conflict(batches: 3, last: day(7), isOpen: true))
    #expect(scope.text(in: .en).contains("3 batches contradict"))
    #expect(scope.page(in: .ja).contains("食い違う記録を 3 回"))
    #expect(scope.json.canonicalText.contains(#""kind":"conflict""#))
    let before = try custody.scope(of: "PC-1", at: day(2), asKnownAt: day(5.5))
    #expect(!before.gaps.contains { if case .conflict = $0 { true } else { false } })
    while try StandingKeeper(custody).round(at: day(8)).left > 0 {}
    #expect(try Fleet(of: custody).members.first?.standing?.contradictsItself == true)
    // Enrolled anew, nobody has to do anything any more; what came before stays doubtful, and is named.
    let again = SHA256Digest(hashing: Array("again".utf8))
    try custody.openEnrolment(of: "PC-1", tokenHash: again, expires: day(30), at: day(9))
    _ = try custody.enrol(tokenHash: again, signingKey: signer.publicKey.bytes, at: day(9))
    #expect(
      try custody.scope(of: "PC-1", at: day(2)).gaps.first == .conflict(batches: 3, last: day(7), isOpen: false))
    while try StandingKeeper(custody).round(at: day(10)).left > 0 {}
    #expect(try Fleet(of: custody).members.first?.standing?.contradictsItself == false)
  }

  /// Nobody had looked into what waited when the device spoke last.
  @Test func filesThatWaitAreAGap() throws {
    var facts = Self.facts
    facts[7] = (2, .heartbeat(queued: 1200, dropped: 0))
    for batch in try batches(facts) { _ = try receipt(try custody.accept(batch, receivedAt: day(5))) }
    let scope = try custody.scope(of: "PC-1", at: day(3))
    #expect(scope.gaps == [.filesWaiting(files: 1200, from: day(2))])
    #expect(scope.gaps.allSatisfy { $0.isIrregular }, "such an answer is not complete")
    #expect(scope.text(in: .en).contains("1,200 files waited"))
    #expect(try custody.scope(of: "PC-1", at: day(1.9)).gaps.isEmpty)
    let read = try custody.scope(of: "PC-1", at: day(6))
    #expect(!read.gaps.contains { if case .filesWaiting = $0 { true } else { false } })
    // It goes by itself: nobody is called for it.
    while try StandingKeeper(custody).round(at: day(3)).left > 0 {}
    #expect(try Fleet(of: custody).members.first?.standing?.gaps == 0)
  }

  @Test func onlyTheEnrolledMayReport() throws {
    var batch = try batches()[0]
    batch.signature[5] ^= 1
    #expect(try custody.accept(batch) == .refused(.signature))
    #expect(try custody.accept(try batches(epoch: 7)[0]) == .refused(.unknownEpoch))
    let token = SHA256Digest(hashing: Array("token".utf8))
    #expect(throws: EnrolmentFailure(.usedToken)) {
      try custody.enrol(tokenHash: token, signingKey: signer.publicKey.bytes, at: day(1))
    }
    let late = SHA256Digest(hashing: Array("late".utf8))
    try custody.openEnrolment(of: "PC-1", tokenHash: late, expires: day(2), at: day(1))
    #expect(throws: EnrolmentFailure(.expiredToken)) {
      try custody.enrol(tokenHash: late, signingKey: signer.publicKey.bytes, at: day(2))
    }
    #expect(throws: EnrolmentFailure(.unknownToken)) {
      try custody.enrol(
        tokenHash: SHA256Digest(hashing: [9]), signingKey: signer.publicKey.bytes, at: day(1))
    }
    // A new enrolment closes the former one, but what that one had seen and not sent still counts.
    let again = SHA256Digest(hashing: Array("again".utf8))
    try custody.openEnrolment(of: "PC-1", tokenHash: again, expires: day(9), at: day(1))
    #expect(try custody.enrol(tokenHash: again, signingKey: signer.publicKey.bytes, at: day(2)).epoch == 2)
    let left = try batches()
    for batch in left {
      guard case .accepted(let receipt) = try custody.accept(batch) else {
        Issue.record("what a former enrolment left behind was refused")
        return
      }
      #expect(receipt.epoch == 1)
    }
    var forged = left[0]
    forged.sealed = Moment(milliseconds: forged.sealed.milliseconds + 1)
    #expect(try custody.accept(forged) == .refused(.signature))
  }

  /// A mount that is neither watched nor scanned is a gap with its name, as long as it is there.
  @Test func mountsThatAreLeftOutAreGaps() throws {
    let facts: [(Double, Fact)] = [
      (1, .watchStarted(root: "/home")), (1.01, .scanStarted(root: "/home")),
      (1.02, .scanFinished(root: "/home", counts: .init(files: 10))),
      (2, .watchStopped(root: "/home/net", reason: .notWatchable)),
      (4, .watchStopped(root: "/home/net", reason: .unmounted)), (5, .heartbeat(queued: 0, dropped: 0)),
    ]
    for batch in try batches(facts) { _ = try receipt(try custody.accept(batch, receivedAt: day(6))) }
    func gaps(_ moment: Double) throws -> [Scope.Gap] {
      try custody.scope(of: "PC-1", at: day(moment)).gaps.filter {
        if case .uncovered = $0 { true } else { false }
      }
    }
    #expect(try gaps(1.5).isEmpty)
    #expect(try gaps(4.5).isEmpty)
    #expect(try gaps(3) == [.uncovered(root: "/home/net", from: day(2), until: nil, reason: .notWatchable)])
    #expect(try custody.scope(of: "PC-1", at: day(3)).roots == ["/home"])
  }

  @Test func certificatesEnd() throws {
    try custody.recordCertificate(serial: "0a", of: "PC-1", epoch: 1, notAfter: day(30), at: day(1))
    #expect(try custody.epoch(ofCertificate: "0a", device: "PC-1", at: day(2)) == epoch)
    #expect(throws: EnrolmentFailure(.certificate)) {
      try custody.epoch(ofCertificate: "0a", device: "PC-1", at: day(31))
    }
    #expect(throws: EnrolmentFailure(.certificate)) {
      try custody.epoch(ofCertificate: "0b", device: "PC-1", at: day(2))
    }
    try custody.revokeCertificate(serial: "0a", of: "PC-1", reason: "lost", at: day(3))
    #expect(throws: EnrolmentFailure(.certificate)) {
      try custody.epoch(ofCertificate: "0a", device: "PC-1", at: day(4))
    }
  }

  @Test func aTombstoneClosesAHole() throws {
    let batches = try batches()
    _ = try receipt(try custody.accept(batches[0], receivedAt: day(5)))
    _ = try receipt(try custody.accept(batches[2], receivedAt: day(5)))
    var tombstone = batches[1]
    tombstone.body = .tombstone(reason: .dropped)
    tombstone.profiles = []
    tombstone.signature = try signer.sign(tombstone.signedBytes)
    #expect(try receipt(try custody.accept(tombstone, receivedAt: day(6))).missing.isEmpty)
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.gaps.contains { if case .uncovered = $0 { true } else { false } })
  }

  /// The tables follow from the journal, and after the personal part of a batch was erased they follow without it.
  @Test func rebuildAndErasing() throws {
    let batches = try batches()
    for place in [1, 0, 2] { _ = try custody.accept(batches[place], receivedAt: day(5)) }
    let digests = try installation.digests()
    try custody.journal.rebuild()
    #expect(try installation.digests() == digests)
    let entry = try receipt(try custody.accept(batches[0], receivedAt: day(6))).entry
    try custody.journal.erasePersonalParts(of: [entry], reason: "test", at: day(7), by: "test")
    #expect(try custody.journal.verify().broken.isEmpty)
    _ = try custody.scope(of: "PC-1", at: day(2))
    #expect(try receipt(try custody.accept(batches[0], receivedAt: day(8))).entry == entry)
  }
}

extension Fact {
  fileprivate static func profiled(_ profile: ContentProfile) -> Fact {
    .profiled(
      sha256: profile.sha256, recogniser: profile.recogniser, people: profile.people,
      digest: SHA256Digest(hashing: ProfileMessage.encode(profile)))
  }
}
