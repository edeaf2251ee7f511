import Accounts
import CanonicalForms
import Custody
import Glibc
import HikaeCommands
import Storage
import TestDatabases
import Testing

/// Three custodians, two of whom open a key together: the whole way on the command line, each step on whosever machine it is.
@Suite("Custodians on the command line", .onEveryEngine) struct CustodianCommandTests {
  private static let key = "593428-544896-123717-513139-038511-249546-061270-473869"
  private static let protector = "0F1D7B63-4C3B-408D-A813-812FD6CD530A"
  private static let custodians = ["suzuki", "sato", "ito"]

  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.run("init")
    try place.run("devices", "add", "PC-17", "--kind", "laptop")
    let custody = try Custody(
      folder: DataFolder(place.data), database: place.database.postgresURL, beside: InstallationParts.all)
    let accounts = try Accounts(
      journal: custody.journal, keyPath: DataFolder(place.data).accountsKeyPath, cost: .least)
    for login in ["tanaka"] + Self.custodians {
      _ = try accounts.invite(
        login: login, name: login, roles: [login == "tanaka" ? .administrator : .keyCustodian], organisation: nil,
        language: "ja", by: .hikae, at: .now)
    }
    for login in ["tanaka", "again"] + Self.custodians {
      try place.write("\(login).pass", "a passphrase of \(login)\n")
    }
  }

  private func path(_ name: String) -> String { place.path + "/files/" + name }

  /// A command on somebody's own machine: it gets no installation.
  @discardableResult
  private func alone(_ arguments: String...) throws -> Workplace.Finished {
    try place.start(arguments, withData: false).wait()
  }

  /// Makes a key pair.
  /// - Returns: the public key and its fingerprint, as they are printed.
  private func pair(_ name: String) throws -> (key: String, fingerprint: String) {
    let made = try alone(
      "custodian", "new", path("\(name).key"), "--passphrase-file", path("\(name).pass"), "--lang", "en")
    try #require(made.status == 0, "\(made.errors)")
    let lines = made.lines
    return (
      String(lines[0].dropFirst("Public key: ".count)), String(lines[1].dropFirst("Fingerprint: ".count))
    )
  }

  /// The first word of what a proposal prints is its id.
  private func proposal(_ finished: Workplace.Finished) throws -> String {
    try #require(finished.status == 0, "\(finished.errors)")
    return String(try #require(finished.text.split(separator: ":").first))
  }

  private func enrol() throws {
    for login in Self.custodians {
      let made = try pair(login)
      let id = try proposal(place.run("custodian", "propose", login, made.key, "--as", "tanaka"))
      let other = login == "sato" ? "suzuki" : "sato"
      #expect(
        try place.run("custodian", "confirm", id, "--fingerprint", "0000", "--as", other).status == 3,
        "what was heard has to be the fingerprint")
      #expect(
        try place.run("custodian", "confirm", id, "--fingerprint", made.fingerprint, "--as", "tanaka").status == 3)
      let confirmed = try place.run("custodian", "confirm", id, "--fingerprint", made.fingerprint, "--as", other)
      #expect(confirmed.status == 0, "\(confirmed.errors)")
    }
    var rule = ["custodian", "rule", "--needed", "2", "--class", "laptop", "--as", "suzuki"]
    for login in Self.custodians { rule += ["--custodian", login] }
    let id = try proposal(place.run(rule))
    #expect(try place.run("custodian", "confirm", id, "--as", "suzuki").status == 3)
    #expect(try place.run("custodian", "confirm", id, "--as", "sato").status == 0)
  }

  /// Keeps a key, proves it, and so seals it.
  private func seal() throws {
    let table = try place.write("keys.csv", "device,protector,key\nPC-17,\(Self.protector),\(Self.key)\n")
    #expect(try place.run("import", "keys", table).status == 0)
    let metadata = SourceTree.root + "/Tests/DiskEncryptionTests/Fixtures/bitlocker-xts128-two-recovery.metadata"
    #expect(try place.run("import", "metadata", "PC-17", metadata).status == 0)
    for _ in 0..<2 { #expect(try place.run("keys", "prove").status == 0) }
  }

  /// An approved request.
  private func request(_ oneTime: String, drill: Bool = false) throws -> String {
    var words = [
      "keys", "request", Self.protector, "--case", "J-1", "--reason", "found", "--as", "tanaka", "--recipient", oneTime,
      "--json",
    ]
    if drill { words.append("--drill") }
    let made = try place.run(words)
    let id = try #require(try made.json().last?["id"].string, "\(made.errors)")
    #expect(try place.run("keys", "approve", id, "--as", "suzuki").status == 0)
    return id
  }

  private func open(
    _ request: String, _ login: String, _ fingerprint: String, _ more: String...
  ) throws -> Workplace.Finished {
    try place.start(
      [
        "custodian", "open", request, "--key", path("\(login).key"), "--passphrase-file", path("\(login).pass"),
        "--recipient", fingerprint, "--to", path("\(login).answer"), "--lang", "en",
      ] + more, withData: false
    ).wait()
  }

  /// A requester can write a file that nobody approved: the log's key has signed none of it.
  private func aForgedRequestIsToldFromAnApproved(_ file: String, _ fingerprint: String) throws {
    let log = try #require(try place.run("log", "key").lines.first)
    let opened = try open(file, "ito", fingerprint, "--log-key", log)
    #expect(opened.status == 0 && opened.errors.contains("Signed by the server"), "\(opened.errors)")
    guard case .object(let members) = try JSON(parsing: Workplace.read(file)) else { return }
    var unsigned = members
    unsigned["signature"] = nil
    for forged in [
      JSON.object(members.merging(["case": "J-2"]) { $1 }), .object(members.merging(["drill": true]) { $1 }),
      .object(members.merging(["request": "r-0000000000000000"]) { $1 }), .object(unsigned),
    ] {
      try #require(forged != .object(members))
      let path = try place.write("forged", forged.canonicalText)
      let refused = try open(path, "ito", fingerprint, "--log-key", log)
      #expect(refused.status == 3 && refused.errors.contains("not signed"), "\(refused.errors)")
    }
    #expect(try open(file, "ito", fingerprint, "--log-key", "no+key").status == 2)
  }

  private func combine(_ more: String...) throws -> Workplace.Finished {
    try place.start(
      [
        "custodian", "combine", path("collected"), "--key", path("tanaka.key"), "--passphrase-file",
        path("tanaka.pass"), "--lang", "en",
      ] + more, withData: false
    ).wait()
  }

  @Test func twoOfThreeOpenAKeyThatTheServerCannot() throws {
    try enrol()
    try seal()
    let listed = try place.run("keys", "list", "--json")
    #expect(try listed.json().map { $0["state"].string } == ["sealed", "sealed"])
    let shown = try place.run("keys", "show", "0F1D7B63")
    #expect(shown.text.contains("2 of 3 (suzuki, sato, ito)"), "\(shown.text)")
    let names = try place.run("custodian")
    #expect(names.text.contains("laptop: sealed to custodians, 2 of 3 (suzuki, sato, ito)"))
    // Neither proving nor the usual ways of showing open it, whoever has the machine.
    #expect(try place.run("keys", "prove", "0F1D7B63").status == 3)
    #expect(
      try place.run("keys", "request", Self.protector, "--case", "J-1", "--reason", "x", "--as", "tanaka").status == 3)
    #expect(
      try place.run("keys", "break-glass", Self.protector, "--case", "J-1", "--reason", "x", "--as", "tanaka").status
        == 3)
    let oneTime = try pair("tanaka")
    let id = try request(oneTime.key)
    let file = path("request")
    #expect(try place.run("custodian", "request", id, "--to", file).status == 0)
    #expect(try place.run("custodian", "collect", id, "--to", path("collected"), "--as", "tanaka").status == 3)
    let other = try pair("again")
    #expect(try open(file, "ito", other.fingerprint).status == 3, "opened for nobody but the requester")
    try aForgedRequestIsToldFromAnApproved(file, oneTime.fingerprint)
    for (number, login) in ["ito", "suzuki"].enumerated() {
      let opened = try open(file, login, oneTime.fingerprint)
      #expect(opened.status == 0 && opened.errors.contains("SHOWN"), "\(opened.errors)")
      // The file is no proof of an approval, and what is not handed in is in no journal.
      #expect(opened.errors.contains("\(id) has to be approved there, asked for by tanaka, in case J-1"))
      #expect(opened.text.contains("hikae custodian contribute") && opened.text.contains("never"))
      let handed = try place.run("custodian", "contribute", path("\(login).answer"), "--as", login)
      #expect(handed.status == 0 && handed.text.contains("\(number + 1) custodians"), "\(handed.errors)")
      if number == 0 {
        #expect(
          try place.run("custodian", "collect", id, "--to", path("collected"), "--as", "tanaka").status == 3,
          "one alone")
      }
    }
    #expect(try place.run("custodian", "contribute", path("ito.answer"), "--as", "sato").status == 3)
    #expect(try place.run("custodian", "collect", id, "--to", path("collected"), "--as", "tanaka").status == 0)
    let combined = try combine()
    #expect(combined.text == Self.key + "\n", "\(combined.errors)")
    #expect(combined.errors.contains("class B") && !combined.errors.contains(Self.key.prefix(6)))
    #expect(access(path("tanaka.key"), F_OK) != 0, "the one-time key is spent")
    let requests = try place.run("keys", "requests", "--json").json()
    #expect(requests.first?["contributors"].strings.count == 2)
    #expect(try place.run("keys", "rotations").text.contains("PC-17"))
    #expect(try place.run("keys", "rotate-kek").status == 0)
    #expect(try place.run("verify").status == 0)
    #expect(try place.run("rebuild").status == 0)
    for output in [listed, shown, names] { #expect(!output.text.contains(Self.key.prefix(6))) }
  }

  @Test func aDrillProvesWithoutShowingAnything() throws {
    try enrol()
    try seal()
    let oneTime = try pair("tanaka")
    let id = try request(oneTime.key, drill: true)
    #expect(try place.run("custodian", "request", id, "--to", path("request")).status == 0)
    for login in ["sato", "ito"] {
      let opened = try open(path("request"), login, oneTime.fingerprint)
      #expect(opened.status == 0 && opened.errors.contains("not shown"), "\(opened.errors)")
      #expect(try place.run("custodian", "contribute", path("\(login).answer"), "--as", login).status == 0)
    }
    #expect(try place.run("custodian", "collect", id, "--to", path("collected"), "--as", "tanaka").status == 0)
    #expect(try combine().status == 2, "the result goes into a file")
    let combined = try combine("--to", path("result"))
    #expect(combined.status == 0, "\(combined.errors)")
    for text in [combined.text, combined.errors, String(decoding: Workplace.read(path("result")), as: UTF8.self)] {
      #expect(!text.contains(Self.key.prefix(6)))
    }
    let taken = try place.run("custodian", "drill-result", path("result"), "--as", "tanaka", "--json")
    #expect(try taken.json().last?["verdict"].string == "proved", "\(taken.errors)")
    #expect(try place.run("custodian", "drill-result", path("result"), "--as", "tanaka").status == 3, "once")
    #expect(try place.run("keys", "rotations").text.isEmpty || !place.run("keys", "rotations").text.contains("PC-17"))
    #expect(try place.run("rebuild").status == 0)
  }

  @Test func aShortPassphraseAndAFileThatIsThereAreRefused() throws {
    try place.write("short.pass", "short\n")
    let short = try alone(
      "custodian", "new", path("short.key"), "--passphrase-file", path("short.pass"), "--lang", "en")
    #expect(short.status == 3 && short.errors.contains("12 characters") && access(path("short.key"), F_OK) != 0)
    _ = try pair("ito")
    let before = Workplace.read(path("ito.key"))
    #expect(try alone("custodian", "new", path("ito.key"), "--passphrase-file", path("ito.pass")).status == 3)
    #expect(Workplace.read(path("ito.key")) == before)
    var status = stat()
    #expect(stat(path("ito.key"), &status) == 0 && status.st_mode & 0o777 == 0o600)
  }
}
