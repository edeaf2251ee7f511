import Contents
import Custody
import PersonalData
import Storage
import TestDatabases
import Testing

@Suite(.onEveryEngine) struct AttributionTests {
  let installation: Installation
  var custody: Custody { installation.custody }

  init() throws {
    installation = try Installation()
    try custody.register(
      Organisation(
        id: .init("1"), name: "みどり精機健康保険組合", variants: ["緑精機"], insurerNumbers: ["06139463"],
        mailDomains: ["midori.example"]),
      Organisation(id: .init("2"), name: "あおば電子健康保険組合", insurerNumbers: ["06139471"]),
      Organisation(id: .init("3"), name: "東都商事株式会社"), Organisation(id: .init("4"), name: "東都商事連合会"),
      at: day(0))
    try custody.register(Device(id: "PC-1"), at: day(0))
  }

  /// People of each organisation's id; `-` for unattributed.
  private func answer(
    _ hints: [OrganisationHint], path: String = "/data/x.csv", persons: [PersonEntry]? = nil
  ) throws
    -> [String: Int]
  {
    let content = profile("content", persons ?? (0..<10).map { person($0) }, hints: hints)
    try custody.scan(at: day(1), [file(path, content)])
    return try counts()
  }

  private func counts() throws -> [String: Int] {
    let scope = try custody.scope(of: "PC-1", at: day(2))
    var found = Dictionary(
      uniqueKeysWithValues: scope.clients.map { ($0.organisation.id.text, $0.share.certain.count) })
    if scope.unattributed.certain.count > 0 { found["-"] = scope.unattributed.certain.count }
    return found
  }

  private func hint(_ kind: OrganisationHint.Kind, _ value: String, person: Bool = false) -> OrganisationHint {
    OrganisationHint(kind: kind, scope: person ? .person : .content, value: value, people: 10)
  }

  @Test(
    arguments: [
      (.insurerNumber, "06139463", ["1"]), (.insurerNumber, "6139463", ["1"]), (.insurerNumber, "０６１３９４７１", ["2"]),
      (.insurerNumber, "06999999", ["-"]), (.insurerName, "みどり精機健保", ["1"]), (.letterhead, "緑精機 御中", ["1"]),
      (.preamble, "2022年度 みどり精機健康保険組合 受診者一覧", ["1"]), (.sheet, "あおば電子", ["2"]),
      (.employer, "(株)東都商事", ["3"]), (.employer, "東都商事連合会 総務部", ["4"]), (.mailDomain, "hr@mail.midori.example", ["1"]),
      (.mailDomain, "notmidori.example", ["-"]), (.preamble, "あおば幼稚園", ["-"]),
    ] as [(OrganisationHint.Kind, String, [String])])
  func evidenceNames(kind: OrganisationHint.Kind, value: String, expected: [String]) throws {
    #expect(try answer([hint(kind, value)]).keys.sorted() == expected)
  }

  /// An office heads the lists of its clients' people with its own name.
  @Test func theWriterOfAListIsNotItsOwner() throws {
    try custody.register(
      Organisation(id: .init("9"), name: "はるか健診センター", kind: .operator, mailDomains: ["haruka.example"]), at: day(0))
    let own = [hint(.letterhead, "はるか健診センター 作成"), hint(.preamble, "はるか健診センター 受診者一覧")]
    #expect(try answer(own, path: "/data/みどり精機/一覧.csv") == ["1": 10])
    #expect(try custody.scope(of: "PC-1", at: day(2)).clients.first?.conflictingFiles == 0)
  }

  private func part(_ said: (OrganisationHint.Kind, String)...) -> OrganisationHint {
    OrganisationHint(ofPart: said.map { .init(kind: $0.0, value: $0.1) })
  }

  /// A mailbox, a workbook with a sheet for each client: what one part says is said of the people in it alone.
  @Test func aPartSpeaksForItsOwnPeople() throws {
    let persons = (0..<12).map { number in
      var entry = person(number)
      if number < 8 { entry.hints = [UInt16(number % 2)] }
      if number == 11 { entry.hints = [0, 1] }
      return entry
    }
    let hints = [part((.letterhead, "みどり精機健康保険組合"), (.mailDomain, "aoba.example")), part((.sheet, "あおば電子"))]
    // Four each, one in both, and three of whom nothing is said.
    #expect(try answer(hints, persons: persons) == ["1": 5, "2": 5, "-": 3])
  }

  @Test func aPartOfWhichNothingIsSaidGoesWithTheOnlyOneNamed() throws {
    let persons = (0..<4).map { number in
      var entry = person(number)
      if number == 0 { entry.hints = [0] }
      return entry
    }
    #expect(try answer([part((.letterhead, "みどり精機健康保険組合"))], persons: persons) == ["1": 4])
  }

  @Test func aPartGoesBeforeTheWholeAndAFolderBeforeAMailDomain() throws {
    let persons = (0..<4).map { number in
      var entry = person(number)
      entry.hints = [UInt16(number % 2)]
      return entry
    }
    let hints = [
      part((.letterhead, "みどり精機健康保険組合")), part((.mailDomain, "midori.example")),
      hint(.letterhead, "東都商事株式会社"),
    ]
    #expect(try answer(hints, path: "/data/あおば電子/x.mbox", persons: persons) == ["1": 2, "3": 2])
  }

  @Test func whereNothingElseSpeaksTheWriterIsTheOwner() throws {
    try custody.register(Organisation(id: .init("9"), name: "はるか健診センター", kind: .operator), at: day(0))
    #expect(try answer([hint(.letterhead, "はるか健診センター 職員名簿")]) == ["9": 10])
  }

