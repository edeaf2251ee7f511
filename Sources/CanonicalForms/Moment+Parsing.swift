import Glibc

extension Moment {
  /// Reads `2025-03-14`, `2025-03-14 12:00`, `2025/3/14 12:00:30`, `2025-03-14T12:00:00Z`, `…+09:00`, with or without
  /// fractions of a second. Without a zone it is the time of this machine; without a clock time it is the day's start.
  /// - Returns: nil for anything else and for days and times that do not exist.
  package init?(parsing text: String) {
    var rest = Substring(text).drop { $0 == " " }
    guard let year = Self.number(&rest, digits: 4...4), year >= 1900, let separator = rest.first,
      separator == "-" || separator == "/"
    else { return nil }
    rest = rest.dropFirst()
    guard let month = Self.number(&rest, digits: 1...2), (1...12).contains(month), rest.first == separator else {
      return nil
    }
    rest = rest.dropFirst()
    guard let day = Self.number(&rest, digits: 1...2), day >= 1, day <= Self.days(in: month, of: year) else {
      return nil
    }
    var clock = (hour: 0, minute: 0, second: 0, millis: 0)
    if let mark = rest.first, mark == "T" || mark == " " {
      rest = rest.dropFirst()
      guard let read = Self.clock(&rest) else { return nil }
      clock = read
    }
    guard let offset = Self.zone(&rest), rest.allSatisfy({ $0 == " " }) else { return nil }
    var parts = tm()
    parts.tm_year = Int32(year - 1900)
    parts.tm_mon = Int32(month - 1)
    parts.tm_mday = Int32(day)
    parts.tm_hour = Int32(clock.hour)
    parts.tm_min = Int32(clock.minute)
    parts.tm_sec = Int32(clock.second)
    parts.tm_isdst = -1
    let seconds: Int64
    switch offset {
    case .minutes(let minutes): seconds = Int64(timegm(&parts)) - Int64(minutes) * 60
    case .local: seconds = Int64(mktime(&parts))
    }
    self.init(milliseconds: seconds * 1000 + Int64(clock.millis))
  }

  /// The start of a day in the zone of this machine.
  /// - Parameter day: one more than the month has is the first of the next month.
  package init(startOfYear year: Int, month: Int, day: Int) {
    var parts = tm()
    parts.tm_year = Int32(clamping: year - 1900)
    parts.tm_mon = Int32(clamping: month - 1)
    parts.tm_mday = Int32(clamping: day)
    parts.tm_isdst = -1
    self.init(seconds: Int64(mktime(&parts)))
  }

  private enum Offset {
    case minutes(Int)
    case local
  }

  private static func clock(_ rest: inout Substring) -> (hour: Int, minute: Int, second: Int, millis: Int)? {
    guard let hour = number(&rest, digits: 1...2), hour < 24, rest.first == ":" else { return nil }
    rest = rest.dropFirst()
    guard let minute = number(&rest, digits: 2...2), minute < 60 else { return nil }
    var second = 0
    var millis = 0
    if rest.first == ":" {
      rest = rest.dropFirst()
      guard let read = number(&rest, digits: 2...2), read < 60 else { return nil }
      second = read
      if rest.first == "." {
        rest = rest.dropFirst()
        let fraction = rest.prefix { $0.isASCII && $0.isNumber }
        guard !fraction.isEmpty else { return nil }
        millis = Int((fraction + "000").prefix(3)) ?? 0
        rest = rest.dropFirst(fraction.count)
      }
    }
    return (hour, minute, second, millis)
  }

  private static func zone(_ rest: inout Substring) -> Offset? {
    guard let sign = rest.first, sign != " " else { return .local }
    rest = rest.dropFirst()
    if sign == "Z" || sign == "z" { return .minutes(0) }
    guard sign == "+" || sign == "-", let hours = number(&rest, digits: 2...2), hours < 24 else { return nil }
    if rest.first == ":" { rest = rest.dropFirst() }
    guard let minutes = number(&rest, digits: 2...2), minutes < 60 else { return nil }
    return .minutes((sign == "-" ? -1 : 1) * (hours * 60 + minutes))
  }

  private static func number(_ rest: inout Substring, digits: ClosedRange<Int>) -> Int? {
    let run = rest.prefix(digits.upperBound).prefix { $0.isASCII && $0.isNumber }
    guard digits.contains(run.count) else { return nil }
    rest = rest.dropFirst(run.count)
    return Int(run)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
