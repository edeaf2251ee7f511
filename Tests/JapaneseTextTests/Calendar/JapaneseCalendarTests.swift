import Testing

@testable import JapaneseText

@Suite struct JapaneseCalendarTests {
  private let calendar = JapaneseCalendar()

  private func date(_ packed: Int32) throws -> CivilDate { try #require(CivilDate(packed: packed)) }

  private func holidays(in year: Int) throws -> [Int32] {
    let first = try #require(CivilDate(year: year, month: 1, day: 1))
    return (0..<366).map { first.adding(days: $0) }.filter { $0.year == year && calendar.isHoliday($0) }.map {
      $0.packed % 10_000
    }
  }

  /// The Cabinet Office's lists of these years, and for the older ones the official gazette's.
  @Test(arguments: [
    (1973, [101, 115, 211, 321, 429, 430, 503, 505, 915, 923, 924, 1010, 1103, 1123]),
    (1989, [101, 102, 115, 116, 211, 224, 321, 429, 503, 504, 505, 915, 923, 1010, 1103, 1123, 1223]),
    (2000, [101, 110, 211, 320, 429, 503, 504, 505, 720, 915, 923, 1009, 1103, 1123, 1223]),
    (2009, [101, 112, 211, 320, 429, 503, 504, 505, 506, 720, 921, 922, 923, 1012, 1103, 1123, 1223]),
    (
      2019,
      [
        101, 114, 211, 321, 429, 430, 501, 502, 503, 504, 505, 506, 715, 811, 812, 916, 923, 1014, 1022, 1103, 1104,
        1123,
      ]
    ),
    (2020, [101, 113, 211, 223, 224, 320, 429, 503, 504, 505, 506, 723, 724, 810, 921, 922, 1103, 1123]),
    (2021, [101, 111, 211, 223, 320, 429, 503, 504, 505, 722, 723, 808, 809, 920, 923, 1103, 1123]),
    (2025, [101, 113, 211, 223, 224, 320, 429, 503, 504, 505, 506, 721, 811, 915, 923, 1013, 1103, 1123, 1124]),
    (2026, [101, 112, 211, 223, 320, 429, 503, 504, 505, 506, 720, 811, 921, 922, 923, 1012, 1103, 1123]),
  ])
  func holidaysOfYears(_ year: Int, _ expected: [Int32]) throws {
    #expect(try holidays(in: year) == expected)
  }

  /// The PPC's way of counting: the day of knowing is day 1, and only a last day on a closed day moves.
  @Test(
    arguments: [
      (2025_03_20, 30, 2025_04_18), (2025_03_20, 60, 2025_05_19), (2025_03_21, 30, 2025_04_21),
      (2025_04_04, 30, 2025_05_07), (2025_12_01, 30, 2026_01_05), (2025_11_05, 60, 2026_01_05),
    ] as [(Int32, Int, Int32)])
  func terms(_ known: Int32, _ days: Int, _ last: Int32) throws {
    #expect(calendar.lastDay(ofTermOf: days, countingFrom: try date(known)).packed == last)
  }

  @Test func closedDays() throws {
    for packed: Int32 in [
      2025_12_29, 2026_01_01, 2026_01_02, 2026_01_03, 2025_05_03, 2025_05_06, 2025_11_24, 2025_11_22,
    ] {
      #expect(!calendar.isBusinessDay(try date(packed)), "\(packed)")
    }
    for packed: Int32 in [2025_12_26, 2026_01_05, 2025_05_07, 2025_11_25] {
      #expect(calendar.isBusinessDay(try date(packed)), "\(packed)")
    }
    #expect(calendar.nextBusinessDay(onOrAfter: try date(2025_05_07)).packed == 2025_05_07)
    #expect(calendar.nextBusinessDay(onOrAfter: try date(2019_04_27)).packed == 2019_05_07)
  }
}
