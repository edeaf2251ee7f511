import Accounts
import Console
import HTTPTypes
import TestDatabases
import Testing

/// Every route, asked by every role and by nobody; with what each may reach written down here once more, by hand.
@Suite("Console: authorisation", .onEveryEngine) struct AuthorisationTests {
  private static let everybody = Set(Role.allCases)
  private static let office: Set<Role> = [.administrator, .privacyOfficer, .approver, .keyCustodian, .auditor]

  /// Who may, beside the route as it is registered. Nil: whoever comes, signed in or not.
  private static let expected: [String: Set<Role>?] = {
    let keepers: Set<Role> = [.administrator, .privacyOfficer]
    let askers: Set<Role> = [.privacyOfficer, .auditor]
    let watchers: Set<Role> = [.privacyOfficer, .approver, .inquiryDesk, .auditor]
    let seers: Set<Role> = [.administrator, .privacyOfficer, .keyCustodian, .auditor]
    let testers: Set<Role> = [.administrator, .privacyOfficer, .keyCustodian]
    let reporters = everybody.subtracting([.auditor, .client])
    return [
      "GET /sign-in": nil, "POST /sign-in": nil, "POST /sign-in/code": nil, "GET /set-up/:token": nil,
      "POST /set-up/:token": nil, "GET /accept/:token": nil, "POST /accept/:token": nil,
      "GET /sign-in/provider": nil, "GET /sign-in/provider/return": nil, "GET /accept/:token/provider": nil,
      "POST /sign-in/passkey/begin": nil, "POST /sign-in/passkey": nil, "POST /confirm/passkey/begin": everybody,
      "POST /confirm/passkey": everybody, "POST /account/passkeys/begin": everybody,
      "POST /account/passkeys/add": everybody, "POST /account/passkeys/remove": everybody,
      "POST /accounts/:id/passkeys/remove": [.administrator],
      "GET /confirm/provider": everybody,
      "POST /sign-out": everybody, "GET /confirm": everybody, "GET /confirm/again": everybody,
      "POST /confirm": everybody, "GET /": everybody,
      "GET /devices": office, "GET /devices.csv": askers, "GET /devices/new": keepers, "POST /devices/new": keepers,
      "GET /devices/:id": office, "GET /devices/:id/edit": keepers, "POST /devices/:id/edit": keepers,
      "GET /devices/:id/scope": askers, "GET /devices/:id/scope.json": askers, "GET /lost": reporters,
      "POST /lost": reporters,
      "GET /incidents": watchers, "GET /incidents/:id": watchers, "GET /incidents/:id/obligations": watchers,
      "GET /incidents/:id/report": watchers, "GET /incidents/:id/texts": watchers,
      "POST /incidents/:id/statements": [.privacyOfficer], "POST /incidents/:id/contradictions": [.privacyOfficer],
      "POST /incidents/:id/tasks": [.privacyOfficer], "POST /incidents/:id/notes": [.privacyOfficer],
      "POST /incidents/:id/scope": [.privacyOfficer], "POST /incidents/:id/packs": [.privacyOfficer],
      "GET /incidents/:id/packs/:client": [.privacyOfficer], "POST /incidents/:id/packs/:client": [.privacyOfficer],
      "GET /incidents/:id/notices": watchers, "POST /incidents/:id/notices": [.privacyOfficer],
      "GET /incidents/:id/notices/:series": watchers, "POST /incidents/:id/notices/:series/draft": [.privacyOfficer],
      "POST /incidents/:id/notices/:series/publish": [.approver],
      "GET /incidents/:id/inquiries": [.privacyOfficer, .inquiryDesk],
      "POST /incidents/:id/inquiries": [.privacyOfficer, .inquiryDesk],
      "POST /incidents/:id/inquiries/find": [.privacyOfficer, .inquiryDesk],
      "POST /incidents/:id/letter-code": [.privacyOfficer, .inquiryDesk], "POST /incidents/:id/desk": [.privacyOfficer],
      "GET /incidents/:id/inquiries/:number": [.privacyOfficer, .inquiryDesk],
      "POST /incidents/:id/inquiries/:number": [.privacyOfficer, .inquiryDesk],
      "GET /incidents/:id/questions": watchers, "POST /incidents/:id/questions": [.privacyOfficer, .inquiryDesk],
      "POST /incidents/:id/questions/approve": [.approver], "GET /incidents/:id/surveys": watchers,
      "POST /incidents/:id/surveys": [.privacyOfficer],
      // Who makes letters does not let them out.
      "GET /incidents/:id/letters": watchers, "GET /incidents/:id/letters/progress": watchers,
      "POST /incidents/:id/letters/lists": [.privacyOfficer], "POST /incidents/:id/letters": [.privacyOfficer],
      "POST /incidents/:id/letters/returned": [.privacyOfficer],
      "POST /incidents/:id/letters/substitutes": [.privacyOfficer],
      "POST /incidents/:id/letters/:number/release": [.approver],
      "GET /incidents/:id/letters/:number/manifest": [.privacyOfficer],
      "GET /incidents/:id/letters/:number/lots/:lot": [.privacyOfficer],
      // Who seals packs is not shown their passwords, and who is shown them fetches no packs.
      "GET /incidents/:id/sealed-packs": watchers, "POST /incidents/:id/sealed-packs": [.privacyOfficer],
      "GET /incidents/:id/sealed-packs/:number": [.privacyOfficer],
      "POST /incidents/:id/sealed-packs/:number/passwords": [.approver],
      "POST /incidents/:id/close": [.privacyOfficer], "POST /incidents/:id/reopen": [.privacyOfficer],
      // What stands of an incident is seen by all who work on it, and changed by one.
      "GET /incidents/:id/search": watchers, "POST /incidents/:id/search": [.privacyOfficer],
      "GET /incidents/:id/statements": watchers, "POST /incidents/:id/statements/retract": [.privacyOfficer],
      "GET /incidents/:id/parties": watchers, "POST /incidents/:id/parties": [.privacyOfficer],
      "GET /incidents/:id/documents": watchers, "POST /incidents/:id/documents": [.privacyOfficer],
      "GET /incidents/:id/timeline": watchers, "GET /incidents/:id/retention": watchers,
      "POST /incidents/:id/retention": [.privacyOfficer], "POST /incidents/:id/erase": [.privacyOfficer],
      "POST /incidents/:id/erase-page": [.approver],
      "POST /incidents/:id/fulfil": [.privacyOfficer], "GET /devices/:id/progress": office,
      // Keys: an auditor reads states; who asks does not approve, and who approves is never shown one.
      "GET /keys": seers, "GET /keys.csv": askers, "GET /keys/:id": seers, "POST /keys/:id/prove": testers,
      "POST /keys/:id/request": keepers, "POST /keys/:id/break-glass": keepers, "GET /reveals": seers,
      "GET /reveals/:id": seers, "POST /reveals/policy": [.keyCustodian], "POST /reveals/:id/approve": [.keyCustodian],
      "POST /reveals/:id/refuse": [.keyCustodian], "POST /reveals/:id/settle": [.keyCustodian],
      "POST /reveals/:id/show": keepers, "GET /drills": seers, "POST /drills": testers, "POST /drills/:id": testers,
      "POST /devices/:id/volumes/retire": [.keyCustodian],
      "GET /clients": askers, "GET /clients.csv": askers, "GET /clients/:id": askers.union([.client]),
      // A client's users act for their own organisation, and the officer for any.
      "GET /clients/:id/incidents": askers.union([.client]),
      "GET /clients/:id/incidents/:incident/pack": [.privacyOfficer, .client],
      "POST /clients/:id/incidents/:incident/received": [.privacyOfficer, .client],
      "GET /clients/:id/notices/:series": askers.union([.client]),
      "POST /clients/:id/notices/:series": [.privacyOfficer, .client],
      "GET /unread": keepers.union([.auditor]), "GET /unread.csv": askers, "GET /journal": keepers.union([.auditor]),
      "GET /journal.csv": askers,
      "GET /journal/:id": keepers.union([.auditor]), "GET /journal/:id/proof": keepers.union([.auditor]),
      "GET /account": everybody, "POST /account/profile": everybody, "POST /account/password": everybody,
      "POST /account/second-factor/begin": everybody, "POST /account/second-factor/enable": everybody,
      "POST /account/second-factor/codes": everybody,
      "POST /account/second-factor/disable": everybody, "POST /account/sessions/end": everybody,
      "POST /account/tokens/new": everybody, "POST /account/tokens/revoke": everybody,
      "GET /settings": keepers.union([.auditor]), "GET /accounts": [.administrator],
      "POST /accounts/invite": [.administrator], "GET /accounts/:id": [.administrator],
      "POST /accounts/:id": [.administrator], "POST /accounts/:id/reset": [.administrator],
      "POST /accounts/:id/end-sessions": [.administrator], "POST /accounts/:id/tokens/revoke": [.administrator],
      "POST /accounts/:id/second-factor/remove": [.administrator],
      "POST /accounts/:id/external": [.administrator],
      "POST /accounts/:id/external/remove": [.administrator], "POST /accounts/sign-in-rules": [.administrator],
    ]
  }()

