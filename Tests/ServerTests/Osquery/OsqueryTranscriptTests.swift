import CanonicalForms
import Hummingbird
import HummingbirdTesting
import Observations
import OperationLogs
import Server
import Testing
import TransparencyLog

/// Talks with osquery, line by line as they stand in `Fixtures/osquery`: a request, the answer, and what was taken down.
/// `$KEY` is the node key that the server gave.
@Suite struct OsqueryTranscriptTests {
  @Test(arguments: ["linux", "windows", "strangers"])
  func transcript(name: String) async throws {
    let record = MemoryGate()
    let secrets = try Scratch()
    var options = ServeOptions()
    options.agents = "127.0.0.1:0"
    options.osquerySecret = try secrets.file("secret", "the-osquery-secret-value\n")
    let process = ServerProcess(
      configuration: try ServeConfiguration(options), gate: record.gate, osquery: record.osquery,
      authority: try CertificateAuthority.make(name: "test", at: .now), tiles: MemoryTileStore(), metrics: Metrics(),
      logger: CapturedLog().logger)
    let transcript = try Transcript(name)
    try await Application(router: try process.agentsRouter()).test(.router) { client in
      var key = ""
      for exchange in transcript.exchanges {
        let body = exchange.request.replacing("$KEY", with: key)
        try await client.execute(uri: exchange.path, method: .post, body: ByteBuffer(string: body)) { response in
          #expect(response.status.code == exchange.status, "\(exchange.path)")
          let answer = try JSON(parsing: Array(response.body.readableBytesView))
          if exchange.answer.contains("$KEY") { key = try #require(answer["node_key"].string) }
          #expect(answer.canonicalText == exchange.answer.replacing("$KEY", with: key))
        }
      }
    }
    #expect(record.state.withLock { $0.sightings.map(Transcript.line) } == transcript.facts)
    // A key is kept as its hash alone.
    #expect(record.state.withLock { $0.nodes.count } == transcript.exchanges.count { $0.answer.contains("$KEY") })
  }
}

struct Transcript {
  struct Exchange {
    var path: String
    var request: String
    var status = 0
    var answer = ""
  }

  private(set) var exchanges: [Exchange] = []
  private(set) var facts: [String] = []

  init(_ name: String) throws {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    let text = String(decoding: try Fixture.bytes(folder + "/Fixtures/osquery/\(name).transcript"), as: UTF8.self)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ", maxSplits: 2).map(String.init)
      switch words[0] {
      case "POST": exchanges.append(Exchange(path: words[1], request: words[2]))
      case "FACT": facts.append(line.dropFirst(5).description)
      default:
        exchanges[exchanges.count - 1].status = Int(words[0]) ?? 0
        exchanges[exchanges.count - 1].answer = line.dropFirst(words[0].count + 1).description
      }
    }
  }

  static func line(_ sighting: OsqueryMapping.Sighting) -> String {
    let fact =
      switch sighting.fact {
      case .named(let path, let size, let digest):
        "named \(path) \(size.map { "\($0)" } ?? "-") \(digest.map { "\($0)" } ?? "-")"
      case .written(let path): "written \(path)"
      case .gone(let path, let isFolder): "gone\(isFolder ? "-folder" : "") \(path)"
      case .moved(let from, let to, let isFolder): "moved\(isFolder ? "-folder" : "") \(from) \(to)"
      default: "other"
      }
    return "\(sighting.time.seconds) \(fact)"
  }
}
