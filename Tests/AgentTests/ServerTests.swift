import CanonicalForms
import Cryptography
import Glibc
import Observations
import Testing

@testable import Agent

/// Enrolment, renewal and sending, against a small server in Python with TLS 1.3 and certificates by the openssl program.
@Suite("Over TLS", .serialized)
struct ServerTests {
  static let tools = ["/usr/bin/python3", "/usr/bin/openssl"]
  static let hasTools = tools.allSatisfy { access($0, X_OK) == 0 }

  /// Made by the agent, read by another program.
  @Test func aRequestForACertificateIsOneForOpenssl() throws {
    let key = try Certificate.newKey()
    let request = try Certificate.request(name: "経理部の端末", key: key)
    #expect(request.hasPrefix("-----BEGIN CERTIFICATE REQUEST-----"))
    #expect(Certificate.validity(key) == nil && Certificate.validity([]) == nil)
    guard Self.hasTools else { return }
    let folder = try ScratchFolder()
    try folder.write("csr.pem", request)
    #expect(system("openssl req -in \(folder.path)/csr.pem -verify -noout >/dev/null 2>&1") == 0)
  }

  @Test(.enabled(if: hasTools, "needs python3 and openssl"))
  func enrolsSendsRenewsAndIsRefused() throws {
    let server = try PythonServer()
    defer { server.end() }
    let state = StateFolder(server.folder.path + "/state")
    mkdir(state.path, 0o700)
    #expect(throws: AgentFailure.self, "the system does not know this authority") {
      try Enrolment.enrol(.init(server: server.address, token: "right", label: "PC"), state)
    }
    let authority = server.folder.path + "/ca.pem"
    #expect(throws: AgentFailure.self) {
      try Enrolment.enrol(.init(server: server.address, token: "wrong", label: "PC", authority: authority), state)
    }
    #expect(try Identity.read(state) == nil)
    let identity = try Enrolment.enrol(
      .init(server: server.address, token: "right", label: "PC", authority: authority), state)
    #expect(identity == Identity(device: "PC-7", epoch: 3, server: server.address, log: ""))
    #expect(try Identity.read(state) == identity)
    let client = HTTPClient(authority: state.authority, certificate: (state.certificate, state.clientKey))
    // Without its certificate nobody gets in.
    #expect(throws: AgentFailure.self) {
      try HTTPClient(authority: state.authority).post([1], to: server.address + "/agent/v1/batches", type: "x/y")
    }
    let before = SmallFile.read(state.certificate)
    try Enrolment.renew(identity, state, client)
    #expect(SmallFile.read(state.certificate) != before)
    // The server is about to change its authority: it names the new one, and both are trusted.
    let old = try #require(SmallFile.text(state.authority))
    let make = "openssl req -x509 -newkey rsa:2048 -nodes -keyout n.key -out next.pem -days 9 -subj /CN=next"
    #expect(system("cd \(server.folder.path) && \(make) 2>/dev/null") == 0)
    let next = try #require(SmallFile.text(server.folder.path + "/next.pem"))
    try Enrolment.renew(identity, state, client)
    #expect(SmallFile.text(state.authority) == next + old)
    try Enrolment.renew(identity, state, client)
    #expect(SmallFile.text(state.authority) == next + old, "once, and the connection by the old one still works")
    #expect(AuthorityFile.merged(old: old, new: "nonsense", now: .now) == old)
    let later = Moment(seconds: Moment.now.seconds + 31 * 86_400)
    #expect(AuthorityFile.merged(old: old, new: next, now: later) == next, "the old one is over")
    #expect(!Certificate.isDueForRenewal(state.certificate, now: .now))
    #expect(Certificate.isDueForRenewal(state.certificate, now: Moment(seconds: Moment.now.seconds + 21 * 86_400)))
    #expect(!Certificate.isDueForRenewal(state.certificate, now: Moment(seconds: Moment.now.seconds + 19 * 86_400)))
    #expect(Certificate.isOver(state.certificate, now: Moment(seconds: Moment.now.seconds + 31 * 86_400)))
    let carrier = try ServerCarrier(identity: identity, state: state)
    let batch = try #require(
      Batch(
        device: "PC-7", epoch: 3, boot: SpoolTests.boot,
        records: [.init(sequence: 1, time: .now, uptime: 1, fact: .shutDown)], after: .start, sealed: .now,
        sealedUptime: 1))
    let answer = carrier.carry(batch.bytes, epoch: 3, first: 1, last: 1)
    guard case .accepted(let receipt?) = answer else {
      Issue.record("not accepted: \(answer)")
      return
    }
    #expect(receipt.device == "PC-7" && receipt.nextSeconds == 42 && receipt.missing == [5...6])
    #expect(carrier.carry([0xEE], epoch: 3, first: 2, last: 2) == .busy(retryAfter: 9))
    #expect(carrier.carry([0xDD], epoch: 3, first: 2, last: 2) == .forbidden(.expired))
  }

  /// A batch that stands in the log as another one is not given up to the server any more, and the server is told.
  @Test(.enabled(if: hasTools, "needs python3 and openssl"))
  func whatStandsInTheLogIsHeldAgainstWhatWasSent() throws {
    let server = try PythonServer()
    defer { server.end() }
    let state = StateFolder(server.folder.path + "/state")
    mkdir(state.path, 0o700)
    var identity = try Enrolment.enrol(
      .init(server: server.address, token: "right", label: "PC", authority: server.folder.path + "/ca.pem"), state)
    func batch(_ first: UInt64) throws -> Batch {
      try #require(
        Batch(
          device: "PC-7", epoch: 3, boot: SpoolTests.boot,
          records: [.init(sequence: first, time: .now, uptime: 1, fact: .shutDown)], after: .start, sealed: .now,
          sealedUptime: 1))
    }
    let (sent, other) = (try batch(1), try batch(2))
    for isHonest in [true, false] {
      // Each time a log of its own, whose first checkpoint is believed.
      var log = try JournalledLog(name: isHonest ? "one.example" : "other.example")
      var receipt =
        isHonest
        ? log.accept(sent)
        : log.accept(
          sent,
          as: JournalledLog.bytes(
            kind: "batch.accepted",
            body: JournalledLog.body(of: sent, digest: SHA256Digest(hashing: other.signedBytes))))
      receipt.checkpoint = String(decoding: try log.checkpoint().bytes, as: UTF8.self)
      try server.folder.write("receipt", receipt.bytes)
      let question = ReceiptQuestion(size: log.entries.count, entries: [receipt.entry])
      try server.folder.write("proofs", try log.answer(question).body)
      identity.log = "\(log.signer.key)"
      let carrier = try ServerCarrier(identity: identity, state: state)
      let answer = carrier.carry(sent.bytes, epoch: 3, first: 1, last: 1)
      if isHonest {
        #expect(answer == .accepted(receipt))
        #expect(carrier.receipts?.proved == 1 && carrier.receipts?.waiting == 0)
        #expect(SmallFile.read(server.folder.path + "/doubts") == nil)
      } else {
        guard case .contradicted = answer else {
          Issue.record("believed: \(answer)")
          return
        }
        #expect(carrier.receipts?.proved == 0)
        let told = SmallFile.read(server.folder.path + "/doubts").flatMap { try? JSON(parsing: $0) }
        #expect(told.flatMap { LogDoubt($0) } == LogDoubt(.wrongProof, entry: receipt.entry))
        #expect(ReceiptWatch.refused(in: state.path).count == 1)
      }
    }
  }

  /// A certificate for P-256, of a device, that was over in March 2020.
  private static let over = """
    -----BEGIN CERTIFICATE-----
    MIIBBDCBrAIBATAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARQQy03MB4XDTIwMDEw
    MTAwMDAwMFoXDTIwMDMwMTAwMDAwMFowDzENMAsGA1UEAwwEUEMtNzBZMBMGByqG
    SM49AgEGCCqGSM49AwEHA0IABIMye1egz6hQ+aD4bs4x5yQ0GUlmqvixWTdtEe5Z
    wuXWsjmIW4N9viaSCRXpFInr7TJ1I653iQ3cUivsgEZwVkowCgYIKoZIzj0EAwID
    RwAwRAIgA7XijmmhzHy5xiezPkl2MJl+YHTGKyvKEqxqcM+ygxwCIAoMCjCTl2DP
    5hzznjmAjkec/hn5uYwxjxfbgMPR0RGJ
    -----END CERTIFICATE-----

    """

  /// The machine was off for longer than its certificate lasts: it comes back by itself, or says what is to be done.
  @Test(.enabled(if: hasTools, "needs python3 and openssl"))
  func comesBackWithACertificateThatIsOver() throws {
    let server = try PythonServer()
    defer { server.end() }
    let state = StateFolder(server.folder.path + "/state")
    mkdir(state.path, 0o700)
    let identity = try Enrolment.enrol(
      .init(server: server.address, token: "right", label: "PC", authority: server.folder.path + "/ca.pem"), state)
    let carrier = try ServerCarrier(identity: identity, state: state)
    func letLapse() throws { try SmallFile.replace(state.certificate, with: Array(Self.over.utf8)) }
    try letLapse()
    #expect(Certificate.isOver(state.certificate, now: .now))
    // What the server answers to those who come back, until it says otherwise.
    func answers(_ text: String) throws { try server.folder.write("return", text) }
    for (answer, meaning) in [
      ("401 certificate_expired", Courier.Answer.forbidden(.expired)), ("404 not_found", .forbidden(.expired)),
      ("403 certificate_revoked", .forbidden(.revoked)), ("403 epoch_closed", .forbidden(.closed)),
      ("429 too_many_requests", .busy(retryAfter: nil)), ("500 internal", .unreachable("")),
    ] {
      try answers(answer)
      let got = carrier.carry([0xEE], epoch: 3, first: 2, last: 2)
      if case .unreachable = meaning {
        guard case .unreachable = got else {
          Issue.record("\(answer): \(got)")
          continue
        }
      } else {
        #expect(got == meaning, "\(answer)")
      }
      #expect(Certificate.isOver(state.certificate, now: .now), "nothing is lost")
    }
    try answers("200")
    #expect(carrier.carry([0xEE], epoch: 3, first: 2, last: 2) == .busy(retryAfter: 9), "the batch goes at once")
    #expect(!Certificate.isOver(state.certificate, now: .now))
    // The request was for the old key, and the old certificate came with it.
    let sent = try JSON(parsing: try #require(SmallFile.read(server.folder.path + "/return.json")))
    #expect(sent["certificate"].string == Self.over)
    #expect(sent["csr"].string?.hasPrefix("-----BEGIN CERTIFICATE REQUEST-----") == true)
  }
}

