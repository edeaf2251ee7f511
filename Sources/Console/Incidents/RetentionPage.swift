import Response
import Wording

/// What names people in the record of an incident, until when it is kept, and why.
struct RetentionPage: Page {
  static let template = "retention"

  struct Row: Sendable {
    let id: String
    let name: String
    let reason: String
    let days: String
    let state: String
    let style: String
  }

  let incident: String
  let back: String
  let base: String
  let rows: [Row]
  let canRun: Bool

  init(_ terms: [ErasureTerm], _ visit: Visit) {
    let language = visit.language
    let words = StatementWords(language: language)
    incident = visit.parameter("id")
    back = Address.incident(incident)
    base = Address.retention(incident)
    canRun = visit.may(.runResponse)
    rows = terms.map { term in
      Row(
        id: term.subject.rawValue, name: words.code("kept", term.subject.rawValue),
        reason: term.isChosen
          ? visit.text(.retentionChosen) : words.code("kept", term.subject.rawValue + ".reason"),
        days: String(term.days), state: words.kept(term), style: term.isErased ? "fine" : "quiet")
    }
  }
}
