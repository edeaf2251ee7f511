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

  enum State: String, CaseIterable {
    case all = ""
    case open, closed

    var phrase: PagePhrase {
      switch self {
      case .all: .stateAll
      case .open: .incidentOpen
      case .closed: .incidentClosed
      }
    }
  }

  enum Order: String, CaseIterable {
    case newest = ""
    case oldest, device

    var phrase: PagePhrase {
      switch self {
      case .newest: .sortNewest
      case .oldest: .sortOldest
      case .device: .sortDevice
      }
    }
  }

  /// Words of the number of an incident or of its device, its state, and the order.
  struct Search: Sendable {
    let text: String
    let state: State
    let order: Order
    private let words: [String]

    init(_ query: FormFields) {
      text = query["q"]
      state = State(rawValue: query["state"]) ?? .all
      order = Order(rawValue: query["sort"]) ?? .newest
      words = Folding.foldText(text).split(separator: " ").map(String.init)
    }

    var isFiltered: Bool { !text.isEmpty || state != .all || order != .newest }

    func address(page: String) -> String {
      Address.with(Address.incidents, ["q": text, "state": state.rawValue, "sort": order.rawValue, "page": page])
    }

    /// - Parameter all: by their numbers.
    func applied(to all: [Incident]) -> [Incident] {
      let found = all.filter(finds)
      switch order {
      case .newest: return found.reversed()
      case .oldest: return found
      case .device: return found.enumerated().sorted { ($0.1.device, $1.0) < ($1.1.device, $0.0) }.map(\.element)
      }
    }

    private func finds(_ incident: Incident) -> Bool {
      if state != .all, incident.isOpen != (state == .open) { return false }
      let text = Folding.foldText(incident.id + " " + incident.device)
      return words.allSatisfy { text.contains($0) }
    }
  }

  let rows: [Row]
  let text: String
  let states: [Choice]
  let orders: [Choice]
  let pager: Pager
  let isEmpty: Bool
  let isFiltered: Bool
  let canReport: Bool

  /// - Parameter number: of the page, of a list of so many.
  init(_ sources: [Source], search: Search, number: Int, of count: Int, _ visit: Visit) {
    text = search.text
    isFiltered = search.isFiltered
    states = State.allCases.map {
      Choice(value: $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == search.state)
    }
    orders = Order.allCases.map {
      Choice(value: $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == search.order)
    }
    pager = Pager(number, of: count, in: visit.language) { search.address(page: $0) }
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
