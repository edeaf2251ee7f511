import Accounts
import CanonicalForms
import Console
import Custody
import PersonalData
import Response
import Storage
import Testing

/// What programs do in a response, through the API.
@Suite("Console: API, the response") struct IncidentActTests {
  /// Somebody with a token.
  private struct Client {
    let house: ConsoleHouse
    var headers: [String: String]

    init(_ house: ConsoleHouse, _ scopes: Set<Permission>, role: Role = .privacyOfficer) throws {
      self.house = house
      let account = try #require(house.visitors[role]?.account)
      let (_, secret) = try house.accounts.createToken(
        for: account.id, name: "test", scopes: scopes, days: 30, at: .now)
      headers = ["Authorization": "Bearer " + secret, "Content-Type": "application/json"]
    }

    func post(_ path: String, _ body: JSON = [:], key: String? = nil) async throws -> (status: Int, json: JSON) {
      var headers = headers
      headers["Idempotency-Key"] = key
      let answer = try await house.send(APIRoute.root + path, body.canonicalText, headers: headers)
      return (answer.status, try JSON(parsing: answer.bytes))
    }

    func post(raw body: String, to path: String) async throws -> (status: Int, json: JSON) {
      let answer = try await house.send(APIRoute.root + path, body, headers: headers)
      return (answer.status, try JSON(parsing: answer.bytes))
    }

    func items(_ path: String) async throws -> [JSON] {
      let answer = try await house.get(APIRoute.root + path, headers: headers)
      #expect(answer.status == 200, "\(path)")
      return try JSON(parsing: answer.bytes)["items"].elements
    }
  }

  private static let acts: Set<Permission> = [.reportLoss, .seeIncidents, .stateFacts, .handlePacks, .changeTasks]
  private static func ago(_ minutes: Int64) -> JSON {
    JSON(Moment(milliseconds: Moment.now.milliseconds - minutes * 60_000))
  }

  private static func opened() async throws -> Client {
    let client = try Client(try ConsoleHouse(), acts)
    let opened = try await client.post("/incidents", ["device": "PC-1", "last_seen": ago(60)])
    #expect(opened.status == 201)
    return client
  }

  @Test func aLossIsReportedOnce() async throws {
    let client = try Client(try ConsoleHouse(), Self.acts)
    let report: JSON = [
      "device": "PC-1", "last_seen": Self.ago(90), "noticed": Self.ago(30), "by_holder": true, "reporter": "見本 太郎",
      "holds_personal_data": false, "encrypted": true, "place": "駅", "prefectures": [13, 14],
    ]
    let first = try await client.post("/incidents", report, key: "loss-of-pc-1")
    #expect(first.status == 201 && first.json["incident"] == "I-1")
    #expect(try await client.post("/incidents", report, key: "loss-of-pc-1").json == first.json)
    #expect(try await client.items("/incidents").count == 1)
    let incidents = Incidents(custody: client.house.custody)
    let ledger = try incidents.ledger(of: "I-1")
    #expect(ledger.history(.lostPlace).first?.answer.text == "駅")
    #expect(ledger.history(.encryptionState).first { $0.kind == .claim }?.answer.choice == "on")
    #expect(try incidents.contradictions(of: "I-1").contains { $0.first.fact == .holdsPersonalData })
    let incident = try incidents.incident("I-1")
    #expect(incident.isByHolder && incident.reporter == "見本 太郎" && incident.search.prefectures.map(\.id) == [13, 14])
    #expect(incident.openedBy == client.house.visitors[.privacyOfficer]?.account.id.text)
    #expect(try await client.post("/incidents", ["device": "PC-9", "last_seen": Self.ago(1)]).status == 404)
  }

