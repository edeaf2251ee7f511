import Accounts
import CanonicalForms
import Response
import Wording

extension Console {
  static let outreachAPI: [APIRoute] = [
    .get("/incidents/:id/letters", .seeIncidents) { try await $0.listLetters($1) },
    .get("/incidents/:id/notices", .seeIncidents) { try await $0.listNotices($1) },
    .get("/incidents/:id/inquiry-counts", .seeIncidents) { try await $0.countInquiries($1) },
  ]

  /// Batches by number; what is in here names nobody.
  private func listLetters(_ visit: APIVisit) async throws -> APIAnswer {
    try page(of: try await ask(visit) { try $0.letterBatches(of: $1).map(\.summary) }, visit)
  }

  private func listNotices(_ visit: APIVisit) async throws -> APIAnswer {
    try page(of: try await ask(visit) { try $0.notices(of: $1, in: .ja).map(\.summary) }, visit)
  }

  /// By day and client: how many asked, and how many told of misuse.
  private func countInquiries(_ visit: APIVisit) async throws -> APIAnswer {
    let rows = try await ask(visit) { incidents, id -> [JSON] in
      try incidents.inquiryCounts(of: id).map { count in
        [
          "day": .string("\(count.day)"), "client": .string(count.client?.text ?? ""), "all": JSON(count.all),
          "misuse": JSON(count.misuse),
        ]
      }
    }
    return try page(of: rows, visit)
  }
}

extension LetterBatch {
  /// Without files and lines: figures by client.
  fileprivate var summary: JSON {
    [
      "number": JSON(number), "made": JSON(madeAt), "made_by": .string(madeBy), "released": JSON(releasedAt),
      "released_by": JSON(releasedBy), "language": .string(language), "letters": JSON(letters),
      "parts": .array(
        parts.map { part in
          [
            "client": .string(part.client.text), "tally": part.json["tally"], "files": JSON(part.lots.count),
            "returned": JSON(returned[part.client] ?? 0),
          ]
        }),
    ]
  }
}

extension NoticeState {
  /// What is published, and whether somebody has to do something.
  fileprivate var summary: JSON {
    [
      "series": .string(series.id), "client": .string(series.client?.text ?? ""), "master": .string(series.master),
      "url": .string(series.url), "publisher": .string(series.publisher),
      "revision": published.map { JSON($0.number) } ?? .null, "published": JSON(published?.publishedAt),
      "draft": draft.map { JSON($0.number) } ?? .null, "corrections": JSON(corrections.count),
      "pending": .array(pending.map { JSON($0) }),
    ]
  }
}
