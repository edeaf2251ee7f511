/// The forms of dates, tried on a cursor.
enum DateGrammar {
  typealias Sign = DateCursor.Sign

  /// A number and how it was written.
  struct Number {
    var value: Int
    var digits: Int
    var isKanji = false
  }

  static func date(_ cursor: inout DateCursor, inText: Bool) -> CivilDate? {
    if cursor.take(Sign.common) { cursor.skipSpaces() }
    if let era = era(&cursor) { return eraDate(era, &cursor, inText: inText) }
    if cursor.code >= 0x41, cursor.code <= 0x5A { return monthNameFirst(&cursor) }
    guard let number = number(&cursor) else { return nil }
    if number.isKanji { return number.value >= 1000 ? afterWesternYear(number.value, &cursor) : nil }
    switch number.digits {
    case 8: return CivilDate(packed: Int32(number.value))
    case 7 where !inText: return coded(number.value / 1_000_000, compact: number.value % 1_000_000)
    case 4: return afterWesternYear(number.value, &cursor)
    case 1 where !inText && cursor.code == 0x2D:
      var trial = cursor
      if let date = codedWithHyphen(number.value, &trial) {
        cursor = trial
        return date
      }
      return yearLast(number.value, &cursor)
    case 1, 2: return yearLast(number.value, &cursor)
    default: return nil
    }
  }

  // Eras.

  private static func era(_ cursor: inout DateCursor) -> Era? {
    let found: Era?
    switch cursor.code {
    case UInt8(ascii: "M"): found = .meiji
    case UInt8(ascii: "T"): found = .taisho
    case UInt8(ascii: "S"): found = .showa
    case UInt8(ascii: "H"): found = .heisei
    case UInt8(ascii: "R"): found = .reiwa
    case (Sign.era + 1)...(Sign.era + 5): found = Era(rawValue: Int(cursor.code - Sign.era))
    default: found = nil
    }
    guard let found else { return nil }
    var trial = cursor
    trial.advance()
    if trial.code == 0x2E { trial.advance() }  // S.50.1.2
    trial.skipSpaces()
    let isYear = trial.isAtDigit || trial.code == Sign.first || isKanjiNumeral(trial.code)
    guard isYear else { return nil }
    cursor = trial
    return found
  }

  private static func eraDate(_ era: Era, _ cursor: inout DateCursor, inText: Bool) -> CivilDate? {
    let year: Int
    if cursor.take(Sign.first) {
      year = 1
    } else {
      guard let number = number(&cursor) else { return nil }
      if number.digits == 6, !number.isKanji, !inText { return compact(era, number.value) }
      guard number.digits <= 2 else { return nil }
      year = number.value
    }
    guard let (month, day) = monthAndDay(&cursor, western: { $0 == year + era.offset }) else { return nil }
    return era.date(year: year, month: month, day: day)
  }

  private static func compact(_ era: Era, _ value: Int) -> CivilDate? {
    era.date(year: value / 10_000, month: value / 100 % 100, day: value % 100)
  }

  private static func coded(_ code: Int, compact value: Int) -> CivilDate? {
    Era(rawValue: code).flatMap { compact($0, value) }
  }

  /// `3-500102` and `3-50-01-02`, behind the code.
  private static func codedWithHyphen(_ code: Int, _ cursor: inout DateCursor) -> CivilDate? {
    guard cursor.take(0x2D), let era = Era(rawValue: code), let number = number(&cursor) else { return nil }
    if number.digits == 6 { return compact(era, number.value) }
    guard number.digits <= 2, cursor.code == 0x2D, let (month, day) = separated(&cursor) else { return nil }
    return cursor.code == 0x2D ? nil : era.date(year: number.value, month: month, day: day)
  }

  // Western years.

