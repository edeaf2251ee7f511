import Accounts
import CanonicalForms
import Custody

extension Console {
  static let clientAPI: [APIRoute] = [
    .get("/clients", .seeClients) { try $0.listClients($1) },
    .get("/clients/:id", .seeClients) { try await $0.showClient($1) },
  ]

  /// In the order of their ids; the cursor is the last id that was shown.
  private func listClients(_ visit: APIVisit) throws -> APIAnswer {
    let limit = try visit.number("limit", in: 1...APIPage.most, or: APIPage.standard)
    let cursor = visit.query["cursor"]
    let clients = fleet.state.fleet.clients
    let start = cursor.isEmpty ? 0 : clients.firstIndex { $0.organisation.id > .init(cursor) } ?? clients.count
    let rows = clients[start...].prefix(limit)
    let isMore = rows.endIndex < clients.endIndex
    return APIAnswer(
      body: APIPage.json(rows.map(Self.json), next: isMore ? rows.last?.organisation.id.text : nil))
  }

  private func showClient(_ visit: APIVisit) async throws -> APIAnswer {
    let id = Organisation.ID(visit.id)
    let state = fleet.state.fleet
    guard let client = state.clients.first(where: { $0.organisation.id == id }),
      case .object(var members) = Self.json(client)
    else { throw APIProblem(.notFound) }
    try await note("client", .client(id), visit)
    members["devices"] = .array(
      state.members.compactMap { member in
        guard let part = member.standing?.parts.first(where: { $0.organisation == id }) else { return nil }
        return [
          "device": .string(member.device.id), "certain": JSON(part.certain), "possible": JSON(part.possible),
          "sensitive": JSON(part.sensitive), "files": JSON(part.files),
        ]
      })
    return APIAnswer(body: .object(members))
  }

  private static func json(_ client: Fleet.Client) -> JSON {
    [
      "id": .string(client.organisation.id.text), "name": .string(client.organisation.name),
      "people": JSON(client.people), "device_count": JSON(client.devices), "overdue": JSON(client.isOverdue),
      "agreements": .array(
        client.agreements.map { agreement in
          [
            "id": .string(agreement.id), "purpose": .string(agreement.purpose), "starts": JSON(agreement.starts),
            "ends": JSON(agreement.ends), "retention_ends": JSON(agreement.retentionEnds),
          ]
        }),
    ]
  }
}
