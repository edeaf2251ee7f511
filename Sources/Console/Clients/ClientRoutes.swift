import Accounts
import CanonicalForms
import Custody
import Hummingbird
import JapaneseText
import Wording

extension Console {
  static let clientRoutes: [Route] = [
    .get(Address.clients, .needs(.seeClients)) { try $0.clientsPage($1) },
    .get("/clients.csv", .needs(.export), guarded: true) { try await $0.clientsExport($1) },
    .get("/clients/:id", .needsOrOwn(.seeClients)) { try await $0.clientPage($1) },
  ]

  private func clientsPage(_ visit: Visit) throws -> Response {
    try page(ClientsPage(ClientList(fleet.state.fleet, visit), visit), title: visit.text(.clientsTitle), visit)
  }

  private func clientsExport(_ visit: Visit) async throws -> Response {
    let list = ClientList(fleet.state.fleet, visit)
    try await note("clients.csv", .list, visit, clients: list.clients.map(\.organisation.id))
    return CSVExport(visit, name: "clients", texts: [0, 1]).response(list.exported(visit.language))
  }

  private func clientPage(_ visit: Visit) async throws -> Response {
    let id = Organisation.ID(visit.parameter("id"))
    let state = fleet.state.fleet
    guard let client = state.clients.first(where: { $0.organisation.id == id }) else {
      throw ConsoleProblem.unknown(.clientUnknown)
    }
    let held = state.members.filter { $0.standing?.parts.contains { $0.organisation == id } == true }
    try await note("client", .client(id), visit)
    let (custody, accounts) = (custody, accounts)
    let devices = held.map(\.device.id)
    let asked = min(max(1, Int(visit.query["seen"]) ?? 1), ClientPage.mostPages)
    let (deliveries, readings, names) = try await work {
      let names = Dictionary(
        try accounts.accounts().map { ($0.id.text, $0) }, uniquingKeysWith: { a, _ in a })
      return (
        try custody.deliveries(of: id),
        try Self.readings(of: id, on: devices, page: asked, custody), names
      )
    }
    let page = ClientPage(
      client, held: held, deliveries: deliveries, readings: readings.readings,
      pager: ClientPage.pager(of: id, asked, of: readings.count, visit), accounts: names, visit)
    return try self.page(page, title: client.organisation.name, visit)
  }

  /// A page that there is not is the last one.
  private static func readings(
    of id: Organisation.ID, on devices: [String], page: Int, _ custody: Custody
  ) throws -> (readings: [Reading], count: Int) {
    let size = ClientPage.readingsOnPage
    let found = try custody.readings(of: id, on: devices, skipping: (page - 1) * size, limit: size)
    guard found.readings.isEmpty, found.count > 0 else { return found }
    let last = min((found.count - 1) / size, ClientPage.mostPages - 1)
    return try custody.readings(of: id, on: devices, skipping: last * size, limit: size)
  }
}

/// The clients that a query asks for.
struct ClientList {
  enum State: String, CaseIterable {
    case all = ""
    case overdue, ended, held
    case partlyOver = "partly-over"
    case noAgreement = "no-agreement"

    var phrase: PagePhrase {
      switch self {
      case .all: .stateAll
      case .overdue: .clientOverdueState
      case .ended: .clientEndedState
      case .partlyOver: .clientPartlyOverState
      case .noAgreement: .clientNoAgreementState
      case .held: .clientHoldsState
      }
    }

    func holds(_ client: Fleet.Client, at now: Moment) -> Bool {
      switch (self, ClientWord(client, at: now)) {
      case (.all, _), (.overdue, .overdue), (.ended, .ended), (.partlyOver, .partlyOver),
        (.noAgreement, .noAgreement), (.noAgreement, .notBegun):
        true
      case (.held, _): client.people > 0
      default: false
      }
    }
  }

  let text: String
  let state: State
  let sortsByPeople: Bool
  let asked: String
  let clients: [Fleet.Client]
  private let now: Moment

  init(_ fleet: Fleet, _ visit: Visit) {
    text = visit.query["q"]
    state = State(rawValue: visit.query["state"]) ?? .all
    sortsByPeople = visit.query["sort"] != "id"
    asked = visit.query["page"]
    let words = Folding.foldText(text).split(separator: " ").map(String.init)
    let state = state
    now = visit.now
    var found = fleet.clients.filter { state.holds($0, at: visit.now) }
    if !words.isEmpty {
      found = found.filter { client in
        let organisation = client.organisation
        let text = Folding.foldText(
          ([organisation.id.text, organisation.name] + organisation.variants).joined(separator: " "))
        return words.allSatisfy { text.contains($0) }
      }
    }
    if sortsByPeople { found.sort { ($1.people, $0.organisation.id) < ($0.people, $1.organisation.id) } }
    clients = found
  }

  func address(_ path: String = Address.clients, page: String = "", encoding: String = "") -> String {
    Address.with(
      path,
      [
        "q": text, "state": state.rawValue, "sort": sortsByPeople ? "" : "id", "page": page, "encoding": encoding,
      ])
  }

  func exported(_ language: Language) -> [[String]] {
    let header: [PagePhrase] = [.identifier, .label, .status, .people, .clientDevices, .clientEnds, .clientRetention]
    return [header.map { language.page($0) }]
      + clients.map { client in
        [
          client.organisation.id.text, client.organisation.name, ClientWord(client, at: now).text(language),
          String(client.people), String(client.devices),
          client.agreements.compactMap(\.lastDay).max() ?? "",
          client.agreements.compactMap(\.retentionEnds).max()?.localDate ?? "",
        ]
      }
  }
}

struct ClientsPage: Page {
  static let template = "clients"

  struct Row: Sendable {
    let id: String
    let name: String
    let href: String
    let word: String
    let style: String
    let people: String
    let devices: String
    let ends: String
  }

  let text: String
  let states: [Choice]
  let sorts: [Choice]
  let rows: [Row]
  let pager: Pager
  let isFiltered: Bool
  let isEmpty: Bool
  let canExport: Bool
  let exportUTF8: String
  let exportCP932: String
  let exportWarning: String

  init(_ list: ClientList, _ visit: Visit) {
    let language = visit.language
    text = list.text
    states = ClientList.State.allCases.map {
      Choice(value: $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == list.state)
    }
    sorts = [
      Choice(value: "", text: visit.text(.sortPeople), isChosen: list.sortsByPeople),
      Choice(value: "id", text: visit.text(.sortID), isChosen: !list.sortsByPeople),
    ]
    let number = Pager.number(list.asked, of: list.clients.count)
    rows = list.clients[Pager.range(number, of: list.clients.count)].map { client in
      let word = ClientWord(client, at: visit.now)
      return Row(
        id: client.organisation.id.text, name: client.organisation.name,
        href: Address.client(client.organisation.id.text), word: word.text(language), style: word.style,
        people: language.number(client.people), devices: language.number(client.devices),
        ends: client.agreements.compactMap(\.lastDay).max() ?? "–")
    }
    pager = Pager(number, of: list.clients.count, in: language) { list.address(page: $0) }
    isFiltered = !list.text.isEmpty || list.state != .all
    isEmpty = rows.isEmpty
    canExport = visit.may(.export)
    exportUTF8 = list.address("/clients.csv", encoding: "utf-8")
    exportCP932 = list.address("/clients.csv", encoding: "cp932")
    exportWarning = canExport ? CSVExport.warning(list.exported(language), of: list.clients.count, language) : ""
  }
}
