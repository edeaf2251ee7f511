import Contents
import JapaneseText
import Testing

@testable import Documents

/// Ways in which people and programs write lists that are no plain CSV.
@Suite struct TextShapeTests {
  private static let rows = [
    ["氏名", "フリガナ", "電話"], ["本間 誉侑", "ホンマ タカユキ", "090-0000-0001"], ["山本 智乃", "ヤマモト サトノ", "090-0000-0002"],
    ["服部 英彬", "ハットリ ヒデアキ", "090-0000-0003"], ["小森 亜希子", "コモリ アキコ", "090-0000-0004"],
    ["西山 茂", "ニシヤマ シゲル", "090-0000-0005"],
  ]

  private static func trimmed(_ rows: [[String]]?) -> [[String]]? {
    rows?.map { $0.map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) } }
  }

  // MARK: Line ends

  @Test func lineEndsOfSeveralSystemsInOneFile() throws {
    let ends = ["\r\n", "\n", "\r", "\r\n", "\r", "\n"]
    let text = zip(Self.rows, ends).map { $0.joined(separator: ",") + $1 }.joined()
    for name in ["a.csv", "a.txt"] {
      #expect(try TextReading(text, named: name).rows == Self.rows)
      #expect(try TextReading(TricklingSource(Array(text.utf8), most: 5), named: name).rows == Self.rows)
    }
  }

  @Test func mixedLineEndsAcrossChunks() throws {
    let line = "12345,本間 誉侑,東京都港区一丁目2番3号"
    let count = 2 * TextStream.chunk / line.utf8.count
    let text = (0..<count).map { line + ["\r\n", "\r", "\n"][$0 % 3] }.joined()
    let rows = try #require(try TextReading(text, named: "a.csv").rows)
    #expect(rows.count == count)
    #expect(rows.allSatisfy { $0 == ["12345", "本間 誉侑", "東京都港区一丁目2番3号"] })
  }

  @Test func aReturnInsideACellTearsNoRecord() throws {
    let rows = (0..<10).map { ["\($0)", "港区一丁目\r第二ビル", "090-0000-000\($0)"] }
    let text = rows.map { $0.joined(separator: ",") }.joined(separator: "\n")
    #expect(try TextReading(text, named: "a.csv").rows == rows)
  }

  // MARK: Separators

  @Test(arguments: ["，", "；", "｜", "│", "、"]) func separatorsOfFullWidth(separator: String) throws {
    let text = Self.rows.map { $0.joined(separator: separator) }.joined(separator: "\r\n")
    for encoding in [TextEncoding.utf8, .cp932, .eucJP] {
      #expect(Self.trimmed(try TextReading(encoding.encode(text).bytes).rows) == Self.rows)
    }
  }

  @Test func sentencesWithCommasOfFullWidthAreNoTable() throws {
    let text = String(repeating: "本日は、晴天なり、風もなし。\n明日は、雨の、予報です。\n", count: 10)
    #expect(try TextReading(text).passages.count == 1)
  }

  @Test(arguments: ["^", "~", "\u{1}", "\u{1F}", "$", "#", "|", ";", "\t"]) func rareSeparators(
    separator: String
  ) throws {
    let text = Self.rows.map { ($0 + ["x"]).joined(separator: separator) }.joined(separator: "\n")
    #expect(try TextReading(text, named: "a.dat").rows == Self.rows.map { $0 + ["x"] })
  }

  @Test func aRareSeparatorWinsOverACommaInTheAddress() throws {
    let rows = (0..<8).map { ["\($0)", "Ana Reyes", "12 High St, Leeds", "F", "1970-01-0\($0 + 1)"] }
    let text = rows.map { $0.joined(separator: "^") }.joined(separator: "\n")
    #expect(try TextReading(text, named: "a.csv").rows == rows)
  }

  @Test func colonsOfAListAndColonsOfTimes() throws {
    let list = (0..<6).map { ["10\($0)", "本間 誉侑", "ﾎﾝﾏ ﾀｶﾕｷ", "男", "S50.1.2"] }
    #expect(try TextReading(list.map { $0.joined(separator: ":") }.joined(separator: "\n")).rows == list)
    let times = (0..<9).map { "2024-06-01 10:0\($0):00 start 11:1\($0):30" }.joined(separator: "\n")
    let parts = try TextReading(times).parts
    #expect(!parts.contains { if case .table(let rows) = $0 { rows.contains { $0.count == 5 } } else { false } })
  }

  @Test(arguments: ["sep=;", "\"sep=;\"", "SEP=;"]) func theToldDelimiterIsBelieved(line: String) throws {
    let rows = (0..<4).map { ["\($0)", "1,5;x".replacing(";", with: " "), "山本 智乃"] }
    let text = ([line] + rows.map { $0.joined(separator: ";") }).joined(separator: "\r\n")
    let reading = try TextReading(text, named: "a.csv")
    #expect(reading.parts.last == .table(rows))
  }

  // MARK: Lines beside the records

  @Test func commentsStandBesideTheTable() throws {
    let table = [["id", "name", "dob"]] + (0..<5).map { ["S\($0)", "Ana Reyes", "1970-01-0\($0 + 1)"] }
    let text =
      "# study: X\tfrom: Y\n# NOTE: do not share\n#\n"
      + table.map { $0.joined(separator: "\t") }.joined(separator: "\n")
    let reading = try TextReading(text, named: "a.tsv")
    #expect(reading.parts.last == .table(table))
    #expect(reading.passages.joined().contains("do not share"))
  }

  @Test func tablesThatAreDrawn() throws {
    let drawn = """
      +----+-----------+---------------+
      | id | name      | phone         |
      +----+-----------+---------------+
      |  1 | 本間 誉侑 | 090-0000-0001 |
      |  2 | 山本 智乃 | 090-0000-0002 |
      |  3 | 西山 茂   | 090-0000-0003 |
      +----+-----------+---------------+
      """
    let rows = try #require(Self.trimmed(try TextReading(drawn).rows))
    #expect(rows.contains(["", "2", "山本 智乃", "090-0000-0002", ""]))
  }

  @Test func columnsUnderARuledLine() throws {
    let text = """
      ID    NAME                 CITY
      ----- -------------------- ----------
      1     Reyes Ana Maria      Leeds
      20    O Brien John         Cork City
      300   Smith Al             York

      (3 rows affected)
      """
    let rows = try #require(try TextReading(text).rows)
    #expect(rows.contains(["20", "O Brien John", "Cork City"]))
    #expect(rows.contains(["ID", "NAME", "CITY"]))
  }

  @Test func aPrintedListWithPagesAndInitials() throws {
    func page(_ numbers: Range<Int>) -> String {
      let heading = """
        M/V NORTHERN STAR FERRY LINE 7      PASSENGER MANIFEST
        Voyage: 0612   Date: 12-JUN-2024
        ==================================================================
        NO  SURNAME           GIVEN NAME            M.I. AGE  CONTACT NO
        ------------------------------------------------------------------

        """
      return heading
        + numbers.map { number in
          let fields = [
            ("\(number)", 4), ("REYES", 18), ("ANA", 22), ("M.", 5), ("\(20 + number)", 5),
            ("0917 000 00\(10 + number)", 14),
          ]
          return fields.map { $0.0.padding(to: $0.1) }.joined()
        }.joined(separator: "\r\n") + "\r\n"
    }
    let text = page(1..<21) + "\u{C}" + page(21..<33) + "TOTAL PAX: 32\r\n"
    let rows = try #require(try TextReading(text).rows)
    for number in 1..<33 {
      #expect(rows.contains { $0.prefix(5) == ["\(number)", "REYES", "ANA", "M.", "\(20 + number)"] })
    }
    #expect(rows.contains { $0[0].hasPrefix("M/V NORTHERN STAR FERRY LINE 7") && $0[1].isEmpty })
  }

  // MARK: What cannot be read

  @Test func aTextThatNobodyCanReadIsSaidToBeUnread() throws {
    // Arabic names as windows-1256.
    let line: [UInt8] = [0xE3, 0xCD, 0xE3, 0xCF, 0x20, 0xC3, 0xCD, 0xE3, 0xCF, 0x2C, 0x31, 0x0D, 0x0A]
    let bytes = Array(repeatElement(line, count: 40).joined())
    var unread: [UnreadReason] = []
    var decoding: TextDecoding?
    let reading = Reading(limits: ReadingLimits()) { event throws(UnreadReason) in
      switch event {
      case .unread(_, let reason): unread.append(reason)
      case .decoded(let told): decoding = told
      default: break
      }
    }
    try TextReader.read(MemorySource(bytes), named: "a.csv", at: Place(), in: reading)
    #expect(unread == [.unknownType])
    #expect(decoding?.encoding == "unknown")
    #expect(decoding?.unreadableBytes == 40 * 8)
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: width - utf8.count) }
}
