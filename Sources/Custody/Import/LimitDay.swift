import CanonicalForms
import JapaneseText

/// The last day of something: of an agreement, of keeping a list. Offices write 2999 or 9999 for "without an end", which
/// is no day that anybody was born on: recognition of dates stops at 2200, limits go on to 9999.
package struct LimitDay: Sendable, Hashable, CustomStringConvertible {
  package let year: Int
  package let month: Int
  package let day: Int

  /// From any way in which a day is written; after 2200 a western year in four digits.
  package init?(typed text: String) {
    let plain = text.unicodeScalars.map { scalar in
      // Full-width digits.
      (0xFF10...0xFF19).contains(scalar.value)
        ? Character(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar) : Character(scalar)
    }
    if let date = Self.parse(String(plain)) {
      (year, month, day) = (date.year, date.month, date.day)
      return
    }
    let written = plain.drop { $0 == " " }
    guard written.prefix(4).allSatisfy({ $0.isASCII && $0.isNumber }), let far = Int(String(written.prefix(4))),
      far > 2200
    else { return nil }
    // What months and days a year has rests on nothing but whether it is a leap year.
    let isLeap = far % 4 == 0 && (far % 100 != 0 || far % 400 == 0)
    let near = isLeap ? 2000 : 2001
    guard let date = Self.parse(String(near) + String(written.dropFirst(4))), date.year == near else { return nil }
    (year, month, day) = (far, date.month, date.day)
  }

  private static func parse(_ text: String) -> CivilDate? {
    var bytes = Array(text.utf8)
    return bytes.withUnsafeMutableBufferPointer { DateText.parse(UnsafeBufferPointer($0)) }
  }

  /// `2027-03-31`.
  package var description: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(year)-\(two(month))-\(two(day))"
  }

  /// The first moment of the day in the zone of this machine.
  package var start: Moment { Moment(startOfYear: year, month: month, day: day) }

  /// The first moment after the day in the zone of this machine; of the last day that can be written, its last second.
  package var end: Moment { min(Moment(startOfYear: year, month: month, day: day + 1), Self.last) }

  /// 9999-12-31T23:59:59Z: later moments have no form in RFC 3339.
  private static let last = Moment(seconds: 253_402_300_799)

  /// The first moment of the day in Japan.
  package var startInJapan: Moment {
    // Years begin in March here, so that the leap day is a year's last, as in `CivilDate`, which ends at 2200.
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = (shifted / 400, shifted % 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    return Moment(milliseconds: Int64(days) * 86_400_000 - 540 * 60_000)
  }
}
