import CanonicalForms
import Custody
import Testing

@testable import Response

/// Which statement a clock runs from when several do not agree.
@Suite struct ClockTests {
  private let report = evidence(.learnedAt, .known(time("2025-03-17 09:30")), "loss_report", said: "2025-03-17 09:30")
  private let minutes = evidence(
    .learnedAt, .known(time("2025-03-20 16:00")), "minutes", .document, said: "2025-03-20 16:00")
  private let letter = evidence(
    .learnedAt, .known(time("2025-03-21 10:00")), "letter", .document, said: "2025-03-21 18:00")

  private func settled(_ ledger: StatementLedger, _ pairs: (Int, Int)...) -> StatementLedger {
    let resolution = Contradiction.Resolution(reason: "decided", at: japan("2025-03-22 09:00"))
    return StatementLedger(
      ledger.statements,
      resolved: Dictionary(
        uniqueKeysWithValues: pairs.map { (Contradiction.Pair($0.0, $0.1), resolution) }))
  }

  private func start(_ ledger: StatementLedger) -> Int? { ledger.clockStart(of: .incident)?.id }

  @Test func aLaterMomentCountsOnceThatIsDecided() {
    let both = ledger(report, minutes)
    #expect(both.standing(.learnedAt)?.id == 2)
    #expect(start(both) == 1)
    #expect(start(settled(both, (1, 2))) == 2)
    // What was settled stays settled when a third comes; that one waits for a decision of its own.
    let three = ledger(report, minutes, letter)
    #expect(start(settled(three, (1, 2))) == 2)
    #expect(start(settled(three, (1, 2), (2, 3))) == 3)
    #expect(start(settled(three, (1, 3))) == 2)
    // As it was known before the decision.
    #expect(start(settled(both, (1, 2)).known(at: japan("2025-03-21 09:00"))) == 1)
  }

  @Test func anEarlierMomentCountsAtOnce() {
    let claimed = claim(.learnedAt, time("2025-03-15 10:00"), by: "somebody", said: "2025-03-24 09:00")
    #expect(start(ledger(report, minutes, claimed)) == 3)
    #expect(start(ledger(claimed, report)) == 1)
    // Decided for the report: a claim does not outrank it.
    #expect(start(settled(ledger(claimed, report), (1, 2))) == 2)
  }

  /// What is said not to be known stops no clock.
  @Test func unknownStopsNothing() {
    let unknown = evidence(.learnedAt, .unknown, "letter", .document, said: "2025-03-24 09:00")
    #expect(start(ledger(report, unknown)) == 1)
    #expect(start(ledger(unknown)) == nil)
  }

  @Test func whatWasTakenBackDoesNotCount() {
    var statements = ledger(report, minutes).statements
    statements[0].retraction = "typed in the wrong incident"
    #expect(start(StatementLedger(statements)) == 2)
    // A decision for a statement that was taken back since decides nothing.
    var others = ledger(report, minutes).statements
    others[1].retraction = "wrong minutes"
    #expect(start(settled(StatementLedger(others), (1, 2))) == 1)
  }
}
