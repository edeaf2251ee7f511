/// The holidays of one year, by the law as it stood in that year.
struct HolidayRules {
  let year: Int

  /// Whether the law names this day: by its date, by a Monday, by an equinox or for one event.
  func isNamed(_ date: CivilDate) -> Bool {
    guard date.year == year, year >= 1949, year <= 2099 else { return false }
    return isFixed(date) || isMonday(date) || isEquinox(date) || isEvent(date)
  }

  /// A substitute (振替休日): since 1973-04-12 the Monday after a holiday on a Sunday, since 2007 the first day after
  /// it that is no holiday itself.
  func isSubstitute(_ date: CivilDate) -> Bool {
    guard date.packed >= 1973_04_12, !isNamed(date) else { return false }
    if year < 2007 {
      return date.weekday == 1 && isNamedOnAnyYear(date.adding(days: -1))
    }
    var day = date.adding(days: -1)
    while isNamedOnAnyYear(day) {
      if day.weekday == 0 { return true }
      day = day.adding(days: -1)
    }
    return false
  }

  /// A day between two holidays (国民の休日), since 1985-12-27.
  func isBetween(_ date: CivilDate) -> Bool {
    guard date.packed >= 1985_12_27, date.weekday != 0, !isNamed(date) else { return false }
    return isNamedOnAnyYear(date.adding(days: -1)) && isNamedOnAnyYear(date.adding(days: 1)) && !isSubstitute(date)
  }

  private func isNamedOnAnyYear(_ date: CivilDate) -> Bool {
    date.year == year ? isNamed(date) : HolidayRules(year: date.year).isNamed(date)
  }

  /// Holidays with a date of their own.
  private func isFixed(_ date: CivilDate) -> Bool {
    switch (date.month, date.day) {
    case (1, 1): true  // 元日
    case (1, 15): year <= 1999  // 成人の日
    case (2, 11): year >= 1967  // 建国記念の日
    case (2, 23): year >= 2020  // 天皇誕生日
    case (4, 29): true  // 天皇誕生日, from 1989 みどりの日, from 2007 昭和の日
    case (5, 3), (5, 5): true  // 憲法記念日, こどもの日
    case (5, 4): year >= 2007  // みどりの日
    case (7, 20): year >= 1996 && year <= 2002  // 海の日
    case (8, 11): year >= 2016 && year != 2020 && year != 2021  // 山の日
    case (9, 15): year >= 1966 && year <= 2002  // 敬老の日
    case (10, 10): year >= 1966 && year <= 1999  // 体育の日
    case (11, 3), (11, 23): true  // 文化の日, 勤労感謝の日
    case (12, 23): year >= 1989 && year <= 2018  // 天皇誕生日
    default: false
    }
  }

  /// Holidays on the second or third Monday of a month (Happy Monday: 2000 for January and October, 2003 for July and
  /// September), without those that 2020 and 2021 moved for the Olympic Games.
  private func isMonday(_ date: CivilDate) -> Bool {
    guard date.weekday == 1 else { return false }
    let week = (date.day + 6) / 7
    let isOlympic = year == 2020 || year == 2021
    switch date.month {
    case 1: return year >= 2000 && week == 2  // 成人の日
    case 7: return year >= 2003 && week == 3 && !isOlympic  // 海の日
    case 9: return year >= 2003 && week == 3  // 敬老の日
    case 10: return year >= 2000 && week == 2 && !isOlympic  // 体育の日, from 2020 スポーツの日
    default: return false
    }
  }

  /// 春分の日 and 秋分の日 by the usual approximation of the Hydrographic Department, good for 1900 to 2099; the
  /// Cabinet announces each in the February before.
  private func isEquinox(_ date: CivilDate) -> Bool {
    switch date.month {
    case 3: date.day == equinox(year < 1980 ? 20.8357 : 20.8431)
    case 9: date.day == equinox(year < 1980 ? 23.2588 : 23.2488)
    default: false
    }
  }

  private func equinox(_ constant: Double) -> Int {
    let leaps = year < 1980 ? (year - 1983) / 4 : (year - 1980) / 4
    return Int(constant + 0.242194 * Double(year - 1980)) - leaps
  }

  /// Days made holidays by a law of their own: the Imperial family's events and the Olympic Games.
  private func isEvent(_ date: CivilDate) -> Bool {
    switch date.packed {
    case 1959_04_10: true  // wedding of the Crown Prince
    case 1989_02_24: true  // funeral of the Emperor Showa
    case 1990_11_12: true  // enthronement ceremony
    case 1993_06_09: true  // wedding of the Crown Prince
    case 2019_05_01, 2019_10_22: true  // accession, enthronement ceremony
    case 2020_07_23, 2020_07_24, 2020_08_10: true  // 海の日, スポーツの日, 山の日
    case 2021_07_22, 2021_07_23, 2021_08_08: true
    default: false
    }
  }
}
