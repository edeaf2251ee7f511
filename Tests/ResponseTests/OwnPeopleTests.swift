import CanonicalForms
import Custody
import Response
import TestDatabases
import Testing

/// Duties by whose the people are: the operator's own, its clients', nobody's.
@Suite struct OwnPeopleTests {
  private let said = "2025-03-20 10:00"
  private let client = Organisation.ID("117")
  private let house = Organisation.ID("0")

  private func counts(_ count: Int, about subject: Statement.Subject = .incident) -> [NewStatement] {
    [
      evidence(.peopleCount, exactly(count), about: subject, said: said),
      evidence(.sensitivePeople, exactly(0), about: subject, said: said),
      evidence(.myNumberPeople, exactly(0), about: subject, said: said),
      evidence(.financialLoss, .known(.yesNo(false)), about: subject, said: said),
    ]
  }

  private var settled: [NewStatement] {
    [
      evidence(.learnedAt, .known(time(said)), said: said),
      evidence(.wrongfulPurpose, .known(.yesNo(false)), "hearing", .document, said: said),
    ]
  }

  private func states(
    _ statements: [NewStatement], laws: Set<Jurisdiction>, clients: [Party] = [],
    own: ObligationCase.OwnPeople, fulfilled: Set<String> = []
  ) -> [String: Obligation.State] {
    let all = clients.reduce(laws) { $0.union($1.laws) }
    let matter = ObligationCase(
      ledger: ledger(statements + settled), parties: [Party(client: nil, laws: all)] + clients, own: own,
      fulfilled: Dictionary(uniqueKeysWithValues: fulfilled.map { ($0, .init(at: japan(said), reference: "r")) }))
    return Dictionary(uniqueKeysWithValues: ObligationReasoner().obligations(of: matter).map { ($0.id, $0.state) })
  }

  @Test(
    arguments: [
      (.japan, "appi.final"), (.japanPublicBody, "appi_public.final"), (.europeanUnion, "gdpr.authority"),
      (.unitedKingdom, "uk_gdpr.authority"), (.unitedStatesHealth, "hipaa.secretary"),
    ] as [(Jurisdiction, String)])
  func anOperatorThatIsItselfTheController(law: Jurisdiction, rule: String) {
    let statements = counts(5_000) + counts(5_000, about: .client(house))
    let found = states(statements, laws: [law], own: .init(operators: [house], laws: [law]))
    #expect(found[rule + "@operator"] == .owed)
    #expect(found.values.filter { $0 == .relieved }.isEmpty)
    // Nobody registered it: its people are nobody's, which is its own as far as anybody knows.
    let nobody = states(
      counts(5_000), laws: [law], own: .init(unattributed: [.peopleCount: Quantity(least: 0, most: 5_000)], laws: [law])
    )
    #expect(nobody[law == .japan ? "appi.contractor.final@operator" : rule + "@operator"] == .owed)
  }

  /// Before anything was read nobody knows whose the people are.
  @Test func aDeviceThatNobodyReadIsPresumed() {
    let found = states(
      [evidence(.peopleCount, .unknown, said: said)], laws: [.europeanUnion], own: .init(laws: [.europeanUnion]))
    #expect(found["gdpr.authority@operator"] == .presumed)
    let nothing = states(
      [evidence(.peopleCount, exactly(0), said: said), evidence(.unreadFiles, exactly(0), said: said)],
      laws: [.europeanUnion], own: .init(laws: [.europeanUnion]))
    #expect(nothing["gdpr.authority@operator"] == nil)
  }

