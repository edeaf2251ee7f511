import CanonicalForms
import Contents
import Cryptography
import Glibc
import Observations
import Synchronization
import Testing

@testable import Agent

/// With the kernel itself, on a file system of the test's own. Where watching is not permitted the tests say so.
@Suite("Watching", .serialized)
struct LiveTests {
  /// Why nothing can be watched here; nil when it can.
  static let obstacle: String? = {
    guard getuid() == 0 else { return "needs root: fanotify and mounts" }
    do {
      let mount = try PrivateMount()
      let group = try FanotifyGroup()
      return group.add(mount.path)
    } catch {
      return "\(error)"
    }
  }()

  static func people(_ seed: Int) -> String {
    let names = ["佐藤花子", "鈴木一郎", "高橋美咲", "田中健太", "伊藤さくら"]
    var text = "氏名,生年月日,電話番号\n"
    for row in 0..<3 {
      text +=
        "\(names[(seed + row) % names.count]),1980-0\(1 + (seed + row) % 9)-1\(row),090-1234-\(1000 + seed % 9000)\n"
    }
    return text
  }

  /// Names what differs, and not all that is the same.
  private func expectSame(_ told: Set<String>, _ truth: Set<String>) {
    #expect(!truth.isEmpty)
    #expect(told.subtracting(truth).sorted().prefix(5) == [])
    #expect(truth.subtracting(told).sorted().prefix(5) == [])
  }

  @Test(.enabled(if: obstacle == nil, "watching is not permitted here"))
  func everyChangeIsRecordedAndTheReportedSetIsTheTruth() throws {
    let mount = try PrivateMount()
    let agent = try LiveAgent(roots: [mount.path])
    mkdir(mount.path + "/a", 0o755)
    mkdir(mount.path + "/a/b", 0o755)
    try mount.write("a/before.csv", Self.people(0))
    agent.start()
    try agent.settle()
    let count = 3_000
    for number in 0..<count {
      // Every tenth holds people; the rest are letters about the weather.
      let text = number % 10 == 0 ? Self.people(number) : "本日は晴天なり。\n"
      try mount.write("a/b/\(number).csv", text)
      if number % 3 == 0 { rename(mount.path + "/a/b/\(number).csv", mount.path + "/a/\(number).csv") }
      if number % 7 == 0 { unlink(mount.path + "/a/\(number).csv") }
    }
    rename(mount.path + "/a/b", mount.path + "/a/c")
    for number in stride(from: 10, to: count, by: 20) where number % 3 != 0 {
      rename(mount.path + "/a/c/\(number).csv", mount.path + "/a/c/x\(number).csv")
    }
    try agent.settle()
    // Now that they are known: changes of what is reported.
    rename(mount.path + "/a/c", mount.path + "/d")
    try mount.write("a/before.csv", "もう誰もいない。\n")
    truncate(mount.path + "/d/x10.csv", 0)
    link(mount.path + "/d/x50.csv", mount.path + "/a/linked.csv")
    unlink(mount.path + "/d/x110.csv")
    try agent.settle()
    let facts = try agent.stop()
    let told = Replay(facts)
    expectSame(told.present, mount.filesWithPeople())
    #expect(told.gaps.isEmpty)
    let wanted: [Fact] = [
      .moved(from: mount.path + "/a/c", to: mount.path + "/d", isFolder: true),
      .cleared(path: mount.path + "/a/before.csv"),
      .written(path: mount.path + "/d/x10.csv"),
      .gone(path: mount.path + "/d/x110.csv", isFolder: false),
      .watchStopped(root: mount.path, reason: .stopped),
    ]
    let missing = wanted.filter { !facts.contains($0) }
    #expect(missing.isEmpty)
    // Nothing of files that hold nobody's data has left.
    let quiet = told.named.filter { $0.hasSuffix("/1.csv") || $0.hasSuffix("/11.csv") }
    #expect(quiet.isEmpty)
  }

