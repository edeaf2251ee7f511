import CanonicalForms
import Custody
import JapaneseText
import PersonalData
import Storage
import TestDatabases
import Testing
import Wording

@testable import Response

/// The founding case with its dates, at a hundredth of its size: a laptop, 124 clients, client 117 with 780 people. What
/// was said first was wrong, the day of the loss was wrong, the thing lay at the police for a month, the numbers grew, and
/// nobody could ever show that it had not been opened.
@Suite(.onEveryEngine) struct FoundingReplayTests {
  private static let client = Organisation.ID("117")
  private static let subject = Statement.Subject.client(client)
  /// People on two clients' lists.
  private static let shared = 3

  private func name(_ number: Int) -> String { "第\(number)見本健康保険組合" }

  /// One list for each client; client 9's has results of check-ups.
  private func lists() -> [(client: Int, profile: ContentProfile)] {
    (1...124).map { number in
      let first = number * 1_000
      var persons: [PersonEntry]
      switch number {
      case 117: persons = (0..<780).map { person(first + $0) }
      case 9: persons = (0..<8).map { person(first + $0, FieldSet([.name, .birthDate, .checkResult])) }
      default: persons = (0..<8).map { person(first + $0) }
      }
      // Who moved from one society to another stands on both lists.
      if number == 118 { persons += (0..<Self.shared).map { person(117_000 + $0) } }
      return (number, list("list \(number)", of: name(number), persons))
    }
  }

  private func makeHouse() throws -> House {
    let house = try House()
    let custody = house.custody
    try custody.register(
      (1...124).map { Organisation(id: .init("\($0)"), name: name($0), variants: ["第\($0)見本健保"]) },
      at: japan("2021-04-01 09:00"))
    try custody.register(
      (1...124).map {
        Agreement(
          id: "A-\($0)", client: .init("\($0)"), purpose: "健診の申込受付", starts: japan("2021-04-01 00:00"),
          ends: japan("2023-04-01 00:00"))
      }, at: japan("2021-04-01 09:00"))
    try custody.register(
      Device(id: "PC-1", label: "ノート 1", kind: .laptop, holder: "見本 太郎"),
      Device(id: "SV-1", label: "保管庫", kind: .share), at: japan("2021-04-01 09:00"))
    // The roster of client 117 as it gave it: its members in an order of its own, some of whom were never on any list.
    let roster = ContentProfile(
      sha256: list("roster", of: "", []).sha256, size: 1, recogniser: 1,
      persons: PersonSet((0..<800).map { person(117_799 - $0) }), records: 800, hints: [], unread: nil,
      unreadParts: [])
    try custody.registerRoster(of: Self.client, roster, at: japan("2025-02-01 09:00"))
    // In March the laptop told what files it had by their hashes; nobody had ever read these.
    let seen = lists().map {
      ObservedFile(
        path: "/data/\(name($0.client))/名簿.xlsx", size: $0.profile.size, modified: nil, sha256: $0.profile.sha256)
    }
    let scanned = japan("2025-03-13 18:00")
    try custody.recordScan(
      device: "PC-1", root: "/data", startedAt: scanned, finishedAt: scanned, files: seen, clock: { scanned })
    try house.incidents.register(
      Party(client: Self.client, contract: [.init(agreement: "A-117", article: "第12条", term: .hours(24))]),
      at: japan("2025-03-01 09:00"))
    return house
  }

  /// 1 May: the originals on the server were read, and every copy on the laptop has their contents.
  private func readOriginals(_ house: House) throws {
    let at = japan("2025-04-30 18:00")
    let files = lists().map {
      ObservedFile(
        path: "/vault/\($0.client).xlsx", size: $0.profile.size, modified: nil, sha256: $0.profile.sha256,
        profile: $0.profile)
    }
    try house.custody.recordScan(
      device: "SV-1", root: "/vault", startedAt: at, finishedAt: at, files: files, clock: { at })
  }

  private func obligation(_ id: String, _ house: House) throws -> Obligation {
    try #require(try house.incidents.obligations(of: "I-1").first { $0.id == id }, "\(id)")
  }

