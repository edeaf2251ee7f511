import Contents
import JapaneseText
import Testing

@testable import Documents

@Suite struct TransferRecordsTests {
  private static func field(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: width - text.unicodeScalars.count)
  }

  private static let names = ["ﾎﾝﾏ ﾀｶﾕｷ", "ﾔﾏﾓﾄ ｻﾄﾉ", "ﾊﾂﾄﾘ ﾋﾃﾞｱｷ", "ｺﾓﾘ ｱｷｺ"]

  private static let records: [String] = {
    let head = field("11100012345678" + field("ﾐﾄﾞﾘｾｲｷ(ｶ", 40) + "0425" + "0005" + field("ﾐﾄﾞﾘ", 15), 120)
    let people = names.enumerated().map { index, name in
      field(
        "20001" + field("ﾐﾄﾞﾘ", 15) + "29\(index)" + field("ﾁﾕｳｵｳ", 15) + "    " + "1" + "123456\(index)"
          + field(name, 30)
          + "0000315275" + "1" + "000070000\(index)", 120)
    }
    return [head] + people + [field("8" + "000004" + "000001261100", 120), field("9", 120)]
  }()

  private static let rows = names.enumerated().map { index, name in
    ["0001", "ﾐﾄﾞﾘ", "29\(index)", "ﾁﾕｳｵｳ", "1", "123456\(index)", name, "0000315275", "000070000\(index)"]
  }

  @Test(arguments: ["\r\n", "\n", ""], [TextEncoding.cp932, .utf8])
  func onlyReceiversAreRows(separator: String, encoding: TextEncoding) throws {
    let bytes = encoding.encode(Self.records.joined(separator: separator)).bytes
    for source in [MemorySource(bytes) as any ByteSource, TricklingSource(bytes, most: 7)] {
      let rows = try #require(try TextReading(source, named: "KYUYO.txt").rows)
      #expect(rows[0].contains("受取人名"))
      #expect(Array(rows.dropFirst()) == Self.rows)
    }
  }

  @Test func otherTransfersNameNoEmployee() throws {
    let head = "121" + Self.records[0].dropFirst(3)
    let text = ([head] + Self.records.dropFirst()).joined(separator: "\n")
    let rows = try #require(try TextReading(text).rows)
    #expect(!rows[0].contains("社員番号") && rows.dropFirst().allSatisfy { $0.count == 8 })
  }

  @Test func recordsAcrossChunks() throws {
    let count = 2 * TextStream.chunk / 120
    let many = [Self.records[0]] + Array(repeating: Self.records[1], count: count) + Array(Self.records.suffix(2))
    let rows = try #require(try TextReading(TextEncoding.cp932.encode(many.joined()).bytes).rows)
    #expect(rows.count == count + 1)
    #expect(rows.dropFirst().allSatisfy { $0 == Self.rows[0] })
  }

  @Test func aCutFileIsReadAsFarAsItGoes() throws {
    let bytes = TextEncoding.cp932.encode(Self.records.joined(separator: "\r\n")).bytes
    for length in stride(from: 300, to: bytes.count, by: 17) {
      let reading = try TextReading(Array(bytes[..<length]))
      #expect(!reading.parts.isEmpty)
    }
  }

  @Test func numberedLinesAreNoTransfer() throws {
    let text = (0..<8).map { "1\($0)00012345678 本間 誉侑 様" }.joined(separator: "\n")
    #expect(TransferRecords(of: Array(text.utf8), isWhole: true) == nil)
  }
}
