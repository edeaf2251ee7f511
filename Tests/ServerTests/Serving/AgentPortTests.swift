import CanonicalForms
import Cryptography
import Observations
import Server
import Testing

/// The agents' port over real connections, with curl and openssl as peers.
@Suite struct AgentPortTests {
  @Test func aDeviceEnrolsAndReports() async throws {
    try await RunningServer.with { server in
      let device = try await server.enrol("PC-0007")
      let batch = try device.batch("PC-0007")
      let first = try await server.send(batch, as: device)
      #expect(first.status == 200)
      #expect(first.headers["content-type"] == "application/vnd.hikae.receipt")
      let receipt = try Receipt(from: first.body)
      #expect(receipt.device == "PC-0007")
      #expect(receipt.nextSeconds > 0)
      // The answer got lost: the same batch again gives the same receipt.
      let second = try await server.send(batch, as: device)
      #expect(try Receipt(from: second.body).entry == receipt.entry)
      // A hole is asked for.
      let later = try await server.send(try device.batch("PC-0007", first: 5), as: device)
      #expect(try Receipt(from: later.body).missing == [1...4])
    }
  }

  @Test func anotherBodyUnderAUsedSequenceIsAConflict() async throws {
    try await RunningServer.with { server in
      let device = try await server.enrol("PC-0007")
      #expect(try await server.send(try device.batch("PC-0007"), as: device).status == 200)
      let other = try await server.send(try device.batch("PC-0007", path: "/home/b/other.csv"), as: device)
      #expect(other.status == 409)
      #expect(other.headers["content-type"] == "application/problem+json")
      #expect(other.code == "sequence_used")
      #expect(server.record.state.withLock { $0.conflicts } == 1)
    }
  }

  @Test func tokensWorkOnceAndNotForEver() async throws {
    try await RunningServer.with { server in
      _ = try await server.enrol("PC-1", token: "a token that is used twice")
      let device = try await EnrolledDevice(subject: "/CN=x")
      server.record.add(token: "a token that is too old", for: "PC-2", expires: Moment(milliseconds: 1000))
      for (token, code) in [
        ("a token that is used twice", "token_used"), ("a token that is too old", "token_expired"),
        ("a token that nobody gave", "token_unknown"),
      ] {
        let file = try device.scratch.file("enrol.json", device.request(token: token))
        let answer = try await server.curl("--json", "@" + file, server.agents + "/agent/v1/enrol")
        #expect(answer.status == 401)
        #expect(answer.code == code)
      }
      let broken = try await server.curl("--json", "{\"token\":\"x\"}", server.agents + "/agent/v1/enrol")
      #expect(broken.status == 400)
      #expect(broken.code == "malformed")
    }
  }

  /// What the request for a certificate says of its sender counts for nothing.
  @Test func theServerChoosesTheNames() async throws {
    try await RunningServer.with { server in
      let device = try await server.enrol("健診 PC 7", subject: "/CN=root/O=Evil")
      let shown = try await Tool.run(
        "openssl", ["x509", "-in", device.certificatePath, "-noout", "-text", "-nameopt", "utf8"])
      #expect(!shown.text.contains("Evil"))
      #expect(shown.text.contains("URI:hikae:device:%E5%81%A5%E8%A8%BA%20PC%207:epoch:1"))
      #expect(shown.text.contains("TLS Web Client Authentication"))
      #expect(!shown.text.contains("TLS Web Server Authentication"))
      let verified = try await Tool.run(
        "openssl",
        [
          "verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", server.scratch.path + "/authority.pem",
          device.certificatePath,
        ])
      #expect(verified.status == 0, "\(verified.errors)")
    }
  }

  @Test func enrolledAnewIsANewEpoch() async throws {
    try await RunningServer.with { server in
      let old = try await server.enrol("PC-1")
      let new = try await server.enrol("PC-1", token: "another token 0123456789")
      #expect(new.epoch.withLock { $0 } == 2)
      // A certificate speaks for its own epoch only.
      let batch = try new.batch("PC-1")
      let answer = try await server.send(batch, as: old)
      #expect(answer.status == 403)
      #expect(answer.code == "device_mismatch")
      #expect(try await server.send(batch, as: new).status == 200)
    }
  }

