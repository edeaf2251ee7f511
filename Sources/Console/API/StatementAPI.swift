import CanonicalForms
import Custody
import PersonalData
import Response
import Wording

extension Console {
  static let statementAPI: [APIRoute] = [
    .get("/incidents/:id/statements", .seeIncidents) { try await $0.listStatements($1) },
    .post("/incidents/:id/statements", .stateFacts) { try await $0.addStatement($1) },
  ]

  private func listStatements(_ visit: APIVisit) async throws -> APIAnswer {
    let rows = try await ask(visit) { incidents, id -> [JSON] in
      let ledger = try incidents.ledger(of: id)
      let standing = Set(ledger.current.map(\.id))
      return ledger.statements.map { $0.json(stands: standing.contains($0.id)) }
    }
    return try page(of: rows, visit)
  }

  /// - Returns: the statement, with what contradicts it and which documents are wrong now.
  private func addStatement(_ visit: APIVisit) async throws -> APIAnswer {
    _ = try await incident(visit)
    let fact: Fact = try visit.choice("fact")
    let answer = try visit.answer("answer")
    guard fact.takes(answer) else { throw APIProblem(.invalid, "\(fact.rawValue) does not take such an answer") }
    let client = try visit.optionalLine("client", longest: 60)
    guard client == nil || fact.isByClient else {
      throw APIProblem(.invalid, "\(fact.rawValue) is of the incident as a whole")
    }
    let source = Statement.Source(
      try visit.choice("source", or: .person), reference: try visit.line("reference", longest: 200),
      name: try visit.optionalLine("name", longest: 120))
    let statement = NewStatement(
      fact, answer, about: .init(client: client ?? ""), asOf: try visit.time("as_of"),
      saidAt: try visit.pastTime("said"), source: source, kind: try visit.choice("kind", or: .claim),
      confidence: try visit.choice("confidence", or: .certain))
    let custody = custody
    return try await act(visit) { incidents, id in
      if let client, try !custody.organisations().contains(where: { $0.id.text == client }) {
        throw ResponseFailure(.unfitValue, "no client of this id is registered")
      }
      let number = try incidents.state([statement], in: id, at: visit.now).first ?? 0
      let ledger = try incidents.ledger(of: id)
      guard let made = ledger[number] else { throw ResponseFailure(.corrupted, "the statement is not there") }
      let against = try incidents.contradictions(of: id).filter {
        $0.resolution == nil && ($0.first.id == number || $0.second.id == number)
      }
      let corrections = try incidents.corrections(of: id, in: .ja).filter { $0.current == number }
      let stands = ledger.standing(fact, statement.subject)?.id == number
      return APIAnswer(
        status: .created,
        body: [
          "statement": made.json(stands: stands), "contradictions": .array(against.map(\.json)),
          "corrections": .array(corrections.map(Self.place)),
        ])
    }
  }

  /// Where a document is wrong now, without what it says: whoever may state may not be allowed to read.
  private static func place(_ correction: Correction) -> JSON {
    [
      "document": .string(OutwardDocument.name(correction.document)), "sentence": JSON(correction.sentence + 1),
      "kind": .string(correction.kind.rawValue), "fact": .string(correction.fact.rawValue),
    ]
  }
}

extension APIVisit {
  static let longestText = 4_000
  static let largestNumber: Int64 = 1_000_000_000

  /// An answer in the form in which it is given out.
  func answer(_ name: String) throws -> Answer {
    guard let value = member(name), case .object = value else { throw APIProblem(.invalid, "\(name) takes an object") }
    switch value["kind"].string {
    case "unknown": return .unknown
    case "not_applicable": return .notApplicable
    case "not_yet_available": return .notYetAvailable
    case "time":
      guard let from = value["from"].moment, let until = value["until"].moment, from <= until else {
        throw APIProblem(.invalid, "a time takes from and until, in this order")
      }
      return .known(.time(TimeSpan(from, until)))
    case "quantity": return .known(.quantity(try Self.quantity(value)))
    case "fields": return .known(.fields(try Self.fields(value["fields"])))
    case "yes_no":
      guard let flag = value["value"].boolean else { throw APIProblem(.invalid, "yes_no takes true or false as value") }
      return .known(.yesNo(flag))
    case "choice":
      guard let code = value["value"].string else { throw APIProblem(.invalid, "choice takes a code as value") }
      return .known(.choice(code))
    case "text":
      guard let text = value["value"].string, Self.isFit(text, longest: Self.longestText, newlines: true) else {
        throw APIProblem(.invalid, "text takes 1 to \(Self.longestText) characters as value")
      }
      return .known(.text(text))
    default: throw APIProblem(.invalid, "\(name) takes a kind of answer")
    }
  }

  private static func quantity(_ value: JSON) throws -> Quantity {
    func number(_ name: String) throws -> Int {
      guard let number = value[name].integer, (0...largestNumber).contains(number) else {
        throw APIProblem(.invalid, "\(name) takes a number from 0 to \(largestNumber)")
      }
      return Int(number)
    }
    let least = try number("least")
    // A fraction reads as null: only a member that says null means "no upper bound".
    guard case .object(let members) = value, let upper = members["most"] else {
      throw APIProblem(.invalid, "most is missing; null for no upper bound")
    }
    guard upper != .null else { return Quantity(least: least, most: nil) }
    let most = try number("most")
    guard least <= most else { throw APIProblem(.invalid, "least is more than most") }
    return Quantity(least: least, most: most)
  }

  private static func fields(_ value: JSON) throws -> [Field] {
    guard case .array(let names) = value else { throw APIProblem(.invalid, "fields takes a list of names") }
    let fields = names.compactMap { $0.string.flatMap(Field.init(rawValue:)) }
    guard fields.count == names.count, Set(fields).count == fields.count else {
      throw APIProblem(.invalid, "fields takes each of \(Field.allCases.map(\.rawValue)) once")
    }
    return fields
  }
}