  /// Formats are parsed by a process that is nobody, also where only root may read the file.
  @Test(.enabled(if: obstacle == nil && ServerTests.hasTools, "watching is not permitted here, or no python3"))
  func formatsAreReadByAWorkerWithoutRights() throws {
    let mount = try PrivateMount()
    let agent = try LiveAgent(roots: [mount.path])
    agent.start()
    try agent.settle()
    let made = system(
      """
      umask 077; python3 -c "
      import sqlite3
      db = sqlite3.connect('\(mount.path)/app.db')
      db.execute('create table 名簿 (氏名, 生年月日, 電話番号)')
      rows = [('佐藤花子', '1980-01-02', '090-1234-5678'), ('鈴木一郎', '1981-02-03', '090-2345-6789'),
              ('高橋美咲', '1982-03-04', '090-3456-7890')]
      db.executemany('insert into 名簿 values (?, ?, ?)', rows)
      db.commit()"
      """)
    try #require(made == 0)
    try agent.settle()
    let facts = try agent.stop()
    let people = facts.compactMap { fact in if case .profiled(_, _, let people, _) = fact { people } else { nil } }
    #expect(people == [3])
    #expect(Replay(facts).present == [mount.path + "/app.db"])
  }

  /// The kernel's queue overflows: a gap is recorded, and the scan after it finds the truth again.
  @Test(.enabled(if: obstacle == nil, "watching is not permitted here"))
  func anOverflowIsAGapAndARescan() throws {
    let mount = try PrivateMount()
    let agent = try LiveAgent(roots: [mount.path], hasUnlimitedQueue: false)
    mkdir(mount.path + "/a", 0o755)
    for number in 0..<20 { try mount.write("a/\(number).csv", Self.people(number)) }
    agent.start()
    try agent.settle()
    agent.pause()
    // More than fs.fanotify.max_queued_events, while nobody reads.
    for number in 0..<40_000 {
      try mount.write("noise-\(number)", "x")
      unlink(mount.path + "/noise-\(number)")
    }
    for number in 0..<10 { unlink(mount.path + "/a/\(number).csv") }
    rename(mount.path + "/a", mount.path + "/b")
    try mount.write("b/new.csv", Self.people(77))
    agent.goOn()
    try agent.settle()
    let facts = try agent.stop()
    let told = Replay(facts)
    #expect(told.gaps.contains(.queueOverflow))
    expectSame(told.present, mount.filesWithPeople())
  }

  @Test(.enabled(if: obstacle == nil, "watching is not permitted here"))
  func afterACrashTheGapIsNamedAndWhatWentMeanwhileIsGone() throws {
    let mount = try PrivateMount()
    let state = try ScratchFolder()
    try mount.write("list.csv", Self.people(1))
    try mount.write("other.csv", Self.people(2))
    let first = try LiveAgent(roots: [mount.path], state: state)
    first.start()
    try first.settle()
    try first.crash()
    unlink(mount.path + "/list.csv")
    let second = try LiveAgent(roots: [mount.path], state: state)
    second.start()
    try second.settle()
    let told = Replay(try second.stop())
    #expect(told.gaps == [.vanished])
    #expect(told.present == [mount.path + "/other.csv"])
  }
}

/// What a receiver makes of the facts.
struct Replay {
  var present: Set<String> = []
  var gaps: [GapReason] = []
  var named: Set<String> = []

  init(_ facts: [Fact]) {
    var met: [String: Set<String>] = [:]
    for fact in facts {
      switch fact {
      case .found(let file):
        present.insert(file.path)
        named.insert(file.path)
        for root in met.keys { met[root]?.insert(file.path) }
      case .cleared(let path), .gone(let path, isFolder: false): present.remove(path)
      case .gone(let path, isFolder: true): present = present.filter { !$0.hasPrefix(path + "/") }
      case .moved(let from, let to, isFolder: false):
        if present.remove(from) != nil { present.insert(to) }
        named.formUnion([from, to])
      case .moved(let from, let to, isFolder: true):
        present = Set(present.map { $0.hasPrefix(from + "/") ? to + $0.dropFirst(from.count) : $0 })
      case .missed(_, _, let reason): gaps.append(reason)
      case .scanStarted(let root): met[root] = []
      case .scanFinished(let root, _):
        let seen = met[root] ?? []
        present = present.filter { !$0.hasPrefix(root + "/") || seen.contains($0) }
        met[root] = nil
      default: break
      }
    }
  }
}
