import CanonicalForms
import JapaneseText
import Wording

/// Dates and times as an office writes them.
struct PageTime: Sendable {
  let language: Language
  let now: Moment

  /// `2026-11-26 12:00`, for columns.
  func minute(_ moment: Moment?) -> String { moment?.localMinute ?? "–" }

  /// `2026-11-26`.
  func day(_ moment: Moment?) -> String { moment?.localDate ?? "–" }

  /// `令和8年11月26日（2026-11-26 木）` or `Thu 26 Nov 2026`.
  func longDay(_ moment: Moment) -> String {
    let digits = moment.localDate.split(separator: "-").compactMap { Int($0) }
    guard digits.count == 3, let date = CivilDate(year: digits[0], month: digits[1], day: digits[2]) else {
      return moment.localDate
    }
    switch language {
    case .ja: return "\(Era.text(of: date))（\(moment.localDate) \(Self.kanjiDays[date.weekday])）"
    case .en: return "\(Self.days[date.weekday]) \(date.day) \(Self.months[date.month - 1]) \(date.year)"
    }
  }

  func longMinute(_ moment: Moment) -> String { longDay(moment) + " " + moment.localMinute.suffix(5) }

  /// `3 日前`; a dash when there is none.
  func ago(_ moment: Moment?) -> String {
    guard let moment else { return "–" }
    return language.page(.ago, language.duration(milliseconds: now.milliseconds - moment.milliseconds))
  }

  private static let kanjiDays = ["日", "月", "火", "水", "木", "金", "土"]
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}

extension Moment {
  /// From what a person types: `2025-03-15 12:00` or `2025-03-15T12:00`, in the zone of this process (`LocalZone`); full width, too.
  package init?(typed text: String) {
    let narrow = text.unicodeScalars.map { scalar -> Character in
      switch scalar.value {
      // Full width forms of ASCII, and the ideographic space.
      case 0xFF01...0xFF5E: Character(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
      case 0x3000: " "
      default: Character(scalar)
      }
    }
    guard let moment = Moment(parsing: String(narrow)) else { return nil }
    self = moment
  }
}
