import Glibc
import Storage
import TestDatabases
import Testing

/// `kill -9` of processes that write: what was acknowledged is there, what was not is there whole or not at all.
@Suite(.onEveryEngine, .serialized) final class KilledWriterTests {
  private static let writers = 3
  private let database: TestDatabase
  private let folder: String

  init() throws {
    database = try TestDatabase()
    folder = "/tmp/hikae-killed-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    mkdir(folder, 0o700)
  }

  deinit {
    for number in 0..<Self.writers { unlink(folder + "/\(number)") }
    rmdir(folder)
  }

  @Test func nothingAcknowledgedIsLost() throws {
    // The tables are made before, so that all of them only append.
    let first = try start(0)
    try waitForLines(3, of: 0, running: first)
    let others = try (1..<Self.writers).map { try start($0) }
    for number in 0..<Self.writers { try waitForLines(40, of: number, running: ([first] + others)[number]) }
    for child in [first] + others {
      var status: Int32 = 0
      kill(child, SIGKILL)
      waitpid(child, &status, 0)
      #expect(status & 0x7F == SIGKILL)
    }
    let store = try Store(database.address, creating: false, migrations: [.journal, Self.counter])
    let journal = Journal(store: store, projections: [])
    let verification = try journal.verify()
    #expect(verification.broken.isEmpty)
    let stored = try store.read {
      try $0.all("SELECT sequence, actor FROM journal ORDER BY sequence") { ($0.integer(0), $0.text(1)) }
    }
    let actors = Dictionary(uniqueKeysWithValues: stored)
    var acknowledged: Set<Int64> = []
    for number in 0..<Self.writers {
      let sequences = lines(of: number).compactMap { $0.split(separator: " ").first.flatMap { Int64($0) } }
      #expect(sequences == sequences.sorted())
      for sequence in sequences {
        #expect(actors[sequence] == "w\(number)", "acknowledged to w\(number): \(sequence)")
        #expect(acknowledged.insert(sequence).inserted, "acknowledged twice: \(sequence)")
      }
    }
    // Each writer had at most one under way when it was killed.
    #expect(Int64(acknowledged.count) <= verification.entries)
    #expect(verification.entries <= Int64(acknowledged.count + Self.writers))
    // What each entry changed in the tables came and stayed with it.
    let counted = try store.read {
      try $0.all("SELECT writer, entries FROM counter ORDER BY writer") { ($0.text(0), $0.integer(1)) }
    }
    for (writer, entries) in counted { #expect(Int64(stored.count { $0.1 == writer }) == entries) }
    #expect(counted.count == Self.writers)
    // And others go on where the killed ones stopped.
    let next = try journal.append(NewEntry(kind: "written", body: ["after": 1]), at: .now, by: "test")
    #expect(next == verification.entries + 1)
  }

  /// The writing program made its tables.
  private static let counter = Migration(name: "9100_counter", sql: "")

  // MARK: The writing program

  private func lines(of number: Int) -> [String] {
    let descriptor = open(folder + "/\(number)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    // A line that was cut off says nothing.
    let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[..<$0] } ?? []
    return String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func waitForLines(_ count: Int, of number: Int, running child: pid_t) throws {
    while lines(of: number).count < count {
      var status: Int32 = 0
      try #require(waitpid(child, &status, WNOHANG) == 0, "the writer ended by itself")
      usleep(2_000)
    }
  }

  private func start(_ number: Int) throws -> pid_t {
    let target = if case .sqlite(let path) = database.address { path } else { database.url ?? "" }
    let program = try BuiltProgram.path(of: "AppendBenchmark")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, folder + "/\(number)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let libraries = getenv("LD_LIBRARY_PATH").map { ["LD_LIBRARY_PATH=" + String(cString: $0)] } ?? []
    let words = Self.copies(of: [program, "write", target, "w\(number)"])
    let environment = Self.copies(of: ["HOME=/nowhere"] + libraries)
    defer { for copy in words + environment { free(copy) } }
    var child: pid_t = 0
    let status = posix_spawn(&child, program, &actions, nil, words, environment)
    try #require(status == 0)
    return child
  }

  private static func copies(of words: [String]) -> [UnsafeMutablePointer<CChar>?] {
    words.map { (word: String) -> UnsafeMutablePointer<CChar>? in strdup(word) } + [nil]
  }
}
