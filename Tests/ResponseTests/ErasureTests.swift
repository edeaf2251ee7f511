import CanonicalForms
import Custody
import Glibc
import Storage
import TestDatabases
import Testing
import TransparencyLog

@testable import Response

/// What is personal goes on its day: a client's at a time, from the journal, the tables and the disk.
@Suite(.onEveryEngine) struct ErasureTests {
  private static let first = japan("2025-06-30 00:00")

  /// Letters to two clients in one batch, whose lists are due on different days.
  private static func house() throws -> LetterHouse {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2)], of: house.green, eraseOn: "2025-06-30 00:00")
    try house.take([house.row(13, line: 2)], of: house.blue, eraseOn: "2025-12-31 00:00")
    _ = try house.make()
    return house
  }

  private static func code(_ client: Organisation.ID, _ house: LetterHouse) -> LetterCode {
    house.vault.code(incident: "I-1", batch: 1, client: client, line: 2)
  }

  /// One client's addresses, codes and letters go; those of the other in the same batch stay and answer.
  @Test func oneClientsListGoesAlone() throws {
    let house = try Self.house()
    let (green, blue) = (Self.code(house.green, house), Self.code(house.blue, house))
    _ = try house.incidents.returnLetters([green, blue], in: "I-1", vault: house.vault, at: house.now)
    #expect(try house.incidents.eraseDueLists(at: japan("2025-06-29 23:59"), dataFolder: house.folder) == 0)
    let before = try house.incidents.letterBatches(of: "I-1")
    #expect(try house.incidents.eraseDueLists(at: Self.first, dataFolder: house.folder) == 1)
    #expect(try house.incidents.eraseDueLists(at: Self.first, dataFolder: house.folder) == 0)
    #expect(try house.incidents.mailingLists(of: "I-1").map(\.isErased) == [true, false])
    #expect(access(house.sealedPath(1, "1-0001.pdf"), F_OK) != 0)
    #expect(access(house.sealedPath(1, "2-0001.pdf"), F_OK) == 0)
    #expect(try house.incidents.letter(green, vault: house.vault) == nil)
    #expect(try house.incidents.letter(blue, vault: house.vault)?.returnedAt == house.now)
    #expect(try house.incidents.letterBatches(of: "I-1") == before)
    #expect(try house.house.custody.journal.verify().broken.isEmpty)
    // A batch to everybody takes those who are left.
    #expect(#expect(throws: ResponseFailure.self) { try house.make() }?.code == .noMailingList)
    let again = try house.incidents.makeLetters(
      of: "I-1", to: [house.blue], from: house.sender, vault: house.vault, dataFolder: house.folder, in: .ja,
      clock: { house.now })
    #expect(again.parts.map(\.client) == [house.blue])
    // The other's day.
    #expect(try house.incidents.eraseDueLists(at: japan("2025-12-31 00:00"), dataFolder: house.folder) == 1)
    #expect(try house.incidents.letter(blue, vault: house.vault) == nil)
    #expect(access(house.sealedPath(2, "2-0001.pdf"), F_OK) != 0)
  }

  /// Erasing touches what shows the entry and nothing else, and leaves what a replay would.
  @Test func tablesAreAsAReplayMakesThem() throws {
    let house = try Self.house()
    try house.incidents.open(InquiryDesk(incident: "I-1", retention: 30), at: house.now)
    let asked = try house.incidents.take(
      NewInquiry(
        channel: .telephone, topic: .misuse, outcome: .callBack,
        personal: .init(name: "架空 花子", contact: "000", words: "聞きたい", answer: "")), in: "I-1", at: house.now)
    try house.incidents.follow(asked, .answered, words: "花子さんへ", in: "I-1", at: house.now)
    let journal = house.house.custody.journal
    for day in ["2025-04-30 00:00", "2025-06-30 00:00", "2025-12-31 00:00"] {
      let done = try house.incidents.eraseDue(at: japan(day), dataFolder: house.folder, holder: "one")
      #expect(done == Erasure(lists: day.hasPrefix("2025-04") ? 0 : 1, inquiries: day.hasPrefix("2025-04") ? 2 : 0))
      let tables = try house.house.tables()
      try journal.rebuild()
      #expect(try house.house.tables() == tables, "\(day)")
    }
    // Nothing of it is left: neither where it was written nor where it was shown.
    for bytes in try [
      house.house.custody.store.read { try TableDump.bytes(of: "journal", in: $0) },
      house.house.tables()["inquiry"] ?? [],
      house.house.tables()["inquiry_step"] ?? [],
    ] {
      #expect(!SearchedText(String(decoding: bytes, as: UTF8.self)).contains("花子"))
    }
  }

  /// Of entries that hang together with others all tables are made again, as before.
  @Test func whatHangsTogetherIsReplayed() throws {
    let house = try Self.house()
    let custody = house.house.custody
    let statement = try #require(
      try custody.store.read { session in
        try session.first("SELECT MAX(sequence) FROM journal WHERE kind = 'statement.made'") { $0.integer(0) }
      })
    try custody.journal.erasePersonalParts(of: [statement], reason: "asked for", at: house.now, by: "test")
    let tables = try house.house.tables()
    try custody.journal.rebuild()
    #expect(try house.house.tables() == tables)
  }

  /// Batches from before the codes had entries of their own keep them all in one: they go together.
  @Test func codesOfOlderBatchesGoTogether() throws {
    let house = try Self.house()
    var writer = ByteWriter()
    writer.count(2)
    let codes = [house.green, house.blue].map {
      house.vault.code(incident: "I-1", batch: 2, client: $0, line: 2)
    }
    for code in codes {
      writer.count(1)
      writer.count(2)
      writer.raw(house.vault.hash(code))
    }
    let batch = try #require(try house.incidents.letterBatches(of: "I-1").first)
    try house.house.custody.journal.append(
      NewEntry(
        kind: "letters.made",
        body: [
          "incident": "I-1", "batch": 2, "language": "ja", "parts": .array(batch.parts.map(\.json)),
        ], personal: writer.bytes), at: house.now, by: "officer")
    #expect(try house.incidents.letter(codes[1], vault: house.vault)?.batch == 2)
    // Before its day one client's list does not take the other's codes with it.
    let early = #expect(throws: ResponseFailure.self) {
      try house.incidents.eraseNow(
        .list(house.green, 1), in: "I-1", because: "別の団体の名簿", at: house.now, dataFolder: house.folder)
    }
    #expect(early?.code == .sharedCodes)
    #expect(try house.incidents.letter(codes[1], vault: house.vault)?.batch == 2)
    #expect(try house.incidents.eraseDueLists(at: Self.first, dataFolder: house.folder) == 1)
    for code in codes { #expect(try house.incidents.letter(code, vault: house.vault) == nil) }
    #expect(try house.incidents.letter(Self.code(house.blue, house), vault: house.vault)?.batch == 1)
    let tables = try house.house.tables()
    try house.house.custody.journal.rebuild()
    #expect(try house.house.tables() == tables)
  }

  /// Of two servers one erases; the other removes the letters that lie with it.
  @Test func oneServerErasesAndEachRemovesItsOwn() throws {
    let house = try Self.house()
    let store = house.house.custody.store
    let lease = try #require(try store.acquireLease("erasure", holder: "one", for: 60_000, at: Self.first))
    #expect(try house.incidents.eraseDue(at: Self.first, dataFolder: house.folder, holder: "two") == nil)
    #expect(try house.incidents.mailingLists(of: "I-1").map(\.isErased) == [false, false])
    try store.release(lease)
    #expect(
      try house.incidents.eraseDue(at: Self.first, dataFolder: house.folder + "/elsewhere", holder: "one")?.lists == 1)
    #expect(access(house.sealedPath(1, "1-0001.pdf"), F_OK) == 0)
    _ = try house.incidents.eraseDue(at: Self.first, dataFolder: house.folder, holder: "two")
    #expect(access(house.sealedPath(1, "1-0001.pdf"), F_OK) != 0)
    #expect(access(house.sealedPath(1, "2-0001.pdf"), F_OK) == 0)
  }

  /// What was published before stands, and what is appended joins it.
  @Test func theLogVerifies() throws {
    let house = try Self.house()
    let (folder, custody) = (house.house.folder, house.house.custody)
    try folder.createLog(name: "log.example/erasure")
    let publisher = try LogPublisher(folder: folder, store: custody.store)
    let before = try publisher.publish().checkpoint.checkpoint
    _ = try house.incidents.eraseDue(at: Self.first, dataFolder: house.folder, holder: "one")
    #expect(try publisher.publish().added == 1)
    let report = try InstallationAudit(
      folder: folder, journal: custody.journal, policy: TrustPolicy(log: publisher.key)
    ).run(earlier: [before])
    #expect(report.findings.isEmpty && report.erased == 2)
  }
}
