import CanonicalForms
import Custody
import JapaneseText
import Response
import Testing

/// From statements to obligations.
@Suite struct ObligationTests {
  private let client = Statement.Subject.client(.init("117"))
  private let learned = evidence(.learnedAt, .known(time("2025-03-20 10:00")), said: "2025-03-20 10:00")

  private func obligations(
    _ ledger: StatementLedger, laws: Set<Jurisdiction> = [.japan], clients: [String] = ["117"],
    contract: [Party.ContractTerm] = [], own: ObligationCase.OwnPeople = .init(),
    fulfilled: [String: ObligationCase.Fulfilment] = [:]
  ) -> [Obligation] {
    let parties =
      [Party(client: nil, laws: laws)] + clients.map { Party(client: .init($0), laws: laws, contract: contract) }
    return ObligationReasoner().obligations(
      of: ObligationCase(ledger: ledger, parties: parties, own: own, fulfilled: fulfilled))
  }

  private func find(_ id: String, _ list: [Obligation]) throws -> Obligation {
    try #require(list.first { $0.id == id }, "\(id)")
  }

  /// Nothing that binds but the number of people.
  private func plain(_ count: Answer, about subject: Statement.Subject = .incident) -> [NewStatement] {
    [
      evidence(.peopleCount, count, about: subject, said: "2025-03-20 10:00"),
      evidence(.sensitivePeople, exactly(0), about: subject, said: "2025-03-20 10:00"),
      evidence(.myNumberPeople, exactly(0), about: subject, said: "2025-03-20 10:00"),
      evidence(.financialLoss, .known(.yesNo(false)), about: subject, said: "2025-03-20 10:00"),
    ]
  }

  private var noWrong: NewStatement {
    evidence(.wrongfulPurpose, .known(.yesNo(false)), "hearing", .document, said: "2025-03-20 11:00")
  }

  // MARK: Thresholds

  @Test(
    arguments: [
      (1_000, 1_000, .notOwed, .stated), (1_001, 1_001, .owed, .stated), (10, 1_001, .owed, .byMaximum),
      (10, nil, .presumed, .saidUnknown),
    ] as [(Int, Int?, Obligation.State, Obligation.Finding.Reason)])
  func aThousandPeople(
    least: Int, most: Int?, state: Obligation.State, reason: Obligation.Finding.Reason
  ) throws {
    let list = obligations(ledger(plain(people(least, most)) + [learned, noWrong]))
    let final = try find("appi.contractor.final@operator", list)
    #expect(final.state == state)
    #expect(final.appliesFindings.last?.reason == reason)
    #expect(final.deadline?.day == day("2025-04-18"))
    #expect(final.startedBy != nil)
  }

  @Test(arguments: [(100, Obligation.State.notOwed), (101, .owed)])
  func aHundredNumbers(count: Int, state: Obligation.State) throws {
    var statements = plain(exactly(500)) + [learned, noWrong]
    statements.append(evidence(.myNumberPeople, exactly(count), said: "2025-03-20 12:00"))
    statements.append(evidence(.myNumberSystem, .known(.yesNo(false)), said: "2025-03-20 12:00"))
    statements.append(evidence(.viewableByMany, .known(.yesNo(false)), said: "2025-03-20 12:00"))
    let list = obligations(ledger(statements), laws: [.japanMyNumber])
    #expect(try find("my_number.contractor.preliminary@operator", list).state == state)
  }

