import AsyncHTTPClient
import CanonicalForms
import Crypto
import Cryptography
import Custody
import Foundation
import Logging
import NIOCore
import NIOSSL
import Observations
import Server
import Storage
import TransparencyLog
import X509

/// A fleet in one process: devices report over mutual TLS to a server with a journal on disk, each as fast as it is
/// answered. Prints batches and records a second, and how long a device waits. In SQLite, or in the PostgreSQL database whose
/// URL is in `HIKAE_TEST_POSTGRES`, which has to be new. `Benchmarks/ingest.sh` runs it.
@main
struct IngestBenchmark {
  static func main() async throws {
    let words = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    guard words.count == 3 else {
      print("usage: IngestBenchmark DEVICES BATCHES-OF-EACH RECORDS-IN-A-BATCH")
      return
    }
    let (count, batches, records) = (words[0], words[1], words[2])
    let path = NSTemporaryDirectory() + "hikae-ingest-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let shared = ProcessInfo.processInfo.environment["HIKAE_TEST_POSTGRES"]
    let custody = try Custody(
      folder: DataFolder(path), database: shared.flatMap { PostgresURL($0) }, creating: true)
    let authority = try CertificateAuthority.make(name: "benchmark", at: .now)
    let fleet = try (0..<count).map { try FleetDevice(number: $0, custody: custody, authority: authority) }

    var options = ServeOptions()
    options.listen = nil
    options.agents = "127.0.0.1:0"
    var limits = ServerProcess.Limits()
    limits.devices = TokenBucket.Rate(capacity: 1e9, perSecond: 1e9)
    let metrics = Metrics()
    let process = ServerProcess(
      configuration: try ServeConfiguration(options), gate: IngestGate(custody), authority: authority,
      tiles: MemoryTileStore(), limits: limits, metrics: metrics,
      logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: [Double].self) { group in
      group.addTask {
        try await process.run(stoppingOn: []) { _, address in listening.yield(address.port ?? 0) }
        return []
      }
      var iterator = ports.makeAsyncIterator()
      let url = "https://localhost:\(await iterator.next() ?? 0)/agent/v1/batches"
      let root = try authority.pem
      let start = ContinuousClock.now
      for device in fleet {
        group.addTask { try await device.report(to: url, trusting: root, batches: batches, records: records) }
      }
      var waits: [Double] = []
      for _ in 0..<count { waits += try await group.next() ?? [] }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      group.cancelAll()
      waits.sort()
      let sent = Double(waits.count)
      let commits = metrics.value(.commits)
      print(
        """
        devices \(count), batches \(waits.count) of \(records) records, \(rounded(seconds)) s
        batches a second \(rounded(sent / seconds)), records a second \(rounded(sent * Double(records) / seconds))
        batches a transaction \(rounded(sent / commits))
        a device waits (ms): median \(rounded(waits[waits.count / 2])), 99 % \(rounded(waits[waits.count * 99 / 100]))
        """)
    }
  }

  private static func rounded(_ number: Double) -> String { String(format: "%.1f", number) }
}

/// One device with its keys.
struct FleetDevice: Sendable {
  let name: String
  let epoch: Int
  let signing: Ed25519PrivateKey
  let key: String
  let certificate: String

  init(number: Int, custody: Custody, authority: CertificateAuthority) throws {
    name = "PC-\(number)"
    signing = try Ed25519PrivateKey()
    let token = SHA256Digest(hashing: Array(name.utf8))
    let now = Moment.now
    let end = Moment(milliseconds: now.milliseconds + 86_400_000)
    let serial = CertificateSerial()
    try custody.register(Device(id: name))
    try custody.openEnrolment(of: name, tokenHash: token, expires: end)
    epoch = try custody.enrol(
      tokenHash: token, signingKey: signing.publicKey.bytes, label: "", serial: serial.description, notAfter: end
    ).epoch
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    self.key = try key.serializeAsPEM().pemString
    certificate = try authority.issue(
      to: DeviceIdentity(device: name, epoch: epoch), publicKey: key.publicKey, serial: serial, at: now, until: end
    ).serializeAsPEM().pemString
  }

  /// - Returns: how long each batch waited for its receipt, in milliseconds.
  func report(to url: String, trusting root: String, batches: Int, records: Int) async throws -> [Double] {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(root.utf8)))
    tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) }
    tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
    let client = HTTPClient(configuration: HTTPClient.Configuration(tlsConfiguration: tls))
    var waits: [Double] = []
    var chain = RecordChain.start
    for number in 0..<batches {
      let first = UInt64(number * records + 1)
      let body = try batch(from: first, records: records, chain: &chain)
      var request = HTTPClientRequest(url: url)
      request.method = .POST
      request.headers.add(name: "Content-Type", value: "application/vnd.hikae.batch")
      request.body = .bytes(ByteBuffer(bytes: body))
      let start = ContinuousClock.now
      let response = try await client.execute(request, timeout: .seconds(60))
      _ = try await response.body.collect(upTo: 1 << 20)
      waits.append((ContinuousClock.now - start) / .milliseconds(1))
      guard response.status == .ok else { throw Failed(status: response.status.code) }
    }
    try await client.shutdown()
    return waits
  }

  struct Failed: Error {
    let status: UInt
  }

  private func batch(from first: UInt64, records: Int, chain: inout RecordChain) throws -> [UInt8] {
    let observations = (0..<UInt64(records)).map { place in
      Observation(
        sequence: first + place, time: .now, uptime: Int64(first + place),
        fact: .written(path: "/home/user/Documents/folder \(place % 50)/file \(first + place).xlsx"))
    }
    guard let boot = BootID([UInt8](repeating: 1, count: 16)),
      var batch = Batch(
        device: name, epoch: epoch, boot: boot, records: observations, after: chain, sealed: .now, sealedUptime: 0)
    else { throw Failed(status: 0) }
    batch.signature = try signing.sign(batch.signedBytes)
    chain = batch.after
    return batch.bytes
  }
}
