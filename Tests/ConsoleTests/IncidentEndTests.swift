import Accounts
import CanonicalForms
import Console
import Custody
import HTTPTypes
import Response
import TestDatabases
import Testing

/// How an incident ends in the console, and what programs read of one.
@Suite("Console: end of an incident, and its API") struct IncidentEndTests {
  private static func house() async throws -> ConsoleHouse {
    let house = try ConsoleHouse()
    let now = Moment.now.localMinute
    #expect(try await house.post("/lost", ["device": "PC-1", "last_seen": now], as: .staff).status == 200)
    return house
  }

  private static let review: KeyValuePairs = [
    "what_happened": "鞄ごと置き忘れた <b>", "would_have_noticed": "持ち出しの申請", "action_1": "持ち出しを棚卸しする", "owner_1": "総務",
    "due_1": "2026-12-26", "action_3": "研修", "owner_3": "", "due_3": "",
  ]

  /// It ends when nothing is open, with its review, and then takes nothing more.
  @Test func anIncidentEndsWithItsReview() async throws {
    let house = try await Self.house()
    let page = "/incidents/I-1"
    let open = try await house.get(page, as: .privacyOfficer)
    #expect(open.body.contains("id=\"review\"") && !open.body.contains("action=\"/incidents/I-1/close\""))
    #expect(open.body.contains("未完了の作業 ") && open.body.contains("T-1"))
    #expect(try await house.post(page + "/close", Self.review, as: .privacyOfficer).status == 422)
    let incidents = Incidents(custody: house.custody)
    let heard = NewStatement(
      .overview, .known(.text("鞄の話")), saidAt: .now, source: .init(.person, reference: "電話の人"), kind: .claim)
    let number = try #require(try incidents.state([heard], in: "I-1", at: .now).first)
    for task in try incidents.tasks(of: "I-1") {
      #expect(
        try await house.post(page + "/tasks", ["task": String(task.id), "state": "done"], as: .privacyOfficer).status
          == 303)
    }
    for obligation in try incidents.obligations(of: "I-1") where obligation.isOpen && obligation.party.client == nil {
      let form: KeyValuePairs = ["obligation": obligation.id, "reference": "受付 1"]
      #expect(try await house.post(page + "/fulfil", form, as: .privacyOfficer).status == 303)
    }
    let loose = try incidents.loose(in: "I-1")
    #expect(loose.isNothing, "\(loose)")
    #expect(try await house.get(page, as: .privacyOfficer).body.contains("action=\"/incidents/I-1/close\""))
    #expect(try await !house.get(page, as: .auditor).body.contains("action=\"/incidents/I-1/close\""))
    for form in [
      ["what_happened": "", "would_have_noticed": "b"], ["what_happened": "a", "would_have_noticed": ""],
      ["what_happened": "a", "would_have_noticed": "b", "action_1": "c", "due_1": "soon"],
    ] as [KeyValuePairs<String, String>] {
      #expect(try await house.post(page + "/close", form, as: .privacyOfficer).status == 422)
    }
    #expect(try await house.post(page + "/close", Self.review, as: .privacyOfficer).status == 303)
    let closed = try await house.get(page, as: .auditor)
    #expect(closed.body.contains("鞄ごと置き忘れた &lt;b&gt;") && closed.body.contains("2026-12-26"))
    #expect(try incidents.incident("I-1").review?.actions.map(\.what) == ["持ち出しを棚卸しする", "研修"])
    #expect(try await house.post(page + "/close", Self.review, as: .privacyOfficer).status == 422)
    #expect(try await house.post(page + "/notes", ["words": "後から"], as: .privacyOfficer).status == 422)
    // Years later it says that the source was erased.
    #expect(closed.body.contains("S-\(number) · 電話の人"))
    try incidents.eraseDueRecords(at: Moment(milliseconds: Moment.now.milliseconds + 2_000 * 86_400_000))
    #expect(try await house.get(page, as: .auditor).body.contains("S-\(number) · 消去済み"))
  }

  /// The report comes as a page, as files to take, and as JSON; that somebody read it is in the journal.
  @Test func theReportIsTakenAsAFile() async throws {
    let house = try await Self.house()
    let page = "/incidents/I-1"
    let shown = try await house.get(page, as: .auditor)
    for (form, type, start) in [
      ("pdf", "application/pdf", "%PDF-"),
      ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK"),
      ("json", "application/json", "{"),
    ] {
      for kind in ["preliminary", "final"] {
        let path = page + "/report?kind=\(kind)&form=\(form)"
        #expect(shown.body.contains(path.replacing("&", with: "&amp;")), "\(path)")
        let before = try house.custody.journal.latest(before: .max, kind: nil, limit: 1).first?.sequence
        let file = try await house.get(path, as: .auditor)
        #expect(file.status == 200 && file.headers[.contentType] == type)
        #expect(file.bytes.starts(with: Array(start.utf8)))
        #expect(
          file.headers[.contentDisposition]
            == (form == "json" ? nil : "attachment; filename=\"report-I-1-\(kind).\(form)\""))
        #expect(try house.custody.journal.latest(before: .max, kind: nil, limit: 1).first?.sequence != before)
      }
    }
    #expect(try await house.get(page + "/report?form=nonsense", as: .auditor).body.contains("<h1>"))
    #expect(try await house.get(page + "/report?form=pdf", as: .staff).status == 403)
    // What no font has is said, and nothing is served instead.
    try Incidents(custody: house.custody).state(
      [
        NewStatement(
          .overview, .known(.text("外字\u{10FFFD}")), saidAt: .now, source: .init(.person, reference: "r"), kind: .claim)
      ], in: "I-1", at: .now)
    let refused = try await house.get(page + "/report?form=pdf", as: .auditor)
    #expect(refused.status == 422 && refused.body.contains("U+10FFFD"))
  }

  // MARK: API

  private static func token(_ house: ConsoleHouse, _ scopes: Set<Permission>) throws -> [String: String] {
    let account = try #require(house.visitors[.privacyOfficer]?.account)
    let (_, secret) = try house.accounts.createToken(
      for: account.id, name: "test", scopes: scopes, days: 30, at: .now)
    return ["Authorization": "Bearer " + secret]
  }

  private static func json(_ answer: ConsoleHouse.Answer) throws -> JSON { try JSON(parsing: answer.bytes) }

  private static func items(_ json: JSON) -> [JSON] { if case .array(let items) = json["items"] { items } else { [] } }

  @Test func programsReadAnIncident() async throws {
    let house = try await Self.house()
    let token = try Self.token(house, [.seeIncidents])
    let root = "/api/v1/incidents"
    let list = Self.items(try Self.json(try await house.get(root, headers: token)))
    #expect(list.map { $0["id"] } == ["I-1"] && list.first?["device"] == "PC-1")
    let one = try Self.json(try await house.get(root + "/I-1", headers: token))
    #expect(one["people"]["most"] == 40 && (one["open_obligations"].integer ?? 0) > 0)
    #expect(one["next_deadline"].moment != nil)
    guard case .array(let letters) = one["letters"] else {
      Issue.record("no letters")
      return
    }
    #expect(letters.map { $0["client"] } == ["117", "118"] && letters.map { $0["left"] } == [30, 10])
    let obligations = Self.items(try Self.json(try await house.get(root + "/I-1/obligations", headers: token)))
    #expect(obligations.contains { $0["id"] == "appi.persons@117" && $0["citation"].string?.isEmpty == false })
    let statements = Self.items(try Self.json(try await house.get(root + "/I-1/statements", headers: token)))
    #expect(statements.contains { $0["fact"] == "people_count" && $0["client"] == "117" && $0["stands"] == true })
    let timeline = Self.items(
      try Self.json(try await house.get(root + "/I-1/timeline?order=known", headers: token)))
    #expect(timeline.contains { $0["kind"] == "incident.opened" })
    let readings = try house.custody.journal.latest(before: .max, kind: "data.read", limit: 20)
    #expect(readings.contains { $0.body.canonicalText.contains("\"incident\"") })
  }

  @Test func listsOfAnIncidentGoOn() async throws {
    let house = try await Self.house()
    let token = try Self.token(house, [.seeIncidents])
    for list in ["statements", "obligations", "timeline"] {
      let path = "/api/v1/incidents/I-1/" + list
      let all = Self.items(try Self.json(try await house.get(path + "?limit=200", headers: token)))
      var seen: [JSON] = []
      var cursor = ""
      repeat {
        let page = try Self.json(
          try await house.get(Address.with(path, ["limit": "3", "cursor": cursor]), headers: token))
        seen += Self.items(page)
        cursor = page["next"].string ?? ""
      } while !cursor.isEmpty && seen.count < 1_000
      #expect(seen == all && !all.isEmpty, "\(list)")
    }
  }

  @Test func wrongQuestionsAboutIncidents() async throws {
    let house = try await Self.house()
    let token = try Self.token(house, [.seeIncidents])
    for (path, status) in [
      ("/I-9", 404), ("/I-9/statements", 404), ("/I-1/timeline?order=x", 422), ("/I-1/statements?cursor=x", 422),
      ("?cursor=I-9", 422), ("?limit=0", 422), ("/I-1/obligations?limit=1000", 422),
    ] {
      #expect(try await house.get("/api/v1/incidents" + path, headers: token).status == status, "\(path)")
    }
    let other = try Self.token(house, [.seeDevices])
    for path in ["", "/I-1", "/I-1/statements", "/I-1/obligations", "/I-1/timeline"] {
      #expect(try await house.get("/api/v1/incidents" + path, headers: other).status == 403, "\(path)")
    }
  }
}
