import Storage
import TestDatabases
import Testing

/// What the rooms rely on between themselves and any engine.
@Suite(.onEveryEngine) final class SeamTests {
  private let database: TestDatabase
  private let store: Store

  private static let table = Migration(
    name: "9001_thing",
    sql: """
      CREATE TABLE thing (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id > -9223372036854775807), -- a remark; with a semicolon
        words TEXT,
        bytes BLOB
      ) STRICT;
      CREATE INDEX thing_with_words ON thing (id) WHERE words IS NOT NULL;
      """)

  init() throws {
    database = try TestDatabase()
    store = try Store(database.address, creating: true, migrations: [Self.table])
  }

  private func insert(_ rows: [(Int64, String?)]) throws {
    try store.write { session in
      for (id, words) in rows {
        try session.execute("INSERT INTO thing (id, words) VALUES (?, ?)", .integer(id), SQLValue(words))
      }
    }
  }

  private func ids() throws -> [Int64] {
    try store.read { try $0.all("SELECT id FROM thing ORDER BY id") { $0.integer(0) } }
  }

  @Test func valuesComeBackAsTheyWere() throws {
    let rows: [(Int64, String?, [UInt8]?)] = [
      (0, nil, nil), (1, "", []), (.max, "控え 'q\" \\ %s ? \u{1F469}\u{200D}\u{1F4BB}", [0, 255, 39, 92]),
      (-1, String(repeating: "長", count: 100_000), [UInt8](repeating: 7, count: 3_000_000)),
    ]
    try store.write { session in
      for (id, words, bytes) in rows {
        try session.execute(
          "INSERT INTO thing (id, words, bytes) VALUES (?, ?, ?)", .integer(id), SQLValue(words), SQLValue(bytes))
      }
    }
    for (id, words, bytes) in rows {
      let found = try store.read {
        try $0.first("SELECT words, bytes, id FROM thing WHERE id = ?", .integer(id)) { row in
          #expect(row.count == 3)
          #expect(row.isNull(0) == (words == nil))
          #expect(row.withBytes(1) { $0.count } == bytes?.count ?? 0)
          #expect(row.value(0) == SQLValue(words))
          #expect(row.value(1) == SQLValue(bytes))
          #expect(row.value(2) == .integer(id))
          return (row.optionalText(0), row.optionalBytes(1))
        }
      }
      #expect(found?.0 == words)
      #expect(found?.1 == bytes)
    }
  }

