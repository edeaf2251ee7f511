import Accounts
import CanonicalForms
import Custody
import HikaeCommands
import Storage
import TestDatabases
import Testing

/// Keeping keys on the command line, from a file of Windows to a key that is shown once.
@Suite("Kept keys on the command line", .onEveryEngine) struct KeysCommandTests {
  private static let key = "593428-544896-123717-513139-038511-249546-061270-473869"
  private static let other = "430111-163042-207328-146498-387750-429847-478390-533995"
  private static let protector = "0F1D7B63-4C3B-408D-A813-812FD6CD530A"

  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.run("init")
    try place.run("devices", "add", "PC-17", "--kind", "laptop")
    // People, as the console makes them.
    let custody = try Custody(
      folder: DataFolder(place.data), database: place.database.postgresURL, beside: InstallationParts.all)
    let accounts = try Accounts(
      journal: custody.journal, keyPath: DataFolder(place.data).accountsKeyPath, cost: .least)
    for (login, role) in [("tanaka", Role.administrator), ("suzuki", .keyCustodian), ("sato", .keyCustodian)] {
      _ = try accounts.invite(
        login: login, name: login, roles: [role], organisation: nil, language: "ja", by: .hikae, at: .now)
    }
  }

  private var metadata: String {
    SourceTree.root + "/Tests/DiskEncryptionTests/Fixtures/bitlocker-xts128-two-recovery.metadata"
  }

  private func file() throws -> String {
    let text = """
      BitLocker Drive Encryption recovery key
      Identifier:
      \t\(Self.protector)
      Recovery Key:
      \t\(Self.key)
      """
    return try place.write("key.txt", [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
  }

  @Test func fromTheFileToTheKey() throws {
    let homeless = try place.run("import", "keys", try file(), "--json")
    #expect(homeless.status == 1, "\(homeless.errors)")
    let kept = try place.run("import", "keys", try file(), "--device", "pc-17", "--json")
    #expect(kept.status == 0, "\(kept.errors)")
    #expect(try kept.json().last?["new"].integer == 1 && kept.json().last?["format"].string == "recovery-file")
    #expect(try place.run("import", "metadata", "PC-17", metadata).status == 0)
    let proved = try place.run("keys", "prove", "--json")
    #expect(try proved.json().last?["proved"].integer == 1 && proved.json().last?["found"].integer == 1)
    #expect(try place.run("keys", "prove").status == 0)
    let list = try place.run("keys", "list", "--json")
    #expect(list.status == 0, "\(list.text)")
    #expect(try list.json().map { $0["state"].string } == ["proved", "proved"])
    #expect(try list.json().first?["device"].string == "PC-17")
    let shown = try place.run("keys", "show", "0F1D7B63", "--lang", "ja")
    #expect(shown.status == 0 && shown.text.contains("証明済み") && shown.text.contains("最終証明から 0 日"))
    // One asks, another agrees, the first sees it once.
    let request = try place.run(
      "keys", "request", Self.protector, "--case", "J-1", "--reason", "found", "--as", "tanaka", "--json")
    let id = try #require(try request.json().last?["id"].string, "\(request.errors)")
    #expect(try place.run("keys", "approve", id, "--as", "tanaka").status == 3)
    #expect(try place.run("keys", "reveal", id, "--as", "tanaka").status == 3)
    #expect(try place.run("keys", "approve", id, "--as", "suzuki").status == 0)
    let revealed = try place.run("keys", "reveal", id, "--as", "tanaka")
    #expect(revealed.text == Self.key + "\n", "standard output has the key and nothing else")
    #expect(!revealed.errors.contains(Self.key.prefix(6)))
    #expect(revealed.errors.contains("0 days since the last proof (class B)"), "how far it can be relied on")
    let requests = try place.run("keys", "requests", "--json")
    #expect(try requests.json().first?["class"].string == "B" && requests.json().first?["key_state"].string == "proved")
    #expect(try place.run("keys", "reveal", id, "--as", "tanaka").status == 3)
    let broken = try place.run(
      "keys", "break-glass", "CDF9683A", "--case", "J-1", "--reason", "night", "--as", "tanaka")
    #expect(broken.text == Self.other + "\n" && broken.errors.contains("WITHOUT APPROVAL"))
    let alarmed = try place.run("keys", "--json")
    #expect(alarmed.status == 1 && alarmed.text.contains("break_glass"))
    for output in [homeless, kept, proved, list, shown, request, alarmed] {
      for digits in [Self.key.prefix(6), Self.other.prefix(6)] {
        #expect(!output.text.contains(digits) && !output.errors.contains(digits))
      }
    }
    #expect(try place.run("keys", "rotate-kek", "--json").json().last?["count"].integer == 3)
    #expect(try place.run("verify").status == 0)
    #expect(try place.run("rebuild").status == 0)
  }

  /// The loss of a device whose key was proved: machines say that it was encrypted, the reporter says that it was not.
  @Test func aLossTakesAlongWhatIsProved() throws {
    try place.run("import", "keys", try file(), "--device", "PC-17")
    try place.run("import", "metadata", "PC-17", metadata)
    try place.run("keys", "prove")
    let seen = Moment(milliseconds: Moment.now.milliseconds + 1).utc
    #expect(try place.run("lost", "PC-17", "--last-seen", seen, "--says-encrypted", "--says-not-encrypted").status == 2)
    let lost = try place.run("lost", "PC-17", "--last-seen", Moment.now.utc, "--says-not-encrypted")
    #expect(lost.status == 1, "\(lost.errors)")
    let shown = try place.run("incident", "show", "I-1", "--json")
    let answer = try #require(shown.json().first)
    guard case .array(let statements) = answer["statements"], case .array(let clashes) = answer["contradictions"] else {
      Issue.record("no statements: \(shown.errors)")
      return
    }
    func standing(_ fact: String) -> JSON? {
      statements.first { $0["fact"].string == fact && $0["stands"].boolean == true }
    }
    #expect(standing("encryption_state")?["answer"]["value"].string == "on")
    #expect(standing("recovery_key")?["answer"]["value"].string == "unlocked")
    #expect(standing("recovery_key")?["source"].string == "log")
    #expect(clashes.contains { $0["kind"].string == "claim_against_evidence" })
    let reasoning = place.path + "/reasoning.html"
    try place.run("incident", "obligations", "I-1", "--html", reasoning)
    #expect(String(decoding: Workplace.read(reasoning), as: UTF8.self).contains("recovery_keys"))
    #expect(try place.run("incident", "scope", "I-1").status == 0)
    #expect(!shown.text.contains(Self.key.prefix(6)))
    #expect(try place.run("rebuild").status == 0)
  }

  /// Graph names a device by an id of its own.
  @Test func aMapSaysWhichDeviceIsMeant() throws {
    let graph = try place.write(
      "graph.json",
      """
      {"id": "\(Self.protector)", "key": "\(Self.key)", "createdDateTime": "2026-01-02T03:04:05Z",
       "deviceId": "1ab40ab2-32a8-4b00-b6b5-ba724e407de9"}
      """)
    let map = try place.write("map.csv", "1AB40AB2-32A8-4B00-B6B5-BA724E407DE9,\"pc-17\"\n")
    let bad = try place.write("bad.csv", "a,b\nonly one\n")
    let refused = try place.run("import", "keys", graph, "--device-map", bad)
    #expect(refused.status != 0 && refused.errors.contains("line 2"))
    #expect(try place.run("import", "keys", graph, "--device-map", map).status == 0)
    #expect(try place.run("keys", "list", "--json").json().first?["device"].string == "PC-17")
  }

  /// FileVault: what the Mac says is taken down as what the Mac says.
  @Test func aMacsWordIsClassC() throws {
    let file = try place.write(
      "keys.csv",
      "device,protector,kind,key\nMAC-1,,filevault,ABCD-EFGH-IJKL-MNOP-QRST-UVWX\nPC-17,3,luks,a passphrase\n")
    try place.run("import", "keys", file)
    func key(of device: String) throws -> JSON {
      try #require(
        try place.run("keys", "list", "--device", device, "--json").json().first { $0["alarm"] == .null })
    }
    let id = try #require(try key(of: "MAC-1")["id"].string)
    #expect(try place.run("keys", "attest", id, "perhaps").status != 0)
    let yes = try place.run("keys", "attest", id, "true", "--seen", "2026-01-02T03:04:00Z")
    #expect(yes.status == 0 && yes.text.contains("class C"))
    #expect(try key(of: "MAC-1")["proof"]["as_of"].moment == Moment(parsing: "2026-01-02T03:04:00Z"))
    #expect(try place.run("keys", "attest", id, "false").status == 1)
    #expect(try key(of: "MAC-1")["proof"]["refusals"].strings == ["device_refused"])
    #expect(try place.run("keys", "attest", #require(key(of: "PC-17")["id"].string), "true").status == 2)
  }

  @Test func drillsAndPolicies() throws {
    let planned = try place.run("keys", "drill", "plan", "PC-17", "--due", "2026-12-24")
    let id = try #require(planned.text.split(separator: " ").first { $0.hasPrefix("d-") }.map(String.init))
    #expect(try place.run("keys", "drill", "done", id, "--outcome", "opened", "--minutes", "38").status == 2)
    let done = ["keys", "drill", "done", id, "--outcome", "opened", "--minutes", "38", "--note", "tanaka, suzuki"]
    #expect(try place.run(done + ["--as", "nobody"]).status == 3)
    #expect(try place.run(done + ["--as", "suzuki"]).status == 0)
    #expect(try place.run("keys", "drill", "--json").json().first?["minutes"].integer == 38)
    #expect(try place.run("keys", "policy", "--approvals", "2").status == 2)
    #expect(try place.run("keys", "policy", "--approvals", "2", "--as", "tanaka").status == 3)
    #expect(try place.run("keys", "policy", "--approvals", "2", "--as", "suzuki").text.contains("Approvals: 2."))
    #expect(try place.run("keys", "policy", "--approvals", "0", "--as", "suzuki").status == 3)
    #expect(try place.run("keys", "policy", "--approvals", "3", "--as", "suzuki").status == 3, "there are two")
    // A laptop without any key needs attention.
    #expect(try place.run("keys").status == 1)
    #expect(try place.run("import", "keys", metadata).status == 2)
  }
}
