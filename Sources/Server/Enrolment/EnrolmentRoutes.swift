import CanonicalForms
import Cryptography
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import X509

/// `POST /agent/v1/enrol`, `/renew` and `/return`: a token, then an own certificate, then one that is over, becomes a
/// certificate.
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
  /// For how long a device may come back with a certificate that is over; 0 for not at all.
  let graceDays: Int
  /// Of those who come back, by the device: rare, and each is an entry of the journal.
  let returns = Turnstile(rate: TokenBucket.Rate(capacity: 3, perSecond: 1 / 600), mostInside: 1)

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
    router.post("/agent/v1/return") { request, context in
      try await strangers.pass(context.peerAddress) {
        try await bodies.withBody(of: request, atMost: Self.largestBody, context) { body in
          guard graceDays > 0 else { throw Problem(.certificateExpired) }
          let (old, publicKey) = try proven(body)
          context.outcome.device = old.identity.device
          return try await returns.pass(old.identity.device) { try await comeBack(old, publicKey) }
        }
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
        "log": .string(logKey), "proofs": JSON(!logKey.isEmpty),
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

  /// A certificate that was this device's, and the key that it is for, of which the sender has the private half.
  ///
  /// The request needs no nonce: whoever sends a former one again gets a certificate for the same key, which without that key
  /// is of no use. So the key must be the old one.
  private func proven(_ body: [UInt8]) throws -> (PeerCertificate, Certificate.PublicKey) {
    let request = try Self.json(body)
    guard let pem = request["certificate"].string, pem.utf8.count <= SigningRequest.largest,
      let csr = request["csr"].string
    else { throw Problem(.malformed, detail: "certificate and csr are expected") }
    guard let certificate = try? Certificate(pemEncoded: pem), authority.hasIssued(certificate),
      let old = PeerCertificate(certificate)
    else { throw Problem(.certificateUnknown) }
    guard try SigningRequest(pem: csr).publicKey == old.publicKey else {
      throw Problem(.certificateUnknown, detail: "the request is not signed with the key of the certificate")
    }
    return (old, old.publicKey)
  }

  private func comeBack(_ old: PeerCertificate, _ publicKey: Certificate.PublicKey) async throws -> Response {
    let now = Moment.now
    let serial = CertificateSerial()
    let request = IngestGate.Return(
      identity: old.identity, old: old.serial.description,
      new: IngestGate.NewCertificate(serial: serial.description, notAfter: end(after: now)),
      earliest: Moment(milliseconds: now.milliseconds - Int64(graceDays) * 86_400_000), at: now)
    if let code = try await work({ try gate.comeBack(request) }) {
      metrics.add(.enrolments, labels: ["outcome": "return_" + code.rawValue])
      throw Problem(code)
    }
    metrics.add(.enrolments, labels: ["outcome": "returned"])
    let certificate = try authority.issue(
      to: old.identity, publicKey: publicKey, serial: serial, at: now, until: request.new.notAfter)
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
