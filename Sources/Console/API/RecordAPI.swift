import Accounts
import CanonicalForms
import Custody
import Storage

extension Console {
  static let recordAPI: [APIRoute] = [
    .get("/unread-files", .seeUnreadFiles) { try await $0.listUnread($1) },
    .get("/journal", .seeJournal) { try await $0.listJournal($1) },
    .get("/journal/:id", .seeJournal) { try await $0.showEntry($1) },
  ]

  private func listUnread(_ visit: APIVisit) async throws -> APIAnswer {
    let limit = try visit.number("limit", in: 1...APIPage.most, or: APIPage.standard)
    let offset = try visit.number("cursor", in: 0...1_000_000_000, or: 0)
    let (device, custody) = (visit.query["device"], custody)
    // What was not read may be theirs whose data lies beside it.
    let holders = fleet.state.fleet.members.filter { $0.standing?.unreadFiles ?? 0 > 0 }
    try await note(
      "unread", device.isEmpty ? .list : .device(device), visit,
      clients: device.isEmpty ? Self.clients(of: holders) : nil)
    let rows = try await work {
      try custody.unreadFiles(of: device.isEmpty ? nil : device, limit: limit + 1, offset: offset)
    }
    return APIAnswer(
      body: APIPage.json(
        rows.prefix(limit).map { file in
          [
            "device": .string(file.device), "path": .string(file.place.path), "part": JSON(file.place.part),
            "reason": JSON(file.place.reason?.rawValue), "certain": JSON(file.place.isCertain),
          ]
        }, next: rows.count > limit ? String(offset + limit) : nil))
  }

  /// The newest first; the cursor is the number of the last entry that was shown.
  private func listJournal(_ visit: APIVisit) async throws -> APIAnswer {
    let limit = try visit.number("limit", in: 1...APIPage.most, or: APIPage.standard)
    let before = try visit.number("cursor", in: 1...Int.max, or: Int.max)
    let (kind, custody) = (visit.query["kind"], custody)
    let entries = try await work {
      try custody.journal.latest(before: Int64(before), kind: kind.isEmpty ? nil : kind, limit: limit + 1)
    }
    return APIAnswer(
      body: APIPage.json(
        entries.prefix(limit).map { Self.json($0, leafHash: nil) },
        next: entries.count > limit ? String(entries[limit - 1].sequence) : nil))
  }

  private func showEntry(_ visit: APIVisit) async throws -> APIAnswer {
    let custody = custody
    guard let sequence = Int64(visit.id), sequence > 0,
      let found = try await work({ try custody.journal.entryWithLeaf(sequence) })
    else { throw APIProblem(.notFound) }
    return APIAnswer(body: Self.json(found.entry, leafHash: found.leafHash))
  }

  /// Without the personal part.
  private static func json(_ entry: JournalEntry, leafHash: [UInt8]?) -> JSON {
    var members: [String: JSON] = [
      "sequence": .integer(entry.sequence), "time": JSON(entry.time), "kind": .string(entry.kind),
      "version": JSON(entry.version), "actor": .string(entry.actor), "body": entry.body,
    ]
    if let leafHash { members["leaf_hash"] = JSON(bytes: leafHash) }
    return .object(members)
  }
}
