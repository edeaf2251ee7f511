import Contents
import Testing

@testable import Documents

@Suite struct DelimitedTextTests {
  private static let pieces = [
    "山田　太郎", "ﾔﾏﾀﾞ", "1975/01/02", "", "a", "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", " ", "\"x\"",
    "03-1234-5678", "𠮷",
    "東京都千代田区千代田1-1 コーポ太郎 101",
  ]

  /// Rows as RFC 4180 writes them; cells are quoted where they must be, and sometimes where they need not.
  private static func write(
    _ rows: [[String]], _ delimiter: String, _ newline: String, _ numbers: inout SeededNumbers
  )
    -> String
  {
    rows.map { row in
      row.map { cell in
        let mustQuote = cell.utf8.contains { $0 == 0x22 || $0 == 0x0A || $0 == 0x0D } || cell.contains(delimiter)
        guard mustQuote || numbers.next() % 5 == 0 else { return cell }
        return "\""
          + cell.utf8.split(separator: 0x22, omittingEmptySubsequences: false)
          .map { String($0) ?? "" }.joined(separator: "\"\"") + "\""
      }.joined(separator: delimiter)
    }.joined(separator: newline)
  }

  @Test(arguments: Array(UInt64(1)...60)) func whatWasWrittenIsReadBack(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let delimiter = [",", "\t", ";", "|"][Int(seed % 4)]
    let newline = ["\n", "\r\n"][Int(seed / 4 % 2)]
    let columns = 3 + Int(numbers.next() % 5)
    var rows = [(0..<columns).map { "項目\($0)" }]
    for _ in 0..<Int(20 + numbers.next() % 200) {
      rows.append(
        (0..<columns).map { _ in
          (0..<Int(numbers.next() % 4)).map { _ in Self.pieces.randomElement(using: &numbers) ?? "" }.joined()
        })
    }
    // A row of empty cells alone and a last cell that is empty are kept too.
    rows.append(Array(repeating: "", count: columns))
    let text = Self.write(rows, delimiter, newline, &numbers) + (seed % 3 == 0 ? "" : newline)
    let name = delimiter == "\t" ? "a.tsv" : "a.csv"
    #expect(try TextReading(text, named: name).rows == rows, "seed \(seed)")
    let trickled = try TextReading(TricklingSource(Array(text.utf8), most: 7), named: name)
    #expect(trickled.rows == rows, "seed \(seed)")
  }

  @Test(arguments: [",", "\t", ";", "|"]) func everyDelimiterIsFound(delimiter: String) throws {
    let rows = (0..<30).map { ["\($0)", "山田 太郎", "1975/01/02", "東京都港区1-2-3"] }
    let text = rows.map { $0.joined(separator: delimiter) }.joined(separator: "\n")
    #expect(try TextReading(text).rows == rows)
  }

