import CanonicalForms
import Observations
import Server
import Testing

/// What people are called and what files are called never gets into the logs.
@Suite struct LoggedDataTests {
  @Test func plantedDataIsNotLogged() async throws {
    try await RunningServer.with(osquerySecret: "the-osquery-secret-value") { server in
      let device = try await server.enrol("PC-0007", token: "planted-token-0123456789")
      let batch = try device.batch("PC-0007", path: "/home/planted-tanaka/健診.csv")
      #expect(try await server.send(batch, as: device).status == 200)
      #expect(
        try await server.send(try device.batch("PC-0007", path: "/home/planted-suzuki"), as: device).status == 409)
      #expect(try await server.send(Array("planted-body".utf8), as: device).status == 400)
      let url = server.agents + "/planted-path?planted-query=1"
      #expect(try await server.curl("-H", "X-Planted: planted-header", url).status == 404)
      let label: JSON = ["token": "planted-unknown-token", "csr": "planted-csr", "label": "planted-label"]
      #expect(try await server.curl("--json", label.canonicalText, server.agents + "/agent/v1/enrol").status == 400)
      let node: JSON = ["enroll_secret": "the-osquery-secret-value", "host_identifier": "planted-host"]
      let enrolled = try await server.curl("--json", node.canonicalText, server.agents + "/osquery/v1/enroll")
      let key = try #require(enrolled.json["node_key"].string)
      let log: JSON = [
        "node_key": .string(key), "log_type": "result",
        "data": [
          ["action": "added", "unixTime": 1, "columns": ["target_path": "/planted/file", "action": "DELETED"]]
        ],
      ]
      #expect(try await server.curl("--json", log.canonicalText, server.agents + "/osquery/v1/log").status == 200)
      server.record.state.withLock { $0.isDown = true }
      #expect(try await server.send(batch, as: device).status == 500)

      let text = server.log.text
      #expect(text.contains("\"route\":\"/agent/v1/batches\""))
      #expect(text.contains("\"device\":\"PC-0007\""))
      #expect(text.contains("\"code\":\"sequence_used\""))
      #expect(!text.contains("planted"))
      #expect(!text.contains("tanaka"))
      #expect(!text.contains(key))
      #expect(!text.contains("the-osquery-secret-value"))
      #expect(!text.contains("127.0.0.1\""))
    }
  }
}
