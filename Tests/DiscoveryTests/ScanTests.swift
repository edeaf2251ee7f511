import Contents
import Cryptography
import Discovery
import Documents
import JapaneseText
import PersonalData
import Testing

@Suite("Scanning")
struct ScanTests {
  private let folder: ScratchFolder
  private let indexPath: String

  init() throws {
    folder = try ScratchFolder()
    try folder.write("data/.keep", "")
    indexPath = folder.path + "/index.sqlite"
  }

  private static let key = [UInt8](repeating: 7, count: 32)
  private static let list = "氏名,生年月日,電話番号\r\n山田　太郎,1975/01/02,090-1234-5678\r\n佐藤　花子,S50.1.2,03-1234-5678\r\n"

  private func scan(readers: Int = 2) async throws -> (reports: [FileReport], result: Scan.Result) {
    let today = try #require(CivilDate(year: 2025, month: 3, day: 15))
    let index = try FileIndex(path: indexPath, key: Self.key)
    let reader = FileReader(pool: nil, limits: ReadingLimits(), asOf: today)
    let scan = Scan(roots: [folder.path + "/data"], index: index, reader: reader, readers: readers)
    var reports: [FileReport] = []
    let result = try await scan.run(over: scan.walk(), report: { reports.append($0) }, progress: { _ in })
    return (reports, result)
  }

  @Test func unchangedFilesAreNotReadAgain() async throws {
    try folder.write("data/list.csv", Self.list)
    try folder.write("data/notes.txt", "本日の会議では来期の計画について話した。\n")
    let first = try await scan()
    #expect(first.reports.filter { $0.file.path.hasSuffix("list.csv") }.map(\.profile?.people) == [2])
    let second = try await scan()
    #expect(second.reports.allSatisfy { $0.way == .unchanged })
    #expect(second.reports.map(\.sha256) == first.reports.map(\.sha256))
  }

  @Test func changedFilesAreReadAndGoneOnesForgotten() async throws {
    try folder.write("data/a.csv", Self.list)
    try folder.write("data/b.csv", Self.list + "鈴木　一郎,1980/05/05,080-1111-2222\r\n")
    _ = try await scan()
    try folder.write("data/a.csv", Self.list + "高橋　次郎,1981/06/06,080-3333-4444\r\n")
    folder.remove("data/b.csv")
    let second = try await scan()
    let a = second.reports.first { $0.file.path.hasSuffix("a.csv") }
    #expect(a?.way == .read)
    #expect(a?.profile?.people == 3)
    let index = try FileIndex(path: indexPath, key: Self.key)
    #expect(try index.entries(below: [folder.path + "/data"]).keys.contains { $0.hasSuffix("b.csv") } == false)
  }

  @Test(arguments: [1, 2, 4])
  func aCopyIsNeverReadTwice(readers: Int) async throws {
    for number in 0..<12 { try folder.write("data/copy\(number).csv", Self.list) }
    let reports = try await scan(readers: readers).reports.filter { $0.file.size > 0 }
    #expect(reports.count { $0.way == .read } == 1)
    #expect(reports.count { $0.way == .copy } == 11)
    #expect(Set(reports.map(\.sha256)).count == 1)
    // Whenever a copy is reported, the profile of its bytes is in the index.
    let index = try FileIndex(path: indexPath, key: Self.key)
    let sha256 = try #require(reports.first?.sha256)
    #expect(try index.profile(of: sha256, recogniser: ContentProfile.currentRecogniser)?.people == 2)
  }

