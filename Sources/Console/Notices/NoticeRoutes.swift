import Accounts
import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import Response
import Wording

extension Console {
  static let noticeRoutes: [Route] = [
    .get("/incidents/:id/notices", .needs(.seeIncidents)) { try await $0.noticesPage($1) },
    .post("/incidents/:id/notices", .needs(.runResponse)) { try await $0.openNotices($1) },
    .get("/incidents/:id/notices/:series", .needs(.seeIncidents)) { try await $0.noticePage($1) },
    .post("/incidents/:id/notices/:series/draft", .needs(.runResponse)) { try await $0.draftNotice($1) },
    .post("/incidents/:id/notices/:series/publish", .needs(.approvePublication), guarded: true) {
      try await $0.publishNotice($1)
    },
  ]

  private func noticesPage(_ visit: Visit) async throws -> Response {
    let language = visit.language
    let custody = custody
    let (states, clients) = try await asking(visit) { incidents, id in
      (
        try incidents.notices(of: id, in: language),
        try custody.organisations().filter { $0.kind == .client }.sorted { $0.id < $1.id }
      )
    }
    let page = NoticesPage(visit.parameter("id"), states, clients: clients, publicSite: publicSite, visit)
    return try self.page(page, title: page.heading, visit)
  }

  private func openNotices(_ visit: Visit) async throws -> Response {
    let form = visit.form
    let (series, site) = (form["series"], form["site"])
    if form["act"] == "client" {
      let (master, client, isLinked) = (form["master"], Organisation.ID(form["client"]), form.has("linked"))
      do {
        try await asking(visit) { incidents, _ in
          try incidents.openClientNotices(
            series, of: master, for: client, site: site, isLinked: isLinked, at: visit.now)
        }
      } catch is CustodyFailure {
        throw ConsoleProblem.unknown(.clientUnknown)
      }
    } else {
      let publisher = form["publisher"]
      try await asking(visit) {
        try $0.openNotices(series, in: $1, site: site, publisher: publisher, at: visit.now)
      }
    }
    throw Redirect(Address.notice(visit.parameter("id"), series))
  }

  /// The series of the address, if it is of the incident of the address.
  private func requireOwn(_ visit: Visit) async throws -> NoticeState {
    let (series, language) = (visit.parameter("series"), visit.language)
    let state = try await asking(visit) { incidents, _ in try incidents.notice(series, in: language) }
    guard state.series.incident == visit.parameter("id") else { throw ConsoleProblem.notFound }
    return state
  }

  private func noticePage(_ visit: Visit) async throws -> Response {
    let state = try await requireOwn(visit)
    let (series, language) = (state.series, visit.language)
    let (from, to) = (Int(visit.query["from"]), Int(visit.query["to"]))
    let source = try await asking(visit) { incidents, _ in
      NoticeDesk.Source(
        state: state,
        typed: try incidents.noticeSource(series.id) ?? [:],
        template: state.published == nil ? incidents.noticeTemplate(contact: "", in: .ja) : nil,
        difference: series.client == nil ? nil : try incidents.noticeDifference(series.id, in: language),
        draftChanges: try state.draft.map {
          try incidents.noticeChanges(
            series.id, from: state.published?.number ?? 0, to: $0.number, in: $0.texts[language] == nil ? .ja : language
          )
        } ?? [],
        compared: try from.flatMap { from in
          try to.map { try incidents.noticeChanges(series.id, from: from, to: $0, in: .ja) }
        } ?? [])
    }
    let names = try await accountNames()
    let page = NoticeDesk(source, names: names, publicSite: publicSite, visit)
    return try self.page(page, title: page.heading, visit)
  }

  /// Before paths of what everybody may see; empty where that is at this address.
  var publicSite: String {
    surroundings.publicHost.map { (surroundings.isSecure ? "https://" : "http://") + $0 } ?? ""
  }

  /// Names of accounts by id.
  func accountNames() async throws -> [String: String] {
    let accounts = accounts
    return try await work {
      Dictionary(
        try accounts.accounts().map { ($0.id.text, $0.name.isEmpty ? $0.login : $0.name) },
        uniquingKeysWith: { first, _ in first })
    }
  }

  private func draftNotice(_ visit: Visit) async throws -> Response {
    let id = try await requireOwn(visit).series.id
    let form = visit.form
    var notes: [Language: String] = [:]
    for language in Language.allCases where !form["note_\(language.rawValue)"].isEmpty {
      notes[language] = form["note_\(language.rawValue)"]
    }
    let said = notes
    let contact = form["contact"]
    switch form["act"] {
    case "correct": _ = try await asking(visit) { incidents, _ in try incidents.draftCorrection(id, at: visit.now) }
    case "withdraw":
      _ = try await asking(visit) { incidents, _ in
        try incidents.draftWithdrawal(id, because: said, at: visit.now)
      }
    case "take":
      _ = try await asking(visit) { incidents, _ in
        try incidents.takeNotice(id, contact: contact.isEmpty ? [:] : [.ja: contact], at: visit.now)
      }
    case "acknowledge":
      try await asking(visit) { incidents, _ in
        try incidents.acknowledgeNotice(id, because: said[.ja] ?? "", at: visit.now)
      }
    default:
      var sources: [Language: NoticeSource] = [:]
      for language in Language.allCases {
        let source = Self.source(form, language)
        if !source.title.isEmpty { sources[language] = source }
      }
      let new = NewRevision(
        NoticeRevision.Reason(rawValue: form["reason"]) ?? .wording, notes: said, sources: sources)
      _ = try await asking(visit) { incidents, _ in try incidents.draftNotice(id, new, at: visit.now) }
    }
    throw Redirect(Address.notice(visit.parameter("id"), id) + "#draft")
  }

  private static func source(_ form: FormFields, _ language: Language) -> NoticeSource {
    var sections: [NoticeText.Section: String] = [:]
    for section in NoticeText.Section.allCases {
      sections[section] = form["\(section.rawValue)_\(language.rawValue)"]
    }
    return NoticeSource(title: form["title_\(language.rawValue)"], sections: sections)
  }

  private func publishNotice(_ visit: Visit) async throws -> Response {
    let id = try await requireOwn(visit).series.id
    if visit.form["act"] == "return" {
      let reason = visit.form["reason"]
      try await asking(visit) { incidents, _ in try incidents.returnNotice(id, because: reason, at: visit.now) }
    } else {
      // What was looked at is what is published: another draft in between is not.
      let number = Int(visit.form["number"])
      let written = visit.form["written"]
      guard let draft = try await requireOwn(visit).draft, draft.number == number, draft.writtenAt.utc == written else {
        throw ConsoleProblem.stale
      }
      let guises = Set([visit.session?.account.login].compactMap(\.self))
      _ = try await asking(visit) { incidents, _ in try incidents.publishNotice(id, as: guises, at: visit.now) }
    }
    throw Redirect(Address.notice(visit.parameter("id"), id))
  }
}