  private static func name(_ route: Route) -> String { "\(route.method.rawValue) \(route.path)" }

  /// An address of the route: a device, the visitor's own client, an entry, an account that there is.
  private static func address(_ route: Route, in house: ConsoleHouse) -> String {
    let id =
      if route.path.hasPrefix("/clients") {
        ConsoleHouse.own
      } else if route.path.hasPrefix("/journal") {
        "1"
      } else if route.path.hasPrefix("/accounts") {
        house.visitors[.staff]?.account.id.text ?? ""
      } else {
        ConsoleHouse.device
      }
    return route.path.replacing(":id", with: id).replacing(":token", with: "none")
      .replacing(":client", with: "117").replacing(":series", with: "pc-2025").replacing(":number", with: "1")
      .replacing(":lot", with: "117-0001.pdf").replacing(":incident", with: "I-1")
  }

  private static func ask(_ route: Route, as role: Role?, in house: ConsoleHouse) async throws -> ConsoleHouse.Answer {
    let address = address(route, in: house)
    return try await route.method == .post ? house.post(address, as: role) : house.get(address, as: role)
  }

  @Test func theTableIsWhole() {
    #expect(Set(Console.routes.map(Self.name)) == Set(Self.expected.keys))
    #expect(Set(Console.routes.map(Self.name)).count == Console.routes.count)
  }

