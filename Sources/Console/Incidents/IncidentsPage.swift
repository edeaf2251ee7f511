import CanonicalForms
import Response
import Wording

/// All incidents, the newest first.
struct IncidentsPage: Page {
  static let template = "incidents"

  struct Source: Sendable {
    var incident: Incident
    var people: Answer
    var open: Int
    var overdue: Int
    var next: Moment?
  }

  struct Row: Sendable {
    let id: String
    let href: String
    let device: String
    let opened: String
    let people: String
    let word: String
    let style: String
    let next: String
  }

  let rows: [Row]
  let isEmpty: Bool
  let canReport: Bool

  init(_ sources: [Source], _ visit: Visit) {
    let words = StatementWords(language: visit.language)
    let time = PageTime(language: visit.language, now: visit.now)
    rows = sources.map { source in
      let incident = source.incident
      let word: (PagePhrase, String) =
        !incident.isOpen
        ? (.incidentClosed, "quiet")
        : source.overdue > 0
          ? (.incidentOverdue, "grave") : source.open > 0 ? (.incidentOwed, "warning") : (.incidentOpen, "note")
      return Row(
        id: incident.id, href: Address.incident(incident.id), device: incident.device,
        opened: time.minute(incident.openedAt), people: words.value(source.people, of: .peopleCount),
        word: visit.text(word.0), style: word.1, next: time.minute(source.next))
    }
    isEmpty = rows.isEmpty
    canReport = visit.may(.reportLoss)
  }
}

/// Texts to copy, each drawn from the statements as they stand.
struct TextsPage: Page {
  static let template = "texts"
  let back: String
  let lock: String
  let police: String
}
