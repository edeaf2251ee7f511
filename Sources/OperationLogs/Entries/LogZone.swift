import CanonicalForms
import JapaneseText

/// The zone of a log's clock.
package enum LogZone: Sendable, Hashable {
  /// Minutes east of Greenwich, -840 to 840.
  case offset(Int)
  /// That of the machine that imports, summer time by its rules.
  case machine

  package static let japan = LogZone.offset(540)
  package static let utc = LogZone.offset(0)

  /// `Z`, `UTC`, `GMT`, `JST`, `+09:00`, `+0900`, `+9`, and these behind `GMT` or `UTC`, also in parentheses; `local`.
  package init?(_ text: String) {
    var rest = Folding.foldText(text)[...]
    if rest.hasPrefix("("), rest.hasSuffix(")") { rest = rest.dropFirst().dropLast() }
    switch rest {
    case "z", "utc", "gmt":
      self = .utc
      return
    case "jst", "asia/tokyo":
      self = .japan
      return
    case "local":
      self = .machine
      return
    default: break
    }
    if rest.hasPrefix("utc") || rest.hasPrefix("gmt") { rest = rest.dropFirst(3) }
    guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
    let digits = rest.dropFirst().filter { $0 != ":" }
    guard digits.count <= 4, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else {
      return nil
    }
    let minutes = digits.count <= 2 ? number * 60 : number / 100 * 60 + number % 100
    guard minutes <= 840, digits.count <= 2 || number % 100 < 60 else { return nil }
    self = .offset(sign == "-" ? -minutes : minutes)
  }

  /// The moment when a clock of this zone shows the time; nil before 1900.
  package func moment(of clock: ClockTime) -> Moment? {
    guard clock.date.year >= 1900 else { return nil }
    switch self {
    case .offset(let minutes):
      let seconds =
        Int64(clock.date.dayNumber) * 86_400 + Int64(clock.hour) * 3600 + Int64(clock.minute - minutes) * 60
        + Int64(clock.second)
      return Moment(milliseconds: seconds * 1000 + Int64(clock.millisecond))
    case .machine:
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      let day = clock.date.description
      guard let start = Moment(parsing: "\(day) \(two(clock.hour)):\(two(clock.minute)):\(two(clock.second))") else {
        return nil
      }
      return Moment(milliseconds: start.milliseconds + Int64(clock.millisecond))
    }
  }
}

/// A day and a time of it, as a clock on a wall shows them.
package struct ClockTime: Sendable, Hashable {
  package var date: CivilDate
  package var hour = 0
  package var minute = 0
  package var second = 0
  package var millisecond = 0

  package init(date: CivilDate) { self.date = date }
}
