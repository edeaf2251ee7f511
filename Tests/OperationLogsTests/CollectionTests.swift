import CanonicalForms
import Cryptography
import Observations
import OperationLogs
import Testing

@Suite struct CollectionTests {
  private static let header = "コンピューター名,日時,操作,ファイル名,変更後ファイル名\n"

  private func log(_ rows: String...) throws -> LogFile {
    try LogFixture.read(Self.header + rows.joined(separator: "\n") + "\n")
  }

  private func facts(_ files: [LogFile]) -> LogFacts {
    var collection = LogCollection()
    for file in files { collection.add(file) }
    return collection.facts { $0.lowercased() }
  }

  @Test func rowsThatTwoExportsShareCountOnce() throws {
    let a = "PC-1,2024/03/01 10:00,コピー,D:\\a.csv,C:\\a.csv"
    let b = "pc-1,2024/03/01 10:00,コピー,D:\\a.csv,C:\\a.csv"
    let c = "PC-1,2024/03/01 10:01,書き込み,C:\\a.csv,"
    var collection = LogCollection()
    collection.add(try log(a, c))
    collection.add(try log(b, c))
    #expect(collection.count == 2)
    #expect(collection.duplicates == 2)
  }

  /// Neither the order of files nor repeated rows change what comes out.
  @Test(arguments: 0..<40) func orderAndDuplicatesDoNotMatter(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let operations = ["作成", "コピー", "移動", "名前変更", "削除", "書き込み"]
    let rows = (0..<60).map { _ in
      let minute = Int.random(in: 10..<20, using: &random)
      let paths = (0..<2).map { _ in "C:\\\(Int.random(in: 0..<6, using: &random)).csv" }
      let operation = operations[Int.random(in: 0..<operations.count, using: &random)]
      return "PC-\(Int.random(in: 1...2, using: &random)),2024/03/01 10:\(minute),\(operation),\(paths[0]),\(paths[1])"
    }
    // Exports of overlapping stretches of time, in the order of time.
    let sorted = rows.sorted { $0.split(separator: ",")[1] < $1.split(separator: ",")[1] }
    var files: [LogFile] = []
    for start in stride(from: 0, to: 60, by: 20) {
      let part = sorted[start..<60].prefix(20)
      files.append(try LogFixture.read(Self.header + part.joined(separator: "\n") + "\n"))
    }
    let once = facts(files)
    #expect(facts(files.reversed()) == once, "seed \(seed)")
    #expect(facts(files + files.shuffled(using: &random)) == once, "seed \(seed)")
  }

  @Test func newestFirstIsTurned() throws {
    let newest = try log(
      "PC-1,2024/03/01 10:02,作成,C:\\c.csv,", "PC-1,2024/03/01 10:01,削除,C:\\b.csv,",
      "PC-1,2024/03/01 10:01,作成,C:\\b.csv,", "PC-1,2024/03/01 10:00,作成,C:\\a.csv,")
    #expect(newest.isNewestFirst)
    let kinds = facts([newest]).devices["pc-1"]?.map(\.fact) ?? []
    #expect(
      kinds == [
        .named(path: "C:\\a.csv", size: nil, sha256: nil), .named(path: "C:\\b.csv", size: nil, sha256: nil),
        .gone(path: "C:\\b.csv", isFolder: false), .named(path: "C:\\c.csv", size: nil, sha256: nil),
      ])
  }

  @Test func clocksThatWereSetBackAreTold() throws {
    let file = try log(
      "PC-1,2024/03/01 10:00,作成,C:\\a,", "PC-1,2024/03/01 10:05,作成,C:\\b,", "PC-1,2024/03/01 09:00,作成,C:\\c,",
      "PC-1,2024/03/01 09:30,作成,C:\\d,")
    #expect(!file.isNewestFirst)
    #expect(file.backwardSteps == 1)
  }

  @Test func unknownDevicesAreCountedByName() throws {
    var collection = LogCollection()
    collection.add(try log("PC-1,2024/03/01 10:00,作成,C:\\a,", "PC-X,2024/03/01 10:00,作成,C:\\a,"))
    let names = DeviceNames(registered: [("L-0001", "pc-1")])
    let facts = collection.facts(naming: names.device)
    #expect(facts.devices.keys.sorted() == ["L-0001"])
    #expect(facts.unknownDevices == ["PC-X": 1])
  }

  @Test func namesOfDevices() {
    let names = DeviceNames(
      registered: [("L-1", "PC-1"), ("L-2", "PC-2"), ("L-3", "PC-2")], chosen: [("受付 端末", "L-3")])
    #expect(names.device(named: "pc-1.example.local") == "L-1")
    #expect(names.device(named: "l-1") == "L-1")
    #expect(names.device(named: "PC-2") == nil)
    #expect(names.device(named: " 受付 端末 ") == "L-3")
  }

  @Test func listsOfDevices() {
    let titled = DeviceList.pairs(of: [["端末番号", "コンピュータ名"], ["L-1", "PC-1"], ["", ""], ["L-2"]])
    #expect(titled.pairs.map(\.id) == ["L-1"])
    #expect(titled.badLines == [4])
    #expect(DeviceList.pairs(of: [["PC-1", "L-1"]]).pairs.map(\.name) == ["pc-1"])
  }
}

