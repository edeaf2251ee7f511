import CanonicalForms
import Custody
import PersonalData
import Storage
import TestDatabases
import Testing

@testable import Response

@Suite(.onEveryEngine) struct PackTests {
  private func house(files: (Custody) throws -> [ObservedFile]) throws -> House {
    let house = try House()
    try house.custody.register(
      Organisation(id: .init("1"), name: "みどり健康保険組合"), Organisation(id: .init("2"), name: "あお健康保険組合"),
      Organisation(id: .init("3"), name: "みどり健康保険組合連合会"), at: japan("2025-01-01 09:00"))
    try house.custody.register(Device(id: "PC-1", kind: .laptop), at: japan("2025-01-01 09:00"))
    let at = japan("2025-03-13 18:00")
    try house.custody.recordScan(
      device: "PC-1", root: "/data", startedAt: at, finishedAt: at, files: try files(house.custody), clock: { at })
    try house.incidents.open(
      LossReport(device: "PC-1", lastSeen: japan("2025-03-14 09:00")), at: japan("2025-03-17 09:00"))
    return house
  }

  private func file(_ name: String, _ insurer: String, _ persons: [PersonEntry]) -> ObservedFile {
    let profile = list(name, of: insurer, persons)
    return ObservedFile(
      path: "/data/\(name)", size: profile.size, modified: nil, sha256: profile.sha256, profile: profile)
  }

