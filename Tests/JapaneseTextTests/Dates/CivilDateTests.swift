import Testing

@testable import JapaneseText

@Suite struct CivilDateTests {
  @Test func dayNumbersAreOneAfterAnother() throws {
    var expected = try #require(CivilDate(year: 1868, month: 1, day: 1))
    #expect(expected.dayNumber == -37_255)
    for number in -37_255...84_370 {
      let date = CivilDate(dayNumber: number)
      #expect(date == expected)
      #expect(date.dayNumber == number)
      #expect(CivilDate(packed: date.packed) == date)
      let isLast = date.day == CivilDate.days(inMonth: date.month, of: date.year)
      let next =
        !isLast
        ? CivilDate(year: date.year, month: date.month, day: date.day + 1)
        : date.month < 12
          ? CivilDate(year: date.year, month: date.month + 1, day: 1) : CivilDate(year: date.year + 1, month: 1, day: 1)
      guard let next else { break }
      #expect(date < next)
      expected = next
    }
    #expect(expected.packed == 2200_12_31)
  }

  @Test func daysBeyondTheSpanStopAtItsEnds() {
    #expect(CivilDate(dayNumber: .max).packed == 2200_12_31)
    #expect(CivilDate(dayNumber: .min).packed == 1868_01_01)
  }

  @Test(
    arguments: [
      (1, 1900_01_01), (59, 1900_02_28), (61, 1900_03_01), (27_396, 1975_01_02), (45_292, 2024_01_01),
      (109_939, 2200_12_31),
    ] as [(Int, Int32)])
  func excelSerials(_ serial: Int, _ packed: Int32) {
    #expect(CivilDate.fromExcelSerial(serial)?.packed == packed)
  }

  @Test func excelSerialsOutside() {
    for serial in [0, -1, 60, 109_940, .max, .min] { #expect(CivilDate.fromExcelSerial(serial) == nil) }
    #expect(CivilDate.fromExcelSerial(0, date1904: true)?.packed == 1904_01_01)
    #expect(CivilDate.fromExcelSerial(25_934, date1904: true)?.packed == 1975_01_02)
    #expect(CivilDate.fromExcelSerial(108_478, date1904: true) == nil)
    #expect(CivilDate.fromExcelSerial(.max, date1904: true) == nil)
  }

  @Test(
    arguments: [
      (1975_01_02, 4, "昭和50年1月2日", "S50.1.2"), (2019_05_01, 3, "令和元年5月1日", "R1.5.1"),
      (1989_01_07, 6, "昭和64年1月7日", "S64.1.7"),
      (1989_01_08, 0, "平成元年1月8日", "H1.1.8"), (1926_12_25, 6, "昭和元年12月25日", "S1.12.25"),
      (1912_07_29, 1, "明治45年7月29日", "M45.7.29"),
    ] as [(Int32, Int, String, String)])
  func erasOfDays(_ packed: Int32, _ weekday: Int, _ text: String, _ short: String) throws {
    let date = try #require(CivilDate(packed: packed))
    #expect(date.weekday == weekday)
    #expect(Era.text(of: date) == text)
    #expect(Era.shortText(of: date) == short)
  }

  @Test func eraSigns() {
    #expect(Era.allCases.map(\.letter).joined() == "MTSHR")
    #expect(Era.allCases.map(\.shortKanji).joined() == "明大昭平令")
    #expect(Era.allCases.map(\.code) == [1, 2, 3, 4, 5])
    #expect(Era.allCases.map(\.firstDay.packed) == [1868_01_01, 1912_07_30, 1926_12_25, 1989_01_08, 2019_05_01])
  }

  @Test(arguments: [
    (1867, 12, 31), (2201, 1, 1), (1975, 0, 1), (1975, 1, 0), (1975, 4, 31), (1900, 2, 29), (2000, 2, 30), (.max, 1, 1),
    (.min, 1, 1),
  ])
  func unrealDays(_ year: Int, _ month: Int, _ day: Int) {
    #expect(CivilDate(year: year, month: month, day: day) == nil)
  }
}
