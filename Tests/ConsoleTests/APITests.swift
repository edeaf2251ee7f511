import Accounts
import CanonicalForms
import Console
import HTTPTypes
import Storage
import Testing

@Suite("Console: API") struct APITests {
  /// A token of the privacy officer's with some scopes.
  private static func token(
    _ house: ConsoleHouse, _ scopes: Set<Permission>, role: Role = .privacyOfficer
  ) throws -> [String: String] {
    let account = try #require(house.visitors[role]?.account)
    let (_, secret) = try house.accounts.createToken(
      for: account.id, name: "test", scopes: scopes, days: 30, at: .now)
    return ["Authorization": "Bearer " + secret]
  }

  private static func json(_ answer: ConsoleHouse.Answer) throws -> JSON { try JSON(parsing: answer.bytes) }

  @Test func withoutATokenNothingIsTold() async throws {
    let house = try ConsoleHouse()
    for route in Console.apiRoutes {
      let path = APIRoute.root + route.path.replacing(":id", with: "PC-1")
      for headers in [[:], ["Authorization": "Bearer hikae_nonsense"], ["Authorization": "Basic eA=="]] {
        let answer =
          route.method == .post
          ? try await house.post(path, [:], headers: headers) : try await house.get(path, headers: headers)
        #expect(answer.status == 401, "\(route.path)")
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(try Self.json(answer)["code"].string == "token_required")
      }
      // A session of the console is none: the API cannot be reached by a page of somebody else's.
      #expect(try await house.get(path, as: .privacyOfficer).status != 200)
    }
  }

  @Test func aTokenDoesWhatItsScopeSays() async throws {
    let house = try ConsoleHouse()
    let narrow = try Self.token(house, [.seeDevices])
    #expect(try await house.get("/api/v1/devices", headers: narrow).status == 200)
    for path in ["/clients", "/journal", "/unread-files", "/devices/PC-1/scope"] {
      let answer = try await house.get(APIRoute.root + path, headers: narrow)
      #expect(answer.status == 403, "\(path)")
    }
  }

  @Test func listsGoOnByCursor() async throws {
    let house = try ConsoleHouse()
    let token = try Self.token(house, [.seeDevices, .seeClients, .seeJournal])
    for (path, member) in [("/devices", "id"), ("/clients", "id"), ("/journal", "sequence")] {
      var seen: [JSON] = []
      var cursor = ""
      repeat {
        let query = Address.with(APIRoute.root + path, ["limit": "1", "cursor": cursor])
        let page = try Self.json(try await house.get(query, headers: token))
        guard case .array(let items) = page["items"] else { break }
        #expect(items.count == 1)
        seen += items.map { $0[member] }
        cursor = page["next"].string ?? ""
      } while !cursor.isEmpty && seen.count < 500
      #expect(Set(seen).count == seen.count && seen.count >= 2, "\(path)")
    }
  }

  @Test(arguments: [
    "/devices?limit=0", "/devices?limit=x", "/devices?limit=9999", "/devices?state=nonsense", "/devices?state=",
    "/devices?limit=", "/devices?limit=3%0D", "/devices/PC-1/scope?known_at=", "/journal?cursor=-1",
    "/devices/PC-1/scope?at=soon", "/devices/PC-1/scope?at=2099-01-01T00:00:00Z",
  ])
  func whatIsWrongIsSaid(path: String) async throws {
    let house = try ConsoleHouse()
    let token = try Self.token(house, [.seeDevices, .seeJournal, .askScope])
    let answer = try await house.get(APIRoute.root + path, headers: token)
    #expect(answer.status == 422)
    #expect(try Self.json(answer)["code"].string == "invalid")
    #expect(try Self.json(answer)["detail"].string?.isEmpty == false)
  }

