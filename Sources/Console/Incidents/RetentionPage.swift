import Custody
import Response
import Wording

/// What names people in the record of an incident, until when it is kept, and why.
struct RetentionPage: Page {
  static let template = "retention"

  struct Source: Sendable {
    var terms: [ErasureTerm]
    var targets: [ErasureTarget]
    /// Of details that belong to no incident.
    var reporters: [ReporterTerm]
    var organisations: [Organisation]
  }

  struct Row: Sendable {
    let id: String
    let name: String
    let reason: String
    let days: String
    let state: String
    let style: String
  }

  /// What the visitor may erase before its day: lists and pages are not for the same people.
  struct Erasure: Sendable {
    let id: String
    let targets: [Choice]
  }

  let incident: String
  let back: String
  let base: String
  let rows: [Row]
  /// What follows from the incidents of an organisation: its days are not chosen here.
  let others: [Row]
  let canRun: Bool
  let erasures: [Erasure]

  init(_ source: Source, _ visit: Visit) {
    let (terms, targets) = (source.terms, source.targets)
    let language = visit.language
    let words = StatementWords(language: language)
    incident = visit.parameter("id")
    back = Address.incident(incident)
    base = Address.retention(incident)
    canRun = visit.may(.runResponse)
    func choice(_ target: ErasureTarget) -> Choice {
      let text =
        switch target {
        case .list(let client, let number): words(.eraseList, client.text, String(number))
        case .page(let series, let number): words(.erasePage, series, String(number))
        }
      return Choice(value: target.code, text: text, isChosen: false)
    }
    let lists = visit.may(.runResponse) ? targets.filter { !$0.isPage } : []
    let pages = visit.may(.approvePublication) ? targets.filter(\.isPage) : []
    erasures = [
      Erasure(id: "erase", targets: lists.map(choice)), Erasure(id: "erase-page", targets: pages.map(choice)),
    ].filter { !$0.targets.isEmpty }
    rows = terms.map { term in
      Row(
        id: term.subject.rawValue, name: words.code("kept", term.subject.rawValue),
        reason: term.isChosen
          ? visit.text(.retentionChosen) : words.code("kept", term.subject.rawValue + ".reason"),
        days: String(term.days), state: words.kept(term), style: term.isErased ? "fine" : "quiet")
    }
    let names = Dictionary(source.organisations.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    others = source.reporters.map { term in
      Row(
        id: "",
        name: words(.keptReporterContact, term.organisation.map { names[$0] ?? $0.text } ?? words(.partyOperator)),
        reason: words(.keptReporterContactReason), days: String(term.days), state: words.kept(term), style: "quiet")
    }
  }
}
