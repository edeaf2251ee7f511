import CanonicalForms
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

/// How far the reading of a content came.
struct ProfileReach: Equatable {
  var unread: UnreadReason?
  /// Distinct people found.
  var people: Int
  /// Parts that a program would have read which was not installed.
  var partsWithoutTool = 0

  /// Whether another reading of the same bytes by the same recogniser tells more. One that broke off, for whatever reason,
  /// only tells more than another that broke off, and only where it found more people: a reader that runs out of memory
  /// early takes nobody away whom a slower one had found.
  func isSurpassed(by other: ProfileReach) -> Bool {
    if other.unread != nil { return unread != nil && other.people > people }
    return unread != nil || other.partsWithoutTool < partsWithoutTool
  }
}

extension Migration {
  /// When each profile arrived, for answers as known at an earlier moment. What arrived before this table has no row in it
  /// until the tables are made again.
  static let profileArrivals = Migration(
    name: "0018_profile_arrivals",
    sql: """
      CREATE TABLE content_profile_arrival (
        content INTEGER NOT NULL,
        recogniser INTEGER NOT NULL,
        arrived INTEGER NOT NULL,
        PRIMARY KEY (content, recogniser)
      ) STRICT, WITHOUT ROWID;
      """)
}

extension ProfileReach {
  init(_ profile: RecordedProfile) {
    self.init(
      unread: profile.unread, people: profile.persons.count,
      partsWithoutTool: profile.unreadParts.count { $0.reason == .missingTool })
  }

  init(_ profile: ContentProfile) {
    self.init(unread: profile.unread, people: profile.people, partsWithoutTool: profile.partsWithoutTool)
  }
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

  /// How far this recogniser came with a content; nil when it has made no profile of it.
  func reach(of sha256: SHA256Digest, recogniser: Int) throws -> ProfileReach? {
    try session.first(
      """
      SELECT content_profile.unread, content_profile.people
      FROM content JOIN content_profile ON content_profile.content = content.id
      WHERE content.sha256 = ? AND content_profile.recogniser = ?
      """, .blob(sha256.bytes), SQLValue(recogniser)
    ) { row in
      ProfileReach(
        unread: row.optionalText(0).flatMap(UnreadReason.init(rawValue:)), people: Int(row.integer(1)))
    }
  }

  /// As above, and with the parts that no program was there for: for whoever has read the content anew.
  func reachWithParts(of sha256: SHA256Digest, recogniser: Int) throws -> ProfileReach? {
    guard var reach = try reach(of: sha256, recogniser: recogniser), reach.unread == nil else {
      return try reach(of: sha256, recogniser: recogniser)
    }
    let facets = try session.first(
      """
      SELECT content_profile.facets FROM content JOIN content_profile ON content_profile.content = content.id
      WHERE content.sha256 = ? AND content_profile.recogniser = ?
      """, .blob(sha256.bytes), SQLValue(recogniser)
    ) { try ContentFacets(from: $0.bytes(0)) }
    reach.partsWithoutTool = facets?.unreadParts.count { $0.reason == .missingTool } ?? 0
    return reach
  }

  /// Adds a profile. One by the same recogniser that is there already stays, unless its reading broke off and this one came
  /// further.
  /// - Parameter arrived: when the entry was made that has it.
  func add(_ profile: RecordedProfile, people: inout PersonRegister, arrived: Moment) throws {
    let known = try reachWithParts(of: profile.sha256, recogniser: profile.recogniser)
    if let known {
      guard known.isSurpassed(by: ProfileReach(profile)) else { return }
    }
    let content = try add(profile.sha256, size: profile.size)
    let ids = try people.people(of: profile.persons)
    let set = try PeopleBitmap(ids)
    try session.execute(
      """
      INSERT INTO content_profile (content, recogniser, people, records, unread, persons, facets)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (content, recogniser) DO UPDATE SET people = excluded.people, records = excluded.records,
        unread = excluded.unread, persons = excluded.persons, facets = excluded.facets
      """,
      SQLValue(content), SQLValue(profile.recogniser), SQLValue(profile.persons.count), SQLValue(profile.records),
      SQLValue(profile.unread?.rawValue), .blob(set.portableBytes), .blob(try ContentFacets(profile, ids: ids).bytes))
    guard known == nil else {
      // What was found until reading broke off is not kept beside the whole: when which part came is no longer told.
      try session.execute(
        "DELETE FROM content_profile_arrival WHERE content = ? AND recogniser = ?", SQLValue(content),
        SQLValue(profile.recogniser))
      return
    }
    try session.execute(
      "INSERT INTO content_profile_arrival (content, recogniser, arrived) VALUES (?, ?, ?)",
      SQLValue(content), SQLValue(profile.recogniser), SQLValue(arrived))
  }
}
