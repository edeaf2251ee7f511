import CanonicalForms
import JapaneseText
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

  /// Words of the number of an incident or of its device.
  struct Search: Sendable {
    let text: String
    private let words: [String]

    init(_ query: FormFields) {
      text = query["q"]
      words = Folding.foldText(text).split(separator: " ").map(String.init)
    }

    func finds(_ incident: Incident) -> Bool {
      let text = Folding.foldText(incident.id + " " + incident.device)
      return words.allSatisfy { text.contains($0) }
    }
  }

  let rows: [Row]
  let text: String
  let pager: Pager
  let isEmpty: Bool
  let isFiltered: Bool
  let canReport: Bool

  /// - Parameter number: of the page, of a list of so many.
  init(_ sources: [Source], search: Search, number: Int, of count: Int, _ visit: Visit) {
    text = search.text
    isFiltered = !search.text.isEmpty
    pager = Pager(number, of: count, in: visit.language) {
      Address.with(Address.incidents, ["q": search.text, "page": $0])
    }
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
