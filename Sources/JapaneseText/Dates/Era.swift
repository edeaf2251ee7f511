/// The eras of Japan since 1868.
///
/// Change days: each era begins on the day after, or of, the change of emperor as its ordinance says; the day itself
/// already counts as year 1 of the new era (1912-07-30, 1926-12-25 — both eras share these two days in law, the new
/// one is taken — 1989-01-08, 2019-05-01).
package enum Era: Int, Sendable, CaseIterable, Comparable {
  // The raw values are the codes of insurers' and payroll files.
  case meiji = 1, taisho, showa, heisei, reiwa

  /// 明治 and so on.
  package var kanji: String {
    switch self {
    case .meiji: "明治"
    case .taisho: "大正"
    case .showa: "昭和"
    case .heisei: "平成"
    case .reiwa: "令和"
    }
  }

  /// 明 and so on, as short forms have it.
  package var shortKanji: String { String(kanji.prefix(1)) }

  /// M, T, S, H or R.
  package var letter: String {
    switch self {
    case .meiji: "M"
    case .taisho: "T"
    case .showa: "S"
    case .heisei: "H"
    case .reiwa: "R"
    }
  }

  /// 1 to 5.
  package var code: Int { rawValue }

  /// What is added to a year of the era to get the western year.
  package var offset: Int {
    switch self {
    case .meiji: 1867
    case .taisho: 1911
    case .showa: 1925
    case .heisei: 1988
    case .reiwa: 2018
    }
  }

  /// The first day as `yyyymmdd`. Meiji is counted from the beginning of 1868.
  var firstPacked: Int32 {
    switch self {
    case .meiji: 1868_01_01
    case .taisho: 1912_07_30
    case .showa: 1926_12_25
    case .heisei: 1989_01_08
    case .reiwa: 2019_05_01
    }
  }

  /// The last day as `yyyymmdd`; the first day of the next era belongs to that only, except that 1912-07-30 and
  /// 1926-12-25 were written in both.
  var lastPacked: Int32 {
    switch self {
    case .meiji: 1912_07_30
    case .taisho: 1926_12_25
    case .showa: 1989_01_07
    case .heisei: 2019_04_30
    case .reiwa: 2200_12_31
    }
  }

  package var firstDay: CivilDate { CivilDate(packed: firstPacked) ?? CivilDate(dayNumber: 0) }

  /// The era of a day.
  package init(of date: CivilDate) {
    let packed = date.packed
    self = Era.allCases.last { packed >= $0.firstPacked } ?? .meiji
  }

  /// The western date of a day of this era; nil when the era did not have that day.
  package func date(year: Int, month: Int, day: Int) -> CivilDate? {
    guard year >= 1, year <= 200, let date = CivilDate(year: year + offset, month: month, day: day) else { return nil }
    return date.packed >= firstPacked && date.packed <= lastPacked ? date : nil
  }

  /// `昭和50年1月2日`; the first year is 元年.
  package static func text(of date: CivilDate) -> String {
    let era = Era(of: date)
    let year = date.year - era.offset
    return "\(era.kanji)\(year == 1 ? "元" : String(year))年\(date.month)月\(date.day)日"
  }

  /// `S50.1.2`.
  package static func shortText(of date: CivilDate) -> String {
    let era = Era(of: date)
    return "\(era.letter)\(date.year - era.offset).\(date.month).\(date.day)"
  }

  package static func < (left: Era, right: Era) -> Bool { left.rawValue < right.rawValue }
}
