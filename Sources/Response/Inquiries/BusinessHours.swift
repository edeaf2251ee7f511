import CanonicalForms
import JapaneseText

/// When the desk is open: the same hours on every business day of Japan.
package struct BusinessHours: Sendable, Hashable {
  /// Minutes of the day, in Japan.
  package var opens: Int
  package var closes: Int

  /// 9:30 to 17:00 where the figures make no day.
  package init(opens: Int = 9 * 60 + 30, closes: Int = 17 * 60) {
    let isDay = (0..<1_440).contains(opens) && (1...1_440).contains(closes) && opens < closes
    self.opens = isDay ? opens : 9 * 60 + 30
    self.closes = isDay ? closes : 17 * 60
  }

  private static let offset = 540

  package func isOpen(at moment: Moment, calendar: JapaneseCalendar) -> Bool {
    let day = CivilDate(moment, offset: Self.offset)
    let minute = Int((moment.milliseconds - day.start(offset: Self.offset).milliseconds) / 60_000)
    return calendar.isBusinessDay(day) && minute >= opens && minute < closes
  }

  /// When so many minutes of open time have passed. From a closed time on, the count begins when it opens.
  package func due(from moment: Moment, minutes: Int, calendar: JapaneseCalendar) -> Moment {
    var day = CivilDate(moment, offset: Self.offset)
    var left = Int64(max(0, minutes)) * 60_000
    var from = moment.milliseconds
    // An open day brings at least one minute; ten closed ones may lie between two.
    for _ in 0..<(minutes + 40) * 11 {
      let start = day.start(offset: Self.offset).milliseconds
      let (open, close) = (start + Int64(opens) * 60_000, start + Int64(closes) * 60_000)
      if calendar.isBusinessDay(day), from < close {
        let begin = max(from, open)
        if close - begin >= left { return Moment(milliseconds: begin + left) }
        left -= close - begin
      }
      day = day.adding(days: 1)
      from = day.start(offset: Self.offset).milliseconds
    }
    return Moment(milliseconds: from + left)
  }
}