  /// Many rows at once count all or not at all, and what stands before and after them in the transaction counts as ever.
  @Test(arguments: [1, 3, 64, 300]) func rowsThatAreNotAllNewLeaveNoTrace(count: Int) throws {
    let insert = "INSERT INTO thing (id, words) VALUES (?, ?)"
    func rows(from first: Int) -> [[SQLValue]] { (0..<count).map { [SQLValue(first + $0), SQLValue("w\($0)")] } }
    try store.write { session in
      try session.execute(insert, .integer(5_000), .text("before"))
      #expect(try session.insertNew(insert, rows: rows(from: 1_000)))
      // The last of them is there already.
      #expect(try !session.insertNew(insert, rows: rows(from: 1_000 - count + 1)))
      // One of them is there twice.
      #expect(try !session.insertNew(insert, rows: rows(from: 3_000) + [[.integer(3_000), .null]]))
      #expect(try session.insertNew(insert, rows: rows(from: 2_000)))
      try session.execute(insert, .integer(5_001), .text("after"))
    }
    let many = Int64(count)
    #expect(try ids() == Array(1_000..<1_000 + many) + Array(2_000..<2_000 + many) + [5_000, 5_001])
    #expect(throws: (any Error).self) {
      try self.store.write { session in
        try session.execute(insert, .integer(6_000), .text("lost with it"))
        _ = try session.insertNew(insert, rows: rows(from: 4_000) + [[.integer(.min), .null]])
      }
    }
    #expect(try ids().last == 5_001)
  }

  /// Of another type than asked for: zero, empty or nil, and no trap.
  @Test func wrongTypesAreHarmless() throws {
    try insert([(5, "five")])
    try store.read { session in
      _ = try session.first("SELECT id, words, bytes FROM thing") { row in
        #expect(row.text(0) == "")
        #expect(row.bytes(0) == [])
        #expect(row.integer(1) == 0)
        #expect(row.bytes(1) == [])
        #expect(row.integer(2) == 0)
        #expect(row.text(2) == "")
      }
    }
  }

  /// Text is compared by its bytes: rebuilt tables and reports come in the same order everywhere.
  @Test func textIsOrderedByItsBytes() throws {
    let words = [
      "b", "a", "B", "á", "あ", "ア", "ｱ", "-a", "a-b", "aa", "Z", "_", "が", "か", "1", "10", "2", "𠮷", "", "ss", "ß",
    ]
    try insert(words.enumerated().map { (Int64($0), $1) })
    let found = try store.read { try $0.all("SELECT words FROM thing ORDER BY words") { $0.text(0) } }
    #expect(found == words.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    let above = try store.read { try $0.first("SELECT MAX(words) FROM thing WHERE words < ?", "a") { $0.text(0) } }
    #expect(above == "_")
  }

  @Test func statementsMayRunAmongTheRowsOfAnother() throws {
    try insert((0..<3000).map { (Int64($0), $0 % 3 == 0 ? nil : "w\($0)") })
    let sql = "SELECT id FROM thing WHERE id >= ? ORDER BY id"
    let (seen, nested) = try store.write { session in
      var seen: [Int64] = []
      var nested: [Int64] = []
      try session.forEach(sql, 0) { row in
        let id = row.integer(0)
        if id < 5 {
          // The same text, a row of it only, and a row within that.
          nested.append(try session.first(sql, .integer(id + 1)) { $0.integer(0) } ?? -1)
          try session.forEach("SELECT words FROM thing WHERE id = ?", .integer(id)) { inner in
            try session.execute("UPDATE thing SET words = ? WHERE id = ?", "changed", .integer(id))
            #expect(inner.isNull(0) == (id % 3 == 0))
          }
        }
        #expect(row.integer(0) == id, "the row holds while other statements run")
        seen.append(id)
      }
      return (seen, nested)
    }
    #expect(seen == Array(0..<3000))
    #expect(nested == [1, 2, 3, 4, 5])
    let changed = try store.read {
      try $0.all("SELECT id FROM thing WHERE words = 'changed' ORDER BY id") { $0.integer(0) }
    }
    #expect(changed == [0, 1, 2, 3, 4])
  }

  @Test func changesAreThoseOfTheLastStatement() throws {
    try insert([(1, "a"), (2, "a"), (3, "b")])
    let changes = try store.write { session in
      try session.execute("UPDATE thing SET words = 'c' WHERE words = ?", "a")
      let first = try session.changes
      try session.execute("UPDATE thing SET words = 'c' WHERE words = ?", "b")
      try session.execute("DELETE FROM thing WHERE id = ?", 77)
      let second = try session.changes
      try session.execute("INSERT INTO thing (id) VALUES (?) ON CONFLICT (id) DO NOTHING", 1)
      let third = try session.changes
      try session.execute("INSERT INTO thing (id) VALUES (?) ON CONFLICT (id) DO NOTHING", 9)
      return try [first, second, third, session.changes]
    }
    #expect(changes == [2, 0, 0, 1])
  }

  private struct Refused: Error {}

  @Test func whatThrowsLeavesNothing() throws {
    try insert([(1, "kept")])
    #expect(throws: Refused.self) {
      try store.write { session in
        try session.execute("INSERT INTO thing (id) VALUES (?)", 2)
        throw Refused()
      }
    }
    // From among the rows of an answer.
    #expect(throws: Refused.self) {
      try store.write { session in
        try session.execute("INSERT INTO thing (id) VALUES (?)", 2)
        try session.forEach("SELECT id FROM thing") { _ in throw Refused() }
      }
    }
    #expect(try ids() == [1])
    try insert([(3, nil)])
    #expect(try ids() == [1, 3])
  }

  /// A statement that fails takes the whole transaction along, wherever that is noticed.
  @Test(arguments: [0, 1, 600]) func aRefusedStatementIsNeverOverlooked(followers: Int) throws {
    try insert([(1, "kept")])
    #expect(throws: (any Error).self) {
      try store.write { session in
        try session.execute("INSERT INTO thing (id) VALUES (?)", 2)
        try session.execute("INSERT INTO thing (id) VALUES (?)", 1)
        for id in 0..<followers { try session.execute("INSERT INTO thing (id) VALUES (?)", SQLValue(100 + id)) }
      }
    }
    #expect(try ids() == [1])
    try insert([(2, nil)])
    #expect(try ids() == [1, 2])
  }

  @Test func aStatementTakesItsArgumentsAndNoOthers() throws {
    for arguments: [SQLValue] in [[], [1, 2]] {
      #expect(throws: StorageFailure.self) {
        try store.read { try $0.forEach("SELECT id FROM thing WHERE id = ?", arguments: arguments) { _ in } }
      }
    }
    #expect(throws: (any Error).self) { try store.read { try $0.all("SELECT nothing FROM nowhere") { $0.text(0) } } }
    #expect(try ids() == [])
  }

  @Test func aReadSeesOneState() throws {
    try insert([(1, nil)])
    let counts = try store.read { session in
      let before = try session.first("SELECT COUNT(*) FROM thing") { $0.integer(0) }
      try self.insert([(2, nil)])
      return [before, try session.first("SELECT COUNT(*) FROM thing") { $0.integer(0) }]
    }
    #expect(counts == [1, 1])
    #expect(try ids() == [1, 2])
  }

  @Test func aReadCannotWrite() throws {
    #expect(throws: (any Error).self) {
      try store.read { try $0.execute("INSERT INTO thing (id) VALUES (?)", 1) }
    }
    #expect(try ids() == [])
  }

  @Test func columnsComeInTheirOrder() throws {
    #expect(try store.read { try $0.columns(of: "thing") } == ["id", "words", "bytes"])
  }

  /// An answer much longer than what is taken in at once, given up in the middle.
  @Test func anAnswerMayBeLeftEarly() throws {
    try insert((0..<20_000).map { (Int64($0), "some words") })
    let sum = try store.read { session in
      var sum: Int64 = 0
      for start in stride(from: Int64(0), to: 20_000, by: 5_000) {
        sum +=
          try session.first("SELECT id FROM thing WHERE id >= ? ORDER BY id", .integer(start)) { $0.integer(0) } ?? 0
      }
      return sum
    }
    #expect(sum == 30_000)
  }

  @Test func aMigrationRunsOnce() throws {
    try insert([(1, nil)])
    let again = try Store(database.address, creating: false, migrations: [Self.table])
    #expect(try again.read { try $0.first("SELECT COUNT(*) FROM thing") { $0.integer(0) } } == 1)
  }

  @Test func aClosedStoreRefuses() throws {
    try store.close()
    #expect(throws: (any Error).self) { try self.ids() }
  }
}
