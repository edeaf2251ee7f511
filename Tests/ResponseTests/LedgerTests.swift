import CanonicalForms
import PersonalData
import Testing
import Wording

@testable import Response

@Suite struct LedgerTests {
  @Test func aClaimNeverOverridesEvidence() {
    let known = ledger(
      evidence(.holdsPersonalData, .known(.yesNo(true)), said: "2025-03-20 10:00"),
      claim(.holdsPersonalData, .yesNo(false), said: "2025-03-25 10:00"))
    #expect(known.answer(.holdsPersonalData).yesNo == true)
    #expect(known.contradictions().map(\.kind) == [.claimAgainstEvidence])
  }

  @Test func theNewestEvidenceStandsByWhenItWasSaid() {
    // A paper of March that is taken down in May does not undo what was found in April.
    let known = ledger(
      evidence(.peopleCount, exactly(5_300), "april", said: "2025-04-02 10:00"),
      evidence(.peopleCount, exactly(53), "march", .document, said: "2025-03-20 10:00"))
    #expect(known.answer(.peopleCount) == exactly(5_300))
    #expect(known.contradictions().map(\.kind) == [.sources])
  }

  @Test func newerEvidenceOfTheSameSourceIsARevision() {
    let known = ledger(
      evidence(.peopleCount, people(7, 53), said: "2025-04-02 10:00"),
      evidence(.peopleCount, people(900, 1_764), said: "2025-05-01 10:00"))
    #expect(known.answer(.peopleCount) == people(900, 1_764))
    #expect(known.contradictions().isEmpty)
    #expect(known.statements.count == 2)
  }

  @Test func unknownByEvidenceStandsAgainstClaims() {
    let known = ledger(
      claim(.accessed, .choice("not_opened"), said: "2025-03-17 10:00"),
      evidence(.accessed, .unknown, said: "2025-08-29 10:00"),
      claim(.accessed, .choice("not_opened"), said: "2025-09-01 10:00"))
    #expect(known.answer(.accessed) == .unknown)
    #expect(known.contradictions().isEmpty)
  }

  @Test func notYetAvailableStandsOnlyAlone() {
    let pending = evidence(.cause, .notYetAvailable, said: "2025-05-01 10:00")
    #expect(ledger(pending).answer(.cause) == .notYetAvailable)
    let known = ledger(claim(.cause, .text("置き忘れ"), said: "2025-03-17 10:00"), pending)
    #expect(known.answer(.cause).text == "置き忘れ")
  }

  @Test func timesAndNumbersAgreeWhereTheirBoundsMeet() {
    let known = ledger(
      claim(.lostAt, time("2025-03-14 12:00", "2025-03-15 23:59"), said: "2025-04-15 10:00"),
      evidence(.lostAt, .known(time("2025-03-15 08:00", "2025-03-15 09:00")), said: "2025-04-15 12:00"),
      claim(.peopleCount, .quantity(Quantity(least: 1, most: 2_000)), said: "2025-04-15 10:00"),
      evidence(.peopleCount, exactly(1_764), said: "2025-05-01 10:00"))
    #expect(known.contradictions().isEmpty)
  }

  @Test func aChangedAccountIsShown() {
    let known = ledger(
      claim(.lostAt, time("2025-03-17 08:00"), said: "2025-03-17 10:00"),
      claim(.lostAt, time("2025-03-15 08:00"), said: "2025-04-15 10:00"))
    #expect(known.answer(.lostAt).time?.from == japan("2025-03-15 08:00"))
    #expect(known.contradictions().map(\.kind) == [.changedAccount])
  }

  @Test func factsThatExcludeEachOtherAreFound() {
    let known = ledger(
      claim(.holdsPersonalData, .yesNo(false), said: "2025-03-17 10:00"),
      evidence(.peopleCount, people(780, 780), said: "2025-05-01 10:00"),
      claim(.lostAt, time("2025-03-18 08:00"), said: "2025-03-18 10:00"),
      evidence(.foundAt, .known(time("2025-03-17 12:30")), said: "2025-04-15 10:15"))
    #expect(known.contradictions().map(\.id) == ["S-1/S-2", "S-3/S-4"])
    #expect(known.contradictions().allSatisfy { $0.kind == .facts })
  }