  @Test(arguments: [
    ("/data/みどり精機/一覧.csv", "1"), ("/data/R3/【あおば電子健保】名簿 コピー.xlsx", "2"), ("/data/みどり精機/あおば電子.csv", "2"),
    ("/data/緑/x.csv", "-"),
  ])
  func pathsName(path: String, expected: String) throws {
    #expect(try answer([], path: path) == [expected: 10])
  }

  @Test func whatStandsBesideThePersonBeatsTheFolder() throws {
    let persons = (0..<10).map { person($0, hints: $0 < 4 ? [0] : []) }
    let found = try answer(
      [hint(.insurerNumber, "06139471", person: true)], path: "/data/みどり精機/x.csv", persons: persons)
    #expect(found == ["2": 4, "1": 6])
  }

  @Test func theInsurerGoesBeforeTheEmployer() throws {
    let persons = (0..<10).map { person($0, hints: $0 < 4 ? [0, 1] : [1]) }
    let hints = [hint(.employer, "東都商事", person: true), hint(.insurerName, "みどり精機健保", person: true)]
    #expect(try answer(hints, persons: persons) == ["1": 10])
    let swapped = (0..<10).map { person($0, hints: $0 < 4 ? [0, 1] : [0]) }
    try custody.scan(at: day(1), [file("/data/y", profile("swapped", swapped, hints: hints))])
    #expect(try counts() == ["1": 4, "3": 6])
  }

  @Test func anotherInsurersNumberSpeaksAgainstTheFolder() throws {
    let persons = (0..<10).map { person($0, hints: $0 < 4 ? [0] : []) }
    let hints = [hint(.insurerNumber, "06999999", person: true)]
    #expect(try answer(hints, path: "/data/みどり精機/x.csv", persons: persons) == ["1": 6, "-": 4])
    let unknown = try custody.scope(of: "PC-1", at: day(2)).unknownNames
    #expect(unknown.map(\.hint.value) == ["06999999"])
  }

  @Test func severalOrganisationsAndConflictsAreVisible() throws {
    let found = try answer(
      [hint(.sheet, "みどり精機"), hint(.preamble, "あおば電子健保"), hint(.mailDomain, "midori.example")],
      path: "/data/東都商事/x.csv")
    #expect(found == ["1": 10, "2": 10])
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.shared == 10)
    #expect(scope.total.certain.count == 10)
    #expect(scope.clients.map(\.conflictingFiles) == [1, 1])
  }

  @Test func peopleKnownFromAnotherFileAreNotUnattributed() throws {
    let results = (0..<10).map { person($0, fields: FieldSet([.name, .checkResult])) }
    try custody.scan(
      at: day(1),
      [
        file("/data/緑精機/a.csv", profile("a", (0..<6).map { person($0) })),
        file("/data/あおば電子/b.csv", profile("b", (4..<6).map { person($0) })),
        file("/data/全件.csv", profile("all", results)),
      ])
    #expect(try counts() == ["1": 6, "2": 2, "-": 4])
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.clients.map(\.share.certain.sensitive) == [6, 2])
    #expect(scope.clients.map(\.knownFromOtherFiles) == [6, 2])
    #expect(scope.unattributed.certain.sensitive == 4)
  }

  @Test func aDeliveredListIsItsClients() throws {
    try custody.register(Agreement(id: "A", client: .init("2"), ends: day(1)), at: day(0))
    let content = profile("content", (0..<10).map { person($0) })
    try custody.register(Delivery(id: "D", agreement: "A"), profile: content, at: day(0))
    #expect(try answer([], path: "/data/みどり精機/x.csv") == ["2": 10])
    let client = try #require(try custody.scope(of: "PC-1", at: day(2)).clients.first)
    #expect(client.agreements.map(\.deliveredFiles) == [1])
    #expect(client.bases.map(\.basis) == [.delivery])
  }

  @Test(arguments: [(8, 10), (7, 7), (2, 2)])
  func rosterClaimsItsMembersOrMostlyTheWhole(onRoster: Int, claimed: Int) throws {
    try custody.registerRoster(of: .init("2"), profile("roster", (0..<onRoster).map { person($0) }), at: day(0))
    #expect(try answer([])["2"] == claimed)
  }

  @Test func aClientRegisteredLaterClaimsWhatWasReadBefore() throws {
    #expect(try answer([hint(.insurerName, "ひばり製薬健保")]) == ["-": 10])
    try custody.register(Organisation(id: .init("5"), name: "ひばり製薬健康保険組合"), at: day(3))
    #expect(try counts() == ["5": 10])
  }

  @Test(
    arguments: [
      (nil, nil, nil, Agreement.Term.unknown, nil), (0, nil, nil, .running, nil), (0, 3, nil, .running, false),
      (0, 2, nil, .ended, true), (0, 1, 5, .ended, false), (0, 1, 2, .ended, true), (3, 4, nil, .notYet, false),
    ] as [(Double?, Double?, Double?, Agreement.Term, Bool?)])
  func termsAndRetention(starts: Double?, ends: Double?, keeps: Double?, term: Agreement.Term, over: Bool?) throws {
    try custody.register(
      Agreement(
        id: "A", client: .init("1"), starts: starts.map(day), ends: ends.map(day), retentionEnds: keeps.map(day)),
      at: day(0))
    _ = try answer([hint(.insurerName, "みどり精機健保")])
    let client = try #require(try custody.scope(of: "PC-1", at: day(2)).clients.first)
    #expect(client.agreements.map(\.term) == [term])
    #expect(client.agreements.map(\.isRetentionOver) == [over])
    #expect(client.isPastAgreements == (term == .ended))
  }
}
