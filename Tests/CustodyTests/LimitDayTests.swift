import CanonicalForms
import Custody
import JapaneseText
import Testing

/// Last days go on to 9999; births do not.
@Suite struct LimitDayTests {
  @Test(
    arguments: [
      ("2027-03-31", "2027-03-31"), ("令和9年3月31日", "2027-03-31"), ("2999-12-31", "2999-12-31"),
      ("9999/12/31", "9999-12-31"), ("２９９９年１２月３１日", "2999-12-31"), ("29991231", "2999-12-31"),
      ("2400-02-29", "2400-02-29"), ("2999-02-29", nil), ("2999-13-01", nil), ("12345", nil), ("", nil), ("いつまでも", nil),
    ] as [(String, String?)])
  func daysAsTheyAreWritten(text: String, day: String?) {
    let read = LimitDay(typed: text)
    #expect(
      (read?.startInJapan).map { Moment(milliseconds: $0.milliseconds + 540 * 60_000).utc.prefix(10) }
        == day.map { $0.prefix(10) })
    #expect(read?.description == day)
  }

  /// The last of all has an end that can be written, and no date of a birth is read so far away.
  @Test func theLastOfAll() throws {
    let last = try #require(LimitDay(typed: "9999-12-31"))
    #expect(Moment(parsing: last.end.utc) == last.end && last.start < last.end)
    var bytes = Array("2999-12-31".utf8)
    #expect(bytes.withUnsafeMutableBufferPointer { DateText.parse(UnsafeBufferPointer($0)) } == nil)
  }
}
