import CanonicalForms
import Cryptography
import Custody
import Response
import Storage
import TestDatabases
import Testing
import Wording

@Suite(.onEveryEngine) struct NoticeTests {
  private static let site = "https://notices.example.jp"

  private static func text(_ events: String, contact: String = "電話 03-0000-0000") -> NoticeSource {
    NoticeSource(
      title: "端末の紛失について", sections: [.included: "対象となる方の数: {people_count}。", .events: events, .contact: contact])
  }

  /// A house with the first revision published.
  private static func published() throws -> House {
    let house = try House.withIncident()
    try house.incidents.openNotices(
      "pc-2025", in: "I-1", site: site, publisher: "見本健診機構", at: japan("2025-03-27 09:00"))
    try house.incidents.draftNotice(
      "pc-2025",
      NewRevision(
        .first,
        sources: [
          .ja: text("紛失した日時: {lost_at}。\n原因: {cause}。"),
          .en: NoticeSource(
            title: "Loss of a device", sections: [.events: "Lost: {lost_at}.", .contact: "Telephone"]),
        ]), at: japan("2025-03-27 10:00"))
    try house.acting(as: "approver").publishNotice("pc-2025", at: japan("2025-03-27 12:00"))
    return house
  }

  private static func page(_ house: House, _ number: Int?, _ language: Language = .ja) throws -> String {
    let page = try #require(try house.incidents.publishedPage("pc-2025", number, in: language))
    let bytes = try #require(page.bytes)
    #expect(SHA256Digest(hashing: bytes).bytes == page.sha256)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func whatIsPublishedIsAPage() throws {
    let house = try Self.published()
    let page = try Self.page(house, 1)
    #expect(page.contains("<html lang=\"ja\">") && page.contains("見本健診機構"))
    #expect(page.contains(japan("2025-03-17 08:00").localMinute))
    #expect(page.contains("href=\"/notices/pc-2025/1/en\"") && page.contains("href=\"/notices/pc-2025/feed.atom\""))
    #expect(
      page.contains("\"@type\":\"NewsArticle\"") && page.contains("\"dateModified\":\"2025-03-27T03:00:00.000Z\""))
    #expect(page.contains("https://notices.example.jp/notices/pc-2025/1"))
    // No scripts run, nothing is loaded from elsewhere.
    #expect(page.matches(of: /<script/).count == 1 && page.contains("<script type=\"application/ld+json\">"))
    #expect(!page.contains("src=") && !page.contains(" style=") && !page.contains("@import") && !page.contains("url("))
    #expect(try Self.page(house, 1, .en).contains("<html lang=\"en\">"))
    #expect(try Self.page(house, nil) == page)
    let documents = try house.incidents.documents(of: "I-1")
    #expect(documents.map(\.kind) == [.notice, .notice] && documents.map(\.language) == ["ja", "en"])
  }

  @Test func nobodyPublishesWhatTheyWrote() throws {
    let house = try Self.published()
    try house.incidents.draftNotice(
      "pc-2025", NewRevision(.wording, notes: [.ja: "言い回し"], sources: [.ja: Self.text("紛失: {lost_at}。")]),
      at: japan("2025-03-28 10:00"))
    let failure = #expect(throws: ResponseFailure.self) {
      try house.incidents.publishNotice("pc-2025", at: japan("2025-03-28 11:00"))
    }
    #expect(failure?.code == .samePerson)
    // Nor under another name: the user of the machine with an account that may.
    let disguised = #expect(throws: ResponseFailure.self) {
      try house.acting(as: "approver").publishNotice("pc-2025", as: ["officer"], at: japan("2025-03-28 11:00"))
    }
    #expect(disguised?.code == .samePerson)
    // Given back, it stays a draft with the reason, until it is written again.
    try house.acting(as: "approver").returnNotice("pc-2025", because: "原因が抜けている", at: japan("2025-03-28 12:00"))
    #expect(try house.incidents.notice("pc-2025", in: .ja).draft?.returned == "原因が抜けている")
    // Whoever writes it again is its writer then.
    try house.acting(as: "approver").draftNotice(
      "pc-2025", NewRevision(.wording, notes: [.ja: "言い回し"], sources: [.ja: Self.text("紛失: {lost_at}。原因: {cause}。")]),
      at: japan("2025-03-28 13:00"))
    #expect(throws: ResponseFailure.self) {
      try house.acting(as: "approver").publishNotice("pc-2025", at: japan("2025-03-28 14:00"))
    }
    #expect(try house.incidents.publishNotice("pc-2025", at: japan("2025-03-28 14:00")).number == 2)
  }

  /// A statement changes: the notice is listed, its correction drafted, the new revision shows what changed.
  @Test func aCorrectionFollowsItsStatement() throws {
    let house = try Self.published()
    let first = try Self.page(house, 1)
    try house.incidents.state(
      [
        evidence(.lostAt, .known(time("2025-03-14 12:00", "2025-03-15 23:59")), "hearing-2", said: "2025-04-15 16:00")
      ], in: "I-1", at: japan("2025-04-15 16:30"))
    let state = try house.incidents.notice("pc-2025", in: .ja)
    #expect(state.corrections.map(\.fact) == [.lostAt, .lostAt])
    #expect(state.corrections.allSatisfy { $0.kind == .changed })
    #expect(try house.incidents.draftCorrection("pc-2025", at: japan("2025-04-15 17:00")) == 2)
    let draft = try #require(try house.incidents.notice("pc-2025", in: .ja).draft)
    #expect(draft.reason == .correction && draft.notes[.ja]?.contains("紛失した日時") == true)
    try house.acting(as: "approver").publishNotice("pc-2025", at: japan("2025-04-15 18:00"))
    #expect(try house.incidents.notice("pc-2025", in: .ja).corrections.isEmpty)
    let page = try Self.page(house, 2)
    #expect(page.contains("<del>") && page.contains("<ins>") && page.contains("訂正"))
    #expect(page.contains("href=\"/notices/pc-2025/1\""))
    #expect(page.contains("CorrectionComment"))
    #expect(try Self.page(house, 1) == first)
    // English readers are told as well.
    #expect(try Self.page(house, 2, .en).contains("<del>"))
    let changes = try house.incidents.noticeChanges("pc-2025", from: 1, to: 2, in: .ja)
    #expect(changes.map(\.section) == [.events])
    let feed = try #require(try house.incidents.noticeFeed("pc-2025", in: .ja))
    #expect(feed.matches(of: /<entry>/).count == 2)
    #expect(feed.contains("<id>https://notices.example.jp/notices/pc-2025/2</id>"))
    #expect(try house.incidents.noticeFeed("pc-2025", in: .en)?.contains("xml:lang=\"en\"") == true)
    #expect(try house.incidents.noticeFeed("nothing", in: .ja) == nil)
  }

  /// What holds no more while a draft waits is not published.
  @Test func anOutdatedDraftIsRefused() throws {
    let house = try Self.published()
    try house.incidents.draftNotice(
      "pc-2025", NewRevision(.wording, notes: [.ja: "言い回し"], sources: [.ja: Self.text("紛失: {lost_at}。")]),
      at: japan("2025-03-28 10:00"))
    try house.incidents.state(
      [evidence(.lostAt, .known(time("2025-03-14 12:00")), "hearing-2", said: "2025-04-15 16:00")], in: "I-1",
      at: japan("2025-04-15 16:30"))
    let failure = #expect(throws: ResponseFailure.self) {
      try house.acting(as: "approver").publishNotice("pc-2025", at: japan("2025-04-15 17:00"))
    }
    #expect(failure?.code == .outdated)
  }

  @Test func aWithdrawalIsARevision() throws {
    let house = try Self.published()
    let first = try Self.page(house, 1)
    try house.incidents.draftWithdrawal(
      "pc-2025", because: [.ja: "別の端末の取り違え", .en: "another device"], at: japan("2025-04-01 09:00"))
    try house.acting(as: "approver").publishNotice("pc-2025", at: japan("2025-04-01 10:00"))
    #expect(try Self.page(house, 2).contains("取り下げ"))
    #expect(try Self.page(house, nil) == Self.page(house, 2))
    #expect(try Self.page(house, 1) == first)
  }

  @Test(
    arguments: [
      ("閉じない {lost_at", .unfitText), ("{no_such_fact}", .unfitText), ("{S-99}", .unknownStatement),
    ] as [(String, ResponseFailure.Code)])
  func textsThatCannotBeReadAreRefused(events: String, code: ResponseFailure.Code) throws {
    let house = try Self.published()
    let failure = #expect(throws: ResponseFailure.self) {
      try house.incidents.draftNotice(
        "pc-2025", NewRevision(.wording, notes: [.ja: "理由"], sources: [.ja: Self.text(events)]),
        at: japan("2025-03-28 10:00"))
    }
    #expect(failure?.code == code)
  }

  @Test func aRevisionSaysWhatChanged() throws {
    let house = try Self.published()
    let same = try #require(try house.incidents.noticeSource("pc-2025"))
    for (new, code) in [
      (NewRevision(.wording, notes: [.ja: "何か"], sources: same), ResponseFailure.Code.nothingNew),
      (NewRevision(.wording, sources: [.ja: Self.text("新しい文。")]), .noReason),
      (NewRevision(.wording, notes: [.ja: "何か"], sources: [.ja: Self.text("新しい文。", contact: "")]), .unfitText),
      (NewRevision(.wording, notes: [.ja: "何か"], sources: [.en: Self.text("English only")]), .unfitText),
    ] {
      let failure = #expect(throws: ResponseFailure.self) {
        try house.incidents.draftNotice("pc-2025", new, at: japan("2025-03-28 10:00"))
      }
      #expect(failure?.code == code)
    }
  }

  @Test(arguments: ["", "PC-2025", "a/b", "../x", "-a", "a-", "名前", String(repeating: "a", count: 61)])
  func namesThatCannotStandInAddressesAreRefused(name: String) throws {
    let house = try House.withIncident()
    #expect(throws: ResponseFailure.self) {
      try house.incidents.openNotices(name, in: "I-1", site: Self.site, publisher: "見本", at: .now)
    }
    #expect(!NoticeSeries.isFitSite("https://example.jp/path") && !NoticeSeries.isFitSite("javascript:alert(1)"))
    #expect(NoticeSeries.isFitSite("https://notices.example.jp"))
  }

  /// Words stay words, in the page, in its data and in the feed.
  @Test func hostileWordsStayWords() throws {
    let house = try House.withIncident()
    let hostile = "</script><script>alert(1)</script> \"'\u{0338}><img src=x onerror=alert(2)> ]]> \u{202E}&amp;"
    try house.incidents.openNotices("x", in: "I-1", site: Self.site, publisher: hostile, at: japan("2025-03-27 09:00"))
    try house.incidents.draftNotice(
      "x",
      NewRevision(
        .first, sources: [.ja: NoticeSource(title: hostile, sections: [.events: hostile, .contact: hostile])]),
      at: japan("2025-03-27 10:00"))
    try house.acting(as: "approver").publishNotice("x", at: japan("2025-03-27 11:00"))
    let bytes = try #require(try house.incidents.publishedPage("x", nil, in: .ja)?.bytes)
    let page = String(decoding: bytes, as: UTF8.self)
    #expect(page.matches(of: /<script/).count == 1 && page.matches(of: /<\/script>/).count == 1)
    #expect(!page.contains("<img"))
    let feed = try #require(try house.incidents.noticeFeed("x", in: .ja))
    #expect(!feed.contains("<script") && !feed.contains("<img") && !feed.contains("\u{202E}"))
  }

  /// For every revision that was ever published, the address stays and its bytes do not change, whatever else is done.
  @Test(arguments: 1...12) func whatWasPublishedStays(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    let house = try Self.published()
    var kept: [Int: [UInt8]] = [:]
    var clock = japan("2025-04-01 09:00").milliseconds
    func now() -> Moment {
      clock += 60_000
      return Moment(milliseconds: clock)
    }
    func check() throws {
      for (number, bytes) in kept {
        #expect(try house.incidents.publishedPage("pc-2025", number, in: .ja)?.bytes == bytes, "seed \(seed)")
      }
      let newest = try house.incidents.publishedPage("pc-2025", nil, in: .ja)
      #expect(newest?.number == kept.keys.max(), "seed \(seed)")
    }
    kept[1] = try #require(try house.incidents.publishedPage("pc-2025", 1, in: .ja)?.bytes)
    for step in 0..<12 {
      switch dice.roll(6) {
      case 0:
        let at = now()
        try house.incidents.state(
          [
            NewStatement(
              .lostAt, .known(.time(TimeSpan(Moment(milliseconds: at.milliseconds - 86_400_000)))), saidAt: at,
              source: .init(.document, reference: "r\(step)"), kind: .evidence)
          ], in: "I-1", at: at)
      case 1: _ = try? house.incidents.draftCorrection("pc-2025", at: now())
      case 2:
        try house.incidents.draftNotice(
          "pc-2025",
          NewRevision(.wording, notes: [.ja: "改訂 \(step)"], sources: [.ja: Self.text("第 \(step) 稿。{lost_at}")]),
          at: now())
      case 3: try house.incidents.draftWithdrawal("pc-2025", because: [.ja: "理由 \(step)"], at: now())
      case 4:
        if let revision = try? house.acting(as: "approver").publishNotice("pc-2025", at: now()) {
          kept[revision.number] = try #require(
            try house.incidents.publishedPage("pc-2025", revision.number, in: .ja)?.bytes)
        }
      default: try house.custody.journal.rebuild()
      }
      try check()
    }
    let before = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == before, "seed \(seed)")
    #expect(try house.custody.journal.verify().broken.isEmpty)
    // As files, every revision has its own.
    let files = try house.incidents.noticeFiles()
    for (number, bytes) in kept {
      #expect(files.first { $0.path == "notices/pc-2025/\(number)/index.html" }?.bytes == bytes)
    }
    #expect(Set(files.map(\.path)).count == files.count)
  }

  /// What the law wants erased is gone; its digest stays, and the log verifies.
  @Test func aPageCanBeErasedByLaw() throws {
    let house = try Self.published()
    let before = try #require(try house.incidents.publishedPage("pc-2025", 1, in: .ja))
    let entry = try #require(
      try house.custody.journal.latest(before: .max, kind: "notice.published", limit: 1).first)
    try house.custody.journal.erasePersonalParts(
      of: [entry.sequence], reason: "order", at: japan("2025-05-01 09:00"), by: "officer")
    let after = try #require(try house.incidents.publishedPage("pc-2025", 1, in: .ja))
    #expect(after.bytes == nil && after.sha256 == before.sha256)
    #expect(try house.custody.journal.verify().broken.isEmpty)
  }
}

