/// A day of the Gregorian calendar between 1868 and 2200.
package struct CivilDate: Sendable, Hashable, Comparable {
  private let year16: Int16
  private let month8: Int8
  private let day8: Int8

  package var year: Int { Int(year16) }
  /// 1 to 12.
  package var month: Int { Int(month8) }
  /// 1 to 31.
  package var day: Int { Int(day8) }

  /// nil unless it is a real day of a year from 1868 to 2200.
  package init?(year: Int, month: Int, day: Int) {
    guard year >= 1868, year <= 2200, month >= 1, month <= 12, day >= 1, day <= Self.days(inMonth: month, of: year)
    else { return nil }
    self.init(checkedYear: year, month: month, day: day)
  }

  private init(checkedYear year: Int, month: Int, day: Int) {
    year16 = Int16(truncatingIfNeeded: year)
    month8 = Int8(truncatingIfNeeded: month)
    day8 = Int8(truncatingIfNeeded: day)
  }

  /// `yyyymmdd` as a number.
  package var packed: Int32 { Int32(year16) * 10_000 + Int32(month8) * 100 + Int32(day8) }

  /// From `yyyymmdd`; nil unless it is a real day.
  package init?(packed: Int32) {
    let value = Int(packed)
    guard value > 0 else { return nil }
    self.init(year: value / 10_000, month: value / 100 % 100, day: value % 100)
  }

  /// Days since 1970-01-01.
  package var dayNumber: Int {
    // Years begin in March here, so that the leap day is a year's last (the usual civil-from-days arithmetic).
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The day so many days after 1970-01-01; days outside 1868 to 2200 become the first or the last day of that span.
  package init(dayNumber: Int) {
    let days = min(max(dayNumber, -37_255), 84_370) + 719_468
    let era = days / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    self.init(
      checkedYear: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// The day of an Excel serial number; nil for 60 in the 1900 system, whose 29 February 1900 never was, and for
  /// numbers outside the span.
  package static func fromExcelSerial(_ n: Int, date1904: Bool = false) -> CivilDate? {
    if date1904 { return n >= 0 && n <= 108_477 ? CivilDate(dayNumber: n - 24_107) : nil }
    guard n >= 1, n <= 109_939, n != 60 else { return nil }
    return CivilDate(dayNumber: n < 60 ? n - 25_568 : n - 25_569)
  }

  /// 0 for Sunday to 6 for Saturday.
  package var weekday: Int { ((dayNumber + 4) % 7 + 7) % 7 }

  package func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber &+ days) }

  package static func < (left: CivilDate, right: CivilDate) -> Bool { left.packed < right.packed }

  package static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// The number of days of a month from 1 to 12.
  package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CivilDate: CustomStringConvertible {
  /// ISO 8601: `1975-01-02`.
  package var description: String {
    func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(year)-\(padded(month))-\(padded(day))"
  }
}
