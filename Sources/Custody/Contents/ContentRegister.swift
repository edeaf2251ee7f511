import Contents
import Cryptography
import PersonalData
import Storage

extension Migration {
  /// Contents by their SHA-256, and what each recogniser found in them.
  static let contents = Migration(
    name: "0004_contents",
    sql: """
      CREATE TABLE content (
        id INTEGER NOT NULL PRIMARY KEY,
        sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
        size INTEGER NOT NULL
      ) STRICT;
      -- persons: Roaring bitmap, portable format; raw ids, to be mapped to roots when people are counted.
      CREATE TABLE content_profile (
        content INTEGER NOT NULL REFERENCES content (id),
        recogniser INTEGER NOT NULL,
        people INTEGER NOT NULL,
        records INTEGER NOT NULL,
        unread TEXT,
        persons BLOB NOT NULL,
        facets BLOB NOT NULL,
        PRIMARY KEY (content, recogniser)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Contents and their profiles in the database.
struct ContentRegister {
  let session: SQLSession

  func id(of sha256: SHA256Digest) throws -> Int64? {
    try session.first("SELECT id FROM content WHERE sha256 = ?", .blob(sha256.bytes)) { $0.integer(0) }
  }

  /// The content's id, made when it is new.
  func add(_ sha256: SHA256Digest, size: Int64) throws -> Int64 {
    if let known = try id(of: sha256) { return known }
    let id = try session.first("SELECT COALESCE(MAX(id), 0) + 1 FROM content") { $0.integer(0) } ?? 1
    try session.execute(
      "INSERT INTO content (id, sha256, size) VALUES (?, ?, ?)", SQLValue(id), .blob(sha256.bytes), SQLValue(size))
    return id
  }

  func hasProfile(_ sha256: SHA256Digest, recogniser: Int) throws -> Bool {
    try session.first(
      """
      SELECT 1 FROM content JOIN content_profile ON content_profile.content = content.id
      WHERE content.sha256 = ? AND content_profile.recogniser = ?
      """, .blob(sha256.bytes), SQLValue(recogniser)
    ) { _ in true } ?? false
  }

  /// Adds a profile; one by the same recogniser that is there already stays.
  func add(_ profile: RecordedProfile, people: inout PersonRegister) throws {
    guard try !hasProfile(profile.sha256, recogniser: profile.recogniser) else { return }
    let content = try add(profile.sha256, size: profile.size)
    let ids = try people.people(of: profile.persons)
    let set = try PeopleBitmap(ids)
    try session.execute(
      """
      INSERT INTO content_profile (content, recogniser, people, records, unread, persons, facets)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      SQLValue(content), SQLValue(profile.recogniser), SQLValue(profile.persons.count), SQLValue(profile.records),
      SQLValue(profile.unread?.rawValue), .blob(set.portableBytes), .blob(try ContentFacets(profile, ids: ids).bytes))
  }
}
