import Accounts
import CanonicalForms
import Custody
import Response
import TestDatabases
import Testing
import Wording

@testable import Console

/// The front page, role by role: what it names, and that its links lead on.
@Suite("Console: today", .onEveryEngine) struct TodayTests {
  private static let lookers: [Role] = [.administrator, .privacyOfficer, .approver, .keyCustodian, .auditor]
  private static let names = ["自分の健康保険組合", ConsoleHouse.foreignName]

  /// A house with something of each: a loss, a broken-off scan, data past its term, files not read.
  private static func troubled() async throws -> ConsoleHouse {
    let house = try ConsoleHouse()
    let now = Moment.now
    _ = try await house.post(
      "/lost", ["device": "PC-1", "last_seen": now.localMinute, "holds": "yes", "prefecture": "14"], as: .staff)
    try house.custody.register([Device(id: "PC-3", kind: .laptop)])
    try house.scan("PC-3", ["/data/x.csv": (41...50, ConsoleHouse.insurer)], unread: true)
    try house.breakOffScan(of: "PC-3")
    try house.board.refresh(house.custody, at: .now)
    return house
  }

  @Test(arguments: TodayTests.lookers) func everyLinkLeadsOn(role: Role) async throws {
    let house = try await Self.troubled()
    let body = try await house.get("/", as: role).body
    let table = try #require(body.firstMatch(of: /<tbody>[\s\S]*<\/tbody>/)).0
    let links = table.matches(of: /href="([^"]+)"/).map { String($0.1).replacing("&amp;", with: "&") }
    #expect(links.count >= 4, "\(role)")
    for link in Set(links.map { String($0.split(separator: "#")[0]) }) {
      #expect(try await house.get(link, as: role).status == 200, "\(link) as \(role)")
    }
    // The report said how many there are, and every role that is asked to see why can.
    let device = try await house.get("/devices/PC-3", as: role).body
    #expect(device.contains("観測の欠測") && device.contains("/data"), "\(role)")
  }

  /// Whose data lies where is for those who answer for it.
  @Test(arguments: TodayTests.lookers) func clientsAreNamedToThoseWhoMaySeeThem(role: Role) async throws {
    // Without an incident: whoever sees those sees whom they concern.
    let house = try ConsoleHouse()
    let maySee = role.permissions.contains(.seeClients) || role.permissions.contains(.askScope)
    #expect(maySee == (role == .privacyOfficer || role == .auditor))
    for path in ["/", "/devices", "/devices/PC-1"] {
      let body = try await house.get(path, as: role).body
      if !maySee { for name in Self.names { #expect(!body.contains(name), "\(path) as \(role)") } }
    }
    let device = try await house.get("/devices/PC-1", as: role).body
    #expect(device.contains("団体別") == maySee && device.contains("項目別") == maySee, "\(role)")
    #expect(device.contains(ConsoleHouse.foreignName) == maySee, "\(role)")
    #expect(device.contains("生年月日") == maySee, "\(role)")
  }

  /// Of several devices, the sum is a bound, and is called one; of one, the number is exact.
  @Test func everyLineHasItsPeople() async throws {
    let house = try ConsoleHouse()
    try house.custody.register([Device(id: "PC-3"), Device(id: "PC-4")])
    let long = Moment(milliseconds: Moment.now.milliseconds - 60 * 86_400_000)
    try house.scan("PC-3", ["/data/x.csv": (41...50, ConsoleHouse.insurer)], at: long)
    try house.board.refresh(house.custody, at: .now)
    #expect(try await house.line("30 日を超えて証跡が届かない端末").contains(">10 人<"))
    try house.scan("PC-4", ["/data/y.csv": (46...55, ConsoleHouse.insurer)], at: long)
    try house.board.refresh(house.custody, at: .now)
    #expect(try await house.line("30 日を超えて証跡が届かない端末: 2 台").contains(">最大 20 人<"))
    #expect(try await house.line("一度も走査していない端末").contains("人数は不明"))
  }

  /// A key that is missing is as grave as what lies on the device that it should open.
  @Test func linesAboutKeysHaveThePeopleOfTheirDevices() async throws {
    let house = try ConsoleHouse()
    try house.scan("PC-2", ["/data/x.csv": (41...50, ConsoleHouse.insurer)])
    try house.board.refresh(house.custody, at: .now)
    #expect(try await house.line("回復キーの保管がない端末").contains(">最大 50 人<"))
  }

  /// What waits because of an incident says whose number it is about, and how old what is known of it is.
  @Test func everyLineOfAnIncidentHasItsPeopleAndAge() async throws {
    let house = try await Self.troubled()
    let body = try await house.get("/", as: .privacyOfficer).body
    let lines = body.split(separator: "<tr>").filter { $0.contains("I-1") }
    #expect(lines.count >= 2)
    for line in lines {
      #expect(line.contains("40 人") && !line.contains("data-label=\"証跡の新しさ\">–<"), "\(line)")
    }
  }

  @Test func incidentsAreFoundByTheirNumberOrDevice() async throws {
    let house = try await Self.troubled()
    for query in ["", "?q=i-1", "?q=PC-1", "?q=%EF%BC%B0%EF%BC%A3-1", "?page=9"] {
      #expect(try await house.get("/incidents" + query, as: .auditor).body.contains("/incidents/I-1\""), "\(query)")
    }
    #expect(try await !house.get("/incidents?q=PC-2", as: .auditor).body.contains("/incidents/I-1\""))
  }

  /// Whoever does not see the front page comes to what they are here for, not to their own account.
  @Test func everybodyComesToWhatTheyAreHereFor() async throws {
    let house = try ConsoleHouse()
    #expect(try await house.get("/", as: .staff).location == "/lost")
    #expect(try await house.get("/", as: .client).location == "/clients/117")
    #expect(try await house.get("/", as: .inquiryDesk).location == "/incidents")
    let now = Moment.now.localMinute
    #expect(try await house.post("/lost", ["device": "PC-1", "last_seen": now], as: .staff).status == 200)
    let desk: KeyValuePairs = ["opens": "9:30", "closes": "17:00", "call_back": "8", "retention": "180"]
    #expect(try await house.post("/incidents/I-1/desk", desk, as: .privacyOfficer).status == 303)
    #expect(try await house.get("/", as: .inquiryDesk).location == "/incidents/I-1/inquiries")
  }

  /// Many clients to be told by one day are one line, from which each can be met.
  @Test func dutiesTowardsManyAreOneLine() async throws {
    let house = try ConsoleHouse()
    try house.custody.register([
      Organisation(id: .init("119"), name: "三つ目の健康保険組合", insurerNumbers: ["06000039"])
    ])
    try house.scan(
      "PC-2",
      [
        "/data/x.csv": (1...3, ConsoleHouse.insurer), "/data/y.csv": (31...33, "06000021"),
        "/data/z.csv": (61...67, "06000039"),
      ])
    let now = Moment.now.localMinute
    #expect(try await house.post("/lost", ["device": "PC-2", "last_seen": now], as: .staff).status == 200)
    let page = try await house.get("/incidents/I-1", as: .privacyOfficer).body
    let choice = try #require(page.firstMatch(of: /<select name="obligation">[\s\S]*?<\/select>/)).0
    #expect(choice.split(separator: "<option").count == 4 && choice.contains("三つ目の健康保険組合"))
    let duty = String(try #require(choice.firstMatch(of: /value="([^"]+)"/)).1).replacing("&gt;", with: ">")
    let met = try await house.post(
      "/incidents/I-1/fulfil", ["obligation": duty, "reference": "書留 1"], as: .privacyOfficer)
    #expect(met.status == 303)
    #expect(try await !house.get("/incidents/I-1", as: .privacyOfficer).body.contains("<select name=\"obligation\">"))
  }

  /// What is known of incidents stays in memory until the journal has news of it, by whatever server; clocks run on.
  @Test func newsOfAnotherServerShowsAtOnce() async throws {
    let house = try await Self.troubled()
    let other = try house.later(minutes: 0)
    let words = "今日の遺失物検索がまだの都道府県"
    #expect(try await !house.line(words).isEmpty)
    #expect(try await !other.line(words).isEmpty)
    let searched = try await other.post(
      "/incidents/I-1/search", ["prefecture": "14", "found": "no"], as: .privacyOfficer)
    try #require(searched.status == 303)
    #expect(try await house.line(words).isEmpty)
    #expect(try await other.line(words).isEmpty)
    let board = try house.console.response.board(Incidents(custody: house.custody))
    #expect(try Incidents(custody: house.custody).openWork(since: board) == nil)
    let late = try house.later(minutes: 8 * 24 * 60)
    #expect(
      board.incidents.flatMap { $0.waiting(at: .now).tasks }.count
        < board.incidents.flatMap { $0.waiting(at: late.console.clock()).tasks }.count)
  }

  /// Each kind of entry moves what incidents wait for, or never does: a new one has to be put on one side.
  @Test func everyKindOfEntryIsWeighed() {
    for kind in JournalWords.kinds {
      let subject = String(kind.prefix { $0 != "." })
      let isOthers =
        OpenWorkBoard.kindsOfOthers.contains(kind) || OpenWorkBoard.subjectsOfOthers.contains(subject)
      #expect(OpenWorkBoard.kinds.contains(kind) != isOthers, "\(kind)")
    }
  }

  @Test func whatNothingAllowsIsNamed() async throws {
    let house = try ConsoleHouse()
    let custody = house.custody
    func day(_ days: Int64) -> Moment { Moment(milliseconds: Moment.now.milliseconds + days * 86_400_000) }
    // Ended, kept for two years more: not as if the agreement were running.
    try custody.register([
      Agreement(
        id: "A-2", client: .init(ConsoleHouse.foreign), starts: day(-900), ends: day(-300), retentionEnds: day(700))
    ])
    try house.board.refresh(custody, at: .now)
    #expect(try await house.line("よその健康保険組合: 契約は終了、データは保管中").contains(">10 人<"))
    #expect(try await house.get("/clients", as: .auditor).body.contains("契約終了・"))
    #expect(try await house.get("/clients?state=ended", as: .auditor).body.contains("/clients/118"))
    #expect(try await !house.get("/clients?state=ended", as: .auditor).body.contains("/clients/117"))
    // An agreement without an end does not hide another that is over.
    try custody.register([Agreement(id: "A-3", client: .init(ConsoleHouse.own), starts: day(-100))])
    try house.board.refresh(custody, at: .now)
    #expect(try await house.line("自分の健康保険組合: 契約の一部が保存期限を過ぎ").contains(">30 人<"))
    #expect(try await house.get("/clients/117", as: .auditor).body.contains("A-1 が期限超過・要確認"))
    // People of a client of whom no agreement is registered.
    try custody.register([
      Organisation(id: .init("119"), name: "契約なし健康保険組合", insurerNumbers: ["06000039"])
    ])
    try house.scan("PC-2", ["/data/z.csv": (61...67, "06000039")])
    try house.board.refresh(custody, at: .now)
    #expect(try await house.line("契約なし健康保険組合: 契約の登録がないデータを保有").contains(">7 人<"))
    // A device that is gone by the list, and was last seen with people on it.
    try custody.register([Device(id: "PC-2", kind: .laptop, status: .retired)])
    try house.board.refresh(custody, at: .now)
    #expect(try await house.line("廃棄・返却済みで、消去を確認できていない端末: 1 台").contains(">7 人<"))
    #expect(try await house.get("/devices?state=retired", as: .keyCustodian).body.contains("消去の確認なし"))
  }
}

extension ConsoleHouse {
  /// What the insurer of the house's own client is called in files.
  static let insurer = "06000013"

  /// The line of the front page that says so, as the privacy officer reads it; empty when there is none.
  func line(_ words: String) async throws -> String {
    let body = try await get("/", as: .privacyOfficer).body
    return body.split(separator: "<tr>").map(String.init).first { $0.contains(words) } ?? ""
  }
}
