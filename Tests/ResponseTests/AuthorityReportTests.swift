import CanonicalForms
import Custody
import Letterpress
import Response
import Storage
import TestDatabases
import Testing
import Wording

@Suite(.onEveryEngine) struct AuthorityReportTests {
  private static func report(
    _ house: House, _ kind: AuthorityReport.Kind = .preliminary, in language: Language = .ja, at time: String
  ) throws -> AuthorityReport {
    try house.incidents.authorityReport(kind, of: "I-1", in: language, at: japan(time))
  }

  @discardableResult
  private static func issue(_ report: AuthorityReport, _ house: House) throws -> Int {
    try house.incidents.issue(
      report.kind.document, to: AuthorityReport.recipient(of: report.subject), report.sentences, in: report.language,
      of: "I-1", at: report.madeAt)
  }

  private static func mark(_ report: AuthorityReport, _ item: Int, _ start: String) -> AuthorityReport.Mark? {
    let item = report.items[item - 1]
    return zip(item.sentences, item.marks).first { $0.0.text.hasPrefix(start) }?.1
  }

  /// Rows of the form say everything that the report says, with what is open.
  @Test(arguments: Language.allCases) func theFormSaysWhatTheReportSays(language: Language) throws {
    let house = try House.withIncident()
    let report = try Self.report(house, in: language, at: "2025-03-18 09:00")
    let form = report.form
    #expect(report.former == nil)
    #expect(form.sections.count == 10, "nine items and what is open")
    for (item, section) in zip(report.items, form.sections) {
      #expect(section.rows.count == item.sentences.count)
      for (row, sentence) in zip(section.rows, item.sentences) {
        #expect(sentence.text == (row.title.isEmpty ? row.value : row.title + ": " + row.value))
      }
    }
    #expect(Self.mark(report, 4, language == .ja ? "原因" : "cause") == .open)
    #expect(form.sections[3].mark == language.response(.reportMarkOpen))
    #expect(try report.pdf().starts(with: Array("%PDF-".utf8)))
    #expect(try report.docx().starts(with: [0x50, 0x4B, 3, 4]))
    #expect(report.json["former"] == .null)
  }

  /// What is new is told against the report that was filed last, in whichever language that was.
  @Test(arguments: Language.allCases) func whatIsNewIsMarked(language: Language) throws {
    let house = try House.withIncident()
    try house.incidents.state(
      [claim(.foundPlace, .text("駅の売店"), said: "2025-03-18 08:00")], in: "I-1", at: japan("2025-03-18 08:00"))
    #expect(try Self.issue(try Self.report(house, in: language, at: "2025-03-18 09:00"), house) == 1)
    let unchanged = try Self.report(house, at: "2025-03-18 10:00")
    #expect(unchanged.former?.changes.isEmpty == true)
    #expect(unchanged.items.flatMap(\.marks).allSatisfy { $0 == nil || $0 == .open })
    try house.incidents.state(
      [
        evidence(.lostAt, .known(time("2025-03-14 12:00", "2025-03-15 00:00")), said: "2025-04-15 16:00"),
        evidence(.cause, .known(.text("申請のない持ち出し")), said: "2025-04-15 16:00"),
        evidence(.foundAt, .notApplicable, said: "2025-04-15 16:00"),
      ], in: "I-1", at: japan("2025-04-15 16:00"))
    let place = try #require(try house.incidents.ledger(of: "I-1").standing(.foundPlace))
    try house.incidents.retract(place.id, in: "I-1", because: "誤り", at: japan("2025-04-15 16:10"))
    let report = try Self.report(house, .final, at: "2025-04-15 17:00")
    let former = try #require(report.former)
    #expect(former.document == 1 && former.kind == .preliminary && former.issuedAt == japan("2025-03-18 09:00"))
    #expect(former.changes.map(\.kind) == [.changed, .withdrawn, .added])
    #expect(former.changes.map(\.fact) == [.lostAt, .foundPlace, .cause])
    #expect(Self.mark(report, 1, "紛失") == .news(.changed))
    #expect(Self.mark(report, 4, "原因:") == .news(.added))
    #expect(!report.open.contains(.foundAt), "what does not apply is known")
    let news = report.form.sections[9]
    #expect(news.title == "前回の報告からの追加・変更" && news.rows.count == 3)
    #expect(news.rows[0].value.contains("前回: ") && news.rows[0].mark == "変更")
    #expect(report.json["former"]["changes"].elements.count == 3)
    #expect(report.page.contains("前回の報告からの追加・変更"))
    // A report about a client's part has its own line of reports.
    let part = try house.incidents.authorityReport(
      .preliminary, of: "I-1", about: .client(.init("2")), in: .ja, at: japan("2025-04-15 17:00"))
    #expect(part.former == nil)
    try Self.issue(report, house)
    #expect(try Self.report(house, .final, at: "2025-04-16 09:00").former?.document == 2)
  }

