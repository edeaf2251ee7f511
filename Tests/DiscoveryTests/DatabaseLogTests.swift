import CSQLite
import Contents
import Documents
import Glibc
import Testing

@testable import Discovery

/// Rows that only the write-ahead log beside a database has.
@Suite struct DatabaseLogTests {
  /// A database of one committed row, and beside it a log with another and one that was never committed.
  private static func make(in folder: ScratchFolder) throws -> String {
    let live = folder.path + "/live.db"
    var handle: OpaquePointer?
    try #require(sqlite3_open(live, &handle) == SQLITE_OK)
    defer { sqlite3_close(handle) }
    func run(_ sql: String) throws { try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK) }
    try run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE 会員(氏名 TEXT, 生年月日 TEXT)")
    try run("INSERT INTO 会員 VALUES('架空 一郎', '1961-04-05')")
    try run("PRAGMA wal_checkpoint(TRUNCATE)")
    try run("INSERT INTO 会員 VALUES('試作 花子', '1972-11-30')")
    // Pages that are given up before they are committed come into the log when the cache is small.
    try run("PRAGMA cache_size=1; BEGIN")
    try run(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
      INSERT INTO 会員 SELECT '未定 ' || i, '1983-07-21' FROM n
      """)
    for suffix in ["", "-wal"] {
      let source = try FileSource(path: live + suffix)
      try folder.write("list.db" + suffix, try source.bytes(at: 0, count: Int(source.size)))
    }
    try run("ROLLBACK")
    try #require(try FileSource(path: folder.path + "/list.db-wal").size > 20_000)
    return folder.path + "/list.db"
  }

  private static func reader() throws -> FileReader {
    FileReader(pool: nil, limits: ReadingLimits(), asOf: try #require(.init(year: 2026, month: 1, day: 1)))
  }

  @Test func committedRowsOfTheLogAreFound() throws {
    let folder = try ScratchFolder()
    let path = try Self.make(in: folder)
    let reader = try Self.reader()
    #expect(reader.read(path).profile?.people == 1)
    let log = reader.read(path + "-wal")
    #expect(log.unread == nil)
    #expect(log.profile?.people == 2)
    // What the reader was handed is not written to.
    #expect(reader.read(path).sha256 == reader.read(path).sha256)
  }

  @Test func aLogWithoutItsDatabaseIsNotRead() throws {
    let folder = try ScratchFolder()
    let path = try Self.make(in: folder)
    unlink(path)
    #expect(try Self.reader().read(path + "-wal").unread == .unknownType)
    try folder.write("list.db", Array("氏名,生年月日\n".utf8))
    #expect(try Self.reader().read(path + "-wal").unread == .unknownType)
  }

  @Test func aCutOrFlippedLogIsFollowedAsFarAsItHolds() throws {
    let folder = try ScratchFolder()
    let path = try Self.make(in: folder)
    let whole = try FileSource(path: path + "-wal")
    let bytes = try whole.bytes(at: 0, count: Int(whole.size))
    for (number, place) in [40, 60, 1_000, 4_200, bytes.count - 5].enumerated() {
      var flipped = bytes
      flipped[place] ^= 0x10
      try folder.write("list.db-wal", number % 2 == 0 ? flipped : Array(bytes[..<place]))
      let outcome = try Self.reader().read(path + "-wal")
      #expect(outcome.unread == nil)
      #expect((1...2).contains(outcome.profile?.people ?? 0), "\(place)")
    }
    try folder.write("list.db-wal", Array(bytes[..<20]))
    #expect(try Self.reader().read(path + "-wal").profile?.people ?? 0 == 0)
  }
}
