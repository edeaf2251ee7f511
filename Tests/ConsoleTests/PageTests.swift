import Accounts
import CanonicalForms
import Console
import Cryptography
import Custody
import HTTPTypes
import Storage
import TestDatabases
import Testing
import Wording

/// What pages say.
@Suite("Console: pages", .onEveryEngine) struct PageTests {
  private static let pages = [
    "/", "/devices", "/devices/PC-1", "/devices/PC-2", "/devices/PC-1/scope", "/lost", "/incidents", "/devices/new",
    "/devices/PC-1/edit", "/clients", "/clients/117", "/unread", "/journal", "/journal/3", "/account", "/settings",
    "/keys", "/reveals", "/drills", "/nothing",
  ]

  @Test(arguments: Language.allCases) func pagesAreWhole(language: Language) async throws {
    let house = try ConsoleHouse()
    for path in Self.pages {
      let answer = try await house.get(path + "?lang=\(language.rawValue)", as: .privacyOfficer)
      #expect(answer.status == (path == "/nothing" ? 404 : 200), "\(path)")
      #expect(answer.body.contains("<html lang=\"\(language.rawValue)\">"), "\(path)")
      #expect(!answer.body.contains("{{") && !answer.body.contains("}}"), "\(path)")
      #expect(answer.body.contains("<h1>"), "\(path)")
      // What cannot be found in a template comes out as nothing: no empty heading, title or label is left.
      for nothing in ["<h1></h1>", "<h2></h2>", "<title> –", "<button></button>", "<label></label>"] {
        #expect(!answer.body.contains(nothing), "\(path): \(nothing)")
      }
      #expect(answer.body.utf8.count < 100_000, "\(path)")
    }
  }

