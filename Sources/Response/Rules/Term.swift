import CanonicalForms
import JapaneseText

/// How long somebody has.
package enum Term: Sendable, Hashable {
  /// No number in the rule; the authority's guidance says about so many days. The moment of knowing is in day 1.
  case promptly(days: ClosedRange<Int>)
  /// Calendar days.
  /// - Parameters:
  ///   - firstDayCounts: the day of the beginning is day 1 (PPC), or the day after it is (HIPAA).
  ///   - movesToOpenDay: a last day on which offices are closed moves to the next open one.
  case days(Int, firstDayCounts: Bool, movesToOpenDay: Bool)
  /// Business days of Japan; the day after the beginning is the first.
  case businessDays(Int)
  /// Hours of the clock, weekends and holidays included.
  case hours(Int)
  /// Days after the end of the calendar year of the beginning.
  case afterYearEnd(days: Int)
  /// No number at all: "without undue delay", "as the situation requires".
  case withoutDelay
}

/// The end of a term.
package struct Deadline: Sendable, Hashable {
  /// The first moment at which it is too late.
  package var end: Moment
  /// The last day, where the term is counted in days.
  package var day: CivilDate?
  /// The earlier end of a guidance of "3 to 5 days".
  package var from: CivilDate?
  /// Guidance of an authority rather than the letter of the rule.
  package var isGuidance: Bool

  package init(end: Moment, day: CivilDate? = nil, from: CivilDate? = nil, isGuidance: Bool = false) {
    self.end = end
    self.day = day
    self.from = from
    self.isGuidance = isGuidance
  }
}

extension Term {
  /// - Parameters:
  ///   - start: the moment of knowing.
  ///   - offset: minutes from UTC of the zone in which days are counted.
  /// - Returns: nil for terms without a number.
  package func deadline(from start: Moment, offset: Int, calendar: JapaneseCalendar = .init()) -> Deadline? {
    let first = CivilDate(start, offset: offset)
    func ending(_ day: CivilDate, from: CivilDate? = nil, isGuidance: Bool = false) -> Deadline {
      Deadline(end: day.adding(days: 1).start(offset: offset), day: day, from: from, isGuidance: isGuidance)
    }
    switch self {
    case .promptly(let days):
      return ending(
        first.adding(days: days.upperBound - 1), from: first.adding(days: days.lowerBound - 1), isGuidance: true)
    case .days(let count, let firstDayCounts, let movesToOpenDay):
      let day = first.adding(days: firstDayCounts ? max(count, 1) - 1 : count)
      return ending(movesToOpenDay ? calendar.nextBusinessDay(onOrAfter: day) : day)
    case .businessDays(let count):
      var day = first
      // Every week has an open day but for the longest breaks: three days for each end any search.
      var left = count
      for _ in 0..<(count * 3 + 30) where left > 0 {
        day = day.adding(days: 1)
        if calendar.isBusinessDay(day) { left -= 1 }
      }
      return ending(day)
    case .hours(let count): return Deadline(end: Moment(milliseconds: start.milliseconds + Int64(count) * 3_600_000))
    case .afterYearEnd(let days):
      guard let last = CivilDate(year: first.year, month: 12, day: 31) else { return nil }
      return ending(last.adding(days: days))
    case .withoutDelay: return nil
    }
  }
}

extension CivilDate {
  /// - Parameter offset: minutes from UTC.
  package init(_ moment: Moment, offset: Int) {
    let milliseconds = moment.milliseconds + Int64(offset) * 60_000
    let day = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
    self.init(dayNumber: Int(clamping: day))
  }

  /// The first moment of the day.
  package func start(offset: Int) -> Moment {
    Moment(milliseconds: Int64(dayNumber) * 86_400_000 - Int64(offset) * 60_000)
  }
}

extension Term {
  var json: JSON {
    switch self {
    case .promptly(let days):
      ["kind": "promptly", "from": JSON(days.lowerBound), "to": JSON(days.upperBound)]
    case .days(let count, let firstDayCounts, let movesToOpenDay):
      [
        "kind": "days", "count": JSON(count), "first_day_counts": JSON(firstDayCounts),
        "moves_to_open_day": JSON(movesToOpenDay),
      ]
    case .businessDays(let count): ["kind": "business_days", "count": JSON(count)]
    case .hours(let count): ["kind": "hours", "count": JSON(count)]
    case .afterYearEnd(let days): ["kind": "after_year_end", "days": JSON(days)]
    case .withoutDelay: ["kind": "without_delay"]
    }
  }

  init?(json: JSON) {
    func count(_ key: String) -> Int? { json[key].integer.flatMap { (0...3_660).contains($0) ? Int($0) : nil } }
    switch json["kind"].string {
    case "promptly":
      guard let from = count("from"), let to = count("to"), from > 0, from <= to else { return nil }
      self = .promptly(days: from...to)
    case "days":
      guard let days = count("count") else { return nil }
      self = .days(
        days, firstDayCounts: json["first_day_counts"].boolean ?? false,
        movesToOpenDay: json["moves_to_open_day"].boolean ?? false)
    case "business_days":
      guard let days = count("count") else { return nil }
      self = .businessDays(days)
    case "hours":
      guard let hours = count("count") else { return nil }
      self = .hours(hours)
    case "after_year_end":
      guard let days = count("days") else { return nil }
      self = .afterYearEnd(days: days)
    case "without_delay": self = .withoutDelay
    default: return nil
    }
  }
}
