import CanonicalForms
import Cryptography
import Storage
import TestDatabases
import Testing

/// A projection of its own: counts entries by kind, and keeps what the personal parts say.
private struct Notes: Projection {
  let tables = ["note"]

  static let migration = Migration(
    name: "9001_note",
    sql: "CREATE TABLE note (sequence INTEGER NOT NULL PRIMARY KEY, text TEXT NOT NULL, personal BLOB) STRICT")

  func apply(_ entry: JournalEntry, in session: SQLSession) throws {
    guard entry.kind == "note.written" else { return }
    guard let text = entry.body["text"].string, !text.isEmpty else {
      throw StorageFailure(.corrupted, "an empty note")
    }
    try session.execute(
      "INSERT INTO note (sequence, text, personal) VALUES (?, ?, ?)",
      SQLValue(entry.sequence), SQLValue(text), SQLValue(entry.personal.bytes))
  }
}

@Suite(.onEveryEngine) final class JournalTests {
  private let database: TestDatabase
  private let journal: Journal

  init() throws {
    database = try TestDatabase()
    let store = try Store(database.address, creating: true, migrations: [.journal, Notes.migration])
    journal = Journal(store: store, projections: [Notes()])
  }

  private func note(_ text: String, _ personal: [UInt8]? = nil) -> NewEntry {
    NewEntry(kind: "note.written", body: ["text": .string(text)], personal: personal)
  }

  private func dump(_ table: String) throws -> [UInt8] {
    try journal.store.read { try TableDump.bytes(of: table, in: $0) }
  }

  @Test func rebuildGivesTheSameBytes() throws {
    for number in 0..<50 {
      try journal.append(note("n\(number)", [UInt8(number)]), at: Moment(seconds: Int64(number)), by: "test")
    }
    let before = try dump("note")
    let log = try dump("journal")
    #expect(try journal.rebuild() == 50)
    #expect(try dump("note") == before)
    #expect(try dump("journal") == log)
  }

  @Test func aFailedApplyLeavesNothing() throws {
    #expect(throws: StorageFailure.self) {
      try journal.append(note("good"), note(""), at: Moment(seconds: 1), by: "test")
    }
    #expect(try journal.verify().entries == 0)
    #expect(try dump("note").isEmpty)
  }

  @Test func leafHashesFollowTheDescription() throws {
    try journal.append(note("a", [1, 2, 3]), at: Moment(milliseconds: 5), by: "me")
    let row = try journal.store.read {
      try $0.first("SELECT salt, personal_salt, personal_commitment, leaf_hash FROM journal") { row in
        (0..<4).map { row.bytes($0) }
      }
    }
    let stored = try #require(row)
    #expect(SHA256Digest(hashing: stored[1] + [1, 2, 3]).bytes == stored[2])
    // Written out by hand from docs/formats/journal.md.
    var entry = Array("hikae.journal.entry/1\n".utf8) + [0, 0, 0, 0, 0, 0, 0, 5]
    entry += [12] + Array("note.written".utf8) + [1, 2] + Array("me".utf8)
    entry += [12] + Array(#"{"text":"a"}"#.utf8) + [32] + stored[2]
    let commitment = SHA256Digest(hashing: stored[0] + entry).bytes
    #expect(SHA256Digest(hashing: [0] + commitment).bytes == stored[3])
  }

  @Test func erasingKeepsTheLeafVerifiable() throws {
    try journal.append(note("a", Array("personal".utf8)), note("b", [9]), at: Moment(seconds: 1), by: "test")
    try journal.erasePersonalParts(of: [1], reason: "asked for", at: Moment(seconds: 2), by: "test")
    let result = try journal.verify()
    #expect(result.entries == 3)
    #expect(result.erased == 1)
    #expect(result.broken.isEmpty)
    let personal = try journal.store.read {
      try $0.all("SELECT personal FROM note ORDER BY sequence") { $0.optionalBytes(0) }
    }
    #expect(personal == [nil, [9]])
    let left = try dump("journal")
    #expect(!left.windowed("personal".utf8.count).contains { Array($0) == Array("personal".utf8) })
    let before = try dump("note")
    try journal.rebuild()
    #expect(try dump("note") == before)
  }

  @Test(arguments: ["body", "time", "actor", "personal", "kind"]) func aChangedEntryIsFound(column: String) throws {
    try journal.append(note("a", [1]), note("b"), at: Moment(seconds: 1), by: "test")
    let value: SQLValue = ["body": .blob([0x7B, 0x7D]), "time": 2, "personal": .blob([0])][column] ?? "x"
    try journal.store.write { try $0.execute("UPDATE journal SET \(column) = ? WHERE sequence = 1", value) }
    #expect(try journal.verify().broken == [1])
  }

  @Test func aMissingEntryIsFound() throws {
    try journal.append(note("a"), note("b"), note("c"), at: Moment(seconds: 1), by: "test")
    try journal.store.write { try $0.execute("DELETE FROM journal WHERE sequence = 2") }
    #expect(try journal.verify().broken == [2])
  }

  @Test func aLaterSchemaIsRefused() throws {
    #expect(throws: StorageFailure.self) { try Store(self.database.address, creating: false, migrations: [.journal]) }
  }
}

extension [UInt8] {
  fileprivate func windowed(_ length: Int) -> [ArraySlice<UInt8>] {
    count < length ? [] : (0...count - length).map { self[$0..<$0 + length] }
  }
}
