import CanonicalForms
import Contents
import Discovery
import Glibc
import JapaneseText
import TestDatabases
import Testing
import Wording

@testable import Documents
@testable import HikaeCommands

/// A scan whose reader dies in the middle of a file: whoever was found until then is on the device.
@Suite("Scans with readings that broke off", .onEveryEngine)
struct BrokenScanTests {
  let workplace: Workplace

  init() throws {
    workplace = try Workplace()
    try workplace.register()
    try workplace.write("list.html", "<html><body><p>一覧</p></body></html>")
  }

  /// A worker that tells of so many people and then dies. (The script's standard input is the socket.)
  private func reader(telling people: Int) throws -> FileReader {
    var batch = RowBatch()
    for line in Lists.csv(0..<people).split(separator: "\n") {
      batch.append(row: line.split(separator: ",").map(String.init))
    }
    var frames: [UInt8] = []
    for event in [ContentEvent.table(TableOrigin()), .rows(batch)] {
      var payload: [UInt8] = []
      ContentEventCodec.encode(event, into: &payload)
      frames += WorkerMessage.header(WorkerMessage.event, length: payload.count) + payload
    }
    // Beside the files, not among them.
    try workplace.write("../told", frames)
    let script = try workplace.write(
      "../worker", "#!/bin/sh\nhead -c 1 >/dev/null\ncat '\(workplace.path)/told' >&0\nkill -SEGV $$\n")
    chmod(script, 0o700)
    return FileReader(
      pool: ReaderPool(executable: script, count: 1), limits: ReadingLimits(),
      asOf: try #require(CivilDate(year: 2025, month: 3, day: 15)))
  }

  private func scan(_ reader: FileReader) async throws -> [UInt8] {
    let options = try InstallationOptions.parse([
      "--data", workplace.data, "--lang", "en", "--database", workplace.database.url ?? "",
    ])
    let printer = TextScanPrinter(language: .en)
    let session = try ScanSession(
      roots: try ScanRoots([workplace.files]), reader: reader, readers: 1, installation: options, device: "PC-1",
      fresh: false)
    #expect(try await session.run(printing: printer, form: "text"))
    return try #require(printer.memory)
  }

  @Test func whoWasFoundIsOnTheDevice() async throws {
    for people in [12, 20] {
      let printed = String(decoding: try await scan(reader(telling: people)), as: UTF8.self)
      #expect(printed.contains("read only so far, \(people) people found"))
      let answer = try workplace.answer("drill", "PC-1", "--json")
      #expect(answer["total"]["certain"]["people"].integer == Int64(people))
      guard case .array(let unread) = answer["unread"] else {
        Issue.record("nothing unread")
        return
      }
      #expect(unread.map { $0["reason"] } == ["crashed"] && unread.map { $0["part"] } == [true])
    }
    // The next scan reads it whole, with a worker that lives: it holds nobody.
    let finished = try workplace.run("scan", "--device", "PC-1", workplace.files)
    #expect(finished.text.contains("1 files read"))
    let answer = try workplace.answer("drill", "PC-1", "--json")
    #expect(answer["total"]["certain"]["people"] == 0 && answer["unread"] == .array([]))
  }
}
