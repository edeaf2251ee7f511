import ArgumentParser
import CanonicalForms
import Custody
import KeyEscrow
import Wording

/// `hikae keys drill`: "open this device's disk on a clean machine", as evidence.
struct KeyDrillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "Plan recovery drills, and say what came of them.",
    subcommands: [KeyDrillListCommand.self, KeyDrillPlanCommand.self, KeyDrillDoneCommand.self],
    defaultSubcommand: KeyDrillListCommand.self)
}

/// `hikae keys drill list`.
struct KeyDrillListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List drills, the latest first.")

  @Flag(name: .customLong("json"), help: "Print one JSON object a line.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { _, escrow in
      for drill in try escrow.drills() {
        let object: JSON = [
          "id": .string(drill.id), "device": .string(drill.device), "due": JSON(drill.due), "done": JSON(drill.done),
          "outcome": JSON(drill.outcome?.rawValue), "minutes": drill.minutes.map { JSON($0) } ?? .null,
          "proof": drill.proof.map { proof in
            ["key": .string(proof.key.text), "at": JSON(proof.at), "class": .string(proof.strength.rawValue)]
          } ?? .null,
        ]
        let outcome = drill.outcome.map { options.language.stored("drill_outcome", $0.rawValue) } ?? "–"
        print(
          json
            ? object.canonicalText
            : "\(drill.id)  \(PrintableText.of(drill.device))  \(drill.due.localDate)  \(outcome)")
      }
    }
  }
}

/// `hikae keys drill plan DEVICE`.
struct KeyDrillPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "plan", abstract: "Plan a drill.")

  @Argument(help: "The device's id.")
  var device: String

  @Option(name: .customLong("due"), help: "Until when it is to be done.")
  var due: String

  @OptionGroup var options: EscrowOptions

  func validate() throws {
    if Moment(parsing: due) == nil { throw ValidationError("--due is not a date") }
  }

  func run() throws {
    try options.run { custody, escrow in
      let now = Moment.now
      let due = Moment(parsing: due) ?? now
      let device = RegisteredNames(try custody.devices()).id(device)
      let id = try escrow.planDrill(of: device, due: due, by: "hikae", at: now)
      print(options.language.text(.keysDrillPlanned, id, PrintableText.of(device), due.localDate))
    }
  }
}

extension Drill.Outcome: ExpressibleByArgument {}

/// `hikae keys drill done ID`.
struct KeyDrillDoneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "done", abstract: "Say what came of a drill.")

  @Argument(help: "The drill's id.")
  var id: String

  @Option(name: .customLong("outcome"), help: "opened, failed or unreachable.")
  var outcome: Drill.Outcome

  @Option(name: .customLong("minutes"), help: "From the first call to the opened disk, or to giving up.")
  var minutes: Int

  @Option(name: .customLong("note"), help: "Who did it and what was noticed.")
  var note: String

  @Option(name: .customLong("as"), help: "Login of the account that says so.")
  var login: String

  @OptionGroup var options: EscrowOptions

  func validate() throws {
    guard (0...100_000).contains(minutes) else { throw ValidationError("--minutes is from 0 to 100000") }
  }

  func run() throws {
    try options.run { custody, escrow in
      try escrow.finishDrill(
        id, outcome, minutes: minutes, note: note, by: options.account(login, in: custody), at: .now)
      print(options.language.text(.keysDrillDone, id, options.language.stored("drill_outcome", outcome.rawValue)))
    }
  }
}
