import CanonicalForms
import Cryptography
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import X509

/// `POST /agent/v1/enrol` and `/renew`: a token, then an own certificate, becomes a certificate.
/// docs/formats/agent-api.md.
struct EnrolmentRoutes: Sendable {
  static let largestBody = 32 << 10
  static let longestLabel = 200

  let gate: IngestGate
  let authority: CertificateAuthority
  let devices: DeviceDoor
  /// For those who have no certificate yet, by their address.
  let strangers: Turnstile
  let bodies: BodyReader
  let work: BlockingWork
  let metrics: Metrics
  /// PEM by which devices verify this server.
  let serverAuthority: String
  /// Verifier key of the log; empty when there is none.
  let logKey: String
  /// Validity of a device's certificate.
  let days: Int

  func add(to router: Router<ServerContext>) {
    router.post("/agent/v1/enrol") { request, context in
      try await strangers.pass(context.peerAddress) {
        try await bodies.withBody(of: request, atMost: Self.largestBody, context) { try await enrol($0) }
      }
    }
    router.post("/agent/v1/renew") { request, context in
      try await devices.withDevice(context) { certificate in
        try await bodies.withBody(of: request, atMost: Self.largestBody, context) { try await renew($0, certificate) }
      }
    }
  }

  private func enrol(_ body: [UInt8]) async throws -> Response {
    let request = try Self.json(body)
    guard let token = request["token"].string, (16...256).contains(token.utf8.count), let csr = request["csr"].string,
      let key = request["signing_key"].string.flatMap({ Data(base64Encoded: $0) }).map(Array.init), key.count == 32,
      Ed25519PublicKey(key) != nil
    else { throw Problem(.malformed, detail: "token, csr and signing_key (32 bytes of Ed25519) are expected") }
    let label = String((request["label"].string ?? "").prefix(Self.longestLabel))
    let publicKey = try SigningRequest(pem: csr).publicKey
    let now = Moment.now
    let serial = CertificateSerial()
    let application = IngestGate.Application(
      tokenHash: SHA256Digest(hashing: Array(token.utf8)), signingKey: key, label: label,
      certificate: IngestGate.NewCertificate(serial: serial.description, notAfter: end(after: now)), at: now)
    switch try await work({ try gate.enrol(application) }) {
    case .refused(let code):
      metrics.add(.enrolments, labels: ["outcome": code.rawValue])
      throw Problem(code)
    case .enrolled(let identity):
      metrics.add(.enrolments, labels: ["outcome": "enrolled"])
      let certificate = try authority.issue(
        to: identity, publicKey: publicKey, serial: serial, at: now, until: application.certificate.notAfter)
      return Self.response([
        "device": .string(identity.device), "epoch": JSON(identity.epoch),
        "certificate": .string(try Self.pem(certificate)), "authority": .string(serverAuthority),
        "log": .string(logKey),
      ])
    }
  }

  private func renew(_ body: [UInt8], _ old: PeerCertificate) async throws -> Response {
    guard let csr = try Self.json(body)["csr"].string else { throw Problem(.malformed, detail: "csr is expected") }
    let publicKey = try SigningRequest(pem: csr).publicKey
    let now = Moment.now
    let serial = CertificateSerial()
    let new = IngestGate.NewCertificate(serial: serial.description, notAfter: end(after: now))
    if let code = try await work({ try gate.renew(old.identity, old.serial.description, new, now) }) {
      metrics.add(.enrolments, labels: ["outcome": code.rawValue])
      throw Problem(code)
    }
    metrics.add(.enrolments, labels: ["outcome": "renewed"])
    let certificate = try authority.issue(
      to: old.identity, publicKey: publicKey, serial: serial, at: now, until: new.notAfter)
    return Self.response(["certificate": .string(try Self.pem(certificate)), "authority": .string(serverAuthority)])
  }

  private func end(after now: Moment) -> Moment {
    Moment(milliseconds: now.milliseconds + Int64(days) * 86_400_000)
  }

  static func json(_ body: [UInt8]) throws -> JSON {
    guard let json = try? JSON(parsing: body) else { throw Problem(.malformed, detail: "a JSON object is expected") }
    return json
  }

  static func response(_ json: JSON) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.canonicalBytes)))
  }

  private static func pem(_ certificate: Certificate) throws -> String {
    try certificate.serializeAsPEM().pemString + "\n"
  }
}
