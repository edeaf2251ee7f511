import Accounts
import CanonicalForms
import JapaneseText
import Response
import Wording

/// What happened and when it came to be known, by kind, person, time and words. Everything that is chosen stands in the
/// address, so that it can be shared and printed.
struct TimelinePage: Page {
  static let template = "timeline"

  struct Source: Sendable {
    var incident: Incident
    var events: [TimelineEvent]
    var erased: Set<ErasureRule.Subject>
    var accounts: [Account]
  }

  struct Row: Sendable {
    let event: String
    let known: String
    let what: String
    let who: String
    let note: String
    let href: String
    let number: String
  }

  let incident: String
  let device: String
  let back: String
  let base: String
  let rows: [Row]
  let isEmpty: Bool
  let isFiltered: Bool
  let groups: [Choice]
  let actors: [Choice]
  let orders: [Choice]
  let from: String
  let until: String
  let text: String
  /// What was typed cannot be a time.
  let isWrong: Bool
  let pager: Pager
  /// Where all of it is one page, to be printed; empty where it is one already.
  let whole: String
  /// For the printed page, which has no form.
  let count: String
  let chosen: String
  let canRun: Bool
  let nowTyped: String
  let seesJournal: Bool

  init(_ source: Source, _ visit: Visit) {
    let language = visit.language
    let words = StatementWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    let names = JournalWords(language: language, accounts: source.accounts)
    let erased = ErasedWords(source.erased, language)
    let query = visit.query
    let order = TimelineEvent.Order(rawValue: query["order"]) ?? .event
    incident = source.incident.id
    device = source.incident.device
    back = Address.incident(incident)
    base = Address.timeline(incident)
    (from, until, text) = (query["from"], query["until"], query["q"])
    let (first, last) = (Self.moment(query["from"], isEnd: false), Self.moment(query["until"], isEnd: true))
    isWrong = (first == nil && !query["from"].isEmpty) || (last == nil && !query["until"].isEmpty)
    let filter = TimelineFilter(
      order: order, groups: query["kind"].isEmpty ? [] : [query["kind"]], actor: query["who"], from: first, until: last,
      text: query["q"])
    let found = filter.applied(to: source.events) { "\(words.event($0)) \(words.note($0)) \(names.who($0.actor))" }
    let isWhole = query["whole"] == "yes"
    let number = Pager.number(query["page"], of: found.count, by: Self.size)
    func address(page: String, whole: String) -> String {
      Address.with(
        Address.timeline(source.incident.id),
        [
          "order": query["order"], "kind": query["kind"], "who": query["who"], "from": query["from"],
          "until": query["until"], "q": query["q"], "whole": whole, "page": page,
        ])
    }
    pager = Pager(isWhole ? 1 : number, of: found.count, by: isWhole ? max(1, found.count) : Self.size, in: language) {
      address(page: $0, whole: "")
    }
    whole = isWhole || found.count <= Self.size ? "" : address(page: "", whole: "yes")
    let shown = isWhole ? 0..<found.count : Pager.range(number, of: found.count, by: Self.size)
    rows = found[shown].map { event in
      Row(
        event: time.minute(event.event), known: time.minute(event.known), what: words.event(event),
        who: names.who(event.actor), note: erased.note(event, words), href: Address.entry(event.sequence),
        number: String(event.sequence))
    }
    isEmpty = rows.isEmpty
    let groups = Set(source.events.map(\.group))
    self.groups =
      [Choice(value: "", text: visit.text(.all), isChosen: query["kind"].isEmpty)]
      + Self.groups.filter { groups.contains($0.0) }.map {
        Choice(value: $0.0, text: visit.text($0.1), isChosen: $0.0 == query["kind"])
      }
    let actors = Set(source.events.map(\.actor)).map { (id: $0, name: names.who($0)) }
    self.actors =
      [Choice(value: "", text: visit.text(.all), isChosen: query["who"].isEmpty)]
      + actors.sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map {
        Choice(value: $0.id, text: $0.name, isChosen: $0.id == query["who"])
      }
    orders = [(TimelineEvent.Order.event, PagePhrase.timelineByEvent), (.known, .timelineByKnown)].map {
      Choice(value: $0.rawValue, text: visit.text($1), isChosen: $0 == order)
    }
    count = language.page(.timelineCount, language.number(found.count), language.number(source.events.count))
    let limits = [
      self.groups.first { $0.isChosen && !$0.value.isEmpty }?.text,
      self.actors.first { $0.isChosen && !$0.value.isEmpty }?.text,
      from.isEmpty && until.isEmpty ? nil : "\(from) – \(until)", text.isEmpty ? nil : text,
    ].compactMap(\.self)
    chosen = limits.joined(separator: " · ")
    isFiltered = !limits.isEmpty || order != .event
    canRun = visit.may(.runResponse) && source.incident.isOpen
    nowTyped = visit.now.localMinute
    seesJournal = visit.may(.seeJournal)
  }

  /// Rows on a page.
  static let size = 200

  /// The first parts of kinds, as people choose them.
  static let groups: [(String, PagePhrase)] = [
    ("incident", .timelineIncident), ("statement", .incidentStatements), ("contradiction", .incidentClashes),
    ("obligation", .incidentDuties), ("task", .incidentTasks), ("document", .incidentDocuments),
    ("pack", .incidentPacks), ("mailing_list", .timelineLists), ("letters", .lettersTitle),
    ("lost_property", .searchTitle), ("inquiry", .inquiriesTitle), ("survey", .surveysTitle),
    ("erasure", .timelineErasure),
  ]

  /// A time, or a day: the end of a day is the beginning of the next.
  private static func moment(_ typed: String, isEnd: Bool) -> Moment? {
    if typed.isEmpty { return nil }
    if let typed = CivilDate(typed: typed) {
      let day = isEnd ? typed.adding(days: 1) : typed
      return Moment(startOfYear: day.year, month: day.month, day: day.day)
    }
    return Moment(typed: typed)
  }
}

/// What stands where something was erased: that it was, rather than nothing.
struct ErasedWords: Sendable {
  private let subjects: Set<ErasureRule.Subject>
  private let language: Language

  init(_ subjects: Set<ErasureRule.Subject>, _ language: Language) {
    self.subjects = subjects
    self.language = language
  }

  func text(_ value: String?, _ subject: ErasureRule.Subject) -> String {
    if let value, !value.isEmpty { return value }
    return subjects.contains(subject) ? language.response(.answerErased) : ""
  }

  /// Beside a line of the timeline: only where something must have stood.
  func note(_ event: TimelineEvent, _ words: StatementWords) -> String {
    let note = words.note(event)
    switch event.kind {
    case "task.owner": return text(note, .tasks)
    case "incident.noted", "statement.retracted", "contradiction.resolved": return text(note, .notes)
    default: return note
    }
  }
}
