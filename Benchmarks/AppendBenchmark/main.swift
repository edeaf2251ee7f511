import CanonicalForms
import Dispatch
import Glibc
import Storage
import Synchronization

// Durable appends to the journal through the seam that everything uses, as an ingest endpoint will make them: one
// transaction a batch, whose events lie packed in the entry's personal part.
//
//   AppendBenchmark measure DATABASE SECONDS WRITERS    events and commits a second, in batches of 500
//   AppendBenchmark rows DATABASE SECONDS               the same events as rows of a table of their own beside the entry
//   AppendBenchmark fsync FOLDER SECONDS                fdatasync of 4 KiB, times a second, on the same disk
//   AppendBenchmark write DATABASE NAME                 appends until killed; prints each number once it is acknowledged
//
// DATABASE is a path of a SQLite file or a URL of PostgreSQL.

let eventsPerBatch = 500

/// Counts entries by actor, so that an append has a table to change, too.
struct Counter: Projection {
  static let migration = Migration(
    name: "9100_counter",
    sql: """
      CREATE TABLE counter (writer TEXT NOT NULL PRIMARY KEY, entries INTEGER NOT NULL) STRICT;
      CREATE TABLE event (
        device TEXT NOT NULL,
        number INTEGER NOT NULL,
        time INTEGER NOT NULL,
        action INTEGER NOT NULL,
        path TEXT NOT NULL,
        content BLOB,
        size INTEGER NOT NULL,
        PRIMARY KEY (device, number)
      ) STRICT, WITHOUT ROWID;
      """)

  let tables = ["counter"]

  func apply(_ entry: JournalEntry, in session: SQLSession) throws {
    try session.execute(
      """
      INSERT INTO counter (writer, entries) VALUES (?, 1)
      ON CONFLICT (writer) DO UPDATE SET entries = counter.entries + 1
      """, SQLValue(entry.actor))
  }
}

/// A file event as an agent sends it: about 160 bytes.
struct Event {
  var number: Int64
  var path: String { "C:\\Users\\tanaka\\Documents\\健診\\2024年度\\第\(number % 124)健康保険組合\\一覧 (\(number)).xlsx" }
  var content: [UInt8] { (0..<32).map { UInt8(truncatingIfNeeded: number &* 2_654_435_761 >> ($0 % 8)) } }

  func write(to writer: inout ByteWriter) {
    writer.signed(number)
    writer.signed(1_700_000_000_000 + number * 37)
    writer.byte(UInt8(number % 5))
    writer.text(path)
    writer.raw(content)
    writer.signed(48_000 + number)
  }
}

func batch(from first: Int64) -> NewEntry {
  var writer = ByteWriter()
  writer.count(eventsPerBatch)
  for number in first..<first + Int64(eventsPerBatch) { Event(number: number).write(to: &writer) }
  return NewEntry(
    kind: "agent.batch",
    body: ["device": "PC-0117", "first": .integer(first), "events": JSON(eventsPerBatch)], personal: writer.bytes)
}

func open(_ database: String) throws -> Journal {
  let address = try database.contains("://") ? DatabaseAddress(url: database) : .sqlite(path: database)
  let store = try Store(address, creating: true, migrations: [.journal, Counter.migration])
  return Journal(store: store, projections: [Counter()])
}

func measure(_ database: String, seconds: Int, writers: Int) throws {
  let journals = try (0..<writers).map { _ in try open(database) }
  let batches = Mutex(0)
  let clock = ContinuousClock()
  let start = clock.now
  let end = start + .seconds(seconds)
  DispatchQueue.concurrentPerform(iterations: writers) { writer in
    var first = Int64(writer) * 1_000_000_000
    do {
      while clock.now < end {
        try journals[writer].append(batch(from: first), at: .now, by: "w\(writer)")
        first += Int64(eventsPerBatch)
        batches.withLock { $0 += 1 }
      }
    } catch {
      print("error: \(error)")
      exit(3)
    }
  }
  let elapsed = (clock.now - start) / .seconds(1)
  let count = batches.withLock { $0 }
  print(Int(Double(count * eventsPerBatch) / elapsed), Int(Double(count) / elapsed))
}

func rows(_ database: String, seconds: Int) throws {
  let journal = try open(database)
  let clock = ContinuousClock()
  let start = clock.now
  var first =
    try journal.store.read { try $0.first("SELECT COALESCE(MAX(number), 0) + 1 FROM event") { $0.integer(0) } } ?? 1
  let from = first
  while clock.now - start < .seconds(seconds) {
    let entry = batch(from: first)
    try journal.store.write { session in
      try journal.append(entry, at: .now, by: "rows", in: session)
      for number in first..<first + Int64(eventsPerBatch) {
        let event = Event(number: number)
        try session.execute(
          "INSERT INTO event (device, number, time, action, path, content, size) VALUES (?, ?, ?, ?, ?, ?, ?)",
          "PC-0117", .integer(number), .integer(1_700_000_000_000 + number * 37), .integer(number % 5),
          SQLValue(event.path), .blob(event.content), .integer(48_000 + number))
      }
    }
    first += Int64(eventsPerBatch)
  }
  let elapsed = (clock.now - start) / .seconds(1)
  print(Int(Double(first - from) / elapsed), Int(Double(first - from) / Double(eventsPerBatch) / elapsed))
}

func fsyncs(_ folder: String, seconds: Int) {
  let path = folder + "/fsync.probe"
  let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else { return }
  defer {
    close(descriptor)
    unlink(path)
  }
  let block = [UInt8](repeating: 7, count: 4096)
  let clock = ContinuousClock()
  let start = clock.now
  var count = 0
  while clock.now - start < .seconds(seconds) {
    pwrite(descriptor, block, block.count, off_t(count % 1024 * 4096))
    fdatasync(descriptor)
    count += 1
  }
  print(Int(Double(count) / ((clock.now - start) / .seconds(1))))
}

func write(_ database: String, name: String) throws {
  let journal = try open(database)
  var number: Int64 = 0
  while true {
    number += 1
    let entry = NewEntry(kind: "written", body: ["writer": .string(name), "number": .integer(number)], personal: [1])
    let sequence = try journal.append(entry, at: .now, by: name)
    say("\(sequence) \(number)", to: STDOUT_FILENO)
  }
}

/// At once, not when a buffer is full.
func say(_ line: String, to descriptor: Int32) {
  let bytes = Array((line + "\n").utf8)
  _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
}

let arguments = CommandLine.arguments
do {
  switch (arguments.dropFirst().first, arguments.count) {
  case ("measure", 5): try measure(arguments[2], seconds: Int(arguments[3]) ?? 5, writers: Int(arguments[4]) ?? 1)
  case ("rows", 4): try rows(arguments[2], seconds: Int(arguments[3]) ?? 5)
  case ("fsync", 4): fsyncs(arguments[2], seconds: Int(arguments[3]) ?? 5)
  case ("write", 4): try write(arguments[2], name: arguments[3])
  default:
    print(
      """
      usage: AppendBenchmark measure DATABASE SECONDS WRITERS | rows DATABASE SECONDS | fsync FOLDER SECONDS
                             | write DATABASE NAME
      """)
  }
} catch {
  say("error: \(error)", to: STDERR_FILENO)
  exit(3)
}
