import Accounts
import CanonicalForms
import Console
import TestDatabases
import Testing

/// Console, clients' users and programs at host names of their own. Requests of tests come to `localhost`.
@Suite("Console: host names", .onEveryEngine) struct HostTests {
  private static let portal = "clients.example.jp"
  private static let office = "console.example.jp"

  /// The link that a page shows once.
  private static func link(in page: String) throws -> String {
    let start = try #require(page.range(of: "<code class=\"hash\">https://"))
    let rest = page[start.upperBound...]
    return "https://" + rest.prefix { $0 != "<" }
  }

  private static func sessions(_ house: ConsoleHouse) throws -> Int {
    try house.custody.journal.latest(before: .max, kind: "session.opened", limit: 200).count
  }

  /// From the invitation to the client's own page, on two hosts.
  @Test func aClientIsInvitedToItsOwnAddress() async throws {
    let console = try ConsoleHouse().at(portal: Self.portal, consoleHost: "localhost")
    let portal = try console.at(portal: "localhost", consoleHost: Self.office)
    let invited = try await console.post(
      "/accounts/invite",
      ["login": "kenpo", "name": "組合 花子", "role": "client", "organisation": ConsoleHouse.own], as: .administrator)
    let link = try Self.link(in: invited.body)
    #expect(link.hasPrefix("https://\(Self.portal)/accept/"))
    let path = String(link.dropFirst("https://\(Self.portal)".count))
    // Whoever changes the host by hand is sent to the right one.
    #expect(try await console.get(path).location == link)
    #expect(try await portal.get(path).status == 200)
    let password = ["password": ConsoleHouse.password] as KeyValuePairs
    #expect(try await portal.post(path, password).location == "/sign-in")

    let before = try Self.sessions(console)
    let form: KeyValuePairs = ["login": "kenpo", "password": ConsoleHouse.password]
    let refused = try await console.post("/sign-in", form)
    #expect(refused.status == 422 && refused.body.contains("https://\(Self.portal)/sign-in"))
    #expect(refused.headers[.setCookie] == nil)
    #expect(try Self.sessions(console) == before)

    let opened = try await portal.post("/sign-in", form)
    #expect(opened.status == 303)
    let cookie = String((opened.headers[.setCookie] ?? "").prefix { $0 != ";" })
    let page = try await portal.get("/clients/\(ConsoleHouse.own)", headers: ["Cookie": cookie])
    #expect(page.status == 200, "\(page.location ?? page.body)")
    #expect(page.body.contains("30 人"))
  }

  /// No address of the console is named: nobody is sent round in a circle.
  @Test func anInvitationWithoutAnAddressEnds() async throws {
    let portal = try ConsoleHouse().at(portal: "localhost", consoleHost: nil)
    let (_, token) = try portal.accounts.invite(
      login: "new", name: "新しい 人", roles: [.staff], organisation: nil, language: "ja", by: .hikae, at: .now)
    let page = try await portal.get("/accept/\(token)")
    #expect(page.status == 404 && page.location == nil)
  }

  @Test func theOfficeIsInvitedToTheConsole() async throws {
    let console = try ConsoleHouse().at(portal: Self.portal, consoleHost: "localhost")
    let invited = try await console.post(
      "/accounts/invite", ["login": "new", "name": "新しい 人", "role": "staff"], as: .administrator)
    #expect(try Self.link(in: invited.body).hasPrefix("https://localhost/accept/"))
    let client = try #require(console.visitors[.client]?.account.id.text)
    let reset = try await console.post("/accounts/\(client)/reset", as: .administrator)
    #expect(try Self.link(in: reset.body).hasPrefix("https://\(Self.portal)/accept/"))
    // The other way round, the sentence names the console.
    let portal = try console.at(portal: "localhost", consoleHost: Self.office)
    let refused = try await portal.post("/sign-in", ["login": "staff", "password": ConsoleHouse.password])
    #expect(refused.status == 422 && refused.body.contains("https://\(Self.office)/sign-in"))
  }

  /// A right password at the wrong address is no failed attempt: nobody is locked out by it.
  @Test func theWrongAddressLocksNobody() async throws {
    let console = try ConsoleHouse().at(portal: Self.portal, consoleHost: "localhost")
    let form: KeyValuePairs = ["login": "client", "password": ConsoleHouse.password]
    for _ in 0..<12 { #expect(try await console.post("/sign-in", form).status == 422) }
    let portal = try console.at(portal: "localhost", consoleHost: Self.office)
    #expect(try await portal.post("/sign-in", form).status == 303)
  }

  /// A session from before the addresses were kept apart opens nothing, says where to go, and can be ended.
  @Test func aSessionAtTheWrongAddressCanBeEnded() async throws {
    let console = try ConsoleHouse().at(portal: Self.portal, consoleHost: "localhost")
    let page = try await console.get("/clients/\(ConsoleHouse.own)", as: .client)
    #expect(page.status == 404 && page.body.contains("https://\(Self.portal)/sign-in"))
    #expect(try await console.post("/sign-out", as: .client).status == 303)
    let token = try #require(console.visitors[.client]?.token)
    #expect(try console.accounts.session(token: token, at: .now) == nil)
  }

  /// Programs are kept apart as people are.
  @Test func programsHaveTheirHostToo() async throws {
    let house = try ConsoleHouse()
    func bearer(_ role: Role, _ scope: Permission) throws -> [String: String] {
      let account = try #require(house.visitors[role]?.account)
      let (_, secret) = try house.accounts.createToken(
        for: account.id, name: "test", scopes: [scope], days: 30, at: .now)
      return ["Authorization": "Bearer " + secret]
    }
    let officer = try bearer(.privacyOfficer, .seeDevices)
    let path = "/api/v1/devices"
    #expect(try await house.get(path, headers: officer).status == 200)
    let console = try house.at(portal: Self.portal, consoleHost: "localhost")
    #expect(try await console.get(path, headers: officer).status == 200)
    let portal = try house.at(portal: "localhost", consoleHost: Self.office)
    #expect(try await portal.get(path, headers: officer).status == 404)
    #expect(try await portal.get(path).status == 401)
    let elsewhere = try house.at(portal: Self.portal, consoleHost: Self.office)
    #expect(try await elsewhere.get(path).status == 404)
    #expect(try await elsewhere.get("/api/v1/openapi.json").status == 404)
  }
}
