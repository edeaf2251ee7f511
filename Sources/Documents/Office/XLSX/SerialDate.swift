/// Dates of spreadsheets: days since the end of 1899 (or since 1904), with the time of day as the fraction.
enum SerialDate {
  /// Bytes that `write` needs at most.
  static let room = 24

  /// How a number format shows a date (see `NumberFormat`).
  enum Style: UInt8, Sendable {
    case none = 0
    case date
    case time
    case elapsed
  }

  /// Writes `1975-01-02`, `2024-06-01 09:30`, `09:30` or `09:30:15`.
  /// - Returns: bytes written; 0 when the number is no date that Excel could show.
  static func write(
    days: Int, secondOfDay: Int, style: Style, date1904: Bool, into output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var days = days
    var second = secondOfDay
    if second >= 86_400 {
      days &+= 1
      second = 0
    }
    guard days >= 0, days <= 2_958_465 else { return 0 }
    var to = 0
    if style == .elapsed {
      to = writeNumber(days * 24 + second / 3_600, width: 2, into: output, at: to)
      return writeMinutes(second, into: output, at: to)
    }
    let isTimeOnly = style == .time && days == 0
    if !isTimeOnly {
      if days == 0, !date1904 { return 0 }
      let date = civil(days: days, date1904: date1904)
      to = writeNumber(date.year, width: 4, into: output, at: to)
      output[to] = 0x2D
      to = writeNumber(date.month, width: 2, into: output, at: to + 1)
      output[to] = 0x2D
      to = writeNumber(date.day, width: 2, into: output, at: to + 1)
      if second == 0 { return to }
      output[to] = 0x20
      to += 1
    }
    to = writeNumber(second / 3_600, width: 2, into: output, at: to)
    return writeMinutes(second, into: output, at: to)
  }

  private static func writeMinutes(_ second: Int, into output: UnsafeMutablePointer<UInt8>, at start: Int) -> Int {
    var to = start
    output[to] = 0x3A
    to = writeNumber(second / 60 % 60, width: 2, into: output, at: to + 1)
    if second % 60 != 0 {
      output[to] = 0x3A
      to = writeNumber(second % 60, width: 2, into: output, at: to + 1)
    }
    return to
  }

  private static func writeNumber(
    _ value: Int, width: Int, into output: UnsafeMutablePointer<UInt8>, at start: Int
  ) -> Int {
    var length = 1
    var limit = 10
    while value >= limit {
      length += 1
      limit *= 10
    }
    length = max(length, width)
    var rest = value
    var at = start + length - 1
    while at >= start {
      output[at] = 0x30 + UInt8(rest % 10)
      rest /= 10
      at -= 1
    }
    return start + length
  }

  /// The day of the calendar. Excel takes 1900 for a leap year, as Lotus 1-2-3 did: 60 is a 29 February that never was.
  private static func civil(days: Int, date1904: Bool) -> (year: Int, month: Int, day: Int) {
    if !date1904, days == 60 { return (1900, 2, 29) }
    // Days since 1 March 0000 (proleptic Gregorian): 1899-12-30 is day 693,899, and 1904-01-01 is 1,462 days later.
    let z = 693_899 + days + (date1904 ? 1_462 : days < 60 ? 1 : 0)
    let era = z / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// Splits a plain decimal text into days and the second of the day, rounded.
  /// - Returns: nil when it is not a plain number of at most eight digits before the point.
  @inline(__always)
  static func split(_ bytes: UnsafePointer<UInt8>, count: Int) -> (days: Int, second: Int)? {
    var days = 0
    var at = 0
    while at < count, bytes[at] &- 0x30 <= 9, at < 8 {
      days = days &* 10 &+ Int(bytes[at] &- 0x30)
      at &+= 1
    }
    if at == count { return at > 0 ? (days, 0) : nil }
    guard bytes[at] == 0x2E else { return nil }
    at &+= 1
    var fraction = 0
    var unit = 1
    while at < count {
      guard bytes[at] &- 0x30 <= 9 else { return nil }
      if unit < 1_000_000_000_000 {
        fraction = fraction &* 10 &+ Int(bytes[at] &- 0x30)
        unit &*= 10
      }
      at &+= 1
    }
    return (days, (fraction &* 86_400 &+ unit / 2) / unit)
  }
}
