import CanonicalForms
import Cryptography
import Custody
import Storage
import TestDatabases
import Testing
import Wording

@testable import Response

/// What has to go before its day, and what nobody ended.
@Suite("Erasure before the day", .onEveryEngine) struct EarlyErasureTests {
  private static func expectReplay(_ house: House) throws {
    let tables = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == tables)
    #expect(try house.custody.journal.verify().broken.isEmpty)
  }

  private static func isThere(_ name: String, in house: House) throws -> Bool {
    try house.custody.store.read { session in
      try (house.custody.journal.projectedTables + ["journal"]).contains {
        SearchedText(String(decoding: try TableDump.bytes(of: $0, in: session), as: UTF8.self)).contains(name)
      }
    }
  }

  /// A name slipped into a published page: page, text, its drafts and its document go; the digest and the series stay.
  @Test func aPageWithANameGoes() throws {
    let house = try House.withIncident()
    let (incidents, approver) = (house.incidents, house.acting(as: "approver"))
    let now = japan("2025-03-27 10:00")
    try incidents.openNotices("pc", in: "I-1", site: "https://notices.example.jp", publisher: "見本", at: now)
    func text(_ words: String) -> NoticeSource {
      NoticeSource(title: "紛失", sections: [.data: words, .contact: "窓口"])
    }
    try incidents.draftNotice("pc", NewRevision(.first, sources: [.ja: text("漏洩花子様ほか")]), at: now)
    try incidents.draftNotice("pc", NewRevision(.first, sources: [.ja: text("漏洩花子 様ほか")]), at: now)
    try house.acting(as: "approver").publishNotice("pc", at: now)
    try incidents.draftNotice("pc", NewRevision(.wording, notes: [.ja: "訂正"], sources: [.ja: text("ほか")]), at: now)
    try house.acting(as: "approver").publishNotice("pc", at: japan("2025-03-27 11:00"))
    #expect(try Self.isThere("漏洩花子", in: house))
    let target = ErasureTarget.page(series: "pc", number: 1)
    #expect(try incidents.erasureTargets(of: "I-1") == [target, .page(series: "pc", number: 2)])
    #expect(ErasureTarget(code: target.code) == target)
    let bare = #expect(throws: ResponseFailure.self) {
      try incidents.eraseNow(target, in: "I-1", because: " ", at: now, dataFolder: house.folder.path)
    }
    #expect(bare?.code == .noReason)
    // Whoever wrote it, under whichever name, does not take it down.
    let own = #expect(throws: ResponseFailure.self) {
      try incidents.eraseNow(target, in: "I-1", because: "本人の求め", at: now, dataFolder: house.folder.path)
    }
    let guised = #expect(throws: ResponseFailure.self) {
      try approver.eraseNow(
        target, in: "I-1", because: "本人の求め", as: ["officer"], at: now, dataFolder: house.folder.path)
    }
    #expect(own?.code == .samePerson && guised?.code == .samePerson)
    let day = japan("2025-04-01 10:00")
    #expect(
      try approver.eraseNow(target, in: "I-1", because: "本人の求め", at: day, dataFolder: house.folder.path) == 5)
    #expect(try !Self.isThere("漏洩花子", in: house))
    let gone = try #require(try incidents.publishedPage("pc", 1, in: .ja))
    #expect(gone.bytes == nil && !gone.sha256.isEmpty)
    // The next page struck the name out, and was made anew without it; nothing else of it is different.
    let next = try #require(try incidents.publishedPage("pc", 2, in: .ja))
    let html = String(decoding: try #require(next.bytes), as: UTF8.self)
    #expect(next.sha256 == SHA256Digest(hashing: Array(html.utf8)).bytes)
    #expect(html.contains("ほか") && html.contains("訂正") && !html.contains("<del>"))
    let second = try #require(try incidents.notice("pc", in: .ja).published)
    #expect(second.publishedAt == japan("2025-03-27 11:00") && second.publisher == "approver")
    #expect(try incidents.timeline(of: "I-1").last { $0.kind == "incident.erased_now" }?.note == "本人の求め")
    let again = #expect(throws: ResponseFailure.self) {
      try approver.eraseNow(target, in: "I-1", because: "本人の求め", at: day, dataFolder: house.folder.path)
    }
    #expect(again?.code == .nothingToErase)
    try Self.expectReplay(house)
  }

  /// A name in the reason of a change: every page after it lists that reason. Pages that repeat nothing stay as they are.
  @Test func whatLaterPagesRepeatGoesToo() throws {
    let house = try House.withIncident()
    let (incidents, approver) = (house.incidents, house.acting(as: "approver"))
    let now = japan("2025-03-27 10:00")
    try incidents.openNotices("pc", in: "I-1", site: "https://notices.example.jp", publisher: "見本", at: now)
    func publish(_ number: Int, _ note: String) throws {
      let source = NoticeSource(title: "紛失", sections: [.data: "第\(number)報", .contact: "窓口"])
      try incidents.draftNotice(
        "pc", NewRevision(number == 1 ? .first : .wording, notes: [.ja: note], sources: [.ja: source]), at: now)
      try approver.publishNotice("pc", at: now)
    }
    for (number, note) in [(1, ""), (2, "漏洩花子様の指摘による"), (3, "追記"), (4, "再追記")] { try publish(number, note) }
    func digest(_ number: Int) throws -> [UInt8]? { try incidents.publishedPage("pc", number, in: .ja)?.sha256 }
    let before = try (1...4).map(digest)
    // The page itself, the draft and the document of it, and the two pages after it.
    #expect(
      try approver.eraseNow(
        .page(series: "pc", number: 2), in: "I-1", because: "本人の求め", at: now, dataFolder: house.folder.path) == 5)
    #expect(try !Self.isThere("漏洩花子", in: house))
    let after = try (1...4).map(digest)
    #expect(after[0] == before[0] && after[1] == before[1] && after[2] != before[2] && after[3] != before[3])
    for number in [1, 3, 4] { #expect(try incidents.publishedPage("pc", number, in: .ja)?.bytes != nil) }
    // What was made anew can go itself.
    try approver.eraseNow(
      .page(series: "pc", number: 3), in: "I-1", because: "本人の求め", at: now, dataFolder: house.folder.path)
    #expect(try incidents.publishedPage("pc", 3, in: .ja)?.bytes == nil)
    #expect(try incidents.publishedPage("pc", 4, in: .ja)?.bytes != nil)
    try Self.expectReplay(house)
  }

  /// The wrong list: it goes with the letters and codes that were made from it.
  @Test func aListGoesWithItsLetters() throws {
    let letters = try LetterHouse()
    try letters.take([letters.row(0, line: 2)], of: letters.green, eraseOn: "2027-06-30 00:00")
    _ = try letters.make()
    let code = letters.vault.code(incident: "I-1", batch: 1, client: letters.green, line: 2)
    #expect(try letters.incidents.letter(code, vault: letters.vault) != nil)
    let target = ErasureTarget.list(letters.green, 1)
    #expect(try letters.incidents.erasureTargets(of: "I-1") == [target])
    try letters.incidents.eraseNow(
      target, in: "I-1", because: "別の団体の名簿", at: letters.now, dataFolder: letters.folder)
    #expect(try letters.incidents.mailingLists(of: "I-1").map(\.isErased) == [true])
    #expect(try letters.incidents.letter(code, vault: letters.vault) == nil)
    #expect(try letters.incidents.erasureTargets(of: "I-1").isEmpty)
    try Self.expectReplay(letters.house)
  }

  /// A form that nobody followed up goes, too: with its incident, or after a year of nothing.
  @Test func whatNobodyEndedGoes() throws {
    let house = try House.withIncident()
    let incidents = house.incidents
    let taken = japan("2025-04-01 10:00")
    try incidents.open(InquiryDesk(incident: "I-1", retention: 30), at: taken)
    for name in ["放置一子", "放置二子"] {
      try incidents.take(
        NewInquiry(
          channel: .form, topic: .other, outcome: .callBack,
          personal: .init(name: name, contact: "090-0000-0000", words: "", answer: "")), in: "I-1", at: taken)
    }
    try incidents.follow(2, .notReached, words: "留守", in: "I-1", at: japan("2025-10-01 10:00"))
    #expect(try incidents.eraseDueInquiries(at: japan("2026-04-30 10:00")) == 0)
    // A year without an act, and the desk's days.
    #expect(try incidents.eraseDueInquiries(at: japan("2026-05-01 10:00")) == 1)
    #expect(try !Self.isThere("放置一子", in: house) && Self.isThere("放置二子", in: house))
    try house.custody.store.write { session in
      try incidents.append(
        IncidentRegister.closed(.init(whatHappened: "a", whatWouldHaveNoticed: "b"), in: "I-1"),
        at: japan("2026-05-10 09:00"), in: session)
    }
    #expect(try incidents.eraseDueInquiries(at: japan("2026-06-09 08:00")) == 0)
    #expect(try incidents.eraseDueInquiries(at: japan("2026-06-09 09:00")) == 2)
    #expect(try !Self.isThere("放置二子", in: house) && !Self.isThere("留守", in: house))
    #expect(try incidents.inquiry(2, of: "I-1").personal == nil)
    try Self.expectReplay(house)
  }
}
