import CanonicalForms
import Custody
import Response
import Wording

/// The notices of an incident: the contractor's own, and each client's version.
struct NoticesPage: Page {
  static let template = "notices"

  struct Row: Sendable {
    let id: String
    let href: String
    let whose: String
    let published: String
    let isPublished: Bool
    let publicHref: String
    let state: String
    let style: String
  }

  let incident: String
  let incidentHref: String
  let heading: String
  let rows: [Row]
  let canRun: Bool
  let hasMaster: Bool
  let master: String
  let site: String
  let clients: [Choice]

  init(_ incident: String, _ states: [NoticeState], clients: [Organisation], publicSite: String, _ visit: Visit) {
    let words = StatementWords(language: visit.language)
    let time = PageTime(language: visit.language, now: visit.now)
    self.incident = incident
    incidentHref = Address.incident(incident)
    heading = visit.language.page(.noticesHeading, incident)
    rows = states.map { state in
      let series = state.series
      let (word, style) = Self.state(state, visit)
      return Row(
        id: series.id, href: Address.notice(incident, series.id),
        whose: series.client.map { "\($0.text) \(series.publisher)" } ?? series.publisher,
        published: state.published.map {
          words(.noticeRevision, String($0.number)) + " " + time.minute($0.publishedAt)
        } ?? "–", isPublished: state.published != nil, publicHref: publicSite + series.path, state: word, style: style)
    }
    canRun = visit.may(.runResponse)
    let first = states.first { $0.series.client == nil }
    hasMaster = first != nil
    master = first?.series.id ?? ""
    site = first?.series.site ?? ""
    let known = Set(states.compactMap(\.series.client))
    self.clients = clients.filter { !known.contains($0.id) }.map {
      Choice(value: $0.id.text, text: "\($0.id.text) \($0.name)", isChosen: false)
    }
  }

  /// What somebody has to do about it, the gravest first.
  static func state(_ state: NoticeState, _ visit: Visit) -> (String, String) {
    let language = visit.language
    if !state.corrections.isEmpty {
      return (language.page(.noticeWrong, language.number(state.corrections.count)), "grave")
    }
    if !state.pending.isEmpty {
      return (language.page(.noticePending, language.number(state.pending.count)), "warning")
    }
    if let draft = state.draft {
      return draft.returned == nil
        ? (visit.text(.noticeWaits), "warning") : (visit.text(.noticeReturned), "warning")
    }
    if !state.newLinks.isEmpty { return (visit.text(.noticeNewLinks), "note") }
    if !state.surveys.isEmpty { return (visit.text(.noticeNewSurveys), "note") }
    return state.published == nil ? (visit.text(.noticeUnwritten), "note") : (visit.text(.noticeHolds), "fine")
  }
}
