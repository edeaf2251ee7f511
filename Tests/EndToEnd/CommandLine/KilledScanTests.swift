import Storage
import TestDatabases
import Testing

/// `kill -9` in the midst of a scan loses nothing and leaves nothing wrong behind.
@Suite("Killed scans", .serialized, .onEveryEngine)
struct KilledScanTests {
  /// Far more than a scan can do between the line at which it is killed and the signal.
  private static let fileCount = 800
  let workplace: Workplace

  init() throws { workplace = try Workplace() }

  private func writeFiles() throws {
    for number in 0..<Self.fileCount {
      // Neighbours share a person, and every hundredth file is a copy of an earlier one.
      let first = number % 100 == 99 ? (number - 50) * 2 : number * 2
      try workplace.write("\(number / 100)/\(10_000 + number).csv", Lists.csv(first..<first + 3))
    }
  }

  @Test(arguments: [1, 200]) func theNextScanIsWhole(lines: Int) throws {
    try writeFiles()
    try workplace.run("init")
    let arguments = ["scan", "--json", workplace.files]
    let fresh = try workplace.run(arguments + ["--fresh"])
    #expect(fresh.lines.count == Self.fileCount + 1)
    // Touched, for what is unchanged as a whole is answered before it can be killed.
    try writeFiles()
    let wasRunning = try workplace.start(arguments).kill(afterLines: lines)
    #expect(wasRunning, "the scan was over before it could be killed")
    let second = try workplace.run(arguments)
    #expect(second.text == fresh.text)
    // The index that the killed scan left is intact: with what the second scan added it spares all reading.
    let ways = try #require(try workplace.run("scan", workplace.files).lines.first { $0.contains("unchanged") })
    #expect(ways.hasPrefix("0 files read, 800 unchanged"))
  }

  /// What a broken scan saw is added; what the last whole scan found stays until another whole one finds it gone.
  @Test(arguments: [20, 250]) func theAnswerRestsOnTheLastWholeScan(lines: Int) throws {
    try workplace.register()
    try workplace.write("old/a.csv", Lists.csv(90_000..<90_100, insurer: "06139471"))
    try workplace.write("old/b.csv", Lists.csv(90_100..<90_150))
    try workplace.run("scan", "--device", "PC-1", workplace.files)
    let former = try workplace.answer("drill", "PC-1", "--json")
    #expect(former["total"]["certain"]["people"] == 150)

    workplace.delete("old/b.csv")
    try writeFiles()
    let wasRunning = try workplace.start(["scan", "--json", "--device", "PC-1", workplace.files]).kill(
      afterLines: lines)
    #expect(wasRunning, "the scan was over before it could be killed")
    let broken = try workplace.answer("drill", "PC-1", "--json")
    #expect(broken["last_scan"] == former["last_scan"])
    #expect(try #require(broken["total"]["certain"]["people"].integer) >= 150, "nothing is taken away")
    #expect(broken["clients"] == former["clients"])
    guard case .array(let gaps) = broken["gaps"] else {
      Issue.record("no gaps")
      return
    }
    #expect(gaps.contains { $0["kind"] == "broken_off" })

    try workplace.run("scan", "--device", "PC-1", workplace.files)
    let whole = try workplace.answer("drill", "PC-1", "--json")
    let summary = try #require(try workplace.run("scan", "--fresh", "--json", workplace.files).json().last)
    #expect(whole["total"]["certain"]["people"] == summary["summary"]["people"])
    #expect(whole["total"]["certain_files"] == .integer(Int64(Self.fileCount + 1)))
    #expect(try workplace.run("rebuild").status == 0)
  }
}
