import CanonicalForms
import Cryptography
import Logging
import Observations
import Server
import Synchronization
import TransparencyLog

/// A server with real ports, over a record in memory, and the files that its peers need.
final class RunningServer: Sendable {
  let record = MemoryGate()
  let scratch: Scratch
  let authority: CertificateAuthority
  let metrics = Metrics()
  let log = CapturedLog()
  let tiles = MemoryTileStore()
  private let ports = Mutex<[String: Int]>([:])

  private init(authority: CertificateAuthority?) throws {
    scratch = try Scratch()
    self.authority = try authority ?? CertificateAuthority.make(name: "test", at: .now)
    let authority = self.authority
    try scratch.file("authority.pem", authority.pem)
  }

  /// Runs `body` against a server, and ends it.
  /// - Parameter gate: another record than the one in memory.
  static func with(
    limits: ServerProcess.Limits = ServerProcess.Limits(), osquerySecret: String? = nil,
    authority: CertificateAuthority? = nil, gate: IngestGate? = nil,
    _ body: @escaping @Sendable (RunningServer) async throws -> Void
  ) async throws {
    let server = try RunningServer(authority: authority)
    var options = ServeOptions()
    options.listen = "127.0.0.1:0"
    options.agents = "127.0.0.1:0"
    if let osquerySecret { options.osquerySecret = try server.scratch.file("osquery.secret", osquerySecret) }
    let process = ServerProcess(
      configuration: try ServeConfiguration(options), gate: gate ?? server.record.gate, osquery: server.record.osquery,
      authority: server.authority, tiles: server.tiles, limits: limits, metrics: server.metrics,
      logger: server.log.logger)
    let (ready, listening) = AsyncStream.makeStream(of: Void.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        // A server that does not start ends the waiting, too.
        defer { listening.finish() }
        try await process.run(stoppingOn: []) { name, address in
          server.ports.withLock { $0[name] = address.port ?? 0 }
          if server.ports.withLock({ $0.count }) == 2 { listening.finish() }
        }
      }
      for await _ in ready {}
      defer { group.cancelAll() }
      try await body(server)
    }
  }

  var agents: String { "https://localhost:\(port("agents"))" }
  var open: String { "http://127.0.0.1:\(port("open"))" }

  func port(_ name: String) -> Int { ports.withLock { $0[name] ?? 0 } }

  /// What curl got: the status, headers in lower case, and the body.
  struct Answer: Sendable {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { (try? JSON(parsing: body)) ?? .null }
    var code: String? { json["code"].string }
  }

  /// Asks with curl, which trusts the authority.
  func curl(_ arguments: String..., as device: EnrolledDevice? = nil) async throws -> Answer {
    try await curl(arguments, as: device)
  }

  func curl(_ arguments: [String], as device: EnrolledDevice? = nil) async throws -> Answer {
    let files = try Scratch()
    var all = [
      "-sS", "--max-time", "120", "--cacert", scratch.path + "/authority.pem", "-D", files.path + "/head", "-o",
      files.path + "/body",
    ]
    try files.file("head", "")
    try files.file("body", "")
    if let device { all += ["--cert", device.certificatePath, "--key", device.keyPath] }
    let output = try await Tool.run("curl", all + arguments)
    guard output.status == 0 else { throw CurlFailure(status: output.status, errors: output.errors) }
    var headers: [String: String] = [:]
    let head = try files.text("head").split(whereSeparator: \.isNewline)
    // The last head is the answer; one of 100 may come before.
    let start = head.lastIndex { $0.hasPrefix("HTTP/") } ?? 0
    for line in head[start...].dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    let status = head.isEmpty ? 0 : Int(head[start].split(separator: " ")[1]) ?? 0
    return Answer(status: status, headers: headers, body: try files.bytes("body"))
  }

  struct CurlFailure: Error {
    let status: Int32
    let errors: String
  }

  /// Enrols with a key and a request that openssl made.
  func enrol(
    _ device: String, token: String? = nil, subject: String = "/CN=somebody else"
  ) async throws
    -> EnrolledDevice
  {
    let token = token ?? "token-for-\(device)-0123456789"
    record.add(token: token, for: device)
    return try await enrol(token: token, subject: subject)
  }

  /// Enrols with a token that the record knows.
  func enrol(token: String, subject: String = "/CN=somebody else") async throws -> EnrolledDevice {
    let enrolled = try await EnrolledDevice(subject: subject)
    let answer = try await curl(
      ["--json", "@" + enrolled.scratch.file("enrol.json", enrolled.request(token: token)), agents + "/agent/v1/enrol"])
    guard answer.status == 200, let certificate = answer.json["certificate"].string,
      let epoch = answer.json["epoch"].integer
    else { throw CurlFailure(status: Int32(answer.status), errors: answer.text) }
    try enrolled.scratch.file("certificate.pem", certificate)
    enrolled.epoch.withLock { $0 = Int(epoch) }
    return enrolled
  }

  func send(_ batch: Batch, as device: EnrolledDevice) async throws -> Answer {
    try await send(batch.bytes, as: device)
  }

  func send(
    _ body: [UInt8], as device: EnrolledDevice?, type: String = "application/vnd.hikae.batch"
  ) async throws
    -> Answer
  {
    let files = try Scratch()
    return try await curl(
      [
        "--data-binary", "@" + files.file("batch", body), "-H", "Content-Type: " + type, agents + "/agent/v1/batches",
      ], as: device)
  }
}

/// A device as its peer sees it: key, certificate, signing key.
final class EnrolledDevice: Sendable {
  let scratch: Scratch
  let signingKey: Ed25519PrivateKey
  let epoch = Mutex(0)

  init(subject: String) async throws {
    scratch = try Scratch()
    signingKey = try Ed25519PrivateKey()
    let made = try await Tool.run(
      "openssl",
      [
        "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem",
        "-out", "request.pem", "-subj", subject,
      ], in: scratch.path)
    guard made.status == 0 else { throw RunningServer.CurlFailure(status: made.status, errors: made.errors) }
  }

  var keyPath: String { scratch.path + "/key.pem" }
  var certificatePath: String { scratch.path + "/certificate.pem" }
  var csr: String { get throws { try scratch.text("request.pem") } }

  func request(token: String, label: String = "a label") throws -> String {
    let json: JSON = [
      "token": .string(token), "csr": .string(try csr), "label": .string(label),
      "signing_key": .string(Base64.encode(signingKey.publicKey.bytes)),
    ]
    return json.canonicalText
  }

  func batch(_ device: String, first: UInt64 = 1, path: String = "/home/a/list.csv") throws -> Batch {
    try SampleBatch(device: device, epoch: epoch.withLock { $0 }, first: first, path: path, key: signingKey).batch
  }
}

/// Keeps what is logged.
final class CapturedLog: Sendable {
  private let lines = Mutex<[UInt8]>([])

  var logger: Logger {
    Logger(label: "test") { [self] _ in
      JSONLogHandler(level: .trace) { line in self.lines.withLock { $0 += line } }
    }
  }

  var text: String { String(decoding: lines.withLock { $0 }, as: UTF8.self) }
}
