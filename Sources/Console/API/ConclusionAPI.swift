import Accounts
import CanonicalForms
import Custody
import Response
import Wording

extension Console {
  /// What follows from statements, and what was done about it.
  static let conclusionAPI: [APIRoute] = [
    .get("/incidents/:id/corrections", .seeIncidents) { try await $0.listCorrections($1) },
    .get("/incidents/:id/contradictions", .seeIncidents) { try await $0.listContradictions($1) },
    .get("/incidents/:id/report", .seeIncidents) { try await $0.showReport($1) },
    .post("/incidents/:id/contradictions", .runResponse) { try await $0.settleContradiction($1) },
    .post("/incidents/:id/obligations/:obligation/fulfilment", .runResponse) { try await $0.meetObligation($1) },
  ]

  /// What documents say that does not hold any more, with the sentence as it should read.
  private func listCorrections(_ visit: APIVisit) async throws -> APIAnswer {
    try page(of: try await ask(visit) { try $0.corrections(of: $1, in: .ja).map(\.json) }, visit)
  }

  private func listContradictions(_ visit: APIVisit) async throws -> APIAnswer {
    try page(of: try await ask(visit) { try $0.contradictions(of: $1).map(\.json) }, visit)
  }

  /// The report to the authority as it would be now.
  private func showReport(_ visit: APIVisit) async throws -> APIAnswer {
    let kinds: [String: AuthorityReport.Kind] = ["": .preliminary, "preliminary": .preliminary, "final": .final]
    guard let kind = kinds[visit.query["kind"]] else { throw APIProblem(.invalid, "kind takes preliminary or final") }
    let typed = visit.query["language"]
    guard let language = typed.isEmpty ? .ja : Language(rawValue: typed) else {
      throw APIProblem(.invalid, "language takes \(Language.allCases.map(\.rawValue))")
    }
    let now = visit.now
    return APIAnswer(
      body: try await ask(visit) { try $0.authorityReport(kind, of: $1, in: language, at: now).json })
  }

  private func settleContradiction(_ visit: APIVisit) async throws -> APIAnswer {
    _ = try await incident(visit)
    let numbers = try visit.line("contradiction", longest: 40).split(separator: "/").compactMap {
      Statement.id(from: String($0))
    }
    guard numbers.count == 2 else { throw APIProblem(.invalid, "contradiction takes an id such as S-1/S-9") }
    let pair = Contradiction.Pair(numbers[0], numbers[1])
    let reason = try visit.line("reason", longest: 400)
    return try await act(visit) { incidents, id in
      try incidents.resolve(pair, in: id, because: reason, at: visit.now)
      return APIAnswer(
        body: try incidents.contradictions(of: id).first { $0.pair == pair }?.json ?? .null)
    }
  }

  private func meetObligation(_ visit: APIVisit) async throws -> APIAnswer {
    _ = try await incident(visit)
    let obligation = visit.parameter("obligation")
    let reference = try visit.line("reference", longest: 120)
    let at = try visit.pastTime("at")
    return try await act(visit) { incidents, id in
      try incidents.fulfil(obligation, happenedAt: at, reference: reference, in: id, at: visit.now)
      let met = try incidents.obligations(of: id).first { $0.id == obligation }
      return APIAnswer(body: met?.json(at: visit.now) ?? .null)
    }
  }
}
