import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Server
import Testing
import TransparencyLog

@Suite struct OperationsTests {
  static func process(
    metricsToken: String? = nil, tiles: MemoryTileStore = MemoryTileStore(), record: MemoryGate = MemoryGate()
  ) throws -> ServerProcess {
    let scratch = try Scratch()
    var options = ServeOptions()
    options.agents = "127.0.0.1:0"
    if let metricsToken { options.metricsToken = try scratch.file("token", metricsToken) }
    return ServerProcess(
      configuration: try ServeConfiguration(options), gate: record.gate,
      authority: try CertificateAuthority.make(name: "test", at: .now), tiles: tiles, metrics: Metrics(),
      logger: CapturedLog().logger)
  }

  @Test func figuresAreForThisMachineOrForTheToken() async throws {
    try await Application(router: Self.process().openRouter()).test(.router) { client in
      try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) }
      try await client.execute(uri: "/metrics", method: .get) { response in
        #expect(response.status == .ok)
        let text = String(buffer: response.body)
        #expect(text.contains("# TYPE hikae_http_requests_total counter"))
        #expect(text.contains("hikae_http_requests_total{route=\"/healthz\",status=\"200\"} 1"))
      }
      let name = try #require(HTTPField.Name("X-Forwarded-For"))
      try await client.execute(uri: "/metrics", method: .get, headers: [name: "192.0.2.1"]) {
        #expect($0.status == .forbidden)
      }
    }
    let guarded = try Self.process(metricsToken: "a-token-of-some-length").openRouter()
    try await Application(router: guarded).test(.router) { client in
      for (given, status) in [
        ("", HTTPResponse.Status.forbidden), ("Bearer x", .forbidden), ("Bearer a-token-of-some-length", .ok),
      ] {
        try await client.execute(uri: "/metrics", method: .get, headers: [.authorization: given]) {
          #expect($0.status == status)
        }
      }
    }
  }

  /// Figures are not on the port that devices reach.
  @Test func devicesSeeNoFigures() async throws {
    try await Application(router: try Self.process().agentsRouter()).test(.router) { client in
      try await client.execute(uri: "/metrics", method: .get) { #expect($0.status == .notFound) }
      try await client.execute(uri: "/osquery/v1/enroll", method: .post) { #expect($0.status == .notFound) }
    }
  }

  @Test func theLogIsServedAsStaticResources() async throws {
    let tiles = MemoryTileStore()
    tiles.write([
      (.checkpoint, Array("a checkpoint\n".utf8)),
      (.hashes(level: 0, index: 0, width: 1), [UInt8](repeating: 1, count: 32)),
    ])
    let process = try Self.process(tiles: tiles)
    for router in [process.openRouter(), try process.agentsRouter()] {
      try await Application(router: router).test(.router) { client in
        try await client.execute(uri: "/log/checkpoint", method: .get) { response in
          #expect(response.status == .ok)
          #expect(response.headers[.cacheControl] == "no-cache")
          #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
          #expect(String(buffer: response.body) == "a checkpoint\n")
        }
        try await client.execute(uri: "/log/tile/0/000.p/1", method: .get) { response in
          #expect(response.status == .ok)
          #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
          #expect(response.body.readableBytes == 32)
        }
        for path in ["tile/0/001", "tile/0/000", "../keys/log.key", "%2e%2e/keys/log.key", "tile/9/x", ""] {
          try await client.execute(uri: "/log/" + path, method: .get) { #expect($0.status == .notFound, "\(path)") }
        }
      }
    }
  }

  @Test func figuresHaveTheFormOfPrometheus() {
    let metrics = Metrics()
    metrics.add(.batches, labels: ["outcome": "accepted"])
    metrics.add(.batches, 2, labels: ["outcome": "accepted"])
    metrics.set(.queueLoad, 0.25)
    metrics.set(.witnessSize, 7, labels: ["witness": "a\"b\\c\nd"])
    #expect(
      metrics.text == """
        # HELP hikae_batches_total Batches, by what became of them.
        # TYPE hikae_batches_total counter
        hikae_batches_total{outcome="accepted"} 3
        # HELP hikae_commit_queue_load How full the queue before the database is, 0 to 1.
        # TYPE hikae_commit_queue_load gauge
        hikae_commit_queue_load 0.25
        # HELP hikae_witness_size Leaves that each witness has cosigned.
        # TYPE hikae_witness_size gauge
        hikae_witness_size{witness="a\\"b\\\\c\\nd"} 7

        """)
  }
}