  @Test func renewalGivesAnotherCertificate() async throws {
    try await RunningServer.with { server in
      let device = try await server.enrol("PC-1")
      let body: JSON = ["csr": .string(try device.csr)]
      let file = try device.scratch.file("renew.json", body.canonicalText)
      let answer = try await server.curl("--json", "@" + file, server.agents + "/agent/v1/renew", as: device)
      #expect(answer.status == 200)
      let before = try device.scratch.text("certificate.pem")
      let certificate = try #require(answer.json["certificate"].string)
      #expect(certificate != before)
      try device.scratch.file("certificate.pem", certificate)
      #expect(try await server.send(try device.batch("PC-1"), as: device).status == 200)
      let stranger = try await server.curl("--json", "@" + file, server.agents + "/agent/v1/renew")
      #expect(stranger.status == 401)
      #expect(stranger.code == "certificate_required")
    }
  }

  @Test func revokedAndUnknownCertificatesAreRefused() async throws {
    try await RunningServer.with { server in
      let device = try await server.enrol("PC-1")
      let batch = try device.batch("PC-1")
      let without = try await server.send(batch.bytes, as: nil)
      #expect(without.status == 401)
      #expect(without.code == "certificate_required")
      server.record.revokeAll()
      let revoked = try await server.send(batch, as: device)
      #expect(revoked.status == 403)
      #expect(revoked.code == "certificate_revoked")
      server.record.state.withLock { $0.certificates = [:] }
      let unknown = try await server.send(batch, as: device)
      #expect(unknown.status == 403)
      #expect(unknown.code == "certificate_unknown")
    }
  }

  /// A certificate by somebody else does not even get as far as HTTP.
  @Test func anotherAuthorityIsRefused() async throws {
    try await RunningServer.with { server in
      let device = try await server.enrol("PC-1")
      let made = try await Tool.run(
        "openssl",
        [
          "req", "-x509", "-key", "key.pem", "-out", "certificate.pem", "-days", "10", "-subj", "/CN=PC-1", "-addext",
          "subjectAltName=URI:hikae:device:PC-1:epoch:1", "-addext", "extendedKeyUsage=clientAuth",
        ], in: device.scratch.path)
      #expect(made.status == 0)
      await #expect(throws: RunningServer.CurlFailure.self) {
        _ = try await server.send(try device.batch("PC-1"), as: device)
      }
    }
  }

  /// The server's own certificate is not one of a device, though the same authority signed it.
  @Test func olderTLSIsRefused() async throws {
    try await RunningServer.with { server in
      let address = "localhost:\(server.port("agents"))"
      let authority = server.scratch.path + "/authority.pem"
      let new = try await Tool.run(
        "openssl", ["s_client", "-connect", address, "-tls1_3", "-CAfile", authority, "-verify_return_error"])
      #expect(new.text.contains("TLSv1.3"))
      #expect(new.text.contains("Verify return code: 0 (ok)"))
      let old = try await Tool.run("openssl", ["s_client", "-connect", address, "-tls1_2", "-CAfile", authority])
      #expect(old.status != 0)
      #expect(old.text.contains("Cipher is (NONE)"))
    }
  }

  @Test func batchesOfAnotherFormAreRefused() async throws {
    try await RunningServer.with { server in
      let device = try await server.enrol("PC-1")
      let malformed = try await server.send([1, 2, 3], as: device)
      #expect(malformed.status == 400)
      #expect(malformed.code == "malformed")
      let type = try await server.send(try device.batch("PC-1").bytes, as: device, type: "text/plain")
      #expect(type.status == 415)
      var forged = try device.batch("PC-1")
      forged.signature[0] ^= 1
      let signature = try await server.send(forged, as: device)
      #expect(signature.status == 403)
      #expect(signature.code == "signature_invalid")
      let nothing = try await server.curl(server.agents + "/agent/v1/nothing", as: device)
      #expect(nothing.status == 404)
      #expect(nothing.code == "not_found")
    }
  }

  @Test func theRecordOutOfReachIsTold() async throws {
    try await RunningServer.with { server in
      let device = try await server.enrol("PC-1")
      #expect(try await server.curl(server.open + "/readyz").status == 200)
      server.record.state.withLock { $0.isDown = true }
      #expect(try await server.send(try device.batch("PC-1"), as: device).status == 500)
      let ready = try await server.curl(server.open + "/readyz")
      #expect(ready.status == 503)
      #expect(ready.code == "not_ready")
      #expect(try await server.curl(server.open + "/healthz").text == "ok\n")
    }
  }
}
