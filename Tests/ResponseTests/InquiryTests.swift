import CanonicalForms
import Custody
import JapaneseText
import Response
import Storage
import TestDatabases
import Testing
import Wording

@Suite struct BusinessHoursTests {
  private static let hours = BusinessHours()

  /// Eight hours of open time: more than one day has.
  @Test(
    arguments: [
      ("2025-05-01 10:00", 60, "2025-05-01 11:00"), ("2025-05-01 16:30", 60, "2025-05-02 10:00"),
      // Saturday, Sunday and the holidays of Golden Week.
      ("2025-05-02 16:30", 60, "2025-05-07 10:00"), ("2025-05-03 12:00", 30, "2025-05-07 10:00"),
      ("2025-05-01 08:00", 30, "2025-05-01 10:00"), ("2025-05-01 17:00", 1, "2025-05-02 09:31"),
      ("2025-12-26 16:00", 120, "2026-01-05 10:30"), ("2025-05-01 09:30", 450, "2025-05-01 17:00"),
      ("2025-05-01 09:30", 451, "2025-05-02 09:31"),
    ])
  func callsAreDueInOpenTime(from: String, minutes: Int, due: String) {
    #expect(Self.hours.due(from: japan(from), minutes: minutes, calendar: .init()) == japan(due))
  }

  @Test func theDeskIsOpenOnBusinessDays() {
    let calendar = JapaneseCalendar()
    #expect(Self.hours.isOpen(at: japan("2025-05-01 09:30"), calendar: calendar))
    #expect(!Self.hours.isOpen(at: japan("2025-05-01 09:29"), calendar: calendar))
    #expect(!Self.hours.isOpen(at: japan("2025-05-01 17:00"), calendar: calendar))
    #expect(!Self.hours.isOpen(at: japan("2025-05-05 12:00"), calendar: calendar))
    #expect(BusinessHours(opens: 900, closes: 800) == BusinessHours())
  }
}

@Suite(.onEveryEngine) struct InquiryTests {
  private static func house() throws -> House {
    let house = try House.withIncident()
    try house.incidents.open(
      InquiryDesk(incident: "I-1", retention: 30, telephone: "03-0000-0000"), at: japan("2025-03-27 09:00"))
    return house
  }

  private static let asker = Inquiry.Personal(
    name: "問合 花子", contact: "090-0000-0000", words: "自分は対象ですか", answer: "書面をお送りします")

