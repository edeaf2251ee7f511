import CanonicalForms
import Cryptography
import JapaneseText
import OperationLogs
import Testing

/// Damaged, cut and hostile logs: whatever stands there is read or listed, and costs no more than its length.
@Suite struct HostileLogTests {
  static let files = [
    "jp1.csv", "jp1-english.csv", "systemwalker-list.csv", "systemwalker-trace.csv", "ccas.csv", "malion.csv",
  ]

  /// Every row that is not blank is an entry, of no matter, or listed.
  private func accounts(for log: LogFile) -> Bool {
    log.layout == nil || log.entries.count + log.others + log.unread.count == log.rows
  }

  @Test(arguments: files) func truncated(file: String) throws {
    let bytes = LogFixture.bytes(file)
    for length in stride(from: 0, to: bytes.count, by: 31) {
      #expect(accounts(for: try LogFixture.read(Array(bytes[..<length]))), "\(file) \(length)")
    }
  }

  @Test(arguments: files) func flipped(file: String) throws {
    let bytes = LogFixture.bytes(file)
    var random = SeededGenerator(seed: 20_240_301)
    for round in 0..<60 {
      var damaged = bytes
      for _ in 0..<(1 + round % 8) {
        let place = Int.random(in: 0..<damaged.count, using: &random)
        damaged[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
      }
      #expect(accounts(for: try LogFixture.read(damaged)), "\(file) round \(round)")
    }
  }

  /// Read by a layout that is not its own, each row is listed with a reason.
  @Test(arguments: files, LogLayout.known) func wrongLayout(file: String, layout: LogLayout) throws {
    #expect(accounts(for: try LogFixture.read(LogFixture.bytes(file), .init(layout: layout))))
  }

  @Test func osqueryFlippedAndCut() {
    let bytes = LogFixture.bytes("osquery.log")
    var random = SeededGenerator(seed: 7)
    for round in 0..<100 {
      var damaged = Array(bytes[..<(bytes.count - round)])
      damaged[Int.random(in: 0..<damaged.count, using: &random)] ^= 0x11
      let log = LogFixture.osquery(damaged)
      // Two rows of a move make one entry.
      #expect(log.entries.count + log.others + log.unread.count <= log.rows)
    }
  }

  @Test func aCellOfAMegabyteIsListed() throws {
    let long = String(repeating: "長", count: 350_000)
    let log = try LogFixture.read(
      "コンピューター名,日時,操作,ファイル名\nPC-1,2024/03/01 10:00,削除,C:\\\(long)\n\(long),2024/03/01 10:00,削除,C:\\a\n"
        + "PC-1,\(long),削除,C:\\a\nPC-1,2024/03/01 10:00,\(long),C:\\a\nPC-1,2024/03/01 10:00,削除,C:\\a\n")
    #expect(log.unread.map(\.reason) == [.tooLong, .tooLong, .badTime, .unknownOperation])
    #expect(log.entries.count == 1)
  }

  /// Strings on which a careless parser would take quadratic time.
  @Test(
    arguments: [
      String(repeating: " ", count: 100_000), String(repeating: "]", count: 100_000),
      String(repeating: "],", count: 60_000), String(repeating: "a:", count: 60_000),
      "a: " + String(repeating: ", ", count: 60_000), String(repeating: "a:[", count: 50_000),
      "a:[" + String(repeating: "]、b:", count: 60_000), String(repeating: "a:[b]、", count: 50_000),
    ]) func contentStringsOfAnyShapeEnd(text: String)
  {
    #expect(BracketedContent(text).items.count <= BracketedContent.mostItems)
  }

  @Test func pathsOfAnyShapeEnd() {
    let long = "C:" + String(repeating: "a", count: 50_000) + String(repeating: "\\", count: 45_000)
    #expect(WindowsPath.key(long).utf8.count == 50_002)
    #expect(WindowsPath.key(String(repeating: "\\", count: 90_000)) == "\\")
  }

  @Test func nestedJSONIsMalformed() {
    let deep = String(repeating: "{\"a\":", count: 5_000)
    #expect(LogFixture.osquery(Array(deep.utf8)).unread == [UnreadRow(row: 1, reason: .malformed)])
    #expect(throws: LayoutFailure.self) { try LayoutFile.read(Array(deep.utf8)) }
  }

  @Test func flippedMappingFilesAreReadOrNamed() {
    let bytes = LogFixture.bytes("mapping.json")
    var random = SeededGenerator(seed: 99)
    for _ in 0..<200 {
      var damaged = bytes
      damaged[Int.random(in: 0..<damaged.count, using: &random)] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
      _ = try? LayoutFile.read(damaged)
    }
  }

  /// A log in CP932 that is declared to be something else is listed, not misread into other paths without a word.
  @Test func lostCharactersAreDoubted() throws {
    let log = try LogFixture.read("コンピューター名,日時,操作,ファイル名\nPC-1,2024/03/01 10:00,名前変更,C:\\??.csv\n")
    #expect(log.entries.first?.doubts.contains(.charactersReplaced) == true)
  }
}
