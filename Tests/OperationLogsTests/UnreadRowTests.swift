import CanonicalForms
import Cryptography
import Observations
import Testing

@testable import OperationLogs

/// Rows that nobody understood, and rows that are not there.
@Suite struct UnreadRowTests {
  private static let header = "コンピューター名,日時,操作,ファイル名,変更後ファイル名\n"

  private func log(_ rows: String...) throws -> LogFile {
    try LogFixture.read(Self.header + rows.joined(separator: "\n") + "\n")
  }

  private func facts(_ files: [LogFile]) -> LogFacts {
    var collection = LogCollection()
    for file in files { collection.add(file) }
    return collection.facts { $0.lowercased() }
  }

  private func gaps(_ files: [LogFile]) -> [String: [String]] {
    facts(files).devices.mapValues { facts in
      facts.compactMap { fact in
        guard case .missed(_, let since, .rowsUnread) = fact.fact else { return nil }
        return "\(since.utc) \(fact.time.utc)"
      }
    }.filter { !$0.value.isEmpty }
  }

  @Test func rowsThatAreNotUnderstoodAreAGapOfTheirDevicesAndTimes() throws {
    let own = try log(
      "PC-1,2024/03/01 10:00,作成,C:\\a.csv,", "PC-1,2024/03/01 10:05,謎,C:\\b.csv,",
      "PC-2,2024/03/05 10:00,作成,C:\\a.csv,")
    #expect(gaps([own]) == ["pc-1": ["2024-03-01T01:05:00.000Z 2024-03-01T01:05:00.000Z"]])
    // Without a time it may be any of the device's, without a device any of the file's.
    let timeless = try log(
      "PC-1,2024/03/01 10:00,作成,C:\\a.csv,", "PC-1,いつか,作成,C:\\b.csv,", "PC-1,2024/03/09 10:00,作成,C:\\c.csv,",
      "PC-2,2024/03/20 10:00,作成,C:\\a.csv,")
    #expect(gaps([timeless]) == ["pc-1": ["2024-03-01T01:00:00.000Z 2024-03-09T01:00:00.000Z"]])
    let anybodys = try log(
      "PC-1,2024/03/01 10:00,作成,C:\\a.csv,", ",2024/03/03 10:00,作成,C:\\b.csv,",
      "PC-2,2024/03/20 10:00,作成,C:\\a.csv,")
    let then = ["2024-03-03T01:00:00.000Z 2024-03-03T01:00:00.000Z"]
    #expect(gaps([anybodys]) == ["pc-1": then, "pc-2": then])
    // A file in which nothing is understood tells when all the same, in stretches of a day and more.
    let nothing = try log(
      "PC-1,2024/03/01 10:00,謎,C:\\a.csv,", "PC-1,2024/03/01 18:00,謎,C:\\a.csv,",
      "PC-1,2024/03/04 10:00,謎,C:\\a.csv,")
    #expect(
      gaps([nothing]) == [
        "pc-1": [
          "2024-03-01T01:00:00.000Z 2024-03-01T09:00:00.000Z", "2024-03-04T01:00:00.000Z 2024-03-04T01:00:00.000Z",
        ]
      ])
    #expect(facts([own, nothing, anybodys]) == facts([anybodys, own, nothing, own]))
  }

  /// Rows that do not say whose they are are held once, however many devices their file tells of.
  @Test func rowsWithoutADeviceAreNotHeldForEachDevice() throws {
    let devices = (1...50).map { "PC-\($0),2024/03/01 10:00,作成,C:\\a.csv," }
    let nameless = (0..<60).map { ",2024/03/0\(1 + $0 % 2 * 4) 10:\(10 + $0 % 50),作成,C:\\b.csv," }
    let file = try LogFixture.read(Self.header + (devices + nameless).joined(separator: "\n") + "\n")
    #expect(file.unread.count == 60)
    var stretches = UnreadStretches()
    stretches.add(file)
    #expect(stretches.held == 2, "one a stretch of days, not one a row and device")
    let facts = stretches.facts { $0 == "PC-7" || $0 == "PC-8" ? "both" : $0 }
    #expect(facts.count == 49 && facts.values.allSatisfy { $0.count == 2 && $0 == facts["both"] })
  }

  @Test func aGapIsKeptOnce() throws {
    let file = try log("PC-1,2024/03/01 10:00,作成,C:\\a.csv,", "PC-1,2024/03/01 10:05,謎,C:\\b.csv,")
    var kept: Set<SHA256Digest> = []
    let sink = FactSink(
      known: { _ in kept },
      accept: { facts, _ in for item in facts { kept.insert(LogFact.identity(of: item.fact, at: item.time)) } })
    #expect(try facts([file]).send(to: sink).records == 2)
    let again = try facts([file, file]).send(to: sink)
    #expect(again.records == 0)
    #expect(again.knownBefore == 2)
  }
}
