import CanonicalForms
import Cryptography
import Glibc
import Observations
import Testing

/// `hikae serve` and `hikae witness` as processes, over real connections with curl and openssl.
@Suite(.serialized) struct ServeCommandTests {
  /// Runs a program to its end.
  static func tool(_ workplace: Workplace, _ script: String) throws -> String {
    let script = "cd \(workplace.path) && " + script + " > tool.out 2>&1"
    let status = try Shell.run(script)
    let text = String(decoding: Workplace.read(workplace.path + "/tool.out"), as: UTF8.self)
    #expect(status == 0, "\(script): \(text)")
    return text
  }

  @Test func aDeviceReportsToAServer() throws {
    let workplace = try Workplace()
    try workplace.run("init")
    try workplace.run("devices", "add", "PC-0007")
    let token = try #require(try workplace.answer("devices", "token", "PC-0007", "--json")["token"].string)
    let server = try workplace.start(["serve", "--listen", "127.0.0.1:0", "--agents", "127.0.0.1:0"])
    defer { server.terminate() }
    let lines = try server.lines(5)
    let port = try #require(lines.first { $0.hasPrefix("Agents") }?.split(separator: ":").last)
    let open = try #require(lines.first { $0.hasPrefix("Open") }?.split(separator: ":").last)
    let authority = workplace.data + "/keys/authority.pem"

    // A device, with a key and a request by openssl.
    _ = try Self.tool(
      workplace,
      "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out request.pem -subj /CN=x"
    )
    let signing = try Ed25519PrivateKey()
    let request: JSON = [
      "token": .string(token), "label": "a laptop",
      "csr": .string(String(decoding: Workplace.read(workplace.path + "/request.pem"), as: UTF8.self)),
      "signing_key": .string(Self.base64(signing.publicKey.bytes)),
    ]
    try workplace.write("enrol.json", request.canonicalText)
    let curl = "curl -sS --fail-with-body --cacert \(authority) "
    let answer = try JSON(
      parsing: Array(
        Self.tool(workplace, curl + "--json @files/enrol.json https://localhost:\(port)/agent/v1/enrol").utf8))
    #expect(answer["device"].string == "PC-0007")
    try workplace.write("certificate.pem", try #require(answer["certificate"].string))

    let boot = try #require(BootID([UInt8](repeating: 1, count: 16)))
    var batch = try #require(
      Batch(
        device: "PC-0007", epoch: Int(answer["epoch"].integer ?? 0), boot: boot,
        records: [Observation(sequence: 1, time: .now, uptime: 1, fact: .watchStarted(root: "/home"))], after: .start,
        sealed: .now, sealedUptime: 1))
    batch.signature = try signing.sign(batch.signedBytes)
    try workplace.write("batch", batch.bytes)
    let send =
      curl + "--cert files/certificate.pem --key key.pem -H 'Content-Type: application/vnd.hikae.batch' "
      + "--data-binary @files/batch -o receipt -w '%{http_code}' https://localhost:\(port)/agent/v1/batches"
    #expect(try Self.tool(workplace, send) == "200")
    let receipt = try Receipt(from: Workplace.read(workplace.path + "/receipt"))
    #expect(receipt.lastSequence == 1)

    // The entry reaches the log without anybody's doing.
    let key = try #require(answer["log"].string)
    var size = 0
    for _ in 0..<200 where size < receipt.entry {
      let checkpoint = try Self.tool(workplace, "curl -sS http://127.0.0.1:\(open)/log/checkpoint")
      #expect(checkpoint.hasPrefix(key.prefix { $0 != "+" } + "\n"))
      size = checkpoint.split(separator: "\n").dropFirst().first.flatMap { Int($0) } ?? 0
      usleep(50_000)
    }
    #expect(size >= receipt.entry)

    // The device is shown that what it sent stands there.
    let question = ReceiptQuestion(size: size, entries: [receipt.entry])
    try workplace.write("question.json", question.json.canonicalText)
    let proofs = ReceiptProof.list(
      try JSON(
        parsing: Array(
          Self.tool(
            workplace,
            curl + "--cert files/certificate.pem --key key.pem --json @files/question.json "
              + "https://localhost:\(port)/agent/v1/proofs"
          ).utf8)))
    #expect(proofs.map(\.entry) == [receipt.entry])
    #expect(
      proofs.first.flatMap { BatchEntry(entryBytes: $0.entryBytes) }?.digest == SHA256Digest(hashing: batch.signedBytes)
    )
    #expect(answer["proofs"] == true)

