import CanonicalForms
import Custody
import Foundation
import Storage
import TestDatabases
import Testing
import TransparencyLog

@testable import Response

/// Who acted in an incident is kept for a period and then goes, from the journal, from every table and from the disk.
@Suite("Erasure of records", .onEveryEngine) struct ErasureOfRecordsTests {
  /// Who is named where, each by a name that stands nowhere else.
  private static let names = [
    "所持太郎", "報告一郎", "担当二郎", "後任三郎", "目撃四郎", "申告五郎", "聴取六郎", "自宅七郎", "撤回八郎", "解決九郎", "署名十郎", "受領花子",
    "振返華子", "是正桜子", "作業梅子", "草案松子", "返事竹子", "再開楓",
  ]
  private static let closed = japan("2025-12-01 09:00")

  private static func house() throws -> House {
    let house = try House()
    let start = japan("2025-01-01 09:00")
    let client = Organisation.ID("1")
    try house.custody.register(Organisation(id: client, name: "みどり健康保険組合"), at: start)
    try house.custody.register(Device(id: "PC-1", kind: .laptop, holder: "所持太郎"), at: start)
    let at = japan("2025-03-13 18:00")
    let profile = list("a", of: "みどり健康保険組合", (0..<12).map { person($0) })
    try house.custody.recordScan(
      device: "PC-1", root: "/data", startedAt: at, finishedAt: at,
      files: [
        ObservedFile(path: "/data/a", size: profile.size, modified: nil, sha256: profile.sha256, profile: profile)
      ], clock: { at })
    let now = japan("2025-03-17 09:00")
    let incidents = house.incidents
    try incidents.open(
      LossReport(
        device: "PC-1", lastSeen: japan("2025-03-14 09:00"), reporter: "報告一郎",
        claims: [
          NewStatement(
            .lostPlace, .known(.text("自宅七郎の家")), saidAt: now,
            source: .init(.person, reference: "聴取六郎の聴取", name: "申告五郎"), kind: .claim),
          claim(.holdsPersonalData, .yesNo(false), said: "2025-03-17 09:00"),
        ]), at: now)
    var task = try #require(try incidents.tasks(of: "I-1").first)
    task.owner = "担当二郎"
    try incidents.change(task, in: "I-1", at: now)
    task.owner = "後任三郎"
    task.due = japan("2025-04-01 09:00")
    try incidents.change(task, in: "I-1", at: now)
    _ = try incidents.addTask("作業梅子に電話する", owner: "担当二郎", to: "I-1", at: now)
    try incidents.note("目撃四郎から電話", happenedAt: now, in: "I-1", at: now)
    _ = try incidents.issue(.policeReport, try incidents.policeReport(of: "I-1", in: .ja), in: .ja, of: "I-1", at: now)
    let clash = try #require(try incidents.contradictions(of: "I-1").first { $0.resolution == nil })
    try incidents.resolve(clash.pair, in: "I-1", because: "解決九郎が確認", at: now)
    let extra = try incidents.state([claim(.cause, .text("置き忘れ"), said: "2025-03-17 09:00")], in: "I-1", at: now)
    try incidents.retract(extra[0], in: "I-1", because: "撤回八郎の思い違い", at: now)
    _ = try incidents.makePacks(of: "I-1", in: .ja, at: now)
    try incidents.handOver(to: [client], how: "by hand", name: "受領花子", happenedAt: now, in: "I-1", at: now)
    try incidents.planSurveys(of: "I-1", at: now)
    try incidents.record(
      .init(
        sources: [.init(name: "市場", reached: 1, days: 1)], method: "照合", found: 0, judged: 0, expected: 0, blind: "一部",
        signer: "署名十郎"),
      as: 1, in: "I-1", at: japan("2025-05-01 09:00"))
    try incidents.openNotices("pc", in: "I-1", site: "https://notices.example.jp", publisher: "見本", at: now)
    try incidents.draftNotice(
      "pc", NewRevision(.first, sources: [.ja: NoticeSource(title: "草案松子", sections: [.contact: "窓口"])]), at: now)
    try incidents.draftQuestion(nil, [.ja: ("誰に聞けますか", "返事竹子に聞いてください。")], in: "I-1", at: now)
    // What stands in the way of a real end is not the matter here.
    try house.custody.store.write { session in
      try incidents.append(
        IncidentRegister.closed(
          .init(
            whatHappened: "振返華子", whatWouldHaveNoticed: "点検", actions: [.init(what: "点検", owner: "是正桜子")]),
          in: "I-1"), at: japan("2025-11-01 09:00"), in: session)
    }
    try incidents.reopen("I-1", because: "再開楓が知らせた", at: japan("2025-11-02 09:00"))
    try house.custody.store.write { session in
      try incidents.append(
        IncidentRegister.closed(
          .init(
            whatHappened: "振返華子", whatWouldHaveNoticed: "点検", actions: [.init(what: "点検", owner: "是正桜子")]),
          in: "I-1"), at: closed, in: session)
    }
    // Somebody else has the device by now, and it came back.
    try house.custody.register(Device(id: "PC-1", kind: .laptop, holder: "次の人"), at: closed)
    return house
  }

