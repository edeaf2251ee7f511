import Contents
import JapaneseText
import Testing

@testable import Documents

@Suite struct TextLayoutTests {
  @Test(arguments: [
    """
    Dear Mr. Yamada, thank you for your letter, which we received on Monday.
    As you may know, the examination will take place, weather permitting, in June.
    Please bring your card, your form, and a pen.
    If you have questions, call us, write to us, or come by.
    """,
    """
    件名: 健診日程変更のお願い

    お世話になっております。学校法人の藤沢です。
    昭和54年1月7日生まれ、連絡先は080-3755-9391です。
    ご確認をお願いします。
    """,
    """
    func handler(_ x: Int, _ y: Int) -> Int {
      return min(x, y)
    }
    let a = [1, 2, 3], b = 4
    """,
  ]) func proseWithCommasIsNotATable(text: String) throws {
    let reading = try TextReading(text)
    #expect(reading.passages.joined() == text)
  }

  @Test func paragraphsThenATableComeInOrder() throws {
    let paragraph = "下記の名簿をお送りします。ご確認のうえ、期日までにご返送ください。\n\n"
    let table = "番号,氏名,生年月日\n" + (1...20).map { "\($0),山田 太郎,1975/01/02\n" }.joined()
    let closing = "\n以上、よろしくお願いいたします。ご不明な点は担当までご連絡ください。\n"
    for text in [paragraph + table, paragraph + table + closing] {
      let parts = try TextReading(text).parts
      guard parts.count >= 2, case .passage(let first) = parts[0], case .table(let rows) = parts[1] else {
        Issue.record("\(parts.count) parts")
        continue
      }
      #expect(first.contains("ご返送ください"))
      #expect(rows.prefix(21).last == ["20", "山田 太郎", "1975/01/02"])
    }
  }

  @Test func aTableAmongManyParagraphsIsFound() throws {
    let paragraph = String(repeating: "これは説明の文章であり、表ではありません。二つ目の文もあります。\n", count: 40)
    let table = (1...5).map { "\($0)\t山田 太郎\t1975/01/02\n" }.joined()
    let parts = try TextReading(paragraph + "\n" + table + "\n" + paragraph).parts
    #expect(parts.count == 3)
    #expect(parts.count == 3 && parts[1] == .table((1...5).map { ["\($0)", "山田 太郎", "1975/01/02"] }))
  }

  @Test func aLongTableInsideTextIsOneTable() throws {
    let paragraph = String(repeating: "これは説明の文章であり、表ではありません。二つ目の文もあります。\n", count: 4_000)
    let table = (1...30_000).map { "\($0);山田 太郎;1975/01/02\n" }.joined()
    let reading = try TextReading(paragraph + table)
    let tables = reading.parts.compactMap { if case .table(let rows) = $0 { rows.count } else { nil } }
    #expect(tables == [30_000])
    #expect(reading.rowNumbersAgree)
    #expect(reading.passages.joined() == paragraph)
  }

  @Test func oneNameALineIsATable() throws {
    let names = ["氏名", "本間　誉侑", "山本　智乃", "服部　英彬", "関口　菜々映", "小森 亜希子", "西山 茂"]
    #expect(try TextReading(names.joined(separator: "\r\n") + "\r\n").rows == names.map { [$0] })
    #expect(try TextReading(names.joined(separator: "\n"), named: "a.csv").rows == names.map { [$0] })
  }

  @Test func longProseIsCutBetweenParagraphs() throws {
    let paragraph = String(repeating: "吾輩は猫である。名前はまだ無い。", count: 30) + "\n\n"
    let text = String(repeating: paragraph, count: 400)
    let passages = try TextReading(text).passages
    #expect(passages.joined() == text)
    #expect(passages.allSatisfy { $0.utf8.count <= PassageCutter.longest && $0.hasSuffix("\n\n") })
    #expect(passages.count > 5)
  }

  @Test func oneLineWithoutEndIsCutBetweenCharacters() throws {
    let text = String(repeating: "吾輩は猫である。", count: 30_000)
    let passages = try TextReading(text).passages
    #expect(passages.joined() == text)
    #expect(passages.allSatisfy { $0.utf8.count <= PassageCutter.longest })
  }

  @Test func anEmptyFileHoldsNothing() throws {
    let reading = try TextReading("")
    #expect(reading.parts.isEmpty)
    #expect(reading.decoding == nil)
  }

  @Test(arguments: TextEncoding.japanese) func everyEncodingIsRead(
    encoding: TextEncoding
  )
    throws
  {
    let rows = [["番号", "氏名", "生年月日", "住所"]] + (0..<3_000).map { ["\($0)", "髙橋 花子", "昭和50年1月2日", "東京都港区一丁目2番3号"] }
    // 髙 is not in JIS X 0208.
    let spelt = encoding == .iso2022JP ? rows.map { $0.map { $0 == "髙橋 花子" ? "高橋 花子" : $0 } } : rows
    let text = spelt.map { $0.joined(separator: ",") }.joined(separator: "\r\n")
    let encoded = encoding.encode(text)
    try #require(encoded.unencodable.isEmpty)
    let reading = try TextReading(encoded.bytes)
    #expect(reading.rows == spelt)
    #expect(reading.decoding?.encoding == encoding.rawValue)
    #expect(reading.decoding?.unreadableBytes == 0)
    #expect(try TextReading(TricklingSource(encoded.bytes, most: 7)).rows == spelt)
  }

  @Test func aLongAsciiBeginningHidesNoEncoding() throws {
    let ascii = (0..<20_000).map { "\($0),abc,1975/01/02,x\n" }.joined()
    let japanese = (0..<200).map { "\($0),山田　太郎,1975/01/02,東京都港区\n" }.joined()
    try #require(ascii.utf8.count > TextStream.chunk)
    let reading = try TextReading(Array(ascii.utf8) + TextEncoding.cp932.encode(japanese).bytes, named: "a.csv")
    #expect(reading.decoding?.encoding == "CP932")
    #expect(reading.rows?.last == ["199", "山田　太郎", "1975/01/02", "東京都港区"])
  }

  @Test func unreadableBytesAreCounted() throws {
    var bytes = Array("番号,氏名,区\n".utf8)
    for number in 0..<50 { bytes += Array("\(number),山田 太郎,港区\n".utf8) }
    bytes += [0x31, 0x2C, 0xFF, 0x2C, 0x32, 0x0A]
    let reading = try TextReading(bytes)
    #expect(reading.decoding?.encoding == "UTF-8")
    #expect(reading.decoding?.unreadableBytes == 1)
    #expect(reading.rows?.last == ["1", "\u{FFFD}", "2"])
  }
}
