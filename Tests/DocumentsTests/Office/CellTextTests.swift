import Contents
import Testing

@testable import Documents

@Suite struct CellTextTests {
  @Test(
    arguments: [
      ("0.30000000000000004", "0.3"), ("9012345678", "9012345678"), ("9.0123456780000003E9", "9012345678"),
      ("1.5E-3", "0.0015"), ("-0.5", "-0.5"), ("1E+15", "1000000000000000"),
      ("123456789012345678", "123456789012346000"),
      ("99999999999999999", "100000000000000000"), ("1.0000000000000001E+300", "1.0000000000000001E+300"),
      ("12.50", "12.50"),
      ("-1.2300000000000000E2", "-123"), ("abc", "abc"), ("0.1234567890123456", "0.123456789012346"),
    ]) func numbersAsExcelShowsThem(_ stored: String, _ shown: String)
  {
    #expect(written(stored, room: CellNumber.room) { CellNumber.write($0, count: $1, into: $2) } == shown)
  }

  @Test(
    arguments: [
      (1, 0, false, "1900-01-01"), (59, 0, false, "1900-02-28"), (60, 0, false, "1900-02-29"),
      (61, 0, false, "1900-03-01"), (27396, 0, false, "1975-01-02"), (36585, 0, false, "2000-02-29"),
      (45444, 34_200, false, "2024-06-01 09:30"), (45444, 86_400, false, "2024-06-02"), (0, 0, true, "1904-01-01"),
      (25_934, 1, true, "1975-01-02 00:00:01"), (2_958_465, 0, false, "9999-12-31"), (2_958_466, 0, false, ""),
    ]) func serialDates(_ days: Int, _ second: Int, _ date1904: Bool, _ shown: String)
  {
    let text = written("", room: SerialDate.room) { _, _, output in
      SerialDate.write(days: days, secondOfDay: second, style: .date, date1904: date1904, into: output)
    }
    #expect(text == shown)
  }

  @Test(
    arguments: [
      ("yyyy/m/d", SerialDate.Style.date), ("[$-411]ggge\"年\"m\"月\"d\"日\";@", .date), ("h:mm AM/PM", .time),
      ("[h]:mm", .elapsed), ("mm:ss.0", .time), ("mmm", .date), ("aaa", .date), ("General", .none), ("G/標準", .none),
      ("0.00E+00", .none), ("#,##0\"day\"", .none), ("#,##0_d;[Red]-#,##0", .none), ("0000000", .none), ("@", .none),
      ("\"西暦\"yyyy", .date), ("[Red]0", .none), ("\\d0", .none),
    ]) func stylesOfFormats(_ code: String, _ style: SerialDate.Style)
  {
    #expect(NumberFormat.style(of: code) == style)
  }

  @Test(
    arguments: [
      ("0000000", "600001", "0600001"), ("000-0000", "600001", "060-0001"), ("00000", "1234567", "1234567"),
      ("[<=999]000;[<=9999]000-00;000-0000", "600001", "060-0001"), ("[<=999]000;[<=9999]000-00;000-0000", "60", "060"),
      ("[<=99999999]####-####;\\(00\\)\\ ####-####", "312345678", "(03) 1234-5678"),
      ("[<=99999999]####-####;\\(00\\)\\ ####-####", "12345678", "1234-5678"), ("0000\"号\"", "12", "0012号"),
    ]) func digitMasks(_ code: String, _ stored: String, _ shown: String) throws
  {
    let mask = try #require(DigitMask(code))
    #expect(written(stored, room: DigitMask.room) { mask.write($0, count: $1, into: $2) } == shown)
  }

  @Test(arguments: ["0", "#,##0", "0.00", "0%", "General", "@", "yyyy", "#", "0.0E+0"])
  func plainFormatsAreNoMasks(_ code: String) {
    #expect(DigitMask(code) == nil)
  }

  @Test(
    arguments: [
      ("a &amp; b &lt;c&gt; &quot;&apos;", "a & b <c> \"'"), ("&#35430;&#x9A13;", "試験"), ("&#x1F600;!", "😀!"),
      ("&unknown; & &#0; &#xD800; &", "&unknown; & &#0; &#xD800; &"), ("12345678&amp;", "12345678&"),
    ]) func references(_ stored: String, _ shown: String)
  {
    #expect(written(stored, room: 8) { MarkupText.decode($0, count: $1, into: $2) } == shown)
  }

  @Test func sharedStringsBeyondMemoryAreReadFromAFile() throws {
    let strings = SharedStrings(largestInMemory: 10_000)
    let all = (0..<20_000).map { "文字列\($0)" }
    for text in all {
      let bytes = Array(text.utf8)
      try strings.room(bytes.count).update(from: bytes, count: bytes.count)
      try strings.end(bytes.count)
    }
    try strings.seal()
    var batch = RowBatchBuilder()
    for index in [0, 19_999, 7, 12_345] { strings.append(index, to: &batch) }
    strings.append(20_000, to: &batch)
    batch.append("end")
    #expect(batch.take().cells(ofRow: 0) == [all[0], all[19_999], all[7], all[12_345], "", "end"])
  }

  private func written(
    _ text: String, room: Int,
    _ body: (UnsafePointer<UInt8>, Int, UnsafeMutablePointer<UInt8>) -> Int
  ) -> String {
    let input = Array(text.utf8) + [0]
    let bytes = [UInt8](unsafeUninitializedCapacity: input.count + room) { buffer, count in
      count = input.withUnsafeBufferPointer { from in
        guard let from = from.baseAddress, let to = buffer.baseAddress else { return 0 }
        return body(from, input.count - 1, to)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
