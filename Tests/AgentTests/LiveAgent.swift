import CanonicalForms
import Glibc
import Observations
import Synchronization
import Testing

@testable import Agent

/// A file system of a test's own, gone with it.
final class PrivateMount {
  let path: String
  private let folder: ScratchFolder

  struct Failure: Error {}

  /// - Parameter size: as tmpfs takes it.
  init(size: String = "256m") throws {
    folder = try ScratchFolder()
    path = folder.path + "/m"
    mkdir(path, 0o755)
    guard mount("hikae-test", path, "tmpfs", 0, "size=" + size) == 0 else { throw Failure() }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  func write(_ name: String, _ text: String) throws {
    let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else { throw Failure() }
    defer { close(file) }
    guard SmallFile.writeAll(file, Array(text.utf8)) else { throw Failure() }
  }

  /// The truth: files whose bytes begin as a list of people does.
  func filesWithPeople() -> Set<String> {
    var found: Set<String> = []
    var pending = [path]
    while let folder = pending.popLast() {
      for name in SmallFile.names(in: folder) {
        let inner = folder + "/" + name
        var status = stat()
        guard lstat(inner, &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR {
          pending.append(inner)
        } else if SmallFile.text(inner)?.hasPrefix("氏名") == true {
          found.insert(inner)
        }
      }
    }
    return found
  }
}

/// An agent in this process's child or thread, whose batches go to a folder.
final class LiveAgent {
  private let state: ScratchFolder
  private let out: String
  private let configuration: String
  private var pid: pid_t = 0
  private let roots: [String]

  struct Failure: Error { let what: String }

  init(roots: [String], hasUnlimitedQueue: Bool = true, state: ScratchFolder? = nil) throws {
    self.state = try state ?? ScratchFolder()
    self.roots = roots
    out = self.state.path + "/out"
    configuration = self.state.path + "/agent.conf"
    var text = roots.map { "root = \($0)\n" }.joined() + "media = /nowhere\nread_rate = 0\nsend_seconds = 1\n"
    if !hasUnlimitedQueue { text += "unlimited_queue = no\n" }
    try SmallFile.replace(configuration, with: Array(text.utf8))
  }

  /// The program lies beside the tests, whose bundle stands among the runner's arguments.
  static let program: String = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
    let candidates = [bundle, WatchPlan.realPath("/proc/self/exe")].compactMap { $0 }.map { file in
      (file.split(separator: "/", omittingEmptySubsequences: false).dropLast() + ["hikae-agent"]).joined(separator: "/")
    }
    return candidates.first { access($0, X_OK) == 0 }.flatMap { WatchPlan.realPath($0) } ?? "hikae-agent"
  }()

  func start() {
    let words = [
      Self.program, "run", "--config", configuration, "--state", state.path + "/state", "--deliver-to", out, "--device",
      "PC-1",
    ]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    posix_spawn(&pid, Self.program, nil, nil, &arguments, environ)
    for argument in arguments { free(argument) }
  }

  /// Returns when it stands still: a thread that is inside the kernel stops only after it.
  func pause() {
    Glibc.kill(pid, SIGSTOP)
    for _ in 0..<1_000 where !threadStates.allSatisfy({ $0 == "T" }) { usleep(10_000) }
  }

  func goOn() { Glibc.kill(pid, SIGCONT) }

  private var threadStates: [Character] {
    let folder = "/proc/\(pid)/task"
    return SmallFile.names(in: folder).compactMap { thread in
      // The name before it may have blanks and brackets of its own.
      SmallFile.text("\(folder)/\(thread)/stat").flatMap { $0.split(separator: ")").last?.first { $0 != " " } }
    }
  }

  /// Waits until the agent says that it has nothing left to do, twice in a row and with nothing new in between. Bounded,
  /// so that a failure ends; how long it takes is not judged.
  func settle() throws {
    var last = ""
    var same = 0
    let asked = Moment.now
    for _ in 0..<1_200 {
      usleep(300_000)
      // It then sends what it has and writes down how it fares.
      if pid > 0, access(state.path + "/state/status.json", F_OK) == 0 { Glibc.kill(pid, SIGUSR1) }
      guard let bytes = SmallFile.read(state.path + "/state/status.json"), let status = try? JSON(parsing: bytes),
        status["running"].boolean == true, let time = status["time"].moment,
        time.milliseconds > asked.milliseconds + 4_000
      else { continue }
      let isIdle =
        status["scanning"] == .null && status["open_looks"].integer == 0 && status["pending_records"].integer == 0
      let now = "\(status["reported_files"])\(status["time"])"
      if isIdle, now != last { same += 1 } else if !isIdle { same = 0 }
      last = now
      if same >= 2 { return }
    }
    throw Failure(what: "the agent did not settle: \(SmallFile.text(state.path + "/state/status.json") ?? "no status")")
  }

  /// Ends it in order.
  /// - Returns: all facts so far, checked for an unbroken sequence and chain.
  func stop() throws -> [Fact] {
    Glibc.kill(pid, SIGTERM)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    #expect(status == 0)
    return try facts()
  }

  func kill() {
    Glibc.kill(pid, SIGKILL)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
  }

  func crash() throws {
    kill()
    #expect(try !facts().isEmpty)
  }

  private func facts() throws -> [Fact] {
    var facts: [Fact] = []
    var chain = RecordChain.start
    var next: UInt64 = 1
    for name in SmallFile.names(in: out) {
      let batch = try Batch(from: try #require(SmallFile.read(out + "/" + name, most: Batch.largest)))
      #expect(batch.firstSequence == next && batch.before == chain)
      next = batch.lastSequence + 1
      chain = batch.after
      if case .records(let records) = batch.body { facts += records.map(\.fact) }
    }
    return facts
  }
}
