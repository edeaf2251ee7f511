import CanonicalForms
import JapaneseText
import Wording

/// How the thing itself is looked for, by a person: no site is queried by a program.
///
/// Police publish what was found on the web (Lost Property Act art. 8(2)), each prefecture on its own, some 5 to 10 days
/// after it was handed in, for three months. What lies in a bag is not listed by itself: the outermost thing is
/// (Akita, Nagasaki). Other prefectures list only valuables, computers are not among those named (Aichi). So every
/// prefecture on the way is searched, daily, for every outer thing, for three months and the lag.
package struct LostPropertyPlan: Sendable, Hashable {
  /// What the device may have lain in. Raw values are stored.
  package enum OuterItem: String, Sendable, CaseIterable {
    case computer, bag
    case paperBag = "paper_bag"
    case backpack, sleeve, box, envelope
  }

  /// Days from handing in to publication.
  package static let lag = 5...10
  package static let months = 3
  /// From where the sites of all police forces are reached.
  package static let portal = "https://www.npa.go.jp/bureau/soumu/ishitsubutsu/ishitsu.html"

  /// On the way that the device may have taken.
  package var prefectures: [Prefecture]
  package var items: [OuterItem]
  /// The first day of those that were added later.
  package var since: [Prefecture: CivilDate] = [:]

  package init(prefectures: [Prefecture] = [], items: [OuterItem] = [.computer, .bag, .paperBag, .backpack]) {
    self.prefectures = Array(Set(prefectures)).sorted()
    self.items = items
  }

  /// One search by a person.
  package struct Search: Sendable, Hashable {
    package var prefecture: Prefecture
    package var day: CivilDate
    package var hasFound: Bool
    package var at: Moment

    package init(prefecture: Prefecture, day: CivilDate, hasFound: Bool, at: Moment) {
      self.prefecture = prefecture
      self.day = day
      self.hasFound = hasFound
      self.at = at
    }
  }

  /// First and last day of looking. It begins at once, for the lag is an experience and no rule.
  package func days(from lost: CivilDate) -> ClosedRange<CivilDate> {
    var (year, month) = (lost.year, lost.month + Self.months)
    if month > 12 { (year, month) = (year + 1, month - 12) }
    let day = min(lost.day, CivilDate.days(inMonth: month, of: year))
    let last = CivilDate(year: year, month: month, day: day) ?? lost.adding(days: 92)
    return lost...last.adding(days: Self.lag.upperBound)
  }

  /// From this day on nothing found means something: what was handed in at once would be published by then.
  package func firstTelling(from lost: CivilDate) -> CivilDate { lost.adding(days: Self.lag.upperBound) }

  /// Searches that were due up to and with a day, and not made: for each day and prefecture.
  package func missed(from lost: CivilDate, through today: CivilDate, made: [Search]) -> [(CivilDate, Prefecture)] {
    if made.contains(where: \.hasFound) { return [] }
    let span = days(from: lost)
    let done = Set(made.map { Due(day: $0.day, prefecture: $0.prefecture) })
    var missed: [(CivilDate, Prefecture)] = []
    var day = span.lowerBound
    while day <= min(today, span.upperBound) {
      for prefecture in prefectures
      where !done.contains(Due(day: day, prefecture: prefecture)) && since[prefecture].map({ $0 <= day }) ?? true {
        missed.append((day, prefecture))
      }
      day = day.adding(days: 1)
    }
    return missed
  }

  private struct Due: Hashable {
    let day: CivilDate
    let prefecture: Prefecture
  }

  /// The plan for people.
  package func lines(from lost: CivilDate, in language: Language) -> [String] {
    let words = StatementWords(language: language)
    let span = days(from: lost)
    let named = items.map { words.code("item", $0.rawValue) }.joined(separator: language.text(.and))
    return [
      words(.searchPlan) + ": " + words(.searchSpan, "\(span.lowerBound)", "\(span.upperBound)"),
      prefectures.isEmpty
        ? words(.searchAnywhere)
        : words(.searchWhere, prefectures.map { $0.name(in: language) }.joined(separator: language.text(.and))),
      words(.searchOuter, named),
      words(.searchLag, "\(Self.lag.lowerBound)", "\(Self.lag.upperBound)", "\(firstTelling(from: lost))"),
      words(.searchPortal, Self.portal),
    ]
  }

  var json: JSON {
    var members: [String: JSON] = [
      "prefectures": .array(prefectures.map { JSON($0.id) }), "items": JSON(items.map(\.rawValue)),
    ]
    if !since.isEmpty {
      members["since"] = .object(
        Dictionary(uniqueKeysWithValues: since.map { (String($0.key.id), JSON(Int($0.value.packed))) }))
    }
    return .object(members)
  }

  init(json: JSON) {
    var codes: [Int] = []
    if case .array(let values) = json["prefectures"] { codes = values.compactMap(\.integer).map { Int(clamping: $0) } }
    self.init(
      prefectures: codes.compactMap { Prefecture($0) },
      items: json["items"].strings.compactMap(OuterItem.init(rawValue:)))
    guard case .object(let days) = json["since"] else { return }
    for (code, value) in days {
      guard let prefecture = Int(code).flatMap({ Prefecture($0) }),
        let day = value.integer.flatMap({ CivilDate(packed: Int32(clamping: $0)) })
      else { continue }
      since[prefecture] = day
    }
  }
}