  /// Nobody's people are added up, too: their sum with the clients' is the total.
  @Test func unattributedPeopleAreInTheSum() throws {
    let house = try house { _ in
      [
        file("a", "みどり健康保険組合", (0..<10).map { person($0) }), file("b", "あお健康保険組合", (8..<20).map { person($0) }),
        file("c", "しらない健康保険組合", (30..<34).map { person($0) }),
      ]
    }
    let set = try house.incidents.makePacks(of: "I-1", in: .en, at: japan("2025-03-18 09:00"))
    #expect(set.possible == ScopeShares.Sum(total: 24, unattributed: 4, clients: 22, countedAgain: 2))
    #expect(set.possible.addsUp)
    #expect(set.packs.map(\.client.id.text) == ["1", "2"])
    try house.incidents.handOver(
      to: [.init("1"), .init("2")], how: "portal", happenedAt: japan("2025-03-18 10:00"), in: "I-1",
      at: japan("2025-03-18 10:00"))
    // Nobody to tell about the four: the operator's own report stays, even when all clients were told.
    try house.incidents.receive(
      by: [.init("1"), .init("2")], how: "portal", happenedAt: japan("2025-03-18 10:00"), in: "I-1",
      at: japan("2025-03-18 10:00"))
    let own = try #require(
      try house.incidents.obligations(of: "I-1").first { $0.id == "appi.contractor.final@operator" })
    #expect(own.state == .presumed)
  }

  /// Files are named after clients' ids, whatever these hold: none takes the place of another.
  @Test func filesOfTwoClientsNeverHaveOneName() {
    let ids = ["117", "1/7", "1.7", "1_7", "1 7", "1\u{0}7", "組合", "Ａ", "A", "_2f", "/", "", "..", "a/b", "a_2fb"]
    let long = ["x", "y"].map { String(repeating: "組", count: 200) + $0 }
    let names = (ids + long).map { Organisation.ID($0).fileName }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.utf8.count <= 120 && !$0.contains("/") && !$0.contains(".") })
    #expect(Organisation.ID("117").fileName == "117")
  }

  /// What others ask for or send after the end is recorded, and says that it came then; what is known does not change.
  @Test func theEndIsNotTheLastWord() throws {
    let house = try house { _ in [file("a", "みどり健康保険組合", [person(1)])] }
    let (incidents, client) = (house.incidents, Organisation.ID("1"))
    let made = japan("2025-03-18 09:00")
    _ = try incidents.makePacks(of: "I-1", in: .ja, at: made)
    for task in try incidents.tasks(of: "I-1") {
      var task = task
      task.state = .dropped
      try incidents.change(task, in: "I-1", at: made)
    }
    for obligation in try incidents.obligations(of: "I-1") where obligation.isOpen && obligation.party.client == nil {
      try incidents.fulfil(obligation.id, happenedAt: made, reference: "r", in: "I-1", at: made)
    }
    let end = japan("2025-05-01 09:00")
    try incidents.close("I-1", with: .init(whatHappened: "a", whatWouldHaveNoticed: "b"), at: end)
    let late = japan("2025-05-02 09:00")
    try incidents.handOver(to: [client], how: "post", happenedAt: made, in: "I-1", at: late)
    try incidents.receive(by: [client], how: "post", happenedAt: late, in: "I-1", at: late)
    let report = try incidents.authorityReport(.final, of: "I-1", in: .ja, at: late)
    let number = try incidents.issue(.finalReport, to: "ppc", report.sentences, in: .ja, of: "I-1", at: late)
    try incidents.fulfil(
      "appi.contractor.final@operator", happenedAt: late, reference: OutwardDocument.name(number), in: "I-1", at: late)
    let added = try incidents.timeline(of: "I-1").filter { $0.known == late }
    #expect(added.contains { $0.kind == "pack.handed_over.after_closing" && $0.event == made })
    #expect(added.contains { $0.kind == "pack.received.after_closing" })
    #expect(added.contains { $0.kind == "document.final_report.after_closing" })
    #expect(added.contains { $0.kind == "obligation.fulfilled.after_closing" })
    let words = StatementWords(language: .ja)
    #expect(added.filter { $0.kind.hasSuffix("after_closing") }.allSatisfy { words.event($0).hasSuffix("（事案終了後の記録）") })
    let entry = try house.custody.journal.latest(before: .max, kind: "pack.handed_over", limit: 1).first
    #expect(entry?.body["after_closing"] == true)
    for refused: () throws -> Void in [
      { _ = try incidents.makePacks(of: "I-1", in: .ja, at: late) },
      { try incidents.issue(.policeReport, report.sentences, in: .ja, of: "I-1", at: late) },
      { try incidents.state([claim(.lostPlace, .text("駅"), said: "2025-05-02 09:00")], in: "I-1", at: late) },
    ] {
      let failure = #expect(throws: ResponseFailure.self) { try refused() }
      #expect(failure?.code == .closed)
    }
    let tables = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == tables)
  }

  /// A receipt is of the pack that the client saw, once; what was made since is not received by it.
  @Test func aReceiptIsOfThePackThatWasHandedOver() throws {
    let house = try house { _ in [file("a", "みどり健康保険組合", [person(1)])] }
    let (incidents, client) = (house.incidents, Organisation.ID("1"))
    func make(_ at: String) throws { _ = try incidents.makePacks(of: "I-1", in: .ja, at: japan(at)) }
    func handOver(_ at: String) throws {
      try incidents.handOver(to: [client], how: "portal", happenedAt: japan(at), in: "I-1", at: japan(at))
    }
    func receive(_ at: String, number: Int? = nil) throws {
      try incidents.receive(
        by: [client], number: number, how: "portal", happenedAt: japan(at), in: "I-1", at: japan(at))
    }
    func received() throws -> [Moment?] { try incidents.packs(of: "I-1").map(\.receivedAt) }
    func refusal(_ number: Int? = nil) -> ResponseFailure.Code? {
      #expect(throws: ResponseFailure.self) { try receive("2025-03-25 10:00", number: number) }?.code
    }
    try make("2025-03-18 10:00")
    #expect(refusal() == .notHandedOver && refusal(1) == .notHandedOver && refusal(2) == .unknownPack)
    try handOver("2025-03-18 11:00")
    try make("2025-03-19 10:00")
    try receive("2025-03-20 10:00")
    #expect(try received() == [japan("2025-03-20 10:00"), nil])
    // Said again it moves nothing.
    #expect(refusal() == .alreadyReceived && refusal(1) == .alreadyReceived && refusal(2) == .notHandedOver)
    #expect(try received() == [japan("2025-03-20 10:00"), nil])
    try make("2025-03-21 10:00")
    try handOver("2025-03-21 11:00")
    try receive("2025-03-22 10:00", number: 3)
    #expect(try received() == [japan("2025-03-20 10:00"), nil, japan("2025-03-22 10:00")])
    // What was handed over keeps its date, received or not; nothing is received before it.
    func handedOver() throws -> [Moment?] { try incidents.packs(of: "I-1").map(\.handedOverAt) }
    let dates = try handedOver()
    #expect(#expect(throws: ResponseFailure.self) { try handOver("2025-03-23 10:00") }?.code == .alreadyHandedOver)
    #expect(try handedOver() == dates)
    try make("2025-03-24 10:00")
    try handOver("2025-03-24 11:00")
    #expect(#expect(throws: ResponseFailure.self) { try handOver("2025-03-24 12:00") }?.code == .alreadyHandedOver)
    let early = #expect(throws: ResponseFailure.self) { try receive("2025-03-24 10:59", number: 4) }
    #expect(early?.code == .receivedTooEarly)
    try receive("2025-03-24 11:00", number: 4)
    #expect(try incidents.ledger(of: "I-1").answer(.learnedAt, .client(client)).time?.from == japan("2025-03-20 10:00"))
  }

  /// A cause that names another client would go out to all of them.
  @Test func aForeignNameStopsEverything() throws {
    let house = try house { _ in
      [file("a", "みどり健康保険組合", [person(1)]), file("b", "あお健康保険組合", [person(2)])]
    }
    try house.incidents.state(
      [evidence(.cause, .known(.text("あお健康保険組合への訪問の帰りに置き忘れ")), said: "2025-03-18 09:00")], in: "I-1",
      at: japan("2025-03-18 09:00"))
    let before = try house.tables()
    let failure = #expect(throws: ResponseFailure.self) {
      try house.incidents.makePacks(of: "I-1", in: .ja, at: japan("2025-03-18 10:00"))
    }
    #expect(failure?.code == .foreignName)
    #expect(try house.tables() == before)
  }

  /// What leaves the house can be opened with its own password alone.
  @Test func aSealedPackShowsNothing() throws {
    let house = try house { _ in [file("a", "みどり健康保険組合", [person(1)]), file("b", "あお健康保険組合", [person(2)])] }
    let packs = try house.incidents.makePacks(of: "I-1", in: .ja, at: japan("2025-03-18 10:00")).packs
    let passwords = packs.map { _ in PackPassword() }
    #expect(Set(passwords).count == packs.count && passwords.allSatisfy { $0.text.utf8.count == 29 })
    for (pack, password) in zip(packs, passwords) {
      let bytes = try pack.sealed(with: password)
      let text = SearchedText(String(decoding: bytes, as: UTF8.self))
      for word in ["健康保険組合", "I-1", password.text, "people"] { #expect(!text.contains(word)) }
    }
  }

  /// One seals and fetches the archives; somebody else is shown the passwords, once. A copy of the database has none of them.
  @Test func twoPeopleSealPacks() throws {
    let house = try house { _ in [file("a", "みどり健康保険組合", [person(1)]), file("b", "あお健康保険組合", [person(2)])] }
    let (incidents, other) = (house.incidents, house.acting(as: "approver"))
    let vault = LetterVault(key: [UInt8](repeating: 7, count: 32))
    let now = japan("2025-03-18 10:00")
    func code(_ work: () throws -> Void) -> ResponseFailure.Code? {
      do { try work() } catch let failure as ResponseFailure { return failure.code } catch {}
      return nil
    }
    #expect(code { try incidents.sealPacks(of: "I-1", at: now) } == .unknownPack)
    _ = try incidents.makePacks(of: "I-1", in: .ja, at: now)
    #expect(try incidents.sealPacks(of: "I-1", at: now) == 1)
    #expect(try incidents.sealPacks(of: "I-1", for: .init("2"), at: now) == 2)
    #expect(try incidents.packSealings(of: "I-1").map { $0.packs.map(\.client.text) } == [["1", "2"], ["2"]])
    // Whoever sealed is not shown them, under no name; whoever was shown them fetches nothing.
    for guise in [Set<String>(), ["approver"]] {
      #expect(
        code { _ = try incidents.showPasswords(of: 1, in: "I-1", as: guise, vault: vault, at: now) } == .samePerson)
    }
    #expect(
      code { _ = try other.showPasswords(of: 1, in: "I-1", as: ["officer"], vault: vault, at: now) } == .samePerson)
    // Whoever may be shown the passwords fetches no archives before that either: nobody gets both.
    #expect(code { _ = try other.sealedPacks(1, of: "I-1", vault: vault) } == .otherPerson)
    #expect(throws: Never.self) { try other.sealedPacks(1, of: "I-1", as: ["officer"], vault: vault) }
    let passwords = try other.showPasswords(of: 1, in: "I-1", vault: vault, at: now)
    #expect(passwords.map(\.client.text) == ["1", "2"] && Set(passwords.map(\.password)).count == 2)
    #expect(passwords.allSatisfy { $0.password.text.utf8.count == 29 })
    #expect(code { _ = try other.showPasswords(of: 1, in: "I-1", vault: vault, at: now) } == .alreadyShown)
    #expect(code { _ = try other.sealedPacks(1, of: "I-1", vault: vault) } == .otherPerson)
    #expect(code { _ = try incidents.sealedPacks(1, of: "I-1", as: ["approver"], vault: vault) } == .samePerson)
    #expect(code { _ = try incidents.sealedPacks(3, of: "I-1", vault: vault) } == .unknownPack)
    let bytes = try incidents.sealedPacks(1, of: "I-1", vault: vault)
    let text = SearchedText(String(decoding: bytes, as: UTF8.self))
    #expect(text.contains("1.zip") && text.contains("2.zip"))
    for word in ["健康保険組合", "people"] + passwords.map(\.password.text) { #expect(!text.contains(word)) }
    // Another sealing and another key have others.
    let again = try other.showPasswords(of: 2, in: "I-1", vault: vault, at: now)
    #expect(again.map(\.client.text) == ["2"] && again.first?.password != passwords.last?.password)
    let sealing = try #require(try incidents.packSealings(of: "I-1").first)
    #expect(vault.password(of: sealing.packs[0], in: sealing, of: "I-1") == passwords[0].password)
    let stranger = LetterVault(key: [UInt8](repeating: 8, count: 32))
    #expect(stranger.password(of: sealing.packs[0], in: sealing, of: "I-1") != passwords[0].password)
    let stored = try house.custody.store.read { session in
      try (house.custody.journal.projectedTables + ["journal"]).map { try TableDump.bytes(of: $0, in: session) }
    }.map { SearchedText(String(decoding: $0, as: UTF8.self)) }
    #expect(passwords.allSatisfy { shown in !stored.contains { $0.contains(shown.password.text) } })
    let tables = try house.tables()
    try house.custody.journal.rebuild()
    #expect(try house.tables() == tables)
  }

  /// A longer name that holds a shorter one is no foreign name.
  @Test func anOwnNameThatHoldsAnothersPasses() throws {
    let house = try house { _ in
      [file("a", "みどり健康保険組合", [person(1)]), file("b", "みどり健康保険組合連合会", [person(2)])]
    }
    #expect(try house.incidents.makePacks(of: "I-1", in: .ja, at: japan("2025-03-18 10:00")).packs.count == 2)
  }

  /// A pack is kept as it was made; erasing takes its text and leaves its hash.
  @Test func packsAreKeptAndCanBeErased() throws {
    let house = try house { _ in [file("a", "みどり健康保険組合", [person(1)])] }
    let made = try #require(
      try house.incidents.makePacks(of: "I-1", in: .ja, at: japan("2025-03-18 10:00")).packs.first)
    let kept = try #require(try house.incidents.packs(of: "I-1").first)
    #expect(kept.bytes == made.json.canonicalBytes)
    // Its page is made again from what was kept.
    #expect(try house.incidents.page(of: kept, in: "I-1") == made.page)
    let sequences = try house.custody.store.read {
      try $0.all("SELECT sequence FROM journal WHERE personal IS NOT NULL AND sequence > 3 ORDER BY sequence") {
        $0.integer(0)
      }
    }
    try house.custody.journal.erasePersonalParts(
      of: sequences, reason: "due", at: japan("2026-03-18 10:00"), by: "officer")
    let erased = try #require(try house.incidents.packs(of: "I-1").first)
    #expect(erased.bytes == nil)
    #expect(try house.incidents.page(of: erased, in: "I-1") == nil)
    #expect(erased.sha256 == kept.sha256)
    #expect(try house.custody.journal.verify().broken.isEmpty)
    // What is left can still be read: figures and dates without words.
    #expect(try house.incidents.ledger(of: "I-1").answer(.device) == .unknown)
    #expect(try house.incidents.ledger(of: "I-1").answer(.peopleCount) == exactly(1))
    #expect(try !house.incidents.obligations(of: "I-1").isEmpty)
    #expect(try house.incidents.scopes(of: "I-1").allSatisfy { $0.answer == nil })
  }

  @Test func anUnknownIncidentIsAFailure() throws {
    let house = try House()
    #expect(throws: ResponseFailure.self) { try house.incidents.ledger(of: "I-9") }
    #expect(throws: CustodyFailure.self) {
      try house.incidents.open(
        LossReport(device: "PC-9", lastSeen: japan("2025-03-14 09:00")), at: japan("2025-03-17 09:00"))
    }
  }
}

