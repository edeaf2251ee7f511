import CanonicalForms
import Contents
import Cryptography
import Custody
import Observations
import PersonalData
import TestDatabases
import Testing

@testable import Response

/// What came onto the device while it may have been lost already is lost with it.
@Suite(.onEveryEngine) struct ScopeMomentTests {
  private let early = list("early", of: "みどり健康保険組合", (0..<10).map { person($0) })
  private let late = list("late", of: "みどり健康保険組合", (100..<130).map { person($0) })

  /// A laptop with a sensor, which saw one list in the morning and another come at 11:00, and speaks until 11:05.
  /// - Parameter isDeletedLater: and it speaks on, until both lists are deleted two days later.
  private func makeHouse(isDeletedLater: Bool = false) throws -> House {
    let house = try House()
    let custody = house.custody
    let start = japan("2025-03-14 07:00")
    try custody.register(Organisation(id: .init("1"), name: "みどり健康保険組合"), at: start)
    try custody.register(Device(id: "PC-1", kind: .laptop), at: start)
    let token = SHA256Digest(hashing: Array("token".utf8))
    let signer = try Ed25519PrivateKey()
    try custody.openEnrolment(of: "PC-1", tokenHash: token, expires: japan("2025-03-15 07:00"), at: start)
    let epoch = try custody.enrol(tokenHash: token, signingKey: signer.publicKey.bytes, at: start)
    func profiled(_ profile: ContentProfile) -> Observations.Fact {
      .profiled(
        sha256: profile.sha256, recogniser: profile.recogniser, people: profile.people,
        digest: SHA256Digest(hashing: ProfileMessage.encode(profile)))
    }
    func found(_ path: String, _ profile: ContentProfile, changed: String) -> Observations.Fact {
      .found(
        FoundFile(
          path: path, size: profile.size, changed: japan("2025-03-14 " + changed), what: .content(profile.sha256)))
    }
    var facts: [(String, Observations.Fact)] = [
      ("08:00", .watchStarted(root: "/home")), ("08:00", .scanStarted(root: "/home")), ("08:01", profiled(early)),
      ("08:01", found("/home/a.csv", early, changed: "07:00")),
      ("08:02", .scanFinished(root: "/home", counts: ScanCounts(files: 1, bytes: 1, silent: 0))),
      // By its own time, too, it was not there before.
      ("11:00", profiled(late)), ("11:00", found("/home/b.csv", late, changed: "10:59")),
      ("11:05", .heartbeat(queued: 0, dropped: 0)),
    ].map { ("2025-03-14 " + $0.0, $0.1) }
    if isDeletedLater {
      facts += [
        ("2025-03-16 12:00", .gone(path: "/home/a.csv", isFolder: false)),
        ("2025-03-16 12:00", .gone(path: "/home/b.csv", isFolder: false)),
        ("2025-03-16 12:01", .heartbeat(queued: 0, dropped: 0)),
      ]
    }
    let records = facts.enumerated().map { place, fact in
      Observation(
        sequence: UInt64(place + 1), time: japan(fact.0), uptime: Int64(place), fact: fact.1)
    }
    let boot = try #require(BootID(Array(0..<16)))
    var batch = try #require(
      Batch(
        device: "PC-1", epoch: epoch.epoch, boot: boot, records: records, after: RecordChain.start,
        sealed: japan(isDeletedLater ? "2025-03-16 12:01" : "2025-03-14 11:05"), sealedUptime: 0,
        profiles: [ProfileMessage.encode(early), ProfileMessage.encode(late)]))
    batch.signature = try signer.sign(batch.signedBytes)
    let received = japan(isDeletedLater ? "2025-03-16 12:02" : "2025-03-14 11:06")
    guard case .accepted = try custody.accept(batch, receivedAt: received) else {
      throw ResponseFailure(.corrupted, "the batch was not accepted")
    }
    return house
  }

  private func open(
    _ house: House, claims: [NewStatement] = [], at time: String = "2025-03-14 15:00"
  ) throws {
    try house.incidents.open(
      LossReport(device: "PC-1", lastSeen: japan("2025-03-14 09:00"), claims: claims), at: japan(time))
  }

  /// Last seen at nine, a list of thirty came at eleven.
  @Test func whatCameWithinTheSpanIsLost() throws {
    let house = try makeHouse()
    try open(house)
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == exactly(40))
    #expect(try house.incidents.scopes(of: "I-1").first?.at == japan("2025-03-14 15:00"))
    #expect(try house.incidents.contradictions(of: "I-1").isEmpty)
    // Evidence says that it was gone by ten: then the list came onto a device that somebody else had, and was not lost with it.
    try house.incidents.state(
      [
        evidence(
          .lostAt, .known(time("2025-03-14 09:00", "2025-03-14 10:00")), "camera", .document,
          said: "2025-03-15 09:00")
      ], in: "I-1", at: japan("2025-03-15 09:00"))
    try house.incidents.reviseScope(of: "I-1", at: japan("2025-03-15 09:10"))
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == exactly(10))
    #expect(try house.incidents.scopes(of: "I-1").first?.at == japan("2025-03-14 10:00"))
  }

  /// Evidence of the loss at noon; two days later the finder, or the order to erase, deletes the list.
  @Test func whatIsDeletedAfterTheLossStaysCertain() throws {
    let house = try makeHouse(isDeletedLater: true)
    try open(house, at: "2025-03-17 08:00")
    try house.incidents.state(
      [evidence(.lostAt, .known(time("2025-03-14 12:00")), "camera", .document, said: "2025-03-17 09:00")], in: "I-1",
      at: japan("2025-03-17 09:00"))
    try house.incidents.reviseScope(of: "I-1", at: japan("2025-03-17 09:10"))
    #expect(try house.incidents.scopes(of: "I-1").first?.at == japan("2025-03-14 12:00"))
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == exactly(40))
  }

  /// Somebody says that it was gone at nine; at eleven it still spoke.
  @Test func aClaimDoesNotCutOffWhatTheDeviceSaidLater() throws {
    let house = try makeHouse()
    try open(house, claims: [claim(.lostAt, time("2025-03-14 09:00"), said: "2025-03-14 15:00")])
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == exactly(40))
    #expect(try house.incidents.scopes(of: "I-1").first?.at == japan("2025-03-14 11:05"))
    let clash = try #require(try house.incidents.contradictions(of: "I-1").first { $0.kind == .facts })
    #expect(Set([clash.first.fact, clash.second.fact]) == [.lostAt, .lastWordAt])
    // Asked again nothing new is said of it.
    let count = try house.incidents.ledger(of: "I-1").statements.count
    try house.incidents.reviseScope(of: "I-1", at: japan("2025-03-14 16:00"))
    #expect(try house.incidents.ledger(of: "I-1").statements.count == count)
  }

  /// Once it was found its finder may have turned it on.
  @Test func whatCameAfterItWasFoundIsNotPartOfTheLoss() throws {
    let house = try makeHouse()
    try open(house, claims: [claim(.lostAt, time("2025-03-14 09:00"), said: "2025-03-14 15:00")])
    try house.incidents.state(
      [
        evidence(
          .foundAt, .known(time("2025-03-14 10:30")), "police", .document, said: "2025-03-15 09:00")
      ], in: "I-1", at: japan("2025-03-15 09:00"))
    try house.incidents.reviseScope(of: "I-1", at: japan("2025-03-15 09:10"))
    #expect(try house.incidents.scopes(of: "I-1").first?.at == japan("2025-03-14 10:30"))
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == exactly(10))
    #expect(try house.incidents.contradictions(of: "I-1").allSatisfy { $0.kind != .facts })
  }
}