  @Test func linesOfTheOldMacAreRows() throws {
    #expect(
      try TextReading("氏名,年齢,区\r山田,50,港\r鈴木,40,北\r").rows == [
        ["氏名", "年齢", "区"], ["山田", "50", "港"], ["鈴木", "40", "北"],
      ])
  }

  @Test(arguments: [
    ("a,b,c\n\"x\n", [["a", "b", "c"], ["\"x"]]),
    ("a,b,c\n1\",2,3\n", [["a", "b", "c"], ["1\"", "2", "3"]]),
    ("a,b,c\n\"foo,1,2\n\"bar,3,4\n", [["a", "b", "c"], ["\"foo", "1", "2"], ["\"bar", "3", "4"]]),
    ("a,b,c\n\"the \"new\" list\",5,6\n", [["a", "b", "c"], ["the \"new\" list", "5", "6"]]),
    ("a,b,c\n\"x\"y,5,6\n", [["a", "b", "c"], ["\"x\"y", "5", "6"]]),
    ("a,b,c\n\"x\"  ,5,6\n", [["a", "b", "c"], ["x", "5", "6"]]),
    ("a,b,c\n\"\",\"\"\"\",6", [["a", "b", "c"], ["", "\"", "6"]]),
    ("a,b,c\n1,2,\"3\"", [["a", "b", "c"], ["1", "2", "3"]]),
    ("a,b,c\n1,2,\"3\"\r\n\"4\"\r\n", [["a", "b", "c"], ["1", "2", "3"], ["4"]]),
    ("a,b,c\n1,2,\n", [["a", "b", "c"], ["1", "2", ""]]),
    ("a,b,c\n1,2,", [["a", "b", "c"], ["1", "2", ""]]),
    ("a,b,c\n=\"007\",2,\"=\"\"008\"\"\"\n", [["a", "b", "c"], ["007", "2", "008"]]),
    ("a,b,c\n=\"0,7\",=2,=\n", [["a", "b", "c"], ["0,7", "=2", "="]]),
    ("a,b,c\n\n1,2,3", [["a", "b", "c"], [""], ["1", "2", "3"]]),
  ]) func brokenQuotesCostOnlyThemselves(text: String, rows: [[String]]) throws {
    #expect(try TextReading(text, named: "a.csv").rows == rows)
  }

  @Test func raggedRowsStayAsTheyAre() throws {
    let text = "番号,氏名,電話,備考\n1,山田 太郎,03-1234-5678\n2,鈴木 花子,03-1111-2222,連絡は,夜\n3,佐藤 一郎,,\n合計,3\n"
    let rows = try #require(try TextReading(text).rows)
    #expect(rows.map(\.count) == [4, 3, 5, 4, 2])
    #expect(rows[2][4] == "夜")
  }

  @Test func titleLinesAndTotalsStayAmongTheRows() throws {
    let text = "2024年度 受診者一覧\n作成日 2024/05/20,,全2名\n\n番号,氏名,区\n1,山田 太郎,港\n2,鈴木 花子,北\n3,佐藤 一郎,東\n合計,3,\n"
    let rows = try #require(try TextReading(text, named: "一覧.csv").rows)
    #expect(rows.count == 8)
    #expect(rows[0] == ["2024年度 受診者一覧"])
  }

  @Test func nulBytesAreCharacters() throws {
    let rows = try #require(try TextReading("氏名,区,番号\n山\u{0}田,港,1\n鈴木,北,2\n").rows)
    #expect(rows[1] == ["山\u{0}田", "港", "1"])
  }

  @Test func aHugeCellPassesWhole() throws {
    let long = String(repeating: "健診の記録、", count: 40_000)
    let text = "番号,備考,区\n1,\"\(long)\n\(long)\",港\n2,なし,北\n"
    let rows = try #require(try TextReading(text).rows)
    #expect(rows.count == 3)
    #expect(rows[1][1] == long + "\n" + long)
    #expect(rows[2] == ["2", "なし", "北"])
  }

  @Test func aQuoteThatNobodyClosesDoesNotSwallowTheFile() throws {
    var text = "番号,氏名,区\n1,\"山田,港\n"
    for number in 0..<30_000 { text += "\(number),鈴木 花子,北\n" }
    let rows = try #require(try TextReading(text, named: "a.csv").rows)
    #expect(rows.count == 30_002)
    #expect(rows[1] == ["1", "\"山田", "港"])
  }

  @Test func endlessRecordsAreCut() throws {
    let cells = String(repeating: ",", count: 300_000)
    let rows = try #require(try TextReading("a,b\n" + cells + "\n", named: "a.csv").rows)
    #expect(rows.allSatisfy { $0.count <= RecordSplitter.mostCells })
    #expect(rows.reduce(0) { $0 + $1.count } >= 300_001)
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: RecordSplitter.longestRecord + 1_000_000)
    let long = try #require(try TextReading(line + Array(",b\n1,2\n".utf8), named: "a.csv").rows)
    #expect(long.allSatisfy { $0.allSatisfy { $0.utf8.count <= RecordSplitter.longestRecord + TextStream.chunk * 2 } })
    #expect(long.last == ["1", "2"])
  }

  @Test func rowsAreNumberedThroughTheTable() throws {
    let text = (0..<20_000).map { "\($0),山田 太郎,港" }.joined(separator: "\n")
    let reading = try TextReading(text)
    #expect(reading.rowNumbersAgree)
    #expect(reading.rows?.count == 20_000)
    #expect(reading.rows?.last?.first == "19999")
  }
}
