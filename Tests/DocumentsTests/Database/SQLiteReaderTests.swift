import Contents
import Testing

@testable import Documents

@Suite struct SQLiteReaderTests {
  private static let expected = [
    [["id", "氏名", "生年月日", "備考"], ["1", "山田 太郎", "1975-01-02", ""], ["2", "佐藤 花子", "1980-03-04", "(3 bytes)"]],
    [["x"], ["1.5"]],
  ]

  @Test func everyTableOfADatabase() {
    let bytes = Told.fixture("database/people.db")
    let told = Told(bytes, Told.reading("database/people.db"))
    #expect(told.tables == Self.expected)
    #expect(told.headers == [.firstRow, .firstRow])
    let fromFile = Told(bytes) { source, place, reading throws(UnreadReason) in
      let file = try TemporarySource()
      try file.append(bytes)
      try SQLiteReader.read(file, at: place, in: reading)
    }
    #expect(fromFile.tables == Self.expected)
  }

  /// Nearly every program of today keeps a write-ahead log; a database taken out of an archive has none beside it.
  @Test func aDatabaseThatUsesAWriteAheadLogIsReadFromMemory() {
    var bytes = Told.fixture("database/people.db")
    bytes[18] = 2
    bytes[19] = 2
    let told = Told(bytes, Told.reading("database/people.db"))
    #expect(told.tables == Self.expected)
    #expect(told.unread.isEmpty)
  }

  @Test func whatIsNoDatabaseIsDamaged() {
    let random = (0..<8_192).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    #expect(Told(random, Told.reading("database/people.db")).thrown == .damaged)
  }
}
