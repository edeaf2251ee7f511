import Accounts
import CanonicalForms
import TestDatabases
import Testing

@testable import Console

/// What was typed is not lost when the session was over, or the password has to be given again.
@Suite("Console: forms that wait", .onEveryEngine) struct KeptFormTests {
  private static let form: KeyValuePairs = [
    "login": "new-one", "name": "新しい <b>人</b>", "role": "staff", "role": "approver", "password": "leaks",
  ]
  private static let device: KeyValuePairs = [
    "id": "PC-77", "label": "受付 \"2\" <b>", "kind": "laptop", "holder": "", "status": "in_use",
  ]
  private static let page = ["Referer": "https://localhost/devices/new"]

  /// What a browser would send back of an answer's cookies.
  private static func cookie(_ answer: ConsoleHouse.Answer) -> String {
    String((answer.headers[.setCookie] ?? "").prefix { $0 != ";" })
  }

  private static func session(_ house: ConsoleHouse, _ role: Role) throws -> String {
    "__Host-hikae=\(try #require(house.visitors[role]?.token))"
  }

  private static func signIn(_ house: ConsoleHouse, _ login: String, _ form: String) async throws -> String {
    let answer = try await house.post(
      "/sign-in", ["login": login, "password": ConsoleHouse.password, "next": "/confirm/again"],
      headers: ["Cookie": form])
    #expect(answer.location == "/confirm/again")
    return cookie(answer) + "; " + form
  }

  private static func kept(_ house: ConsoleHouse) throws -> Int64? {
    try house.custody.journal.store.read { try $0.first("SELECT COUNT(*) FROM kept_form") { $0.integer(0) } }
  }

  // MARK: The password again

