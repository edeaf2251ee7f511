import CanonicalForms
import Crypto
import Custody
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Observations
import Server
import Storage
import Testing
import X509

/// Devices that were away for longer than their certificates lasted.
@Suite struct ReturnTests {
  private static func daysAgo(_ days: Int64) -> Moment {
    Moment(milliseconds: Moment.now.milliseconds - days * 86_400_000)
  }

  private typealias Answer = (status: HTTPResponse.Status, json: JSON)

  private static func post(_ client: any TestClientProtocol, _ path: String, _ json: JSON) async throws -> Answer {
    try await client.execute(
      uri: "/agent/v1/" + path, method: .post, body: ByteBuffer(bytes: json.canonicalBytes)
    ) { response in
      (response.status, (try? JSON(parsing: Array(response.body.readableBytesView))) ?? .null)
    }
  }

  private static func request(
    _ device: CertifiedSite.Enrolled, signedBy other: Certificate.PrivateKey? = nil
  ) throws -> JSON {
    ["certificate": .string(try device.pem), "csr": .string(try device.request(other))]
  }

  /// TLS shuts out a certificate that is over, which is what the way back is for.
  @Test func aDeviceComesBackByItself() async throws {
    let site = try CertifiedSite()
    let device = try site.enrol("PC-1", issued: Self.daysAgo(100), until: Self.daysAgo(40))
    try await site.test(as: device) { client in
      let answer = try await Self.post(client, "renew", ["csr": .string(try device.request())])
      #expect(answer.json["code"] == "certificate_expired")
    }
    try await site.test(as: nil) { client in
      let (status, json) = try await Self.post(client, "return", Self.request(device))
      #expect(status == .ok && json["authority"].string?.isEmpty == false)
      let certificate = try Certificate(pemEncoded: try #require(json["certificate"].string))
      #expect(certificate.publicKey == device.key.publicKey)
      #expect(certificate.notValidAfter.timeIntervalSinceNow > 59 * 86_400)
      // It is registered, for the same enrolment.
      let serial = certificate.serialNumber.bytes.drop { $0 == 0 }
        .map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
      guard case .valid(let epoch) = try site.custody.standing(ofCertificate: serial, device: "PC-1") else {
        Issue.record("not registered")
        return
      }
      #expect(epoch.epoch == 1)
    }
    let entry = try site.custody.store.read {
      try $0.first("SELECT body FROM journal WHERE kind = 'certificate.restored'") { try? JSON(parsing: $0.bytes(0)) }
    }
    #expect(entry??["device"] == "PC-1")
    #expect(entry??["former"].string == device.serial.description)
    #expect(try site.custody.journal.verify().broken.isEmpty)
    #expect(site.metrics.text.contains("hikae_enrolments_total{outcome=\"returned\"} 1"))
  }

  /// Who is not let back in, and why.
  @Test func othersStayOut() async throws {
    let site = try CertifiedSite()
    func code(_ json: JSON, graceDays: Int = 90) async throws -> String? {
      nonisolated(unsafe) var code: String?
      try await site.test(as: nil, graceDays: graceDays) {
        code = try await Self.post($0, "return", json).json["code"].string
      }
      return code
    }
    let late = try site.enrol("PC-late", issued: Self.daysAgo(200), until: Self.daysAgo(91))
    #expect(try await code(Self.request(late)) == "certificate_expired")
    #expect(try await code(Self.request(late), graceDays: 95) == nil, "the operator decides for how long")
    let none = try site.enrol("PC-none", issued: Self.daysAgo(61), until: Self.daysAgo(1))
    #expect(try await code(Self.request(none), graceDays: 0) == "certificate_expired")
    #expect(try await code(Self.request(try site.enrol("PC-valid")), graceDays: 0) == "certificate_expired", "never")

    let revoked = try site.enrol("PC-revoked", issued: Self.daysAgo(61), until: Self.daysAgo(1))
    try site.custody.revokeCertificate(serial: revoked.serial.description, of: "PC-revoked", reason: "lost")
    #expect(try await code(Self.request(revoked)) == "certificate_revoked")
    // Whoever revoked another one of the same enrolment meant the device.
    let renewed = try site.enrol("PC-renewed", issued: Self.daysAgo(61), until: Self.daysAgo(1))
    try site.custody.recordCertificate(serial: "abcd", of: "PC-renewed", epoch: 1, notAfter: Self.daysAgo(0))
    try site.custody.revokeCertificate(serial: "abcd", of: "PC-renewed", reason: "stolen")
    #expect(try await code(Self.request(renewed)) == "certificate_revoked")

    let closed = try site.enrol("PC-closed", issued: Self.daysAgo(61), until: Self.daysAgo(1))
    _ = try site.enrol("PC-closed")
    #expect(try await code(Self.request(closed)) == "epoch_closed")

    // Without the key of the certificate, with a certificate of somebody else's authority, with one that is no device's.
    let device = try site.enrol("PC-1", issued: Self.daysAgo(61), until: Self.daysAgo(1))
    let thief = Certificate.PrivateKey(P256.Signing.PrivateKey())
    #expect(try await code(Self.request(device, signedBy: thief)) == "certificate_unknown")
    let other = try CertificateAuthority.make(name: "other", at: .now)
    let forged = try other.issue(
      to: device.identity, publicKey: thief.publicKey, serial: device.serial, at: Self.daysAgo(61),
      until: Self.daysAgo(1))
    let forgery: JSON = [
      "certificate": .string(try forged.serializeAsPEM().pemString), "csr": .string(try device.request(thief)),
    ]
    #expect(try await code(forgery) == "certificate_unknown")
    let root: JSON = ["certificate": .string(try site.authority.pem), "csr": .string(try device.request())]
    #expect(try await code(root) == "certificate_unknown")
    for broken: JSON in [[:], ["certificate": "x"], ["certificate": .string(try device.pem), "csr": "x"]] {
      #expect(try await code(broken) != nil)
    }
    #expect(try await code(Self.request(device)) == nil)
  }

  /// Each way back is an entry of the journal: three in a row, no more.
  @Test func comingBackIsRare() async throws {
    let site = try CertifiedSite()
    let device = try site.enrol("PC-1", issued: Self.daysAgo(61), until: Self.daysAgo(1))
    try await site.test(as: nil) { client in
      for status in [HTTPResponse.Status.ok, .ok, .ok, .tooManyRequests] {
        let answer = try await Self.post(client, "return", Self.request(device))
        #expect(answer.status == status)
      }
    }
  }

  /// Over a real connection, with curl: shut out by TLS, let back in without a certificate.
  @Test func overTLS() async throws {
    let site = try CertifiedSite()
    let token = "a token of some length"
    try site.custody.register(Device(id: "PC-1"))
    try site.custody.openEnrolment(
      of: "PC-1", tokenHash: .init(hashing: Array(token.utf8)),
      expires: Moment(milliseconds: Moment.now.milliseconds + 3_600_000))
    try await RunningServer.with(authority: site.authority, gate: IngestGate(site.custody)) { server in
      let device = try await server.enrol(token: token)
      let key = try CertificateSigningRequest(pemEncoded: try device.csr).publicKey
      let serial = CertificateSerial()
      let over = try site.authority.issue(
        to: DeviceIdentity(device: "PC-1", epoch: 1), publicKey: key, serial: serial, at: Self.daysAgo(90),
        until: Self.daysAgo(30))
      try site.custody.recordCertificate(
        serial: serial.description, of: "PC-1", epoch: 1, notAfter: Self.daysAgo(30))
      let valid = try device.scratch.text("certificate.pem")
      let pem = try over.serializeAsPEM().pemString + "\n"
      try device.scratch.file("certificate.pem", pem)
      await #expect(throws: RunningServer.CurlFailure.self) {
        try await server.send(try device.batch("PC-1"), as: device)
      }
      let body: JSON = ["certificate": .string(pem), "csr": .string(try device.csr)]
      let file = try device.scratch.file("return.json", body.canonicalText)
      let answer = try await server.curl("--json", "@" + file, server.agents + "/agent/v1/return")
      #expect(answer.status == 200)
      try device.scratch.file("certificate.pem", try #require(answer.json["certificate"].string))
      #expect(try await server.send(try device.batch("PC-1"), as: device).status == 200)
      #expect(valid != answer.json["certificate"].string)
    }
  }
}
