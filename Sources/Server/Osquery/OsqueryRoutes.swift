import CanonicalForms
import Cryptography
import HTTPTypes
import Hummingbird
import NIOCore
import OperationLogs
import Storage

/// osquery's TLS API: an osquery that runs already reports here without an agent of ours.
/// Paths and shapes: docs/formats/osquery.md.
struct OsqueryRoutes: Sendable {
  /// A line of osquery's log is at most 1 MiB (`logger_tls_max`); a post has up to 1,024 of them.
  static let largestLog = 16 << 20
  static let largestOther = 64 << 10

  let gate: OsqueryGate
  let secret: [UInt8]
  let configuration: JSON
  let bodies: BodyReader
  let strangers: Turnstile
  let nodes: Turnstile
  let work: BlockingWork
  let metrics: Metrics

  func add(to router: Router<ServerContext>) {
    router.post("/osquery/v1/enroll") { request, context in
      try await strangers.pass(context.peerAddress) {
        try await bodies.withBody(of: request, atMost: Self.largestOther, context) { try await enrol($0) }
      }
    }
    router.post("/osquery/v1/config") { request, context in
      try await withNode(request, context, atMost: Self.largestOther) { _, _ in
        guard case .object(var members) = configuration else { return Self.valid }
        members["node_invalid"] = false
        return .object(members)
      }
    }
    router.post("/osquery/v1/log") { request, context in
      try await withNode(request, context, atMost: Self.largestLog) { try await log($0, of: $1) }
    }
    router.post("/osquery/v1/distributed/read") { request, context in
      try await withNode(request, context, atMost: Self.largestOther) { _, _ in
        ["queries": [:], "node_invalid": false]
      }
    }
    router.post("/osquery/v1/distributed/write") { request, context in
      try await withNode(request, context, atMost: Self.largestLog) { try await answers($0, of: $1) }
    }
  }

  private static let valid: JSON = ["node_invalid": false]
  private static let invalid: JSON = ["node_invalid": true]

  private func enrol(_ body: [UInt8]) async throws -> Response {
    let request = try Self.json(body)
    let given = request["enroll_secret"].string.map { Array($0.utf8) } ?? []
    guard SHA256Digest(hashing: given) == SHA256Digest(hashing: secret),
      let host = request["host_identifier"].string, (1...255).contains(host.utf8.count)
    else {
      metrics.add(.enrolments, labels: ["outcome": "osquery_refused"])
      return EnrolmentRoutes.response(Self.invalid)
    }
    let key = SHA256Digest(hashing: RandomBytes.make(32)).description
    let hash = SHA256Digest(hashing: Array(key.utf8))
    _ = try await work { try gate.enrol(host, hash, .now) }
    metrics.add(.enrolments, labels: ["outcome": "osquery"])
    return EnrolmentRoutes.response(["node_key": .string(key), "node_invalid": false])
  }

  /// Answers for a node that is known, and tells any other to enrol again.
  private func withNode(
    _ request: Request, _ context: ServerContext, atMost limit: Int,
    _ answer: (JSON, _ device: String) async throws -> JSON
  ) async throws -> Response {
    try await bodies.withBody(of: request, atMost: limit, context) { body in
      let json = try Self.json(body)
      guard let key = json["node_key"].string, key.utf8.count <= 256 else {
        return EnrolmentRoutes.response(Self.invalid)
      }
      let hash = SHA256Digest(hashing: Array(key.utf8))
      guard let device = try await work({ try gate.device(hash) }) else {
        return EnrolmentRoutes.response(Self.invalid)
      }
      return try await nodes.pass(device) { EnrolmentRoutes.response(try await answer(json, device)) }
    }
  }

  private func log(_ json: JSON, of device: String) async throws -> JSON {
    guard json["log_type"].string == "result", case .array(let results) = json["data"] else { return Self.valid }
    try await observe(results.flatMap(OsqueryMapping.rows), of: device, all: results.count)
    return Self.valid
  }

  private func answers(_ json: JSON, of device: String) async throws -> JSON {
    guard case .object(let queries) = json["queries"] else { return Self.valid }
    let now = Moment.now
    var all: [OsqueryMapping.Row] = []
    for (_, rows) in queries.sorted(by: { $0.key < $1.key }) {
      guard case .array(let rows) = rows else { continue }
      all += rows.map { OsqueryMapping.Row(columns: $0, time: now) }
    }
    try await observe(all, of: device, all: all.count)
    return Self.valid
  }

  /// - Parameter count: of what came, rows that went away included.
  private func observe(_ rows: [OsqueryMapping.Row], of device: String, all count: Int) async throws {
    let (sightings, told) = OsqueryMapping.sightings(of: rows)
    metrics.add(.osqueryRows, Double(told), labels: ["outcome": "taken"])
    metrics.add(.osqueryRows, Double(max(0, count - told)), labels: ["outcome": "passed_over"])
    guard !sightings.isEmpty else { return }
    try await work { try gate.observe(device, sightings, .now) }
  }

  private static func json(_ body: [UInt8]) throws -> JSON {
    guard let json = try? JSON(parsing: body, fractions: .asText) else {
      throw Problem(.malformed, detail: "a JSON object is expected")
    }
    return json
  }
}