@Suite struct AnswerParsingTests {
  @Test(
    arguments: [
      (.peopleCount, "780", exactly(780)), (.peopleCount, "10-900", people(10, 900)),
      (.peopleCount, "10-", people(10, nil)), (.peopleCount, "-170000", people(0, 170_000)),
      (.peopleCount, "-", nil), (.peopleCount, "900-10", nil), (.peopleCount, "many", nil),
      (.peopleCount, "unknown", .unknown), (.cause, "not-yet", .notYetAvailable),
      (.holdsPersonalData, "yes", .known(.yesNo(true))), (.holdsPersonalData, "maybe", nil),
      (.encryptionState, "on", .known(.choice("on"))), (.encryptionState, "broken", nil),
      (.fields, "name, kana", .known(.fields([.name, .kana]))), (.fields, "nome", nil),
      (.cause, "置き忘れ", .known(.text("置き忘れ"))), (.cause, "", nil),
      (.lostAt, "2025-03-15 10:00..2025-03-14", nil), (.lostAt, "yesterday", nil),
    ] as [(Fact, String, Answer?)])
  func typedValues(fact: Fact, text: String, answer: Answer?) {
    #expect(Answer(parsing: text, for: fact) == answer)
  }

  @Test func aDayIsTheWholeDay() throws {
    let span = try #require(Answer(parsing: "2025-03-14..2025-03-15", for: .lostAt)?.time)
    #expect(span.from.localMinute == "2025-03-14 00:00")
    #expect(span.until.localMinute == "2025-03-15 23:59")
  }
}