/// The server's side of the contract, as small as it can be.
final class PythonServer {
  let folder: ScratchFolder
  let address: String
  private var pid: pid_t = 0

  struct Failure: Error {}

  init() throws {
    folder = try ScratchFolder()
    let path = folder.path
    let receipt = Receipt(
      entry: 9, device: "PC-7", epoch: 3, firstSequence: 1, lastSequence: 1, missing: [5...6], checkpoint: "c\n",
      nextSeconds: 42, mostRecords: 77)
    try folder.write("receipt", receipt.bytes)
    try folder.write("server.py", Self.program)
    let made = system(
      """
      cd \(path) && exec >/dev/null 2>&1
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 \
        -subj /CN=test-ca && \
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr \
        -subj /CN=localhost && \
      printf 'subjectAltName=DNS:localhost,IP:127.0.0.1' > ext && \
      openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile ext -out server.pem
      """)
    guard made == 0 else { throw Failure() }
    let words: [String] = ["/usr/bin/python3", path + "/server.py", path]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    guard posix_spawn(&pid, "/usr/bin/python3", nil, nil, &arguments, environ) == 0 else { throw Failure() }
    var port: String?
    for _ in 0..<200 where port == nil {
      usleep(50_000)
      port = SmallFile.text(path + "/port").flatMap { $0.hasSuffix("\n") ? String($0.dropLast()) : nil }
    }
    guard let port else { throw Failure() }
    address = "https://127.0.0.1:" + port
  }