  /// Address, contact and telephone stand in every form of the report; what is missing is said to be, and what is replaced is gone.
  @Test func theReporterIsDescribed() throws {
    let house = try House.withIncident()
    let incidents = house.incidents
    let now = japan("2025-03-18 09:00")
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    let empty = try Self.report(house, at: "2025-03-18 09:00")
    #expect(empty.reporterRows.suffix(3).allSatisfy { $0.value == "未記入" && !$0.isGiven })
    #expect(empty.form.head.contains(Form.Row("電話番号", "未記入", mark: "要記入")))
    #expect(empty.text.contains("事務連絡者: 未記入") && empty.page.contains("<dt>事務連絡者</dt><dd>未記入</dd>"))
    #expect(empty.json["reporter_details"]["telephone"] == .null)
    try incidents.describeReporter(
      ReporterDetails(address: "東京都見本区1-2-3", contact: "前任桃子", telephone: " "), at: now)
    try incidents.describeReporter(
      ReporterDetails(address: "東京都見本区1-2-3", contact: "連絡花子", telephone: "03-0000-0000"), at: now)
    try incidents.describeReporter(ReporterDetails(contact: "委託元次郎"), of: .init("1"), at: now)
    let report = try Self.report(house, .final, at: "2025-03-18 10:00")
    #expect(report.form.head.contains(Form.Row("報告者の住所", "東京都見本区1-2-3")))
    #expect(report.text.contains("事務連絡者: 連絡花子") && report.page.contains("<dd>03-0000-0000</dd>"))
    #expect(report.json["reporter_details"]["contact"].string == "連絡花子")
    #expect(try report.pdf().starts(with: Array("%PDF-".utf8)))
    // What is kept as filed quotes statements, and has no contact in it.
    #expect(!report.sentences.map(\.text).joined().contains("連絡花子"))
    let part = try incidents.authorityReport(
      .final, of: "I-1", about: .client(.init("1")), in: .en, at: japan("2025-03-18 10:00"))
    #expect(part.details == ReporterDetails(contact: "委託元次郎"))
    #expect(part.text.contains("Telephone: not yet given") && !part.text.contains("連絡花子"))
    // Nobody needs who answered before.
    let all = try house.custody.store.read { try TableDump.bytes(of: "journal", in: $0) }
    #expect(!SearchedText(text(all)).contains("前任桃子") && SearchedText(text(all)).contains("連絡花子"))
    let tables = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == tables)
    #expect(try house.custody.journal.verify().broken.isEmpty)
    let failure = #expect(throws: CustodyFailure.self) {
      try incidents.describeReporter(.init(), of: .init("999"), at: now)
    }
    #expect(failure?.code == .unknownOrganisation)
  }

  /// How many clients, and which items of rule 7 apply: lines that quote no statement change, too, and are told in whichever
  /// language the report before was.
  @Test(arguments: Language.allCases) func whatFollowsFromFactsIsAmongTheNews(language: Language) throws {
    let house = try House.withIncident()
    let incidents = house.incidents
    let told = japan("2025-03-18 08:00")
    func facts(clients: Int, people: Int, said: String) -> [NewStatement] {
      [
        evidence(.clientCount, exactly(clients), "scope", said: said),
        evidence(.peopleCount, exactly(people), "scope", said: said),
        evidence(.sensitivePeople, exactly(0), "scope", said: said),
        evidence(.unreadFiles, exactly(0), "scope", said: said),
        evidence(.financialLoss, .known(.yesNo(false)), "scope", said: said),
        evidence(.wrongfulPurpose, .known(.yesNo(false)), "hearing", .document, said: said),
      ]
    }
    try incidents.state(facts(clients: 7, people: 53, said: "2025-03-18 08:00"), in: "I-1", at: told)
    try Self.issue(try Self.report(house, in: language, at: "2025-03-18 09:00"), house)
    let same = try Self.report(house, .final, at: "2025-03-18 10:00")
    #expect(same.former?.lines == [])
    try incidents.state(
      facts(clients: 124, people: 170_000, said: "2025-05-01 08:00"), in: "I-1", at: japan("2025-05-01 08:00"))
    let report = try Self.report(house, .final, at: "2025-05-01 09:00")
    let lines = try #require(report.former?.lines)
    #expect(lines.map(\.label) == ["報告対象事態（規則第7条）", "委託の有無"])
    #expect(lines.map(\.kind) == [.changed, .changed])
    #expect(lines[0].oldText.contains("該当する号なし") && lines[0].newText.contains("第4号"))
    #expect(lines[1].oldText.contains("7 団体") && lines[1].newText.contains("124 団体"))
    #expect(Self.mark(report, 1, "委託の有無") == .news(.changed))
    let rows = report.form.sections.first { $0.title == "前回の報告からの追加・変更" }?.rows ?? []
    #expect(rows.contains { $0.title == "委託の有無" && $0.value.contains("前回: ") && $0.mark == "変更" })
    #expect(report.page.contains("委託の有無: ") && report.json["former"]["lines"].elements.count == 2)
  }

  /// Each law has its own list: a hundred people are enough for a public body, and for individual numbers.
  @Test func theItemsAreThoseOfTheLaw() throws {
    let house = try House.withIncident()
    let incidents = house.incidents
    let now = japan("2025-03-18 09:00")
    let subject = Statement.Subject.client(.init("1"))
    try incidents.register(Party(client: .init("1"), laws: [.japanPublicBody, .japanMyNumber]), at: now)
    try incidents.state(
      [subject, .client(.init("2"))].flatMap { subject in
        [
          evidence(.peopleCount, exactly(150), about: subject, said: "2025-03-18 08:00"),
          evidence(.sensitivePeople, exactly(0), about: subject, said: "2025-03-18 08:00"),
          evidence(.myNumberPeople, exactly(subject.client == "1" ? 120 : 0), about: subject, said: "2025-03-18 08:00"),
          evidence(.financialLoss, .known(.yesNo(false)), about: subject, said: "2025-03-18 08:00"),
        ]
      } + [
        evidence(.unreadFiles, exactly(0), said: "2025-03-18 08:00"),
        evidence(.wrongfulPurpose, .known(.yesNo(false)), "hearing", .document, said: "2025-03-18 08:00"),
      ], in: "I-1", at: now)
    func report(_ client: String) throws -> AuthorityReport {
      try incidents.authorityReport(.preliminary, of: "I-1", about: .client(.init(client)), in: .ja, at: now)
    }
    let body = try report("1")
    #expect(body.text.contains("規則第43条）: 第4号 百人超"))
    #expect(body.text.contains("漏えい等報告規則第2条）: 第4号 百人超の特定個人情報"))
    #expect(!body.text.contains("規則第7条"))
    #expect(body.reporter == "第1公表健康保険組合" && body.form.head.contains { $0.value == "第1公表健康保険組合" })
    // 150 people of a private body without numbers: nothing applies, and the numbers' rule is not spoken of.
    let other = try report("2")
    #expect(other.text.contains("規則第7条）: 該当する号なし") && !other.text.contains("第2条"))
  }

  /// Only who was told something wrong is told better: nothing else takes a document off the list of wrong ones.
  @Test func aDocumentIsCorrectedByItsOwnKind() throws {
    let house = try House.withIncident()
    let incidents = house.incidents
    let now = japan("2025-03-18 09:00")
    func issue(_ kind: OutwardDocument.Kind, to recipient: String, correcting corrects: Int? = nil) throws -> Int {
      try incidents.issue(kind, to: recipient, [.init("本文")], in: .ja, of: "I-1", correcting: corrects, at: now)
    }
    let (notice, report) = (try issue(.clientNotice, to: "1"), try issue(.preliminaryReport, to: "ppc"))
    let unfit: [(OutwardDocument.Kind, String, Int)] = [
      (.clientNotice, "2", notice), (.finalReport, "1", notice), (.policeReport, "", report),
      (.finalReport, "1", report),
    ]
    for (kind, recipient, wrong) in unfit {
      let failure = #expect(throws: ResponseFailure.self) { try issue(kind, to: recipient, correcting: wrong) }
      #expect(failure?.code == .unfitValue)
    }
    let failure = #expect(throws: ResponseFailure.self) { try issue(.finalReport, to: "ppc", correcting: 99) }
    #expect(failure?.code == .unknownDocument)
    #expect(try issue(.clientNotice, to: "1", correcting: notice) == 3)
    #expect(try issue(.finalReport, to: "ppc", correcting: report) == 4)
  }

  /// Free words of the incident may name somebody whom a client's report must not name.
  @Test func aClientsReportNamesNobodyElse() throws {
    let house = try House.withIncident()
    let incidents = house.incidents
    let now = japan("2025-03-18 09:00")
    try incidents.state(
      [
        evidence(.peopleCount, people(0, 5), about: .client(.init("1")), said: "2025-03-18 08:00"),
        evidence(.peopleCount, people(2, 5), about: .client(.init("2")), said: "2025-03-18 08:00"),
      ], in: "I-1", at: now)
    func text(_ kind: OutwardDocument.Kind, for client: String?) throws -> String {
      try incidents.draft(kind, for: client.map { Organisation.ID($0) }, of: "I-1", in: .en, at: now).map(\.text)
        .joined()
    }
    #expect(try text(.clientNotice, for: "1").contains("may have held"))
    #expect(try text(.clientNotice, for: "2").contains("device that held"))
    try incidents.state(
      [claim(.cause, .text("第1公表健康保険組合の資料の持ち出し"), said: "2025-03-18 08:30")], in: "I-1", at: now)
    #expect(try text(.finalReport, for: "1").contains("第1公表健康保険組合"))
    #expect(try text(.finalReport, for: nil).contains("第1公表健康保険組合"))
    for kind in [OutwardDocument.Kind.preliminaryReport, .finalReport, .clientNotice] {
      let failure = #expect(throws: ResponseFailure.self) { try text(kind, for: "2") }
      #expect(failure?.code == .foreignName)
    }
  }

  /// A text that cannot be printed stops the PDF, and the message names the characters.
  @Test func whatCannotBePrintedIsSaid() throws {
    let house = try House.withIncident()
    try house.incidents.state(
      [claim(.overview, .text("外字 \u{10FFFD} を含む"), said: "2025-03-18 08:00")], in: "I-1",
      at: japan("2025-03-18 08:00"))
    let report = try Self.report(house, at: "2025-03-18 09:00")
    let failure = #expect(throws: ResponseFailure.self) { try report.pdf() }
    #expect(failure?.code == .unprintable && failure?.message == "U+10FFFD")
    #expect(try !report.docx().isEmpty, "a word processor may have the font")
  }
}