  /// Two people say the 5th and the 8th, a third says: between the 3rd and the 10th. That decides nothing.
  @Test func aVaguerValueClosesNothing() throws {
    let said = [
      claim(.lostAt, time("2025-07-05 12:00"), by: "a", said: "2025-07-11 10:00"),
      claim(.lostAt, time("2025-07-08 12:00"), by: "b", said: "2025-07-12 10:00"),
    ]
    for vaguer in [
      claim(.lostAt, time("2025-07-03 00:00", "2025-07-10 23:59"), by: "c", said: "2025-07-13 10:00"),
      claim(.lostAt, time("2025-07-03 00:00", "2025-07-10 23:59"), by: "b", said: "2025-07-13 10:00"),
      evidence(.lostAt, .known(time("2025-07-03 00:00", "2025-07-10 23:59")), said: "2025-07-13 10:00"),
      evidence(.lostAt, .unknown, said: "2025-07-13 10:00"),
    ] {
      let known = ledger(said + [vaguer])
      #expect(known.contradictions().map(\.id) == ["S-1/S-2"])
      #expect(known.contradictions().map(\.kind) == [.sources])
    }
    // What is known exactly decides: it is shown once, against the one that it excludes.
    let exact = ledger(said + [evidence(.lostAt, .known(time("2025-07-08 12:00")), said: "2025-07-13 10:00")])
    #expect(exact.contradictions().map(\.id) == ["S-1/S-3"])
    #expect(exact.contradictions().map(\.kind) == [.claimAgainstEvidence])
  }

  /// A log says the 8th, somebody the 5th; a vaguer paper comes, and a vaguer word about the same log.
  @Test func vaguerEvidenceDoesNotHideWhatContradictsAClaim() {
    let said = [
      claim(.lostAt, time("2025-07-05 12:00"), said: "2025-07-11 10:00"),
      evidence(.lostAt, .known(time("2025-07-08 12:00")), "badge", said: "2025-07-12 10:00"),
    ]
    let week = Answer.known(time("2025-07-03 00:00", "2025-07-10 23:59"))
    for reference in ["hearing", "badge"] {
      let known = ledger(said + [evidence(.lostAt, week, reference, said: "2025-07-13 10:00")])
      #expect(known.contradictions().map(\.id) == ["S-1/S-2"])
      #expect(known.contradictions().map(\.kind) == [.claimAgainstEvidence])
    }
    // The log itself is put right, and agrees with the claim now: nothing is left to decide.
    let right = ledger(said + [evidence(.lostAt, .known(time("2025-07-05 12:00")), "badge", said: "2025-07-13 10:00")])
    #expect(right.contradictions().isEmpty)
  }

