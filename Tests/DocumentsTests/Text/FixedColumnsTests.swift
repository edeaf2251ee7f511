import Contents
import JapaneseText
import Testing

@testable import Documents

@Suite struct FixedColumnsTests {
  private static let kana = ["ﾎﾝﾏ ﾀｶﾕｷ", "ﾔﾏﾓﾄ ｻﾄﾉ", "ﾊｯﾄﾘ ﾋﾃﾞｱｷ", "ｾｷｸﾞﾁ ﾅﾅｴ", "ｺﾓﾘ ｱｷｺ", "ﾆｼﾔﾏ ｼｹﾞﾙ", "ｲ ﾕｳ"]
  private static let kanji = ["本間　誉侑", "山本　智乃", "服部　英彬", "関口　菜々映", "小森　亜希子", "西山　茂", "井　優"]

  /// Pads to a width in half-width cells: characters of half-width katakana and ASCII count one, others two.
  private static func pad(_ text: String, to width: Int) -> String {
    let used = text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x80 || (0xFF61...0xFF9F).contains($1.value) ? 1 : 2) }
    return text + String(repeating: " ", count: width - used)
  }

  private static let records = (0..<40).map { index in
    [
      kana[index % 7], kanji[(index + 3) % 7], "19\(50 + index)0\(1 + index % 9)1\(index % 10)", "\(1 + index % 2)",
      "0\(6_134_000 + index * 37)",
    ]
  }

  private static let text = records.map {
    pad($0[0], to: 20) + pad($0[1], to: 16) + $0[2] + $0[3] + $0[4]
  }.joined(separator: "\r\n")

  @Test(arguments: [TextEncoding.utf8, .cp932]) func columnsWithoutSeparatorsAreFound(encoding: TextEncoding) throws {
    let bytes = encoding.encode(Self.text).bytes
    #expect(try TextReading(bytes).rows == Self.records)
    #expect(try TextReading(TricklingSource(bytes, most: 7)).rows == Self.records)
  }

  @Test func rightAlignedNumbersAreColumns() throws {
    let rows = (0..<20).map { ["商品" + ["松", "竹皮", "梅"][$0 % 3], "\($0 * $0 * 7)", "\(1_000 + $0)"] }
    let text = rows.map { row in
      let count = String(repeating: " ", count: 8 - row[1].utf8.count) + row[1]
      return Self.pad(row[0], to: 12) + count + " " + row[2]
    }.joined(separator: "\n")
    #expect(try TextReading(text).rows == rows)
  }

  /// Blanks inside of telephone numbers are no borders where the titles name one column.
  @Test(arguments: ["CONTACT NO", "TEL", "TEL NO", "PHONE NUMBER", "MOBILE"])
  func numbersInGroups(title: String) throws {
    let names = ["ROWE", "MARSH", "ELLIS", "KERR", "DUNN", "PYKE", "HOLT"]
    let rows = (0..<20).map {
      ["\($0 + 1)", names[$0 % 7], "\(20 + $0)", "09\(10 + $0) \(300 + $0 * 7) \(5_000 + $0 * 31)", "B\(10 + $0)"]
    }
    let lines = ([["NO", "SURNAME", "AGE", title, "BERTH"]] + rows).map { row in
      Self.pad(row[0], to: 4) + Self.pad(row[1], to: 18) + Self.pad(row[2], to: 5) + Self.pad(row[3], to: 16)
        + Self.pad(row[4], to: 6)
    }
    let read = try #require(try TextReading("PASSENGER LIST\n" + lines.joined(separator: "\n")).rows)
    #expect(Array(read.suffix(21)) == [["NO", "SURNAME", "AGE", title, "BERTH"]] + rows)
  }

  /// Numbers one blank apart under titles of their own are columns.
  @Test func numbersUnderTheirOwnTitles() throws {
    let rows = (0..<20).map { ["\(100 + $0)", "\(500 + $0 * 3)", "\(20 + $0)", "ROWE", "M"] }
    let lines = ([["SYM", "NUM", "AG", "NAME", "SEX"]] + rows).map { row in
      row[0] + " " + row[1] + " " + row[2] + "  " + Self.pad(row[3], to: 8) + Self.pad(row[4], to: 3)
    }
    let read = try #require(try TextReading(lines.joined(separator: "\n")).rows)
    #expect(Array(read.suffix(20)) == rows)
  }

  @Test func columnsBehindGapsAreFoundInLinesOfAnyWidth() throws {
    let places = ["東京都港区1-2", "大阪府大阪市北区梅田三丁目4番5号", "北海道札幌市"]
    let rows = (0..<30).map { [Self.kanji[$0 % 7], "19\(50 + $0)/01/02", places[$0 % 3]] }
    let text = rows.map { Self.pad($0[0], to: 16) + Self.pad($0[1], to: 12) + $0[2] }.joined(separator: "\n")
    #expect(try TextReading(text).rows == rows)
  }

  @Test func wrappedProseOfOneWidthIsNoTable() throws {
    let prose = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。吾輩はここで始めて人間というものを見た。"
    let characters = Array(prose + prose + prose)
    let lines = stride(from: 0, to: characters.count - 20, by: 20).map { String(characters[$0..<$0 + 20]) }
    let reading = try TextReading(lines.joined(separator: "\n"))
    #expect(reading.passages.count == 1)
  }

  @Test func shortAndLongLinesAreCutAlike() throws {
    let reading = try TextReading(Self.text + "\r\n合計 40件\r\n")
    let rows = try #require(reading.rows)
    #expect(rows.count == 41)
    #expect(rows.allSatisfy { $0.count == 5 })
    #expect(rows[40][0] == "合計 40件")
  }
}