  @Test func theFoundingCase() throws {
    let house = try makeHouse()
    let incidents = house.incidents
    try reportTheLoss(house)
    try evidenceContradicts(house)
    try thePublicIsTold(house)
    try theThingIsFound(house)
    try numbersGrow(house)
    try clientsAreTold(house)
    try nothingCanBeShown(house)
    try peopleAreWrittenTo(house)
    try theEnd(house)
    try theYearAfter(house)
    try whatComesAfterTheEnd(house)
    try nothingForeignWasMade(house)
    // The journal makes the same tables again, byte for byte, and verifies.
    let before = try house.tables()
    try house.custody.journal.rebuild()
    let after = try house.tables()
    for (table, bytes) in before { #expect(after[table] == bytes, "\(table)") }
    #expect(try house.custody.journal.verify().broken.isEmpty)
    #expect(try incidents.all().map(\.id) == ["I-1"])
  }

  // MARK: 17 March

  private func reportTheLoss(_ house: House) throws {
    let incidents = house.incidents
    let at = "2025-03-17 09:30"
    let incident = try incidents.open(
      LossReport(
        device: "PC-1", lastSeen: japan("2025-03-14 09:00"), noticed: japan("2025-03-17 08:50"), reporter: "見本 太郎",
        claims: [
          claim(.holdsPersonalData, .yesNo(false), by: "見本 太郎", said: at),
          claim(.lostAt, time("2025-03-17 08:00", "2025-03-17 08:50"), by: "見本 太郎", said: at),
          claim(.takenOutAt, time("2025-03-14 17:30", "2025-03-14 18:30"), by: "見本 太郎", said: at),
          claim(.whereabouts, .choice("outside"), by: "見本 太郎", said: at),
        ],
        evidence: [
          evidence(.encryptionState, .known(.choice("on")), "inventory", asOf: "2025-03-13 18:00", said: at),
          evidence(.cipher, .known(.choice("aes_xts_128")), "inventory", asOf: "2025-03-13 18:00", said: at),
          evidence(.keySeparated, .notYetAvailable, "inventory", said: at),
        ],
        search: LostPropertyPlan(prefectures: [Prefecture(named: "神奈川"), Prefecture(13)].compactMap(\.self))),
      at: japan(at))
    #expect(incident.id == "I-1")
    #expect(try house.custody.device("PC-1")?.status == .lost)
    // 124 files that nobody read: unknown, whatever the employee says. So everything is presumed, and the clocks run.
    let ledger = try incidents.ledger(of: "I-1")
    #expect(ledger.answer(.holdsPersonalData) == .unknown)
    #expect(ledger.answer(.unreadFiles) == exactly(124))
    let final = try obligation("appi.contractor.final@operator", house)
    #expect(final.state == .presumed)
    #expect(final.deadline?.day == day("2025-04-15"))
    #expect(
      try incidents.tasks(of: "I-1").map(\.kind).prefix(4) == [
        .tellResponsible, .lockOrder, .encryptionProof, .policeReport,
      ])
    // The first documents quote the day that will turn out wrong.
    let police = try incidents.policeReport(of: "I-1", in: .ja)
    #expect(police.contains { $0.text.contains(japan("2025-03-17 08:00").localMinute) })
    #expect(!police.contains { $0.text.contains("見本 太郎") })
    #expect(try incidents.issue(.policeReport, police, in: .ja, of: "I-1", at: japan("2025-03-17 10:00")) == 1)
  }

  // MARK: 20 and 21 March

