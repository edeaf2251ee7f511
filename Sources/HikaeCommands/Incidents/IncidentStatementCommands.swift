import ArgumentParser
import CanonicalForms
import Protection
import Response
import Wording

extension Fact: ExpressibleByArgument {}
extension Statement.Source.Kind: ExpressibleByArgument {}
extension Statement.Confidence: ExpressibleByArgument {}

/// `hikae incident state I-1 FACT VALUE`: states a fact, and says what it moves.
struct IncidentStateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state", abstract: "State a fact: a claim unless --evidence is given.",
    discussion: """
      VALUE: unknown, not-applicable, not-yet; a time such as '2025-03-14 12:00', '2025-03-15' or two with '..'; a \
      number such as 780, 10-900, 10- or -170000; fields with commas; yes or no; a code; words.
      Exit status: 0 done, 1 something contradicts or is outdated now, 2 wrong usage, 3 failure.
      """)

  @OptionGroup var options: IncidentOptions

  @Argument(help: "The fact, such as lost_at or people_count.")
  var fact: Fact

  @Argument(help: "Its value.")
  var value: String

  @Flag(name: .customLong("evidence"), help: "A machine saw it or a paper shows it.")
  var isEvidence = false

  @Option(name: .customLong("source"), help: "person, log or document.")
  var source = Statement.Source.Kind.person

  @Option(name: .customLong("reference"), help: "What to look up: a file, the number of a paper. No names of people.")
  var reference: String

  @Option(name: .customLong("name"), help: "Who says it.")
  var name: String?

  @Option(name: .customLong("client"), help: "About one client's part: its id.")
  var client: String?

  @Option(name: .customLong("as-of"), help: "The moment that the value is about (default: when it was said).")
  var asOf: MomentArgument?

  @Option(name: .customLong("said"), help: "When it was said or shown (default: now).")
  var said: MomentArgument?

  @Option(name: .customLong("confidence"), help: "certain, likely or doubtful.")
  var confidence = Statement.Confidence.certain

  @Flag(name: .customLong("dry-run"), help: "Only say what it would move.")
  var isDryRun = false

  func run() throws {
    guard let answer = Answer(parsing: value, for: fact) else {
      throw ValidationError(options.language.response(.failureUnfitValue))
    }
    try said?.refuseFuture(in: options.language)
    let now = Moment.now
    let statement = NewStatement(
      fact, answer, about: Statement.Subject(client: client ?? ""), asOf: asOf?.moment, saidAt: said?.moment ?? now,
      source: .init(source, reference: reference, name: name), kind: isEvidence ? .evidence : .claim,
      confidence: confidence)
    if isDryRun {
      try options.reading { incidents in
        show(moves: try incidents.changes(by: statement, in: options.id, at: now), at: now)
      }
      return
    }
    try options.changing { incidents in
      let moves = try incidents.changes(by: statement, in: options.id, at: now)
      let number = try incidents.state([statement], in: options.id, at: now).first ?? 0
      let against = try incidents.contradictions(of: options.id).filter {
        $0.resolution == nil && ($0.first.id == number || $0.second.id == number)
      }
      let corrections = try incidents.corrections(of: options.id, in: options.language).filter { $0.current == number }
      if options.json {
        let answer: JSON = [
          "statement": .string(Statement.name(number)), "contradictions": .array(against.map(\.json)),
          "obligations": .array(moves.map { $0.json(at: now) }), "corrections": .array(corrections.map(\.json)),
        ]
        print(answer.canonicalText)
      } else {
        print(options.words(.statementMade, Statement.name(number)))
        for contradiction in against {
          print("  \(contradiction.id)  \(options.words.code("contradiction", contradiction.kind.rawValue))")
        }
        show(moves: moves, at: now)
        IncidentCorrectionsCommand.show(corrections, words: options.words)
      }
      if !against.isEmpty || !corrections.isEmpty { throw Status.findings }
    }
  }

  private func show(moves: [ObligationChange], at now: Moment) {
    guard !options.json || isDryRun else { return }
    for move in moves {
      guard !options.json else {
        Swift.print(move.json(at: now).canonicalText)
        continue
      }
      let words = options.words
      let state = (move.after ?? move.before).map { words.code("state", $0.state.rawValue) } ?? ""
      Swift.print(
        "  \(words.code("change", move.kind.rawValue))  \(move.id)  \(state)  "
          + "\(words.deadline(move.before?.deadline)) → \(words.deadline(move.after?.deadline))")
    }
  }
}

/// `hikae incident retract I-1 S-4 --reason …`.
struct IncidentRetractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retract", abstract: "Take a statement back that should not have been made; it stays in the record.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "The statement, such as S-4.")
  var statement: String

  @Option(name: .customLong("reason"), help: "Why.")
  var reason: String

  func run() throws {
    guard let number = Statement.id(from: statement) else {
      throw ValidationError(options.language.response(.failureUnknownStatement))
    }
    try options.changing { try $0.retract(number, in: options.id, because: reason, at: .now) }
    print(options.words(.incidentDone))
  }
}

/// `hikae incident resolve I-1 S-2/S-9 --reason …`.
struct IncidentResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Close a contradiction with a reason; both statements stay in the record.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "The contradiction, such as S-2/S-9.")
  var contradiction: String

  @Option(name: .customLong("reason"), help: "Why it is settled.")
  var reason: String

  func run() throws {
    let numbers = contradiction.split(separator: "/").compactMap { Statement.id(from: String($0)) }
    guard numbers.count == 2 else {
      throw ValidationError(options.language.response(.failureNoContradiction))
    }
    try options.changing {
      try $0.resolve(.init(numbers[0], numbers[1]), in: options.id, because: reason, at: .now)
    }
    print(options.words(.incidentDone))
  }
}

/// `hikae incident scope I-1`: asks the scope again and states what is different.
struct IncidentScopeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scope",
    abstract: "Ask again whose data it was and how it was encrypted, as of the loss as it stands; state what changed.")

  @OptionGroup var options: IncidentOptions

  func run() throws {
    try options.changing { incidents in
      let now = Moment.now
      var made = try incidents.reviseScope(of: options.id, at: now)
      made += try incidents.reviseProtection(
        of: options.id, by: options.installation.keyFacts(of: incidents.custody), at: now)
      let ledger = try incidents.ledger(of: options.id)
      for number in made {
        guard let statement = ledger[number] else { continue }
        print(
          options.json
            ? statement.json(stands: ledger.standing(statement.fact, statement.subject)?.id == number).canonicalText
            : "\(statement.name)  \(statement.subject.client)  \(options.words.fact(statement.fact))  "
              + options.words.value(statement))
      }
    }
  }
}
