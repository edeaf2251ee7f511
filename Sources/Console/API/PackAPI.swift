import Accounts
import CanonicalForms
import Custody
import Response
import Wording

extension Console {
  static let packAPI: [APIRoute] = [
    .get("/incidents/:id/packs", .seeIncidents) { try await $0.listPacks($1) },
    .post("/incidents/:id/packs", .handlePacks) { try await $0.makePacks($1) },
    .post("/incidents/:id/packs/:client/hand-over", .handlePacks) { try await $0.handOverPack($1) },
    .post("/incidents/:id/packs/:client/receipt", .handlePacks) { try await $0.receivePack($1) },
  ]

  /// By client and number. Without what they hold: that is for the client.
  private func listPacks(_ visit: APIVisit) async throws -> APIAnswer {
    try page(of: try await ask(visit) { try $0.packs(of: $1).map(\.json) }, visit)
  }

  private func makePacks(_ visit: APIVisit) async throws -> APIAnswer {
    _ = try await incident(visit)
    let language: Language = try visit.choice("language", or: .ja)
    return try await act(visit) { incidents, id in
      let set = try incidents.makePacks(of: id, in: language, at: visit.now)
      let sum = set.possible
      return APIAnswer(
        status: .created,
        body: [
          "packs": JSON(set.packs.count), "total": JSON(sum.total), "clients": JSON(sum.clients),
          "counted_again": JSON(sum.countedAgain), "unattributed": JSON(sum.unattributed),
        ])
    }
  }

  private func handOverPack(_ visit: APIVisit) async throws -> APIAnswer {
    _ = try await incident(visit)
    let (how, name) = (
      try visit.optionalLine("how", longest: 60) ?? "by hand", try visit.optionalLine("name", longest: 120)
    )
    let (event, client) = (try visit.pastTime("at"), Organisation.ID(visit.parameter("client")))
    return try await act(visit) { incidents, id in
      try incidents.handOver(to: [client], how: how, name: name, happenedAt: event, in: id, at: visit.now)
      return try Self.newest(of: client, incidents, id) { $0.handedOverAt != nil }
    }
  }

  private func receivePack(_ visit: APIVisit) async throws -> APIAnswer {
    _ = try await incident(visit)
    let (how, name) = (
      try visit.optionalLine("how", longest: 60) ?? "portal", try visit.optionalLine("name", longest: 120)
    )
    let (event, client) = (try visit.pastTime("at"), Organisation.ID(visit.parameter("client")))
    let number: Int? = try visit.member("number").map { value in
      guard let number = value.integer, (1...1_000_000).contains(number) else {
        throw APIProblem(.invalid, "number takes a number from 1 to 1000000")
      }
      return Int(number)
    }
    return try await act(visit) { incidents, id in
      try incidents.receive(
        by: [client], number: number, how: how, name: name, happenedAt: event, in: id, at: visit.now)
      return try Self.newest(of: client, incidents, id) { $0.receivedAt != nil && number ?? $0.number == $0.number }
    }
  }

  private static func newest(
    of client: Organisation.ID, _ incidents: Incidents, _ id: String, where isIt: (RecordedPack) -> Bool
  ) throws -> APIAnswer {
    let pack = try incidents.packs(of: id).last { $0.client == client && isIt($0) }
    return APIAnswer(body: pack?.json ?? .null)
  }
}
