import CanonicalForms
import Cryptography
import Custody
import Observations
import Testing

/// What the server asks of the record: several batches in one transaction, certificates with their tokens, osquery.
@Suite struct ServedSourcesTests {
  static let token = SHA256Digest(hashing: Array("a token".utf8))

  /// A device that has enrolled, and its key.
  static func enrolled(_ custody: Custody, device: String, token: String = "token") throws -> (Int, Ed25519PrivateKey) {
    let key = try Ed25519PrivateKey()
    let hash = SHA256Digest(hashing: Array((token + device).utf8))
    try custody.register(Device(id: device), at: day(0))
    try custody.openEnrolment(of: device, tokenHash: hash, expires: day(1), at: day(0))
    let epoch = try custody.enrol(
      tokenHash: hash, signingKey: key.publicKey.bytes, label: "label", serial: "5\(device)", notAfter: day(60),
      at: day(0.5))
    return (epoch.epoch, key)
  }

  static func batch(
    _ device: String, epoch: Int, key: Ed25519PrivateKey, path: String = "/a", first: UInt64 = 1
  ) throws -> Batch {
    let boot = try #require(BootID([UInt8](repeating: 1, count: 16)))
    var batch = try #require(
      Batch(
        device: device, epoch: epoch, boot: boot,
        records: [Observation(sequence: first, time: day(1), uptime: 0, fact: .written(path: path))], after: .start,
        sealed: day(1), sealedUptime: 0))
    batch.signature = try key.sign(batch.signedBytes)
    return batch
  }

  /// Each of a group gets its own answer; what is refused takes nothing with it.
  @Test func aGroupIsOneTransaction() throws {
    let installation = try Installation()
    let custody = installation.custody
    let (one, oneKey) = try Self.enrolled(custody, device: "PC-1")
    let (two, twoKey) = try Self.enrolled(custody, device: "PC-2")
    let good = try Self.batch("PC-1", epoch: one, key: oneKey)
    let forged = try Self.batch("PC-2", epoch: two, key: oneKey)
    let other = try Self.batch("PC-1", epoch: one, key: oneKey, path: "/b")
    let also = try Self.batch("PC-2", epoch: two, key: twoKey)
    let answers = try custody.accept(
      [good, forged, good, other, also].map { try custody.check($0, receivedAt: day(2)) })
    guard case .accepted(let first) = answers[0], case .accepted(let again) = answers[2],
      case .accepted(let last) = answers[4]
    else {
      Issue.record("\(answers)")
      return
    }
    #expect(answers[1] == .refused(.signature))
    #expect(answers[3] == .conflict)
    #expect(first == again)
    #expect(last.device == "PC-2")
    #expect(last.entry > first.entry)
    let before = try installation.digests()
    try custody.journal.rebuild()
    #expect(try installation.digests() == before)
  }

  @Test func certificatesHaveAStanding() throws {
    let custody = try Installation().custody
    _ = try Self.enrolled(custody, device: "PC-1")
    func standing(_ serial: String, at time: Moment = day(1)) throws -> Custody.CertificateStanding {
      try custody.standing(ofCertificate: serial, device: "PC-1", at: time)
    }
    guard case .valid(let epoch) = try standing("5PC-1") else {
      Issue.record("not valid")
      return
    }
    #expect(epoch.epoch == 1)
    #expect(try standing("5PC-1", at: day(61)) == .unknown)
    #expect(try standing("ff") == .unknown)
    try custody.revokeCertificate(serial: "5PC-1", of: "PC-1", reason: "lost", at: day(1))
    #expect(try standing("5PC-1") == .revoked)
  }

  /// Who revokes certificates may have read their list before the device was given another one.
  @Test func aRevokedDeviceStaysOutWithACertificateOfThatMoment() throws {
    let custody = try Installation().custody
    let (epoch, _) = try Self.enrolled(custody, device: "PC-1")
    let serials = try custody.certificates(of: "PC-1").map(\.serial)
    let refusal = try custody.comeBack(
      serial: "5PC-1", of: "PC-1", epoch: epoch, newSerial: "aa", notAfter: day(160), earliest: day(10), at: day(2))
    #expect(refusal == nil)
    for serial in serials {
      try custody.revokeCertificate(serial: serial, of: "PC-1", reason: "lost", at: day(2))
    }
    #expect(try custody.standing(ofCertificate: "aa", device: "PC-1", at: day(3)) == .revoked)
    #expect(try custody.agentAccess(of: "PC-1")?.isRevoked == true)
    // Other devices are what they were.
    _ = try Self.enrolled(custody, device: "PC-2")
    guard case .valid = try custody.standing(ofCertificate: "5PC-2", device: "PC-2", at: day(3)) else {
      Issue.record("another device is refused")
      return
    }
  }

  /// A device that was away for longer than its certificate lasted, and what it holds against the log.
  @Test func devicesComeBackAndAreHeard() throws {
    let installation = try Installation()
    let custody = installation.custody
    let (epoch, _) = try Self.enrolled(custody, device: "PC-1")
    #expect(try custody.agentAccess(of: "PC-1")?.notAfter == day(60))
    func comeBack(_ serial: String, as new: String, earliest: Moment, at time: Moment) throws -> ReturnRefusal? {
      try custody.comeBack(
        serial: serial, of: "PC-1", epoch: epoch, newSerial: new, notAfter: day(160), earliest: earliest, at: time)
    }
    #expect(try comeBack("5PC-1", as: "aa", earliest: day(61), at: day(100)) == .tooLate)
    #expect(try comeBack("5PC-2", as: "aa", earliest: day(10), at: day(100)) == .unknown)
    #expect(try custody.standing(ofCertificate: "aa", device: "PC-1", at: day(100)) == .unknown)
    #expect(try comeBack("5PC-1", as: "aa", earliest: day(10), at: day(100)) == nil)
    guard case .valid = try custody.standing(ofCertificate: "aa", device: "PC-1", at: day(100)) else {
      Issue.record("not let back in")
      return
    }
    let access = try #require(try custody.agentAccess(of: "PC-1"))
    #expect(access.epoch == epoch && access.notAfter == day(160) && !access.isRevoked)
    // The answer got lost: once more with the old one.
    #expect(try comeBack("5PC-1", as: "ab", earliest: day(10), at: day(100)) == nil)
    try custody.revokeCertificate(serial: "aa", of: "PC-1", reason: "stolen", at: day(101))
    #expect(try comeBack("5PC-1", as: "ac", earliest: day(10), at: day(101)) == .revoked)
    for time in [day(100), day(100.5), day(102)] {
      try custody.record(LogDoubt(.lateProof, entry: 3), from: "PC-1", at: time)
    }
    let told = try #require(try custody.doubts(of: "PC-1", since: day(101)).first)
    #expect(told.doubt == LogDoubt(.lateProof, entry: 3) && told.first == day(100) && told.last == day(102))
    #expect(try custody.doubts(of: "PC-1", since: day(103)).isEmpty)
    let before = try installation.digests()
    try custody.journal.rebuild()
    #expect(try installation.digests() == before)
  }

  @Test func enrolledAnewTheFormerCertificateIsClosed() throws {
    let custody = try Installation().custody
    _ = try Self.enrolled(custody, device: "PC-1")
    let hash = SHA256Digest(hashing: Array("again".utf8))
    try custody.openEnrolment(of: "PC-1", tokenHash: hash, expires: day(3), at: day(2))
    let key = try Ed25519PrivateKey().publicKey.bytes
    let epoch = try custody.enrol(
      tokenHash: hash, signingKey: key, label: "", serial: "aa", notAfter: day(60), at: day(2))
    #expect(epoch.epoch == 2)
    #expect(try custody.standing(ofCertificate: "5PC-1", device: "PC-1", at: day(2)) == .closed)
    // A token that is refused leaves no certificate behind.
    #expect(throws: EnrolmentFailure(.usedToken)) {
      try custody.enrol(tokenHash: hash, signingKey: key, label: "", serial: "bb", notAfter: day(60), at: day(2))
    }
    #expect(try custody.standing(ofCertificate: "bb", device: "PC-1", at: day(2)) == .unknown)
  }

  @Test func osqueryIsASourceOfItsOwn() throws {
    let installation = try Installation()
    let custody = installation.custody
    let (_, key) = try Self.enrolled(custody, device: "PC-1")
    let first = SHA256Digest(hashing: Array("node key".utf8))
    #expect(try custody.osqueryDevice(keyHash: first) == nil)
    #expect(try custody.enrolOsquery(host: "PC-1", keyHash: first, at: day(1)) == "PC-1")
    #expect(try custody.osqueryDevice(keyHash: first) == "PC-1")
    // A host that nobody registered becomes a device.
    let stranger = SHA256Digest(hashing: Array("another key".utf8))
    #expect(try custody.enrolOsquery(host: "host-2", keyHash: stranger, at: day(1)) == "host-2")
    #expect(try custody.device("host-2") != nil)
    // Enrolled anew, the former key is nobody's.
    let second = SHA256Digest(hashing: Array("new key".utf8))
    _ = try custody.enrolOsquery(host: "PC-1", keyHash: second, at: day(2))
    #expect(try custody.osqueryDevice(keyHash: first) == nil)

    let sightings: [(time: Moment, fact: Fact)] = [
      (day(2), .written(path: "/srv/a.csv")), (day(2.1), .gone(path: "/srv/a.csv", isFolder: false)),
    ]
    for _ in 0..<2 { try custody.observe(sightings, of: "PC-1", from: .osquery, receivedAt: day(3)) }
    try custody.observe([], of: "PC-1", from: .osquery, receivedAt: day(3))
    let kept = try custody.store.read { session in
      try session.all("SELECT epoch, first, last FROM batch WHERE device = 'PC-1' ORDER BY epoch, first") {
        [$0.integer(0), $0.integer(1), $0.integer(2)]
      }
    }
    #expect(kept == [[2, 1, 2], [2, 3, 4]])
    // The agent of the same device goes on in its own epoch.
    guard case .accepted = try custody.accept(Self.batch("PC-1", epoch: 1, key: key), receivedAt: day(3)) else {
      Issue.record("the agent is shut out")
      return
    }
    let before = try installation.digests()
    try custody.journal.rebuild()
    #expect(try installation.digests() == before)
  }
}
