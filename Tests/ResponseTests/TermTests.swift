import CanonicalForms
import JapaneseText
import Response
import Testing

/// How days are counted. The vectors of the Japanese terms were computed by hand from the calendar of each year.
@Suite struct TermTests {
  @Test(arguments: [
    ("2025-03-20", 30, "2025-04-18"), ("2025-03-20", 60, "2025-05-19"), ("2025-03-21", 30, "2025-04-21"),
    ("2025-04-04", 30, "2025-05-07"), ("2025-12-01", 30, "2026-01-05"), ("2025-11-05", 60, "2026-01-05"),
  ])
  func finalReport(known: String, days: Int, last: String) throws {
    let term = Term.days(days, firstDayCounts: true, movesToOpenDay: true)
    for clock in ["00:00", "12:30", "23:59"] {
      let deadline = try #require(term.deadline(from: japan("\(known) \(clock)"), offset: 540))
      #expect(deadline.day == day(last))
      #expect(deadline.end == day(last).adding(days: 1).start(offset: 540))
      #expect(!deadline.isGuidance)
    }
  }

  @Test func daysAreThoseOfTheRuleNotOfTheMachine() {
    // Half past midnight in Japan is still the day before in London.
    #expect(CivilDate(japan("2025-03-21 00:30"), offset: 540) == day("2025-03-21"))
    #expect(CivilDate(japan("2025-03-21 00:30"), offset: 0) == day("2025-03-20"))
    #expect(CivilDate(Moment(milliseconds: -1), offset: 0) == day("1969-12-31"))
  }

  @Test func promptlyIsAGuidance() throws {
    let deadline = try #require(Term.promptly(days: 3...5).deadline(from: japan("2025-03-20 09:00"), offset: 540))
    #expect(deadline.from == day("2025-03-22"))
    #expect(deadline.day == day("2025-03-24"))
    #expect(deadline.isGuidance)
  }

  @Test func hoursAreThoseOfTheClock() {
    // A Friday evening before a long weekend: nothing moves.
    #expect(Term.hours(72).deadline(from: japan("2025-05-02 18:00"), offset: 0)?.end == japan("2025-05-05 18:00"))
  }

  @Test func businessDaysLeaveOutHolidays() {
    // 2025-05-03 to 05-06 are closed; the day of the beginning does not count.
    #expect(Term.businessDays(1).deadline(from: japan("2025-05-02 10:00"), offset: 540)?.day == day("2025-05-07"))
    #expect(Term.businessDays(3).deadline(from: japan("2025-12-26 10:00"), offset: 540)?.day == day("2026-01-07"))
  }

  @Test func sixtyCalendarDaysBeginOnTheNextDay() {
    let term = Term.days(60, firstDayCounts: false, movesToOpenDay: false)
    #expect(term.deadline(from: japan("2025-03-01 12:00"), offset: 540)?.day == day("2025-04-30"))
    #expect(
      Term.afterYearEnd(days: 60).deadline(from: japan("2025-03-01 12:00"), offset: 540)?.day == day("2026-03-01"))
    #expect(
      Term.afterYearEnd(days: 60).deadline(from: japan("2027-03-01 12:00"), offset: 540)?.day == day("2028-02-29"))
  }

  @Test func withoutDelayHasNoDate() {
    #expect(Term.withoutDelay.deadline(from: japan("2025-03-01 12:00"), offset: 540) == nil)
  }
}

@Suite struct RuleBookTests {
  @Test func rulesAreThoseOfTheDay() {
    let book = RuleBook.builtIn
    #expect(book.set(of: .japan, on: day("2022-03-31")) == nil)
    #expect(book.set(of: .japan, on: day("2024-03-31"))?.id == "jp-appi-2022")
    #expect(book.set(of: .japan, on: day("2024-04-01"))?.id == "jp-appi-2024")
    #expect(book.set(of: .unitedKingdom, on: day("2025-01-01"))?.id == "uk-gdpr-2021")
  }

  @Test func everySetHasSourcesAndEveryRuleACitation() {
    for set in RuleBook.builtIn.sets {
      #expect(!set.sources.isEmpty, "\(set.id)")
      #expect(Set(set.rules.map(\.id)).count == set.rules.count, "\(set.id)")
      for rule in set.rules { #expect(!rule.citation.isEmpty, "\(rule.id)") }
    }
    #expect(Set(RuleBook.builtIn.sets.map(\.id)).count == RuleBook.builtIn.sets.count)
  }

  /// No two versions of one law are in force on one day.
  @Test(arguments: Jurisdiction.allCases) func versionsDoNotOverlap(law: Jurisdiction) {
    let sets = RuleBook.builtIn.sets.filter { $0.jurisdiction == law }
    #expect(!sets.isEmpty)
    for (former, later) in zip(sets, sets.dropFirst()) {
      #expect(former.validUntil?.adding(days: 1) == later.validFrom)
    }
    #expect(sets.last?.validUntil == nil)
  }
}
