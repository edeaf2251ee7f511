import ArgumentParser
import Dispatch
import Documents

/// The command line of Hikae.
package struct HikaeCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "hikae",
    abstract: "Whose personal data is on this device, and how many people's?",
    discussion: "Exit status of every command: 0 done, 1 findings, 2 usage, 3 failure.",
    version: "0.1.0",
    subcommands: [
      InitCommand.self, ImportCommand.self, OrganisationsCommand.self, AgreementsCommand.self,
      DeliveriesCommand.self, DevicesCommand.self, ScanCommand.self,
      DrillCommand.self, LostCommand.self, IncidentCommand.self, ProveCommand.self, KeysCommand.self,
      CustodianCommand.self,
      DemoCommand.self, ServeCommand.self, AccountsCommand.self,
      WitnessCommand.self,
      RebuildCommand.self, VerifyCommand.self, LogCommand.self, ReadWorkerCommand.self,
    ])

  package init() {}
}

extension HikaeCommand {
  /// The entry of the program: never returns.
  ///
  /// A reader worker is told apart first, on the bare process: it closes every descriptor that it does not need and
  /// forbids most system calls, which would take the ground from under the threads and the event loop of Swift's
  /// concurrency, had they been started.
  package static func start(arguments: [String] = CommandLine.arguments) -> Never {
    if arguments.dropFirst().first == ReadWorkerCommand.name { ReaderWorker.main() }
    Task { await runAndExit() }
    dispatchMain()
  }

  /// Runs the command line and ends the process. Wrong usage ends with status 2; ArgumentParser's own would be 64.
  private static func runAndExit() async -> Never {
    do {
      var command = try HikaeCommand.parseAsRoot()
      if var waiting = command as? any AsyncParsableCommand {
        try await waiting.run()
      } else {
        try command.run()
      }
      exit(withError: nil)
    } catch {
      if exitCode(for: error) == .validationFailure {
        StandardError.print(fullMessage(for: error))
        exit(withError: Status.usage)
      }
      exit(withError: error)
    }
  }
}
