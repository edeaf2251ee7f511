import CanonicalForms
import Crypto
import Cryptography
import Custody
import Hummingbird
import HummingbirdTesting
import Observations
import Server
import Storage
import SwiftASN1
import TransparencyLog
import X509

/// An installation with a record, a log and an authority, whose agents' port is asked without a network: tests say which
/// certificate a connection has.
final class CertifiedSite: Sendable {
  let scratch: Scratch
  let custody: Custody
  let authority: CertificateAuthority
  let keeper: LogKeeper
  let metrics = Metrics()
  let log = CapturedLog()
  private let folder: DataFolder

  init() throws {
    scratch = try Scratch()
    folder = DataFolder(scratch.path + "/data")
    custody = try Custody(folder: folder, creating: true)
    try folder.createLog(name: "log.example/one")
    authority = try CertificateAuthority.make(name: "test", at: .now)
    keeper = LogKeeper(
      publisher: try LogPublisher(folder: folder, store: custody.store), tiles: folder.tiles, witnesses: [],
      metrics: metrics, logger: log.logger)
  }

  func checkpoint() throws -> SignedCheckpoint { try SignedCheckpoint(parsing: folder.tiles.read(.checkpoint) ?? []) }

  /// A device with keys and a certificate.
  struct Enrolled: Sendable {
    let identity: DeviceIdentity
    let signing: Ed25519PrivateKey
    let key: Certificate.PrivateKey
    let serial: CertificateSerial
    let certificate: Certificate

    var pem: String { get throws { try certificate.serializeAsPEM().pemString } }

    var der: [UInt8] {
      get throws {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
      }
    }

    /// A request for a certificate, as PEM.
    /// - Parameter other: signs it instead of the device's own key.
    func request(_ other: Certificate.PrivateKey? = nil) throws -> String {
      let request = try CertificateSigningRequest(
        version: .v1, subject: try DistinguishedName { CommonName("x") }, privateKey: other ?? key,
        attributes: CertificateSigningRequest.Attributes())
      return try request.serializeAsPEM().pemString
    }

    func batch(first: UInt64 = 1) throws -> Batch {
      try SampleBatch(
        device: identity.device, epoch: identity.epoch, first: first, path: "/home/\(first)", key: signing
      )
      .batch
    }
  }

  /// - Parameters:
  ///   - issued: when its certificate was.
  ///   - until: when that ends.
  func enrol(
    _ device: String, issued: Moment = .now,
    until end: Moment = Moment(milliseconds: Moment.now.milliseconds + 86_400_000)
  ) throws -> Enrolled {
    if try custody.device(device) == nil { try custody.register(Device(id: device)) }
    let hash = SHA256Digest(hashing: Array("\(device) \(end.milliseconds) \(issued.milliseconds)".utf8))
    try custody.openEnrolment(
      of: device, tokenHash: hash, expires: Moment(milliseconds: issued.milliseconds + 60_000),
      at: issued)
    let (signing, key) = (try Ed25519PrivateKey(), Certificate.PrivateKey(P256.Signing.PrivateKey()))
    let serial = CertificateSerial()
    let epoch = try custody.enrol(
      tokenHash: hash, signingKey: signing.publicKey.bytes, label: "", serial: serial.description, notAfter: end,
      at: issued)
    let identity = DeviceIdentity(device: device, epoch: epoch.epoch)
    let certificate = try authority.issue(
      to: identity, publicKey: key.publicKey, serial: serial, at: issued, until: end)
    return Enrolled(identity: identity, signing: signing, key: key, serial: serial, certificate: certificate)
  }

  /// - Returns: the entry of the journal.
  func accept(_ batch: Batch) throws -> Int64 {
    guard case .accepted(let receipt) = try custody.accept(batch) else { throw BatchFailure(.malformed) }
    return receipt.entry
  }

  /// Asks the agents' port over a connection with a device's certificate; nil has none.
  func test(
    as device: Enrolled?, graceDays: Int = 90, _ body: @Sendable (any TestClientProtocol) async throws -> Void
  ) async throws {
    var options = ServeOptions()
    options.agents = "127.0.0.1:0"
    options.graceDays = graceDays
    let process = ServerProcess(
      configuration: try ServeConfiguration(options), gate: IngestGate(custody), authority: authority, keeper: keeper,
      tiles: folder.tiles, metrics: metrics, logger: log.logger)
    let der = try device?.der
    try await Application(router: try process.agentsRouter(peer: { _ in der })).test(.router) { try await body($0) }
  }
}
