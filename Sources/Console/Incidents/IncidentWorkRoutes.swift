import Accounts
import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import JapaneseText
import Response
import Wording

/// Pages of one incident beside its own: the search for the thing, everything that was stated, who is bound by what, what
/// was given out, the timeline, and what is kept how long.
extension Console {
  static let incidentWorkRoutes: [Route] = [
    .get("/incidents/:id/search", .needs(.seeIncidents)) { try await $0.searchPage($1) },
    .post("/incidents/:id/search", .needs(.runResponse)) { try await $0.recordSearch($1) },
    .get("/incidents/:id/statements", .needs(.seeIncidents)) { try await $0.statementsPage($1) },
    .post("/incidents/:id/statements/retract", .needs(.runResponse)) { try await $0.retract($1) },
    .get("/incidents/:id/parties", .needs(.seeIncidents)) { try await $0.partiesPage($1) },
    .post("/incidents/:id/parties", .needs(.runResponse)) { try await $0.registerParty($1) },
    .get("/incidents/:id/documents", .needs(.seeIncidents)) { try await $0.documentsPage($1) },
    .post("/incidents/:id/documents", .needs(.runResponse)) { try await $0.issueDocument($1) },
    .get("/incidents/:id/timeline", .needs(.seeIncidents)) { try await $0.timelinePage($1) },
    .post("/incidents/:id/reopen", .needs(.runResponse)) { try await $0.reopenIncident($1) },
    .get("/incidents/:id/retention", .needs(.seeIncidents)) { try await $0.retentionPage($1) },
    // What is erased does not come back: the password is asked for again.
    .post("/incidents/:id/retention", .needs(.runResponse), guarded: true) { try await $0.chooseRetention($1) },
    .post("/incidents/:id/erase", .needs(.runResponse), guarded: true) { try await $0.eraseNow($1, pages: false) },
    // What two people have published is not taken down by the one who prepares.
    .post("/incidents/:id/erase-page", .needs(.approvePublication), guarded: true) {
      try await $0.eraseNow($1, pages: true)
    },
  ]

  func invalid(_ visit: Visit, _ sentence: String) -> ConsoleProblem {
    ConsoleProblem(.unprocessableContent, .problemInvalidTitle, .problemStaleText, sentence: sentence)
  }

  // MARK: The thing itself

  private func searchPage(_ visit: Visit) async throws -> Response {
    let today = CivilDate(visit.now, offset: 540)
    let source = try await asking(visit) { incidents, id in
      SearchPage.Source(
        incident: try incidents.incident(id), lost: try incidents.dayOfLoss(of: id), today: today,
        searches: try incidents.searches(of: id), missed: try incidents.missedSearches(of: id, through: today))
    }
    return try page(SearchPage(source, visit), title: visit.text(.searchTitle), visit)
  }

  private func recordSearch(_ visit: Visit) async throws -> Response {
    let form = visit.form
    if form["act"] == "plan" { return try await changeSearch(visit) }
    guard let prefecture = Prefecture(named: form["prefecture"]) else {
      throw invalid(visit, visit.text(.searchWrongPlace))
    }
    let day = form["day"].isEmpty ? CivilDate(visit.now, offset: 540) : CivilDate(typed: form["day"])
    guard let day else { throw invalid(visit, visit.text(.searchWrongDay)) }
    let search = LostPropertyPlan.Search(
      prefecture: prefecture, day: day, hasFound: form["found"] == "yes", at: visit.now)
    try await asking(visit) { try $0.record(search, in: $1) }
    throw Redirect(Address.search(visit.parameter("id")))
  }