/// Versions of clients: one master, each client with its own figures.
@Suite(.onEveryEngine) struct ClientNoticeTests {
  private static let site = "https://notices.example.jp"

  private static func house() throws -> House {
    let house = try House.withIncident()
    let said = "2025-05-01 09:00"
    try house.incidents.state(
      (1...3).map {
        evidence(.peopleCount, exactly($0 * 111), "scope-x", about: .client(.init("\($0)")), said: said)
      } + [evidence(.peopleCount, exactly(666), "scope-x", said: said)], in: "I-1", at: japan(said))
    try house.incidents.openNotices(
      "pc-2025", in: "I-1", site: site, publisher: "見本健診機構", at: japan("2025-05-01 09:00"))
    try house.incidents.draftNotice(
      "pc-2025",
      NewRevision(
        .first,
        sources: [
          .ja: NoticeSource(
            title: "端末の紛失について",
            sections: [
              .included: "対象となる方の数: {people_count}。", .events: "紛失した日時: {lost_at}。", .contact: "機構の窓口",
            ])
        ]), at: japan("2025-05-01 10:00"))
    try house.acting(as: "approver").publishNotice("pc-2025", at: japan("2025-05-01 11:00"))
    for client in 1...3 {
      try house.incidents.openClientNotices(
        "pc-2025-\(client)", of: "pc-2025", for: .init("\(client)"), site: site, isLinked: client == 2,
        at: japan("2025-05-01 12:00"))
      try house.incidents.takeNotice(
        "pc-2025-\(client)", contact: [.ja: "組合の窓口 \(client)"], at: japan("2025-05-01 13:00"))
      try house.acting(as: "approver").publishNotice("pc-2025-\(client)", at: japan("2025-05-01 14:00"))
    }
    return house
  }

