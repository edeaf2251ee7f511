import ArgumentParser
import CanonicalForms
import Custody
import Wording

/// `hikae drill DEVICE`: "lost now?" answered without opening an incident.
package struct DrillCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "drill",
    abstract: "Say whose data is on a device, now or at a past moment, as if it were lost.",
    discussion: "Exit status: 0 nobody's data, 1 somebody's data or nothing known, 2 wrong usage, 3 failure.")

  @Argument(help: "The device's id, or the number of a stick that devices told of (hikae devices media).")
  var device: String

  @Option(name: .customLong("at"), help: "The moment asked about, such as '2025-03-14 12:00' (default: now).")
  var at: MomentArgument?

  @Option(
    name: .customLong("as-known"),
    help: "Answer with what had arrived by this time: what was known when an earlier answer was given.")
  var known: MomentArgument?

  @OptionGroup var output: ScopeOutputOptions
  @OptionGroup var installation: InstallationOptions

  package init() {}

  package func run() throws {
    try reportingFailures(in: installation.language) {
      try at?.refuseFuture(in: installation.language)
      let custody = try installation.open()
      if try custody.askable(device) == nil { try custody.requireDevice(device, in: installation.language) }
      let scope = try custody.scope(of: device, at: at?.moment ?? .now, asKnownAt: known?.moment)
      try output.write(scope, in: installation.language)
      if !scope.isEmpty || scope.lastScan == nil { throw Status.findings }
    }
  }
}

/// How an answer is given.
struct ScopeOutputOptions: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print the answer as one JSON object.")
  var json = false

  @Option(name: .customLong("html"), help: "Also write the answer as a one-page report to this file.")
  var html: String?

  @Flag(name: .customLong("all-clients"), help: "List every client, however many.")
  var allClients = false

  func write(_ scope: Scope, in language: Language) throws {
    if let html { try PrivateFile.write(scope.page(in: language), to: html) }
    if json {
      print(scope.json.canonicalText)
    } else {
      print(scope.text(in: language, clientLimit: allClients ? nil : 40), terminator: "")
    }
  }
}

extension Custody {
  /// Ends the command when the device is not registered, and names those that are.
  func requireDevice(_ id: String, in language: Language) throws {
    guard try device(id) == nil else { return }
    let known = try devices().prefix(20).map(\.id)
    StandardError.print("error: " + language.text(.unknownDevice, id))
    StandardError.print(
      "  " + language.text(.deviceList, known.isEmpty ? language.text(.noDevices) : known.joined(separator: ", ")))
    throw Status.failure
  }
}

/// A moment on the command line.
struct MomentArgument: ExpressibleByArgument {
  let moment: Moment

  init?(argument: String) {
    guard let moment = Moment(parsing: argument) else { return nil }
    self.moment = moment
  }

  /// Nobody can say what will lie on a device: wrong usage.
  func refuseFuture(in language: Language) throws {
    if moment > .now { throw ValidationError(language.text(.futureTime, moment.localMinute)) }
  }
}
