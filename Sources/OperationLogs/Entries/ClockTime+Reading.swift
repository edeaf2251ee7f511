import JapaneseText

extension ClockTime {
  /// Reads a day with its time: `2024/03/01 10:22:33`, `2024-03-01T10:22:33.123+09:00`, `2024年3月1日(金) 10時22分`,
  /// `20240301102233`, `24/03/01 10:22` where the log has years of two digits (70 to 99 are of the last century).
  /// - Returns: nil for anything else; with the zone when one is written behind.
  package static func read(_ text: String, twoDigitYears: Bool = false) -> (clock: ClockTime, zone: LogZone?)? {
    var reader = ClockReader(text)
    guard let date = reader.date(twoDigitYears: twoDigitYears) else { return nil }
    var clock = ClockTime(date: date)
    reader.skipWeekday()
    guard reader.time(into: &clock) else { return nil }
    let rest = reader.rest
    if rest.isEmpty { return (clock, nil) }
    guard let zone = LogZone(rest) else { return nil }
    return (clock, zone)
  }

  /// Reads a day in one column and the time in another.
  package static func read(
    day: String, time: String, twoDigitYears: Bool = false
  ) -> (clock: ClockTime, zone: LogZone?)? {
    read(day + " " + time, twoDigitYears: twoDigitYears)
  }

  /// Reads by a pattern: `yyyy` `yy` `MM` `M` `dd` `d` `HH` `H` `mm` `m` `ss` `s` `SSS` are numbers, anything else stands
  /// for itself. `MM` and the like take one digit, too; `yyyy` takes four, `SSS` takes up to nine and keeps three.
  package static func read(_ text: String, by pattern: String) -> ClockTime? {
    var reader = ClockReader(text)
    var values: [Character: Int] = [:]
    var rest = pattern[...]
    while let letter = rest.first {
      guard "yMdHmsS".contains(letter) else {
        guard reader.take(letter) else { return nil }
        rest = rest.dropFirst()
        continue
      }
      let run = rest.prefix { $0 == letter }
      rest = rest.dropFirst(run.count)
      guard let number = reader.number(atMost: letter == "S" ? 9 : max(run.count, 2)) else { return nil }
      if letter == "y", run.count == 4, number.digits != 4 { return nil }
      values[letter] = letter == "S" ? number.asMilliseconds : number.value
      if letter == "y", run.count == 2 { values["y"] = ClockReader.fullYear(number.value) }
    }
    guard reader.rest.isEmpty, let year = values["y"], let month = values["M"], let day = values["d"],
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    var clock = ClockTime(date: date)
    clock.hour = values["H"] ?? 0
    clock.minute = values["m"] ?? 0
    clock.second = values["s"] ?? 0
    clock.millisecond = values["S"] ?? 0
    return clock.hour < 24 && clock.minute < 60 && clock.second < 60 ? clock : nil
  }
}

/// Walks over the characters of a time.
private struct ClockReader {
  struct Number {
    var value: Int
    var digits: Int

    /// As the digits behind a decimal point.
    var asMilliseconds: Int {
      var (value, digits) = (value, digits)
      while digits < 3 { (value, digits) = (value * 10, digits + 1) }
      while digits > 3 { (value, digits) = (value / 10, digits - 1) }
      return value
    }
  }

  private var text: Substring

  init(_ text: String) {
    // A time is short; whatever is longer is none.
    self.text = text.prefix(64)
    if text.utf8.contains(where: { $0 >= 0x80 }) {
      self.text = Substring(String(String.UnicodeScalarView(self.text.unicodeScalars.map(Self.plain))))
    }
    skipSpaces()
  }

  var rest: String {
    var end = text
    while let last = end.last, last.isWhitespace { end = end.dropLast() }
    return String(end)
  }

  static func fullYear(_ year: Int) -> Int { year < 70 ? 2000 + year : 1900 + year }

  mutating func skipSpaces() { text = text.drop { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" } }

  mutating func take(_ character: Character) -> Bool {
    guard text.first == character else { return false }
    text = text.dropFirst()
    return true
  }

  mutating func number(atMost digits: Int) -> Number? {
    let run = text.prefix(digits).prefix { $0.isASCII && $0.isNumber }
    guard !run.isEmpty, let value = Int(run) else { return nil }
    text = text.dropFirst(run.count)
    return Number(value: value, digits: run.count)
  }

  mutating func date(twoDigitYears: Bool) -> CivilDate? {
    let run = text.prefix { $0.isASCII && $0.isNumber }.count
    if run == 8 || run == 14 {
      guard let day = number(atMost: 8) else { return nil }
      return CivilDate(packed: Int32(clamping: day.value))
    }
    guard let first = number(atMost: 4) else { return nil }
    let year = twoDigitYears && first.digits <= 2 ? Self.fullYear(first.value) : first.value
    guard twoDigitYears || first.digits == 4 else { return nil }
    guard let separator = text.first, "/-.年".contains(separator) else { return nil }
    text = text.dropFirst()
    skipSpaces()
    guard let month = number(atMost: 2), take(separator == "年" ? "月" : separator) else { return nil }
    skipSpaces()
    guard let day = number(atMost: 2) else { return nil }
    if separator == "年", !take("日") { return nil }
    return CivilDate(year: year, month: month.value, day: day.value)
  }

  /// `(金)` and the like.
  mutating func skipWeekday() {
    skipSpaces()
    guard text.first == "(", let close = text.prefix(5).firstIndex(of: ")") else { return }
    text = text[text.index(after: close)...]
  }

  /// Nothing, or hours and minutes with what may follow.
  mutating func time(into clock: inout ClockTime) -> Bool {
    if take("T") || take("t") {}
    skipSpaces()
    guard !text.isEmpty else { return true }
    let run = text.prefix { $0.isASCII && $0.isNumber }.count
    if run == 6 {
      guard let all = number(atMost: 6) else { return false }
      (clock.hour, clock.minute, clock.second) = (all.value / 10_000, all.value / 100 % 100, all.value % 100)
    } else {
      let isAfternoon = take("午") && !take("前") && take("後")
      guard let hour = number(atMost: 2), take(":") || take("時"), let minute = number(atMost: 2) else { return false }
      (clock.hour, clock.minute) = (hour.value + (isAfternoon && hour.value < 12 ? 12 : 0), minute.value)
      let isJapanese = take("分")
      if isJapanese ? text.first?.isNumber == true : take(":") {
        guard let second = number(atMost: 2), !isJapanese || take("秒") else { return false }
        clock.second = second.value
      }
    }
    if text.first == "." || text.first == "," {
      text = text.dropFirst()
      guard let fraction = number(atMost: 9) else { return false }
      clock.millisecond = fraction.asMilliseconds
    }
    skipSpaces()
    return clock.hour < 24 && clock.minute < 60 && clock.second < 60
  }

  /// Full-width digits and signs as plain ones.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if (0xFF01...0xFF5E).contains(scalar.value) { return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar }
    return scalar.value == 0x3000 ? " " : scalar
  }
}
