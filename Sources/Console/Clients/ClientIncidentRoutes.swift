import Accounts
import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import NIOCore
import Response
import Wording

/// What a client's own users see and do about incidents: their pack and its receipt, their version of the notice. Nothing here
/// is about any other client, and every route names whose it is.
extension Console {
  static let clientIncidentRoutes: [Route] = [
    .get("/clients/:id/incidents", .needsOrOwn(.seeClients)) { try await $0.clientIncidentsPage($1) },
    .get("/clients/:id/incidents/:incident/pack", .needsOrOwn(.runResponse), guarded: true) {
      try await $0.ownPack($1)
    },
    .post("/clients/:id/incidents/:incident/received", .needsOrOwn(.runResponse)) { try await $0.receiveOwnPack($1) },
    .get("/clients/:id/notices/:series", .needsOrOwn(.seeClients)) { try await $0.clientNoticePage($1) },
    .post("/clients/:id/notices/:series", .needsOrOwn(.runResponse)) { try await $0.answerNotice($1) },
  ]

  private func client(_ visit: Visit) async throws -> Organisation {
    let (custody, id) = (custody, Organisation.ID(visit.parameter("id")))
    let found = try await work { try custody.organisations().first { $0.id == id && $0.kind == .client } }
    guard let found else { throw ConsoleProblem.unknown(.clientUnknown) }
    return found
  }

  private func clientIncidentsPage(_ visit: Visit) async throws -> Response {
    let (client, language) = (try await client(visit), visit.language)
    let rows = try await asking(visit) { incidents, _ in
      try incidents.all().reversed().compactMap { incident in
        let source = ClientIncidentsPage.Source(
          incident: incident,
          // A pack that was not handed over is not theirs yet.
          pack: try incidents.packs(of: incident.id).last { $0.client == client.id && $0.handedOverAt != nil },
          notice: try incidents.notices(of: incident.id, in: language).first { $0.series.client == client.id })
        return source.pack == nil && source.notice == nil ? nil : source
      }
    }
    try await note("client.incidents", .client(client.id), visit)
    let page = ClientIncidentsPage(client, rows, visit)
    return try self.page(page, title: page.heading, visit)
  }

  /// The newest pack of the client that was handed over.
  private func handedOver(_ visit: Visit) async throws -> RecordedPack {
    let (client, incident) = (Organisation.ID(visit.parameter("id")), visit.parameter("incident"))
    let pack = try await asking(visit) { incidents, _ in
      try incidents.packs(of: incident).last { $0.client == client && $0.handedOverAt != nil }
    }
    guard let pack else { throw ConsoleProblem.notFound }
    return pack
  }

  private func ownPack(_ visit: Visit) async throws -> Response {
    let pack = try await handedOver(visit)
    guard let bytes = pack.bytes else { throw ConsoleProblem.notFound }
    try await note("pack", .client(pack.client), visit)
    let incident = visit.parameter("incident")
    if visit.query["form"] == "page",
      let page = try await asking(visit, { incidents, _ in try incidents.page(of: pack, in: incident) })
    {
      return standalone(page)
    }
    return attachment(
      bytes, "application/json", "pack-\(visit.parameter("incident"))-\(pack.client.fileName).json")
  }

  private func receiveOwnPack(_ visit: Visit) async throws -> Response {
    // What stood on their page: a newer one may have been handed over since, or be made already.
    let (client, incident) = (Organisation.ID(visit.parameter("id")), visit.parameter("incident"))
    let number = Int(visit.form["number"])
    let pack = try await asking(visit) { incidents, _ in
      try incidents.packs(of: incident).last {
        $0.client == client && $0.number == number && $0.handedOverAt != nil
      }
    }
    guard let pack else { throw ConsoleProblem.notFound }
    if pack.receivedAt == nil {
      try await asking(visit) { incidents, _ in
        try incidents.receive(
          by: [client], number: pack.number, how: "portal", happenedAt: visit.now, in: incident, at: visit.now)
      }
    }
    throw Redirect(Address.clientIncidents(visit.parameter("id")))
  }

  // MARK: The client's version of a notice

  private func ownNotice(_ visit: Visit) async throws -> NoticeState {
    let (series, language) = (visit.parameter("series"), visit.language)
    let state: NoticeState
    do {
      state = try await asking(visit) { incidents, _ in try incidents.notice(series, in: language) }
    } catch let problem as ConsoleProblem where problem.status == .unprocessableContent {
      // Whether there is one of that name is nobody's business here.
      throw ConsoleProblem.notFound
    }
    guard state.series.client?.text == visit.parameter("id") else { throw ConsoleProblem.notFound }
    return state
  }

  private func clientNoticePage(_ visit: Visit) async throws -> Response {
    let (client, state, language) = (try await client(visit), try await ownNotice(visit), visit.language)
    let difference = try await asking(visit) { incidents, _ in
      try incidents.noticeDifference(state.series.id, in: language)
    }
    let page = ClientNoticePage(client, state, difference, publicSite: publicSite, visit)
    return try self.page(page, title: page.heading, visit)
  }

  private func answerNotice(_ visit: Visit) async throws -> Response {
    let (id, form) = (try await ownNotice(visit).series.id, visit.form)
    if form["act"] == "take" {
      let contact = form["contact"]
      _ = try await asking(visit) { incidents, _ in
        try incidents.takeNotice(id, contact: contact.isEmpty ? [:] : [.ja: contact], at: visit.now)
      }
    } else {
      let reason = form["reason"]
      try await asking(visit) { incidents, _ in
        try incidents.acknowledgeNotice(id, because: reason, at: visit.now)
      }
    }
    throw Redirect(Address.clientNotice(visit.parameter("id"), id))
  }
}
