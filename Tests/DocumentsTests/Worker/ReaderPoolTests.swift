import Contents
import Glibc
import Testing

@testable import Documents

/// A file in a new folder that goes away with the last reference.
final class ScratchFile {
  let path: String
  private let folder: String

  init(_ bytes: [UInt8], named name: String) throws {
    var pattern = Array("/tmp/hikae-test-XXXXXX".utf8CString)
    guard mkdtemp(&pattern) != nil else { throw UnreadReason.inputOutput }
    folder = String(decoding: pattern.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    path = folder + "/" + name
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o700)
    guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count else { throw UnreadReason.inputOutput }
    close(descriptor)
  }

  convenience init(_ text: String, named name: String) throws { try self.init(Array(text.utf8), named: name) }

  deinit {
    unlink(path)
    rmdir(folder)
  }
}

enum BuiltProduct {
  /// The command line that was built beside these tests.
  static var hikae: String {
    get throws {
      var path = [CChar](repeating: 0, count: 4_096)
      // The runner's arguments name the test bundle: the products lie beside it.
      let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
      let own = readlink("/proc/self/exe", &path, path.count - 1)
      let program = String(decoding: path.prefix(max(0, own)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let candidates = [bundle, program].compactMap { $0 }.map { file in
        (file.split(separator: "/", omittingEmptySubsequences: false).dropLast() + ["hikae"]).joined(separator: "/")
      }
      return try #require(candidates.first { access($0, X_OK) == 0 }, "hikae is not built beside the tests")
    }
  }
}

@Suite struct ReaderPoolTests {
  private static let html = "<html><body><table><tr><td>氏名</td><td>区</td></tr></table><p>文</p></body></html>"

  private static func script(_ text: String) throws -> ScratchFile {
    try ScratchFile("#!/bin/sh\n" + text + "\n", named: "worker")
  }

  private static func read(
    _ pool: ReaderPool, _ file: ScratchFile, waiting: Int = 60
  ) throws(UnreadReason)
    -> [ContentEvent]
  {
    var limits = ReadingLimits()
    limits.waitingSeconds = waiting
    var events: [ContentEvent] = []
    try pool.read(try FileSource(path: file.path), named: file.path, limits: limits) { events.append($0) }
    return events
  }

  @Test func aForeignFormatIsReadByAWorkerAsInThisProcess() throws {
    let file = try ScratchFile(Self.html, named: "a.html")
    let pool = ReaderPool(executable: try BuiltProduct.hikae, count: 1)
    var here: [ContentEvent] = []
    try DocumentReader.read(MemorySource(Array(Self.html.utf8)), named: "a.html") { here.append($0) }
    try #require(!here.isEmpty)
    // Twice: the second time by the same worker.
    for _ in 0..<2 { #expect(try Self.read(pool, file) == here) }
  }

  @Test func manyThreadsReadAtOnce() async throws {
    let file = try ScratchFile(Self.html, named: "a.html")
    let path = file.path
    let pool = ReaderPool(executable: try BuiltProduct.hikae, count: 2)
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<6 {
        group.addTask {
          var count = 0
          try pool.read(try FileSource(path: path), named: path) { _ in count += 1 }
          return count
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(counts).count == 1)
    withExtendedLifetime(file) {}
  }

  @Test func plainTextNeedsNoWorker() throws {
    let file = try ScratchFile("番号,氏名,区\n1,山田,港\n", named: "a.csv")
    let events = try Self.read(ReaderPool(executable: "/nonexistent", count: 1), file)
    #expect(events.contains { if case .rows(let batch) = $0 { batch.rowCount == 2 } else { false } })
  }

  @Test func aProgramThatIsNotThereIsNamed() throws {
    let file = try ScratchFile(Self.html, named: "a.html")
    #expect(throws: UnreadReason.missingTool) {
      try Self.read(ReaderPool(executable: "/nonexistent", count: 1), file)
    }
  }

  @Test(arguments: ["exit 0", "exit 3", "kill -SEGV $$", "kill -ABRT $$"]) func aDeadWorkerCostsOneFile(
    script: String
  ) throws {
    let file = try ScratchFile(Self.html, named: "a.html")
    let worker = try Self.script(script)
    #expect(throws: UnreadReason.crashed) { try Self.read(ReaderPool(executable: worker.path, count: 1), file) }
  }

  /// Also where this process is larger than a worker may become.
  @Test func aLargeParentMakesNoWorkerLarge() throws {
    let file = try ScratchFile(Self.html, named: "a.html")
    let worker = try Self.script("kill -SEGV $$")
    var limits = ReadingLimits()
    limits.workerMemory = 1 << 20
    let pool = ReaderPool(executable: worker.path, count: 1)
    let source = try FileSource(path: file.path)
    #expect(throws: UnreadReason.crashed) { try pool.read(source, named: "a.html", limits: limits) { _ in } }
  }

  @Test func aWorkerThatUsedUpItsTimeIsNamedSo() throws {
    let file = try ScratchFile(Self.html, named: "a.html")
    let worker = try Self.script("kill -XCPU $$")
    #expect(throws: UnreadReason.timedOut) { try Self.read(ReaderPool(executable: worker.path, count: 1), file) }
  }

  @Test func aWorkerWithoutMemoryFindsTheFileTooLarge() throws {
    let cells = String(repeating: "<p>山田 太郎</p>", count: 200_000)
    let file = try ScratchFile("<html><body>" + cells + "</body></html>", named: "a.html")
    var limits = ReadingLimits()
    limits.workerMemory = 4 << 20
    let pool = ReaderPool(executable: try BuiltProduct.hikae, count: 1)
    let source = try FileSource(path: file.path)
    #expect(throws: UnreadReason.tooLarge) { try pool.read(source, named: "a.html", limits: limits) { _ in } }
  }

  @Test func aSilentWorkerIsEnded() throws {
    let file = try ScratchFile(Self.html, named: "a.html")
    let worker = try Self.script("exec sleep 100")
    #expect(throws: UnreadReason.timedOut) {
      try Self.read(ReaderPool(executable: worker.path, count: 1), file, waiting: 1)
    }
  }

  /// Frames that a worker in foreign hands could send. (The script's standard input is the socket.)
  @Test(arguments: [
    #"\001\377\377\377\377\377\377\377\177"#, #"\001\377\377\377\377\377\377\377\377"#,
    #"\011\000\000\000\000\000\000\000\000"#,
    #"\001\001\000\000\000\000\000\000\000x"#, #"\003\001\000\000\000\000\000\000\000x"#,
  ]) func aWorkerThatTalksNonsenseIsEnded(frame: String) throws {
    let file = try ScratchFile(Self.html, named: "a.html")
    let worker = try Self.script("printf '\(frame)' >&0; exec sleep 100")
    #expect(throws: UnreadReason.crashed) { try Self.read(ReaderPool(executable: worker.path, count: 1), file) }
  }

  @Test func whatTheSinkThrowsComesBack() throws {
    let file = try ScratchFile(Self.html, named: "a.html")
    let pool = ReaderPool(executable: try BuiltProduct.hikae, count: 1)
    #expect(throws: UnreadReason.changed) {
      try pool.read(try FileSource(path: file.path), named: "a.html") { _ throws(UnreadReason) in throw .changed }
    }
    // The next file is read by a new worker.
    #expect(try !Self.read(pool, file).isEmpty)
  }
}
