import Testing

@testable import FoundingCase

@Suite("Days as offices write them")
struct DayTests {
  @Test(
    arguments: [
      (DateStyle.eraKanji, Day(2019, 5, 1), "令和元年5月1日"), (.eraKanji, Day(2019, 4, 30), "平成31年4月30日"),
      (.eraDots, Day(1989, 1, 7), "S64.1.7"), (.eraDots, Day(1989, 1, 8), "H1.1.8"),
      (.eraCode, Day(1975, 1, 2), "3-500102"),
      (.serial, Day(1975, 1, 2), "27396"), (.eraPadded, Day(1975, 1, 2), "昭和50年 1月 2日"),
    ])
  func text(style: DateStyle, day: Day, expected: String) { #expect(day.text(style) == expected) }
}
