import CanonicalForms
import Contents
import Cryptography
import Storage

/// A content's best profile in memory, with people mapped to who they are.
final class LoadedContent {
  let sha256: SHA256Digest
  let people: PeopleBitmap
  let unread: UnreadReason?
  let facets: ContentFacets

  /// Nobody knows when the profile arrived.
  let isUndated: Bool

  private init(
    sha256: SHA256Digest, people: PeopleBitmap, unread: UnreadReason?, facets: ContentFacets, isUndated: Bool
  ) {
    self.isUndated = isUndated
    self.sha256 = sha256
    self.people = people
    self.unread = unread
    self.facets = facets
  }

  /// The profile of the latest recogniser; nil when the content was never read.
  /// - Parameter known: a profile that arrived later is none; nil takes every one.
  static func load(_ content: Int64, asKnownAt known: Moment?, session: SQLSession) throws -> LoadedContent? {
    var arrivals: [Int64: Moment] = [:]
    var newest = Int64.max
    if let known {
      try session.forEach(
        "SELECT recogniser, arrived FROM content_profile_arrival WHERE content = ?", SQLValue(content)
      ) { arrivals[$0.integer(0)] = $0.moment(1) }
      func wasThere(_ recogniser: Int64) -> Bool { arrivals[recogniser].map { $0 <= known } ?? true }
      if !arrivals.keys.allSatisfy(wasThere) {
        // Of a content that was read again later the former reading counts.
        let all = try session.all("SELECT recogniser FROM content_profile WHERE content = ?", SQLValue(content)) {
          $0.integer(0)
        }
        newest = all.filter(wasThere).max() ?? -1
      }
    }
    let loaded = try session.first(
      """
      SELECT content.sha256, content_profile.unread, content_profile.persons, content_profile.facets,
        content_profile.recogniser
      FROM content_profile JOIN content ON content.id = content_profile.content
      WHERE content_profile.content = ? AND content_profile.recogniser <= ?
      ORDER BY content_profile.recogniser DESC LIMIT 1
      """, SQLValue(content), SQLValue(newest)
    ) { row -> LoadedContent? in
      guard let sha256 = row.withBytes(0, { SHA256Digest($0) }),
        let people = row.withBytes(2, { try? PeopleBitmap(portable: $0) })
      else { throw StorageFailure(.corrupted, "the profile of content \(content) cannot be read") }
      return LoadedContent(
        sha256: sha256, people: people, unread: row.optionalText(1).flatMap(UnreadReason.init(rawValue:)),
        facets: try ContentFacets(from: row.bytes(3)),
        isUndated: known != nil && arrivals[row.integer(4)] == nil)
    }
    return loaded.flatMap { $0 }
  }

  func map(_ aliases: PersonAliases) throws {
    try aliases.map(people)
    for (_, set) in facets.partial { try aliases.map(set) }
    for (_, set) in facets.hints { if let set { try aliases.map(set) } }
  }
}

/// Ids that stand for somebody who has a smaller id.
struct PersonAliases {
  private var roots: [UInt32: UInt32] = [:]
  private let ids: PeopleBitmap

  /// Loads the aliases of these people, block by block of 65,536 ids: people of one list are neighbours, so other
  /// devices' people are hardly touched.
  init(of people: PeopleBitmap, session: SQLSession) throws {
    ids = try PeopleBitmap()
    var blocks: [UInt32] = []
    for id in people.people where blocks.last != id >> 16 { blocks.append(id >> 16) }
    for block in blocks {
      try session.forEach(
        "SELECT id, root FROM person WHERE root <> id AND id BETWEEN ? AND ?",
        SQLValue(block << 16), SQLValue(block << 16 | 0xFFFF)
      ) { row in
        let id = UInt32(clamping: row.integer(0))
        roots[id] = UInt32(clamping: row.integer(1))
        ids.insert(id)
      }
    }
  }

  /// Replaces ids by their roots.
  func map(_ people: PeopleBitmap) throws {
    guard !roots.isEmpty, people.intersects(ids) else { return }
    for id in try people.intersection(ids).people {
      guard let root = roots[id] else { continue }
      people.remove(id)
      people.insert(root)
    }
  }
}
