import Contents
import Discovery
import Glibc
import JapaneseText
import Testing

@testable import Agent
@testable import Documents

@Suite("What is in a file")
struct ExaminerTests {
  private static func examiner(_ folder: ScratchFolder, _ told: ToldContents) throws -> Examiner {
    Examiner(
      index: try FileIndex(path: folder.path + "/index.sqlite", key: [UInt8](repeating: 7, count: 32)),
      reader: FileReader(
        pool: nil, limits: ReadingLimits(), asOf: try #require(CivilDate(year: 2026, month: 4, day: 1)), pace: { _ in }),
      told: told)
  }

  /// A list whose profile no batch has room for is told as what it is: there, and too large. It stays so once it is known.
  @Test func aListThatIsTooLargeIsReportedAsUnread() throws {
    let folder = try ScratchFolder()
    try folder.write("list.csv", "氏名,生年月日,電話番号\n山田太郎,1980-02-03,03-1234-5678\n鈴木花子,1975-11-30,06-2345-6789\n")
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    let target = Examiner.Target(folder: descriptor, name: FileName("list.csv"), path: folder.path + "/list.csv")
    let whole = try Self.examiner(folder, ToldContents([])).examine(target)
    guard case .file(.content(let sha256), _, _, let profile?) = whole.what else {
      Issue.record("not read: \(whole.what)")
      return
    }
    let told = ToldContents([sha256])
    let examiner = try Self.examiner(folder, told)
    guard case .file(.content(sha256), _, _, nil) = try examiner.examine(target).what else {
      Issue.record("not known")
      return
    }
    // The server did not take it.
    told.refuse(profileOf: profile.message.count)
    told.remove(sha256)
    for _ in 0..<2 {
      guard case .file(.unread(.tooLarge), _, _, nil) = try examiner.examine(target).what else {
        Issue.record("told again, although it does not go")
        return
      }
    }
  }
  /// A worker that tells of people and then dies. (The script's standard input is the socket.)
  private static func crashing(in folder: ScratchFolder) throws -> ReaderPool {
    var batch = RowBatch()
    batch.append(row: ["氏名", "生年月日", "電話番号"])
    batch.append(row: ["山田太郎", "1980-02-03", "03-1234-5678"])
    var frames: [UInt8] = []
    for event in [ContentEvent.table(TableOrigin()), .rows(batch)] {
      var payload: [UInt8] = []
      ContentEventCodec.encode(event, into: &payload)
      frames += WorkerMessage.header(WorkerMessage.event, length: payload.count) + payload
    }
    try folder.write("told", frames)
    try folder.write("worker", "#!/bin/sh\nhead -c 1 >/dev/null\ncat '\(folder.path)/told' >&0\nkill -SEGV $$\n")
    chmod(folder.path + "/worker", 0o700)
    return ReaderPool(executable: folder.path + "/worker", count: 1)
  }

  /// Whoever was found before a reading broke off is told, once; the whole is told when it can be read.
  @Test func aReadingThatBrokeOffTellsWhomItFound() throws {
    let folder = try ScratchFolder()
    try folder.write("list.html", "<html><body><p>一覧</p></body></html>")
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    let target = Examiner.Target(folder: descriptor, name: FileName("list.html"), path: folder.path + "/list.html")
    let examiner = Examiner(
      index: try FileIndex(path: folder.path + "/index.sqlite", key: [UInt8](repeating: 7, count: 32)),
      reader: FileReader(
        pool: try Self.crashing(in: folder), limits: ReadingLimits(),
        asOf: try #require(CivilDate(year: 2026, month: 4, day: 1))), told: ToldContents([]))
    guard case .file(.content(let sha256), _, _, let profile?) = try examiner.examine(target).what else {
      Issue.record("nobody was told of")
      return
    }
    #expect(profile.people == 1 && !profile.isSettled)
    guard case .file(.content(sha256), _, _, nil) = try examiner.examine(target).what else {
      Issue.record("told twice")
      return
    }
  }

  @Test func whatBrokeOffIsToldAgainOnlyWithMore() {
    let told = ToldContents([])
    let content = LedgerTests.digest
    #expect(told.insert(content, brokenOffAfter: 5))
    #expect(!told.insert(content, brokenOffAfter: 5))
    #expect(told.insert(content, brokenOffAfter: 6))
    #expect(!told.contains(content) && told.insert(content), "the whole is told in any case")
    #expect(!told.insert(content, brokenOffAfter: 9))
  }
}