  @Test func aKeyIsGoodForOneRequest() async throws {
    let house = try ConsoleHouse()
    var headers = try Self.token(house, [.changeDevices, .reportLoss])
    headers["Content-Type"] = "application/json"
    headers["Idempotency-Key"] = "a-key-of-mine-1"
    func send(_ path: String, _ body: String) async throws -> ConsoleHouse.Answer {
      try await house.send(APIRoute.root + path, body, headers: headers)
    }
    let first = try await send("/devices", "{\"id\": \"PC-7\"}")
    #expect(first.status == 201)
    let entries = try house.custody.journal.latest(before: .max, kind: nil, limit: 1).first?.sequence
    let again = try await send("/devices", "{\"id\": \"PC-7\"}")
    #expect(again.status == 201 && again.bytes == first.bytes)
    #expect(try house.custody.journal.latest(before: .max, kind: nil, limit: 1).first?.sequence == entries)
    let other = try await send("/devices", "{\"id\": \"PC-8\"}")
    #expect(other.status == 409)
    #expect(try Self.json(other)["code"].string == "key_reused")
    // What failed may be tried again.
    headers["Idempotency-Key"] = "a-key-of-mine-2"
    #expect(try await send("/devices/PC-1/loss", "{\"last_seen\": \"soon\"}").status == 422)
    #expect(try await send("/devices/PC-1/loss", "{\"last_seen\": \"2026-01-01T00:00:00Z\"}").status == 201)
    headers["Idempotency-Key"] = nil
    #expect(try await send("/devices", "{\"id\": \"PC-7\"}").status == 409)
    #expect(try await send("/devices", "[1, 2").status == 422)
    headers["Content-Type"] = "text/plain"
    #expect(try await send("/devices", "{\"id\": \"PC-9\"}").status == 415)
  }