  /// A text that a template names and no catalogue has would be left out in silence.
  @Test func templatesNameTextsThatThereAre() throws {
    var named = 0
    for (name, source) in Console.templateSources {
      for match in source.matches(of: /\{\{t\.([A-Za-z0-9]+)\}\}/) {
        named += 1
        #expect(PagePhrase(rawValue: String(match.1)) != nil, "\(name): \(match.1)")
      }
      let opened = source.matches(of: /\{\{[#^]([^}]+)\}\}/).map { String($0.1) }.sorted()
      let closed = source.matches(of: /\{\{\/([^}]+)\}\}/).map { String($0.1) }.sorted()
      for name in Set(opened) where !["layout", "content"].contains(name) {
        #expect(
          opened.count { $0 == name } == closed.count { $0 == name }, "\(name) is not closed as often as it is opened")
      }
    }
    #expect(named > 150)
  }

  @Test func todaySaysWhatWaits() async throws {
    let house = try ConsoleHouse()
    let body = try await house.get("/", as: .privacyOfficer).body
    // Client 117's agreement is over: its 30 people should be gone.
    #expect(body.contains("自分の健康保険組合: 保存期限を過ぎたデータ"))
    #expect(body.contains("<strong>40 人</strong>") && body.contains("<strong>30 人</strong>"))
    #expect(body.contains("一度も走査していない端末: 1 台"))
    #expect(body.contains("読めなかったファイル: 1 件"))
  }

  /// A copied or tampered device is shown where people look, with what to do.
  @Test func aDeviceThatContradictsItselfIsShown() async throws {
    let house = try ConsoleHouse()
    let body: JSON = [
      "device": "PC-1", "epoch": 1, "first": 1, "last": 4, "digest": JSON(bytes: [UInt8](repeating: 7, count: 32)),
      "signature": JSON(bytes: [1]),
    ]
    try house.custody.journal.append(NewEntry(kind: "batch.refused", body: body), at: .now, by: "test")
    try house.board.refresh(house.custody, at: .now)
    let today = try await house.get("/", as: .administrator).body
    #expect(today.contains("以前の報告と食い違う記録を送ってきた端末"))
    #expect(today.contains("/devices?state=conflict"))
    #expect(try await house.get("/devices/PC-1", as: .administrator).body.contains("食い違う記録を 1 回"))
    let list = try await house.get("/devices?state=conflict", as: .administrator).body
    #expect(list.contains("PC-1") && !list.contains("PC-2"))
  }

  /// What a device holds against the log, and that it is not let in any more, stand on its page with what is to be done.
  @Test func whatIsWrongWithAnAgentIsShown() async throws {
    let house = try ConsoleHouse()
    let custody = house.custody
    let now = Moment.now
    let (hash, ended) = (SHA256Digest(hashing: Array("t".utf8)), Moment(milliseconds: now.milliseconds - 1_000))
    func page() async throws -> String { try await house.get("/devices/PC-1", as: .administrator).body }
    let before = try await page()
    #expect(!before.contains("hikae devices token"))
    try custody.openEnrolment(
      of: "PC-1", tokenHash: hash, expires: Moment(milliseconds: now.milliseconds + 60_000), at: now)
    _ = try custody.enrol(
      tokenHash: hash, signingKey: [UInt8](repeating: 1, count: 32), label: "", serial: "ab", notAfter: ended, at: now)
    let over = try await page()
    #expect(over.contains("エージェントの証明書は \(ended.localMinute) に期限が切れました"))
    #expect(over.contains("<code>hikae devices token PC-1</code>"))
    #expect(!over.contains("端末は、"))
    try custody.revokeCertificate(serial: "ab", of: "PC-1", reason: "lost")
    let revoked = try await page()
    #expect(revoked.contains("エージェントの証明書は失効済み"))
    let doubts: [(code: String, entry: JSON)] = [
      ("log_contradicted", .null), ("proof_wrong", 12), ("proof_late", 1_234),
    ]
    for doubt in doubts {
      let body: JSON = ["device": "PC-1", "code": .string(doubt.code), "entry": doubt.entry]
      try custody.journal.append(NewEntry(kind: "log.doubted", body: body), at: now, by: "test")
    }
    let doubted = try await page()
    for text in ["食い違っている、または止まっている", "記録 12 が送信した内容と異なる", "受領証のある記録 1,234", "hikae verify"] {
      #expect(doubted.contains(text), "\(text)")
    }
    // What was said days ago, and not since, is in the journal.
    let former: JSON = ["device": "PC-2", "code": "log_contradicted", "entry": .null]
    try custody.journal.append(
      NewEntry(kind: "log.doubted", body: former), at: Moment(milliseconds: now.milliseconds - 4 * 86_400_000),
      by: "test")
    let other = try await house.get("/devices/PC-2", as: .administrator).body
    #expect(!other.contains("食い違っている、または止まっている"))
  }

  @Test func deviceListsCanBeNarrowedByLink() async throws {
    let house = try ConsoleHouse()
    func rows(_ query: String) async throws -> [String] {
      let body = try await house.get("/devices?" + query, as: .privacyOfficer).body
      return body.matches(of: /<th scope="row"><a href="[^"]*">([^<]*)<\/a>/).map { String($0.1) }
    }
    #expect(try await rows("") == ["PC-1", "PC-2"])
    #expect(try await rows("state=overdue") == ["PC-1"])
    #expect(try await rows("state=never") == ["PC-2"])
    #expect(try await rows("q=%EF%BC%B0%EF%BC%A3-2") == ["PC-2"], "full width letters find narrow ones")
    #expect(try await rows("state=lost") == [])
    #expect(try await rows("sort=id&kind=laptop") == ["PC-1", "PC-2"])
    #expect(try await rows("page=99") == ["PC-1", "PC-2"], "a page that there is not is the last one")
    #expect(try await rows("state=nonsense&sort=nonsense&kind=nonsense") == ["PC-1", "PC-2"])
  }

  /// From "I lost my laptop" to the packs, as the pages have it.
  @Test func aLossIsReportedAndAnswered() async throws {
    let house = try ConsoleHouse()
    for (device, seen) in [("PC-1", "yesterday"), ("PC-1", "2099-01-01 00:00"), ("PC-99", "2026-01-01 00:00")] {
      let answer = try await house.post("/lost", ["device": device, "last_seen": seen], as: .staff)
      #expect(answer.status == 422, "\(device) \(seen)")
    }
    let now = Moment.now.localMinute
    let reported = try await house.post(
      "/lost", ["device": "PC-1", "last_seen": now, "holds": "no", "prefecture": "14"], as: .staff)
    #expect(reported.status == 200 && reported.body.contains("I-1"))
    #expect(!reported.body.contains(ConsoleHouse.holder))
    #expect(try house.custody.device("PC-1")?.status == .lost)
    let entry = try #require(try house.custody.journal.latest(before: .max, kind: "loss.reported", limit: 1).first)
    #expect(entry.actor == house.visitors[.staff]?.account.id.text)
    try house.board.refresh(house.custody, at: .now)
    #expect(try await house.get("/", as: .privacyOfficer).body.contains("紛失の申告がある端末"))

    // The claim "no personal data" stands against the evidence, and is shown so.
    let page = try await house.get("/incidents/I-1", as: .privacyOfficer)
    #expect(page.status == 200)
    #expect(page.body.contains("40 人") && page.body.contains("食い違い"))
    let pair = try #require(page.body.firstMatch(of: /name="pair" value="([0-9]+\/[0-9]+)"/)).1
    let resolved = try await house.post(
      "/incidents/I-1/contradictions", ["pair": String(pair), "reason": "確認した"], as: .privacyOfficer)
    #expect(resolved.location == "/incidents/I-1#statements")
    let stated = try await house.post(
      "/incidents/I-1/statements",
      [
        "fact": "found_at", "value": now, "kind": "evidence", "source": "document", "reference": "遺失届 12",
        "said": now,
      ], as: .privacyOfficer)
    #expect(stated.status == 303)
    let wrong = try await house.post(
      "/incidents/I-1/statements", ["fact": "people_count", "value": "many", "reference": "x"], as: .privacyOfficer)
    #expect(wrong.status == 422)
    #expect(try await house.post("/incidents/I-1/packs", as: .privacyOfficer).status == 303)
    let pack = try await house.get("/incidents/I-1/packs/117", as: .privacyOfficer)
    #expect(pack.status == 200 && !pack.body.contains(ConsoleHouse.foreignName))
    #expect(try await house.post("/incidents/I-1/packs/117", ["act": "handed"], as: .privacyOfficer).status == 303)
    #expect(
      try await house.post("/incidents/I-1/tasks", ["task": "1", "state": "done"], as: .privacyOfficer).status == 303)
    for path in ["/obligations", "/report", "/report?kind=final", "/texts", "?order=known"] {
      #expect(try await house.get("/incidents/I-1" + path, as: .auditor).status == 200, "\(path)")
    }
    #expect(try await house.get("/incidents/I-9", as: .auditor).status == 404)
  }

  @Test func anotherTimeCanBeAskedFor() async throws {
    let house = try ConsoleHouse()
    let early = try await house.get("/devices/PC-1/scope?at=2020-01-01+00:00", as: .privacyOfficer)
    #expect(early.status == 200 && early.body.contains("一度も走査されていません"))
    for query in ["at=soon", "at=2099-01-01+00:00", "known=soon"] {
      #expect(try await house.get("/devices/PC-1/scope?" + query, as: .privacyOfficer).status == 422, "\(query)")
    }
    #expect(try await house.get("/devices/none/scope", as: .privacyOfficer).status == 404)
  }

  @Test func aDeviceIsRegisteredOnce() async throws {
    let house = try ConsoleHouse()
    #expect(try await house.post("/devices/new", ["id": ""], as: .administrator).status == 422)
    let form: KeyValuePairs = ["id": "PC/9 あ", "label": "新", "kind": "usb", "holder": "甲", "status": "stored"]
    let made = try await house.post("/devices/new", form, as: .administrator)
    #expect(made.location == "/devices/PC%2F9%20%E3%81%82?saved=1")
    #expect(try await house.get(try #require(made.location), as: .administrator).status == 200)
    let again = try await house.post("/devices/new", ["id": "PC/9 あ", "label": "other"], as: .administrator)
    #expect(again.location == "/devices/PC%2F9%20%E3%81%82")
    #expect(try house.custody.device("PC/9 あ")?.label == "新")
  }

  /// Nobody has to guess in which zone a time is meant.
  @Test func theZoneIsNamed() async throws {
    let house = try ConsoleHouse()
    let zone = Moment.now.localZone
    #expect(zone.contains("UTC"))
    for path in ["/devices/PC-1", "/devices/PC-1/scope", "/lost", "/journal"] {
      let body = try await house.get(path, as: .privacyOfficer).body
      #expect(body.contains("<span class=\"quiet\">\(zone)</span>"), "\(path)")
      #expect(body.contains("時刻の表示と入力: \(zone)"), "\(path)")
    }
  }

  @Test func timesAreReadAsTyped() {
    #expect(Moment(typed: "２０２５－０３－１５　１２：００") == Moment(typed: "2025-03-15 12:00"))
    #expect(Moment(typed: "2025-02-30 12:00") == nil)
  }

  @Test func accountsAreInvitedByLink() async throws {
    let house = try ConsoleHouse()
    let answer = try await house.post(
      "/accounts/invite", ["login": "new", "name": "新しい人", "role": "staff"], as: .administrator)
    #expect(answer.status == 200)
    let link = try #require(answer.body.firstMatch(of: /https:\/\/localhost(\/accept\/[A-Za-z0-9_-]+)/)).1
    #expect(try await house.get(String(link)).body.contains("新しい人 さん"))
    #expect(try await house.post(String(link), ["password": "short"]).status == 422)
    #expect(try await house.post(String(link), ["password": "a long sentence of mine 9"]).status == 303)
    #expect(try await house.get(String(link)).status == 410)
    let signedIn = try await house.post("/sign-in", ["login": "new", "password": "a long sentence of mine 9"])
    #expect(signedIn.status == 303)
  }
}
