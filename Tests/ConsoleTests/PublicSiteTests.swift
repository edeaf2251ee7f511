import Accounts
import CanonicalForms
import Console
import Custody
import HTTPTypes
import Response
import Testing
import Wording

/// What everybody may see, and what the desk and the writers of notices do.
@Suite("Console: notices and inquiries") struct PublicSiteTests {
  private static let minute: Int64 = 60_000

  /// An incident with a notice that the officer wrote and the approver published, over the pages alone.
  private static func house(publicHost: String? = nil) async throws -> ConsoleHouse {
    let house = try ConsoleHouse(publicHost: publicHost)
    let now = Moment.now.localMinute
    #expect(try await house.post("/lost", ["device": "PC-1", "last_seen": now], as: .staff).status == 200)
    return house
  }

  private static func publish(_ house: ConsoleHouse) async throws {
    #expect(
      try await house.post(
        "/incidents/I-1/notices",
        ["series": "pc-2025", "site": "https://notices.example.jp", "publisher": "見本健診機構"], as: .privacyOfficer
      ).location == "/incidents/I-1/notices/pc-2025")
    let drafted = try await house.post(
      "/incidents/I-1/notices/pc-2025/draft",
      [
        "act": "revise", "reason": "first", "title_ja": "端末の紛失について <b>", "events_ja": "紛失した日時: {lost_at}。",
        "included_ja": "対象: {people_count}", "contact_ja": "電話", "title_en": "Loss of a device",
        "events_en": "Lost: {lost_at}.", "contact_en": "Telephone",
      ], as: .privacyOfficer)
    #expect(drafted.status == 303)
    #expect(try await house.get("/notices/pc-2025").status == 404)
    try await publishDraft(house)
  }

  private static func publishDraft(_ house: ConsoleHouse) async throws {
    let page = try await house.get("/incidents/I-1/notices/pc-2025", as: .approver)
    let written = try #require(page.body.firstMatch(of: /name="written" value="([^"]+)"/)).1
    let number = try #require(page.body.firstMatch(of: /name="number" value="([0-9]+)"/)).1
    let stale = try await house.post(
      "/incidents/I-1/notices/pc-2025/publish", ["number": "9", "written": String(written)], as: .approver)
    #expect(stale.status == 403)
    let published = try await house.post(
      "/incidents/I-1/notices/pc-2025/publish", ["number": String(number), "written": String(written)], as: .approver)
    #expect(published.status == 303)
  }

  private static func header(_ answer: ConsoleHouse.Answer, _ name: String) -> String {
    answer.headers[HTTPField.Name(name) ?? .accept] ?? ""
  }

  @Test func aNoticeIsPublishedByTwo() async throws {
    let house = try await Self.house()
    try await Self.publish(house)
    let page = try await house.get("/notices/pc-2025/1")
    #expect(page.status == 200 && page.body.contains("端末の紛失について &lt;b&gt;") && page.body.contains("40 人"))
    // Whoever writes the next one reads what can be quoted.
    let desk = try await house.get("/incidents/I-1/notices/pc-2025", as: .privacyOfficer).body
    #expect(desk.contains("<code>{lost_at}</code>") && desk.contains("引用できる判明事項"))
    #expect(page.headers[.setCookie] == nil)
    let policy = Self.header(page, "Content-Security-Policy")
    #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-") && policy.contains("form-action 'none'"))
    #expect(!policy.contains("unsafe") && !policy.contains("script-src"))
    #expect(Self.header(page, "Cache-Control").contains("immutable"))
    #expect(Self.header(page, "X-Frame-Options") == "DENY")
    let newest = try await house.get("/notices/pc-2025/")
    #expect(newest.bytes == page.bytes && Self.header(newest, "Content-Location") == "/notices/pc-2025/1")
    #expect(!Self.header(newest, "Cache-Control").contains("immutable"))
    let tag = Self.header(page, "ETag")
    #expect(try await house.get("/notices/pc-2025/1", headers: ["If-None-Match": tag]).status == 304)
    #expect(try await house.get("/notices/pc-2025/1", headers: ["If-None-Match": "W/" + tag]).status == 304)
    #expect(try await house.get("/notices/pc-2025/1", headers: ["If-None-Match": "\"x\""]).status == 200)
    let feed = try await house.get("/notices/pc-2025/feed.atom")
    #expect(feed.status == 200 && feed.headers[.contentType]?.hasPrefix("application/atom+xml") == true)
    #expect(try await house.get("/notices/pc-2025/feed.en.atom").status == 200)
    #expect(try await house.get("/notices/pc-2025/en").body.contains("<html lang=\"en\">"))
    #expect(try await house.get("/notices/pc-2025/1/en").status == 200)
    let index = try await house.get("/notices").body
    #expect(index.contains("<li><a href=\"/notices/pc-2025/\">") && !index.contains("GRDB"))
    for path in [
      "/notices/pc-2025/2", "/notices/pc-2025/01", "/notices/pc-2025/+1", "/notices/pc-2025/0", "/notices/pc-2025/-1",
      "/notices/pc-2025/99999999999999999999", "/notices/pc-2025/1/de", "/notices/PC-2025", "/notices/none",
      "/notices/%2e%2e/1", "/notices/pc-2025/feed.xml",
    ] { #expect(try await house.get(path).status == 404, "\(path)") }
  }

  @Test func aCorrectionIsSeenAndPublished() async throws {
    let house = try await Self.house()
    try await Self.publish(house)
    let first = try await house.get("/notices/pc-2025/1").bytes
    #expect(
      try await house.post(
        "/incidents/I-1/statements",
        [
          "fact": "lost_at", "value": "2025-03-14 12:00", "kind": "evidence", "source": "document",
          "reference": "聴取 2", "said": Moment.now.localMinute,
        ], as: .privacyOfficer
      ).status == 303)
    #expect(try await house.get("/", as: .privacyOfficer).body.contains("訂正が必要な公表文: pc-2025"))
    #expect(try await house.get("/incidents/I-1/notices", as: .auditor).body.contains("訂正が必要"))
    let page = try await house.get("/incidents/I-1/notices/pc-2025", as: .privacyOfficer)
    #expect(page.body.contains("2025-03-14 12:00"))
    #expect(
      try await house.post("/incidents/I-1/notices/pc-2025/draft", ["act": "correct"], as: .privacyOfficer).status
        == 303)
    #expect(
      try await house.get("/incidents/I-1/notices/pc-2025", as: .approver).body.contains("<ins>"))
    try await Self.publishDraft(house)
    #expect(try await house.get("/notices/pc-2025/1").bytes == first)
    let second = try await house.get("/notices/pc-2025")
    #expect(second.body.contains("<del>") && second.body.contains("2025-03-14 12:00"))
    #expect(
      try await house.get("/incidents/I-1/notices/pc-2025?from=1&to=2", as: .auditor).body.contains("<del>"))
    #expect(
      try await house.get("/incidents/I-2/notices/pc-2025", as: .auditor).status == 404, "of another incident")
  }

  /// The public has an address of its own: nothing else is there, and it is nowhere else.
  @Test func thePublicHostHasNoConsole() async throws {
    let elsewhere = try await Self.house(publicHost: "notices.example.jp")
    try await Self.publish(elsewhere)
    #expect(try await elsewhere.get("/notices/pc-2025").status == 404)
    #expect(try await elsewhere.get("/inquiries/117").status == 404)
    let here = try ConsoleHouse(publicHost: "localhost")
    #expect(try await here.get("/sign-in").status == 404)
    #expect(try await here.get("/devices", as: .privacyOfficer).status == 404)
    #expect(try await here.get("/notices").status == 200)
    // Nor the programs' addresses, whatever token they bring.
    let officer = try #require(here.visitors[.privacyOfficer]?.account.id)
    let (_, secret) = try here.accounts.createToken(
      for: officer, name: "test", scopes: [.seeDevices], days: 30, at: .now)
    for headers in [[:], ["Authorization": "Bearer " + secret]] {
      #expect(try await here.get("/api/v1/devices", headers: headers).status == 404)
    }
    #expect(try await here.get("/api/v1/openapi.json").status == 404)
  }

  private static func withDesk() async throws -> ConsoleHouse {
    let house = try await house()
    #expect(try await house.get("/inquiries/117").status == 404, "before the desk is open")
    #expect(
      try await house.post(
        "/incidents/I-1/desk",
        ["opens": "9:30", "closes": "17:00", "call_back": "8", "retention": "180", "telephone": "03-0000-0000"],
        as: .privacyOfficer
      ).status == 303)
    #expect(
      try await house.post("/incidents/I-1/desk", ["act": "form", "form": "117", "client": "117"], as: .privacyOfficer)
        .status == 303)
    return house
  }

  /// Nor by the hours and numbers of one incident's desk among several: those of the newest stand on every form.
  @Test func anotherDeskTellsNobody() async throws {
    let house = try await Self.withDesk()
    let now = Moment.now.localMinute
    #expect(try await house.post("/lost", ["device": "PC-2", "last_seen": now], as: .staff).status == 200)
    #expect(
      try await house.post(
        "/incidents/I-2/desk",
        ["opens": "8:00", "closes": "20:00", "call_back": "8", "retention": "180", "telephone": "06-0000-0000"],
        as: .privacyOfficer
      ).status == 303)
    let known = try await house.get("/inquiries/117")
    let unknown = try await house.get("/inquiries/118")
    #expect(known.status == 200 && known.body.contains("06-0000-0000") && !known.body.contains("03-0000-0000"))
    #expect(known.body.replacing("/inquiries/117", with: "/inquiries/118") == unknown.body)
    // What is written still comes to the incident that the form is of.
    let form: KeyValuePairs = ["act": "write", "topic": "risk", "words": "どうなりますか", "contact": "090-0000-0000"]
    #expect(try await house.post("/inquiries/117", form).status == 200)
    #expect(try Incidents(custody: house.custody).inquiries(of: "I-1").map(\.form) == ["117"])
  }

  /// Nobody learns which forms there are, or whose they are.
  @Test func formsAreAllTheSame() async throws {
    let house = try await Self.withDesk()
    let known = try await house.get("/inquiries/117")
    let unknown = try await house.get("/inquiries/118")
    #expect(known.status == 200 && unknown.status == 200)
    #expect(known.body.replacing("/inquiries/117", with: "/inquiries/118") == unknown.body)
    #expect(!known.body.contains("健康保険組合") && known.body.contains("03-0000-0000"))
    #expect(known.body.contains("<option value=\"risk\">") && !known.body.contains("GRDB"))
    #expect(Self.header(known, "Content-Security-Policy").contains("form-action 'self'"))
    #expect(Self.header(known, "Cache-Control") == "no-store" && known.headers[.setCookie] == nil)
    #expect(try await house.get("/inquiries/117/en").body.contains("<html lang=\"en\">"))
    let form: KeyValuePairs = ["act": "write", "topic": "risk", "words": "どうなりますか", "contact": "090-0000-0000"]
    let first = try await house.post("/inquiries/117", form)
    let second = try await house.post("/inquiries/118", form)
    #expect(first.status == 200 && first.body.contains("受け付けました"))
    #expect(first.body.replacing("/inquiries/117", with: "/inquiries/118") == second.body)
    let incidents = Incidents(custody: house.custody)
    #expect(try incidents.inquiries(of: "I-1").map(\.form) == ["", "117"])
  }

  /// Whatever code is typed, the answer is one page; the right one is in `LetterTests`.
  @Test func aCodeAloneAnswers() async throws {
    let house = try await Self.withDesk()
    var answers: Set<String> = []
    for wrong in ["", "山田太郎", "0000-0000-0000", "ABCD-EFGH-JKMN", "<script>"] {
      let answer = try await house.post("/inquiries/117", ["act": "code", "code": wrong])
      #expect(answer.status == 200 && !answer.body.contains("<script>"))
      answers.insert(answer.body)
    }
    #expect(answers.count == 1)
    // The desk asks the same.
    let desk = try await house.post("/incidents/I-1/letter-code", ["code": "ABCD-EFGH-JKMN"], as: .inquiryDesk)
    #expect(desk.status == 200 && desk.body.contains("お答えできません"))
  }

  @Test func hostileFormsDoNoHarm() async throws {
    let house = try await Self.withDesk()
    let incidents = Incidents(custody: house.custody)
    let urlencoded = ["Content-Type": "application/x-www-form-urlencoded"]
    let long = String(repeating: "a", count: 20_000)
    for (body, status) in [
      ("", 422), ("act=write", 422), ("act=write&words=%E3%81&contact=%00", 200), ("%%%&&&===", 422),
      ("act=write&words=\(long)&contact=1", 413),
      ("act=write&words=x&contact=" + String(repeating: "b", count: 300), 422),
      ("act=write&words=" + String(repeating: "c", count: 1_001) + "&contact=1", 422),
      ("act=code&code=" + String(repeating: "A", count: 10_000), 200),
      ("act=write&words=x&contact=1&topic=nonsense", 200),
    ] {
      let later = try house.later(minutes: Int64.random(in: 100...100_000))
      let answer = try await later.send("/inquiries/117", body, headers: urlencoded)
      #expect(answer.status == status, "\(body.prefix(40))")
    }
    for path in ["/inquiries/..%2f", "/inquiries/%00", "/inquiries/117%20", "/inquiries/\(long.prefix(300))"] {
      #expect(try await house.send(path, "act=write&words=x&contact=1", headers: urlencoded).status == 404, "\(path)")
    }
    // Another site's page cannot send it.
    let foreign = try await house.send(
      "/inquiries/117", "act=write&words=x&contact=1",
      headers: urlencoded.merging(["Sec-Fetch-Site": "cross-site"]) { $1 })
    #expect(foreign.status == 403)
    let before = try incidents.inquiries(of: "I-1").count
    // Programs that fill in every field are told what everybody is told, and are not heard.
    let trapped = try await house.post(
      "/inquiries/117", ["act": "write", "words": "buy", "contact": "x", "website": "https://spam.example"])
    #expect(trapped.body.contains("受け付けました"))
    #expect(try incidents.inquiries(of: "I-1").count == before)
    // What people write stays text for those who read it.
    let hostile = "\"><script>alert(1)</script>\"\u{0338}onfocus=alert(2)"
    _ = try await house.later(minutes: 1).post(
      "/inquiries/117", ["act": "write", "words": hostile, "contact": hostile, "name": hostile])
    let list = try await house.get("/incidents/I-1/inquiries", as: .inquiryDesk)
    #expect(list.body.contains("&lt;script&gt;alert(1)") && !list.body.contains("<script>alert"))
    let newest = try #require(try incidents.inquiries(of: "I-1").first)
    let one = try await house.get("/incidents/I-1/inquiries/\(newest.id)", as: .inquiryDesk)
    #expect(one.status == 200 && !one.body.contains("<script>alert"))
  }

  /// All together have a limit of pace: the clock stands still here.
  @Test func aFloodIsSlowedDown() async throws {
    let house = try await Self.withDesk().stopped()
    var statuses: [Int] = []
    for _ in 0..<203 {
      statuses.append(try await house.post("/inquiries/117", ["act": "code", "code": "x"]).status)
    }
    #expect(statuses == Array(repeating: 200, count: 200) + [429, 429, 429])
  }

  @Test func oneAddressDoesNotSlowOthersDown() {
    let throttle = PublicThrottle()
    func at(_ seconds: Int64) -> Moment { Moment(milliseconds: seconds * 1_000) }
    #expect((0..<12).map { _ in throttle.admits("192.0.2.1", .message, at: at(100)) }.count { $0 } == 10)
    #expect(throttle.admits("192.0.2.2", .message, at: at(100)))
    #expect(!throttle.admits("192.0.2.1", .message, at: at(129)) && throttle.admits("192.0.2.1", .message, at: at(130)))
    // A proxy on this machine stands for everybody.
    #expect((0..<50).allSatisfy { _ in throttle.admits("127.0.0.1", .message, at: at(130)) })
    // Codes that somebody tries keep nobody from writing, not even at that address.
    #expect((0..<12).map { _ in throttle.admits("192.0.2.3", .code, at: at(140)) }.count { $0 } == 10)
    #expect(throttle.admits("192.0.2.3", .message, at: at(140)))
    #expect((0..<300).map { _ in throttle.admits("127.0.0.1", .code, at: at(140)) }.count { $0 } < 300)
    #expect(throttle.admits("127.0.0.1", .message, at: at(140)))
    // Many addresses cost no memory without end.
    for number in 0..<20_000 {
      _ = throttle.admits("198.51.\(number / 256).\(number % 256)", .message, at: at(200 + Int64(number)))
    }
    #expect(throttle.admits("192.0.2.9", .message, at: at(30_000)))
  }

  @Test func theDeskTakesAndFollows() async throws {
    let house = try await Self.withDesk()
    let form: KeyValuePairs = [
      "question_ja": "いつ紛失しましたか", "answer_ja": "{device} です。", "question_en": "", "answer_en": "",
    ]
    #expect(try await house.post("/incidents/I-1/questions", form, as: .inquiryDesk).status == 303)
    let page = try await house.get("/incidents/I-1/questions", as: .approver)
    let written = try #require(page.body.firstMatch(of: /name="written" value="([^"]+)"/)).1
    #expect(
      try await house.post(
        "/incidents/I-1/questions/approve", ["number": "F-1", "written": "2020-01-01T00:00:00.000Z"], as: .approver
      ).status == 422)
    #expect(
      try await house.post(
        "/incidents/I-1/questions/approve", ["number": "F-1", "written": String(written)], as: .approver
      ).status == 303)
    #expect(try await house.get("/incidents/I-1/inquiries", as: .inquiryDesk).body.contains("いつ紛失しましたか"))
    let taken = try await house.post(
      "/incidents/I-1/inquiries",
      [
        "client": "117", "channel": "telephone", "topic": "misuse", "check": "refused", "question": "F-1",
        "outcome": "call_back", "words": "不審な電話があった", "contact": "090-1111-2222",
      ], as: .inquiryDesk)
    #expect(taken.location == "/incidents/I-1/inquiries/1")
    let one = try await house.get("/incidents/I-1/inquiries/1", as: .inquiryDesk)
    #expect(one.body.contains("不審な電話") && one.body.contains("F-1 第 1 版"))
    // Whoever read it stands in the journal.
    let reading = try #require(try house.custody.journal.latest(before: .max, kind: "data.read", limit: 1).first)
    let noted = reading.body.canonicalText
    #expect(noted.contains("\"inquiry\"") && noted.contains("\"I-1/1\"") && noted.contains("\"117\""))
    // A code that was asked about, too, whether it was right or not.
    _ = try await house.post("/incidents/I-1/letter-code", ["code": "ABCD-EFGH-JKMN"], as: .inquiryDesk)
    let codes = try house.custody.journal.latest(before: .max, kind: "data.read", limit: 3)
    #expect(codes.contains { $0.body.canonicalText.contains("\"letter_code\"") })
    #expect(
      try await house.post(
        "/incidents/I-1/inquiries/1", ["outcome": "answered", "words": "回答した"], as: .privacyOfficer
      ).status == 303)
    #expect(
      try await house.post(
        "/incidents/I-1/inquiries", ["client": "999", "topic": "risk", "outcome": "answered"], as: .inquiryDesk
      ).status == 422)
    #expect(try await house.get("/incidents/I-1/inquiries?all=yes", as: .inquiryDesk).body.contains("Q-1"))
  }

  @Test func lateSurveysAreSeen() async throws {
    let house = try await Self.house()
    #expect(try await house.post("/incidents/I-1/surveys", ["act": "plan"], as: .privacyOfficer).status == 303)
    #expect(try Incidents(custody: house.custody).surveys(of: "I-1").count == 12)
    let later = try house.later(minutes: 60 * 24 * 60)
    // Sessions are over by then: the record itself says what is late.
    #expect(
      try Incidents(custody: later.custody).lateSurveys(
        at: Moment(milliseconds: Moment.now.milliseconds + 60 * 24 * 60 * Self.minute)
      ).count == 1)
    let wrong = try await house.post(
      "/incidents/I-1/surveys",
      [
        "number": "1", "sources": "市場", "method": "x", "found": "0", "judged": "0", "expected": "0.3", "blind": "x",
        "signer": "x",
      ],
      as: .privacyOfficer)
    #expect(wrong.status == 422)
    // The month of this one is not over; that of one of two months ago is.
    let past = Moment(milliseconds: Moment.now.milliseconds - 60 * 24 * 60 * Self.minute)
    try Incidents(custody: house.custody).open(LossReport(device: "PC-2", lastSeen: past), at: past)
    let form: KeyValuePairs = [
      "number": "1", "sources": "市場=28/31", "method": "照合", "found": "0", "judged": "0", "expected": "0.3",
      "blind": "x", "signer": "x",
    ]
    #expect(try await house.post("/incidents/I-1/surveys", form, as: .privacyOfficer).status == 422)
    let recorded = try await house.post(
      "/incidents/I-2/surveys",
      [
        "number": "1", "sources": "市場=28/31\n掲示板=31/31", "method": "照合", "found": "3", "judged": "0",
        "expected": "2.4", "blind": "会員制の取引所", "signer": "責任者",
      ], as: .privacyOfficer)
    #expect(recorded.status == 303)
    let page = try await house.get("/incidents/I-2/surveys", as: .auditor)
    #expect(page.body.contains("遅れて記録"))
    #expect(page.body.contains("2.4") && page.body.contains("31 日のうち 28 日"))
  }

  /// Pages of an incident, whole, in both languages.
  @Test(arguments: Language.allCases) func pagesAreWhole(language: Language) async throws {
    let house = try await Self.withDesk()
    try await Self.publish(house)
    _ = try await house.post("/incidents/I-1/surveys", ["act": "plan"], as: .privacyOfficer)
    _ = try await house.post(
      "/incidents/I-1/notices",
      [
        "act": "client", "master": "pc-2025", "client": "117", "series": "pc-2025-117",
        "site": "https://notices.example.jp",
      ], as: .privacyOfficer)
    for path in ["notices", "notices/pc-2025", "notices/pc-2025-117", "inquiries", "questions", "surveys"] {
      let answer = try await house.get("/incidents/I-1/\(path)?lang=\(language.rawValue)", as: .privacyOfficer)
      #expect(answer.status == 200, "\(path)")
      #expect(!answer.body.contains("{{") && !answer.body.contains("}}"), "\(path)")
      for nothing in ["<h1></h1>", "<h2></h2>", "<h3></h3>", "<title> –", "<button></button>", "<label></label>"] {
        #expect(!answer.body.contains(nothing), "\(path): \(nothing)")
      }
      #expect(!answer.body.contains(" style=") && !answer.body.contains("<style"), "\(path)")
    }
    let client = try await house.get("/incidents/I-1/notices/pc-2025-117", as: .privacyOfficer)
    #expect(!client.body.contains(ConsoleHouse.foreignName))
    let taken = try await house.post(
      "/incidents/I-1/notices/pc-2025-117/draft", ["act": "take", "contact": "組合の窓口"], as: .privacyOfficer)
    #expect(taken.status == 303)
    let draft = try await house.get("/incidents/I-1/notices/pc-2025-117", as: .approver)
    #expect(draft.body.contains("30 人") && draft.body.contains("組合の窓口"))
  }
}
