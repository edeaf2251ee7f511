import AsyncHTTPClient
import CanonicalForms
import Crypto
import Cryptography
import Foundation
import NIOCore
import NIOSSL
import Observations
import X509

/// Devices that report without end to servers that are killed, and write down what was acknowledged to them. The fault
/// tests hold the record against that.
///
///     ReportingFleet AUTHORITY TOKENS OUT URL…
///
/// AUTHORITY is the certificate to trust, TOKENS a file of lines `DEVICE TOKEN`, and each URL a server of one database; a
/// device goes to the next one when a server does not answer. Prints `ready` when all are enrolled; ends when it is killed.
/// OUT gets a line for each receipt, `acknowledged DEVICE FIRST LAST DIGEST ENTRY`, and one for each answer that must not
/// be, `refused DEVICE FIRST STATUS`.
@main
struct ReportingFleet {
  static func main() async throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 4 else {
      print("usage: ReportingFleet AUTHORITY TOKENS OUT URL…")
      exit(2)
    }
    let authority = Array(try String(contentsOfFile: words[0], encoding: .utf8).utf8)
    let ledger = try Ledger(path: words[2])
    let urls = Array(words[3...])
    let tokens = try String(contentsOfFile: words[1], encoding: .utf8).split(separator: "\n").map { line in
      line.split(separator: " ").map(String.init)
    }
    var fleet: [ReportingDevice] = []
    for (number, pair) in tokens.enumerated() where pair.count == 2 {
      fleet.append(
        try await ReportingDevice.enrol(number: number, token: pair[1], at: urls[0], trusting: authority))
    }
    FileHandle.standardOutput.write(Data("ready\n".utf8))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for device in fleet {
        group.addTask { try await device.report(to: urls, trusting: authority, ledger: ledger) }
      }
      try await group.waitForAll()
    }
  }
}

/// Lines that are in the file before the device goes on. The file lies where no fault is made.
struct Ledger: Sendable {
  private let file: Int32

  struct Failure: Error {}

  init(path: String) throws {
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failure() }
  }

  func write(_ line: String) throws {
    let bytes = Array((line + "\n").utf8)
    guard Foundation.write(file, bytes, bytes.count) == bytes.count else { throw Failure() }
  }
}

/// One device.
struct ReportingDevice: Sendable {
  let name: String
  let epoch: Int
  let number: Int
  let signing: Cryptography.Ed25519PrivateKey
  let key: String
  let certificate: String

  struct Failure: Error { let what: String }

  static func enrol(
    number: Int, token: String, at url: String, trusting authority: [UInt8]
  ) async throws -> ReportingDevice {
    let signing = try Cryptography.Ed25519PrivateKey()
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let asked = try CertificateSigningRequest(
      version: .v1, subject: DistinguishedName { CommonName("fleet") }, privateKey: key,
      attributes: CertificateSigningRequest.Attributes(), signatureAlgorithm: .ecdsaWithSHA256)
    let body: JSON = [
      "token": .string(token), "csr": .string(try asked.serializeAsPEM().pemString),
      "signing_key": .string(Data(signing.publicKey.bytes).base64EncodedString()), "label": "fleet",
    ]
    let client = try client(trusting: authority)
    var request = HTTPClientRequest(url: url + "/agent/v1/enrol")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    request.body = .bytes(ByteBuffer(bytes: body.canonicalBytes))
    let response = try await client.execute(request, timeout: .seconds(30))
    let answer = try JSON(parsing: Array(try await response.body.collect(upTo: 1 << 20).readableBytesView))
    try await client.shutdown()
    guard let device = answer["device"].string, let epoch = answer["epoch"].integer,
      let certificate = answer["certificate"].string
    else { throw Failure(what: "not enrolled: \(response.status.code)") }
    return ReportingDevice(
      name: device, epoch: Int(epoch), number: number, signing: signing, key: try key.serializeAsPEM().pemString,
      certificate: certificate)
  }

  private static func client(
    trusting authority: [UInt8], as device: (certificate: String, key: String)? = nil
  ) throws -> HTTPClient {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authority))
    if let device {
      tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(device.certificate.utf8)).map {
        .certificate($0)
      }
      tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(device.key.utf8), format: .pem))
    }
    return HTTPClient(configuration: HTTPClient.Configuration(tlsConfiguration: tls))
  }

  /// One batch after the other, each until it is acknowledged.
  func report(to urls: [String], trusting authority: [UInt8], ledger: Ledger) async throws {
    let client = try Self.client(trusting: authority, as: (certificate, key))
    var chain = RecordChain.start
    var first: UInt64 = 1
    var server = number
    while true {
      let batch = try batch(from: first, records: Int.random(in: 1...40), chain: &chain)
      let digest = SHA256Digest(hashing: batch.signedBytes)
      while true {
        do {
          let receipt = try await send(batch.bytes, to: urls[server % urls.count], client)
          guard let receipt else {
            try await Task.sleep(for: .milliseconds(200))
            continue
          }
          try ledger.write("acknowledged \(name) \(first) \(batch.lastSequence) \(digest) \(receipt.entry)")
          break
        } catch let refusal as Refusal {
          try ledger.write("refused \(name) \(first) \(refusal.status)")
          return
        } catch {
          // Killed, or cut off in the middle: the same batch again, elsewhere.
          server += 1
          try await Task.sleep(for: .milliseconds(Int.random(in: 20...120)))
        }
      }
      first = batch.lastSequence + 1
    }
  }

  private struct Refusal: Error { let status: UInt }

  /// - Returns: nil when the server asks for patience.
  private func send(_ bytes: [UInt8], to url: String, _ client: HTTPClient) async throws -> Receipt? {
    var request = HTTPClientRequest(url: url + "/agent/v1/batches")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/vnd.hikae.batch")
    request.body = .bytes(ByteBuffer(bytes: bytes))
    let response = try await client.execute(request, timeout: .seconds(20))
    let body = try await response.body.collect(upTo: 1 << 20)
    switch response.status.code {
    case 200: return try Receipt(from: Array(body.readableBytesView))
    case 429, 503: return nil
    case 500...: throw Failure(what: "\(response.status.code)")
    default: throw Refusal(status: response.status.code)
    }
  }

  private func batch(from first: UInt64, records: Int, chain: inout RecordChain) throws -> Batch {
    let observations = (0..<UInt64(records)).map { place in
      Observation(
        sequence: first + place, time: .now, uptime: Int64(first + place),
        fact: .written(path: "/home/user/Documents/folder \(place % 7)/file \((first + place) % 500).xlsx"))
    }
    guard let boot = BootID([UInt8](repeating: 1, count: 16)),
      var batch = Batch(
        device: name, epoch: epoch, boot: boot, records: observations, after: chain, sealed: .now, sealedUptime: 0)
    else { throw Failure(what: "no batch") }
    batch.signature = try signing.sign(batch.signedBytes)
    chain = batch.after
    return batch
  }
}
