import Accounts
import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import NIOCore
import Protection
import Response
import Wording

extension Console {
  static let incidentRoutes: [Route] = [
    .get(Address.lost, .needs(.reportLoss)) { try await $0.lostPage($1) },
    .post(Address.lost, .needs(.reportLoss)) { try await $0.lose($1) },
    .get(Address.incidents, .needs(.seeIncidents)) { try await $0.incidentsPage($1) },
    .get("/incidents/:id", .needs(.seeIncidents)) { try await $0.incidentPage($1) },
    .get("/incidents/:id/obligations", .needs(.seeIncidents)) { try await $0.reasoningPage($1) },
    .get("/incidents/:id/report", .needs(.seeIncidents)) { try await $0.authorityReport($1) },
    .get("/incidents/:id/texts", .needs(.seeIncidents)) { try await $0.textsPage($1) },
    .post("/incidents/:id/statements", .needs(.stateFacts)) { try await $0.state($1) },
    .post("/incidents/:id/contradictions", .needs(.runResponse)) { try await $0.resolveContradiction($1) },
    .post("/incidents/:id/tasks", .needs(.changeTasks)) { try await $0.changeTask($1) },
    .post("/incidents/:id/notes", .needs(.runResponse)) { try await $0.noteEvent($1) },
    .post("/incidents/:id/scope", .needs(.runResponse)) { try await $0.askScopeAgain($1) },
    .post("/incidents/:id/packs", .needs(.handlePacks), guarded: true) { try await $0.makePacks($1) },
    .get("/incidents/:id/packs/:client", .needs(.runResponse), guarded: true) { try await $0.pack($1) },
    .post("/incidents/:id/packs/:client", .needs(.handlePacks)) { try await $0.handOverPack($1) },
    .post("/incidents/:id/close", .needs(.runResponse)) { try await $0.closeIncident($1) },
    .post("/incidents/:id/fulfil", .needs(.runResponse)) { try await $0.fulfil($1) },
  ]

  /// The response, with the visitor as the one who acts.
  func incidents(_ visit: Visit) -> Incidents { Incidents(custody: custody.acting(as: visit.session?.account.id.text)) }

  /// Asks the response something, off the threads of the network.
  func asking<T: Sendable>(
    _ visit: Visit, _ body: @escaping @Sendable (Incidents, String) throws -> T
  ) async throws -> T {
    let (incidents, id) = (incidents(visit), visit.parameter("id"))
    do {
      return try await work { try body(incidents, id) }
    } catch let failure as ResponseFailure where failure.code == .unknownIncident {
      throw ConsoleProblem.unknown(.incidentUnknown)
    } catch let failure as ResponseFailure {
      let sentence = ResponsePhrase(rawValue: "failure." + failure.code.rawValue).map {
        visit.language.response($0, failure.message)
      }
      throw ConsoleProblem(.unprocessableContent, .problemInvalidTitle, .problemStaleText, sentence: sentence)
    }
  }

  private func incidentsPage(_ visit: Visit) async throws -> Response {
    let incidents = incidents(visit)
    let now = visit.now
    let search = IncidentsPage.Search(visit.query)
    let found = try await work { search.applied(to: try incidents.all()) }
    let number = Pager.number(visit.query["page"], of: found.count)
    let shown = found[Pager.range(number, of: found.count)]
    let rows = try await work {
      try shown.map { incident in
        let ledger = try incidents.ledger(of: incident.id)
        let open = try incidents.obligations(of: incident.id).filter(\.isOpen)
        return IncidentsPage.Source(
          incident: incident, people: ledger.answer(.peopleCount), open: open.count,
          overdue: open.count { $0.isOverdue(at: now) }, next: open.compactMap(\.deadline?.end).min())
      }
    }
    let page = IncidentsPage(rows, search: search, number: number, of: found.count, visit)
    return try self.page(page, title: visit.text(.incidentsTitle), visit)
  }

  private func incidentPage(_ visit: Visit) async throws -> Response {
    let order: TimelineEvent.Order = visit.query["order"] == "known" ? .known : .event
    let language = visit.language
    let since = Int64(visit.query["since"]).map { Moment(milliseconds: $0) }
    let source = try await asking(visit) { incidents, id in
      IncidentPage.Source(
        moved: try since.map { try incidents.changes(of: id, since: $0) },
        incident: try incidents.incident(id), ledger: try incidents.ledger(of: id),
        contradictions: try incidents.contradictions(of: id),
        report: try incidents.obligationReport(of: id, at: visit.now), tasks: try incidents.tasks(of: id),
        documents: try incidents.documents(of: id), corrections: try incidents.corrections(of: id, in: language),
        packs: try incidents.packs(of: id), timeline: try incidents.timeline(of: id, by: order), order: order,
        letters: try incidents.letterReach(of: id),
        erased: Set(try incidents.erasureTerms(of: id).filter { $0.erasedAt != nil }.map(\.subject)))
    }
    // Also when the device holds nothing of them any more.
    try await note(
      "incident", .device(source.incident.device), visit, clients: source.packs.map(\.client))
    let page = IncidentPage(source, visit)
    return try self.page(page, title: page.heading, visit)
  }