  private static func page(_ house: House, _ series: String) throws -> String {
    String(decoding: try #require(try house.incidents.publishedPage(series, nil, in: .ja)?.bytes), as: UTF8.self)
  }

  @Test func eachClientHasItsOwnFigures() throws {
    let house = try Self.house()
    #expect(try Self.page(house, "pc-2025").contains("666 人"))
    for client in 1...3 {
      let page = try Self.page(house, "pc-2025-\(client)")
      #expect(page.contains("\(client * 111) 人") && !page.contains("666 人"))
      #expect(page.contains("組合の窓口 \(client)") && !page.contains("機構の窓口"))
      #expect(page.contains("第\(client)公表健康保険組合"))
      // It links to the contractor's.
      #expect(page.contains("https://notices.example.jp/notices/pc-2025/\""))
    }
  }

  /// No client's version, and none of its files, has the name or the figure of another.
  @Test func noVersionNamesAnotherClient() throws {
    let house = try Self.house()
    let organisations = try house.custody.organisations()
    for client in 1...3 {
      for file in try house.incidents.noticeFiles(only: "pc-2025-\(client)") {
        let text = SearchedText(String(decoding: file.bytes, as: UTF8.self))
        for other in organisations where other.id.text != "\(client)" {
          for word in [other.name] + other.variants { #expect(!text.contains(word), "\(file.path)") }
          #expect(!text.contains("pc-2025-\(other.id)") && !text.contains("\((Int(other.id.text) ?? 0) * 111) 人"))
        }
      }
    }
    // The front page of the site lists the contractor's alone.
    #expect(try !house.incidents.noticeIndex(in: .ja).contains("公表健康保険組合"))
  }

  @Test func aForeignNameStopsAVersion() throws {
    let house = try Self.house()
    try house.incidents.draftNotice(
      "pc-2025-1",
      NewRevision(
        .wording, notes: [.ja: "追記"],
        sources: [.ja: NoticeSource(title: "端末の紛失", sections: [.events: "公表健保その2 への訪問の帰り。", .contact: "窓口"])]),
      at: japan("2025-05-02 09:00"))
    let before = try house.tables()
    let failure = #expect(throws: ResponseFailure.self) {
      try house.acting(as: "approver").publishNotice("pc-2025-1", at: japan("2025-05-02 10:00"))
    }
    #expect(failure?.code == .foreignName)
    #expect(try house.tables() == before)
  }

  /// The contractor names a client only where the client agreed.
  @Test func theMasterLinksToThoseWhoAgreed() throws {
    let house = try Self.house()
    #expect(try !Self.page(house, "pc-2025").contains("第2公表健康保険組合"), "it was published before")
    #expect(try house.incidents.notice("pc-2025", in: .ja).newLinks == ["pc-2025-2"])
    // The text is the same: what is new is the link.
    try house.incidents.draftCorrection("pc-2025", at: japan("2025-05-02 09:00"))
    try house.acting(as: "approver").publishNotice("pc-2025", at: japan("2025-05-02 10:00"))
    let page = try Self.page(house, "pc-2025")
    #expect(page.contains("第2公表健康保険組合") && !page.contains("第1公表") && !page.contains("第3公表"))
    #expect(try house.incidents.notice("pc-2025", in: .ja).newLinks.isEmpty)
    let same = #expect(throws: ResponseFailure.self) {
      try house.incidents.draftCorrection("pc-2025", at: japan("2025-05-02 11:00"))
    }
    #expect(same?.code == .nothingNew)
  }