@Suite struct TrustTests {
  /// No log may make something certain that a renaming written down as a deletion could have faked.
  @Test func whatMayBeSomethingElseTakesNothingAway() {
    for blindness in Blindness.allCases {
      let trust = Trust(in: .deleted, under: [blindness])
      let harms: Set<Blindness> = [.renameAsDelete, .trashUnseen, .charactersReplaced, .pathsByShape, .partialRecord]
      #expect((trust == .possible) == harms.contains(blindness), "\(blindness)")
    }
  }

  @Test func cautiousFacts() {
    func cautious(_ fact: Fact, _ trust: Trust) -> Fact? {
      LogFact(time: Moment(milliseconds: 0), fact: fact, trust: trust, meaning: SHA256Digest(hashing: [])).cautious
    }
    #expect(cautious(.gone(path: "C:\\a", isFolder: false), .possible) == nil)
    #expect(cautious(.gone(path: "C:\\a", isFolder: false), .reported) == .gone(path: "C:\\a", isFolder: false))
    #expect(
      cautious(.moved(from: "C:\\a", to: "C:\\b", isFolder: false), .possible)
        == .copied(from: "C:\\a", to: "C:\\b", size: nil))
    #expect(
      cautious(.moved(from: "C:\\a", to: "C:\\b", isFolder: true), .possible)
        == .named(path: "C:\\b", size: nil, sha256: nil))
  }

  /// Every layout says something about its limits.
  @Test(arguments: LogLayout.known + [OsqueryResults.layout]) func everyLayoutDeclaresItsLimits(layout: LogLayout) {
    #expect(!layout.blindness.isEmpty)
  }
}

@Suite struct SendingTests {
  private final class Kept {
    var facts: [(time: Moment, fact: Fact)] = []
  }

  private func sink(_ kept: Kept) -> FactSink {
    FactSink(
      known: { _ in Set(kept.facts.map { LogFact.identity(of: $0.fact, at: $0.time) }) },
      accept: { facts, _ in kept.facts += facts })
  }

  private func facts(_ count: Int, trust: Trust = .reported) -> LogFacts {
    var facts = LogFacts()
    facts.devices["L-1"] = (0..<count).map { number in
      LogFact(
        time: Moment(seconds: Int64(number)), fact: .gone(path: "C:\\\(number)", isFolder: false), trust: trust,
        meaning: SHA256Digest(hashing: []))
    }
    return facts
  }

  @Test func whatTheSinkHasIsLeftOut() throws {
    let kept = Kept()
    #expect(try facts(5).send(to: sink(kept)).records == 5)
    let again = try facts(7).send(to: sink(kept))
    #expect(again.records == 2)
    #expect(again.knownBefore == 5)
    #expect(kept.facts.map(\.time.seconds) == [0, 1, 2, 3, 4, 5, 6])
  }

  /// A renaming that stands in the log as a deletion and something new: the new one may be a copy of the old one.
  @Test func aRenamingToldAsDeletionIsKeptAsACopy() throws {
    func fact(_ second: Int64, _ fact: Fact, _ trust: Trust) -> LogFact {
      LogFact(
        time: Moment(seconds: second), fact: fact, trust: trust, blindness: [.renameAsDelete],
        meaning: SHA256Digest(hashing: []))
    }
    var facts = LogFacts()
    facts.devices["L-1"] = [
      fact(0, .gone(path: "C:\\名簿.xlsx", isFolder: false), .possible),
      fact(3, .named(path: "C:\\控え.XLSX", size: 5, sha256: nil), .reported),
      fact(4, .named(path: "C:\\控え.csv", size: 5, sha256: nil), .reported),
      fact(11, .named(path: "C:\\後.xlsx", size: 5, sha256: nil), .reported),
    ]
    let kept = Kept()
    let sent = try facts.send(to: sink(kept))
    #expect(sent.withheld == 1)
    #expect(
      kept.facts.map(\.fact) == [
        .copied(from: "C:\\名簿.xlsx", to: "C:\\控え.XLSX", size: 5),
        .named(path: "C:\\控え.XLSX", size: 5, sha256: nil), .named(path: "C:\\控え.csv", size: 5, sha256: nil),
        .named(path: "C:\\後.xlsx", size: 5, sha256: nil),
      ])
    #expect(try facts.send(to: sink(kept)).records == 0)
  }

  @Test func whatIsTooDoubtfulIsWithheldAndCounted() throws {
    let kept = Kept()
    let sent = try facts(3, trust: .possible).send(to: sink(kept))
    #expect(sent.withheld == 3)
    #expect(kept.facts.isEmpty)
  }
}