  /// A person was decided against; what agrees with the decision asks for no other, what does not opens one.
  @Test func aDecisionHoldsForWhatAgreesWithIt() throws {
    let known = ledger(
      claim(.lostAt, time("2025-07-05 12:00"), said: "2025-07-11 10:00"),
      evidence(.lostAt, .known(time("2025-07-08 12:00")), "badge", said: "2025-07-12 10:00"))
    let pair = try #require(known.contradictions().first?.pair)
    let settled = StatementLedger(
      known.statements, resolved: [pair: .init(reason: "badge", at: japan("2025-07-12 11:00"))])
    func open(_ span: Answer.Value) -> [String] {
      settled.adding(
        evidence(.lostAt, .known(span), "camera", .document, said: "2025-07-13 10:00"),
        recordedAt: japan("2025-07-13 10:00")
      ).contradictions().filter { $0.resolution == nil }.map(\.id)
    }
    #expect(open(time("2025-07-08 11:00", "2025-07-08 13:00")).isEmpty)
    #expect(open(time("2025-07-03 00:00", "2025-07-10 23:59")).isEmpty)
    #expect(open(time("2025-07-07 12:00")) == ["S-1/S-3", "S-2/S-3"])
    // Nobody is asked about what one decision settled; who had it on the page may settle it all the same.
    let twice = settled.adding(
      claim(.lostAt, time("2025-07-08 12:00"), said: "2025-07-13 10:00"), recordedAt: japan("2025-07-13 10:00"))
    #expect(twice.contradictions().map(\.id) == ["S-1/S-2"])
    #expect(twice.contradictions(withDecided: true).map(\.id) == ["S-1/S-2", "S-1/S-3"])
    // It stays on the record whatever comes.
    #expect(
      settled.adding(
        evidence(.lostAt, .unknown, "police", said: "2025-07-13 10:00"), recordedAt: japan("2025-07-13 10:00")
      ).contradictions().map(\.id) == ["S-1/S-2"])
  }

  /// "Nothing on it", then 780 people, then "at most a thousand".
  @Test func aVaguerNumberDoesNotHideThatFactsExcludeEachOther() {
    let known = ledger(
      claim(.holdsPersonalData, .yesNo(false), said: "2025-03-17 10:00"),
      claim(.peopleCount, .quantity(Quantity(780)), said: "2025-05-01 10:00"),
      claim(.peopleCount, .quantity(Quantity(least: 0, most: 1_000)), said: "2025-05-02 10:00"))
    #expect(known.contradictions().map(\.id) == ["S-1/S-2"])
    #expect(known.contradictions().map(\.kind) == [.facts])
  }

  @Test func aClientMayHaveItsOwnValue() {
    let client = Statement.Subject.client(.init("117"))
    let known = ledger(
      evidence(.peopleCount, exactly(1_764), said: "2025-05-01 10:00"),
      evidence(.peopleCount, exactly(780), about: client, said: "2025-05-01 10:00"))
    #expect(known.answer(.peopleCount) == exactly(1_764))
    #expect(known.answer(.peopleCount, client) == exactly(780))
    #expect(known.clients == [client])
  }

  /// Every kind of value, through the form of the journal.
  @Test(arguments: Fact.allCases) func valuesComeBack(fact: Fact) {
    for answer in [Answer.unknown, .notApplicable, .notYetAvailable] { #expect(fact.takes(answer)) }
    let values: [Answer.Value] = [
      time("2025-03-14 12:00", "2025-03-15 12:00"), .quantity(Quantity(least: 3, most: nil)), .fields([.name, .kana]),
      .yesNo(true), .choice("outside"), .text("言葉"),
    ]
    #expect(values.count { fact.takes(.known($0)) } <= 1)
    if case .choice(let codes) = fact.shape {
      for code in codes {
        #expect(StatementWords(language: .ja).value(.known(.choice(code)), of: fact) != code, "\(fact) \(code)")
      }
      #expect(!fact.takes(.known(.choice("of no list"))))
    }
    #expect(StatementWords(language: .ja).fact(fact) != fact.rawValue)
  }

  /// English pages name prefectures in Latin letters, and take them so.
  @Test func prefecturesHaveTwoNames() throws {
    let all = (1...47).compactMap { Prefecture($0) }
    #expect(Set(all.map { $0.name(in: .en) }).count == 47)
    for place in all {
      #expect(place.name(in: .en).allSatisfy { $0.isASCII })
      for language in Language.allCases { #expect(Prefecture(named: place.name(in: language)) == place) }
    }
    #expect(Prefecture(14)?.name(in: .en) == "Kanagawa" && Prefecture(named: "tokyo")?.id == 13)
    let plan = LostPropertyPlan(prefectures: [Prefecture(14), Prefecture(13)].compactMap(\.self))
    let lines = plan.lines(from: day("2025-03-14"), in: .en).joined()
    #expect(lines.contains("Kanagawa") && !lines.contains("神奈川"))
  }

  /// One number where both ends of a scope are the same; prefectures by their names.
  @Test func linesOfTheTimelineAreForPeople() {
    func line(_ kind: String, _ reference: String, _ language: Language = .ja) -> String {
      let at = japan("2025-03-17 09:00")
      return StatementWords(language: language).event(
        TimelineEvent(
          sequence: 1, event: at, known: at, kind: kind, reference: reference, actor: "", note: nil))
    }
    #expect(line("incident.scope_frozen", "2014–2014") == "影響範囲の確定（2,014 人）")
    #expect(line("incident.scope_frozen", "7–2014") == "影響範囲の確定（7–2,014 人）")
    #expect(line("lost_property.found", "14").contains("神奈川県"))
    #expect(line("lost_property.planned", "13, 14", .en).contains("Tokyo, Kanagawa"))
  }

  /// A number out of any range is no prefecture, and no trap.
  @Test(arguments: [Int.min, -1, 0, 48, .max]) func noSuchPrefecture(id: Int) {
    #expect(Prefecture(id) == nil && Prefecture(named: String(id)) == nil)
  }
}