  /// Where and for what it is searched from now on.
  private func changeSearch(_ visit: Visit) async throws -> Response {
    let form = visit.form
    let plan = LostPropertyPlan(
      prefectures: form.all("place").compactMap { Prefecture(named: $0) },
      items: form.all("item").compactMap(LostPropertyPlan.OuterItem.init(rawValue:)))
    guard !plan.prefectures.isEmpty, !plan.items.isEmpty else { throw invalid(visit, visit.text(.searchPlanEmpty)) }
    let first = form["from"].isEmpty ? CivilDate(visit.now, offset: 540) : CivilDate(typed: form["from"])
    guard let first else { throw invalid(visit, visit.text(.searchWrongDay)) }
    try await asking(visit) { try $0.plan(plan, from: first, in: $1, at: visit.now) }
    throw Redirect(Address.search(visit.parameter("id")))
  }

  // MARK: Statements

  private func statementsPage(_ visit: Visit) async throws -> Response {
    let custody = custody
    let source = try await asking(visit) { incidents, id in
      StatementsPage.Source(
        incident: try incidents.incident(id), ledger: try incidents.ledger(of: id),
        organisations: try custody.organisations())
    }
    try await note("incident.statements", .device(source.incident.device), visit)
    return try page(StatementsPage(source, visit), title: visit.text(.incidentStatements), visit)
  }

  private func retract(_ visit: Visit) async throws -> Response {
    guard let number = Statement.id(from: visit.form["statement"]) else {
      throw invalid(visit, visit.text(.problemStaleText))
    }
    let reason = visit.form["reason"]
    try await asking(visit) { try $0.retract(number, in: $1, because: reason, at: visit.now) }
    throw Redirect(Address.statements(visit.parameter("id")) + "#" + Statement.name(number))
  }

  // MARK: Parties

  private func partiesPage(_ visit: Visit) async throws -> Response {
    let custody = custody
    let chosen = visit.may(.runResponse) ? visit.query["of"] : ""
    let source = try await asking(visit) { incidents, id in
      PartiesPage.Source(
        incident: try incidents.incident(id), parties: try incidents.parties(of: id),
        organisations: try custody.organisations(), agreements: try custody.agreements(),
        reporter: chosen.isEmpty
          ? nil : try incidents.reporterDetails(of: chosen == PartiesPage.ownName ? nil : .init(chosen)))
    }
    return try page(PartiesPage(source, visit), title: visit.text(.partiesTitle), visit)
  }

  /// Replaces what was registered for the one that the form names.
  private func registerParty(_ visit: Visit) async throws -> Response {
    let form = visit.form
    guard let party = PartiesPage.party(form) else { throw invalid(visit, visit.text(.partyWrongTerm)) }
    let isKnown = try await asking(visit) { incidents, id in
      try incidents.parties(of: id).contains { $0.client == party.client }
    }
    guard isKnown else { throw ConsoleProblem.unknown(.clientUnknown) }
    let reporter = PartiesPage.reporter(form)
    try await asking(visit) { incidents, _ in
      try incidents.register(party, at: visit.now)
      if let reporter { try incidents.describeReporter(reporter, of: party.client, at: visit.now) }
    }
    throw Redirect(Address.parties(visit.parameter("id")))
  }

  // MARK: Documents

  private func documentsPage(_ visit: Visit) async throws -> Response {
    let (custody, language, wish) = (custody, visit.language, DocumentWish(visit.query))
    let source = try await asking(visit) { incidents, id in
      DocumentsPage.Source(
        incident: try incidents.incident(id), documents: try incidents.documents(of: id),
        corrections: try incidents.corrections(of: id, in: language), clients: try incidents.ledger(of: id).clients,
        organisations: try custody.organisations(),
        draft: try wish.map { try incidents.draft($0.kind, for: $0.client, of: id, in: $0.language, at: visit.now) })
    }
    try await note("incident.documents", .device(source.incident.device), visit)
    return try page(DocumentsPage(source, wish, visit), title: visit.text(.incidentDocuments), visit)
  }

