import CanonicalForms
import Contents
import Cryptography
import Observations
import PersonalData
import TestDatabases
import Testing

@testable import Custody

/// A device of which nobody knows when it was lost: what one of the moments leaves open is open.
@Suite("Moments that are joined", .onEveryEngine)
struct MomentJoiningTests {
  private let installation: Installation
  private var custody: Custody { installation.custody }

  init() throws {
    installation = try Installation()
    try custody.register(Device(id: "PC-1"), at: day(0))
  }

  /// Sends what the sensor saw, in one batch.
  private func send(_ facts: [(time: Double, fact: Fact)], profiles: [ContentProfile]) throws {
    let signer = try Ed25519PrivateKey()
    let hash = SHA256Digest(hashing: Array("PC-1".utf8))
    try custody.openEnrolment(of: "PC-1", tokenHash: hash, expires: day(1), at: day(0))
    _ = try custody.enrol(tokenHash: hash, signingKey: signer.publicKey.bytes, at: day(0))
    let records = facts.enumerated().map { index, fact in
      Observation(sequence: UInt64(index + 1), time: day(fact.time), uptime: Int64(index), fact: fact.fact)
    }
    let last = facts.last?.time ?? 0
    let boot = try #require(BootID(Array(repeating: 7, count: 16)))
    var batch = try #require(
      Batch(
        device: "PC-1", epoch: 1, boot: boot, records: records,
        after: .start, sealed: day(last), sealedUptime: 0, profiles: profiles.map(ProfileMessage.encode)))
    batch.signature = try signer.sign(batch.signedBytes)
    guard case .accepted = try custody.accept(batch, receivedAt: day(last + 0.001)) else {
      Issue.record("the batch was not accepted")
      return
    }
  }

  private func scope(at moment: Moment, besides: [Moment]) throws -> Scope {
    try custody.scopeShares(of: "PC-1", at: moment, besides: besides, withMembers: false).scope
  }

  /// Before the first scan nothing is known, also where all is known of the end.
  @Test func theGapsOfTheFirstMomentAreTold() throws {
    try custody.scan(at: day(3), [file("/data/a", profile("a", [person(1)]))])
    #expect(try scope(at: day(5), besides: []).gaps.allSatisfy { !$0.isIrregular })
    let joined = try scope(at: day(5), besides: [day(2)])
    #expect(joined.gaps.contains(.neverScanned))
    #expect(joined.gaps.contains { if case .untilNextScan("/data", day(3), _) = $0 { true } else { false } })
  }

  /// The same gap is told once, with its length until the moment that is asked about.
  @Test func aGapOfBothMomentsIsToldOnce() throws {
    try custody.scan(at: day(1), [file("/data/a", profile("a", [person(1)]))])
    let joined = try scope(at: day(5), besides: [day(2), day(4)])
    #expect(joined.gaps == [.sinceLastScan(root: "/data", from: day(1), milliseconds: 4 * 86_400_000)])
  }

  /// A file with a password was written over by a list that can be read: what was in it may be lost as well.
  @Test func anUnreadFileThatWasReplacedIsStillUnread() throws {
    let list = profile("a", [person(1)])
    let path = "/data/a.xlsx"
    try send(
      [
        (1, .watchStarted(root: "/data")), (1.01, .scanStarted(root: "/data")),
        (1.02, .found(FoundFile(path: path, size: 9, changed: day(0.5), what: .unread(.password)))),
        (1.04, .scanFinished(root: "/data", counts: ScanCounts(files: 1))), (3, .written(path: path)),
        (3.01, .found(FoundFile(path: path, size: 1, changed: day(3), what: .content(list.sha256)))),
        (
          3.01,
          .profiled(
            sha256: list.sha256, recogniser: list.recogniser, people: list.people,
            digest: SHA256Digest(hashing: ProfileMessage.encode(list)))
        ), (5, .heartbeat(queued: 0, dropped: 0)),
      ], profiles: [list])
    let alone = try scope(at: day(4), besides: [])
    #expect(alone.unread.isEmpty && alone.total.certain.count == 1)
    let joined = try scope(at: day(4), besides: [day(2)])
    #expect(joined.unread.map(\.reason) == [.password] && joined.unread.map(\.certain) == [0])
    #expect(joined.unread.first?.examples == [path] && joined.total.certain.count == 1)
    // Lost after it was written over: then it is not concerned.
    #expect(try scope(at: day(4), besides: [day(3.5)]).unread.isEmpty)
  }

  /// What nobody read at either moment is one file.
  @Test func anUnreadFileThatStaysIsOne() throws {
    let locked = ObservedFile(path: "/data/a.xlsx", size: 9, modified: day(0), unread: .password)
    try custody.scan(at: day(1), [locked])
    let joined = try scope(at: day(4), besides: [day(2)])
    #expect(joined.unread.map(\.possible) == [1] && joined.unread.map(\.certain) == [1])
  }
}
