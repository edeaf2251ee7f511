import Contents
import Testing

@testable import Documents

@Suite struct DBFReaderTests {
  private static func read(_ bytes: [UInt8]) -> Told {
    Told(bytes) { source, place, reading throws(UnreadReason) in
      try FileFormat.identify(source, named: "A.DBF").read(source, named: "A.DBF", at: place, in: reading)
    }
  }

  /// A file of dBASE III: fields as name, type and length, records as bytes without the mark of deletion.
  private static func file(
    _ fields: [(String, Character, Int)], _ records: [[UInt8]], version: UInt8 = 3, language: UInt8 = 0
  ) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> ($0 * 8) & 0xFF) } }
    let length = fields.reduce(1) { $0 + $1.2 }
    var bytes = [version, 124, 4, 1] + little(records.count, 4) + little(33 + 32 * fields.count, 2) + little(length, 2)
    bytes += [UInt8](repeating: 0, count: 17) + [language, 0, 0]
    for (name, type, size) in fields {
      bytes += Array(name.utf8) + [UInt8](repeating: 0, count: 11 - name.utf8.count) + [type.asciiValue ?? 0]
      bytes += [0, 0, 0, 0, UInt8(size), 0] + [UInt8](repeating: 0, count: 14)
    }
    return bytes + [0x0D] + records.flatMap { [0x20] + $0 } + [0x1A]
  }

  @Test func aRosterIsReadWithTheRecordsThatWereDeleted() {
    let told = Self.read(Told.fixture("database/roster.dbf"))
    #expect(told.thrown == nil && told.unread.isEmpty)
    #expect(told.headers == [.firstRow])
    #expect(told.encodings == ["CP932"], "the file does not say it")
    #expect(
      told.tables == [
        [
          ["社員番号", "氏名", "カナ", "生年月日", "電話"],
          ["000101", "山田　太郎", "ﾔﾏﾀﾞ ﾀﾛｳ", "1980-04-01", "03-1234-5678"],
          ["000102", "鈴木　花子", "ｽｽﾞｷ ﾊﾅｺ", "1990-11-30", "090-1111-2222"],
          ["000103", "佐々木　次郎", "ｻｻｷ ｼﾞﾛｳ", "1975-06-15", "06-6543-2109"],
        ]
      ])
  }

  @Test func valuesOfFoxProAreNumbersAndDates() {
    // 2,444,331 is 1 April 1980.
    let record =
      [0x2A, 1, 0, 0] + [0x2B, 0x4C, 0x25, 0, 0, 0, 0, 0] + [0x10, 0x27, 0, 0, 0, 0, 0, 0]
      + Array("Ren\u{E9}".unicodeScalars.map { UInt8($0.value) })
    let told = Self.read(
      Self.file(
        [("ID", "I", 4), ("BORN", "T", 8), ("PAY", "Y", 8), ("NAME", "C", 4)], [record], version: 0x30, language: 3))
    #expect(told.tables == [[["ID", "BORN", "PAY", "NAME"], ["298", "1980-04-01", "1", "René"]]])
  }

  @Test func whatIsCutOffIsTold() {
    let whole = Self.file([("NAME", "C", 4)], [Array("Taro".utf8), Array("Jiro".utf8)])
    let told = Self.read(Array(whole.dropLast(3)))
    #expect(told.tables == [[["NAME"], ["Taro"]]])
    #expect(told.unread[""] == .damaged)
  }

  @Test func otherFilesThatBeginWithThreeAreNone() throws {
    var bytes = Self.file([("NAME", "C", 4)], [Array("Taro".utf8)])
    bytes[10] = 9
    #expect(try FileFormat.identify(MemorySource(bytes), named: "a") != .dbf)
    #expect(try FileFormat.identify(MemorySource([3] + [UInt8](repeating: 0, count: 200)), named: "a.dbf") != .dbf)
  }
}
