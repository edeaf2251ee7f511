import CanonicalForms
import Custody
import Hummingbird
import Response
import Wording

extension Console {
  static let todayRoutes: [Route] = [.get(Address.today, .signedIn) { try await $0.today($1) }]

  /// The front page. Whoever sees none of it is sent to what they are here for.
  private func today(_ visit: Visit) async throws -> Response {
    guard visit.may(.seeToday) else {
      if let own = visit.session?.account.organisation { throw Redirect(Address.client(own)) }
      if visit.may(.answerInquiries) { throw Redirect(try await desk(visit)) }
      if visit.may(.seeIncidents) { throw Redirect(Address.incidents) }
      throw Redirect(visit.may(.reportLoss) ? Address.lost : Address.account)
    }
    let page = TodayPage(
      fleet.state.fleet, keys: try await keyItems(visit), waiting: try await waitingResponse(visit), visit)
    return try self.page(page, title: visit.text(.todayTitle), visit)
  }
}

extension Console {
  /// The desk that is open; where several are, or none is, the list of incidents.
  private func desk(_ visit: Visit) async throws -> String {
    let incidents = incidents(visit)
    let open = try await work { try incidents.all().filter { try $0.isOpen && incidents.desk(of: $0.id) != nil } }
    return open.count == 1 ? Address.inquiries(open[0].id) : Address.incidents
  }

  /// What of the front page is about kept keys; nil for those who see none of it.
  private func keyItems(_ visit: Visit) async throws -> KeyItems? {
    guard visit.may(.seeKeys) else { return nil }
    let snapshot = try await keySnapshot(visit)
    let accounts = accounts
    let names = snapshot.brokenGlass.isEmpty ? [] : try await work { try accounts.accounts() }
    return KeyItems(snapshot, fleet.state.fleet, accounts: names, visit)
  }
}

/// What is waiting for somebody.
struct TodayPage: Page {
  static let template = "today"

  struct Figure: Sendable {
    let label: String
    let value: String
    let isGrave: Bool
  }

  struct Item: Sendable {
    let what: String
    let people: String
    let age: String
    let next: String
    let href: String
    let who: String
    let style: String
  }

  let day: String
  let figures: [Figure]
  let notices: [KeyItems.Notice]
  let items: [Item]
  let isEmpty: Bool
  let isQuiet: Bool

  init(_ fleet: Fleet, keys: KeyItems?, waiting: WaitingResponse, _ visit: Visit) {
    let language = visit.language
    day = PageTime(language: language, now: visit.now).longDay(visit.now)
    isEmpty = fleet.members.isEmpty
    func people(_ count: Int) -> String { language.text(.people, language.number(count)) }
    figures = [
      Figure(label: visit.text(.todayPeopleHeld), value: people(fleet.people), isGrave: false),
      Figure(label: visit.text(.todayOverdue), value: people(fleet.overdue), isGrave: fleet.overdue > 0),
      Figure(label: visit.text(.todayLost), value: people(fleet.lost), isGrave: fleet.lost > 0),
      Figure(label: visit.text(.todayDevices), value: language.number(fleet.members.count), isGrave: false),
    ]
    notices = keys?.notices ?? []
    items = TodayList(fleet, keys: keys, waiting: waiting, visit).items
    isQuiet = items.isEmpty && !fleet.members.isEmpty
  }
}

/// The list, the gravest first: lost devices, data that should be gone, devices of which nothing is known, what is not seen.
struct TodayList {
  private(set) var items: [TodayPage.Item] = []
  let language: Language
  let visit: Visit
  let people: TodayPeople
  private let concerned: [String: (people: Answer, said: Moment)]
  private let time: PageTime

  init(_ fleet: Fleet, keys: KeyItems?, waiting: WaitingResponse, _ visit: Visit) {
    self.visit = visit
    people = TodayPeople(fleet, visit.language)
    concerned = waiting.concerned
    language = visit.language
    time = PageTime(language: language, now: visit.now)
    addLost(fleet)
    items += keys?.grave ?? []
    addGroup(fleet, .itemConflict, .itemConflictNext, .conflict, who: .whoIT, style: "grave")
    let now = visit.now
    addGrave(waiting, at: now)
    addOverdue(fleet)
    addOthers(waiting, at: now)
    addUncovered(fleet)
    addGroup(fleet, .itemNever, .itemNeverNext, .never, who: .whoIT, style: "warning")
    addGroup(fleet, .itemRetired, .itemRetiredNext, .retired, who: .whoIT, style: "warning")
    items += keys?.others ?? []
    addGroup(fleet, .itemSilent, .itemSilentNext, .silent, who: .whoIT, style: "warning")
    addGroup(fleet, .itemGaps, .itemGapsNext, .gaps, who: .whoIT, style: "warning")
    addUnread(fleet)
    addGroup(
      fleet, .itemUnattributed, .itemUnattributedNext, .unattributed, who: .whoPrivacy, style: "note",
      count: fleet.unattributed)
  }

  /// - Parameter people: how many, as text.
  mutating func add(
    _ what: String, people: String, evidence: Moment?, next: PagePhrase, href: String, who: PagePhrase, style: String
  ) {
    items.append(
      TodayPage.Item(
        what: what, people: people, age: time.ago(evidence), next: language.page(next), href: href,
        who: language.page(who), style: style))
  }

  /// Something of the response: with the people whom the incident concerns, and the age of what is said of them where the
  /// thing has no time of its own.
  mutating func addResponse(
    _ phrase: PagePhrase, _ arguments: [String], of incident: String, evidence: Moment?, next: PagePhrase,
    href: String, who: PagePhrase, style: String
  ) {
    let facts = concerned[incident]
    let people = facts.map { StatementWords(language: language).value($0.people, of: .peopleCount) }
    add(
      language.page(phrase, arguments: arguments), people: people ?? language.page(.unknownPeople),
      evidence: evidence ?? facts?.said, next: next, href: href, who: who, style: style)
  }
}