  /// Five of its own staff beside 170,000 of a client: each side by its own number.
  @Test func ownStaffBesideClientsPeople() {
    let statements =
      counts(170_005) + counts(5, about: .client(house)) + counts(170_000, about: .client(client))
    let parties = [Party(client: client, laws: [.japan])]
    let own = ObligationCase.OwnPeople(operators: [house], laws: [.japan])
    let found = states(statements, laws: [.japan], clients: parties, own: own)
    #expect(found["appi.final@operator"] == .notOwed)
    #expect(found["appi.contractor.final@operator"] == .owed)
    let told = states(
      statements, laws: [.japan], clients: parties, own: own, fulfilled: ["appi.client@operator>117"])
    #expect(told["appi.contractor.final@operator"] == .relieved)
    // One of the five has special-care data: the operator reports, though the client was told of the others.
    let sensitive =
      statements + [
        evidence(.sensitivePeople, exactly(1), said: "2025-03-20 12:00"),
        evidence(.sensitivePeople, exactly(1), about: .client(house), said: "2025-03-20 12:00"),
      ]
    let after = states(
      sensitive, laws: [.japan], clients: parties, own: own, fulfilled: ["appi.client@operator>117"])
    #expect(after["appi.final@operator"] == .owed)
    #expect(after["appi.contractor.final@operator"] == .relieved)
    // 998 of clients and 5 of its own are two small numbers.
    let small = counts(1_003) + counts(5, about: .client(house)) + counts(998, about: .client(client))
    #expect(
      states(small, laws: [.japan], clients: parties, own: own)["appi.contractor.final@operator"] == .notOwed)
  }

  /// The law of a client is not the operator's own.
  @Test func aClientsLawDoesNotMakeAPrincipal() {
    let statements = counts(2_005) + counts(5, about: .client(house)) + counts(2_000, about: .client(client))
    let found = states(
      statements, laws: [.japan], clients: [Party(client: client, laws: [.europeanUnion])],
      own: .init(operators: [house], laws: [.japan]))
    #expect(found["gdpr.processor@operator>117"] == .owed)
    #expect(found["gdpr.authority@operator"] == nil)
  }

  /// A public body is told like any other client, and the contractor is not free before.
  @Test func aPublicBodyIsToldToo() {
    let other = Organisation.ID("9")
    let statements =
      counts(3_000) + counts(2_000, about: .client(client)) + counts(1_000, about: .client(other))
    let parties = [
      Party(client: client, laws: [.japan]), Party(client: other, laws: [.japanPublicBody, .japanMyNumber]),
    ]
    func found(_ fulfilled: String...) -> [String: Obligation.State] {
      states(statements, laws: [.japan], clients: parties, own: .init(laws: [.japan]), fulfilled: Set(fulfilled))
    }
    #expect(found()["appi_public.client@operator>9"] == .owed)
    #expect(found("appi.client@operator>117")["appi.contractor.final@operator"] == .owed)
    #expect(
      found("appi.client@operator>117", "appi_public.client@operator>9")["appi.contractor.final@operator"]
        == .relieved)
  }
}

@Suite(.onEveryEngine) struct ToldOtherwiseTests {
  /// Told by telephone, a client knows: its clock begins, as with a pack.
  @Test func whoeverIsToldKnows() throws {
    let house = try LetterHouse()
    let at = japan("2025-03-20 11:00")
    func learned() throws -> Moment? {
      try house.incidents.ledger(of: "I-1").clockStart(of: .client(house.green))?.answer.time?.from
    }
    #expect(try house.incidents.obligations(of: "I-1").first { $0.id == "appi.final@1" }?.start == nil)
    try house.incidents.fulfil(
      "appi.client@operator>1", happenedAt: at, reference: "telephone", in: "I-1", at: japan("2025-03-20 12:00"))
    #expect(try learned() == at)
    #expect(try house.incidents.obligations(of: "I-1").first { $0.id == "appi.final@1" }?.start == at)
    // Told again later it knew already; had it been told earlier, that counts.
    try house.incidents.fulfil(
      "appi.client@operator>1", happenedAt: japan("2025-03-21 09:00"), reference: "letter", in: "I-1",
      at: japan("2025-03-21 09:00"))
    #expect(try learned() == at)
    try house.incidents.fulfil(
      "appi.client@operator>1", happenedAt: japan("2025-03-19 09:00"), reference: "mail", in: "I-1",
      at: japan("2025-03-21 10:00"))
    #expect(try learned() == japan("2025-03-19 09:00"))
    // What somebody owes to others than clients starts nobody's clock.
    let before = try house.incidents.ledger(of: "I-1").statements.count
    try house.incidents.fulfil(
      "appi.contractor.preliminary@operator", happenedAt: at, reference: "r", in: "I-1", at: at)
    #expect(try house.incidents.ledger(of: "I-1").statements.count == before)
  }

  /// The operator is one of the organisations of the register: its staff are its own people.
  @Test func ownStaffOnTheDevice() throws {
    let house = try House()
    let start = japan("2025-01-01 09:00")
    try house.custody.register(
      Organisation(id: .init("0"), name: "みなと健診協会", kind: .operator),
      Organisation(id: .init("1"), name: "みどり健康保険組合"), at: start)
    try house.custody.register(Device(id: "PC-1", kind: .laptop), at: start)
    let at = japan("2025-03-13 18:00")
    let files = [
      list("own", of: "みなと健診協会", (0..<5).map { person($0) }),
      list("theirs", of: "みどり健康保険組合", (100..<110).map { person($0) }),
    ].map {
      ObservedFile(path: "/data/\($0.persons.count)", size: $0.size, modified: nil, sha256: $0.sha256, profile: $0)
    }
    try house.custody.recordScan(
      device: "PC-1", root: "/data", startedAt: at, finishedAt: at, files: files, clock: { at })
    try house.incidents.open(
      LossReport(device: "PC-1", lastSeen: japan("2025-03-14 09:00")), at: japan("2025-03-17 09:00"))
    let matter = try house.incidents.obligationCase(of: "I-1")
    #expect(matter.own.operators == [.init("0")] && !matter.own.hasUnattributed)
    let ids = try house.incidents.obligations(of: "I-1").map(\.id)
    #expect(ids.contains("appi.final@operator") && ids.contains("appi.contractor.final@operator"))
  }
}