  private func evidenceContradicts(_ house: House) throws {
    let incidents = house.incidents
    // That the organisation learned later than the loss report moves nothing by being said.
    let learned = evidence(
      .learnedAt, .known(time("2025-03-20 16:00")), "minutes-1", .document, said: "2025-03-20 16:00")
    let moves = try incidents.changes(by: learned, in: "I-1", at: japan("2025-03-20 16:00"))
    #expect(!moves.contains { $0.kind == .deadlineMoved })
    try incidents.state(
      [
        evidence(.holdsPersonalData, .known(.yesNo(true)), "operation-log", said: "2025-03-20 16:00"),
        evidence(.sensitivePeople, people(1, nil), "operation-log", said: "2025-03-20 16:00"),
        learned,
      ], in: "I-1", at: japan("2025-03-20 16:10"))
    let against = try #require(
      try incidents.contradictions(of: "I-1").first {
        $0.kind == .claimAgainstEvidence && $0.second.fact == .holdsPersonalData
      })
    try incidents.resolve(
      against.pair, in: "I-1", because: "操作ログの記録を採用。申告は記憶違い", at: japan("2025-03-20 17:00"))
    #expect(throws: ResponseFailure.self) {
      try incidents.resolve(against.pair, in: "I-1", because: "もう一度", at: japan("2025-03-20 17:00"))
    }
    #expect(try obligation("appi.contractor.final@operator", house).deadline?.day == day("2025-04-15"))
    let learnings = try #require(
      try incidents.contradictions(of: "I-1").first { $0.kind == .sources && $0.second.fact == .learnedAt })
    try incidents.resolve(
      learnings.pair, in: "I-1", because: "紛失の届出の時点では個人データの有無が不明。議事録を採用", at: japan("2025-03-20 17:10"))
    #expect(try obligation("appi.contractor.final@operator", house).deadline?.day == day("2025-04-18"))
    #expect(
      try incidents.changes(of: "I-1", since: japan("2025-03-20 17:00")).contains {
        $0.id == "appi.contractor.final@operator" && $0.kind == .deadlineMoved
      })
    #expect(try obligation("appi.contractor.final@operator", house).state == .owed)
    // A letter names the 21st: both are on record, the earlier one counts, the contradiction stays open.
    try incidents.state(
      [
        evidence(.learnedAt, .known(time("2025-03-21 10:00")), "letter-2", .document, said: "2025-03-21 18:00")
      ], in: "I-1", at: japan("2025-03-21 18:00"))
    #expect(try obligation("appi.contractor.final@operator", house).deadline?.day == day("2025-04-18"))
    #expect(try incidents.contradictions(of: "I-1").contains { $0.kind == .sources && $0.resolution == nil })
    let report = try incidents.authorityReport(.preliminary, of: "I-1", in: .ja, at: japan("2025-03-21 19:00"))
    #expect(report.items.count == 9)
    #expect(report.open.contains(.cause))
    #expect(report.text.contains("第1号 要配慮個人情報"))
    #expect(
      try incidents.issue(
        .preliminaryReport, to: "ppc", report.sentences, in: .ja, of: "I-1", at: japan("2025-03-21 19:00")) == 2)
    try incidents.fulfil(
      "appi.contractor.preliminary@operator", happenedAt: japan("2025-03-21 19:00"), reference: "受付 1", in: "I-1",
      at: japan("2025-03-21 19:05"))
    #expect(try obligation("appi.contractor.preliminary@operator", house).state == .fulfilled)
  }

  // MARK: 15 April, the 31st day

  private func theThingIsFound(_ house: House) throws {
    let incidents = house.incidents
    let kanagawa = try #require(Prefecture(named: "神奈川県"))
    // Nobody looked for a month. The plan shows every day that was missed, in both prefectures.
    let missed = try incidents.missedSearches(of: "I-1", through: day("2025-04-14"))
    #expect(missed.count == 29 * 2)
    try incidents.record(
      .init(prefecture: kanagawa, day: day("2025-04-15"), hasFound: true, at: japan("2025-04-15 10:15")), in: "I-1")
    #expect(try incidents.missedSearches(of: "I-1", through: day("2025-04-20")).isEmpty)
    let said = "2025-04-15 16:00"
    try incidents.state(
      [
        evidence(.foundAt, .known(time("2025-03-17 12:30")), "police", .document, said: "2025-04-15 10:15"),
        evidence(.foundPlace, .known(.text("横浜市内の商業施設の精算機前")), "police", .document, said: "2025-04-15 10:15"),
        evidence(.takenOutAt, .known(time("2025-03-14 12:00", "2025-03-14 12:30")), "hearing-2", .document, said: said),
        evidence(.lostAt, .known(time("2025-03-14 12:00", "2025-03-15 23:59")), "hearing-2", .document, said: said),
      ], in: "I-1", at: japan("2025-04-15 16:30"))
    let lost = try #require(
      try incidents.contradictions(of: "I-1").first { $0.first.fact == .lostAt && $0.resolution == nil })
    #expect(lost.kind == .claimAgainstEvidence)
    // All three documents that told the 17th are listed, with the sentence as it should read.
    let corrections = try incidents.corrections(of: "I-1", in: .ja).filter { $0.fact == .lostAt }
    #expect(corrections.map(\.document) == [1, 2, 3])
    for correction in corrections {
      #expect(correction.kind == .changed)
      #expect(correction.oldText.contains(japan("2025-03-17 08:00").localMinute))
      #expect(correction.newSentence.contains(japan("2025-03-14 12:00").localMinute))
      #expect(!correction.newSentence.contains(japan("2025-03-17 08:00").localMinute))
    }
    // What the report called unknown is an addition.
    #expect(try incidents.corrections(of: "I-1", in: .ja).contains { $0.kind == .added && $0.fact == .foundAt })
    // The timeline has it when it happened, and when it was known.
    let found = try #require(try incidents.timeline(of: "I-1").first { $0.kind == "statement.found_at" })
    #expect(found.event == japan("2025-03-17 12:30"))
    #expect(found.known == japan("2025-04-15 16:30"))
    let order = try incidents.timeline(of: "I-1", by: .event).map(\.kind)
    let happened = try #require(order.firstIndex(of: "statement.found_at"))
    let reported = try #require(order.firstIndex(of: "document.preliminary_report"))
    #expect(happened < reported)
    // A corrected police report takes the old one off the list.
    try incidents.issue(
      .policeReport, try incidents.policeReport(of: "I-1", in: .ja), in: .ja, of: "I-1", correcting: 1,
      at: japan("2025-04-15 17:00"))
    #expect(try !incidents.corrections(of: "I-1", in: .ja).contains { $0.document == 1 })
    // The second revision of the notice puts the day right, visibly; the first stays as it was.
    let first = try bytes(of: "pc-2025", 1, house)
    try correctTheNotice(house, at: "2025-04-15 18:00")
    #expect(try !incidents.corrections(of: "I-1", in: .ja).contains { $0.document == 3 })
    #expect(try bytes(of: "pc-2025", 1, house) == first)
    let page = String(decoding: try bytes(of: "pc-2025", 2, house), as: UTF8.self)
    let (wrong, right) = (japan("2025-03-17 08:00").localMinute, japan("2025-03-14 12:00").localMinute)
    #expect(page.contains("<del>") && page.contains("<ins>") && page.contains(right))
    // The wrong day stands where it is struck through, and nowhere in the text.
    #expect(!(page.components(before: "第 1 版から変わったところ") ?? page).contains(wrong))
  }

  // MARK: The notice

  /// 27 March: the first notice, with the day that will turn out wrong.
  private func thePublicIsTold(_ house: House) throws {
    let incidents = house.incidents
    try incidents.openNotices(
      "pc-2025", in: "I-1", site: "https://notices.example.jp", publisher: "見本健診機構", at: japan("2025-03-27 09:00"))
    try incidents.draftNotice(
      "pc-2025",
      NewRevision(.first, sources: [.ja: incidents.noticeTemplate(contact: "お問い合わせ窓口 03-0000-0000", in: .ja)]),
      at: japan("2025-03-27 10:00"))
    #expect(throws: ResponseFailure.self) { try incidents.publishNotice("pc-2025", at: japan("2025-03-27 11:00")) }
    let first = try house.acting(as: "approver").publishNotice("pc-2025", at: japan("2025-03-27 11:00"))
    #expect(first.documents == [.ja: 3])
    #expect(
      String(decoding: try bytes(of: "pc-2025", 1, house), as: UTF8.self).contains(
        japan("2025-03-17 08:00").localMinute))
  }

  private func bytes(of series: String, _ number: Int, _ house: House) throws -> [UInt8] {
    try #require(try house.incidents.publishedPage(series, number, in: .ja)?.bytes)
  }

  private func correctTheNotice(_ house: House, at time: String) throws {
    try house.incidents.draftCorrection("pc-2025", at: japan(time))
    try house.acting(as: "approver").publishNotice("pc-2025", at: japan(time))
    #expect(try house.incidents.notice("pc-2025", in: .ja).corrections.isEmpty)
  }

  /// Client 117's version: its own figure, no other client's name.
  private func searchClientVersion(_ house: House) throws {
    let others = try house.custody.organisations().filter { $0.id != Self.client }
    for file in try house.incidents.noticeFiles(only: "pc-2025-117") {
      let text = SearchedText(String(decoding: file.bytes, as: UTF8.self))
      for other in others {
        for word in [other.name] + other.variants { #expect(!text.contains(word), "\(file.path): \(other.id)") }
      }
      #expect(!text.contains("1,764"), "\(file.path)")
    }
  }

  /// The surveys go on after the incident was closed, and are published.
  private func theYearAfter(_ house: House) throws {
    let incidents = house.incidents
    try incidents.planSurveys(of: "I-1", at: japan("2025-10-01 09:00"))
    #expect(try incidents.lateSurveys(at: japan("2025-10-01 09:00")).count == 6)
    try incidents.record(
      LeakSurvey.Record(
        sources: [.init(name: "掲示板", reached: 30, days: 31)], method: "氏名と生年月日の照合", found: 0, judged: 0,
        expected: 300, blind: "会員制の取引所", signer: "調査責任者"), as: 6, in: "I-1", at: japan("2025-10-01 10:00"))
    try correctTheNotice(house, at: "2025-10-01 11:00")
    let revisions = try incidents.notice("pc-2025", in: .ja).revisions
    #expect(revisions.map(\.number) == [1, 2, 3, 4, 5] && revisions.allSatisfy { $0.state == .published })
    #expect(revisions.map(\.reason).filter { $0 == .correction }.count >= 1)
    #expect(revisions.first?.reason == .first && revisions.last?.reason == .newFact)
    #expect(revisions.allSatisfy { $0.writer == "officer" && $0.publisher == "approver" })
    // Every revision is a document that puts the one before right.
    let documents = Dictionary(
      uniqueKeysWithValues: try incidents.documents(of: "I-1").map { ($0.id, $0) })
    for (former, next) in zip(revisions, revisions.dropFirst()) {
      let id = try #require(next.documents[.ja])
      #expect(documents[id]?.corrects == former.documents[.ja])
    }
  }

  // MARK: 1 May

  private func numbersGrow(_ house: House) throws {
    let incidents = house.incidents
    try readOriginals(house)
    try incidents.reviseScope(of: "I-1", at: japan("2025-05-01 09:00"))
    let ledger = try incidents.ledger(of: "I-1")
    let total = 123 * 8 + 780
    #expect(ledger.answer(.peopleCount) == exactly(total))
    #expect(ledger.answer(.peopleCount, Self.subject) == exactly(780))
    #expect(ledger.answer(.clientCount) == exactly(124))
    #expect(ledger.answer(.unreadFiles) == exactly(0))
    #expect(ledger.answer(.sensitivePeople) == exactly(8))
    // The first scope is still there as it was frozen.
    let scopes = try incidents.scopes(of: "I-1")
    #expect(scopes.count == 2)
    #expect(scopes.last?.answer?["total"]["possible"]["people"].integer == 0)
    // The first was asked up to the moment at which it was noticed, this one up to the end of the corrected time of the loss.
    #expect(scopes.last?.at == japan("2025-03-17 08:50"))
    #expect(scopes.first?.at == japan("2025-03-15 23:59"))
    // The report named neither; both come as additions.
    let corrections = try incidents.corrections(of: "I-1", in: .ja).filter { $0.document == 2 }
    #expect(corrections.contains { $0.fact == .peopleCount && $0.newText == "1,764 人" })
    let moved = try incidents.changes(of: "I-1", since: japan("2025-04-30 00:00"))
    #expect(moved.contains { $0.id == "appi.final@117" && $0.kind == .appeared })
    // The notice follows with its third revision.
    #expect(try incidents.notice("pc-2025", in: .ja).corrections.contains { $0.fact == .peopleCount })
    try correctTheNotice(house, at: "2025-05-01 09:30")
    #expect(String(decoding: try bytes(of: "pc-2025", 3, house), as: UTF8.self).contains("1,764 人"))
  }

  private func clientsAreTold(_ house: House) throws {
    let incidents = house.incidents
    let set = try incidents.makePacks(of: "I-1", in: .ja, at: japan("2025-05-01 10:00"))
    #expect(set.packs.count == 124)
    // People of two clients are counted once in the total.
    #expect(set.possible == ScopeShares.Sum(total: 1_764, unattributed: 0, clients: 1_767, countedAgain: 3))
    #expect(set.possible.addsUp && set.certain.addsUp)
    #expect(set.packs.reduce(0) { $0 + $1.share.possible.count } == 1_767)
    let own = try #require(set.packs.first { $0.client.id == Self.client })
    #expect(own.share.certain.count == 780)
    #expect(own.isOverdue)
    // Its members by their places in its own list: the roster runs the other way round and has 20 more.
    #expect(own.members?.certain == Array(21...800))
    #expect(own.notOnRoster == 0)
    #expect(set.packs.filter { $0.members != nil }.count == 1)
    // Nothing of anybody else in any of them.
    let organisations = try house.custody.organisations()
    for pack in set.packs {
      let texts = [SearchedText(pack.json.canonicalText), SearchedText(pack.page)]
      for other in organisations where other.id != pack.client.id {
        for word in [other.name] + other.variants {
          #expect(!texts.contains { $0.contains(word) }, "client \(other.id) in the pack of \(pack.client.id)")
        }
      }
      for word in ["見本 太郎", "/data/", "保管庫"] { #expect(!texts.contains { $0.contains(word) }) }
    }
    #expect(own.page.contains("21–800"))
    // Receipt starts the client's clock, by its own count.
    let all = (1...124).map { Organisation.ID("\($0)") }
    try incidents.handOver(
      to: all, how: "portal", happenedAt: japan("2025-05-01 11:00"), in: "I-1", at: japan("2025-05-01 11:00"))
    try incidents.receive(
      by: all, how: "portal", name: "受領者", happenedAt: japan("2025-05-02 09:00"), in: "I-1",
      at: japan("2025-05-02 09:00"))
    #expect(throws: ResponseFailure.self) {
      try incidents.receive(
        by: [.init("999")], how: "portal", happenedAt: japan("2025-05-02 09:00"), in: "I-1",
        at: japan("2025-05-02 09:00"))
    }
    let nine = try obligation("appi.final@9", house)
    #expect(nine.state == .owed)
    // 31 May is a Saturday.
    #expect(nine.deadline?.day == day("2025-06-02"))
    #expect(try obligation("contract.A-117@operator>117", house).isLate)
    // Neither sensitive nor over 1,000: it hangs on the purpose alone, until that is settled.
    #expect(try obligation("appi.final@117", house).state == .presumed)
    try incidents.state(
      [evidence(.wrongfulPurpose, .known(.yesNo(false)), "hearing-3", .document, said: "2025-05-02 15:00")],
      in: "I-1", at: japan("2025-05-02 15:00"))
    #expect(try obligation("appi.final@117", house).state == .notOwed)
    #expect(try obligation("appi.contractor.final@operator", house).state == .relieved)
    try incidents.openClientNotices(
      "pc-2025-117", of: "pc-2025", for: Self.client, site: "https://notices.example.jp", at: japan("2025-05-02 16:00"))
    try incidents.takeNotice("pc-2025-117", contact: [.ja: "組合の窓口"], at: japan("2025-05-02 16:00"))
    try house.acting(as: "approver").publishNotice("pc-2025-117", at: japan("2025-05-02 17:00"))
    #expect(String(decoding: try bytes(of: "pc-2025-117", 1, house), as: UTF8.self).contains("780 人"))
    try searchClientVersion(house)
  }

  // MARK: 29 August

  private func nothingCanBeShown(_ house: House) throws {
    let incidents = house.incidents
    let said = "2025-08-29 10:00"
    try incidents.state(
      [
        evidence(.accessed, .unknown, "forensics", .document, said: said),
        evidence(.cause, .known(.text("帰宅時の置き忘れ")), "hearing-2", .document, said: said),
        evidence(.proofFailure, .known(.text("回復キーが保管されておらず、端末の記録を読み出せない")), "forensics", .document, said: said),
        evidence(.keySeparated, .unknown, "forensics", .document, said: said),
        evidence(.keyLeakPrevented, .unknown, "forensics", .document, said: said),
      ], in: "I-1", at: japan(said))
    let report = try incidents.authorityReport(.final, of: "I-1", in: .ja, at: japan(said))
    // The cause is one thing, and why it could not be proved another.
    #expect(report.items[3].sentences.contains { $0.text.contains("置き忘れ") })
    #expect(!report.items[3].sentences.contains { $0.text.contains("回復キー") })
    #expect(report.items[8].sentences.contains { $0.text.contains("回復キー") })
    // The cause is known now: it is an addition to every pack that said that it was not.
    let corrections = try incidents.corrections(of: "I-1", in: .ja)
    #expect(Set(corrections.filter { $0.fact == .cause }.map(\.document)).count == 127)
    // Fourth revision of the notice; client 117 takes it over as a difference.
    #expect(try Set(incidents.notices(of: "I-1", in: .ja).flatMap(\.corrections).map(\.fact)) == [.cause])
    try correctTheNotice(house, at: "2025-08-29 11:00")
    #expect(try incidents.notice("pc-2025-117", in: .ja).pending == [4])
    let difference = try #require(try incidents.noticeDifference("pc-2025-117", in: .ja))
    #expect(difference.from == 3 && difference.to == 4 && difference.changes.map(\.section) == [.events])
    try incidents.takeNotice("pc-2025-117", at: japan("2025-08-29 11:10"))
    try house.acting(as: "approver").publishNotice("pc-2025-117", at: japan("2025-08-29 11:20"))
    #expect(
      String(decoding: try bytes(of: "pc-2025-117", 2, house), as: UTF8.self).contains("第三者による閲覧の有無: 不明"))
    try searchClientVersion(house)
    let again = try incidents.makePacks(of: "I-1", in: .ja, at: japan("2025-08-29 12:00"))
    #expect(again.packs.allSatisfy { $0.number == 2 })
    #expect(try incidents.corrections(of: "I-1", in: .ja).allSatisfy { $0.document == 2 })
    let page = try incidents.obligationReport(of: "I-1", at: japan("2025-08-29 12:00")).page(in: .ja)
    #expect(page.contains("確認したが分からない"))
  }

  private func theEnd(_ house: House) throws {
    let incidents = house.incidents
    let review = AfterActionReview(
      whatHappened: "申請のない持ち出し", whatWouldHaveNoticed: "端末の所在の確認",
      actions: [.init(what: "回復キーの開錠証明を四半期ごとに行う", owner: "情報システム課", due: japan("2025-12-26 00:00"))])
    #expect(throws: ResponseFailure.self) { try incidents.close("I-1", with: review, at: japan("2025-09-30 10:00")) }
    for contradiction in try incidents.contradictions(of: "I-1") where contradiction.resolution == nil {
      try incidents.resolve(contradiction.pair, in: "I-1", because: "聞き取りと記録により確認", at: japan("2025-09-29 10:00"))
    }
    for var task in try incidents.tasks(of: "I-1") {
      task.state = .done
      try incidents.change(task, in: "I-1", at: japan("2025-09-29 10:00"))
    }
    #expect(try incidents.timeline(of: "I-1", groups: ["task"]).filter { $0.kind == "task.done" }.count == 9)
    let report = try incidents.authorityReport(.final, of: "I-1", in: .ja, at: japan("2025-09-29 11:00"))
    try incidents.issue(
      .finalReport, to: "ppc", report.sentences, in: .ja, of: "I-1", correcting: 2, at: japan("2025-09-29 11:00"))
    for obligation in try incidents.obligations(of: "I-1") where obligation.isOpen && obligation.party.client == nil {
      try incidents.fulfil(
        obligation.id, happenedAt: japan("2025-09-29 12:00"), reference: "記録", in: "I-1", at: japan("2025-09-29 12:00"))
    }
    #expect(try incidents.loose(in: "I-1").isNothing)
    try incidents.close("I-1", with: review, at: japan("2025-09-30 10:00"))
    #expect(try incidents.incident("I-1").review == review)
    #expect(throws: ResponseFailure.self) {
      try incidents.note("後日", happenedAt: japan("2025-10-01 10:00"), in: "I-1", at: japan("2025-10-01 10:00"))
    }
  }
}

extension String {
  /// What stands before a text; nil when it does not occur.
  fileprivate func components(before text: String) -> String? {
    firstRange(of: text).map { String(self[..<$0.lowerBound]) }
  }
}