  private static func afterWesternYear(_ year: Int, _ cursor: inout DateCursor) -> CivilDate? {
    guard let (month, day) = monthAndDay(&cursor, western: nil, of: year) else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// The month and the day behind a year: `年1月2日`, `/1/2`, and either with the year in the other calendar in
  /// parentheses between, which then must be the same year.
  private static func monthAndDay(
    _ cursor: inout DateCursor, western isSame: ((Int) -> Bool)?, of year: Int = 0
  ) -> (Int, Int)? {
    cursor.skipSpaces()
    var hasYearSign = cursor.take(Sign.year)
    if hasYearSign { cursor.skipSpaces() }
    if cursor.code == 0x28 {
      cursor.advance()
      cursor.skipSpaces()
      guard otherCalendar(&cursor, western: isSame, of: year) else { return nil }
      cursor.skipSpaces()
      if cursor.take(Sign.year) { hasYearSign = true }
      cursor.skipSpaces()
    }
    if !hasYearSign { return separated(&cursor) }
    guard let month = number(&cursor), month.digits <= 2 else {
      return nil
    }
    cursor.skipSpaces()
    guard cursor.take(Sign.month) else { return nil }
    cursor.skipSpaces()
    guard let day = number(&cursor), day.digits <= 2 else { return nil }
    cursor.skipSpaces()
    guard cursor.take(Sign.day) else { return nil }
    return (month.value, day.value)
  }

  /// `昭和50年)` behind `1975年(`, or `1975年)` behind `昭和50年(`.
  private static func otherCalendar(
    _ cursor: inout DateCursor, western isSame: ((Int) -> Bool)?, of year: Int
  ) -> Bool {
    if let isSame {
      _ = cursor.take(Sign.common)
      guard let number = number(&cursor), isSame(number.value) else { return false }
    } else {
      guard let era = era(&cursor) else { return false }
      if cursor.take(Sign.first) {
        guard era.offset + 1 == year else { return false }
      } else {
        guard let number = number(&cursor), number.value + era.offset == year else { return false }
      }
    }
    _ = cursor.take(Sign.year)
    cursor.skipSpaces()
    return cursor.take(0x29)
  }

  /// `/1/2`, `-01-02`, `. 1. 2`, with the same separator twice.
  private static func separated(_ cursor: inout DateCursor) -> (Int, Int)? {
    let separator = cursor.code
    guard separator == 0x2F || separator == 0x2D || separator == 0x2E else { return nil }
    cursor.advance()
    cursor.skipSpaces()
    guard let month = number(&cursor), month.digits <= 2 else { return nil }
    cursor.skipSpaces()
    guard cursor.take(separator) else { return nil }
    cursor.skipSpaces()
    guard let day = number(&cursor), day.digits <= 2 else { return nil }
    return (month.value, day.value)
  }

  // The year last.

  private static func yearLast(_ first: Int, _ cursor: inout DateCursor) -> CivilDate? {
    let separator = cursor.code
    if separator == 0x20 || separator == 0x2D {
      var trial = cursor
      trial.advance()
      if let month = monthName(&trial) {
        while trial.code == 0x20 || trial.code == 0x2C || trial.code == 0x2D { trial.advance() }
        guard let year = number(&trial), year.digits == 4 else { return nil }
        cursor = trial
        return CivilDate(year: year.value, month: month, day: first)
      }
    }
    guard separator == 0x2F || separator == 0x2D || separator == 0x2E else { return nil }
    cursor.advance()
    guard let second = number(&cursor), second.digits <= 2, cursor.take(separator) else { return nil }
    guard let year = number(&cursor), year.digits == 4 else { return nil }
    let monthFirst = CivilDate(year: year.value, month: first, day: second.value)
    let dayFirst = CivilDate(year: year.value, month: second.value, day: first)
    return separator == 0x2E ? dayFirst : monthFirst ?? dayFirst
  }

  private static func monthNameFirst(_ cursor: inout DateCursor) -> CivilDate? {
    guard let month = monthName(&cursor) else { return nil }
    while cursor.code == 0x20 || cursor.code == 0x2E { cursor.advance() }
    guard let day = number(&cursor), day.digits <= 2 else { return nil }
    while cursor.code == 0x20 || cursor.code == 0x2C { cursor.advance() }
    guard let year = number(&cursor), year.digits == 4 else { return nil }
    return CivilDate(year: year.value, month: month, day: day.value)
  }

  /// An English month, short or whole.
  private static func monthName(_ cursor: inout DateCursor) -> Int? {
    var key: UInt32 = 0  // the first four letters
    var letters = 0
    while cursor.code >= 0x41, cursor.code <= 0x5A {
      if letters < 4 { key = key << 8 | UInt32(cursor.code) }
      letters += 1
      guard letters <= 9 else { return nil }
      cursor.advance()
    }
    guard letters >= 3 else { return nil }
    if letters == 3 { key <<= 8 }
    if cursor.code == 0x2E { cursor.advance() }
    let month: (number: Int, fourth: UInt8)
    switch key >> 8 {
    case 0x4A414E: month = (1, UInt8(ascii: "U"))
    case 0x464542: month = (2, UInt8(ascii: "R"))
    case 0x4D4152: month = (3, UInt8(ascii: "C"))
    case 0x415052: month = (4, UInt8(ascii: "I"))
    case 0x4D4159: month = (5, 0)
    case 0x4A554E: month = (6, UInt8(ascii: "E"))
    case 0x4A554C: month = (7, UInt8(ascii: "Y"))
    case 0x415547: month = (8, UInt8(ascii: "U"))
    case 0x534550: month = (9, UInt8(ascii: "T"))
    case 0x4F4354: month = (10, UInt8(ascii: "O"))
    case 0x4E4F56: month = (11, UInt8(ascii: "E"))
    case 0x444543: month = (12, UInt8(ascii: "E"))
    default: return nil
    }
    return letters == 3 || UInt8(key & 0xFF) == month.fourth ? month.number : nil
  }

  // Numbers.

  private static func isKanjiNumeral(_ code: UInt8) -> Bool {
    code >= Sign.kanjiDigit && code <= Sign.kanjiDigit + 9 || code == Sign.ten || code == Sign.hundred
      || code == Sign.thousand
  }

  /// Up to eight digits, or kanji numerals by place (一九七五) or by unit (五十, 千九百七十五).
  private static func number(_ cursor: inout DateCursor) -> Number? {
    var result = Number(value: 0, digits: 0)
    while cursor.isAtDigit {
      guard result.digits < 8 else { return nil }
      result.value = result.value * 10 + Int(cursor.code - 0x30)
      result.digits += 1
      cursor.advance()
    }
    if result.digits > 0 { return result }
    guard isKanjiNumeral(cursor.code) else { return nil }
    var total = 0
    var current: Int?
    var characters = 0
    while isKanjiNumeral(cursor.code) {
      characters += 1
      guard characters <= 8 else { return nil }
      switch cursor.code {
      case Sign.ten, Sign.hundred, Sign.thousand:
        let unit = cursor.code == Sign.ten ? 10 : cursor.code == Sign.hundred ? 100 : 1000
        total += (current ?? 1) * unit
        current = nil
      default: current = (current ?? 0) * 10 + Int(cursor.code - Sign.kanjiDigit)
      }
      cursor.advance()
    }
    let value = total + (current ?? 0)
    guard value <= 9999 else { return nil }
    return Number(value: value, digits: value < 100 ? 2 : 4, isKanji: true)
  }

  // What may stand behind a date in a cell.

  /// A time, a weekday in parentheses, 生 or 生まれ, in any order.
  static func skipTrailer(_ cursor: inout DateCursor) {
    for _ in 0..<4 {
      cursor.skipSpaces()
      switch cursor.code {
      case UInt8(ascii: "T"):
        cursor.advance()
        skipTime(&cursor)
      case 0x30...0x39: skipTime(&cursor)
      case 0x28:
        var trial = cursor
        var characters = 0
        while !trial.isAtEnd, trial.code != 0x29, characters < 6 {
          trial.advance()
          characters += 1
        }
        guard trial.take(0x29) else { return }
        cursor = trial
      case Sign.born:
        cursor.advance()
        if cursor.take(Sign.ma), !cursor.take(Sign.re) { return }
      case 0x27, 0x22: cursor.advance()
      default: return
      }
    }
    cursor.skipSpaces()
  }

  private static func skipTime(_ cursor: inout DateCursor) {
    var parts = 0
    while cursor.isAtDigit, parts < 5 {
      while cursor.isAtDigit { cursor.advance() }
      parts += 1
      switch cursor.code {
      case 0x3A, 0x2E, 0x2B, 0x2D, Sign.hour, Sign.minute, Sign.second: cursor.advance()
      case UInt8(ascii: "Z"): cursor.advance()
      default: break
      }
    }
  }
}
