import Accounts
import CanonicalForms
import Console
import KeyEscrow
import Testing
import Wording

/// What pages say about kept keys.
@Suite("Console: keys") struct KeyPageTests {
  private func rows(_ body: String) -> [String] {
    body.matches(of: /<tr><th scope="row">(?:<a href="\/devices\/[^"]*">)?([^< ]+)/).map { String($0.1) }
  }

  @Test func keysByState() async throws {
    let house = try ConsoleHouse()
    try house.keepKeys()
    let page = try await house.get("/keys", as: .keyCustodian)
    #expect(page.status == 200)
    #expect(rows(page.body) == ["PC-2", "PC-1", "PC-1"], "the gravest first: a laptop without any key")
    #expect(page.body.contains("キーの保管なし") && page.body.contains("証明済み") && page.body.contains("0 日"))
    func found(_ query: String) async throws -> [String] {
      rows(try await house.get("/keys?" + query, as: .auditor).body)
    }
    #expect(try await found("state=none") == ["PC-2"])
    #expect(try await found("state=proved") == ["PC-1", "PC-1"])
    #expect(try await found("state=drifted") == [])
    #expect(try await found("q=0F1D7B63") == ["PC-1"], "as the locked screen shows it")
    #expect(try await found("q=\(ConsoleHouse.protector)") == ["PC-1"])
    #expect(try await found("q=%EF%BC%90f1d7b63") == ["PC-1"], "as somebody types it")
    #expect(try await found("q=%7B\(ConsoleHouse.protector)%7D") == ["PC-1"], "as other tools write it")
    #expect(try await found("state=nonsense&page=99") == ["PC-2", "PC-1", "PC-1"])
    let csv = try await house.get("/keys.csv?encoding=utf-8", as: .auditor)
    #expect(csv.body.contains("bitlocker-native/1") && csv.body.contains(ConsoleHouse.protector))
    #expect(!ConsoleHouse.hasSecret(csv.body))
    let today = try await house.get("/", as: .keyCustodian).body
    #expect(today.contains("回復キーの保管がない端末: 1 台"))
  }

  @Test func aKeyHasAHistory() async throws {
    let house = try ConsoleHouse()
    let key = try house.keepKeys()
    for language in Language.allCases {
      let answer = try await house.get("/keys/\(key)?lang=\(language.rawValue)", as: .auditor)
      #expect(answer.status == 200 && answer.body.contains("bitlocker-native/1"))
      #expect(!answer.body.contains("{{") && !answer.body.contains("<dt></dt>") && !answer.body.contains("<dd></dd>"))
      #expect(!answer.body.contains("/break-glass"), "an auditor looks")
    }
    let before = try house.escrow.history(of: #require(try house.escrow.key(key))).count
    #expect(try await house.post("/keys/\(key)/prove", as: .keyCustodian).status == 303)
    #expect(try house.escrow.history(of: #require(try house.escrow.key(key))).count == before + 1)
    #expect(try await house.get("/keys/k-none", as: .auditor).status == 404)
    let unproved = try await house.post("/keys/\(key)/request", ["case": "", "reason": "x"], as: .administrator)
    #expect(unproved.status == 422 && unproved.body.contains("role=\"alert\""))
    // Asking is on record, and so is looking.
    #expect(try house.custody.journal.latest(before: .max, kind: "data.read", limit: 1).isEmpty == false)
  }

  @Test func aDeviceShowsItsKeysToThoseWhoMaySeeThem() async throws {
    let house = try ConsoleHouse()
    try house.keepKeys()
    let body = try await house.get("/devices/PC-1", as: .keyCustodian).body
    #expect(body.contains("暗号化と回復キー") && body.contains("aes-xts-128") && body.contains("暗号化済み"))
    #expect(body.contains("最終証明からの日数") && body.contains("0 日"))
    #expect(try await house.get("/devices/PC-2", as: .administrator).body.contains("回復キーが保管されていません"))
    #expect(try await !house.get("/devices/PC-1", as: .approver).body.contains("暗号化と回復キー"))
  }

  /// A disk was replaced: whoever approves keys says so on the device's page, and the volume is no alarm any more.
  @Test func aVolumeThatIsGoneIsStruckOff() async throws {
    let house = try ConsoleHouse()
    try house.keepKeys()
    let path = "/devices/\(ConsoleHouse.device)"
    #expect(try await !house.get(path, as: .administrator).body.contains("/volumes/retire"))
    let page = try await house.get(path, as: .keyCustodian).body
    let volume = String(try #require(page.firstMatch(of: /name="volume" value="([^"]+)"/)).1)
    let retire = path + "/volumes/retire"
    #expect(try await house.post(retire, ["volume": volume, "reason": " "], as: .keyCustodian).status == 422)
    #expect(try await house.post(retire, ["volume": "another", "reason": "交換"], as: .keyCustodian).status == 404)
    #expect(try await house.post(retire, ["volume": volume, "reason": "交換"], as: .administrator).status == 403)
    let done = try await house.post(retire, ["volume": volume, "reason": "ディスクを交換した"], as: .keyCustodian)
    #expect(done.status == 303 && done.location == path + "#keys")
    let after = try await house.get(path, as: .keyCustodian).body
    #expect(after.contains("除外済み") && !after.contains("/volumes/retire"))
    #expect(try house.escrow.snapshot(at: .now).isRetired(volume, of: ConsoleHouse.device))
    // Whoever has not given a password lately gives it first.
    #expect(
      try await house.later(minutes: 11).post(retire, ["volume": volume, "reason": "x"], as: .keyCustodian).location?
        .hasPrefix("/confirm") == true)
  }

  @Test func drillsArePlannedAndTheirResultStays() async throws {
    let house = try ConsoleHouse()
    try house.keepKeys()
    func plan(_ device: String, _ due: String) async throws -> Int {
      try await house.post("/drills", ["device": device, "due": due], as: .keyCustodian).status
    }
    #expect(try await plan("PC-1", "soon") == 422)
    #expect(try await plan("PC-1", "2020-01-01 00:00") == 422)
    #expect(try await plan("none", "2099-12-24 17:00") == 422)
    #expect(try await plan("PC-1", "2099-12-24 17:00") == 303)
    let drill = try #require(try house.escrow.drills().first?.id)
    func done(_ minutes: String, _ note: String) async throws -> Int {
      try await house.post(
        "/drills/\(drill)", ["outcome": "opened", "minutes": minutes, "note": note], as: .administrator
      ).status
    }
    #expect(try await done("many", "甲") == 422)
    #expect(try await done("38", "") == 422)
    #expect(try await done("", "甲") == 422)
    #expect(try await done("38", "実施 甲、立会 乙") == 303)
    #expect(try await done("38", "甲") == 404)
    let page = try await house.get("/drills", as: .auditor).body
    #expect(page.contains("開錠できた") && page.contains("実施 甲、立会 乙") && page.contains(">38<"))
    #expect(page.contains("#proofs") && page.contains("B · "), "what was proved, beside what people say")
  }

  /// What machines know of the encryption is evidence; what the reporter says against it is shown as a contradiction.
  @Test func aLossComesWithWhatProofsShow() async throws {
    let house = try ConsoleHouse()
    try house.keepKeys(at: Moment(milliseconds: Moment.now.milliseconds - 86_400_000))
    let lost = try await house.post(
      "/lost", ["device": "PC-1", "last_seen": Moment.now.localMinute, "encrypted": "off"], as: .privacyOfficer)
    #expect(lost.location == "/incidents/I-1")
    let page = try await house.get("/incidents/I-1", as: .privacyOfficer).body
    #expect(page.contains("recovery_keys") && page.contains("クラス B") && page.contains("bitlocker-native/1"))
    #expect(page.contains("食い違い"))
    let reasoning = try await house.get("/incidents/I-1/obligations", as: .privacyOfficer).body
    #expect(reasoning.contains("AES-XTS"))
    #expect(!ConsoleHouse.hasSecret(page + reasoning))
  }
}