  @Test(arguments: Role.allCases) func everyRoute(role: Role) async throws {
    let house = try ConsoleHouse()
    for route in Console.routes where route.path != "/sign-out" && route.path != "/account/sessions/end" {
      let answer = try await Self.ask(route, as: role, in: house)
      let name = Self.name(route)
      guard let allowed = Self.expected[name] ?? nil else { continue }
      if allowed.contains(role) {
        #expect(answer.status != 403 && answer.status != 401, "\(name) as \(role): \(answer.status)")
        #expect(answer.location?.hasPrefix("/sign-in") != true, "\(name) as \(role)")
        #expect(answer.status < 500, "\(name) as \(role): \(answer.status)")
      } else {
        #expect(answer.status == 403, "\(name) as \(role): \(answer.status)")
        #expect(!answer.body.contains(ConsoleHouse.holder))
      }
    }
  }

  @Test func nobodyIsSentToSignIn() async throws {
    let house = try ConsoleHouse()
    for route in Console.routes {
      let answer = try await Self.ask(route, as: nil, in: house)
      guard Self.expected[Self.name(route)] ?? nil != nil else {
        #expect(answer.status < 500, "\(Self.name(route))")
        continue
      }
      #expect(answer.status == 303, "\(Self.name(route)): \(answer.status)")
      #expect(answer.location?.hasPrefix("/sign-in") == true, "\(Self.name(route))")
    }
  }