  @Test func aHundredPeopleBindAPublicBody() throws {
    let statements =
      plain(exactly(101), about: client)
      + [evidence(.learnedAt, .known(time("2025-03-20 10:00")), about: client, said: "2025-03-20 10:00"), noWrong]
    #expect(
      try find("appi_public.final@117", obligations(ledger(statements), laws: [.japanPublicBody])).state == .owed)
    #expect(try find("appi.final@117", obligations(ledger(statements))).state == .notOwed)
  }

  @Test func oneSensitivePersonIsEnough() throws {
    var statements = plain(exactly(3)) + [learned, noWrong]
    statements.append(evidence(.sensitivePeople, exactly(1), said: "2025-03-20 12:00"))
    #expect(try find("appi.contractor.preliminary@operator", obligations(ledger(statements))).state == .owed)
  }

  @Test func unreadFilesKeepASmallNumberOpen() throws {
    var statements = plain(exactly(780)) + [learned, noWrong]
    statements.append(evidence(.unreadFiles, exactly(2), said: "2025-03-20 12:00"))
    let final = try find("appi.contractor.final@operator", obligations(ledger(statements)))
    #expect(final.state == .presumed)
    #expect(final.appliesFindings.contains { $0.reason == .filesUnread })
  }

  @Test func aClaimFreesNobody() throws {
    let list = obligations(
      ledger(
        claim(.peopleCount, .quantity(Quantity(0)), said: "2025-03-17 10:00"),
        claim(.wrongfulPurpose, .yesNo(false), said: "2025-03-17 10:00"), learned))
    #expect(try find("appi.contractor.preliminary@operator", list).state == .presumed)
    #expect(
      try find("appi.contractor.preliminary@operator", list).appliesFindings.contains { $0.reason == .onlyClaimed })
  }

  /// "Does not apply" frees as "no" does: by evidence, and with every file read.
  @Test func whatDoesNotApplyIsShown() throws {
    func final(_ more: NewStatement...) throws -> Obligation {
      try find("appi.contractor.final@operator", obligations(ledger(plain(exactly(500)) + [learned] + more)))
    }
    let claimed = NewStatement(
      .wrongfulPurpose, .notApplicable, saidAt: japan("2025-03-20 11:00"),
      source: .init(.person, reference: "hearing", name: "holder"), kind: .claim)
    #expect(try final(claimed).state == .presumed)
    #expect(
      try final(claimed).appliesFindings.contains { $0.condition == .wrongfulPurpose && $0.reason == .onlyClaimed })
    let shown = evidence(.wrongfulPurpose, .notApplicable, "hearing", .document, said: "2025-03-20 11:00")
    #expect(try final(shown).state == .notOwed)
    var numbers = NewStatement(
      .sensitivePeople, .notApplicable, saidAt: japan("2025-03-20 12:00"),
      source: .init(.person, reference: "hearing", name: "holder"), kind: .claim)
    func sensitive(_ statements: [NewStatement]) throws -> Obligation.Finding? {
      let rest = plain(exactly(500)).filter { $0.fact != .sensitivePeople }
      let list = obligations(ledger(rest + [learned, shown] + statements))
      return try find("appi.contractor.final@operator", list).appliesFindings.first { $0.condition == .sensitive }
    }
    #expect(try sensitive([numbers])?.reason == .onlyClaimed)
    numbers = evidence(.sensitivePeople, .notApplicable, said: "2025-03-20 12:00")
    #expect(try sensitive([numbers])?.verdict == .notMet)
    let unread = evidence(.unreadFiles, exactly(2), said: "2025-03-20 12:00")
    #expect(try sensitive([numbers, unread])?.reason == .filesUnread)
  }

  @Test func wrongfulPurposeGivesSixtyDays() throws {
    let list = obligations(
      ledger(plain(exactly(5)) + [learned, claim(.wrongfulPurpose, .yesNo(true), said: "2025-03-20 12:00")]))
    let final = try find("appi.contractor.final@operator", list)
    #expect(final.state == .owed)
    #expect(final.deadline?.day == day("2025-05-19"))
  }

  // MARK: Contractor and client

  @Test func theContractorIsRelievedByTellingEveryClient() throws {
    let statements =
      plain(exactly(2_000)) + plain(exactly(1_500), about: client)
      + plain(exactly(500), about: .client(.init("9"))) + [learned, noWrong]
    let told = ObligationCase.Fulfilment(at: japan("2025-03-22 10:00"), reference: "pack-1")
    func states(_ fulfilled: [String], own: ObligationCase.OwnPeople = .init()) throws -> [Obligation.State] {
      let list = obligations(
        ledger(statements), clients: ["9", "117"], own: own,
        fulfilled: Dictionary(uniqueKeysWithValues: fulfilled.map { ($0, told) }))
      return try ["preliminary", "final", "persons"].map {
        try find("appi.contractor.\($0)@operator", list).state
      }
    }
    #expect(try states([]) == [.owed, .owed, .owed])
    #expect(try states(["appi.client@operator>9"]) == [.owed, .owed, .owed])
    let both = ["appi.client@operator>9", "appi.client@operator>117"]
    #expect(try states(both) == [.relieved, .relieved, .relieved])
    // People of nobody who was found: its own report stays.
    #expect(try states(both, own: .init(unattributed: [.peopleCount: Quantity(4)])) == [.owed, .owed, .owed])
  }

  @Test func aClientsClockBeginsWhenItIsTold() throws {
    let statements = plain(exactly(1_500), about: client) + plain(exactly(1_500)) + [learned, noWrong]
    let waiting = try find("appi.final@117", obligations(ledger(statements)))
    #expect(waiting.state == .notStarted)
    #expect(waiting.deadline == nil)
    let told = evidence(
      .learnedAt, .known(time("2025-04-04 10:00")), "pack-1", .document, about: client, said: "2025-04-04 10:00")
    let running = try find("appi.final@117", obligations(ledger(statements + [told])))
    #expect(running.state == .owed)
    #expect(running.deadline?.day == day("2025-05-07"))
    // 780 people without special-care data: nothing to report, though the contractor has to.
    let small = plain(exactly(780), about: client) + plain(exactly(2_000)) + [learned, noWrong, told]
    #expect(try find("appi.final@117", obligations(ledger(small))).state == .notOwed)
    #expect(try find("appi.contractor.final@operator", obligations(ledger(small))).state == .owed)
  }

  @Test func aContractHasItsOwnHours() throws {
    let statements = plain(exactly(3), about: client) + [learned]
    let list = obligations(
      ledger(statements), contract: [.init(agreement: "A-117", article: "第12条", term: .hours(24))])
    let owed = try find("contract.A-117@operator>117", list)
    #expect(owed.state == .owed)
    #expect(owed.deadline?.end == japan("2025-03-21 10:00"))
    #expect(owed.isOverdue(at: japan("2025-03-21 10:00")))
    #expect(!owed.isOverdue(at: japan("2025-03-21 09:59")))
  }

  // MARK: Encryption

  private var wellEncrypted: [NewStatement] {
    [
      evidence(.lostAt, .known(time("2025-03-14 12:00", "2025-03-15 23:00")), said: "2025-03-20 10:00"),
      evidence(.encryptionState, .known(.choice("on")), asOf: "2025-03-13 18:00", said: "2025-03-13 18:00"),
      evidence(.cipher, .known(.choice("aes_xts_128")), asOf: "2025-03-13 18:00", said: "2025-03-13 18:00"),
      evidence(.keySeparated, .known(.yesNo(true)), said: "2025-03-13 18:00"),
      evidence(.keyLeakPrevented, .known(.yesNo(true)), said: "2025-03-13 18:00"),
    ]
  }

  private func exemption(_ more: NewStatement...) throws -> Obligation {
    try find(
      "appi.contractor.final@operator",
      obligations(ledger(plain(exactly(5_000)) + [learned, noWrong] + wellEncrypted + more)))
  }

  @Test func advancedEncryptionExemptsOnlyWithEveryConditionShown() throws {
    #expect(try exemption().state == .exempt)
    // Suspended for an update, as it happens.
    let suspended = try exemption(
      evidence(.encryptionState, .known(.choice("suspended")), asOf: "2025-03-14 09:00", said: "2025-03-14 09:00"))
    #expect(suspended.state == .owed)
    #expect(suspended.exemptionFindings.contains { $0.condition == .fullyEncrypted && $0.verdict == .notMet })
    // Nobody kept the key: neither that it was apart nor that it could not leak can be shown.
    let unmanaged = try exemption(
      evidence(.keySeparated, .unknown, said: "2025-08-29 10:00"),
      evidence(.keyLeakPrevented, .unknown, said: "2025-08-29 10:00"))
    #expect(unmanaged.state == .owed)
    #expect(unmanaged.exemption == .unknown)
    #expect(unmanaged.exemptionFindings.contains { $0.condition == .keySeparated && $0.reason == .saidUnknown })
    // Any one of the three ways is enough.
    #expect(
      try exemption(
        evidence(.keySeparated, .unknown, said: "2025-08-29 10:00"),
        evidence(.remoteErase, .known(.yesNo(true)), said: "2025-08-29 10:00")
      ).state == .exempt)
  }

  @Test func oldOrClaimedEncryptionDoesNotExempt() throws {
    let old = try find(
      "appi.contractor.final@operator",
      obligations(
        ledger(
          plain(exactly(5_000)) + [learned, noWrong] + wellEncrypted.filter { $0.fact != .encryptionState }
            + [
              evidence(.encryptionState, .known(.choice("on")), asOf: "2025-03-01 18:00", said: "2025-03-01 18:00")
            ])))
    #expect(old.state == .owed)
    #expect(old.exemptionFindings.contains { $0.reason == .evidenceTooOld })
    let claimed = try find(
      "appi.contractor.final@operator",
      obligations(
        ledger(
          plain(exactly(5_000)) + [learned, noWrong] + wellEncrypted.filter { $0.fact != .encryptionState }
            + [claim(.encryptionState, .choice("on"), said: "2025-03-17 18:00")])))
    #expect(claimed.state == .owed)
    #expect(claimed.exemptionFindings.contains { $0.reason == .onlyClaimed })
  }

  /// What one source says of a day before another's is no less true for being said first.
  @Test func disputedEncryptionDoesNotExempt() throws {
    let log = evidence(
      .encryptionState, .known(.choice("suspended")), "agent", asOf: "2025-03-14 08:00", said: "2025-03-14 08:00")
    let paper = evidence(
      .encryptionState, .known(.choice("on")), "inventory", .document, asOf: "2025-03-10 09:00",
      said: "2025-03-20 09:00")
    let rest = plain(exactly(5_000)) + [learned, noWrong] + wellEncrypted.filter { $0.fact != .encryptionState }
    for statements in [[log, paper], [paper, log]] {
      let final = try find("appi.contractor.final@operator", obligations(ledger(rest + statements)))
      #expect(final.state == .owed)
      #expect(final.exemptionFindings.contains { $0.condition == .fullyEncrypted && $0.reason == .contradicted })
    }
    // Decided for the paper, which was said last: it counts. Had the log been the last word, it was suspended.
    var later = log
    later.saidAt = japan("2025-03-20 18:00")
    for (statements, state) in [([log, paper], Obligation.State.exempt), ([paper, later], .owed)] {
      let disputed = ledger(rest + statements)
      let pair = try #require(disputed.contradictions().first { $0.first.fact == .encryptionState }?.pair)
      let settled = StatementLedger(
        disputed.statements, resolved: [pair: .init(reason: "looked up", at: japan("2025-03-21 09:00"))])
      #expect(try find("appi.contractor.final@operator", obligations(settled)).state == state)
    }
  }

  /// How the device is after the loss does not show how it was; and a cipher ages as a state does.
  @Test func evidenceFromAfterTheLossDoesNotExempt() throws {
    func final(_ state: String, _ cipher: String) throws -> Obligation {
      let rest = wellEncrypted.filter { ![.encryptionState, .cipher].contains($0.fact) }
      return try find(
        "appi.contractor.final@operator",
        obligations(
          ledger(
            plain(exactly(5_000)) + [learned, noWrong] + rest + [
              evidence(.encryptionState, .known(.choice("on")), asOf: state, said: "2025-03-24 09:00"),
              evidence(.cipher, .known(.choice("aes_xts_128")), asOf: cipher, said: "2025-03-24 09:00"),
            ])))
    }
    #expect(try final("2025-03-13 18:00", "2025-03-13 18:00").state == .exempt)
    let state = try final("2025-03-22 18:00", "2025-03-13 18:00")
    #expect(state.state == .owed)
    #expect(
      state.exemptionFindings.contains { $0.condition == .fullyEncrypted && $0.reason == .evidenceAfterLoss })
    let cipher = try final("2025-03-13 18:00", "2025-03-22 18:00")
    #expect(cipher.exemptionFindings.contains { $0.condition == .cipherListed && $0.reason == .evidenceAfterLoss })
    let old = try final("2025-03-13 18:00", "2025-03-01 18:00")
    #expect(old.exemptionFindings.contains { $0.condition == .cipherListed && $0.reason == .evidenceTooOld })
  }

  /// When nobody knows the day of the loss, the last time that the device was seen stands for it.
  @Test func encryptionIsHeldAgainstTheLastSight() throws {
    let statements =
      plain(exactly(5_000)) + [learned, noWrong] + wellEncrypted
      + [evidence(.lostAt, .unknown, said: "2025-03-21 10:00")]
    func exemption(_ lastSeen: String?) throws -> Obligation {
      let parties = [Party(client: nil, laws: [.japan]), Party(client: .init("117"), laws: [.japan])]
      let list = ObligationReasoner().obligations(
        of: ObligationCase(ledger: ledger(statements), parties: parties, lastSeen: lastSeen.map(japan)))
      return try find("appi.contractor.final@operator", list)
    }
    #expect(try exemption("2025-03-14 09:00").state == .exempt)
    for seen in ["2025-03-21 09:00", nil] {
      let old = try exemption(seen)
      #expect(old.state == .owed)
      #expect(old.exemptionFindings.contains { $0.reason == .evidenceTooOld })
    }
  }

  // MARK: Other laws

  @Test func europeCountsHours() throws {
    let statements =
      plain(exactly(3), about: client)
      + [evidence(.learnedAt, .known(time("2025-05-02 18:00")), about: client, said: "2025-05-02 18:00"), learned]
    for (law, id) in [(Jurisdiction.europeanUnion, "gdpr"), (.unitedKingdom, "uk_gdpr")] {
      let list = obligations(ledger(statements), laws: [law])
      #expect(try find("\(id).authority@117", list).deadline?.end == japan("2025-05-05 18:00"))
      // No weighing of risk for the processor, and every breach is kept in the files.
      #expect(try find("\(id).processor@operator>117", list).state == .owed)
      #expect(try find("\(id).record@117", list).state == .owed)
      #expect(try find("\(id).persons@117", list).state == .presumed)
    }
  }

  @Test(arguments: [(499, Obligation.State.notOwed, Obligation.State.owed), (500, .owed, .notOwed)])
  func fiveHundredInAmerica(count: Int, now: Obligation.State, yearly: Obligation.State) throws {
    let statements =
      plain(exactly(count), about: client)
      + [evidence(.learnedAt, .known(time("2025-03-02 12:00")), about: client, said: "2025-03-02 12:00"), learned]
    let list = obligations(ledger(statements), laws: [.unitedStatesHealth])
    #expect(try find("hipaa.secretary@117", list).state == now)
    #expect(try find("hipaa.secretary.yearly@117", list).state == yearly)
    #expect(try find("hipaa.persons@117", list).deadline?.day == day("2025-04-30"))
  }

  // MARK: What moves

  @Test func aCorrectionShowsWhatItMoves() throws {
    let statements = plain(people(10, 900)) + [learned, noWrong]
    let before = obligations(ledger(statements))
    let later = evidence(.learnedAt, .known(time("2025-03-21 10:00")), "letter", .document, said: "2025-08-01 10:00")
    let disputed = ledger(statements + [later])
    #expect(ObligationChange.between(before, obligations(disputed)).isEmpty)
    let pair = try #require(disputed.contradictions().first?.pair)
    let settled = StatementLedger(
      disputed.statements, resolved: [pair: .init(reason: "minutes", at: japan("2025-08-01 11:00"))])
    let moved = ObligationChange.between(before, obligations(settled))
    // None is owed, but the dates that they would have are other ones now.
    #expect(Set(moved.map(\.kind)) == [.deadlineMoved])
    let more = evidence(.peopleCount, people(10, 1_764), said: "2025-05-01 10:00")
    let grown = ObligationChange.between(before, obligations(ledger(statements + [more])))
    #expect(
      Set(grown.filter { $0.kind == .stateChanged }.map(\.id)).isSuperset(of: [
        "appi.contractor.preliminary@operator", "appi.contractor.final@operator",
      ]))
  }

  @Test func thePageShowsEveryConditionWithItsRecord() {
    let known = ledger(plain(exactly(5_000)) + [learned, noWrong] + wellEncrypted)
    let list = obligations(known)
    let page = ObligationReport(
      incident: "I-1", at: japan("2025-03-21 10:00"), obligations: list, ledger: known,
      names: [.init("117"): "<みどり & 精機>健保"]
    ).page(in: .ja)
    for text in [
      "暗号鍵が端末と分離されていた: 該当", "施行規則 第7条・第8条", "jp-appi-2024", "2024-04-01", "&lt;みどり &amp; 精機&gt;健保", "S-1",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(!page.contains("<script") && !page.contains("<みどり"))
  }
}
