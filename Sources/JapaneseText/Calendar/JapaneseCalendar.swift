/// Holidays and business days in Japan, computed from the law of each year from 1955 to 2099.
///
/// A day is *not* a business day when it is a Saturday, a Sunday, a holiday or one of 29 December to 3 January, as in
/// the Act on Holidays of Administrative Organs (行政機関の休日に関する法律, 1988) article 1. That rule is applied to all
/// years, because its use here is to move deadlines, past ones only for display.
package struct JapaneseCalendar: Sendable {
  package init() {}

  /// A holiday under the Act on National Holidays (国民の祝日に関する法律) or a law for one event; also substitute
  /// holidays and days between two holidays.
  package func isHoliday(_ date: CivilDate) -> Bool {
    let rules = HolidayRules(year: date.year)
    return rules.isNamed(date) || rules.isSubstitute(date) || rules.isBetween(date)
  }

  package func isBusinessDay(_ date: CivilDate) -> Bool {
    if date.weekday == 0 || date.weekday == 6 { return false }
    if date.month == 12, date.day >= 29 { return false }
    if date.month == 1, date.day <= 3 { return false }
    return !isHoliday(date)
  }

  /// The day itself when it is a business day, else the next one that is.
  package func nextBusinessDay(onOrAfter date: CivilDate) -> CivilDate {
    var day = date
    // The longest break so far, 2019-04-27 to 05-06, had ten days; twenty end any search also at the calendar's edge.
    for _ in 0..<20 where !isBusinessDay(day) { day = day.adding(days: 1) }
    return day
  }

  /// The last day of a term of `days` days whose first day is `start` itself, moved to the next business day.
  ///
  /// So the PPC counts the 30 and 60 days of APPI enforcement rule 8 (通則編 3-5-3-4): the day of knowing is day 1,
  /// Saturdays, Sundays and holidays count, and only a last day on a closed day moves.
  package func lastDay(ofTermOf days: Int, countingFrom start: CivilDate) -> CivilDate {
    nextBusinessDay(onOrAfter: start.adding(days: max(days, 1) - 1))
  }
}
