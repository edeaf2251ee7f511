import CanonicalForms
import Foundation
import Observations
import Server
import Testing

/// What one party does must not be felt by the others. Real connections.
@Suite struct FairnessTests {
  @Test func oneDevicesFloodLeavesTheOthersAlone() async throws {
    var limits = ServerProcess.Limits()
    limits.devices = TokenBucket.Rate(capacity: 5, perSecond: 0.01)
    try await RunningServer.with(limits: limits) { server in
      let loud = try await server.enrol("LOUD")
      let quiet = try await server.enrol("QUIET")
      let file = try loud.scratch.file("batch", loud.batch("LOUD").bytes)
      // Forty requests, eight at a time over connections of their own.
      let flood = (0..<40).flatMap { _ in ["-o", "/dev/null", server.agents + "/agent/v1/batches"] }
      let output = try await Tool.run(
        "curl",
        [
          "-sS", "--parallel", "--parallel-immediate", "--parallel-max", "8", "--cacert",
          server.scratch.path + "/authority.pem", "--cert", loud.certificatePath, "--key", loud.keyPath,
          "--data-binary", "@" + file, "-H", "Content-Type: application/vnd.hikae.batch", "-w", "%{http_code}\n",
        ] + flood)
      let statuses = output.text.split(separator: "\n")
      #expect(statuses.count { $0 == "429" } >= 30, "\(output.errors)")
      #expect(statuses.count { $0 == "200" } <= 5)
      let refused = try await server.send(try loud.batch("LOUD"), as: loud)
      #expect(refused.status == 429)
      #expect(refused.code == "too_many_requests")
      #expect((refused.headers["retry-after"].flatMap(Int.init) ?? 0) >= 1)
      #expect(try await server.send(try quiet.batch("QUIET"), as: quiet).status == 200)
    }
  }

  @Test func strangersAreLimitedByTheirAddress() async throws {
    var limits = ServerProcess.Limits()
    limits.strangers = TokenBucket.Rate(capacity: 3, perSecond: 0.01)
    try await RunningServer.with(limits: limits) { server in
      var statuses: [Int] = []
      for _ in 0..<5 {
        statuses.append(try await server.curl("--json", "{}", server.agents + "/agent/v1/enrol").status)
      }
      #expect(statuses == [400, 400, 400, 429, 429])
    }
  }

  @Test func bodiesBeyondTheLimitAreCutOff() async throws {
    var limits = ServerProcess.Limits()
    limits.largestBatch = 100_000
    try await RunningServer.with(limits: limits) { server in
      let device = try await server.enrol("PC-1")
      let large = [UInt8](repeating: 0, count: 200_000)
      // Told beforehand, and found out while reading.
      let declared = try await server.send(large, as: device)
      #expect(declared.status == 413)
      #expect(declared.code == "too_large")
      let file = try device.scratch.file("large", large)
      let chunked = try await server.curl(
        [
          "--data-binary", "@" + file, "-H", "Transfer-Encoding: chunked", "-H",
          "Content-Type: application/vnd.hikae.batch", server.agents + "/agent/v1/batches",
        ], as: device)
      #expect(chunked.status == 413)
      let enrolment = try await server.curl("--data-binary", "@" + file, server.agents + "/agent/v1/enrol")
      #expect(enrolment.status == 413)
    }
  }

  @Test func memoryForBodiesIsBounded() async throws {
    var limits = ServerProcess.Limits()
    limits.bodyBytes = 50_000
    try await RunningServer.with(limits: limits) { server in
      let device = try await server.enrol("PC-1")
      let answer = try await server.send([UInt8](repeating: 0, count: 200_000), as: device)
      #expect(answer.status == 503)
      #expect(answer.code == "busy")
      #expect((answer.headers["retry-after"].flatMap(Int.init) ?? 0) >= 1)
      // What was taken was given back.
      #expect(try await server.send(try device.batch("PC-1"), as: device).status == 200)
    }
  }

  /// A body that drips is cut, and its connection ends.
  @Test func drippedBodiesAreCut() async throws {
    var limits = ServerProcess.Limits()
    limits.pace = BodyReader.Pace(grace: .milliseconds(300), bytesPerSecond: 1 << 20)
    try await RunningServer.with(limits: limits) { server in
      let device = try await server.enrol("PC-1")
      let head = """
        POST /agent/v1/batches HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/vnd.hikae.batch\r
        Content-Length: 1000\r
        \r
        ab
        """
      // With -quiet, openssl stays connected after the end of its input: that it ends shows that the server cut it.
      let output = try await Tool.run(
        "timeout",
        [
          "25", "openssl", "s_client", "-quiet", "-connect", "localhost:\(server.port("agents"))", "-CAfile",
          server.scratch.path + "/authority.pem", "-cert", device.certificatePath, "-key", device.keyPath,
        ], input: Array(head.utf8))
      #expect(output.status != 124)
      #expect(output.text.contains("HTTP/1.1 408"))
      #expect(output.text.contains("too_slow"))
    }
  }

  @Test func headersAreCapped() async throws {
    try await RunningServer.with { server in
      let answer = try await server.curl(
        "-H", "X-Long: " + String(repeating: "a", count: 40_000), server.agents + "/healthz")
      #expect(answer.status == 400)
    }
  }
}