  /// Every address of the API, by every role, with every scope that there is one at a time: a token does what both its
  /// scope and its account allow, and nothing else. Answers other than 403 may say that nothing is there.
  @Test(arguments: Role.allCases) func everyProgram(role: Role) async throws {
    let house = try ConsoleHouse()
    let account = try #require(house.visitors[role]?.account)
    let scopes = account.permissions.intersection(Permission.ofTokens)
    for scope in scopes.sorted(by: { $0.rawValue < $1.rawValue }) {
      let (_, secret) = try house.accounts.createToken(
        for: account.id, name: scope.rawValue, scopes: [scope], days: 1, at: .now)
      for route in Console.apiRoutes {
        let path =
          APIRoute.root + route.path.split(separator: "/").map { $0.hasPrefix(":") ? "/none" : "/\($0)" }.joined()
        let headers = ["Authorization": "Bearer " + secret, "Content-Type": "application/json"]
        let answer =
          try await route.method == .post
          ? house.send(path, "{}", headers: headers) : house.get(path, headers: headers)
        let mayPass = route.permission == nil || route.permission == scope
        #expect((answer.status == 403) != mayPass, "\(route.path) as \(role) with \(scope): \(answer.status)")
        #expect(answer.status < 500, "\(route.path) as \(role) with \(scope): \(answer.status)")
      }
    }
    // No token has what its account has not.
    for scope in Permission.allCases where !scopes.contains(scope) {
      #expect(throws: AccountsFailure.self) {
        try house.accounts.createToken(for: account.id, name: "wide", scopes: [scope], days: 1, at: .now)
      }
    }
  }

  /// No page that a client's user can open names another client, and the other client's own page is closed.
  @Test func aClientSeesItselfAlone() async throws {
    let house = try ConsoleHouse()
    #expect(try await house.get("/clients/\(ConsoleHouse.foreign)", as: .client).status == 403)
    // Every address that names a client, with the other one's id: looking and acting.
    var asked = 0
    for route in Console.routes where route.path.hasPrefix("/clients/:id") {
      let path = route.path.replacing(":id", with: ConsoleHouse.foreign).replacing(":incident", with: "I-1")
        .replacing(":series", with: "pc-2025")
      let answer =
        try await route.method == .post ? house.post(path, as: .client) : house.get(path, as: .client)
      #expect(answer.status == 403, "\(Self.name(route)): \(answer.status)")
      #expect(!answer.body.contains(ConsoleHouse.foreignName), "\(Self.name(route))")
      asked += 1
    }
    #expect(asked >= 6)
    let own = try await house.get("/clients/\(ConsoleHouse.own)", as: .client)
    #expect(own.status == 200 && own.body.contains("30 人"))
    for route in Console.routes where route.method == .get {
      let answer = try await Self.ask(route, as: .client, in: house)
      #expect(!answer.body.contains(ConsoleHouse.foreignName), "\(Self.name(route))")
      #expect(!answer.body.contains(ConsoleHouse.holder), "\(Self.name(route))")
    }
  }

  @Test func aNameOfSomebodyStaysWithThoseWhoMaySeeIt() async throws {
    let house = try ConsoleHouse()
    #expect(try await house.get("/devices/PC-1", as: .administrator).body.contains(ConsoleHouse.holder))
    #expect(try await !house.get("/devices/PC-1", as: .auditor).body.contains(ConsoleHouse.holder))
  }

  /// A role that is taken away takes its open session along.
  @Test func aSessionEndsWithItsRole() async throws {
    let house = try ConsoleHouse()
    var account = try #require(house.visitors[.auditor]?.account)
    let administrator = try #require(house.visitors[.administrator]?.account.id)
    account.roles = [.staff]
    try house.accounts.change(account, by: administrator, at: .now)
    #expect(try await house.get("/devices", as: .auditor).status == 303)
  }

  @Test func twoHostsKeepTheirOwn() async throws {
    let portal = try ConsoleHouse(portal: "localhost", consoleHost: "console.example.jp")
    #expect(try await portal.get("/clients/\(ConsoleHouse.own)", as: .client).status == 200)
    #expect(try await portal.get("/devices", as: .privacyOfficer).status == 404)
    let console = try ConsoleHouse(portal: "clients.example.jp", consoleHost: "localhost")
    #expect(try await console.get("/clients/\(ConsoleHouse.own)", as: .client).status == 404)
    #expect(try await console.get("/devices", as: .privacyOfficer).status == 200)
  }
}