  /// What was done stays done: a key whose answer could not be kept does nothing a second time, and says what it knows.
  @Test func whatIsDoneIsNotDoneTwice() async throws {
    let house = try ConsoleHouse()
    var headers = try Self.token(house, [.reportLoss])
    headers["Content-Type"] = "application/json"
    headers["Idempotency-Key"] = "a-key-of-mine-1"
    let loss = "{\"last_seen\": \"2026-01-01T00:00:00Z\"}"
    try house.custody.store.write { session in
      try session.execute(
        "CREATE TRIGGER no_answer BEFORE UPDATE ON idempotency BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
    }
    func losses() throws -> Int {
      try house.custody.journal.latest(before: .max, kind: "loss.reported", limit: 9).count
    }
    #expect(try await house.send("/api/v1/devices/PC-1/loss", loss, headers: headers).status == 201)
    #expect(try losses() == 1)
    let again = try await house.send("/api/v1/devices/PC-1/loss", loss, headers: headers)
    #expect(again.status == 409 && again.headers[.retryAfter] != nil)
    #expect(try Self.json(again)["code"].string == "under_way")
    let later = try await house.later(minutes: 6).send("/api/v1/devices/PC-1/loss", loss, headers: headers)
    #expect(later.status == 409)
    #expect(try Self.json(later)["code"].string == "outcome_unknown")
    let other = try await house.send("/api/v1/devices/PC-2/loss", loss, headers: headers)
    #expect(try Self.json(other)["code"].string == "key_reused")
    #expect(try losses() == 1)
  }

  /// Answers hold names: they go after a day, whoever comes back.
  @Test func answersAreForgottenAfterADay() async throws {
    let house = try ConsoleHouse()
    func kept() throws -> Int64? {
      try house.custody.store.read { session in
        try session.first("SELECT COUNT(*) FROM idempotency") { row in row.integer(0) }
      }
    }
    var headers = try Self.token(house, [.changeDevices])
    headers["Content-Type"] = "application/json"
    headers["Idempotency-Key"] = "a-key-of-mine-1"
    #expect(try await house.send("/api/v1/devices", "{\"id\": \"PC-7\"}", headers: headers).status == 201)
    try Console.forgetOldAnswers(in: house.custody.store, at: .now)
    #expect(try kept() == 1)
    // Somebody else posts, a day later.
    var others = try Self.token(house, [.reportLoss], role: .approver)
    others["Content-Type"] = "application/json"
    others["Idempotency-Key"] = "a-key-of-others"
    let later = try house.later(minutes: 24 * 60 + 1)
    let loss = "{\"last_seen\": \"2026-01-01T00:00:00Z\"}"
    #expect(try await later.send("/api/v1/devices/PC-1/loss", loss, headers: others).status == 201)
    #expect(try kept() == 1)
    try Console.forgetOldAnswers(
      in: house.custody.store, at: Moment(milliseconds: Moment.now.milliseconds + 3 * 86_400_000))
    #expect(try kept() == 0)
  }

  /// What is not ours is passed over; what is ours has to be what it should be.
  @Test(arguments: [
    ("{\"id\": \"PC-7\", \"weight\": [-1.5, 1e400, 6.02e+23, 123456789012345678901234567890], \"\": {}}", 201),
    ("{\"id\": \"PC-7\", \"label\": \"\\u00c0 ラベル\", \"kind\": \"usb\"}", 201), ("{\"id\": 1.5}", 422),
    ("{\"id\": \"PC-7\", \"label\": 7.5}", 422), ("{\"id\": \"PC-7\", \"label\": null}", 422),
    ("{\"id\": \"PC-7\", \"kind\": 1}", 422), ("{\"id\": \"PC\\u00007\"}", 422), ("{\"id\": \"a\\nb\"}", 422),
    ("{\"id\": \"\(String(repeating: "𠮷", count: 60))\"}", 201),
    ("{\"id\": \"\(String(repeating: "x", count: 61))\"}", 422),
    ("{\"id\": \"PC-7\", \"n\": 01}", 422), ("{\"id\": \"PC-7\", \"n\": 1.}", 422),
    ("{\"id\": \"PC-7\", \"n\": -}", 422), ("{\"id\": \"PC-7\", \"n\": .5}", 422),
    ("{\"id\": \"PC-7\", \"n\": 1e}", 422),
  ])
  func bodiesAreWhatTheDescriptionSays(body: String, status: Int) async throws {
    let house = try ConsoleHouse()
    var headers = try Self.token(house, [.changeDevices])
    headers["Content-Type"] = "application/json"
    #expect(try await house.send("/api/v1/devices", body, headers: headers).status == status)
  }

  @Test(arguments: ["short", "with a space", "ключ-ключ", "tab\tkey-1"])
  func keysAreVisibleASCII(key: String) async throws {
    let house = try ConsoleHouse()
    var headers = try Self.token(house, [.changeDevices])
    headers["Content-Type"] = "application/json"
    headers["Idempotency-Key"] = key
    let answer = try await house.send("/api/v1/devices", "{\"id\": \"PC-7\"}", headers: headers)
    #expect(answer.status == 422)
    #expect(try house.custody.device("PC-7") == nil)
  }

  @Test func whoDidItStandsInTheJournal() async throws {
    let house = try ConsoleHouse()
    var headers = try Self.token(house, [.changeDevices])
    headers["Content-Type"] = "application/json"
    _ = try await house.send("/api/v1/devices", "{\"id\": \"PC-7\"}", headers: headers)
    let entry = try house.custody.journal.latest(before: .max, kind: "device.registered", limit: 1).first
    #expect(entry?.actor == house.visitors[.privacyOfficer]?.account.id.text)
  }

  @Test func everyCodeIsDescribed() {
    let description = String(decoding: Console.apiDescription, as: UTF8.self)
    for code in APIProblem.Code.allCases { #expect(description.contains("\"\(code.rawValue)\""), "\(code)") }
  }

  /// The description names every route and no other.
  @Test func theDescriptionIsTheTable() async throws {
    let description = try JSON(parsing: Console.apiDescription, fractions: .asText)
    guard case .object(let paths) = description["paths"] else {
      Issue.record("no paths")
      return
    }
    var described: Set<String> = []
    for (path, item) in paths {
      guard case .object(let methods) = item else { continue }
      for (method, operation) in methods {
        let path = path.replacing("{", with: ":").replacing("}", with: "")
        described.insert("\(method.uppercased()) \(path)")
        let route = Console.apiRoutes.first { $0.path == path && $0.method.rawValue == method.uppercased() }
        #expect(operation["description"].string == "Needs `\(route?.permission?.rawValue ?? "")`.", "\(path)")
      }
    }
    #expect(described == Set(Console.apiRoutes.map { "\($0.method.rawValue) \($0.path)" }))
    let house = try ConsoleHouse()
    #expect(try await house.get("/api/v1/openapi.json").bytes == Console.apiDescription)
  }

  @Test func otherAddressesAreProblems() async throws {
    let house = try ConsoleHouse()
    #expect(try await house.get("/api/v1/nothing").status == 404)
    #expect(try await house.send("/api/v1/clients", "{}", headers: [:]).status == 405)
    for method in [HTTPRequest.Method.trace, .options, .put, .init("QUERY")!] {
      let answer = try await house.ask(method, "/api/v1/devices")
      #expect(answer.status == 405, "\(method)")
      #expect(answer.headers[.allow] == "GET, POST")
      #expect(answer.headers[.xContentTypeOptions] == "nosniff")
    }
  }
}
