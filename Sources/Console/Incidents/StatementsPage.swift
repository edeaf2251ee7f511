import CanonicalForms
import Custody
import JapaneseText
import Response
import Wording

/// Everything that was ever stated of an incident, with what stands of it; here a statement is taken back.
struct StatementsPage: Page {
  static let template = "statements"

  struct Source: Sendable {
    var incident: Incident
    var ledger: StatementLedger
    var organisations: [Organisation]
  }

  struct Row: Sendable {
    let name: String
    let fact: String
    let client: String
    let value: String
    let kind: String
    let source: String
    let said: String
    let state: String
    let style: String
    let reason: String
    let canRetract: Bool
    let label: String
  }

  let incident: String
  let back: String
  let base: String
  let rows: [Row]
  let isEmpty: Bool
  let isFiltered: Bool
  let subjects: [Choice]
  let states: [Choice]
  let text: String
  let pager: Pager

  private enum State: String, CaseIterable {
    case all, standing, replaced, retracted

    var phrase: PagePhrase {
      switch self {
      case .all: .all
      case .standing: .statementStands
      case .replaced: .statementReplaced
      case .retracted: .statementRetracted
      }
    }
  }

  init(_ source: Source, _ visit: Visit) {
    let words = StatementWords(language: visit.language)
    let time = PageTime(language: visit.language, now: visit.now)
    let names = Dictionary(source.organisations.map { ($0.id.text, $0.name) }, uniquingKeysWith: { $1 })
    let ledger = source.ledger
    incident = source.incident.id
    back = Address.incident(incident)
    let base = Address.statements(incident)
    self.base = base
    func state(_ statement: Statement) -> State {
      if statement.retraction != nil { return .retracted }
      return ledger.standing(statement.fact, statement.subject)?.id == statement.id ? .standing : .replaced
    }
    let (of, wanted) = (visit.query["of"], State(rawValue: visit.query["state"]) ?? .all)
    text = visit.query["q"]
    let sought = Folding.foldText(text).split(separator: " ").map(String.init)
    let found = ledger.statements.reversed().filter { statement in
      (of.isEmpty || statement.subject.client == (of == "-" ? "" : of))
        && (wanted == .all || state(statement) == wanted)
        && (sought.isEmpty || Self.says(statement, sought, words))
    }
    let number = Pager.number(visit.query["page"], of: found.count)
    pager = Pager(number, of: found.count, in: visit.language) { page in
      Address.with(base, ["of": of, "state": visit.query["state"], "q": visit.query["q"], "page": page])
    }
    let canRun = visit.may(.runResponse) && source.incident.isOpen
    rows = found[Pager.range(number, of: found.count)].map { statement in
      let state = state(statement)
      return Row(
        name: statement.name, fact: words.fact(statement.fact),
        client: names[statement.subject.client] ?? statement.subject.client, value: words.value(statement),
        kind: visit.text(statement.kind == .evidence ? .statementEvidence : .statementClaim),
        source: [statement.source.name, statement.source.reference].compactMap(\.self).filter { !$0.isEmpty }
          .joined(separator: " · "),
        said: time.minute(statement.saidAt), state: visit.text(state.phrase),
        style: state == .standing ? "fine" : state == .replaced ? "quiet" : "warning",
        reason: statement.retraction.map { $0.isEmpty ? visit.text(.inquiryErasedWords) : $0 } ?? "",
        canRetract: canRun && state != .retracted,
        label: visit.language.page(.statementRetractLabel, statement.name))
    }
    isEmpty = rows.isEmpty
    isFiltered = !of.isEmpty || wanted != .all || !sought.isEmpty
    let clients = Set(ledger.statements.map(\.subject.client)).filter { !$0.isEmpty }.sorted()
    subjects =
      [
        Choice(value: "", text: visit.text(.all), isChosen: of.isEmpty),
        Choice(value: "-", text: visit.text(.statementWhole), isChosen: of == "-"),
      ] + clients.map { Choice(value: $0, text: "\($0) \(names[$0] ?? "")", isChosen: of == $0) }
    states = State.allCases.map {
      Choice(value: $0 == .all ? "" : $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == wanted)
    }
  }

  /// Number, fact, value and where it is from; not who said it, for what is looked for stands in the address.
  private static func says(_ statement: Statement, _ sought: [String], _ words: StatementWords) -> Bool {
    let text = Folding.foldText(
      [statement.name, words.fact(statement.fact), words.value(statement), statement.source.reference]
        .joined(separator: " "))
    return sought.allSatisfy { text.contains($0) }
  }
}
