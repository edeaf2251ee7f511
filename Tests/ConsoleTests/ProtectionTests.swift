import Accounts
import CanonicalForms
import Console
import Custody
import HTTPTypes
import Response
import Storage
import Testing

/// What keeps others out of pages and forms.
@Suite("Console: protections") struct ProtectionTests {
  @Test func formsFromElsewhereAreRefused() async throws {
    let house = try ConsoleHouse()
    let form: KeyValuePairs = ["label": "changed", "kind": "laptop", "status": "in_use"]
    let before = try house.custody.device("PC-2")
    let refused = [
      try await house.post("/devices/PC-2/edit", form, as: .administrator, csrf: ""),
      try await house.post("/devices/PC-2/edit", form, as: .administrator, csrf: "wrong"),
      try await house.post(
        "/devices/PC-2/edit", form, as: .administrator, csrf: house.visitors[.privacyOfficer]?.csrf),
      try await house.post(
        "/devices/PC-2/edit", form, as: .administrator, headers: ["Sec-Fetch-Site": "cross-site"]),
      try await house.post(
        "/devices/PC-2/edit", form, as: .administrator, headers: ["Sec-Fetch-Site": "same-site"]),
      try await house.post(
        "/devices/PC-2/edit", form, as: .administrator, headers: ["Origin": "https://elsewhere.example"]),
      try await house.post("/devices/PC-2/edit", form, as: .administrator, headers: ["Origin": "null"]),
      try await house.post(
        "/sign-in", ["login": "staff", "password": ConsoleHouse.password], headers: ["Sec-Fetch-Site": "cross-site"]),
    ]
    #expect(refused.map(\.status) == Array(repeating: 403, count: refused.count))
    #expect(try house.custody.device("PC-2") == before)
    let done = try await house.post(
      "/devices/PC-2/edit", form, as: .administrator,
      headers: ["Sec-Fetch-Site": "same-origin", "Origin": "https://localhost"])
    #expect(done.status == 303)
    #expect(try house.custody.device("PC-2")?.label == "changed")
  }

  /// Names come from files and from people: nothing in them becomes markup, in text or in attributes.
  @Test func namesStayText() async throws {
    let house = try ConsoleHouse()
    for path in ["/devices", "/devices/PC-1", "/devices/PC-1/edit", "/devices/PC-1/scope", "/unread", "/", "/journal"] {
      let body = try await house.get(path, as: .privacyOfficer).body
      #expect(!body.contains("<script>alert"), "\(path)")
      #expect(!body.contains("<img"), "\(path)")
      #expect(!body.contains("\u{202E}"), "\(path)")
      // No quotation mark of the name is left to end an attribute, whatever combines with it.
      #expect(!body.unicodeScalars.contains("\u{0338}") || !body.contains("\"\u{0338}"), "\(path)")
    }
    let label = try await house.get("/devices/PC-1/edit", as: .privacyOfficer).body
    #expect(label.unicodeScalars.contains("\u{0338}"))
  }

  @Test func everyAnswerSaysWhatBrowsersMayDo() async throws {
    let house = try ConsoleHouse()
    for route in Console.routes
    where route.method == .get && route.path != "/devices/:id/progress" && !route.path.hasPrefix("/incidents/:id") {
      let path = route.path.replacing(":id", with: "PC-1").replacing(":token", with: "none")
      let answer = try await house.get(path, as: .privacyOfficer)
      let policy = answer.headers[.init("Content-Security-Policy") ?? .accept] ?? ""
      #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "\(path)")
      #expect(answer.headers[.init("X-Frame-Options") ?? .accept] == "DENY", "\(path)")
      #expect(answer.headers[.cacheControl] == "no-store", "\(path)")
      #expect(answer.headers[.strictTransportSecurity]?.contains("max-age") == true, "\(path)")
      guard answer.headers[.contentType]?.hasPrefix("text/html") == true else { continue }
      #expect(!answer.body.contains(" style=") && !answer.body.contains("<style"), "\(path)")
      #expect(!answer.body.contains("<script>") && !answer.body.contains(" onclick"), "\(path)")
    }
  }

