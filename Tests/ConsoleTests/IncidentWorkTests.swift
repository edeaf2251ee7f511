import Accounts
import CanonicalForms
import Console
import Custody
import Response
import TestDatabases
import Testing

/// Pages of one incident beside its own.
@Suite("Console: work on an incident") struct IncidentWorkTests {
  private static let page = "/incidents/I-1"

  private static func house() async throws -> ConsoleHouse {
    let house = try ConsoleHouse()
    let now = Moment.now.localMinute
    #expect(
      try await house.post("/lost", ["device": "PC-1", "last_seen": now, "prefecture": "14"], as: .staff).status == 200)
    return house
  }

  private static func post(
    _ house: ConsoleHouse, _ path: String, _ form: KeyValuePairs<String, String>
  ) async throws -> ConsoleHouse.Answer {
    try await house.post(page + path, form, as: .privacyOfficer)
  }

  /// Today's search is due until it is made; what is found ends them.
  @Test func theThingIsSearchedFor() async throws {
    let house = try await Self.house()
    let before = try await house.get(Self.page + "/search", as: .auditor)
    #expect(before.body.contains("今日の検索がまだの都道府県が 1 あります") && before.body.contains("神奈川県"))
    #expect(!before.body.contains("method=\"post\" action=\"/incidents"))
    #expect(try await Self.post(house, "/search", ["prefecture": "14", "found": "no"]).status == 303)
    #expect(try await house.get(Self.page + "/search", as: .auditor).body.contains("今日の検索は済みました"))
    #expect(try await Self.post(house, "/search", ["prefecture": "14", "day": "2190-01-01"]).status == 422)
    #expect(try await Self.post(house, "/search", ["prefecture": "99"]).status == 422)
    #expect(try await Self.post(house, "/search", ["prefecture": "13", "found": "yes"]).status == 303)
    #expect(try await house.get(Self.page + "/search", as: .auditor).body.contains("見つかりました"))
  }

  /// Whoever opens the front page sees what is owed and what is to be searched, with the way there.
  @Test func clocksStandOnTheFrontPage() async throws {
    let house = try await Self.house()
    let incidents = Incidents(custody: house.custody)
    let now = Moment.now
    let yesterday = Moment(milliseconds: now.milliseconds - 86_400_000)
    try incidents.change(task: 1, in: "I-1", at: now) { $0.due = yesterday }
    let month = Moment(milliseconds: now.milliseconds - 40 * 86_400_000)
    let known = NewStatement(
      .learnedAt, .known(.time(TimeSpan(month))), saidAt: now, source: .init(.document, reference: "r"), kind: .evidence
    )
    try incidents.state(
      [
        known,
        NewStatement(
          .sensitivePeople, .known(.quantity(Quantity(5))), saidAt: now, source: .init(.log, reference: "r"),
          kind: .evidence),
      ], in: "I-1", at: now)
    let page = try await house.get("/", as: .privacyOfficer).body
    #expect(page.contains("I-1: 期限超過の確報") && page.contains("href=\"/incidents/I-1#obligations\""))
    #expect(page.contains("I-1: 期限を過ぎた作業 1") && page.contains("href=\"/incidents/I-1#tasks\""))
    #expect(page.contains("I-1: 今日の遺失物検索がまだの都道府県 1") && page.contains("href=\"/incidents/I-1/search\""))
    #expect(try await house.post(Self.page + "/search", ["prefecture": "14"], as: .privacyOfficer).status == 303)
    #expect(try await !house.get("/", as: .privacyOfficer).body.contains("今日の遺失物検索"))
  }

  /// A receipt that came by post starts the client's clock on its day, not on that of the entry.
  @Test func actsHaveTheirOwnDay() async throws {
    let house = try await Self.house()
    let incidents = Incidents(custody: house.custody)
    let now = Moment.now
    let early = Moment(milliseconds: (now.milliseconds / 60_000 - 2) * 60_000)
    let later = Moment(milliseconds: now.milliseconds + 3_600_000).localMinute
    _ = try incidents.makePacks(of: "I-1", in: .ja, at: Moment(milliseconds: early.milliseconds - 60_000))
    let pack = Self.page + "/packs/117"
    #expect(
      try await house.post(pack, ["act": "handed", "at": later], as: .privacyOfficer).status == 422, "not in the future"
    )
    #expect(
      try await house.post(pack, ["act": "handed", "at": early.localMinute], as: .privacyOfficer).status == 303)
    #expect(try await house.post(pack, ["act": "received", "at": "昨日"], as: .privacyOfficer).status == 422)
    let received = try await house.post(
      pack, ["act": "received", "number": "1", "at": early.localMinute], as: .privacyOfficer)
    #expect(received.status == 303)
    #expect(try incidents.ledger(of: "I-1").answer(.learnedAt, .client(.init("117"))).time?.from == early)
    #expect(try incidents.packs(of: "I-1").first { $0.client.text == "117" }?.handedOverAt == early)
    let duty = try #require(try incidents.obligations(of: "I-1").first { $0.isOpen })
    #expect(
      try await Self.post(house, "/fulfil", ["obligation": duty.id, "reference": "r", "at": early.localMinute]).status
        == 303)
    #expect(try incidents.obligations(of: "I-1").first { $0.id == duty.id }?.fulfilment?.at == early)
  }

  /// About whom, as of when and how surely; and which clocks it moved.
  @Test func aStatementHasItsSubjectAndMoment() async throws {
    let house = try await Self.house()
    let incidents = Incidents(custody: house.custody)
    let form: KeyValuePairs = [
      "fact": "people_count", "value": "5", "kind": "evidence", "source": "document", "reference": "r",
      "client": "118", "as_of": "2025-03-01 09:00", "confidence": "likely",
    ]
    let answer = try await Self.post(house, "/statements", form)
    #expect(answer.status == 303 && answer.location?.contains("since=") == true)
    let stated = try #require(try incidents.ledger(of: "I-1").standing(.peopleCount, .client(.init("118"))))
    #expect(stated.answer == .known(.quantity(Quantity(5))) && stated.confidence == .likely)
    #expect(stated.asOf.localMinute == "2025-03-01 09:00" && stated.saidAt > stated.asOf)
    for wrong in [
      ["fact": "cause", "value": "x", "reference": "r", "client": "118"],
      ["fact": "people_count", "value": "5", "reference": "r", "client": "999"],
      ["fact": "people_count", "value": "5", "reference": "r", "as_of": "2190-01-01"],
    ] as [KeyValuePairs<String, String>] {
      #expect(try await Self.post(house, "/statements", wrong).status == 422)
    }
    let moving = try await Self.post(
      house, "/statements",
      ["fact": "learned_at", "value": "2025-03-01 09:00", "kind": "evidence", "source": "document", "reference": "r"])
    let page = try await house.get(moving.location ?? "", as: .privacyOfficer).body
    #expect(page.contains("この記録で動いたもの") && page.contains("2025-03"))
    #expect(try await !house.get(Self.page, as: .privacyOfficer).body.contains("この記録で動いたもの"))
  }

  /// A list of another prefecture is searched from the day on which somebody thought of it.
  @Test func thePlanOfTheSearchChanges() async throws {
    let house = try await Self.house()
    let incidents = Incidents(custody: house.custody)
    #expect(try await Self.post(house, "/search", ["act": "plan", "place": "13"]).status == 422, "nothing to look for")
    #expect(try await Self.post(house, "/search", ["act": "plan", "item": "bag"]).status == 422, "nowhere to look")
    let form: KeyValuePairs = ["act": "plan", "place": "14", "place": "13", "item": "paper_bag"]
    #expect(try await Self.post(house, "/search", form).status == 303)
    let plan = try incidents.incident("I-1").search
    #expect(plan.prefectures.map(\.id) == [13, 14] && plan.items == [.paperBag])
    #expect(try await house.get(Self.page + "/search", as: .auditor).body.contains("東京都"))
    #expect(try incidents.timeline(of: "I-1").contains { $0.kind == "lost_property.planned" })
  }

  /// Whoever reports what is reported already is led to the incident; another loss is said to be one.
  @Test func oneLossIsOneIncident() async throws {
    let house = try await Self.house()
    let incidents = Incidents(custody: house.custody)
    let seen = Moment(milliseconds: Moment.now.milliseconds - 600_000).localMinute
    let again = try await house.post(
      "/lost", ["device": "PC-1", "last_seen": seen, "holds": "no", "prefecture": "13"], as: .privacyOfficer)
    #expect(again.status == 303 && again.location == "/incidents/I-1")
    #expect(try incidents.all().count == 1)
    #expect(try incidents.incident("I-1").search.prefectures.map(\.id) == [13, 14])
    let another = try await house.post(
      "/lost", ["device": "PC-1", "last_seen": seen, "another": "yes"], as: .privacyOfficer)
    #expect(another.location == "/incidents/I-2")
  }

  @Test func aStatementIsTakenBackWithItsReason() async throws {
    let house = try await Self.house()
    let incidents = Incidents(custody: house.custody)
    let lost = try #require(try incidents.ledger(of: "I-1").standing(.lostAt))
    #expect(try await Self.post(house, "/statements/retract", ["statement": lost.name, "reason": " "]).status == 422)
    #expect(
      try await Self.post(house, "/statements/retract", ["statement": lost.name, "reason": "取り違え <b>"]).status == 303)
    let all = try await house.get(Self.page + "/statements?of=-&state=retracted", as: .auditor)
    #expect(all.body.contains("取り違え &lt;b&gt;") && all.body.contains("id=\"\(lost.name)\""))
    #expect(try incidents.ledger(of: "I-1").standing(.lostAt) == nil)
    let client = try await house.get(Self.page + "/statements?of=118", as: .privacyOfficer)
    #expect(client.body.contains(ConsoleHouse.foreignName) && !client.body.contains("id=\"\(lost.name)\""))
  }

  /// A client's own deadline becomes an obligation.
  @Test func contractsBind() async throws {
    let house = try await Self.house()
    let form: KeyValuePairs = [
      "organisation": "117", "law": "jp_appi", "agreement_1": "A-1", "article_1": "第8条", "count_1": "24",
      "unit_1": "hours",
    ]
    #expect(try await Self.post(house, "/parties", form).status == 303)
    let listed = try await house.get(Self.page + "/parties?of=117", as: .privacyOfficer)
    #expect(listed.body.contains("A-1 · 第8条 · 24 時間以内") && listed.body.contains("value=\"24\""))
    let obligations = try Incidents(custody: house.custody).obligations(of: "I-1")
    #expect(obligations.contains { $0.rule.id == "contract.A-1" })
    for wrong in [
      ["organisation": "117", "agreement_1": "A-1", "count_1": "0", "unit_1": "hours"],
      ["organisation": "117", "agreement_1": "", "count_1": "3", "unit_1": "hours"], ["organisation": ""],
    ] as [KeyValuePairs<String, String>] {
      #expect(try await Self.post(house, "/parties", wrong).status == 422)
    }
    #expect(try await Self.post(house, "/parties", ["organisation": "999"]).status == 404)
  }

  /// The form wants to know where the reporter is and whom to call: kept once, filled in from then on.
  @Test func reportsNameTheReportersContact() async throws {
    let house = try await Self.house()
    let open = try await house.get(Self.page + "/report", as: .privacyOfficer)
    #expect(open.body.contains("事務連絡者") && open.body.contains("未記入"))
    let form: KeyValuePairs = [
      "organisation": "operator", "law": "jp_appi", "address": "東京都見本区1-2-3", "contact": "連絡 <担当>",
      "telephone": "03-0000-0000",
    ]
    #expect(try await Self.post(house, "/parties", form).status == 303)
    let page = try await house.get(Self.page + "/parties?of=operator", as: .privacyOfficer)
    #expect(page.body.contains("value=\"東京都見本区1-2-3\"") && page.body.contains("value=\"連絡 &lt;担当&gt;\""))
    #expect(!(try await house.get(Self.page + "/parties?of=117", as: .privacyOfficer)).body.contains("03-0000-0000"))
    let report = try await house.get(Self.page + "/report", as: .privacyOfficer)
    #expect(report.body.contains("連絡 &lt;担当&gt;") && !report.body.contains("<dt>事務連絡者</dt><dd>未記入"))
    // Whoever only looks sees no form.
    #expect(!(try await house.get(Self.page + "/parties?of=operator", as: .auditor)).body.contains("03-0000-0000"))
  }

  /// What was read is what is issued, and once a statement changes its correction is drafted.
  @Test func documentsAreIssuedAndCorrected() async throws {
    let house = try await Self.house()
    let incidents = Incidents(custody: house.custody)
    func digest(_ query: String) async throws -> String {
      let page = try await house.get(Self.page + "/documents?" + query, as: .privacyOfficer)
      let rest = try #require(page.body.split(separator: "name=\"digest\" value=\"").dropFirst().first)
      return String(rest.prefix { $0 != "\"" })
    }
    func form(_ digest: String, _ corrects: String = "") -> KeyValuePairs<String, String> {
      ["kind": "client_notice", "to": "117", "in": "ja", "corrects": corrects, "digest": digest]
    }
    let first = try await digest("kind=client_notice&to=117&in=ja")
    #expect(try await Self.post(house, "/documents", form("0")).status == 422)
    #expect(try await Self.post(house, "/documents", form(first)).status == 303)
    let document = try #require(try incidents.documents(of: "I-1").last)
    #expect(document.kind == .clientNotice && document.recipient == "117")
    #expect(document.text.contains("30 人") && !document.text.contains(ConsoleHouse.foreignName))
    #expect(
      try await Self.post(
        house, "/statements",
        ["fact": "lost_at", "value": "2025-03-14 10:00", "kind": "evidence", "source": "log", "reference": "gate"]
      ).status == 303)
    let wrong = try await house.get(Self.page + "/documents", as: .auditor)
    #expect(wrong.body.contains("事実と合わなくなった文書が 1 件") && wrong.body.contains("2025-03-14 10:00"))
    #expect(try await Self.post(house, "/documents", form(first)).status == 422)
    let again = try await digest("kind=client_notice&to=117&in=ja&corrects=\(document.name)")
    #expect(try await Self.post(house, "/documents", form(again, document.name)).status == 303)
    #expect(try await house.get(Self.page + "/documents", as: .auditor).body.contains("D-2 で訂正済み"))
    // Nobody whose people do not lie there is told anything.
    #expect(
      try await house.get(Self.page + "/documents?kind=client_notice&to=999&in=ja", as: .privacyOfficer).status == 422)
  }

  /// Owner and due time change, and the timeline says so and to what; it is filtered by its address.
  @Test func tasksChangeOnTheTimeline() async throws {
    let house = try await Self.house()
    let change: KeyValuePairs = ["task": "1", "owner": "担当 花子", "due": "2025-04-01 12:00", "state": "open"]
    #expect(try await Self.post(house, "/tasks", change).status == 303)
    #expect(try await Self.post(house, "/tasks", ["task": "1", "owner": "", "due": "soon"]).status == 422)
    // A due time that was only shown does not change with the owner.
    let incidents = Incidents(custody: house.custody)
    let due = try #require(try incidents.tasks(of: "I-1")[1].due)
    let other: KeyValuePairs = ["task": "2", "owner": "別の人", "due": due.localMinute]
    #expect(try await Self.post(house, "/tasks", other).status == 303)
    #expect(try incidents.tasks(of: "I-1")[1].due == due)
    let tasks = try await house.get(Self.page + "/timeline?kind=task", as: .auditor)
    #expect(tasks.body.contains("担当 花子") && tasks.body.contains("2025-04-01 12:00"))
    let found = try await house.get(Self.page + "/timeline?kind=task&q=%E8%8A%B1%E5%AD%90&order=known", as: .auditor)
    #expect(found.body.contains("1 件（全") && found.body.contains("value=\"花子\""))
    #expect(try await house.get(Self.page + "/timeline?from=2190-01-01", as: .auditor).body.contains("条件に合うもの"))
    #expect(try await house.get(Self.page + "/timeline?from=x", as: .auditor).body.contains("role=\"alert\""))
    let readings = try house.custody.journal.latest(before: .max, kind: "data.read", limit: 20)
    #expect(readings.contains { $0.body.canonicalText.contains("incident.timeline") })
  }

  @Test func periodsAreChosen() async throws {
    let house = try await Self.house()
    #expect(try await Self.post(house, "/retention", ["notes": "0"]).status == 422)
    #expect(try await Self.post(house, "/retention", ["notes": "3650", "tasks": "365"]).status == 303)
    let terms = try Incidents(custody: house.custody).erasureTerms(of: "I-1")
    #expect(terms.filter(\.isChosen).map(\.subject) == [.notes])
    try Incidents(custody: house.custody).describeReporter(ReporterDetails(contact: "連絡花子"), at: .now)
    let page = try await house.get(Self.page + "/retention", as: .auditor)
    // What belongs to no incident has its days on the page, and no field to choose them.
    #expect(page.body.contains("事務連絡者、電話番号（自社（委託先））") && !page.body.contains("連絡花子"))
    #expect(page.body.contains("最後の事案が終了してから") && page.body.contains("終了から 1,828 日"))
    #expect(page.body.contains("3,650") && page.body.contains("民法第 724 条") && !page.body.contains("id=\"notes\""))
  }
}
