import CanonicalForms
import Custody
import Hummingbird
import Wording

extension Console {
  static let todayRoutes: [Route] = [.get(Address.today, .signedIn) { try await $0.today($1) }]

  /// The front page. Whoever may see no more than one client's data is sent there.
  private func today(_ visit: Visit) async throws -> Response {
    guard visit.may(.seeToday) else {
      if let own = visit.session?.account.organisation { throw Redirect(Address.client(own)) }
      throw Redirect(Address.account)
    }
    let page = TodayPage(
      fleet.state.fleet, keys: try await keyItems(visit), waiting: try await waitingResponse(visit), visit)
    return try self.page(page, title: visit.text(.todayTitle), visit)
  }
}

extension Console {
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
  private let time: PageTime

  /// Clients with data past its term that are named one by one.
  static let namedClients = 8

  init(_ fleet: Fleet, keys: KeyItems?, waiting: WaitingResponse, _ visit: Visit) {
    language = visit.language
    time = PageTime(language: language, now: visit.now)
    addLost(fleet)
    items += keys?.grave ?? []
    let now = visit.now
    addGrave(waiting, at: now)
    addOverdue(fleet)
    addOthers(waiting, at: now)
    addGroup(
      fleet, .itemNever, .itemNeverNext, .never, who: .whoIT, style: "warning", now: now, isUnknown: true)
    items += keys?.others ?? []
    addGroup(fleet, .itemSilent, .itemSilentNext, .silent, who: .whoIT, style: "warning", now: now)
    addGroup(fleet, .itemGaps, .itemGapsNext, .gaps, who: .whoIT, style: "warning", now: now)
    addUnread(fleet)
    addGroup(
      fleet, .itemUnattributed, .itemUnattributedNext, .unattributed, who: .whoPrivacy, style: "note", now: now,
      count: fleet.unattributed)
  }

  private mutating func addLost(_ fleet: Fleet) {
    let lost = fleet.members.filter { $0.device.status == .lost }
      .sorted { $0.standing?.possible ?? 0 > $1.standing?.possible ?? 0 }
    for member in lost {
      let device = member.device
      add(
        language.page(.itemLost, ScopeWords(language: language).device(device)), people: member.standing?.possible,
        evidence: member.standing?.lastWord, next: .itemLostNext,
        href: Address.with(Address.scope(device.id), ["at": member.standing?.lastSeen?.localMinute ?? ""]),
        who: .whoPrivacy, style: "grave")
    }
  }

  private mutating func addOverdue(_ fleet: Fleet) {
    let overdue = fleet.clients.filter { $0.isOverdue && $0.people > 0 }.sorted { $0.people > $1.people }
    for client in overdue.prefix(Self.namedClients) {
      add(
        language.page(.itemOverdue, client.organisation.name), people: client.people, evidence: fleet.at,
        next: .itemOverdueNext, href: Address.client(client.organisation.id.text), who: .whoPrivacy, style: "grave")
    }
    let more = overdue.dropFirst(Self.namedClients)
    guard !more.isEmpty else { return }
    add(
      language.page(.itemOverdueMore, language.number(more.count), language.number(fleet.overdue)), people: nil,
      unknown: "–", evidence: fleet.at, next: .itemOverdueNext,
      href: Address.with(Address.clients, ["state": "overdue"]), who: .whoPrivacy, style: "grave")
  }

  private mutating func addUnread(_ fleet: Fleet) {
    let files = fleet.members.reduce(0) { $0 + ($1.standing?.unreadFiles ?? 0) }
    guard files > 0 else { return }
    let oldest = fleet.members.filter { $0.standing?.unreadFiles ?? 0 > 0 }.compactMap { $0.standing?.lastWord }.min()
    add(
      language.page(.itemUnread, language.number(files)), people: nil, evidence: oldest, next: .itemUnreadNext,
      href: Address.unread, who: .whoPrivacy, style: "note")
  }

  /// Devices in one state, together.
  private mutating func addGroup(
    _ fleet: Fleet, _ phrase: PagePhrase, _ next: PagePhrase, _ state: DeviceState, who: PagePhrase, style: String,
    now: Moment, isUnknown: Bool = false, count: Int? = nil
  ) {
    let members = fleet.members.filter { state.holds($0, at: now) }
    guard !members.isEmpty else { return }
    // People of several devices are not added up: the same ones may be on each.
    let largest = members.compactMap { $0.standing?.possible }.max()
    add(
      language.page(phrase, language.number(members.count)),
      people: isUnknown ? nil : count ?? (members.count == 1 ? largest : nil),
      evidence: members.compactMap { $0.standing?.lastWord }.min(), next: next,
      href: Address.with(Address.devices, ["state": state.rawValue]), who: who, style: style)
  }

  private mutating func add(
    _ what: String, people: Int?, unknown: String? = nil, evidence: Moment?, next: PagePhrase, href: String,
    who: PagePhrase, style: String
  ) {
    items.append(
      TodayPage.Item(
        what: what,
        people: people.map { language.text(.people, language.number($0)) }
          ?? unknown ?? language.page(.unknownPeople),
        age: time.ago(evidence), next: language.page(next), href: href, who: language.page(who), style: style))
  }

  /// Something of the response; whose people it concerns, the incident says.
  mutating func addResponse(
    _ phrase: PagePhrase, _ arguments: [String], evidence: Moment?, next: PagePhrase, href: String, who: PagePhrase,
    style: String
  ) {
    add(
      language.page(phrase, arguments: arguments), people: nil, unknown: "–", evidence: evidence, next: next,
      href: href, who: who, style: style)
  }
}
