import Accounts
import CanonicalForms
import Custody
import Wording

/// Data that should not be where it is, and devices of which too little is known. Every link leads to a page that whoever
/// looks may open; clients are named to those alone who may see them.
extension TodayList {
  /// Clients with data past its term that are named one by one.
  static let namedClients = 8

  mutating func addLost(_ fleet: Fleet) {
    let lost = fleet.members.filter { $0.device.status == .lost }
      .sorted { $0.standing?.possible ?? 0 > $1.standing?.possible ?? 0 }
    for member in lost {
      let device = member.device
      let mayAsk = visit.may(.askScope)
      let scope = Address.with(Address.scope(device.id), ["at": member.standing?.lastSeen?.localMinute ?? ""])
      add(
        language.page(.itemLost, ScopeWords(language: language).device(device)),
        people: people.exactly(member.standing?.possible), evidence: member.standing?.lastWord,
        next: mayAsk ? .itemLostNext : .itemLostSee, href: mayAsk ? scope : Address.device(device.id),
        who: .whoPrivacy, style: "grave")
    }
  }

  mutating func addOverdue(_ fleet: Fleet) {
    guard visit.may(.seeClients) else {
      return addGroup(
        fleet, .itemOverdueDevices, .itemSeeDevices, .overdue, who: .whoPrivacy, style: "grave", count: fleet.overdue)
    }
    let overdue = clients(fleet) { $0 == .overdue }
    for client in overdue.prefix(Self.namedClients) {
      add(
        language.page(.itemOverdue, client.organisation.name), people: people.exactly(client.people),
        evidence: fleet.at, next: .itemOverdueNext, href: Address.client(client.organisation.id.text),
        who: .whoPrivacy, style: "grave")
    }
    let more = overdue.dropFirst(Self.namedClients)
    guard !more.isEmpty else { return }
    add(
      language.page(.itemOverdueMore, language.number(more.count), language.number(fleet.overdue)),
      people: people.atMost(more.map(\.people)), evidence: fleet.at, next: .itemOverdueNext,
      href: Address.with(Address.clients, ["state": ClientList.State.overdue.rawValue]), who: .whoPrivacy,
      style: "grave")
  }

  /// Data that nothing running allows to be held.
  mutating func addUncovered(_ fleet: Fleet) {
    guard visit.may(.seeClients) else { return }
    addClients(fleet, .itemNoAgreement, .itemNoAgreementMany, .itemNoAgreementNext, .noAgreement) {
      $0 == .noAgreement
    }
    addClients(fleet, .itemNotBegun, .itemNotBegunMany, .itemNoAgreementNext, .noAgreement) { $0 == .notBegun }
    addClients(fleet, .itemPartlyOver, .itemPartlyOverMany, .itemPartlyOverNext, .partlyOver) {
      if case .partlyOver = $0 { true } else { false }
    }
    addClients(fleet, .itemEnded, .itemEndedMany, .itemEndedNext, .ended) {
      if case .ended = $0 { true } else { false }
    }
  }

  /// One client by its name, several by their number.
  private mutating func addClients(
    _ fleet: Fleet, _ one: PagePhrase, _ many: PagePhrase, _ next: PagePhrase, _ state: ClientList.State,
    where isMeant: (ClientWord) -> Bool
  ) {
    let found = clients(fleet, where: isMeant)
    guard let first = found.first else { return }
    let isOne = found.count == 1
    add(
      isOne ? language.page(one, first.organisation.name) : language.page(many, language.number(found.count)),
      people: people.atMost(found.map(\.people)), evidence: fleet.at, next: next,
      href: isOne
        ? Address.client(first.organisation.id.text) : Address.with(Address.clients, ["state": state.rawValue]),
      who: .whoPrivacy, style: "warning")
  }

  /// Clients of which people are held, the most first.
  private func clients(_ fleet: Fleet, where isMeant: (ClientWord) -> Bool) -> [Fleet.Client] {
    fleet.clients.filter { $0.people > 0 && isMeant(ClientWord($0, at: visit.now)) }.sorted { $0.people > $1.people }
  }

  mutating func addUnread(_ fleet: Fleet) {
    let members = fleet.members.filter { $0.standing?.unreadFiles ?? 0 > 0 }
    guard !members.isEmpty else { return }
    let files = members.reduce(0) { $0 + ($1.standing?.unreadFiles ?? 0) }
    let maySee = visit.may(.seeUnreadFiles)
    let devices = Address.with(Address.devices, ["state": DeviceState.unread.rawValue])
    // Whose data they hold is what nobody knows.
    add(
      language.page(.itemUnread, language.number(files)), people: language.page(.unknownPeople),
      evidence: members.compactMap { $0.standing?.lastWord }.min(),
      next: maySee ? .itemUnreadNext : .itemSeeDevices, href: maySee ? Address.unread : devices, who: .whoPrivacy,
      style: "note")
  }

  /// Devices in one state, together.
  /// - Parameter count: people of all of them, each once, where that is known.
  mutating func addGroup(
    _ fleet: Fleet, _ phrase: PagePhrase, _ next: PagePhrase, _ state: DeviceState, who: PagePhrase, style: String,
    count: Int? = nil
  ) {
    let members = fleet.members.filter { state.holds($0, at: visit.now) }
    guard !members.isEmpty else { return }
    let text = count.map { people.exactly($0) } ?? people.on(members.map(\.device.id))
    add(
      language.page(phrase, language.number(members.count)), people: text,
      evidence: members.compactMap { $0.standing?.lastWord }.min(), next: next,
      href: Address.with(Address.devices, ["state": state.rawValue]), who: who, style: style)
  }
}