  /// The pages of an incident, too; those that are saved and sent on have their one style inside, allowed by its digest.
  @Test func pagesOfAnIncidentAllowTheirOwnStyleAlone() async throws {
    let house = try ConsoleHouse()
    let now = Moment.now.localMinute
    #expect(try await house.post("/lost", ["device": "PC-1", "last_seen": now], as: .staff).status == 200)
    var styled = 0
    for route in Console.routes
    where route.method == .get && route.path.hasPrefix("/incidents/:id")
      && !route.path.dropFirst("/incidents/:id".count).contains(":") && !route.path.hasSuffix("/progress")
    {
      let path = route.path.replacing(":id", with: "I-1")
      let answer = try await house.get(path, as: .privacyOfficer)
      guard answer.status == 200 else { continue }
      let policy = answer.headers[.init("Content-Security-Policy") ?? .accept] ?? ""
      #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "\(path)")
      #expect(!answer.body.contains(" style=") && !answer.body.contains("unsafe-inline"), "\(path)")
      guard let start = answer.body.range(of: "<style>"), let end = answer.body.range(of: "</style>") else { continue }
      styled += 1
      let css = String(answer.body[start.upperBound..<end.lowerBound])
      #expect(policy.contains("style-src '\(NoticeStyle.source(of: css))';"), "\(path)")
    }
    #expect(styled >= 2)
  }