  /// A missing program is no property of the bytes; a damaged file is.
  @Test func passingFailuresAreTriedAgain() async throws {
    try folder.write("data/list.xlsx", [0x50, 0x4B, 3, 4, 0, 0, 0, 0])
    let first = try await scan()
    let reason = first.reports.first { $0.file.path.hasSuffix("xlsx") }?.unread
    #expect(reason == .damaged)
    let second = try await scan()
    #expect(second.reports.first { $0.file.path.hasSuffix("xlsx") }?.way == .unchanged)
    #expect(
      UnreadReason.allCases.filter(\.isPassing) == [
        .noPermission, .changed, .timedOut, .crashed, .inputOutput, .missingTool,
      ])
  }

  /// However the readers race, a copy is never reported before its bytes' profile can be had.
  @Test func aCopyComesWithItsProfile() async throws {
    for number in 0..<60 {
      try folder.write("data/\(number).csv", Self.list + String(repeating: "x", count: number % 3))
    }
    let today = try #require(CivilDate(year: 2025, month: 3, day: 15))
    let index = try FileIndex(path: indexPath, key: Self.key)
    let scan = Scan(
      roots: [folder.path + "/data"], index: index,
      reader: FileReader(pool: nil, limits: ReadingLimits(), asOf: today), readers: 4)
    var people: [Int?] = []
    _ = try await scan.run(
      over: scan.walk(),
      report: { report in
        guard let sha256 = report.sha256, report.file.size > 0 else { return }
        let known = try index.profile(of: sha256, recogniser: ContentProfile.currentRecogniser)
        people.append((report.profile ?? known)?.people)
      }, progress: { _ in })
    #expect(people.count == 60)
    #expect(people.allSatisfy { $0 != nil })
  }

  @Test func reportsComeInTheOrderOfTheWalk() async throws {
    for number in 0..<50 { try folder.write("data/\(number % 7)/f\(number).csv", Self.list + "\(number)\r\n") }
    let reports = try await scan(readers: 3).reports
    #expect(reports.map(\.file.path) == FileWalk([folder.path + "/data"]).files.map(\.path))
  }

  @Test func anInterruptedScanLosesNothing() async throws {
    struct Killed: Error {}
    for number in 0..<20 { try folder.write("data/f\(number).csv", Self.list + "人\(number)\r\n") }
    let today = try #require(CivilDate(year: 2025, month: 3, day: 15))
    do {
      let index = try FileIndex(path: indexPath, key: Self.key)
      let scan = Scan(
        roots: [folder.path + "/data"], index: index,
        reader: FileReader(pool: nil, limits: ReadingLimits(), asOf: today), readers: 2)
      var seen = 0
      await #expect(throws: Killed.self) {
        _ = try await scan.run(
          over: scan.walk(),
          report: { _ in
            seen += 1
            if seen == 10 { throw Killed() }
          }, progress: { _ in })
      }
    }
    let again = try await scan()
    #expect(again.reports.count == 21)
    #expect(again.reports.filter { $0.file.size > 0 }.allSatisfy { $0.sha256 != nil })
    let last = try await scan()
    #expect(last.reports.allSatisfy { $0.way == .unchanged })
  }
}

@Suite("The summary of a scan")
struct ScanSummaryTests {
  /// The same person in two contents and two folders counts once in total and once in each folder.
  @Test func peopleAreDistinctOverFiles() throws {
    let builder = ScanSummary.Builder()
    let fields = FieldSet([.name, .birthDate])
    let shared = PersonEntry(keys: [IdentityKey(kind: .nameBirth, high: 1, low: 1)], fields: fields, hints: [0])
    let other = PersonEntry(
      keys: [IdentityKey(kind: .nameBirth, high: 2, low: 2)], fields: FieldSet([.name, .checkResult]))
    func profile(_ number: UInt8, _ persons: PersonSet) -> ContentProfile {
      var profile = ContentProfile(sha256: SHA256Digest(hashing: [number]), size: 10, persons: persons)
      profile.hints = [OrganisationHint(kind: .insurerName, scope: .person, value: "甲健保", people: 1)]
      return profile
    }
    let first = profile(1, [shared])
    let second = profile(2, [shared, other])
    let owners = ContentOwners(byHint: [["甲健保"]], whole: [])
    builder.add(first.sha256, folder: "x") { (first, owners) }
    builder.add(second.sha256, folder: "y") { (second, owners) }
    builder.add(first.sha256, folder: "y") { nil }
    let summary = builder.finish()
    #expect(summary.people == 2)
    #expect(summary.owners.map(\.name) == ["甲健保"])
    #expect(summary.owners.first?.count == .init(people: 1))
    #expect(summary.unattributed == .init(people: 1, sensitive: 1))
    #expect(summary.folders.map { $0.count.people } == [1, 2])
    #expect(summary.fields.first { $0.field == .name }?.people == 2)
  }
}
