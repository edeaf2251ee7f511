import CanonicalForms
import Cryptography
import Observations
import OperationLogs
import Testing

@Suite struct LineageTests {
  private static func digest(_ text: String) -> SHA256Digest { SHA256Digest(hashing: Array(text.utf8)) }
  private static let roster = digest("roster")
  private static let other = digest("other")

  private let received = KnownFile(
    device: "L-1", path: "D:\\受領\\名簿.xlsx", size: 182_344, content: roster, from: Moment(seconds: 0))
  private let delivery = KnownFile(path: "名簿.xlsx", size: 182_344, content: roster, label: "受領データ R-017")

  private func fact(
    _ second: Int64, _ fact: Fact, _ trust: Trust = .reported, _ blindness: Set<Blindness> = []
  ) -> LogFact {
    LogFact(
      time: Moment(seconds: second), fact: fact, trust: trust, blindness: blindness, meaning: Self.digest("\(second)"))
  }

  private func answers(_ known: [KnownFile], _ facts: [LogFact]) -> [LineageAnswer] {
    Lineage(known: known).answers(for: ["L-1": facts]).answers
  }

  @Test func aCopyMayHoldWhatItsSourceHeld() throws {
    let found = answers([received], [fact(10, .copied(from: "d:\\受領\\名簿.XLSX", to: "C:\\名簿.xlsx", size: 182_344))])
    let answer = try #require(found.first)
    #expect(found.count == 1)
    #expect(answer.content == Self.roster)
    #expect(answer.certainty == .possible)
    #expect(
      answer.steps == [
        .copied(from: "d:\\受領\\名簿.XLSX", at: Moment(seconds: 10)), .known(path: "D:\\受領\\名簿.xlsx", label: ""),
      ])
  }

  @Test func aCopyOfAnotherSizeIsAnother() {
    #expect(answers([received], [fact(10, .copied(from: received.path, to: "C:\\a.xlsx", size: 5))]).isEmpty)
    let unsure = fact(10, .copied(from: received.path, to: "C:\\a.xlsx", size: 5), .reported, [.sizeUnsure])
    #expect(answers([received], [unsure]).count == 1)
    #expect(answers([received], [fact(10, .copied(from: received.path, to: "C:\\a.xlsx", size: nil))]).count == 1)
  }

  @Test func theSameHashIsCertain() throws {
    let found = answers([delivery], [fact(10, .named(path: "E:\\x.tmp", size: nil, sha256: Self.roster))])
    #expect(found.map(\.certainty) == [.certain])
    #expect(found.first?.steps == [.sameHash, .known(path: "名簿.xlsx", label: "受領データ R-017")])
    #expect(answers([delivery], [fact(10, .named(path: "E:\\x", size: nil, sha256: Self.other))]).isEmpty)
  }

  @Test func theSameNameAndSizeIsPossible() {
    let found = answers([delivery], [fact(10, .named(path: "E:\\控え\\名簿.xlsx", size: 182_344, sha256: nil))])
    #expect(found.map(\.certainty) == [.possible])
    #expect(found.first?.steps.first == .sameNameAndSize)
    #expect(answers([delivery], [fact(10, .named(path: "E:\\名簿.xlsx", size: 1, sha256: nil))]).isEmpty)
    #expect(answers([delivery], [fact(10, .named(path: "E:\\名簿.xlsx", size: nil, sha256: nil))]).isEmpty)
  }

  @Test func emptyFilesAreNotAlike() {
    let empty = KnownFile(path: "a.txt", size: 0, content: Self.other)
    #expect(answers([empty], [fact(1, .named(path: "C:\\a.txt", size: 0, sha256: nil))]).isEmpty)
  }

  @Test func chainsOfCopiesAndRenamingsAreFollowed() throws {
    let found = answers(
      [received],
      [
        fact(10, .copied(from: received.path, to: "C:\\a.xlsx", size: nil)),
        fact(20, .moved(from: "C:\\a.xlsx", to: "C:\\b.xlsx", isFolder: false)),
        fact(30, .copied(from: "C:\\b.xlsx", to: "E:\\c.xlsx", size: nil)),
        fact(40, .gone(path: "C:\\b.xlsx", isFolder: false)),
      ])
    let byPath = Dictionary(grouping: found, by: \.path)
    #expect(byPath["C:\\a.xlsx"]?.first?.until == Moment(seconds: 20))
    #expect(byPath["C:\\b.xlsx"]?.first?.until == Moment(seconds: 40))
    #expect(byPath["E:\\c.xlsx"]?.first?.until == nil)
    #expect(byPath["E:\\c.xlsx"]?.first?.steps.count == 4)
  }

  @Test func aDoubtfulMoveLeavesTheOldPlacePossible() {
    let found = answers(
      [received],
      [
        fact(10, .copied(from: received.path, to: "C:\\a.xlsx", size: nil)),
        fact(20, .moved(from: "C:\\a.xlsx", to: "C:\\b.xlsx", isFolder: false), .possible),
      ])
    #expect(Set(found.map(\.path)) == ["C:\\a.xlsx", "C:\\b.xlsx"])
    #expect(found.allSatisfy { $0.until == nil })
  }

  @Test func foldersCarryWhatLiesBelowThem() {
    let found = answers(
      [received],
      [
        fact(10, .moved(from: "D:\\受領", to: "E:\\控え", isFolder: true)),
        fact(20, .copied(from: "E:\\控え", to: "F:\\2", size: nil)),
      ])
    #expect(Set(found.map(\.path)) == ["E:\\控え\\名簿.xlsx", "F:\\2\\名簿.xlsx"])
  }

  @Test func aDeletionThatMayBeARenamingIsFollowed() {
    let deletion = fact(10, .gone(path: received.path, isFolder: false), .possible, [.renameAsDelete])
    let soon = fact(12, .named(path: "D:\\受領\\名簿2.xlsx", size: nil, sha256: nil))
    let late = fact(60, .named(path: "D:\\受領\\名簿3.xlsx", size: nil, sha256: nil))
    let found = answers([received], [deletion, soon, late])
    #expect(found.map(\.path) == ["D:\\受領\\名簿2.xlsx"])
    #expect(found.first?.steps.first == .deletedBefore(path: received.path, at: Moment(seconds: 10)))
  }

  @Test func allSourcesAreKept() {
    let second = KnownFile(path: "名簿.xlsx", size: 182_344, content: Self.other, label: "受領データ R-018")
    let found = answers([delivery, second], [fact(10, .named(path: "E:\\名簿.xlsx", size: 182_344, sha256: nil))])
    #expect(Set(found.map(\.content)) == [Self.roster, Self.other])
    #expect(
      Lineage(known: [second, delivery]).answers(for: [
        "L-1": [fact(10, .named(path: "E:\\名簿.xlsx", size: 182_344, sha256: nil))]
      ]).answers == found)
  }

  @Test func anOverwrittenFileMayHoldWhatItHeld() {
    let found = answers([received], [fact(10, .written(path: received.path)), fact(11, .written(path: received.path))])
    #expect(found.map(\.certainty) == [.possible])
    #expect(found.first?.steps.count == 2)
  }

  @Test func aFileThatCameLaterWasNotTheSource() {
    var late = received
    late.from = Moment(seconds: 100)
    #expect(answers([late], [fact(10, .copied(from: received.path, to: "C:\\a.xlsx", size: nil))]).isEmpty)
  }

  /// Cycles, repeated copies and long chains end, within their bounds.
  @Test(arguments: 0..<12) func everyHistoryEnds(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let paths = (0..<8).map { "C:\\f\($0 % 3)\\\($0).csv" } + ["C:\\f0", "C:\\f1"]
    var facts: [LogFact] = []
    for second in 0..<600 {
      let from = paths[Int.random(in: 0..<paths.count, using: &random)]
      let to = paths[Int.random(in: 0..<paths.count, using: &random)]
      let kind = Int.random(in: 0..<5, using: &random)
      let trust: Trust = Bool.random(using: &random) ? .possible : .reported
      let made: Fact =
        switch kind {
        case 0: .moved(from: from, to: to, isFolder: Bool.random(using: &random))
        case 1: .gone(path: from, isFolder: Bool.random(using: &random))
        case 2: .written(path: from)
        case 3: .named(path: to, size: 100, sha256: nil)
        default: .copied(from: from, to: to, size: nil)
        }
      facts.append(fact(Int64(second), made, trust, kind == 1 ? [.renameAsDelete] : []))
    }
    let known = (0..<40).map { number in
      KnownFile(
        device: number % 2 == 0 ? "L-1" : nil, path: "C:\\f\(number % 3)\\\(number % 8).csv", size: 100,
        content: Self.digest("\(number)"), from: number % 5 == 0 ? Moment(seconds: 200) : nil)
    }
    let result = Lineage(known: known).answers(for: ["L-1": facts])
    #expect(Lineage(known: known.shuffled(using: &random)).answers(for: ["L-1": facts]) == result, "seed \(seed)")
    for answer in result.answers {
      #expect(answer.steps.count <= 32)
      #expect(answer.until.map { $0 >= answer.from } ?? true, "seed \(seed)")
      if case .known = answer.steps.last {} else { Issue.record("seed \(seed): a chain ends nowhere") }
    }
  }

  @Test func boundsThatWereMetAreTold() {
    var limits = Lineage.Limits()
    limits.stepsOfOneChain = 3
    var facts = [fact(1, .copied(from: received.path, to: "C:\\0", size: nil))]
    for step in 0..<5 {
      facts.append(fact(Int64(step + 2), .copied(from: "C:\\\(step)", to: "C:\\\(step + 1)", size: nil)))
    }
    #expect(Lineage(known: [received], limits: limits).answers(for: ["L-1": facts]).isCut)
    limits = Lineage.Limits()
    limits.work = 0
    let folder = [fact(1, .moved(from: "D:\\受領", to: "E:\\x", isFolder: true))]
    #expect(Lineage(known: [received], limits: limits).answers(for: ["L-1": folder]).isCut)
  }

  /// What a log says and what a scan knows, from rows to a chain.
  @Test func fromRowsToAChain() throws {
    let log = try LogFixture.read(LogFixture.bytes("jp1.csv"))
    var collection = LogCollection()
    collection.add(log)
    var known = received
    known.label = "受領データ R-017"
    let facts = collection.facts { _ in "L-1" }
    let answers = Lineage(known: [known]).answers(for: facts.devices).answers
    let last = try #require(answers.first { $0.path.hasSuffix("名簿(作業用).xlsx") })
    #expect(last.content == Self.roster)
    #expect(last.steps.count == 3)
    #expect(last.steps.last == .known(path: known.path, label: "受領データ R-017"))
  }
}
