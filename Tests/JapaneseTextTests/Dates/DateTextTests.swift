import Testing

@testable import JapaneseText

func parsedDate(_ text: String) -> CivilDate? {
  var text = text
  return text.withUTF8 { DateText.parse($0) }
}

@Suite struct DateTextTests {
  @Test(arguments: [
    "1975/1/2", "1975/01/02", "1975-01-02", "1975.1.2", "19750102", "1975年1月2日", "1975 年 1 月 2 日", "1975年01月02日",
    "昭和50年 1月 2日", "昭和50年1月2日", "昭50.1.2", "S50.1.2", "S50/01/02", "S50-1-2", "s500102", "S.50.1.2", "昭和50. 1. 2",
    "昭和五十年一月二日", "一九七五年一月二日", "千九百七十五年一月二日", "3-500102", "3500102", "3-50-01-02", "１９７５／０１／０２",
    "Ｓ５０．１．２", "1975/01/02 00:00:00", "1975/1/2 0:00", "1975-01-02T00:00:00Z", "1975-01-02 12:34:56.789",
    "1975/01/02 23:59", "1975-01-02T00:00:00.000+09:00",
    "1975年1月2日生", "昭和50年1月2日生まれ", "1975年(昭和50年)1月2日", "1975年（昭和50年）1月2日", "昭和50年（1975年）1月2日", "1975(S50)/1/2",
    "01/02/1975", "1/2/1975", "02.01.1975", "2 Jan 1975", "2-Jan-1975", "Jan 2, 1975", "January 2, 1975", "㍼50年1月2日",
    "西暦1975年1月2日", "1975年1月2日(木)", "1975年01月02日00時00分", "'1975/1/2", " 1975/1/2 ", "　昭和50年1月2日",
  ])
  func everyStyle(_ text: String) {
    #expect(parsedDate(text)?.packed == 1975_01_02)
  }

  @Test(
    arguments: [
      ("令和元年五月一日", 2019_05_01), ("平成元年1月8日", 1989_01_08), ("S64.1.7", 1989_01_07), ("H1.1.8", 1989_01_08),
      ("H31.4.30", 2019_04_30), ("R1.5.1", 2019_05_01), ("T15.12.25", 1926_12_25), ("S1.12.25", 1926_12_25),
      ("明治45年7月30日", 1912_07_30), ("大正1.7.30", 1912_07_30), ("5-010501", 2019_05_01), ("25/12/1975", 1975_12_25),
      ("1976/2/29", 1976_02_29), ("2024-02-29", 2024_02_29),
    ] as [(String, Int32)])
  func erasAndEdges(_ text: String, _ packed: Int32) {
    #expect(parsedDate(text)?.packed == packed)
  }

  @Test(arguments: [
    "S64.1.8", "H1.1.7", "H31.5.1", "R1.4.30", "3-640108", "T1.7.29", "S0.1.1", "75/1/2", "1975/2/29", "1900/2/29",
    "1975/13/1",
    "19751301", "1975/0/1", "S50.1.2.3", "1975/1/2/3", "1975-01/02", "1-2-3", "3-4-5678", "12345678", "090-1234-5678",
    "03-1234-5678", "160-0023", "昭和", "大阪市北区", "平成太郎", "三郎", "十一月", "1975年1月", "1975年1月2日生存者", "Mario 12, 1975",
    "Marina 2, 1975", "9999/12/31", "1867/12/31", "1975年(昭和51年)1月2日", "", "T-shirt", "S500132", "9-500102", "6500102",
    "1975/02/30 00:00:00", "1975/01/02 25,000円です", "山田太郎様 10:00 来社", "1975/1/2円", "第1975/1/2",
  ])
  func notADate(_ text: String) {
    #expect(parsedDate(text) == nil)
  }

  @Test(arguments: [
    ("1975年1月2日生まれの", 15), ("昭和50年1月2日3名", 19), ("S50.1.2、男", 7), ("1975/1/2 10時", 8), ("19750102は", 8),
    ("Jan 2, 1975.", 11),
  ])
  func runningText(_ text: String, _ length: Int) {
    var text = text
    let found = text.withUTF8 { DateText.parsePrefix($0) }
    #expect(found?.date.packed == 1975_01_02)
    #expect(found?.length == length)
  }

  @Test(arguments: ["3500102の", "3-500102", "s500102", "197501021", "1975/1/2/3", "1975.1.2.3", "1975/1/234", "山田"])
  func notADateInRunningText(_ text: String) {
    var text = text
    #expect(text.withUTF8 { DateText.parsePrefix($0) } == nil)
  }

  /// Every day comes back from every style that writes it.
  @Test func stylesAgree() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let date = CivilDate(dayNumber: Int.random(in: -35_000...45_000, using: &generator))
      let (y, m, d) = (date.year, date.month, date.day)
      let styles = [
        date.description, "\(y)/\(m)/\(d)", "\(date.packed)", "\(y)年\(m)月\(d)日", Era.text(of: date),
        Era.shortText(of: date),
      ]
      for style in styles { #expect(parsedDate(style) == date, "seed 3: \(style)") }
    }
  }

  @Test func anyBytesAreHandled() {
    var generator = SeededGenerator(seed: 9)
    let pieces = [
      "昭和", "S", "50", "年", "1", "月", "2", "日", "/", "-", ".", " ", "（", "）", "元", "十", "Jan", "生", "\u{FF11}", "西",
      "\u{80}",
    ]
    for _ in 0..<3_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        bytes += Array((pieces.randomElement(using: &generator) ?? "").utf8)
      }
      if Bool.random(using: &generator) { bytes.removeLast() }
      bytes.withUnsafeBufferPointer { text in
        _ = DateText.parse(text)
        if let found = DateText.parsePrefix(text) { #expect(found.length > 0 && found.length <= text.count) }
      }
    }
  }
}
