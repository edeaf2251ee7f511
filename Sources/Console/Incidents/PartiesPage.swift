import Custody
import Response
import Wording

/// Who is bound by which laws in an incident, and by when contracts want clients to be told.
struct PartiesPage: Page {
  static let template = "parties"

  struct Source: Sendable {
    var incident: Incident
    var parties: [Party]
    var organisations: [Organisation]
    var agreements: [Agreement]
    /// Of the one whose form is shown.
    var reporter: ReporterDetails?
  }

  struct Row: Sendable {
    let name: String
    let laws: String
    let terms: [String]
    let href: String
  }

  /// A line of the form: a deadline of a contract.
  struct Line: Sendable {
    let number: String
    let agreement: String
    let article: String
    let count: String
    let units: [Choice]
  }

  /// A line of the form: what reports say of whoever makes them.
  struct Detail: Sendable {
    let label: String
    let name: String
    let value: String
  }

  let incident: String
  let back: String
  let base: String
  let canRun: Bool
  let rows: [Row]
  /// The form is shown for one.
  let isChosen: Bool
  let isClient: Bool
  let chosen: String
  let chosenID: String
  let laws: [Choice]
  let lines: [Line]
  let agreements: [String]
  let details: [Detail]

  /// Deadlines that the form takes for one client.
  static let lineNumbers = 1...3
  /// The operator, in addresses and forms.
  static let ownName = "operator"

  private enum Unit: String, CaseIterable {
    case hours, businessDays = "business_days", days

    var phrase: PagePhrase {
      switch self {
      case .hours: .partyHours
      case .businessDays: .partyBusinessDays
      case .days: .partyDays
      }
    }

    func term(_ count: Int) -> Term {
      switch self {
      case .hours: .hours(count)
      case .businessDays: .businessDays(count)
      case .days: .days(count, firstDayCounts: false, movesToOpenDay: false)
      }
    }

    /// - Returns: nil for terms that the form does not know: laws' own.
    static func of(_ term: Term) -> (unit: Unit, count: Int)? {
      switch term {
      case .hours(let count): (.hours, count)
      case .businessDays(let count): (.businessDays, count)
      case .days(let count, false, false): (.days, count)
      default: nil
      }
    }
  }

  init(_ source: Source, _ visit: Visit) {
    let words = StatementWords(language: visit.language)
    let names = Dictionary(source.organisations.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    func name(_ party: Party) -> String {
      party.client.map { "\($0.text) \(names[$0] ?? "")" } ?? words(.partyOperator)
    }
    incident = source.incident.id
    back = Address.incident(incident)
    let base = Address.parties(incident)
    self.base = base
    canRun = visit.may(.runResponse)
    rows = source.parties.map { party in
      Row(
        name: name(party),
        laws: Self.sorted(party.laws).map { words.code("law", $0.rawValue) }.joined(
          separator: visit.language.text(.and)),
        terms: party.contract.map { term in
          [term.agreement, term.article, words.term(term.term)].filter { !$0.isEmpty }.joined(separator: " · ")
        }, href: Address.with(base, ["of": party.name]) + "#form")
    }
    let wanted = visit.query["of"]
    let party = canRun ? source.parties.first { $0.name == wanted } : nil
    isChosen = party != nil
    isClient = party?.client != nil
    chosen = party.map(name) ?? ""
    chosenID = party?.name ?? ""
    laws = Jurisdiction.allCases.map {
      Choice(value: $0.rawValue, text: words.code("law", $0.rawValue), isChosen: party?.laws.contains($0) == true)
    }
    let contract = party?.contract ?? []
    lines = Self.lineNumbers.map { number in
      let term = contract.indices.contains(number - 1) ? contract[number - 1] : nil
      let known = term.flatMap { Unit.of($0.term) }
      return Line(
        number: String(number), agreement: term?.agreement ?? "", article: term?.article ?? "",
        count: known.map { String($0.count) } ?? "",
        units: Unit.allCases.map {
          Choice(value: $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == known?.unit)
        })
    }
    agreements = source.agreements.filter { $0.client == party?.client }.map(\.id).sorted()
    let reporter = source.reporter ?? ReporterDetails()
    details = [
      Detail(label: words(.reportHeadAddress), name: "address", value: reporter.address ?? ""),
      Detail(label: words(.reportHeadContact), name: "contact", value: reporter.contact ?? ""),
      Detail(label: words(.reportHeadTelephone), name: "telephone", value: reporter.telephone ?? ""),
    ]
  }

  private static func sorted(_ laws: Set<Jurisdiction>) -> [Jurisdiction] {
    Jurisdiction.allCases.filter(laws.contains)
  }

  /// What the form says of the one who reports; nil where it does not ask.
  static func reporter(_ form: FormFields) -> ReporterDetails? {
    guard form.has("address") || form.has("contact") || form.has("telephone") else { return nil }
    return ReporterDetails(address: form["address"], contact: form["contact"], telephone: form["telephone"])
  }

  /// What the form says.
  /// - Returns: nil when a deadline is not whole.
  static func party(_ form: FormFields) -> Party? {
    let id = form["organisation"]
    let isOperator = id == ownName
    var contract: [Party.ContractTerm] = []
    for line in isOperator ? [] : Array(lineNumbers) {
      let (agreement, count) = (form["agreement_\(line)"], form["count_\(line)"])
      if agreement.isEmpty, count.isEmpty { continue }
      guard !agreement.isEmpty, let number = Int(count), (1...3_660).contains(number),
        let unit = Unit(rawValue: form["unit_\(line)"])
      else { return nil }
      contract.append(.init(agreement: agreement, article: form["article_\(line)"], term: unit.term(number)))
    }
    // Two deadlines out of one agreement would be one obligation.
    guard Set(contract.map(\.agreement)).count == contract.count, !id.isEmpty else { return nil }
    return Party(
      client: isOperator ? nil : .init(id), laws: Set(form.all("law").compactMap(Jurisdiction.init(rawValue:))),
      contract: contract)
  }
}