  /// The reasoning as a page of its own, for a lawyer: it brings its style along and nothing else.
  private func reasoningPage(_ visit: Visit) async throws -> Response {
    let report = try await asking(visit) { try $0.obligationReport(of: $1, at: visit.now) }
    return standalone(report.page(in: visit.language))
  }

  private func authorityReport(_ visit: Visit) async throws -> Response {
    let kind: AuthorityReport.Kind = visit.query["kind"] == "final" ? .final : .preliminary
    let language = visit.language
    let asked = visit.query["form"]
    let (report, device, bytes) = try await asking(visit) { incidents, id in
      let report = try incidents.authorityReport(kind, of: id, in: language, at: visit.now)
      let bytes: [UInt8] =
        switch asked {
        case "pdf": try report.pdf()
        case "docx": try report.docx()
        case "json": report.json.canonicalBytes
        default: []
        }
      return (report, try incidents.incident(id).device, bytes)
    }
    try await note("report", .device(device), visit)
    let types = [
      "pdf": "application/pdf", "json": "application/json",
      "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ]
    guard let type = types[asked] else { return standalone(report.page) }
    let name = "report-\(report.incident)-\(kind.rawValue).\(asked)"
    var headers: HTTPFields = [.contentType: type]
    // JSON is for looking at, too.
    if asked != "json" { headers[.contentDisposition] = "attachment; filename=\"\(name)\"" }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// A page that stands by itself, with its own style and nothing else.
  func standalone(_ html: String) -> Response {
    var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
    if let name = HTTPField.Name("Content-Security-Policy") {
      headers[name] =
        "default-src 'none'; style-src '\(ReportPage.styleSource)'; form-action 'none'; frame-ancestors 'none'; "
        + "base-uri 'none'"
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  /// Texts to copy: the order to lock the device, what to tell the police.
  private func textsPage(_ visit: Visit) async throws -> Response {
    let language = visit.language
    let texts = try await asking(visit) { incidents, id in
      [
        try incidents.lockOrder(of: id, in: language).map(\.text).joined(separator: "\n"),
        try incidents.policeReport(of: id, in: language).map(\.text).joined(separator: "\n"),
      ]
    }
    let page = TextsPage(
      back: Address.incident(visit.parameter("id")), lock: texts[0], police: texts[1])
    return try self.page(page, title: visit.text(.incidentTexts), visit)
  }

  // MARK: Acts

  private func back(_ visit: Visit, _ fragment: String = "") -> Redirect {
    Redirect(Address.incident(visit.parameter("id")) + (fragment.isEmpty ? "" : "#" + fragment))
  }

  /// To the page with what moved by the act: which clocks, from when to when.
  private func backWithMoves(_ visit: Visit) -> Redirect {
    let before = String(visit.now.milliseconds - 1)
    return Redirect(Address.with(Address.incident(visit.parameter("id")), ["since": before]) + "#moved")
  }

  /// When something happened, as it was typed; now where nothing was.
  private func typedTime(_ visit: Visit, _ field: String = "at") throws -> Moment {
    let typed = visit.form[field]
    guard !typed.isEmpty else { return visit.now }
    guard let moment = Moment(typed: typed) else { throw invalid(visit, visit.text(.scopeBadTime)) }
    guard moment <= visit.now else { throw invalid(visit, visit.text(.scopeFuture)) }
    return moment
  }

  private func state(_ visit: Visit) async throws -> Response {
    let form = visit.form
    guard let fact = Fact(rawValue: form["fact"]),
      let answer = Answer(parsing: form["answer"].isEmpty ? form["value"] : form["answer"], for: fact)
    else { throw invalid(visit, visit.text(.statementWrongValue)) }
    let said = try typedTime(visit, "said")
    let asOf = form["as_of"].isEmpty ? nil : try typedTime(visit, "as_of")
    let subject = Statement.Subject(client: form["client"])
    guard subject == .incident || fact.isByClient else { throw invalid(visit, visit.text(.statementNotByClient)) }
    guard !form["reference"].isEmpty else {
      throw invalid(visit, visit.language.page(.fieldMissing, visit.text(.statementReference)))
    }
    let kind = Statement.Kind(rawValue: form["kind"]) ?? .claim
    let source = Statement.Source(
      Statement.Source.Kind(rawValue: form["source"]) ?? .person, reference: form["reference"],
      name: form["name"].isEmpty ? nil : form["name"])
    let statement = NewStatement(
      fact, answer, about: subject, asOf: asOf, saidAt: said, source: source, kind: kind,
      confidence: Statement.Confidence(rawValue: form["confidence"]) ?? .certain)
    let custody = custody
    _ = try await asking(visit) { incidents, id in
      if case .client(let client) = subject, try !custody.organisations().contains(where: { $0.id == client }) {
        throw ResponseFailure(.unfitValue, "no organisation \(client) is registered")
      }
      return try incidents.state([statement], in: id, at: visit.now)
    }
    throw backWithMoves(visit)
  }

  private func resolveContradiction(_ visit: Visit) async throws -> Response {
    let numbers = visit.form["pair"].split(separator: "/").compactMap { Int($0) }
    guard numbers.count == 2 else { throw invalid(visit, visit.text(.problemStaleText)) }
    let reason = visit.form["reason"]
    try await asking(visit) {
      try $0.resolve(Contradiction.Pair(numbers[0], numbers[1]), in: $1, because: reason, at: visit.now)
    }
    throw back(visit, "statements")
  }

  private func changeTask(_ visit: Visit) async throws -> Response {
    let form = visit.form
    if let number = Int(form["task"]) {
      let state = ResponseTask.State(rawValue: form["state"])
      let owner = form.has("owner") ? form["owner"] : nil
      let due = form["due"].isEmpty ? nil : Moment(typed: form["due"])
      guard due != nil || form["due"].isEmpty else { throw invalid(visit, visit.text(.taskWrongDue)) }
      let title = form["title"]
      let proof = form.has("proof") ? form["proof"] : nil
      try await asking(visit) { incidents, id in
        try incidents.change(task: number, in: id, at: visit.now) { task in
          if let state { task.state = state }
          if let owner { task.owner = owner.isEmpty ? nil : owner }
          // The form has minutes: what was not touched stays to the second.
          if form.has("due"), form["due"] != task.due?.localMinute ?? "" { task.due = due }
          if task.isTitled, !title.isEmpty { task.title = title }
          if let proof { task.proof = proof.isEmpty ? nil : proof }
        }
      }
    } else {
      let (title, owner, due) = (form["title"], form["owner"], Moment(typed: form["due"]))
      guard !title.isEmpty else { throw invalid(visit, visit.language.page(.fieldMissing, visit.text(.taskTitle))) }
      guard due != nil || form["due"].isEmpty else { throw invalid(visit, visit.text(.taskWrongDue)) }
      _ = try await asking(visit) {
        try $0.addTask(title, owner: owner.isEmpty ? nil : owner, due: due, to: $1, at: visit.now)
      }
    }
    throw back(visit, "tasks")
  }

  private func noteEvent(_ visit: Visit) async throws -> Response {
    let words = visit.form["words"]
    let typed = visit.form["at"]
    guard !words.isEmpty, let at = typed.isEmpty ? visit.now : Moment(typed: typed), at <= visit.now else {
      throw invalid(visit, visit.text(.scopeBadTime))
    }
    try await asking(visit) { try $0.note(words, happenedAt: at, in: $1, at: visit.now) }
    throw back(visit, "timeline")
  }

  private func askScopeAgain(_ visit: Visit) async throws -> Response {
    let escrow = escrow
    _ = try await asking(visit) { incidents, id in
      try incidents.reviseScope(of: id, at: visit.now)
      try incidents.reviseProtection(of: id, by: escrow, at: visit.now)
    }
    throw backWithMoves(visit)
  }

  private func fulfil(_ visit: Visit) async throws -> Response {
    let (obligation, reference) = (visit.form["obligation"], visit.form["reference"])
    guard !reference.isEmpty else {
      throw invalid(visit, visit.language.page(.fieldMissing, visit.text(.statementReference)))
    }
    let event = try typedTime(visit)
    try await asking(visit) {
      try $0.fulfil(obligation, happenedAt: event, reference: reference, in: $1, at: visit.now)
    }
    throw backWithMoves(visit)
  }

  private func makePacks(_ visit: Visit) async throws -> Response {
    let language = visit.language
    _ = try await asking(visit) { _ = try $0.makePacks(of: $1, in: language, at: visit.now) }
    throw back(visit, "packs")
  }

  /// The newest pack of a client, as it was made.
  private func pack(_ visit: Visit) async throws -> Response {
    let client = Organisation.ID(visit.parameter("client"))
    let pack = try await asking(visit) { incidents, id in
      try incidents.packs(of: id).last { $0.client == client }
    }
    guard let pack, let bytes = pack.bytes else { throw ConsoleProblem.notFound }
    try await note("pack", .client(client), visit)
    if visit.query["form"] == "page",
      let page = try await asking(visit, { incidents, id in try incidents.page(of: pack, in: id) })
    {
      return standalone(page)
    }
    let name = "\(visit.parameter("id"))-\(client.fileName)"
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/json", .contentDisposition: "attachment; filename=\"pack-\(name).json\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private func handOverPack(_ visit: Visit) async throws -> Response {
    let client = Organisation.ID(visit.parameter("client"))
    let (how, isReceipt) = (visit.form["how"].isEmpty ? "by hand" : visit.form["how"], visit.form["act"] == "received")
    // What stood on the page; without it the newest that was handed over.
    let number = Int(visit.form["number"])
    // The client's own clock runs from when it had the pack, not from when somebody typed that.
    let event = try typedTime(visit)
    try await asking(visit) { incidents, id in
      if isReceipt {
        try incidents.receive(by: [client], number: number, how: how, happenedAt: event, in: id, at: visit.now)
      } else {
        try incidents.handOver(to: [client], how: how, happenedAt: event, in: id, at: visit.now)
      }
    }
    if isReceipt { throw backWithMoves(visit) }
    throw back(visit, "packs")
  }
}