  func end() {
    kill(pid, SIGKILL)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
  }

  private static let program = """
    import http.server, json, os, ssl, subprocess, sys
    folder = sys.argv[1]
    def at(name): return os.path.join(folder, name)
    def sign(csr):
        open(at("in.csr"), "w").write(csr)
        subprocess.run(["openssl", "x509", "-req", "-in", at("in.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"),
                        "-CAcreateserial", "-days", "30", "-out", at("out.pem")], check=True, stderr=subprocess.DEVNULL)
        return open(at("out.pem")).read()
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *words): pass
        def answer(self, status, body=b"", **headers):
            self.send_response(status)
            for name, value in headers.items(): self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known = self.connection.getpeercert()
            if self.path == "/agent/v1/enrol":
                asked = json.loads(body)
                if asked["token"] != "right" or len(asked["signing_key"]) != 44: return self.answer(403)
                return self.answer(200, json.dumps({"device": "PC-7", "epoch": 3, "certificate": sign(asked["csr"]),
                    "authority": open(at("ca.pem")).read(), "log": ""}).encode())
            if self.path == "/agent/v1/return":
                if known: return self.answer(500)
                open(at("return.json"), "wb").write(body)
                words = open(at("return")).read().split()
                if words[0] != "200": return self.answer(int(words[0]), json.dumps({"code": words[1]}).encode())
                return self.answer(200, json.dumps({"certificate": sign(json.loads(body)["csr"]),
                    "authority": open(at("ca.pem")).read()}).encode())
            if not known: return self.connection.close()
            if self.path == "/agent/v1/renew":
                return self.answer(200, json.dumps({"certificate": sign(json.loads(body)["csr"]),
                    "authority": open(at("next.pem" if os.path.exists(at("next.pem")) else "ca.pem")).read()}).encode())
            if self.path == "/agent/v1/proofs":
                if not os.path.exists(at("proofs")): return self.answer(404)
                return self.answer(200, open(at("proofs"), "rb").read())
            if self.path == "/agent/v1/doubts":
                open(at("doubts"), "ab").write(body)
                return self.answer(200, b"{}")
            if body == b"\\xee": return self.answer(503, Retry_After="9")
            if body == b"\\xdd": return self.answer(401)
            self.answer(200, open(at("receipt"), "rb").read())
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(at("server.pem"), at("server.key"))
    context.load_verify_locations(at("ca.pem"))
    context.verify_mode = ssl.CERT_OPTIONAL
    server.socket = context.wrap_socket(server.socket, server_side=True)
    open(at("port.new"), "w").write(f"{server.server_port}\\n")
    os.rename(at("port.new"), at("port"))
    server.serve_forever()
    """
}
