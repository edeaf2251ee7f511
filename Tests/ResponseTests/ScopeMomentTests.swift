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

  private let third = list("third", of: "みどり健康保険組合", (200..<205).map { person($0) })

  /// What the sensor tells after 11:05, on 16 March at noon.
  private enum Later { case nothing, bothAreDeleted, theFirstIsWrittenOver, aThirdComes }

  /// A laptop with a sensor, which saw one list in the morning and another come at 11:00, and speaks until 11:05, or on.
  private func makeHouse(_ later: Later = .nothing) throws -> House {
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
    func foundThird(_ path: String) -> Observations.Fact {
      .found(
        FoundFile(
          path: path, size: third.size, changed: japan("2025-03-16 11:59"), what: .content(third.sha256)))
    }
    let noon = "2025-03-16 12:00"
    switch later {
    case .nothing: break
    case .bothAreDeleted:
      facts += [
        (noon, .gone(path: "/home/a.csv", isFolder: false)), (noon, .gone(path: "/home/b.csv", isFolder: false)),
      ]
    case .theFirstIsWrittenOver:
      facts += [
        (noon, profiled(third)), (noon, foundThird("/home/a.csv")),
      ]
    case .aThirdComes: facts += [(noon, profiled(third)), (noon, foundThird("/home/c.csv"))]
    }
    let told = later == .theFirstIsWrittenOver || later == .aThirdComes ? [early, late, third] : [early, late]
    if later != .nothing { facts.append(("2025-03-16 12:01", .heartbeat(queued: 0, dropped: 0))) }
    let records = facts.enumerated().map { place, fact in
      Observation(
        sequence: UInt64(place + 1), time: japan(fact.0), uptime: Int64(place), fact: fact.1)
    }
    let boot = try #require(BootID(Array(0..<16)))
    var batch = try #require(
      Batch(
        device: "PC-1", epoch: epoch.epoch, boot: boot, records: records, after: RecordChain.start,
        sealed: japan(later == .nothing ? "2025-03-14 11:05" : "2025-03-16 12:01"), sealedUptime: 0,
        profiles: told.map { ProfileMessage.encode($0) }))
    batch.signature = try signer.sign(batch.signedBytes)
    let received = japan(later == .nothing ? "2025-03-14 11:06" : "2025-03-16 12:02")
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
    let house = try makeHouse(.bothAreDeleted)
    try open(house, at: "2025-03-17 08:00")
    try house.incidents.state(
      [evidence(.lostAt, .known(time("2025-03-14 12:00")), "camera", .document, said: "2025-03-17 09:00")], in: "I-1",
      at: japan("2025-03-17 09:00"))
    try house.incidents.reviseScope(of: "I-1", at: japan("2025-03-17 09:10"))
    #expect(try house.incidents.scopes(of: "I-1").first?.at == japan("2025-03-14 12:00"))
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == exactly(40))
  }

  /// Reported on the 14th; two days later the order to erase deletes both lists. What people say of the time is a claim, but
  /// that it was lost when it was reported is none.
  @Test func whatIsDeletedAfterTheReportStaysCertain() throws {
    let house = try makeHouse(.bothAreDeleted)
    try open(house, claims: [claim(.lostAt, time("2025-03-14 09:00"), said: "2025-03-14 15:00")])
    try house.incidents.reviseScope(of: "I-1", at: japan("2025-03-17 09:10"))
    #expect(try house.incidents.scopes(of: "I-1").first?.at == japan("2025-03-14 15:00"))
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == exactly(40))
  }

  /// Somebody says that it was gone on the 14th, and reports it on the 17th; on the 16th both lists were deleted. Nobody but they
  /// knows whether it was lost before: the lists were there then, and may have been deleted by their holder, so they are possible.
  @Test func whatIsDeletedBetweenAClaimedLossAndItsReportIsPossible() throws {
    let house = try makeHouse(.bothAreDeleted)
    try open(
      house, claims: [claim(.lostAt, time("2025-03-14 12:00"), said: "2025-03-17 08:00")], at: "2025-03-17 08:00")
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == people(0, 40))
    // Once a camera shows it, all is certain.
    try house.incidents.state(
      [evidence(.lostAt, .known(time("2025-03-14 12:00")), "camera", .document, said: "2025-03-17 09:00")], in: "I-1",
      at: japan("2025-03-17 09:00"))
    try house.incidents.reviseScope(of: "I-1", at: japan("2025-03-17 09:10"))
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == exactly(40))
  }

  /// The list of ten was written over two days after it may have been lost, and before it was reported: it may be among what is lost.
  @Test func whatIsWrittenOverMeanwhileIsPossible() throws {
    let house = try makeHouse(.theFirstIsWrittenOver)
    try open(
      house, claims: [claim(.lostAt, time("2025-03-14 12:00"), said: "2025-03-17 08:00")], at: "2025-03-17 08:00")
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == people(35, 45))
    let shares = try house.incidents.scopeShares(of: "I-1", at: japan("2025-03-17 08:30"), withMembers: false)
    #expect(shares.scope.doubtful.map(\.doubt) == [.replacedMeanwhile])
    #expect(shares.scope.doubtful.map(\.people) == [10])
    #expect(shares.possible.addsUp && shares.certain.addsUp)
  }

  /// A list that comes onto it after it was reported lost, and before it was found, is lost as well.
  @Test func whatComesAfterTheReportIsLostToo() throws {
    let house = try makeHouse(.aThirdComes)
    try open(house, claims: [claim(.lostAt, time("2025-03-14 09:00"), said: "2025-03-14 15:00")])
    try house.incidents.reviseScope(of: "I-1", at: japan("2025-03-17 09:10"))
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == exactly(45))
    #expect(try house.incidents.scopes(of: "I-1").first?.at == japan("2025-03-14 15:00"))
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