  @Test(arguments: [
    "{\"last_seen\": \"2026-01-01T00:00:00Z\"}", "{\"device\": \"PC-1\"}",
    "{\"device\": \"PC-1\", \"last_seen\": \"2099-01-01T00:00:00Z\"}",
    "{\"device\": \"PC-1\", \"last_seen\": \"2026-01-01T00:00:00Z\", \"noticed\": \"2025-01-01T00:00:00Z\"}",
    "{\"device\": \"PC-1\", \"last_seen\": \"2026-01-01T00:00:00Z\", \"encrypted\": \"yes\"}",
    "{\"device\": \"PC-1\", \"last_seen\": \"2026-01-01T00:00:00Z\", \"prefectures\": [48]}",
    "{\"device\": \"PC-1\", \"last_seen\": \"2026-01-01T00:00:00Z\", \"prefectures\": [1.5]}",
    "{\"device\": \"PC-1\", \"last_seen\": \"2026-01-01T00:00:00Z\", \"reporter\": \"\"}",
    "{\"device\": \"PC-1\", \"last_seen\": \"2026-01-01T00:00:00Z\", \"place\": \"a\\nb\"}",
  ])
  func aWrongLossOpensNothing(body: String) async throws {
    let client = try Client(try ConsoleHouse(), Self.acts)
    let answer = try await client.post(raw: body, to: "/incidents")
    #expect(answer.status == 422 && answer.json["detail"].string?.isEmpty == false)
    #expect(try Incidents(custody: client.house.custody).all().isEmpty)
  }

  @Test func aStatementSaysWhatItContradicts() async throws {
    let client = try await Self.opened()
    let path = "/incidents/I-1/statements"
    let claim = try await client.post(
      path,
      [
        "fact": "people_count", "answer": ["kind": "quantity", "least": 0, "most": 0], "reference": "hearing-1",
        "name": "見本 太郎", "said": Self.ago(5),
      ])
    #expect(claim.status == 201)
    #expect(claim.json["statement"]["kind"] == "claim" && claim.json["statement"]["stands"] == false)
    #expect(claim.json["contradictions"].elements.map { $0["kind"] } == ["claim_against_evidence"])
    let evidence = try await client.post(
      path,
      [
        "fact": "lost_place", "answer": ["kind": "text", "value": "駅の売店\n二階"], "reference": "B-1", "kind": "evidence",
        "source": "document", "confidence": "likely",
      ])
    #expect(evidence.status == 201 && evidence.json["statement"]["stands"] == true)
    // What was given out before says where it is wrong now, and not what it says.
    let incidents = Incidents(custody: client.house.custody)
    let draft = try incidents.policeReport(of: "I-1", in: .ja)
    try incidents.issue(.policeReport, draft, in: .ja, of: "I-1", at: .now)
    let moved = try await client.post(
      path, ["fact": "lost_place", "answer": ["kind": "text", "value": "車内"], "reference": "B-2", "kind": "evidence"])
    #expect(moved.json["corrections"].elements.map { $0["document"] } == ["D-1"])
    #expect(!moved.json["corrections"].canonicalText.contains("売店"))
    let open = try await client.post(
      path,
      [
        "fact": "people_count", "answer": ["kind": "quantity", "least": 5, "most": nil], "reference": "r",
        "client": "117",
      ])
    #expect(open.status == 201 && open.json["statement"]["answer"]["most"] == .null)
    // In the form in which it came out, it goes in again.
    let all = try await client.items(path + "?limit=200")
    for statement in all.prefix(8) where statement["client"] == "" {
      let again = try await client.post(
        path, ["fact": statement["fact"], "answer": statement["answer"], "reference": "again"])
      #expect(again.status == 201, "\(statement["fact"])")
    }
    #expect(try await client.post("/incidents/I-9/statements", [:]).status == 404)
  }