  @Test func aSessionIsACookieThatPagesCannotRead() async throws {
    let house = try ConsoleHouse()
    let answer = try await house.post("/sign-in", ["login": "staff", "password": ConsoleHouse.password])
    #expect(answer.status == 303)
    let cookie = answer.headers[.setCookie] ?? ""
    #expect(cookie.hasPrefix("__Host-hikae="))
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(part)) }
    #expect(!cookie.contains("Domain"))
  }

  /// Unknown name and wrong password are told apart by nothing.
  @Test func signingInTellsNothing() async throws {
    let house = try ConsoleHouse()
    let unknown = try await house.post("/sign-in", ["login": "x", "password": "wrong wrong wrong"])
    let wrong = try await house.post("/sign-in", ["login": "x", "password": "wrong wrong wrong"])
    let known = try await house.post("/sign-in", ["login": "staff", "password": "wrong wrong wrong"])
    #expect(unknown.status == 422 && wrong.status == 422 && known.status == 422)
    #expect(known.body.replacing("value=\"staff\"", with: "value=\"x\"") == unknown.body)
  }

  @Test(arguments: [
    "//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "/a b",
  ])
  func nobodyIsSentElsewhere(next: String) async throws {
    let house = try ConsoleHouse()
    let answer = try await house.post(
      "/sign-in", ["login": "staff", "password": ConsoleHouse.password, "next": next])
    #expect(answer.location == "/")
  }

  /// Behind a proxy one party that guesses does not keep the others out, and the journal has whose address it was.
  @Test func limitsAreOfWhoAsks() async throws {
    let house = try ConsoleHouse()
    // Later than now, so that none is allowed anew while the test takes its time.
    let later = Moment(milliseconds: Moment.now.milliseconds + 600_000)
    for guess in 0..<40 {
      _ = try? house.accounts.signIn(
        login: "guess-\(guess)", password: "wrong wrong wrong", address: "192.0.2.1", client: "", at: later)
    }
    let proxy = try house.behindProxy()
    let form: KeyValuePairs = ["login": "staff", "password": ConsoleHouse.password]
    let stopped = try await proxy.post("/sign-in", form, headers: ["X-Forwarded-For": "192.0.2.1"])
    #expect(stopped.status == 422 && stopped.body.contains("失敗が続いたため"))
    // What the one who asks has written before the proxy's own word does not count.
    let lying = try await proxy.post("/sign-in", form, headers: ["X-Forwarded-For": "192.0.2.7, 192.0.2.1"])
    #expect(lying.status == 422)
    let other = try await proxy.post("/sign-in", form, headers: ["X-Forwarded-For": "192.0.2.2"])
    #expect(other.status == 303)
    let opened = try #require(try house.custody.journal.latest(before: .max, kind: "session.opened", limit: 1).first)
    let entry = try #require(try house.custody.store.read { try Journal.entry(opened.sequence, in: $0) })
    #expect(String(decoding: entry.personal.bytes ?? [], as: UTF8.self).contains("192.0.2.2"))
  }

  /// Giving the password again puts another session token in the place of the former one (ASVS 5.0, 7.2.4).
  @Test func confirmingRotatesTheSession() async throws {
    let house = try ConsoleHouse()
    let former = try #require(house.visitors[.staff])
    let wrong = try await house.post("/confirm", ["password": "wrong wrong wrong"], as: .staff)
    #expect(wrong.status == 422 && wrong.headers[.setCookie] == nil)
    let answer = try await house.post(
      "/confirm", ["password": ConsoleHouse.password, "next": "/account"], as: .staff)
    #expect(answer.status == 303 && answer.location == "/account")
    let cookie = String((answer.headers[.setCookie] ?? "").prefix { $0 != ";" })
    #expect(cookie.hasPrefix("__Host-hikae=") && cookie != "__Host-hikae=\(former.token)")
    #expect(try await house.get("/account", as: .staff).status == 303)
    #expect(try await house.get("/account", headers: ["Cookie": cookie]).status == 200)
    #expect(try house.accounts.sessions(of: former.account.id, at: .now).count == 1)
  }

  @Test func signingOutEndsTheSession() async throws {
    let house = try ConsoleHouse()
    #expect(try await house.get("/account", as: .staff).status == 200)
    let answer = try await house.post("/sign-out", as: .staff)
    #expect(answer.headers[.setCookie]?.contains("Max-Age=0") == true)
    #expect(try await house.get("/account", as: .staff).status == 303)
  }

  /// What somebody looked at is on record before it is shown.
  @Test(arguments: ["/devices/PC-1", "/devices/PC-1/scope", "/devices/PC-1/scope.json", "/clients/117", "/unread"])
  func readingsAreTakenDown(path: String) async throws {
    let house = try ConsoleHouse()
    let before = try house.custody.journal.latest(before: .max, kind: "data.read", limit: 100).count
    #expect(try await house.get(path, as: .auditor).status == 200)
    let entries = try house.custody.journal.latest(before: .max, kind: "data.read", limit: 100)
    #expect(entries.count == before + 1)
    guard case .array(let readings) = entries.first?.body["readings"] else {
      Issue.record("no readings")
      return
    }
    #expect(readings.first?["account"].string == house.visitors[.auditor]?.account.id.text)
  }

  @Test func aClientIsToldWhoLooked() async throws {
    let house = try ConsoleHouse()
    _ = try await house.get("/devices/PC-1", as: .auditor)
    let page = try await house.get("/clients/117", as: .client).body
    #expect(page.contains("監査人") && page.contains("端末の画面"))
    #expect(!page.contains("名 auditor"))
  }

  /// A password given long ago does not count for an export.
  @Test func exportsAskForThePasswordAgain() async throws {
    let house = try ConsoleHouse()
    let visitor = try #require(house.visitors[.auditor])
    let csv = try await house.get("/devices.csv?encoding=cp932", as: .auditor)
    #expect(csv.status == 200)
    #expect(csv.headers[.contentType]?.contains("windows-31j") == true)
    #expect(csv.headers[.contentDisposition] == "attachment; filename=\"hikae-devices.csv\"")
    let utf8 = try await house.get("/devices.csv", as: .auditor)
    #expect(utf8.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    // The session is opened now; eleven minutes later it is too old.
    let later = Moment(milliseconds: Moment.now.milliseconds + 11 * 60_000)
    let session = try #require(try house.accounts.session(token: visitor.token, at: later))
    #expect(later.milliseconds - session.confirmedAt.milliseconds > 10 * 60_000)
    let old = try await house.later(minutes: 11).get("/devices.csv", as: .auditor)
    #expect(old.status == 303 && old.location?.hasPrefix("/confirm?next=") == true)
  }

  @Test func largeFormsAreRefused() async throws {
    let house = try ConsoleHouse()
    let answer = try await house.post(
      "/devices/new", ["id": String(repeating: "a", count: 100_000)], as: .administrator)
    #expect(answer.status == 413)
  }
}
