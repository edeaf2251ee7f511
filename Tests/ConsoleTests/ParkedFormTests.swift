import Accounts
import CanonicalForms
import Testing

@testable import Console

/// What was typed is not lost when the password has to be given again.
@Suite("Console: forms that wait") struct ParkedFormTests {
  private static let form: KeyValuePairs = [
    "login": "new-one", "name": "新しい <b>人</b>", "role": "staff", "role": "approver", "password": "leaks",
  ]

  @Test func aFormIsOfferedAfterThePassword() async throws {
    let house = try ConsoleHouse()
    let later = try house.later(minutes: 11)
    let sent = try await later.post("/accounts/invite", Self.form, as: .administrator)
    #expect(sent.status == 303 && sent.location == "/confirm?next=%2Fconfirm%2Fagain")
    #expect(try house.accounts.account(login: "new-one") == nil)
    let confirmed = try await later.post(
      "/confirm", ["password": ConsoleHouse.password, "next": "/confirm/again"], as: .administrator)
    #expect(confirmed.location == "/confirm/again")
    let cookie = ["Cookie": String((confirmed.headers[.setCookie] ?? "").prefix { $0 != ";" })]
    let page = try await later.get("/confirm/again", headers: cookie)
    #expect(page.status == 200 && page.body.contains("action=\"/accounts/invite\""))
    #expect(page.body.contains("value=\"new-one\"") && page.body.contains("value=\"approver\""))
    #expect(page.body.contains("&lt;b&gt;") && !page.body.contains("leaks"))
    // Looking at it does nothing; the button does.
    #expect(try house.accounts.account(login: "new-one") == nil)
    let csrf = String(try #require(page.body.firstMatch(of: /name="csrf" value="([^"]+)"/)).1)
    let done = try await later.post(
      "/accounts/invite", ["login": "new-one", "name": "新しい人", "role": "staff"], csrf: csrf, headers: cookie)
    #expect(done.status == 200)
    #expect(try house.accounts.account(login: "new-one") != nil)
    #expect(try await later.get("/confirm/again", headers: cookie).location == "/")
  }

  /// Whoever signs out leaves no form behind.
  @Test func signingOutForgetsTheForm() async throws {
    let house = try ConsoleHouse()
    let later = try house.later(minutes: 11)
    _ = try await later.post("/accounts/invite", Self.form, as: .administrator)
    let token = try #require(later.visitors[.administrator]?.token)
    let session = try #require(try later.accounts.session(token: token, at: .now))
    #expect(later.console.parked.form(of: session.id, at: .now) != nil)
    _ = try await later.post("/sign-out", as: .administrator)
    #expect(later.console.parked.form(of: session.id, at: .now) == nil)
  }

  /// Nobody else's form is shown, and none that another site has sent.
  @Test func aFormIsItsSessionsOwn() async throws {
    let house = try ConsoleHouse()
    let later = try house.later(minutes: 11)
    _ = try await later.post("/accounts/invite", Self.form, as: .administrator, csrf: "wrong")
    #expect(try await later.get("/confirm/again", as: .administrator).location == "/")
    _ = try await later.post("/accounts/invite", Self.form, as: .administrator)
    #expect(try await later.get("/confirm/again", as: .administrator).status == 200)
    #expect(try await later.get("/confirm/again", as: .staff).location == "/")
  }
}
