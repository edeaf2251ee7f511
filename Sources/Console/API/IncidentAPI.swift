import Accounts
import CanonicalForms
import Custody
import Response

extension Console {
  static let incidentAPI: [APIRoute] = [
    .get("/incidents", .seeIncidents) { try await $0.listIncidents($1) },
    .get("/incidents/:id", .seeIncidents) { try await $0.showIncident($1) },
    .get("/incidents/:id/obligations", .seeIncidents) { try await $0.listObligations($1) },
    .get("/incidents/:id/timeline", .seeIncidents) { try await $0.listTimeline($1) },
  ]

  /// Asks off the threads of the network. That somebody looked is on disk before the answer goes.
  func ask<T: Sendable>(
    _ visit: APIVisit, _ body: @escaping @Sendable (Incidents, String) throws -> T
  ) async throws -> T {
    let (incidents, id) = (Incidents(custody: custody), visit.id)
    let device = try await incident(visit).device
    try await note("incident", .device(device), visit)
    return try await work { try body(incidents, id) }
  }

  /// Does something in the name of the token's account, off the threads of the network.
  func act(
    _ visit: APIVisit, _ body: @escaping @Sendable (Incidents, String) throws -> APIAnswer
  ) async throws -> APIAnswer {
    let (incidents, id) = (Incidents(custody: custody.acting(as: visit.account?.id.text)), visit.id)
    return try await work { try body(incidents, id) }
  }

  /// What the request is about: an address that leads nowhere is told before what is wrong with its body.
  func incident(_ visit: APIVisit) async throws -> Incident {
    let (incidents, id) = (Incidents(custody: custody), visit.id)
    return try await work { try incidents.incident(id) }
  }

  /// The newest first; the cursor is the number of the one that was shown last.
  private func listIncidents(_ visit: APIVisit) async throws -> APIAnswer {
    let limit = try visit.number("limit", in: 1...APIPage.most, or: APIPage.standard)
    let before = try visit.number("cursor", in: 1...1_000_000_000, or: Int.max)
    let incidents = Incidents(custody: custody)
    let all = try await work { try incidents.all().reversed().filter { $0.number < before } }
    let rows = all.prefix(limit)
    return APIAnswer(
      body: APIPage.json(
        rows.map(\.json), next: rows.count < all.count ? rows.last.map { String($0.number) } : nil))
  }

  private func showIncident(_ visit: APIVisit) async throws -> APIAnswer {
    let now = visit.now
    return APIAnswer(
      body: try await ask(visit) { incidents, id in
        guard case .object(var members) = try incidents.incident(id).json else { return .null }
        let ledger = try incidents.ledger(of: id)
        let open = try incidents.obligations(of: id).filter(\.isOpen)
        members["people"] = ledger.answer(.peopleCount).json
        members["open_obligations"] = JSON(open.count)
        members["overdue_obligations"] = JSON(open.count { $0.isOverdue(at: now) })
        members["next_deadline"] = JSON(open.compactMap(\.deadline?.end).min())
        members["open_contradictions"] = JSON(try incidents.contradictions(of: id).count { $0.resolution == nil })
        members["letters"] = .array(try incidents.letterReach(of: id).map(\.json))
        return .object(members)
      })
  }

  private func listObligations(_ visit: APIVisit) async throws -> APIAnswer {
    let now = visit.now
    return try page(
      of: try await ask(visit) { try $0.obligations(of: $1).map { $0.json(at: now) } }, visit)
  }

  private func listTimeline(_ visit: APIVisit) async throws -> APIAnswer {
    let order: TimelineEvent.Order
    switch visit.query["order"] {
    case "", "event": order = .event
    case "known": order = .known
    default: throw APIProblem(.invalid, "order takes event or known")
    }
    return try page(of: try await ask(visit) { try $0.timeline(of: $1, by: order).map(\.json) }, visit)
  }

  /// Rows from a place on; the cursor is the place.
  func page(of rows: [JSON], _ visit: APIVisit) throws -> APIAnswer {
    let limit = try visit.number("limit", in: 1...APIPage.most, or: APIPage.standard)
    let offset = try visit.number("cursor", in: 0...1_000_000_000, or: 0)
    let shown = rows.dropFirst(offset).prefix(limit)
    return APIAnswer(
      body: APIPage.json(Array(shown), next: offset + shown.count < rows.count ? String(offset + limit) : nil))
  }
}

extension LetterReach {
  fileprivate var json: JSON {
    [
      "client": .string(client.text), "people": people.map { JSON($0) } ?? .null, "letters": JSON(letters),
      "returned": JSON(returned), "waiting": JSON(waiting), "need_substitute": JSON(needSubstitute),
      "left": JSON(left), "told": JSON(fulfilment != nil),
    ]
  }
}