  @Test func aFormIsOfferedAfterThePassword() async throws {
    let house = try ConsoleHouse()
    let later = try house.later(minutes: 11)
    let sent = try await later.post("/accounts/invite", Self.form, as: .administrator)
    #expect(sent.status == 303 && sent.location == "/confirm?next=%2Fconfirm%2Fagain")
    #expect(try house.accounts.account(login: "new-one") == nil)
    let both = ["Cookie": try Self.session(house, .administrator) + "; " + Self.cookie(sent)]
    let csrf = try #require(house.visitors[.administrator]?.csrf)
    let confirmed = try await later.post(
      "/confirm", ["password": ConsoleHouse.password, "next": "/confirm/again"], csrf: csrf, headers: both)
    #expect(confirmed.location == "/confirm/again")
    let cookies = ["Cookie": Self.cookie(confirmed) + "; " + Self.cookie(sent)]
    let page = try await later.get("/confirm/again", headers: cookies)
    #expect(page.status == 200 && page.body.contains("action=\"/accounts/invite\""))
    #expect(page.body.contains("value=\"new-one\"") && page.body.contains("value=\"approver\""))
    #expect(page.body.contains("&lt;b&gt;") && !page.body.contains("leaks"))
    // Looking at it does nothing; the button does.
    #expect(try house.accounts.account(login: "new-one") == nil)
    let renewed = String(try #require(page.body.firstMatch(of: /name="csrf" value="([^"]+)"/)).1)
    let done = try await later.post(
      "/accounts/invite", ["login": "new-one", "name": "新しい人", "role": "staff"], csrf: renewed, headers: cookies)
    #expect(done.status == 200)
    #expect(try house.accounts.account(login: "new-one") != nil)
    #expect(try await later.get("/confirm/again", headers: cookies).location == "/")
    #expect(try Self.kept(house) == 0)
  }

  // MARK: The session was over

  @Test func aFormIsFilledInAgainAfterSigningIn() async throws {
    let house = try ConsoleHouse()
    let later = try house.later(minutes: 40)
    let sent = try await later.post("/devices/new", Self.device, as: .administrator, headers: Self.page)
    #expect(sent.location == "/sign-in?next=%2Fconfirm%2Fagain&ended=kept")
    let form = Self.cookie(sent)
    #expect(form.hasPrefix("__Host-hikae-form="))
    #expect(sent.headers[.setCookie]?.contains("HttpOnly") == true)
    #expect(try await later.get(sent.location ?? "").body.contains("15 分間とってあり"))
    // Nobody reads it who has the database.
    let sealed = try house.custody.journal.store.read { try $0.all("SELECT sealed FROM kept_form") { $0.bytes(0) } }
    #expect(sealed.count == 1 && sealed.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("PC-77") })
    let cookies = ["Cookie": try await Self.signIn(later, "administrator", form)]
    #expect(try await later.get("/confirm/again", headers: cookies).location == "/devices/new?kept=1")
    let page = try await later.get("/devices/new?kept=1", headers: cookies)
    #expect(page.status == 200 && page.body.contains("<form id=\"kept\""))
    #expect(page.body.contains("value=\"PC-77\"") && page.body.contains("value=\"受付 &quot;2&quot; &lt;b&gt;\""))
    #expect(page.body.contains("<option selected value=\"laptop\">"))
    #expect(page.body.contains("入力した内容を画面に戻しました"))
    // Nothing was done yet; other pages are as they are.
    #expect(try house.custody.device("PC-77") == nil)
    #expect(!(try await later.get("/devices/new", headers: cookies).body.contains("PC-77")))
    let csrf = String(try #require(page.body.firstMatch(of: /name="csrf" value="([^"]+)"/)).1)
    let done = try await later.post("/devices/new", Self.device, csrf: csrf, headers: cookies)
    #expect(done.status == 303)
    #expect(try house.custody.device("PC-77") != nil)
    #expect(done.headers[.setCookie]?.contains("__Host-hikae-form=;") == true)
    #expect(try await later.get("/confirm/again", headers: cookies).location == "/")
  }

  /// Most of what is carried out ends by leading elsewhere: it is not offered a second time.
  @Test func aFormThatLedElsewhereIsForgotten() async throws {
    let house = try ConsoleHouse()
    let lost: KeyValuePairs = ["device": "PC-1", "last_seen": Moment.now.localMinute]
    #expect(try await house.post("/lost", lost, as: .staff).status == 200)
    func desk(opens: String) -> KeyValuePairs<String, String> {
      ["opens": opens, "closes": "17:00", "call_back": "8", "retention": "180", "telephone": "03-0000-0000"]
    }
    let path = "/incidents/I-1/desk"
    let later = try house.later(minutes: 40)
    for (opens, isDone) in [("9:30", true), ("18:00", false)] {
      let form = desk(opens: opens)
      let sent = try await later.post(
        path, form, as: .privacyOfficer, headers: ["Referer": "https://localhost/incidents/I-1/inquiries"])
      #expect(sent.location == "/sign-in?next=%2Fconfirm%2Fagain&ended=kept")
      let cookies = ["Cookie": try await Self.signIn(later, "privacy_officer", Self.cookie(sent))]
      #expect(try Self.kept(house) == 1)
      let page = try await later.get("/confirm/again?plain=1", headers: cookies)
      let csrf = String(try #require(page.body.firstMatch(of: /name="csrf" value="([^"]+)"/)).1)
      let done = try await later.post(path, form, csrf: csrf, headers: cookies)
      // What was refused waits on.
      #expect(done.status == (isDone ? 303 : 422))
      #expect(done.headers[.setCookie]?.contains("__Host-hikae-form=;") == (isDone ? true : nil))
      #expect(try Self.kept(house) == (isDone ? 0 : 1))
    }
  }

  /// Where it came from is not known, or the page has another form by now: what was typed is there all the same.
  @Test func aFormWithoutItsPageIsOfferedAsItWas() async throws {
    let house = try ConsoleHouse()
    let later = try house.later(minutes: 40)
    for referer in ["https://localhost/devices", "https://localhost/nowhere", "https://elsewhere.example/devices/new"] {
      let sent = try await later.post(
        "/devices/new", Self.device, as: .administrator, headers: ["Referer": referer])
      let cookies = ["Cookie": try await Self.signIn(later, "administrator", Self.cookie(sent))]
      var page = try await later.get("/confirm/again", headers: cookies)
      while page.status == 303 { page = try await later.get(page.location ?? "/", headers: cookies) }
      #expect(page.body.contains("action=\"/devices/new\"") && page.body.contains("<li>PC-77</li>"), "\(referer)")
    }
  }

  /// Whoever else signs in gets nothing of it, and it is gone.
  @Test func nobodyElseGetsTheForm() async throws {
    let house = try ConsoleHouse()
    let later = try house.later(minutes: 40)
    let sent = try await later.post("/devices/new", Self.device, as: .administrator, headers: Self.page)
    let others = try await Self.signIn(later, "privacy_officer", Self.cookie(sent))
    #expect(try await later.get("/confirm/again", headers: ["Cookie": others]).location == "/")
    let page = try await later.get("/devices/new?kept=1", headers: ["Cookie": others])
    #expect(page.status == 200 && !page.body.contains("PC-77"))
    let own = try await Self.signIn(later, "administrator", Self.cookie(sent))
    #expect(try await later.get("/confirm/again", headers: ["Cookie": own]).location == "/")
    #expect(try Self.kept(house) == 0)
  }

  @Test func aFormOfNobodyIsNotKept() async throws {
    let house = try ConsoleHouse()
    let later = try house.later(minutes: 40)
    let token = try #require(house.visitors[.administrator]?.csrf)
    func isDropped(_ answer: ConsoleHouse.Answer) -> Bool {
      answer.location == "/sign-in?ended=1" && answer.headers[.setCookie] == nil
    }
    // Without a session, with a token of no form of it, from another site, by somebody who may not.
    #expect(isDropped(try await later.post("/devices/new", Self.device, csrf: token, headers: Self.page)))
    #expect(
      isDropped(try await later.post("/devices/new", Self.device, as: .administrator, csrf: "0", headers: Self.page)))
    #expect(
      isDropped(
        try await later.post(
          "/devices/new", Self.device, as: .administrator, headers: ["Sec-Fetch-Site": "cross-site"])))
    #expect(isDropped(try await later.post("/devices/new", Self.device, as: .staff, headers: Self.page)))
    #expect(
      isDropped(
        try await later.post(
          "/account/password", ["current": "leaks", "new": "leaks too"], as: .administrator, headers: Self.page)))
    // A session that was ended by somebody counts for nothing.
    let own = try #require(house.visitors[.administrator])
    try house.accounts.endAll(of: own.account.id, except: nil, by: own.account.id, at: .now)
    #expect(isDropped(try await later.post("/devices/new", Self.device, as: .administrator, headers: Self.page)))
    #expect(try Self.kept(house) == 0)
    #expect(try await later.get("/sign-in?ended=1").body.contains("サインアウトしていました"))
  }