  private static func found(_ names: [String], in house: House) throws -> [String] {
    let all = try house.custody.store.read { session in
      try (house.custody.journal.projectedTables + ["journal"]).map { try TableDump.bytes(of: $0, in: session) }
    }.map { SearchedText(String(decoding: $0, as: UTF8.self)) }
    return names.filter { name in all.contains { $0.contains(name) } }
  }

  private static func erase(_ house: House, _ day: String) throws -> Int {
    try #require(
      try house.incidents.eraseDue(at: japan(day + " 09:00"), dataFolder: house.folder.path, holder: "one")
    ).records
  }

  /// Each goes on its day; nothing else changes, and a replay comes to the same.
  @Test func eachGoesOnItsDay() throws {
    let house = try Self.house()
    #expect(try Self.found(Self.names, in: house) == Self.names)
    #expect(try Self.erase(house, "2026-11-30") == 0)
    #expect(try Self.erase(house, "2026-12-01") == 3)
    #expect(try Self.found(["担当二郎", "後任三郎", "作業梅子"], in: house) == [])
    #expect(try house.incidents.tasks(of: "I-1").allSatisfy { $0.owner == nil })
    // That the owner changed and by when it was due then still stands there.
    let lines = try house.incidents.timeline(of: "I-1").filter { $0.kind == "task.owner" || $0.kind == "task.due" }
    #expect(lines.map(\.note) == [nil, japan("2025-04-01 09:00").utc, nil])
    try Self.expectReplay(house)
    #expect(try Self.erase(house, "2028-12-01") == 0)
    // The draft, which tells the survey with its signer, among them; the answer that was drafted stays.
    #expect(try Self.erase(house, "2028-12-02") == 5)
    #expect(try Self.found(["草案松子", "返事竹子"], in: house) == ["返事竹子"])
    #expect(try Self.found(["所持太郎", "署名十郎"], in: house) == [])
    #expect(try house.custody.device("PC-1")?.holder == "次の人")
    try Self.expectReplay(house)
    #expect(try Self.erase(house, "2030-12-02") == 0)
    #expect(try Self.erase(house, "2030-12-03") > 5)
    #expect(try Self.found(Self.names, in: house) == [])
    #expect(try Self.erase(house, "2040-12-01") == 0)
    try Self.expectReplay(house)
    #expect(try house.custody.journal.verify().broken.isEmpty)
    // What was erased is said to be, and nothing is called wrong because of it.
    let place = try #require(try house.incidents.ledger(of: "I-1").standing(.lostPlace))
    #expect(place.isErased && StatementWords(language: .ja).value(place) == "消去済み")
    #expect(try house.incidents.corrections(of: "I-1", in: .ja) == [])
    #expect(try house.incidents.erasureTerms(of: "I-1").allSatisfy { $0.erasedAt != nil && $0.entries > 0 })
    let told = try house.incidents.timeline(of: "I-1", groups: ["erasure"])
    #expect(told.count == ErasureRule.all.count)
    #expect(StatementWords(language: .en).event(told[0]) == "Erased: Tasks and who does them (3 entries)")
  }

  /// No file of the installation has a name either, while it is open: keys, log, database and its log of changes.
  @Test func noFileHasANameAnyMore() throws {
    let house = try Self.house()
    _ = try Self.erase(house, "2031-01-01")
    guard house.database == nil else { return }
    let folder = house.folder
    let files = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
    for file in files {
      guard let bytes = FileManager.default.contents(atPath: folder.path + "/" + file) else { continue }
      let text = SearchedText(String(decoding: bytes, as: UTF8.self))
      #expect(Self.names.filter(text.contains) == [], "\(file)")
    }
    #expect(files.contains { $0.hasSuffix(".sqlite") })
  }

  /// The log that was published before stands, with the erasures after it.
  @Test func theLogVerifies() throws {
    let house = try Self.house()
    let (folder, custody) = (house.folder, house.custody)
    try folder.createLog(name: "log.example/records")
    let publisher = try LogPublisher(folder: folder, store: custody.store)
    let before = try publisher.publish().checkpoint.checkpoint
    _ = try Self.erase(house, "2031-01-01")
    _ = try publisher.publish()
    let report = try InstallationAudit(
      folder: folder, journal: custody.journal, policy: TrustPolicy(log: publisher.key)
    ).run(earlier: [before])
    #expect(report.findings.isEmpty && report.erased > 10)
  }

  /// An incident under a lawsuit keeps what it needs; one whose client wants it gone keeps less.
  @Test func periodsCanBeChosen() throws {
    let house = try Self.house()
    try house.incidents.keep([.reporter: 3_000, .notes: 30], in: "I-1", at: Self.closed)
    // A note, what was taken back, what was settled, why it was opened again; the reviews of both ends.
    #expect(try Self.erase(house, "2026-01-01") == 6)
    #expect(try Self.found(["目撃四郎", "撤回八郎", "解決九郎", "振返華子", "是正桜子", "再開楓"], in: house) == [])
    #expect(try Self.erase(house, "2031-01-01") > 5)
    #expect(try Self.found(Self.names, in: house) == ["報告一郎"])
    #expect(try Self.erase(house, "2034-03-01") == 1)
    try Self.expectReplay(house)
    #expect(
      #expect(throws: ResponseFailure.self) { try house.incidents.keep([.notes: 0], in: "I-1", at: Self.closed) }?.code
        == .unfitValue)
  }

  /// Whom to call about reports goes after the last incident that concerns the organisation; before there was one, after its
  /// agreements.
  @Test func whoAnsweredForReportsGoes() throws {
    let house = try Self.house()
    let incidents = house.incidents
    let given = japan("2025-03-18 09:00")
    try house.custody.register(
      Organisation(id: .init("2"), name: "あお健康保険組合"), Organisation(id: .init("3"), name: "しろ健康保険組合"), at: given)
    try house.custody.register(
      [
        Agreement(id: "A-2", client: .init("2"), ends: japan("2030-04-01 00:00")),
        Agreement(id: "A-3", client: .init("3")),
      ], at: given)
    for (name, client) in [("自社連絡", nil), ("甲連絡", "1"), ("乙連絡", "2"), ("丙連絡", "3")] as [(String, String?)] {
      try incidents.describeReporter(
        ReporterDetails(contact: name), of: client.map { Organisation.ID($0) }, at: given)
    }
    let again = japan("2026-06-01 09:00")
    try incidents.open(LossReport(device: "PC-1", lastSeen: again), at: again)
    func due(_ client: String?) throws -> Moment? {
      try incidents.reporterTerms(of: "I-1").first { $0.organisation?.text == client }?.due
    }
    // The operator has a part in what is open; a client that no incident concerns is not on its page.
    #expect(try incidents.reporterTerms(of: "I-1").map { $0.organisation?.text } == [nil, "1"])
    #expect(try due(nil) == nil)
    try Self.close(house, "I-2", at: again)
    try incidents.keep([.reporter: 3_000], in: "I-2", at: again)
    #expect(try due(nil) == again.adding(days: 3_000))
    let concerned = try #require(try due("1"))
    #expect(
      StatementWords(language: .ja).kept(try #require(try incidents.reporterTerms(of: "I-1").first)).contains("3,000"))
    let days = ErasureRule.of(.reporter)?.days ?? 0
    #expect([Self.closed.adding(days: days), again.adding(days: 3_000)].contains(concerned))
    let all = ["自社連絡", "甲連絡", "乙連絡", "丙連絡"]
    #expect(try incidents.eraseDueReporters(at: Self.closed.adding(days: days - 1)) == 0)
    #expect(try Self.found(all, in: house) == all)
    _ = try Self.erase(house, "2034-12-31")
    #expect(try Self.found(all, in: house) == ["乙連絡", "丙連絡"])
    #expect(try incidents.reporterDetails() == ReporterDetails())
    // The agreement that runs without an end keeps its client's.
    #expect(try Self.erase(house, "2035-04-05") == 1)
    #expect(try Self.found(all, in: house) == ["丙連絡"])
    try Self.expectReplay(house)
    // Given anew it is there again.
    try incidents.describeReporter(ReporterDetails(contact: "後任連絡"), at: japan("2035-05-01 09:00"))
    #expect(try incidents.reporterDetails().contact == "後任連絡")
    try Self.expectReplay(house)
    #expect(try house.custody.journal.verify().broken.isEmpty)
  }

  /// Why a draft was given back goes with the notes; of two reasons the later one stands until it goes itself.
  @Test func reasonsOfNoticesGo() throws {
    let house = try House.withIncident()
    let incidents = house.incidents
    let now = japan("2025-03-27 09:00")
    try incidents.openNotices(
      "pc-2025", in: "I-1", site: "https://notices.example.jp", publisher: "見本健診機構", at: now)
    try incidents.draftNotice(
      "pc-2025",
      NewRevision(
        .first,
        sources: [
          .ja: NoticeSource(
            title: "端末の紛失について",
            sections: [
              .included: "対象となる方の数: {people_count}。", .events: "紛失した日時: {lost_at}。", .contact: "電話 03-0000-0000",
            ])
        ]), at: now)
    let approver = house.acting(as: "approver")
    try approver.returnNotice("pc-2025", because: "差戻太郎の指摘", at: now)
    try Self.close(house)
    try approver.returnNotice("pc-2025", because: "再戻次郎の指摘", at: japan("2026-12-01 09:00"))
    #expect(try Self.erase(house, "2031-06-01") > 0)
    #expect(try Self.found(["差戻太郎", "再戻次郎"], in: house) == ["再戻次郎"])
    #expect(try incidents.notice("pc-2025", in: .ja).draft?.returned == "再戻次郎の指摘")
    // Not all is gone yet, and what is left has its own day.
    let term = try #require(try incidents.erasureTerms(of: "I-1").first { $0.subject == .notes })
    #expect(term.erasedAt != nil && !term.isErased && term.due == japan("2026-12-01 09:00").adding(days: 1_828))
    #expect(!StatementWords(language: .ja).kept(term).contains("消去済み"))
    try Self.expectReplay(house)
    #expect(try Self.erase(house, "2032-01-01") == 1)
    #expect(try Self.found(["再戻次郎"], in: house) == [])
    #expect(try incidents.notice("pc-2025", in: .ja).draft?.returned == "")
    let gone = try #require(try incidents.erasureTerms(of: "I-1").first { $0.subject == .notes })
    #expect(gone.isErased && StatementWords(language: .ja).kept(gone).contains("消去済み"))
    try Self.expectReplay(house)
  }

  /// Who had a device is kept as long as one of its incidents is under a lawsuit, though another is over.
  @Test func aHoldHoldsForTheDevice() throws {
    let house = try Self.house()
    let again = japan("2025-12-02 09:00")
    try house.incidents.open(LossReport(device: "PC-1", lastSeen: again), at: again)
    try Self.close(house, "I-2", at: again)
    try house.incidents.keep([.scope: 3_000], in: "I-2", at: again)
    _ = try Self.erase(house, "2029-01-01")
    #expect(try Self.found(["所持太郎", "署名十郎"], in: house).contains("所持太郎"))
    let term = try #require(try house.incidents.erasureTerms(of: "I-1").first { $0.subject == .scope })
    #expect(!term.isErased)
    _ = try Self.erase(house, "2035-01-01")
    #expect(try Self.found(["所持太郎"], in: house) == [])
    try Self.expectReplay(house)
  }

  private static func close(_ house: House, _ id: String = "I-1", at time: Moment = Self.closed) throws {
    try house.custody.store.write { session in
      try house.incidents.append(
        IncidentRegister.closed(.init(whatHappened: "x", whatWouldHaveNoticed: "y"), in: id), at: time, in: session)
    }
  }

  /// Entries of the first versions: what changed was not said, and references of people lay in the body.
  @Test func olderEntriesAreReadAndErased() throws {
    let house = try House.withIncident()
    let custody = house.custody
    func task(_ kind: String, _ owner: String, _ state: String) throws {
      let words: JSON = ["title": nil, "owner": .string(owner)]
      try custody.journal.append(
        NewEntry(
          kind: kind,
          body: ["incident": "I-1", "number": 90, "kind": "interview", "due": nil, "state": .string(state)],
          personal: words.canonicalBytes), at: Self.closed, by: "officer")
    }
    try task("task.opened", "担当二郎", "open")
    try task("task.changed", "後任三郎", "open")
    try task("task.changed", "後任三郎", "done")
    let personal: JSON = ["texts": [:], "names": ["99": "申告五郎"]]
    try custody.journal.append(
      NewEntry(
        kind: "statement.made",
        body: [
          "incident": "I-1",
          "statements": [
            [
              "number": 99, "fact": "whereabouts", "client": "", "answer": ["kind": "choice", "value": "outside"],
              "as_of": JSON(Self.closed), "said": JSON(Self.closed), "source": "person", "reference": "hearing",
              "kind": "claim", "confidence": "certain",
            ]
          ],
        ], personal: personal.canonicalBytes), at: Self.closed, by: "officer")
    #expect(try house.incidents.ledger(of: "I-1")[99]?.source.reference == "hearing")
    #expect(try house.incidents.timeline(of: "I-1").filter { $0.reference == "T-90" }.count == 3)
    try custody.store.write { session in
      try house.incidents.append(
        IncidentRegister.closed(.init(whatHappened: "x", whatWouldHaveNoticed: "y"), in: "I-1"), at: Self.closed,
        in: session)
    }
    _ = try Self.erase(house, "2031-01-01")
    #expect(try Self.found(["担当二郎", "後任三郎", "申告五郎"], in: house) == [])
    #expect(try house.incidents.tasks(of: "I-1").last?.state == .done)
    #expect(try house.incidents.ledger(of: "I-1")[99]?.source.reference == "hearing")
    try Self.expectReplay(house)
  }

  private static func expectReplay(_ house: House) throws {
    let tables = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == tables)
  }
}