  @Test(arguments: [
    "{}", "{\"fact\": \"people_count\", \"answer\": {\"kind\": \"unknown\"}}",
    "{\"fact\": \"weather\", \"answer\": {\"kind\": \"unknown\"}, \"reference\": \"r\"}",
    "{\"fact\": \"people_count\", \"answer\": {\"kind\": \"yes_no\", \"value\": true}, \"reference\": \"r\"}",
    "{\"fact\": \"people_count\", \"answer\": {\"kind\": \"quantity\", \"least\": 1}, \"reference\": \"r\"}",
    "{\"fact\": \"people_count\", \"answer\": {\"kind\": \"quantity\", \"least\": 1, \"most\": 1.5}, \"reference\": \"r\"}",
    "{\"fact\": \"people_count\", \"answer\": {\"kind\": \"quantity\", \"least\": 1e0, \"most\": 1}, \"reference\": \"r\"}",
    "{\"fact\": \"people_count\", \"answer\": {\"kind\": \"quantity\", \"least\": 2, \"most\": 1}, \"reference\": \"r\"}",
    "{\"fact\": \"people_count\", \"answer\": {\"kind\": \"quantity\", \"least\": -1, \"most\": 1}, \"reference\": \"r\"}",
    "{\"fact\": \"medium\", \"answer\": {\"kind\": \"choice\", \"value\": \"abacus\"}, \"reference\": \"r\"}",
    "{\"fact\": \"fields\", \"answer\": {\"kind\": \"fields\", \"fields\": [\"name\", \"name\"]}, \"reference\": \"r\"}",
    "{\"fact\": \"fields\", \"answer\": {\"kind\": \"fields\", \"fields\": [1]}, \"reference\": \"r\"}",
    "{\"fact\": \"cause\", \"answer\": {\"kind\": \"text\", \"value\": \"a\\u0000\"}, \"reference\": \"r\"}",
    "{\"fact\": \"cause\", \"answer\": {\"kind\": \"text\", \"value\": \"\"}, \"reference\": \"r\"}",
    "{\"fact\": \"cause\", \"answer\": {\"kind\": \"unknown\"}, \"reference\": \"r\", \"client\": \"117\"}",
    "{\"fact\": \"people_count\", \"answer\": {\"kind\": \"unknown\"}, \"reference\": \"r\", \"client\": \"nobody\"}",
    "{\"fact\": \"cause\", \"answer\": {\"kind\": \"unknown\"}, \"reference\": \"r\", \"said\": \"2099-01-01T00:00:00Z\"}",
    "{\"fact\": \"cause\", \"answer\": {\"kind\": \"unknown\"}, \"reference\": \"r\", \"kind\": \"rumour\"}",
    """
    {"fact": "lost_at", "answer": {"kind": "time", "from": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
     "reference": "r"}
    """,
  ])
  func aWrongStatementIsNotMade(body: String) async throws {
    let client = try await Self.opened()
    let before = try Incidents(custody: client.house.custody).ledger(of: "I-1").statements.count
    let answer = try await client.post(raw: body, to: "/incidents/I-1/statements")
    #expect(answer.status == 422 && answer.json["code"] == "invalid")
    #expect(try Incidents(custody: client.house.custody).ledger(of: "I-1").statements.count == before)
  }