  @Test func aFormEndsAfterAQuarterOfAnHour() async throws {
    let house = try ConsoleHouse()
    let sent = try await house.later(minutes: 40).post(
      "/devices/new", Self.device, as: .administrator, headers: Self.page)
    let later = try house.later(minutes: 56)
    let cookies = try await Self.signIn(later, "administrator", Self.cookie(sent))
    #expect(try await later.get("/confirm/again", headers: ["Cookie": cookies]).location == "/")
    #expect(try Self.kept(house) == 0)
  }

  @Test func anAccountHasAFewFormsAtATime() async throws {
    let house = try ConsoleHouse()
    let later = try house.later(minutes: 40)
    for _ in 0..<8 { _ = try await later.post("/devices/new", Self.device, as: .administrator, headers: Self.page) }
    #expect(try Self.kept(house) == 5)
  }

  /// Whoever signs out leaves no form behind.
  @Test func signingOutForgetsTheForm() async throws {
    let house = try ConsoleHouse()
    let later = try house.later(minutes: 11)
    let sent = try await later.post("/accounts/invite", Self.form, as: .administrator)
    #expect(try Self.kept(house) == 1)
    let cookies = ["Cookie": try Self.session(house, .administrator) + "; " + Self.cookie(sent)]
    let csrf = try #require(house.visitors[.administrator]?.csrf)
    _ = try await later.post("/sign-out", csrf: csrf, headers: cookies)
    #expect(try Self.kept(house) == 0)
  }

  // MARK: Signed in anew in another tab

  @Test func aFormOfAFormerSessionIsShownWithTheTokenOfThisOne() async throws {
    let house = try ConsoleHouse()
    let stale = "0"
    var headers = Self.page
    let refused = try await house.post("/devices/new", Self.device, as: .administrator, csrf: stale, headers: headers)
    #expect(refused.status == 403 && refused.headers[.setCookie] == nil)
    headers["Sec-Fetch-Site"] = "same-origin"
    let sent = try await house.post("/devices/new", Self.device, as: .administrator, csrf: stale, headers: headers)
    #expect(sent.location == "/confirm/again")
    #expect(try house.custody.device("PC-77") == nil)
    let cookies = ["Cookie": try Self.session(house, .administrator) + "; " + Self.cookie(sent)]
    let page = try await house.get("/devices/new?kept=1", headers: cookies)
    #expect(page.body.contains("value=\"PC-77\""))
    headers["Sec-Fetch-Site"] = "cross-site"
    #expect(
      try await house.post("/devices/new", Self.device, as: .administrator, csrf: stale, headers: headers).status
        == 403)
  }
}