  /// A draft that was given back, or replaced by another text, has taken nothing over.
  @Test func whatIsNotPublishedIsNotTaken() throws {
    let house = try Self.house()
    let incidents = house.incidents
    func text(_ events: String) -> [Language: NoticeSource] {
      [
        .ja: NoticeSource(
          title: "端末の紛失について",
          sections: [.included: "対象となる方の数: {people_count}。", .events: events, .contact: "機構の窓口"])
      ]
    }
    try incidents.draftNotice(
      "pc-2025", NewRevision(.wording, notes: [.ja: "言い回し"], sources: text("紛失した日時は {lost_at} です。")),
      at: japan("2025-05-03 10:00"))
    try house.acting(as: "approver").publishNotice("pc-2025", at: japan("2025-05-03 11:00"))
    try incidents.takeNotice("pc-2025-1", at: japan("2025-05-04 09:00"))
    #expect(try incidents.notice("pc-2025-1", in: .ja).pending == [2], "not published yet")
    #expect(try incidents.noticeDifference("pc-2025-1", in: .ja) == nil, "it waits for the approver")
    let twice = #expect(throws: ResponseFailure.self) {
      try incidents.takeNotice("pc-2025-1", at: japan("2025-05-04 09:30"))
    }
    #expect(twice?.code == .nothingNew)
    try house.acting(as: "approver").returnNotice("pc-2025-1", because: "見直す", at: japan("2025-05-04 10:00"))
    #expect(try incidents.noticeDifference("pc-2025-1", in: .ja)?.to == 2)
    // Replaced by a text of its own, that says nothing of the contractor's revision.
    try incidents.draftNotice(
      "pc-2025-1", NewRevision(.wording, notes: [.ja: "独自"], sources: text("独自の説明。")),
      at: japan("2025-05-04 11:00"))
    try house.acting(as: "approver").publishNotice("pc-2025-1", at: japan("2025-05-04 12:00"))
    #expect(try incidents.notice("pc-2025-1", in: .ja).pending == [2])
    // Taken and published, it has.
    try incidents.takeNotice("pc-2025-2", at: japan("2025-05-04 13:00"))
    try house.acting(as: "approver").publishNotice("pc-2025-2", at: japan("2025-05-04 14:00"))
    #expect(try incidents.notice("pc-2025-2", in: .ja).pending.isEmpty)
    #expect(try Self.page(house, "pc-2025-2").contains("組合の窓口 2"))
    let before = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == before)
  }

  @Test func correctionsAreDifferencesToAcknowledge() throws {
    let house = try Self.house()
    // Client 3 words the events itself.
    try house.incidents.draftNotice(
      "pc-2025-3",
      NewRevision(
        .wording, notes: [.ja: "独自の説明"],
        sources: [
          .ja: NoticeSource(
            title: "端末の紛失について",
            sections: [.included: "対象となる方の数: {people_count}。", .events: "機構の説明では {lost_at} です。", .contact: "組合の窓口 3"])
        ]), at: japan("2025-05-02 09:00"))
    try house.acting(as: "approver").publishNotice("pc-2025-3", at: japan("2025-05-02 10:00"))
    #expect(try house.incidents.noticeDifference("pc-2025-1", in: .ja) == nil)
    try house.incidents.state(
      [evidence(.lostAt, .known(time("2025-03-14 12:00")), "hearing-2", said: "2025-05-03 09:00")], in: "I-1",
      at: japan("2025-05-03 09:00"))
    try house.incidents.draftNotice(
      "pc-2025",
      NewRevision(
        .correction, notes: [.ja: "紛失日の訂正"],
        sources: [
          .ja: NoticeSource(
            title: "端末の紛失について",
            sections: [
              .included: "対象となる方の数: {people_count}。", .events: "紛失した日時は {lost_at} と判明しました。", .contact: "機構の窓口",
            ])
        ]), at: japan("2025-05-03 10:00"))
    try house.acting(as: "approver").publishNotice("pc-2025", at: japan("2025-05-03 11:00"))
    for client in 1...3 {
      #expect(try house.incidents.notice("pc-2025-\(client)", in: .ja).pending == [2])
      // Besides, its own text is wrong by its own quotation.
      #expect(try house.incidents.notice("pc-2025-\(client)", in: .ja).corrections.map(\.fact) == [.lostAt])
    }
    let one = try #require(try house.incidents.noticeDifference("pc-2025-1", in: .ja))
    #expect(one.from == 1 && one.to == 2 && one.changes.map(\.section) == [.events] && one.byHand.isEmpty)
    let three = try #require(try house.incidents.noticeDifference("pc-2025-3", in: .ja))
    #expect(three.byHand == [.events])
    // The first takes it, the second leaves it with a reason, the third keeps its own words.
    try house.incidents.takeNotice("pc-2025-1", at: japan("2025-05-04 09:00"))
    try house.acting(as: "approver").publishNotice("pc-2025-1", at: japan("2025-05-04 10:00"))
    let page = try Self.page(house, "pc-2025-1")
    #expect(page.contains("と判明しました") && page.contains("111 人") && page.contains("組合の窓口 1"))
    #expect(page.contains("紛失日の訂正"))
    #expect(try house.incidents.notice("pc-2025-1", in: .ja).pending.isEmpty)
    try house.incidents.acknowledgeNotice("pc-2025-2", because: "既に口頭で説明済み", at: japan("2025-05-04 11:00"))
    #expect(try house.incidents.notice("pc-2025-2", in: .ja).pending.isEmpty)
    #expect(try house.incidents.noticeDifference("pc-2025-2", in: .ja) == nil)
    #expect(throws: ResponseFailure.self) {
      try house.incidents.acknowledgeNotice("pc-2025-2", because: "もう一度", at: japan("2025-05-04 12:00"))
    }
    try house.incidents.takeNotice("pc-2025-3", at: japan("2025-05-04 13:00"))
    let draft = try #require(try house.incidents.notice("pc-2025-3", in: .ja).draft)
    #expect(
      draft.takes == 2
        && draft.texts[.ja]?[.events].map(\.text) == ["機構の説明では \(japan("2025-03-14 12:00").localMinute) です。"])
    let before = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == before)
  }
}

