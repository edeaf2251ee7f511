import JapaneseText
import Response
import Wording

/// How the thing itself is looked for: the plan, what is to be searched today, what was searched.
struct SearchPage: Page {
  static let template = "search"

  struct Source: Sendable {
    var incident: Incident
    var lost: CivilDate
    var today: CivilDate
    var searches: [LostPropertyPlan.Search]
    var missed: [(CivilDate, Prefecture)]
  }

  struct Row: Sendable {
    let place: String
    let id: String
    let state: String
    let style: String
    let last: String
    let missed: String
    let isDue: Bool
  }

  struct Past: Sendable {
    let day: String
    let place: String
    let result: String
    let style: String
  }

  let incident: String
  let back: String
  let base: String
  let portal: String
  let lines: [String]
  let next: String
  let nextStyle: String
  let rows: [Row]
  let past: [Past]
  let isCut: Bool
  let canRun: Bool
  let today: String
  let prefectures: [Choice]
  let places: [Choice]
  let items: [Choice]

  /// Three months of daily searches in several prefectures are many lines.
  private static let most = 200

  init(_ source: Source, _ visit: Visit) {
    let language = visit.language
    let plan = source.incident.search
    incident = source.incident.id
    back = Address.incident(incident)
    base = Address.search(incident)
    portal = LostPropertyPlan.portal
    // The last line is the portal, which is a link here.
    lines = plan.lines(from: source.lost, in: language).dropLast().map(\.self)
    canRun = visit.may(.runResponse) && source.incident.isOpen
    today = source.today.description
    let found = source.searches.contains(where: \.hasFound)
    let span = plan.days(from: source.lost)
    let missed = Dictionary(grouping: source.missed, by: \.1)
    let done = Dictionary(grouping: source.searches, by: \.prefecture)
    rows = plan.prefectures.map { place in
      let last = done[place]?.last
      let isDue = missed[place]?.contains { $0.0 == source.today } == true
      let word: (PagePhrase, String) =
        last?.hasFound == true
        ? (.searchFound, "grave")
        : isDue
          ? (.searchDueToday, "warning") : last?.day == source.today ? (.searchNothing, "fine") : (.searchOver, "quiet")
      return Row(
        place: place.name, id: String(place.id), state: visit.text(word.0), style: word.1,
        last: last?.day.description ?? "–", missed: language.number(missed[place]?.count ?? 0), isDue: isDue)
    }
    if found {
      (next, nextStyle) = (visit.text(.searchNextFound), "fine")
    } else if source.today > span.upperBound {
      (next, nextStyle) = (language.page(.searchNextOver, span.upperBound.description), "quiet")
    } else if plan.prefectures.isEmpty {
      (next, nextStyle) = (visit.text(.searchNextNowhere), "warning")
    } else if rows.contains(where: \.isDue) {
      (next, nextStyle) = (language.page(.searchNextToday, language.number(rows.count(where: \.isDue))), "warning")
    } else {
      (next, nextStyle) = (language.page(.searchNextDay, source.today.adding(days: 1).description), "fine")
    }
    let newest = source.searches.reversed()
    past = newest.prefix(Self.most).map { search in
      Past(
        day: search.day.description, place: search.prefecture.name(in: language),
        result: visit.text(search.hasFound ? .searchFound : .searchNothing), style: search.hasFound ? "grave" : "quiet")
    }
    isCut = source.searches.count > Self.most
    let first = plan.prefectures.first { missed[$0]?.contains { $0.0 == source.today } == true }
    let others = (1...47).compactMap { Prefecture($0) }.filter { !plan.prefectures.contains($0) }
    places = (1...47).compactMap { Prefecture($0) }.map {
      Choice(value: String($0.id), text: $0.name(in: language), isChosen: plan.prefectures.contains($0))
    }
    let words = StatementWords(language: language)
    items = LostPropertyPlan.OuterItem.allCases.map {
      Choice(value: $0.rawValue, text: words.code("item", $0.rawValue), isChosen: plan.items.contains($0))
    }
    prefectures = (plan.prefectures + others).map {
      Choice(value: String($0.id), text: $0.name(in: language), isChosen: $0 == first)
    }
  }
}
