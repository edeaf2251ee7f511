/// Dates of Access, as `1975-01-02`, `2024-06-01 09:30` or, where there is no day, `09:30:15`.
enum JetDate {
  /// Julian day number of 30 December 1899, from which days are counted.
  private static let firstDay = 2_415_019
  /// 1 January 100 and 31 December 9999: what Access takes for a date.
  private static let span = -657_434.0..<2_958_466.0

  /// - Parameter value: days, and the time of day as the fraction, which counts forwards before 1899 too.
  /// - Returns: empty for what is no date.
  static func text(of value: Double) -> [UInt8] {
    guard value.isFinite, span.contains(value) else { return [] }
    let day = value.rounded(.towardZero)
    return text(day: Int(day), second: Int(((value - day).magnitude * 86_400).rounded()))
  }

  /// A date of Access 2019: days since 1 January of the year 1 and parts of a day of 100 nanoseconds, in decimal digits
  /// parted by colons.
  static func text(ofLong value: [UInt8]) -> [UInt8] {
    let parts = value.split(separator: UInt8(ascii: ":"))
    guard parts.count >= 2, let days = Int(String(decoding: parts[0], as: UTF8.self)),
      let ticks = Int(String(decoding: parts[1], as: UTF8.self)), days >= 0, days < 4_000_000, ticks >= 0,
      ticks < 864_000_000_000
    else { return [] }
    return text(day: days - 693_593, second: ticks / 10_000_000)
  }

  private static func text(day: Int, second: Int) -> [UInt8] {
    let day = second >= 86_400 ? day + 1 : day
    let second = second % 86_400
    func two(_ value: Int) -> [UInt8] { [0x30 + UInt8(value / 10), 0x30 + UInt8(value % 10)] }
    var time = two(second / 3_600) + [0x3A] + two(second / 60 % 60)
    if second % 60 != 0 { time += [0x3A] + two(second % 60) }
    if day == 0 { return time }
    let date = DBFText.date(ofJulianDay: firstDay + day)
    return second == 0 || date.isEmpty ? date : date + [0x20] + time
  }
}