@Suite struct NoticeSourceTests {
  @Test func aTextComesBackAsItWasRead() throws {
    let text = """
      # 端末の紛失について

      ## included
      対象: {people_count}。
      二行目。

      ## contact
      電話
      """
    let source = try NoticeSource(parsing: text)
    #expect(source.title == "端末の紛失について")
    #expect(source.sections == [.included: "対象: {people_count}。\n二行目。", .contact: "電話"])
    #expect(try NoticeSource(parsing: source.text) == source)
    #expect(throws: ResponseFailure.self) { try NoticeSource(parsing: "# a\n## nonsense\nb") }
    #expect(throws: ResponseFailure.self) { try NoticeSource(parsing: "words before") }
  }

  @Test(arguments: 1...100) func anyBytesAreReadOrRefused(seed: Int) {
    var dice = Dice(seed: UInt64(seed))
    let parts = [
      "# ", "## ", "events", "\n", "\r\n", "{", "}", "{S-1}", "{lost_at@117}", "{@}", "\u{0}", "漢", "\u{E0100}",
    ]
    let text = (0..<dice.roll(40)).map { _ in parts[dice.roll(parts.count)] }.joined()
    if let source = try? NoticeSource(parsing: text) {
      #expect((try? NoticeSource(parsing: source.text)) == source, "seed \(seed)")
    }
  }
}
