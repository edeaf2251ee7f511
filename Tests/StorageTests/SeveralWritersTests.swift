import CanonicalForms
import Dispatch
import Storage
import Synchronization
import TestDatabases
import Testing

/// Several servers on one database, each with connections of its own.
@Suite(.onEveryEngine) final class SeveralWritersTests {
  private let database: TestDatabase

  init() throws {
    database = try TestDatabase()
    _ = try open()
  }

  private func open(creating: Bool = true) throws -> Journal {
    Journal(
      store: try Store(database.address, creating: creating, migrations: [.journal, Tally.migration]),
      projections: [Tally()])
  }

  @Test func theJournalHasNoGapAndNoTwist() throws {
    let writers = 6
    let each = 25
    let journals = try (0..<writers).map { _ in try open() }
    let acknowledged = Mutex<[Int64: (writer: Int, number: Int)]>([:])
    DispatchQueue.concurrentPerform(iterations: writers) { writer in
      for number in 0..<each {
        do {
          let sequence = try journals[writer].append(
            Tally.entry(writer: writer, number: number), at: Moment(seconds: 1), by: "w\(writer)")
          acknowledged.withLock { $0[sequence] = (writer, number) }
        } catch {
          Issue.record(error)
        }
      }
    }
    let found = acknowledged.withLock { $0 }
    #expect(found.keys.sorted() == Array(1...Int64(writers * each)))
    let journal = journals[0]
    let verification = try journal.verify()
    #expect(verification.entries == Int64(writers * each))
    #expect(verification.broken.isEmpty)
    // Each writer's entries come in the order in which it got them acknowledged, and say what it said.
    var next = [Int](repeating: 0, count: writers)
    for sequence in found.keys.sorted() {
      guard let (writer, number) = found[sequence] else { continue }
      #expect(number == next[writer])
      next[writer] = number + 1
    }
    // The projection, which reads before it writes, counted every entry.
    let before = try dump(journal)
    #expect(
      try journal.store.read { try $0.first("SELECT SUM(CAST(entries AS BIGINT)) FROM tally") { _ in true } } == true)
    let counts = try journal.store.read { try $0.all("SELECT entries FROM tally ORDER BY writer") { $0.integer(0) } }
    #expect(counts == [Int64](repeating: Int64(each), count: writers))
    let last = try journal.store.read { try $0.first("SELECT MAX(total) FROM tally") { $0.integer(0) } }
    #expect(last == Int64(writers * each))
    try journal.rebuild()
    #expect(try dump(journal) == before)
  }

  /// Tables are made again while others append: nothing of what they append is lost from the tables.
  @Test func aRebuildAndAppendsDoNotMix() throws {
    let journals = try (0..<3).map { _ in try open() }
    for number in 0..<20 {
      try journals[0].append(Tally.entry(writer: 0, number: number), at: Moment(seconds: 1), by: "w")
    }
    DispatchQueue.concurrentPerform(iterations: 3) { process in
      do {
        for number in 0..<8 {
          if process == 2 {
            try journals[2].rebuild()
          } else {
            try journals[process].append(
              Tally.entry(writer: process, number: number), at: Moment(seconds: 2), by: "w")
          }
        }
      } catch {
        Issue.record(error)
      }
    }
    let before = try dump(journals[0])
    #expect(try journals[0].rebuild() == 36)
    #expect(try dump(journals[0]) == before)
  }

  /// Servers that start at the same moment on an empty database.
  @Test func allMayMigrateAtOnce() throws {
    let fresh = try TestDatabase()
    DispatchQueue.concurrentPerform(iterations: 5) { _ in
      do {
        _ = try Store(fresh.address, creating: true, migrations: [.journal, Tally.migration, .leases])
      } catch {
        Issue.record(error)
      }
    }
    let store = try Store(fresh.address, creating: false, migrations: [.journal, Tally.migration, .leases])
    #expect(try store.read { try $0.columns(of: "lease") }.count == 4)
  }

  private func dump(_ journal: Journal) throws -> [UInt8] {
    try journal.store.read { try TableDump.bytes(of: "tally", in: $0) }
  }
}

/// Counts entries by writer, reading what it has before it writes.
private struct Tally: Projection {
  let tables = ["tally"]

  static let migration = Migration(
    name: "9002_tally",
    sql: """
      CREATE TABLE tally (
        writer INTEGER NOT NULL PRIMARY KEY,
        entries INTEGER NOT NULL,
        total INTEGER NOT NULL
      ) STRICT;
      """)

  static func entry(writer: Int, number: Int) -> NewEntry {
    NewEntry(kind: "tally", body: ["writer": JSON(writer), "number": JSON(number)], personal: [1, 2, 3])
  }

  func apply(_ entry: JournalEntry, in session: SQLSession) throws {
    let writer = entry.body["writer"].integer ?? 0
    let known = try session.first("SELECT entries FROM tally WHERE writer = ?", .integer(writer)) { $0.integer(0) }
    let total = try session.first("SELECT COALESCE(MAX(total), 0) FROM tally") { $0.integer(0) } ?? 0
    if let known {
      try session.execute(
        "UPDATE tally SET entries = ?, total = ? WHERE writer = ?", .integer(known + 1), .integer(total + 1),
        .integer(writer))
    } else {
      try session.execute(
        "INSERT INTO tally (writer, entries, total) VALUES (?, 1, ?)", .integer(writer), .integer(total + 1))
    }
  }
}
