import CanonicalForms
import PersonalData

extension Answer {
  /// Reads what somebody types for a fact.
  ///
  /// Any fact: `unknown`, `not-applicable`, `not-yet`. A time: `2025-03-14 12:00`, `2025-03-15` (the whole day), two of them
  /// with `..` between. A number: `780`, `10-900`, `10-` (no upper bound), `-170000` (at most). Fields: their names with
  /// commas. `yes`, `no`. A code of the fact's list. Words.
  /// - Returns: nil when the fact does not take it.
  package init?(parsing text: String, for fact: Fact) {
    switch text {
    case "unknown": self = .unknown
    case "not-applicable": self = .notApplicable
    case "not-yet": self = .notYetAvailable
    default:
      guard let value = Self.value(text, of: fact) else { return nil }
      self = .known(value)
    }
    guard fact.takes(self) else { return nil }
  }

  private static func value(_ text: String, of fact: Fact) -> Value? {
    switch fact.shape {
    case .time: return span(text).map { .time($0) }
    case .quantity: return quantity(text).map { .quantity($0) }
    case .fields:
      let names = text.split(separator: ",").map { String($0).filter { $0 != " " } }
      let fields = names.compactMap(Field.init(rawValue:))
      return fields.count == names.count ? .fields(fields) : nil
    case .yesNo: return text == "yes" ? .yesNo(true) : text == "no" ? .yesNo(false) : nil
    case .choice: return .choice(text)
    case .text: return .text(text)
    }
  }

  private static func span(_ text: String) -> TimeSpan? {
    guard let bounds = text.firstRange(of: "..") else { return day(text) }
    guard let first = day(String(text[..<bounds.lowerBound])), let last = day(String(text[bounds.upperBound...])),
      first.from <= last.until
    else { return nil }
    return TimeSpan(first.from, last.until)
  }

  /// A moment, or the whole of a day when no clock time is given.
  private static func day(_ text: String) -> TimeSpan? {
    guard let moment = Moment(parsing: text) else { return nil }
    guard !text.contains(":") else { return TimeSpan(moment) }
    return TimeSpan(moment, Moment(milliseconds: moment.milliseconds + 86_400_000 - 60_000))
  }

  private static func quantity(_ text: String) -> Quantity? {
    if let count = Int(text), count >= 0 { return Quantity(count) }
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let (least, most) = (parts[0].isEmpty ? 0 : Int(parts[0]), parts[1].isEmpty ? nil : Int(parts[1]))
    guard let least, least >= 0, parts[1].isEmpty || most.map({ $0 >= least }) == true, text != "-" else { return nil }
    return Quantity(least: least, most: most)
  }
}
