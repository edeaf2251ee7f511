import Contents
import Cryptography
import Discovery
import Glibc
import JapaneseText
import PersonalData
import Testing

@testable import Documents

/// People whom a worker had told of before it ended are found, and the file is tried again.
@Suite("Readings that broke off") struct BrokenReadingTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("data/list.html", "<html><body><p>一覧</p></body></html>")
  }

  /// A worker that is asked, tells of so many people and then does something else. (The script's standard input is the
  /// socket.)
  private func pool(telling people: Int, then end: String) throws -> ReaderPool {
    var batch = RowBatch()
    batch.append(row: ["氏名", "生年月日", "電話番号"])
    let names = ["山田　太郎", "佐藤　花子", "鈴木　一郎", "高橋　次郎"]
    for number in 0..<people { batch.append(row: [names[number], "198\(number)/05/06", "090-1234-567\(number)"]) }
    var frames: [UInt8] = []
    for event in [ContentEvent.table(TableOrigin()), .rows(batch)] {
      var payload: [UInt8] = []
      ContentEventCodec.encode(event, into: &payload)
      frames += WorkerMessage.header(WorkerMessage.event, length: payload.count) + payload
    }
    try folder.write("told", frames)
    try folder.write("worker", "#!/bin/sh\nhead -c 1 >/dev/null\ncat '\(folder.path)/told' >&0\n\(end)\n")
    chmod(folder.path + "/worker", 0o700)
    return ReaderPool(executable: folder.path + "/worker", count: 1)
  }

  private func reader(_ pool: ReaderPool, waiting: Int = 120) throws -> FileReader {
    var limits = ReadingLimits()
    limits.waitingSeconds = waiting
    return FileReader(pool: pool, limits: limits, asOf: try #require(CivilDate(year: 2025, month: 3, day: 15)))
  }

  /// Only a worker that hangs meets the limit on waiting, which is long enough for a busy machine to start one.
  @Test(arguments: [("kill -SEGV $$", UnreadReason.crashed, 120), ("exec sleep 100", .timedOut, 8)])
  func whoWasFoundBeforeIsFound(end: String, reason: UnreadReason, waiting: Int) throws {
    let outcome = try reader(pool(telling: 2, then: end), waiting: waiting).read(folder.path + "/data/list.html")
    let profile = try #require(outcome.profile)
    #expect(outcome.unread == reason && profile.unread == reason)
    #expect(profile.people == 2 && profile.fields.contains(.birthDate))
    #expect(profile.hasFindings && !profile.isSettled)
  }

  /// Each scan reads it again, and a copy too: nothing that was cut short stands for the content.
  @Test func theFileIsTriedAgain() async throws {
    let index = try FileIndex(path: folder.path + "/index.sqlite", key: [UInt8](repeating: 7, count: 32))
    for people in [2, 3] {
      let scan = Scan(
        roots: [folder.path + "/data"], index: index, reader: try reader(pool(telling: people, then: "kill -SEGV $$")),
        readers: 1)
      var reports: [FileReport] = []
      _ = try await scan.run(over: scan.walk(), report: { reports.append($0) }, progress: { _ in })
      #expect(reports.map(\.way) == [.read] && reports.map { $0.profile?.people } == [people])
    }
  }

  /// A program that is missing today may be there tomorrow; a part that is locked stays so.
  @Test func aMissingProgramLeavesAContentUnsettled() {
    var profile = ContentProfile(sha256: SHA256Digest(hashing: []), size: 0)
    profile.unreadParts = [UnreadPart(place: "x", reason: .password)]
    #expect(profile.isSettled)
    profile.unreadParts.append(UnreadPart(place: "letter.pdf", reason: .missingTool))
    #expect(!profile.isSettled && profile.partsWithoutTool == 1)
  }

  /// Nobody knows which bytes were read of a file that changed meanwhile.
  @Test func aFileThatChangedLeavesNoFindings() {
    #expect(UnreadReason.allCases.filter { !$0.leavesFindings } == [.changed])
  }
}