    // Shut out while the server runs.
    try workplace.run("devices", "revoke", "PC-0007")
    let refused = send.replacing("--fail-with-body ", with: "")
    #expect(try Self.tool(workplace, refused) == "403")

    let finished = server.stop()
    #expect(finished.status == 0)
    #expect(finished.lines.last == "Stopped.")
    #expect(!finished.errors.contains(token))
    #expect(!finished.errors.contains("a laptop"))
    #expect(try workplace.run("verify").status == 0)
    #expect(try workplace.run("rebuild").status == 0)
  }

  /// A server erases what is due by itself, and publishes that it did; the other client's list stays.
  @Test func aServerErasesWhatIsDue() throws {
    let workplace = try Workplace()
    try workplace.register()
    try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc)
    let list = try workplace.write("../list.csv", "氏名,生年月日,住所\n架空 花子,1980-01-01,架空県架空市\n")
    for (client, day) in [("1", "2020-01-01"), ("2", "2099-01-01")] {
      let taken = try workplace.run("incident", "mailing-list", "I-1", list, "--client", client, "--erase-on", day)
      #expect(taken.status == 0, "\(taken.errors)")
    }
    let server = try workplace.start(["serve", "--listen", "127.0.0.1:0"])
    defer { server.terminate() }
    _ = try server.lines(3)
    var erased: [JSON] = []
    for _ in 0..<200 where erased != [true, false] {
      erased = try workplace.run("incident", "mailing-list", "I-1", "--json").json().map { $0["erased"] }
      usleep(50_000)
    }
    #expect(erased == [true, false])
    #expect(server.stop().status == 0)
    #expect(try workplace.run("rebuild", "--json").json().first?["different_tables"] == .array([]))
    #expect(try workplace.run("verify").status == 0)
  }

  @Test func aWitnessOfAnotherPartyCosigns() throws {
    let workplace = try Workplace()
    try workplace.run("init", "--log-name", "log.example/a")
    let key = try workplace.run("log", "key").text.split(separator: "\n").first.map(String.init) ?? ""
    let state = workplace.path + "/witness"
    let witness = try workplace.start(
      ["witness", "--state", state, "--name", "witness.example/w", "--log", key, "--listen", "127.0.0.1:0"],
      withData: false)
    defer { witness.terminate() }
    let told = try witness.lines(2)
    let witnessKey = try #require(told.first?.split(separator: " ").last)
    let port = try #require(told.last?.split(separator: ":").last)
    try workplace.write(
      "policy", "log \(key)\nwitness w \(witnessKey) http://127.0.0.1:\(port)\nquorum w\n")
    let server = try workplace.start(
      ["serve", "--listen", "127.0.0.1:0", "--witnesses", workplace.files + "/policy"])
    defer { server.terminate() }
    let open = try #require(try server.lines(3).first { $0.hasPrefix("Open") }?.split(separator: ":").last)
    var checkpoint = ""
    for _ in 0..<200 where !checkpoint.contains("witness.example/w") {
      checkpoint = try Self.tool(workplace, "curl -sS http://127.0.0.1:\(open)/log/checkpoint")
      usleep(50_000)
    }
    #expect(checkpoint.contains("\u{2014} witness.example/w "))
    #expect(server.stop().status == 0)
    #expect(witness.stop().status == 0)
  }

  @Test func everythingWrongWithAConfigurationIsSaidAtOnce() throws {
    let workplace = try Workplace()
    try workplace.run("init")
    let finished = try workplace.run(
      "serve", "--listen", "0.0.0.0:1", "--agents", "nowhere", "--certificate-days", "3", "--tls-key", "/nowhere")
    #expect(finished.status == 2)
    #expect(finished.errors.split(separator: "\n").count == 4)
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// The shell, for peers that are programs.
enum Shell {
  static func run(_ script: String) throws -> Int32 {
    var child: pid_t = 0
    let texts = ["/bin/sh", "-c", script]
    let words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
    let path = strdup("PATH=" + (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"))
    defer { for word in words + [path] { free(word) } }
    let started = posix_spawn(&child, "/bin/sh", nil, nil, words + [nil], [path, nil])
    guard started == 0 else { return -1 }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
  }
}