  /// Takes down that what was shown was given out. Should a statement have changed since, it is shown anew.
  private func issueDocument(_ visit: Visit) async throws -> Response {
    let form = visit.form
    guard let wish = DocumentWish(form) else { throw invalid(visit, visit.text(.problemStaleText)) }
    try await asking(visit) { incidents, id in
      let draft = try incidents.draft(wish.kind, for: wish.client, of: id, in: wish.language, at: visit.now)
      guard DocumentWish.digest(of: draft) == form["digest"] else {
        throw ResponseFailure(.outdated, "statements changed after the draft was shown")
      }
      try incidents.issue(
        wish.kind, to: wish.recipient, draft, in: wish.language, of: id, correcting: wish.corrects, at: visit.now)
    }
    throw Redirect(Address.documents(visit.parameter("id")))
  }

  // MARK: After the end

  private func reopenIncident(_ visit: Visit) async throws -> Response {
    let reason = visit.form["reason"]
    try await asking(visit) { try $0.reopen($1, because: reason, at: visit.now) }
    throw Redirect(Address.incident(visit.parameter("id")))
  }

  // MARK: Timeline

  private func timelinePage(_ visit: Visit) async throws -> Response {
    let accounts = accounts
    let source = try await asking(visit) { incidents, id in
      TimelinePage.Source(
        incident: try incidents.incident(id), events: try incidents.timeline(of: id),
        erased: Set(try incidents.erasureTerms(of: id).filter { $0.erasedAt != nil }.map(\.subject)),
        accounts: try accounts.accounts())
    }
    try await note("incident.timeline", .device(source.incident.device), visit)
    return try page(TimelinePage(source, visit), title: visit.text(.incidentTimeline), visit)
  }

  // MARK: Retention

  private func retentionPage(_ visit: Visit) async throws -> Response {
    let custody = custody
    let source = try await asking(visit) { incidents, id in
      RetentionPage.Source(
        terms: try incidents.erasureTerms(of: id), targets: try incidents.erasureTargets(of: id),
        reporters: try incidents.reporterTerms(of: id), organisations: try custody.organisations())
    }
    return try page(RetentionPage(source, visit), title: visit.text(.retentionTitle), visit)
  }

  /// What has to go before its day.
  private func eraseNow(_ visit: Visit, pages: Bool) async throws -> Response {
    guard let target = ErasureTarget(code: visit.form["target"]), target.isPage == pages else {
      throw invalid(visit, visit.text(.problemStaleText))
    }
    let (reason, folder) = (visit.form["reason"], surroundings.press?.dataFolder)
    _ = try await asking(visit) { incidents, id in
      try incidents.eraseNow(target, in: id, because: reason, at: visit.now, dataFolder: folder)
    }
    throw Redirect(Address.retention(visit.parameter("id")))
  }

  private func chooseRetention(_ visit: Visit) async throws -> Response {
    var chosen: [ErasureRule.Subject: Int] = [:]
    for subject in ErasureRule.Subject.allCases where !visit.form[subject.rawValue].isEmpty {
      guard let days = Int(visit.form[subject.rawValue]), ErasureRule.choices.contains(days) else {
        throw invalid(visit, visit.text(.retentionWrong))
      }
      chosen[subject] = days
    }
    let wanted = chosen
    try await asking(visit) { incidents, id in
      let now = Dictionary(
        try incidents.erasureTerms(of: id).map { ($0.subject, $0.days) }, uniquingKeysWith: { $1 })
      let changed = wanted.filter { now[$0.key] != $0.value }
      if !changed.isEmpty { try incidents.keep(changed, in: id, at: visit.now) }
    }
    throw Redirect(Address.retention(visit.parameter("id")))
  }
}

extension CivilDate {
  /// From what a person types: any way in which a day is written.
  init?(typed text: String) {
    var bytes = Array(text.utf8)
    guard let day = bytes.withUnsafeMutableBufferPointer({ DateText.parse(UnsafeBufferPointer($0)) }) else {
      return nil
    }
    self = day
  }
}
