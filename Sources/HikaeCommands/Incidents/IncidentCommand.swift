import ArgumentParser
import CanonicalForms
import Custody
import Response
import Wording

/// `hikae incident`: what is known of a loss, what is owed, and what was said about it.
package struct IncidentCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "incident",
    abstract: "Carry an incident from the loss to the last letter; hikae lost opens one.",
    subcommands: [
      IncidentListCommand.self, IncidentShowCommand.self, IncidentStateCommand.self, IncidentRetractCommand.self,
      IncidentResolveCommand.self, IncidentScopeCommand.self, IncidentObligationsCommand.self,
      IncidentFulfilCommand.self, IncidentTermsCommand.self, IncidentReporterCommand.self, IncidentReportCommand.self,
      IncidentDraftCommand.self,
      IncidentCorrectionsCommand.self, IncidentPacksCommand.self, IncidentHandedOverCommand.self,
      IncidentReceivedCommand.self,
      IncidentTaskCommand.self, IncidentNoteCommand.self, IncidentSearchCommand.self, IncidentTimelineCommand.self,
      IncidentCloseCommand.self, IncidentReopenCommand.self, IncidentMailingListCommand.self,
      IncidentLettersCommand.self,
      IncidentNoticeCommand.self, IncidentInquiryCommand.self, IncidentSurveyCommand.self,
      IncidentRetentionCommand.self, IncidentEraseCommand.self, IncidentEraseNowCommand.self,
    ], defaultSubcommand: IncidentListCommand.self)

  package init() {}
}

/// Which incident, and where it is kept.
protocol IncidentArguments {
  var id: String { get }
  var installation: InstallationOptions { get }
}

extension IncidentArguments {
  var language: Language { installation.language }
  var words: StatementWords { StatementWords(language: language) }

  /// Reads and prints; failures become one line.
  func reading(_ work: (Incidents) throws -> Void) throws {
    try reportingFailures(in: language) { try work(Incidents(custody: try installation.open())) }
  }

  /// Changes the record and brings the log up to it.
  func changing(_ work: (Incidents) throws -> Void) throws {
    try reportingFailures(in: language) { try installation.changing { try work(Incidents(custody: $0)) } }
  }
}

/// What a command takes that does something to an incident and has nothing to tell other programs.
struct IncidentActOptions: ParsableArguments, IncidentArguments {
  @Argument(help: "The incident's id, such as I-1.")
  var id: String

  @OptionGroup var installation: InstallationOptions
}

/// What a command takes that answers about an incident.
struct IncidentOptions: ParsableArguments, IncidentArguments {
  @Argument(help: "The incident's id, such as I-1.")
  var id: String

  @Flag(name: .customLong("json"), help: "Print JSON.")
  var json = false

  @OptionGroup var installation: InstallationOptions
}

/// `hikae incident list`.
struct IncidentListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the incidents.")

  @Flag(name: .customLong("json"), help: "Print one JSON object a line.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    let language = installation.language
    try reportingFailures(in: language) {
      let all = try Incidents(custody: try installation.open()).all()
      if all.isEmpty, !json { StandardError.print(language.response(.incidentNone)) }
      for incident in all {
        guard !json else {
          print(incident.json.canonicalText)
          continue
        }
        let state =
          incident.closedAt.map { language.response(.incidentClosedOn, $0.localMinute) }
          ?? language.response(.incidentOpen)
        print(
          language.response(.incidentLine, incident.id, incident.device, incident.lastSeen.localMinute, state))
      }
    }
  }
}

/// `hikae incident show I-1`: what stands, what contradicts, what is to be done.
struct IncidentShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what is known of an incident, its contradictions and tasks.",
    discussion: "Exit status: 0 nothing is open, 1 something is, 2 wrong usage, 3 failure.")

  @Flag(name: .customLong("history"), help: "Show every statement, not only those that stand.")
  var history = false

  @Option(name: .customLong("client"), help: "About one client's part.")
  var client: String?

  @OptionGroup var options: IncidentOptions

  func run() throws {
    try options.reading { incidents in
      let words = options.words
      let incident = try incidents.incident(options.id)
      let ledger = try incidents.ledger(of: options.id)
      let subject = Statement.Subject(client: client ?? "")
      let statements = (history ? ledger.statements : ledger.current).filter { $0.subject == subject }
      let contradictions = try incidents.contradictions(of: options.id)
      let tasks = try incidents.tasks(of: options.id)
      let loose = try incidents.loose(in: options.id)
      func stands(_ statement: Statement) -> Bool {
        ledger.standing(statement.fact, statement.subject)?.id == statement.id
      }
      if options.json {
        let answer: JSON = [
          "incident": incident.json, "statements": .array(statements.map { $0.json(stands: stands($0)) }),
          "contradictions": .array(contradictions.map(\.json)), "tasks": .array(tasks.map(\.json)),
        ]
        print(answer.canonicalText)
      } else {
        print("\(incident.id)  \(incident.device)  \(words(.incidentStatements))")
        for statement in statements {
          var line = "  \(statement.name)\t\(words.fact(statement.fact))\t\(words.value(statement))"
          line += "\t\(words.code("statement", statement.kind.rawValue))\t\(statement.saidAt.localMinute)"
          if let reason = statement.retraction { line += "\t" + words(.statementRetracted, reason) }
          print(PrintableText.of(line.replacing("\t", with: "  ")))
        }
        print(words(.incidentContradictions))
        for contradiction in contradictions { print("  " + PrintableText.of(line(contradiction, words))) }
        print(words(.incidentTasks))
        for task in tasks { print("  " + PrintableText.of(line(task, words))) }
      }
      if !loose.isNothing { throw Status.findings }
    }
  }

  private func line(_ contradiction: Contradiction, _ words: StatementWords) -> String {
    let state =
      contradiction.resolution.map { words(.contradictionResolved, $0.at.localMinute, $0.reason) }
      ?? words(.contradictionOpen)
    return words(
      .contradictionLine, words.code("contradiction", contradiction.kind.rawValue), contradiction.first.name,
      words.value(contradiction.first), contradiction.second.name, words.value(contradiction.second)) + "  " + state
  }

  private func line(_ task: ResponseTask, _ words: StatementWords) -> String {
    let title = task.title ?? words.code("task", task.kind.rawValue)
    let due = task.due.map { "  " + words(.incidentDue, $0.localMinute) } ?? ""
    return "\(task.name)  \(title)  \(task.owner ?? "")  \(words.code("task_state", task.state.rawValue))\(due)"
  }
}