  @Test func withoutADeskNothingIsTaken() throws {
    let house = try House.withIncident()
    let failure = #expect(throws: ResponseFailure.self) {
      try house.incidents.take(
        NewInquiry(channel: .telephone, topic: .other, outcome: .answered), in: "I-1", at: japan("2025-03-27 10:00"))
    }
    #expect(failure?.code == .noDesk)
    #expect(try house.incidents.takePublic(.other, Self.asker, by: "117", at: .now) == false)
  }

  @Test func anInquiryIsFollowedToItsEnd() throws {
    let house = try Self.house()
    // Friday afternoon: eight hours less a half of open time end on Monday.
    let number = try house.incidents.take(
      NewInquiry(
        client: .init("1"), channel: .telephone, topic: .included, check: .refused, outcome: .callBack,
        personal: Self.asker), in: "I-1", at: japan("2025-03-28 14:00"))
    var inquiry = try house.incidents.inquiry(number, of: "I-1")
    #expect(inquiry.due == japan("2025-03-31 14:00") && inquiry.isOpen)
    #expect(try house.incidents.overdueInquiries(at: japan("2025-03-31 13:59")).isEmpty)
    #expect(try house.incidents.overdueInquiries(at: japan("2025-03-31 14:00")) == ["I-1": 1])
    try house.incidents.follow(number, .notReached, in: "I-1", at: japan("2025-03-31 10:00"))
    try house.incidents.follow(number, .answered, words: "折り返して回答", in: "I-1", at: japan("2025-03-31 11:00"))
    inquiry = try house.incidents.inquiry(number, of: "I-1")
    #expect(!inquiry.isOpen && inquiry.steps.map(\.outcome) == [.notReached, .answered])
    #expect(inquiry.personal == Self.asker)
    #expect(throws: ResponseFailure.self) { try house.incidents.follow(99, .closed, in: "I-1", at: .now) }
  }

  @Test func misuseStandsOnTheTimeline() throws {
    let house = try Self.house()
    for (topic, client) in [(Inquiry.Topic.misuse, "1"), (.risk, "1"), (.risk, "2"), (.misuse, "")] {
      try house.incidents.take(
        NewInquiry(
          client: client.isEmpty ? nil : .init(client), channel: .telephone, topic: topic, outcome: .answered),
        in: "I-1",
        at: japan("2025-03-28 14:00"))
    }
    try house.incidents.take(
      NewInquiry(client: .init("1"), channel: .mail, topic: .other, outcome: .answered), in: "I-1",
      at: japan("2025-03-29 00:30"))
    let events = try house.incidents.timeline(of: "I-1", groups: ["inquiry"])
    #expect(events.map(\.reference) == ["Q-1", "Q-4"])
    let counts = try house.incidents.inquiryCounts(of: "I-1").map {
      "\($0.day) \($0.client?.text ?? "-") \($0.all) \($0.misuse)"
    }
    #expect(counts == ["2025-03-29 1 1 0", "2025-03-28 - 1 1", "2025-03-28 1 2 1", "2025-03-28 2 1 0"])
  }

  /// Only approved answers are read out; the version stays with the inquiry; a changed statement lists the answer.
  /// What came to be wrong since it was written is not approved; nor is what names a client to callers of all.
  @Test func wrongAnswersAreNotApproved() throws {
    let house = try Self.house()
    let approver = house.acting(as: "approver")
    let number = try house.incidents.draftQuestion(
      nil, [.ja: ("いつ紛失しましたか", "{lost_at} です。")], in: "I-1", at: japan("2025-03-27 10:00"))
    try house.incidents.state(
      [evidence(.lostAt, .known(time("2025-03-14 12:00")), "hearing-2", said: "2025-03-27 10:30")], in: "I-1",
      at: japan("2025-03-27 10:30"))
    let outdated = #expect(throws: ResponseFailure.self) {
      try approver.approveQuestion(number, in: "I-1", at: japan("2025-03-27 11:00"))
    }
    #expect(outdated?.code == .outdated)
    let naming = try house.incidents.draftQuestion(
      nil, [.ja: ("どの団体ですか", "第2公表健康保険組合です。")], in: "I-1", at: japan("2025-03-27 11:00"))
    let foreign = #expect(throws: ResponseFailure.self) {
      try approver.approveQuestion(naming, in: "I-1", at: japan("2025-03-27 12:00"))
    }
    #expect(foreign?.code == .foreignName)
    #expect(try house.incidents.approvedQuestions(of: "I-1").isEmpty)
  }

  /// "Am I included?" is answered to whom it is sure who they are.
  @Test func nobodyIsToldWithoutACheck() throws {
    let house = try Self.house()
    func inquiry(_ check: Inquiry.Check, _ outcome: Inquiry.Outcome) -> NewInquiry {
      NewInquiry(channel: .telephone, topic: .included, check: check, outcome: outcome)
    }
    let now = japan("2025-03-27 11:00")
    let failure = #expect(throws: ResponseFailure.self) {
      try house.incidents.take(inquiry(.notNeeded, .answered), in: "I-1", at: now)
    }
    #expect(failure?.code == .uncheckedCaller)
    for (check, outcome) in [
      (Inquiry.Check.byCode, Inquiry.Outcome.answered), (.refused, .answered), (.notNeeded, .callBack),
    ] {
      try house.incidents.take(inquiry(check, outcome), in: "I-1", at: now)
    }
    // A call back is no way around it.
    let late = #expect(throws: ResponseFailure.self) {
      try house.incidents.follow(3, .answered, in: "I-1", at: now)
    }
    #expect(late?.code == .uncheckedCaller)
    try house.incidents.follow(3, .answered, check: .calledBack, in: "I-1", at: now)
    let answered = try house.incidents.inquiry(3, of: "I-1")
    #expect(answered.check == .calledBack && !answered.isOpen)
    let tables = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == tables)
  }

  @Test func answersHaveVersions() throws {
    let house = try Self.house()
    let number = try house.incidents.draftQuestion(
      nil, [.ja: ("いつ紛失しましたか", "{lost_at} です。"), .en: ("When?", "{lost_at}.")], in: "I-1", at: japan("2025-03-27 10:00")
    )
    let inquiry = NewInquiry(channel: .telephone, topic: .other, question: number, outcome: .answered)
    let early = #expect(throws: ResponseFailure.self) {
      try house.incidents.take(inquiry, in: "I-1", at: japan("2025-03-27 11:00"))
    }
    #expect(early?.code == .unknownQuestion)
    let own = #expect(throws: ResponseFailure.self) {
      try house.incidents.approveQuestion(number, in: "I-1", at: japan("2025-03-27 11:00"))
    }
    #expect(own?.code == .samePerson)
    let disguised = #expect(throws: ResponseFailure.self) {
      try house.acting(as: "approver").approveQuestion(
        number, in: "I-1", as: ["officer"], at: japan("2025-03-27 11:30"))
    }
    #expect(disguised?.code == .samePerson)
    try house.acting(as: "approver").approveQuestion(number, in: "I-1", at: japan("2025-03-27 12:00"))
    let first = try house.incidents.take(inquiry, in: "I-1", at: japan("2025-03-27 13:00"))
    #expect(try house.incidents.inquiry(first, of: "I-1").version == 1)
    try house.incidents.state(
      [evidence(.lostAt, .known(time("2025-03-14 12:00")), "hearing-2", said: "2025-04-15 16:00")], in: "I-1",
      at: japan("2025-04-15 16:30"))
    let wrong = try house.incidents.corrections(of: "I-1", in: .ja)
    #expect(wrong.map(\.fact) == [.lostAt, .lostAt])
    try house.incidents.draftQuestion(
      number, [.ja: ("いつ紛失しましたか", "{lost_at} と判明しました。"), .en: ("When?", "{lost_at}.")], in: "I-1",
      at: japan("2025-04-15 17:00"))
    // Until it is approved, the old one is what may be read.
    #expect(try house.incidents.approvedQuestions(of: "I-1").map(\.version) == [1])
    try house.acting(as: "approver").approveQuestion(number, in: "I-1", at: japan("2025-04-15 18:00"))
    #expect(try house.incidents.approvedQuestions(of: "I-1").map(\.version) == [2])
    #expect(try house.incidents.corrections(of: "I-1", in: .ja).isEmpty)
    let second = try house.incidents.take(inquiry, in: "I-1", at: japan("2025-04-15 19:00"))
    #expect(try house.incidents.inquiry(second, of: "I-1").version == 2)
  }

  /// Who asked is gone when it is due: from the tables and from the journal. What else is known stays, and verifies.
  @Test func whoAskedIsErasedWhenDue() throws {
    let house = try Self.house()
    let ended = try house.incidents.take(
      NewInquiry(channel: .telephone, topic: .misuse, outcome: .callBack, personal: Self.asker), in: "I-1",
      at: japan("2025-03-28 14:00"))
    try house.incidents.follow(ended, .answered, words: "花子さんへ回答", in: "I-1", at: japan("2025-03-31 10:00"))
    let open = try house.incidents.take(
      NewInquiry(channel: .telephone, topic: .other, outcome: .callBack, personal: Self.asker), in: "I-1",
      at: japan("2025-03-28 15:00"))
    #expect(try house.incidents.eraseDueInquiries(at: japan("2025-04-30 09:59")) == 0)
    let before = try house.incidents.inquiryCounts(of: "I-1")
    #expect(try house.incidents.eraseDueInquiries(at: japan("2025-04-30 10:00")) == 2)
    #expect(try house.incidents.eraseDueInquiries(at: japan("2025-05-01 10:00")) == 0)
    let gone = try house.incidents.inquiry(ended, of: "I-1")
    #expect(gone.personal == nil && gone.steps.allSatisfy { $0.words == nil } && gone.topic == .misuse)
    #expect(try house.incidents.inquiry(open, of: "I-1").personal == Self.asker)
    #expect(try house.incidents.inquiryCounts(of: "I-1") == before)
    // Nothing of it is left anywhere in the database but for the one that is open.
    try house.incidents.follow(open, .closed, in: "I-1", at: japan("2025-05-01 10:00"))
    #expect(try house.incidents.eraseDueInquiries(at: japan("2025-06-30 10:00")) == 1)
    for (table, bytes) in try house.tables().merging(
      ["journal": try house.custody.store.read { try TableDump.bytes(of: "journal", in: $0) }], uniquingKeysWith: { $1 }
    ) {
      let text = SearchedText(String(decoding: bytes, as: UTF8.self))
      for word in ["花子", "090-0000-0000", "自分は対象ですか"] { #expect(!text.contains(word), "\(table)") }
    }
    #expect(try house.custody.journal.verify().broken.isEmpty)
    let tables = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == tables)
  }

  /// A form that there is not takes what comes all the same, and what was typed for its address is not kept.
  @Test func formsDoNotTellWhichThereAre() throws {
    let house = try Self.house()
    try house.incidents.openForm("117", for: .init("1"), in: "I-1", at: japan("2025-03-27 10:00"))
    #expect(throws: ResponseFailure.self) {
      try house.incidents.openForm("117", for: .init("2"), in: "I-1", at: japan("2025-03-27 10:00"))
    }
    #expect(try house.incidents.takePublic(.risk, Self.asker, by: "117", at: japan("2025-03-27 11:00")))
    #expect(try house.incidents.takePublic(.risk, Self.asker, by: "yamada-taro", at: japan("2025-03-27 12:00")))
    let all = try house.incidents.inquiries(of: "I-1")
    #expect(all.map(\.client) == [nil, .init("1")] && all.map(\.form) == ["", "117"])
    let long = Inquiry.Personal(words: String(repeating: "字", count: 5_000))
    #expect(throws: ResponseFailure.self) { try house.incidents.takePublic(.risk, long, by: "117", at: .now) }
  }
}

@Suite(.onEveryEngine) struct LetterAnswerTests {
  /// Whatever is no code of a letter that was let out has one answer, and nothing traps.
  @Test func wrongCodesAreAllTheSame() throws {
    let house = try House.withIncident()
    let vault = LetterVault(key: [UInt8](repeating: 7, count: 32))
    for text in [
      "", "-", "117", "0000-0000-0000", "UUUU-UUUU-UUUU", String(repeating: "A", count: 10_000), "' OR 1=1 --",
      "\u{0}\u{0}", "山田太郎", "ＡＢＣＤーＥＦＧＨーＪＫＭＮ",
    ] { #expect(try house.incidents.answer(toCode: text, vault: vault) == nil) }
  }
}