  /// Contradictions are settled, wrong documents listed, duties met, the report read.
  @Test func whatFollowsIsReadAndSettled() async throws {
    let house = try ConsoleHouse()
    let client = try Client(house, Self.acts.union([.runResponse]))
    let report: JSON = ["device": "PC-1", "last_seen": Self.ago(60), "holds_personal_data": false]
    #expect(try await client.post("/incidents", report).status == 201)
    let path = "/incidents/I-1"
    let clash = try #require(try await client.items(path + "/contradictions").first { $0["resolved"] == .null })
    let incidents = Incidents(custody: house.custody)
    #expect(try await client.post(path + "/contradictions", ["contradiction": "S-1", "reason": "r"]).status == 422)
    #expect(try await client.post(path + "/contradictions", ["contradiction": clash["id"]]).status == 422)
    let settled = try await client.post(path + "/contradictions", ["contradiction": clash["id"], "reason": "確認済み"])
    #expect(settled.status == 200 && settled.json["resolved"] != .null && settled.json["id"] == clash["id"])
    #expect(
      try await client.post(path + "/contradictions", ["contradiction": clash["id"], "reason": "again"]).status == 409)
    let draft = try incidents.policeReport(of: "I-1", in: .ja)
    try incidents.issue(.policeReport, draft, in: .ja, of: "I-1", at: .now)
    #expect(try await client.items(path + "/corrections").isEmpty)
    let later: JSON = [
      "fact": "lost_at", "answer": ["kind": "time", "from": Self.ago(90), "until": Self.ago(80)], "reference": "r",
      "kind": "evidence",
    ]
    #expect(try await client.post(path + "/statements", later).status == 201)
    #expect(try await client.items(path + "/corrections").map { $0["document"] }.contains("D-1"))
    let duty = try #require(try incidents.obligations(of: "I-1").first(where: \.isOpen))
    let address = path + "/obligations/\(FormFields.encode(duty.id))/fulfilment"
    #expect(try await client.post(address, ["reference": "r", "at": "2099-01-01T00:00:00Z"]).status == 422)
    let met = try await client.post(address, ["reference": "受付 1", "at": Self.ago(5)])
    #expect(met.status == 200 && met.json["id"].string == duty.id && met.json["state"] == "fulfilled")
    #expect(try await client.post(path + "/obligations/nothing/fulfilment", ["reference": "r"]).status == 404)
    let read = try await house.get(APIRoute.root + path + "/report?kind=final&language=en", headers: client.headers)
    #expect(read.status == 200 && (try? JSON(parsing: read.bytes)) != nil)
    #expect(try await house.get(APIRoute.root + path + "/report?kind=x", headers: client.headers).status == 422)
  }

  @Test func packsAreMadeHandedOverAndReceived() async throws {
    let client = try await Self.opened()
    let made = try await client.post("/incidents/I-1/packs", ["language": "en"], key: "packs-of-i-1")
    #expect(made.status == 201 && made.json["packs"] == 2 && made.json["total"] == 40)
    #expect(try await client.post("/incidents/I-1/packs", ["language": "en"], key: "packs-of-i-1").json == made.json)
    let packs = try await client.items("/incidents/I-1/packs")
    #expect(packs.map { $0["client"] } == ["117", "118"] && packs.allSatisfy { $0["handed_over"] == .null })
    let path = "/incidents/I-1/packs/117"
    let early = try await client.post(path + "/receipt")
    #expect(early.status == 409 && early.json["code"] == "conflict")
    let given = try await client.post(path + "/hand-over", ["how": "post", "at": Self.ago(3)])
    #expect(given.status == 200 && given.json["handed_over"] != .null && given.json["received"] == .null)
    let received = try await client.post(path + "/receipt", ["number": 1, "name": "受領 花子", "at": Self.ago(1)])
    #expect(received.status == 200 && received.json["received"] != .null)
    #expect(try await client.post(path + "/receipt", ["number": 1]).status == 409, "once")
    #expect(try await client.post(path + "/receipt", ["number": 7]).status == 404)
    #expect(try await client.post("/incidents/I-1/packs/999/hand-over").status == 404)
    for body in ["{\"number\": 0}", "{\"number\": 1.5}", "{\"at\": \"2099-01-01T00:00:00Z\"}", "{\"how\": \"\"}"] {
      #expect(try await client.post(raw: body, to: path + "/receipt").status == 422, "\(body)")
    }
    // The client's own clock runs from the receipt.
    let known = try Incidents(custody: client.house.custody).ledger(of: "I-1").answer(.learnedAt, .client(.init("117")))
    #expect(known.time != nil)
  }

  @Test func tasksAreListedAndChanged() async throws {
    let client = try await Self.opened()
    #expect(try await client.items("/incidents/I-1/tasks").count == 9)
    let added = try await client.post(
      "/incidents/I-1/tasks", ["title": "弁護士に相談", "owner": "見本 次郎", "due": "2026-12-01T09:00:00+09:00"])
    #expect(added.status == 201 && added.json["id"] == "T-10" && added.json["owner"] == "見本 次郎")
    let done = try await client.post("/incidents/I-1/tasks/T-10", ["state": "done", "owner": nil])
    #expect(done.status == 200 && done.json["state"] == "done" && done.json["owner"] == .null)
    #expect(done.json["due"] != .null, "what is not given stays")
    #expect(try await client.post("/incidents/I-1/tasks/10", ["due": nil]).json["due"] == .null)
    #expect(try await client.items("/incidents/I-1/tasks?state=done").map { $0["id"] } == ["T-10"])
    #expect(try await client.items("/incidents/I-1/tasks?state=open&limit=2").count == 2)
    for body in [
      "{\"state\": \"lost\"}", "{\"due\": 1.5}", "{\"owner\": 1.5}", "{\"owner\": \"\"}", "{\"title\": null}",
    ] {
      #expect(try await client.post(raw: body, to: "/incidents/I-1/tasks/T-10").status == 422, "\(body)")
    }
    #expect(try await client.post("/incidents/I-1/tasks/T-1", ["title": "別の題名"]).status == 422)
    #expect(try await client.post("/incidents/I-1/tasks/T-99", ["state": "done"]).status == 404)
    #expect(try await client.post("/incidents/I-1/tasks/x", ["state": "done"]).status == 404)
    let answer = try await client.house.get("/api/v1/incidents/I-1/tasks?state=", headers: client.headers)
    #expect(answer.status == 422)
  }

  /// Whoever may change tasks may not be allowed to read them.
  @Test func aChangedTaskIsToldToReaders() async throws {
    let reader = try await Self.opened()
    let path = "/incidents/I-1/tasks/T-3"
    let owned = try await reader.post(path, ["owner": "見本 次郎"], key: "owner-of-t-3")
    #expect(owned.status == 200 && owned.json["owner"] == "見本 次郎")
    let writer = try Client(reader.house, [.changeTasks])
    for body in ["{}", "{\"weight\": 1}"] {
      let refused = try await writer.post(raw: body, to: path)
      #expect(refused.status == 422 && refused.json["code"] == "invalid", "\(body)")
    }
    let done = try await writer.post(path, ["state": "done"])
    #expect(done.status == 200 && done.json["state"] == "done")
    guard case .object(let members) = done.json else {
      Issue.record("no object")
      return
    }
    #expect(members.keys.sorted() == ["due", "id", "kind", "state"])
    // Nor by the answer that another token of the account got.
    #expect(try await writer.post(path, ["owner": "見本 次郎"], key: "owner-of-t-3").status == 409)
    let task = try Incidents(custody: reader.house.custody).tasks(of: "I-1").first { $0.id == 3 }
    #expect(task?.owner == "見本 次郎" && task?.state == .done, "each change stands")
  }

  @Test func whatWentOutIsListed() async throws {
    let client = try await Self.opened()
    let incidents = Incidents(custody: client.house.custody)
    try incidents.open(InquiryDesk(incident: "I-1"), at: .now)
    _ = try incidents.take(
      NewInquiry(
        client: .init("117"), channel: .telephone, topic: .misuse, question: nil, check: .notNeeded, outcome: .answered,
        personal: .init(name: "見本 花子")), in: "I-1", at: .now)
    let counts = try await client.items("/incidents/I-1/inquiry-counts")
    #expect(counts.map { $0["client"] } == ["117"] && counts[0]["all"] == 1 && counts[0]["misuse"] == 1)
    try incidents.openNotices(
      "pc-2026", in: "I-1", site: "https://notices.example.jp", publisher: "見本健診機構", at: .now)
    let notices = try await client.items("/incidents/I-1/notices")
    #expect(notices.map { $0["series"] } == ["pc-2026"] && notices[0]["published"] == .null)
    #expect(try await client.items("/incidents/I-1/letters").isEmpty)
  }

  /// Each act needs its own scope, and an account whose roles have it.
  @Test func everyActHasItsScope() async throws {
    let house = try await Self.opened().house
    let open = try Incidents(custody: house.custody).obligations(of: "I-1").first(where: \.isOpen)
    let duty = FormFields.encode(try #require(open).id)
    let acts: [(path: String, scope: Permission, body: JSON)] = [
      ("/incidents", .reportLoss, ["device": "PC-1", "last_seen": Self.ago(1)]),
      (
        "/incidents/I-1/statements", .stateFacts,
        ["fact": "cause", "answer": ["kind": "unknown"], "reference": "r"]
      ),
      ("/incidents/I-1/obligations/\(duty)/fulfilment", .runResponse, ["reference": "r"]),
      ("/incidents/I-1/tasks", .changeTasks, ["title": "a"]),
      ("/incidents/I-1/tasks/T-1", .changeTasks, ["state": "done"]),
      ("/incidents/I-1/packs", .handlePacks, [:]), ("/incidents/I-1/packs/117/hand-over", .handlePacks, [:]),
      ("/incidents/I-1/packs/117/receipt", .handlePacks, [:]),
    ]
    #expect(acts.allSatisfy { Permission.ofTokens.contains($0.scope) })
    let all = Permission.ofTokens.intersection(Role.privacyOfficer.permissions)
    for act in acts {
      let without = try Client(house, all.subtracting([act.scope]))
      let refused = try await without.post(act.path, act.body)
      #expect(refused.status == 403 && refused.json["code"] == "forbidden", "\(act.path)")
      #expect(refused.json["detail"].string?.contains(act.scope.rawValue) == true)
      for role in [Role.auditor, .inquiryDesk, .approver] where !role.permissions.contains(act.scope) {
        // A token never has more than its account.
        #expect(throws: AccountsFailure(.notAllowed), "\(role) \(act.path)") {
          _ = try Client(house, [act.scope], role: role)
        }
      }
      #expect(try await Client(house, [act.scope]).post(act.path, act.body).status < 300, "\(act.path)")
    }
  }

  @Test func aClosedIncidentSaysSo() async throws {
    let client = try await Self.opened()
    let incidents = Incidents(custody: client.house.custody)
    for task in try incidents.tasks(of: "I-1") {
      _ = try await client.post("/incidents/I-1/tasks/\(task.name)", ["state": "dropped"])
    }
    for obligation in try incidents.obligations(of: "I-1") where obligation.isOpen && obligation.party.client == nil {
      try incidents.fulfil(obligation.id, happenedAt: .now, reference: "r", in: "I-1", at: .now)
    }
    try incidents.close("I-1", with: .init(whatHappened: "a", whatWouldHaveNoticed: "b"), at: .now)
    let refused = try await client.post("/incidents/I-1/tasks", ["title": "a"])
    #expect(refused.status == 409 && refused.json["code"] == "conflict")
    #expect(try await client.items("/incidents/I-1/tasks").count == 9)
  }

  /// What the description lists is what there is.
  @Test func theDescriptionKnowsEveryFactAndField() throws {
    let description = try JSON(parsing: Console.apiDescription, fractions: .asText)
    let schemas = description["components"]["schemas"]
    #expect(schemas["NewStatement"]["properties"]["fact"]["enum"].strings == Fact.allCases.map(\.rawValue))
    let fields = schemas["NewAnswer"]["oneOf"].elements.first { $0["properties"]["fields"] != .null }
    #expect(fields?["properties"]["fields"]["items"]["enum"].strings == Field.allCases.map(\.rawValue))
    #expect(
      schemas["Task"]["properties"]["state"]["enum"].strings == ResponseTask.State.allCases.map(\.rawValue))
  }
}
