import CanonicalForms
import Response
import Storage
import TestDatabases
import Testing
import Wording

@Suite(.onEveryEngine) struct SurveyTests {
  private static let record = LeakSurvey.Record(
    sources: [.init(name: "ダークウェブの市場", reached: 28, days: 31), .init(name: "掲示板", reached: 31, days: 31)],
    method: "氏名と生年月日の照合", found: 3, judged: 0, expected: 2_400, blind: "会員制の取引所と電話での売買", signer: "調査 責任")

  @Test func aYearIsPlanned() {
    let plan = LeakSurvey.plan(from: day("2025-08-31"))
    #expect(plan.count == 12)
    #expect(plan.first?.from == day("2025-08-31") && plan.first?.until == day("2025-09-29"))
    #expect(plan[6].from == day("2026-02-28") && plan.last?.until == day("2026-08-30"))
    // Ten days after 29 September is a Thursday; the next survey's end is followed by a holiday.
    #expect(plan[0].due == japan("2025-10-10 00:00"))
    for (one, next) in zip(plan, plan.dropFirst()) { #expect(one.until.adding(days: 1) == next.from) }
  }

  @Test func noneIsLateUnseen() throws {
    let house = try House.withIncident()
    try house.incidents.planSurveys(of: "I-1", at: japan("2025-03-20 09:00"))
    try house.incidents.planSurveys(of: "I-1", at: japan("2025-03-21 09:00"))
    #expect(try house.incidents.surveys(of: "I-1").count == 12)
    // 17 March to 16 April; ten days later is a Saturday, so Monday the 28th is its last day.
    #expect(try house.incidents.lateSurveys(at: japan("2025-04-28 23:59")).isEmpty)
    #expect(try house.incidents.lateSurveys(at: japan("2025-04-29 00:00")).map(\.survey.number) == [1])
    try house.incidents.record(Self.record, as: 1, in: "I-1", at: japan("2025-04-29 09:00"))
    #expect(try house.incidents.lateSurveys(at: japan("2025-04-29 10:00")).isEmpty)
    #expect(try house.incidents.lateSurveys(at: japan("2026-12-01 00:00")).count == 11)
    var corrected = Self.record
    corrected.judged = 1
    try house.incidents.record(corrected, as: 1, in: "I-1", at: japan("2025-05-01 09:00"))
    let first = try #require(try house.incidents.surveys(of: "I-1").first?.record)
    // It was late, and stays so; what was found is somebody's to decide about.
    #expect(first.isLate)
    let tasks = try house.incidents.tasks(of: "I-1").filter { $0.kind == .assessFinding }
    #expect(tasks.map(\.state) == [.open] && tasks[0].due == japan("2025-05-02 09:00"))
    #expect(first.version == 2 && first.judged == 1 && first.signer == "調査 責任" && first.recordedBy == "officer")
    #expect(try house.incidents.timeline(of: "I-1", groups: ["survey"]).count == 2)
    let before = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == before)
  }

  /// The year is planned when the incident is opened, and no month is told before it is over.
  @Test func noneIsRecordedInAdvance() throws {
    let house = try House.withIncident()
    #expect(try house.incidents.surveys(of: "I-1").count == 12, "nobody has to press anything")
    let early = #expect(throws: ResponseFailure.self) {
      try house.incidents.record(Self.record, as: 1, in: "I-1", at: japan("2025-04-16 23:59"))
    }
    #expect(early?.code == .tooEarly)
    try house.incidents.record(Self.record, as: 1, in: "I-1", at: japan("2025-04-17 00:00"))
    #expect(try house.incidents.surveys(of: "I-1").first?.record?.isLate == false)
    #expect(try house.incidents.tasks(of: "I-1").allSatisfy { $0.kind != .assessFinding })
  }

  /// Where it was shown that nobody's data was there, nobody looks for it.
  @Test func nothingIsSearchedForNothing() throws {
    let house = try House.withIncident()
    try house.incidents.state(
      [evidence(.holdsPersonalData, .known(.yesNo(false)), said: "2025-03-17 10:00")], in: "I-1",
      at: japan("2025-03-17 10:00"))
    #expect(try house.incidents.lateSurveys(at: japan("2026-12-01 00:00")).isEmpty)
  }

  @Test func aSurveySaysHowFarItReached() throws {
    let house = try House.withIncident()
    try house.incidents.planSurveys(of: "I-1", at: japan("2025-03-20 09:00"))
    var records = [Self.record, Self.record, Self.record, Self.record, Self.record]
    records[0].sources = []
    records[1].blind = " "
    records[2].signer = nil
    records[3].judged = 4
    records[4].method = ""
    for record in records {
      let failure = #expect(throws: ResponseFailure.self) {
        try house.incidents.record(record, as: 1, in: "I-1", at: japan("2025-04-20 09:00"))
      }
      #expect(failure?.code == .unfitValue)
    }
    let failure = #expect(throws: ResponseFailure.self) {
      try house.incidents.record(Self.record, as: 13, in: "I-1", at: japan("2025-04-20 09:00"))
    }
    #expect(failure?.code == .unknownSurvey)
  }

  /// What a survey brought stands in the next revision, figures with what chance would bring.
  @Test func surveysArePublishedWithTheNotice() throws {
    let house = try House.withIncident()
    try house.incidents.openNotices(
      "pc", in: "I-1", site: "https://notices.example.jp", publisher: "見本健診機構", at: japan("2025-03-27 09:00"))
    let source = NoticeSource(title: "紛失", sections: [.events: "紛失: {lost_at}。", .contact: "窓口"])
    try house.incidents.draftNotice("pc", NewRevision(.first, sources: [.ja: source]), at: japan("2025-03-27 10:00"))
    try house.acting(as: "approver").publishNotice("pc", at: japan("2025-03-27 11:00"))
    try house.incidents.planSurveys(of: "I-1", at: japan("2025-03-28 09:00"))
    try house.incidents.record(Self.record, as: 1, in: "I-1", at: japan("2025-04-20 09:00"))
    #expect(try house.incidents.notice("pc", in: .ja).surveys == [1])
    try house.incidents.draftCorrection("pc", at: japan("2025-04-20 10:00"))
    try house.acting(as: "approver").publishNotice("pc", at: japan("2025-04-20 11:00"))
    let page = String(
      decoding: try #require(try house.incidents.publishedPage("pc", nil, in: .ja)?.bytes), as: UTF8.self)
    for word in ["31 日のうち 28 日", "2.4 件", "会員制の取引所", "調査 責任", "追記"] { #expect(page.contains(word), "\(word)") }
    #expect(try house.incidents.notice("pc", in: .ja).surveys.isEmpty)
  }

  @Test(
    arguments: [
      ("0.3", 300), ("12", 12_000), ("2.45", 2_450), ("0.001", 1), ("", nil), ("-1", nil), ("1.2345", nil),
      ("1.", nil), ("x", nil), ("1.2.3", nil),
    ] as [(String, Int?)])
  func expectedFigures(text: String, value: Int?) {
    #expect(LeakSurvey.Record.thousandths(text) == value)
    if let value { #expect(LeakSurvey.Record.thousandths(LeakSurvey.Record.decimal(value)) == value) }
  }

  @Test(arguments: ["市場", "市場=", "市場=5", "市場=32/31", "=1/2", "市場=a/b", "市場=-1/3", "市場=1/9999"])
  func sourcesThatAreNone(text: String) { #expect(LeakSurvey.Source(parsing: text) == nil) }
}
