/// A day of the Gregorian calendar, with every way in which such offices write it.
///
/// The generator keeps its own calendar on purpose: a mistake in the product's reader of dates must not be repeated in
/// the truth that it is measured against.
package struct Day: Sendable, Hashable {
  package var year: Int
  package var month: Int
  package var day: Int

  package init(_ year: Int, _ month: Int, _ day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// yyyymmdd as a number.
  package var packed: Int32 { Int32(year * 10000 + month * 100 + day) }

  package init(packed: Int32) { self.init(Int(packed) / 10000, Int(packed) / 100 % 100, Int(packed) % 100) }

  /// Days since 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms").
  package var dayNumber: Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
  }

  /// Serial number in the 1900 date system of spreadsheets, for days from 1900-03-01 on.
  package var spreadsheetSerial: Int { dayNumber + 25569 }

  package static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  package static func length(ofMonth month: Int, in year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Era in kanji and Latin letter, its code of the insurers (1 M, 2 T, 3 S, 4 H, 5 R), and the year within it.
  var era: (kanji: String, letter: String, code: Int, year: Int) {
    if packed >= 2019_05_01 { return ("令和", "R", 5, year - 2018) }
    if packed >= 1989_01_08 { return ("平成", "H", 4, year - 1988) }
    if packed >= 1926_12_25 { return ("昭和", "S", 3, year - 1925) }
    if packed >= 1912_07_30 { return ("大正", "T", 2, year - 1911) }
    return ("明治", "M", 1, year - 1867)
  }

  package func text(_ style: DateStyle) -> String {
    let (kanji, letter, code, eraYear) = era
    return switch style {
    case .slashes: "\(year)/\(month)/\(day)"
    case .paddedSlashes: "\(year)/\(two(month))/\(two(day))"
    case .hyphens: "\(year)-\(two(month))-\(two(day))"
    case .dots: "\(year).\(month).\(day)"
    case .compact: "\(packed)"
    case .kanji: "\(year)年\(month)月\(day)日"
    case .eraKanji: "\(kanji)\(eraYear == 1 ? "元" : "\(eraYear)")年\(month)月\(day)日"
    case .eraPadded: "\(kanji)\(blank(eraYear))年\(blank(month))月\(blank(day))日"
    case .eraDots: "\(letter)\(eraYear).\(month).\(day)"
    case .eraSlashes: "\(letter)\(two(eraYear))/\(two(month))/\(two(day))"
    case .eraShort: "\(kanji.prefix(1))\(eraYear).\(month).\(day)"
    case .eraCode: "\(code)-\(two(eraYear))\(two(month))\(two(day))"
    case .serial: "\(spreadsheetSerial)"
    case .midnight: "\(year)/\(two(month))/\(two(day)) 0:00:00"
    case .fullWidth: fullWidth("\(year)/\(two(month))/\(two(day))")
    }
  }
}

package enum DateStyle: String, Sendable, CaseIterable {
  case slashes, paddedSlashes, hyphens, dots, compact, kanji
  case eraKanji, eraPadded, eraDots, eraSlashes, eraShort, eraCode
  /// The bare serial number that a spreadsheet leaves when a date column lost its format.
  case serial
  case midnight, fullWidth
}

func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }

func blank(_ n: Int) -> String { n < 10 ? " \(n)" : "\(n)" }

/// Zero-padded decimal digits.
func digits(_ n: Int, _ width: Int) -> String {
  let text = String(n)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
