import Accounts
import CanonicalForms
import Console
import Custody
import Response
import TestDatabases
import Testing

/// What a client's users do themselves: take their pack, acknowledge it, answer to changes of the notice. Of others they see
/// nothing.
@Suite("Console: clients' users") struct ClientPortalTests {
  private static let own = "/clients/\(ConsoleHouse.own)"
  private static let foreign = "/clients/\(ConsoleHouse.foreign)"

  private static func house() async throws -> ConsoleHouse {
    let house = try ConsoleHouse()
    let now = Moment.now.localMinute
    #expect(try await house.post("/lost", ["device": "PC-1", "last_seen": now], as: .staff).status == 200)
    return house
  }

  private static func withPack() async throws -> ConsoleHouse {
    let house = try await house()
    #expect(try await house.post("/incidents/I-1/packs", as: .privacyOfficer).status == 303)
    return house
  }

  private static func handOver(_ house: ConsoleHouse, to client: String) async throws {
    let answer = try await house.post("/incidents/I-1/packs/\(client)", ["act": "handed"], as: .privacyOfficer)
    #expect(answer.status == 303)
  }

  /// The pack is theirs once it was handed over; its receipt starts the client's own clock.
  @Test func aPackIsTakenAndAcknowledged() async throws {
    let house = try await Self.withPack()
    let page = Self.own + "/incidents"
    #expect(try await house.get(page, as: .client).body.contains("資料・お知らせはありません"))
    #expect(try await house.get(page + "/I-1/pack", as: .client).status == 404)
    #expect(try await house.post(page + "/I-1/received", as: .client).status == 404)
    try await Self.handOver(house, to: ConsoleHouse.own)
    try await Self.handOver(house, to: ConsoleHouse.foreign)
    let shown = try await house.get(page, as: .client)
    #expect(shown.status == 200 && shown.body.contains("I-1") && shown.body.contains("受領を確認する"))
    #expect(!shown.body.contains(ConsoleHouse.foreignName) && !shown.body.contains(ConsoleHouse.holder))
    let pack = try await house.get(page + "/I-1/pack", as: .client)
    #expect(pack.status == 200 && pack.headers[.contentType] == "application/json")
    #expect(!pack.body.contains(ConsoleHouse.foreignName) && !pack.body.contains(ConsoleHouse.foreign))
    // For people it is a page.
    #expect(shown.body.contains("/I-1/pack?form=page"))
    let read = try await house.get(page + "/I-1/pack?form=page", as: .client)
    #expect(read.status == 200 && read.headers[.contentType] == "text/html; charset=utf-8")
    #expect(read.body.contains("<h1>") && !read.body.contains(ConsoleHouse.foreignName))
    let own = try await house.get("/incidents/I-1/packs/\(ConsoleHouse.own)?form=page", as: .privacyOfficer)
    #expect(own.status == 200 && own.body == read.body)
    #expect(
      try house.custody.readings(of: .init(ConsoleHouse.own), on: [], limit: 10).readings.contains {
        $0.page == "pack"
      })
    let incidents = Incidents(custody: house.custody)
    let client = Statement.Subject.client(.init(ConsoleHouse.own))
    #expect(try incidents.ledger(of: "I-1").answer(.learnedAt, client).time == nil)
    let form: KeyValuePairs = ["number": "1"]
    for wrong in [[:], ["number": "2"], ["number": "x"]] as [KeyValuePairs<String, String>] {
      #expect(try await house.post(page + "/I-1/received", wrong, as: .client).status == 404)
    }
    #expect(shown.body.contains("name=\"number\" value=\"1\""))
    // Made meanwhile, and not handed over: it is not what they acknowledge.
    #expect(try await house.post("/incidents/I-1/packs", as: .privacyOfficer).status == 303)
    #expect(try await house.post(page + "/I-1/received", form, as: .client).status == 303)
    #expect(try incidents.ledger(of: "I-1").answer(.learnedAt, client).time != nil)
    let received = try incidents.packs(of: "I-1").filter { $0.receivedAt != nil }
    #expect(received.map(\.client.text) == [ConsoleHouse.own] && received.map(\.number) == [1])
    // Said twice it is said once.
    #expect(try await house.post(page + "/I-1/received", form, as: .client).status == 303)
    #expect(try incidents.timeline(of: "I-1").count { $0.kind == "pack.received" } == 1)
    #expect(try await !house.get(page, as: .client).body.contains("受領を確認する"))
    let entry = try house.custody.journal.latest(before: .max, kind: "pack.received", limit: 1).first
    #expect(entry?.actor == house.visitors[.client]?.account.id.text)
  }

  /// Packs for clients without an account: sealed by the officer, their passwords shown once to the approver.
  @Test func packsAreSealedByTwo() async throws {
    let house = try await Self.withPack()
    let page = "/incidents/I-1/sealed-packs"
    #expect(try await house.get(page, as: .auditor).body.contains("まだ暗号化した資料はありません"))
    #expect(try await house.post(page, as: .privacyOfficer).status == 303)
    let officer = try await house.get(page, as: .privacyOfficer)
    #expect(officer.body.contains(page + "/1\"") && !officer.body.contains("/1/passwords"))
    let archive = try await house.get(page + "/1", as: .privacyOfficer)
    #expect(archive.status == 200 && archive.headers[.contentType] == "application/zip")
    #expect(archive.bytes.starts(with: [0x50, 0x4B, 3, 4]) && !archive.body.contains(ConsoleHouse.foreignName))
    #expect(try await house.get(page + "/9", as: .privacyOfficer).status == 422)
    // Who looks on sees that it was done, and nothing to fetch.
    let approver = try await house.get(page, as: .approver)
    #expect(approver.body.contains(page + "/1/passwords") && !approver.body.contains("href=\"\(page)/1\""))
    let shown = try await house.post(page + "/1/passwords", as: .approver)
    #expect(shown.status == 200 && shown.body.contains("第 1 回のパスワード"))
    #expect(shown.body.contains("117 ") && shown.body.contains(ConsoleHouse.foreignName))
    #expect(try await house.post(page + "/1/passwords", as: .approver).status == 422)
    #expect(try await !house.get(page, as: .approver).body.contains("第 1 回のパスワード"))
    let kinds = try Incidents(custody: house.custody).timeline(of: "I-1", groups: ["pack"]).map(\.kind)
    #expect(kinds.contains("pack.sealed") && kinds.contains("pack.passwords_shown"))
  }

  /// One person who has both roles gets one of both: the archives of an own sealing, or the passwords of another's.
  @Test func whoeverHasBothRolesDoesNotGetBoth() async throws {
    let house = try await Self.withPack()
    let page = "/incidents/I-1/sealed-packs"
    let approver = try #require(house.visitors[.approver]).account
    var both = approver
    both.roles.insert(.privacyOfficer)
    try house.accounts.change(both, by: try #require(house.visitors[.administrator]).account.id, at: .now)
    #expect(try await house.post(page, as: .privacyOfficer).status == 303)
    let before = try await house.get(page, as: .approver).body
    #expect(before.contains(page + "/1/passwords") && !before.contains("href=\"\(page)/1\""))
    let fetched = try await house.get(page + "/1", as: .approver)
    #expect(fetched.status == 422 && fetched.body.contains("資料を暗号化した本人だけ"))
    #expect(!fetched.bytes.starts(with: [0x50, 0x4B]))
    #expect(try await house.post(page + "/1/passwords", as: .approver).status == 200)
    #expect(try await house.get(page + "/1", as: .approver).status == 422)
    // Of an own sealing it is the other way round.
    #expect(try await house.post(page, as: .approver).status == 303)
    let own = try await house.get(page, as: .approver).body
    #expect(own.contains("href=\"\(page)/2\"") && !own.contains(page + "/2/passwords"))
    #expect(try await house.get(page + "/2", as: .approver).status == 200)
    #expect(try await house.post(page + "/2/passwords", as: .approver).status == 422)
  }

  /// Every address of another client is closed, whatever stands in it.
  @Test func othersAreClosed() async throws {
    let house = try await Self.withPack()
    try await Self.handOver(house, to: ConsoleHouse.foreign)
    try await Self.openNotices(house)
    for path in ["/incidents", "/incidents/I-1/pack", "/notices/pc-118", "/notices/pc-2025"] {
      #expect(try await house.get(Self.foreign + path, as: .client).status == 403, "\(path)")
    }
    for path in ["/incidents/I-1/received", "/notices/pc-118"] {
      #expect(try await house.post(Self.foreign + path, ["act": "take"], as: .client).status == 403, "\(path)")
    }
    // Another's series, or the contractor's, under one's own id.
    for series in ["pc-118", "pc-2025", "none"] {
      #expect(try await house.get(Self.own + "/notices/\(series)", as: .client).status == 404, "\(series)")
      #expect(
        try await house.post(Self.own + "/notices/\(series)", ["act": "take"], as: .client).status == 404, "\(series)")
    }
    #expect(try await house.get("/incidents/I-1", as: .client).status == 403)
    #expect(try Incidents(custody: house.custody).packs(of: "I-1").allSatisfy { $0.receivedAt == nil })
  }

  private static func openNotices(_ house: ConsoleHouse) async throws {
    let notices = "/incidents/I-1/notices"
    #expect(
      try await house.post(
        notices, ["series": "pc-2025", "site": "https://notices.example.jp", "publisher": "見本健診機構"],
        as: .privacyOfficer
      ).status == 303)
    try await revise(house, "first", "電話 000")
    for client in [ConsoleHouse.own, ConsoleHouse.foreign] {
      #expect(
        try await house.post(
          notices,
          [
            "act": "client", "series": "pc-\(client)", "master": "pc-2025", "client": client,
            "site": "https://notices.example.jp",
          ], as: .privacyOfficer
        ).status == 303)
    }
  }

  private static func revise(_ house: ConsoleHouse, _ reason: String, _ measures: String) async throws {
    let notice = "/incidents/I-1/notices/pc-2025"
    #expect(
      try await house.post(
        notice + "/draft",
        [
          "act": "revise", "reason": reason, "note_ja": "追記", "title_ja": "端末の紛失について",
          "events_ja": "紛失した日時: {lost_at}。", "included_ja": "対象: {people_count}", "measures_ja": measures,
          "contact_ja": "電話",
        ], as: .privacyOfficer
      ).status == 303)
    let page = try await house.get(notice, as: .approver)
    let written = try #require(page.body.firstMatch(of: /name="written" value="([^"]+)"/)).1
    let number = try #require(page.body.firstMatch(of: /name="number" value="([0-9]+)"/)).1
    #expect(
      try await house.post(
        notice + "/publish", ["number": String(number), "written": String(written)], as: .approver
      ).status == 303)
  }

  /// A client takes the contractor's text over with its own figures, and answers to what changed later with a reason.
  @Test func aClientAnswersToChanges() async throws {
    let house = try await Self.house()
    try await Self.openNotices(house)
    let page = Self.own + "/notices/pc-117"
    let first = try await house.get(page, as: .client)
    #expect(first.status == 200 && first.body.contains("id=\"difference\"") && first.body.contains("<ins>"))
    #expect(first.body.contains("30 人") && !first.body.contains("40 人"), "its own figures")
    #expect(try await house.post(page, ["act": "take", "contact": "組合の窓口"], as: .client).location == page)
    let taken = try await house.get(page, as: .client)
    #expect(!taken.body.contains("id=\"difference\"") && taken.body.contains("組合の窓口"))
    let incidents = Incidents(custody: house.custody)
    let draft = try #require(try incidents.notice("pc-117", in: .ja).draft)
    #expect(draft.writer == house.visitors[.client]?.account.id.text)
    #expect(try await house.get("/notices/pc-117").status == 404, "nobody has published it")
    #expect(try await house.post(page, ["act": "take"], as: .client).status == 422)
    // The contractor's text changes.
    try await Self.revise(house, "new_fact", "回収しました。")
    #expect(try await house.get(page, as: .client).body.contains("回収しました。"))
    #expect(try await house.post(page, ["act": "acknowledge", "reason": ""], as: .client).status == 422)
    #expect(
      try await house.post(page, ["act": "acknowledge", "reason": "当組合には当たらない"], as: .client).status == 303)
    #expect(try await !house.get(page, as: .client).body.contains("id=\"difference\""))
    #expect(try incidents.noticeDifference("pc-117", in: .ja) == nil)
    #expect(try incidents.noticeDifference("pc-118", in: .ja) != nil, "the other one has not answered")
  }

  /// Letters of people are no business of a client's users here.
  @Test func lettersAreClosedToClients() async throws {
    let house = try await Self.house()
    #expect(try await house.get("/incidents/I-1/letters", as: .client).status == 403)
    #expect(try await house.get("/incidents/I-1/letters/1/lots/117-0001.pdf", as: .client).status == 403)
  }
}
