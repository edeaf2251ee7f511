import Accounts
import CanonicalForms
import Console
import HTTPTypes
import SingleSignOn
import Testing
import Wording

/// Signing in through a provider, as far as no provider answers. With one that does: `Tests/SignOn`.
@Suite("Console: sign-in through a provider") struct SignOnTests {
  private static let issuer = "http://127.0.0.1:9/id"

  /// A console whose provider is not there.
  private static func withHouse(_ work: (ConsoleHouse) async throws -> Void) async throws {
    let connection = ProviderConnection()
    let settings = ProviderSettings(
      issuer: try #require(Issuer(issuer)), clientID: "hikae", secret: nil, name: "見本組合")
    do {
      try await work(try ConsoleHouse(provider: IdentityProvider(settings: settings, connection: connection)))
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
  }

  @Test func withoutAProviderNothingIsThere() async throws {
    let house = try ConsoleHouse()
    #expect(try await !house.get("/sign-in").body.contains("/sign-in/provider"))
    for path in ["/sign-in/provider", "/sign-in/provider/return?code=a&state=b"] {
      #expect(try await house.get(path).status == 404, "\(path)")
    }
    #expect(try await house.get("/confirm/provider", as: .staff).status == 404)
    let staff = try #require(house.visitors[.staff]?.account.id.text)
    #expect(
      try await house.post("/accounts/\(staff)/external", ["kind": "email", "value": "a@b.jp"], as: .administrator)
        .status == 404)
  }

  @Test func thePageOffersBothWays() async throws {
    try await Self.withHouse { house in
      let page = try await house.get("/sign-in?next=%2Fdevices")
      #expect(page.body.contains("href=\"/sign-in/provider?next=%2Fdevices\"") && page.body.contains("見本組合 でサインイン"))
      #expect(page.body.contains("name=\"password\""))
      #expect(try await house.get("/sign-in?lang=en").body.contains("Sign in with 見本組合"))
      // Nobody is confirmed there who does not come from there.
      let confirm = try await house.get("/confirm", as: .administrator)
      #expect(!confirm.body.contains("/confirm/provider") && confirm.body.contains("name=\"password\""))
    }
  }

  /// Every trouble has its sentence; what is not one is not repeated.
  @Test(arguments: Language.allCases) func troublesAreSaid(language: Language) async throws {
    try await Self.withHouse { house in
      for trouble in ["unreachable", "failed", "refused", "strange", "locked", "not_expected", "taken", "elsewhere"] {
        let page = try await house.get("/sign-in?trouble=\(trouble)&lang=\(language.rawValue)")
        #expect(page.body.contains("role=\"alert\" id=\"problem\""), "\(trouble)")
      }
      let page = try await house.get("/sign-in?trouble=%3Cscript%3E&lang=\(language.rawValue)")
      #expect(!page.body.contains("id=\"problem\"") && !page.body.contains("<script>"))
    }
  }

  @Test func aProviderThatDoesNotAnswerIsSaidSo() async throws {
    try await Self.withHouse { house in
      let answer = try await house.get("/sign-in/provider?next=%2Fdevices")
      #expect(answer.location == "/sign-in?trouble=unreachable&next=%2Fdevices")
      #expect(answer.headers[values: .setCookie].allSatisfy { !$0.contains("sign-on=") })
    }
  }

  @Test func anAnswerThatNobodyAskedForIsRefused() async throws {
    try await Self.withHouse { house in
      let query = "/sign-in/provider/return?code=abc&state="
      for cookie in ["", "__Host-hikae-sign-on=", "__Host-hikae-sign-on=0000", "hikae_sign_on=0000"] {
        let answer = try await house.get(query + "x", headers: ["Cookie": cookie])
        #expect(answer.location == "/sign-in?trouble=strange", "\(cookie)")
      }
      // The right state of another browser's sign-in, and one that was never begun here.
      let secret = try house.accounts.beginSignOn(.signIn, next: "", address: "", at: .now)
      let state = SignOnAttempt(secret: secret).state
      #expect(try await house.get(query + state).location == "/sign-in?trouble=strange")
      let other = try await house.get(query + state, headers: ["Cookie": "__Host-hikae-sign-on=other"])
      #expect(other.location == "/sign-in?trouble=strange")
      let invented = try await house.get(
        query + SignOnAttempt(secret: "invented").state, headers: ["Cookie": "__Host-hikae-sign-on=invented"])
      #expect(invented.location == "/sign-in?trouble=strange")
      // None of that has ended it: it goes as far as the provider, which is not there. Then it is used up.
      let cookie = ["Cookie": "__Host-hikae-sign-on=\(secret)"]
      let answer = try await house.get(query + state, headers: cookie)
      #expect(answer.location == "/sign-in?trouble=unreachable")
      #expect(answer.headers[values: .setCookie].contains { $0.hasPrefix("__Host-hikae-sign-on=;") })
      #expect(try await house.get(query + state, headers: cookie).location == "/sign-in?trouble=strange")
    }
  }

  @Test func anAdministratorSaysWhoIsMeant() async throws {
    try await Self.withHouse { house in
      let staff = try #require(house.visitors[.staff]?.account)
      let path = "/accounts/\(staff.id.text)"
      #expect(try await house.get(path, as: .administrator).body.contains(Self.issuer))
      let wrong = try await house.post(path + "/external", ["kind": "email", "value": "nobody"], as: .administrator)
      #expect(wrong.status == 422)
      let named = try await house.post(
        path + "/external", ["kind": "email", "value": "Staff@Example.JP"], as: .administrator)
      #expect(named.status == 200 && named.body.contains("staff@example.jp"))
      #expect(try house.accounts.externalLogin(of: staff.id)?.expectation == .email("staff@example.jp"))
      let removed = try await house.post(path + "/external/remove", as: .administrator)
      #expect(removed.status == 200 && !removed.body.contains("staff@example.jp"))
    }
  }

  @Test func invitationsOfferTheProvider() async throws {
    try await Self.withHouse { house in
      let administrator = try #require(house.visitors[.administrator]?.account.id)
      let (_, token) = try house.accounts.invite(
        login: "new", name: "新しい人", roles: [.staff], organisation: nil, language: "ja", by: administrator, at: .now)
      #expect(try await house.get("/accept/\(token)").body.contains("href=\"/accept/\(token)/provider\""))
      #expect(try await house.get("/accept/\(token)/provider").location?.hasPrefix("/sign-in?trouble=") == true)
      #expect(try await house.get("/accept/none/provider").status == 410)
    }
  }
}
