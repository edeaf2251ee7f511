import ArgumentParser

/// The command line of Hikae.
package struct HikaeCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "hikae",
    abstract: "Whose personal data is on this device, and how many people's?",
    discussion: "Exit status of every command: 0 done, 1 findings, 2 usage, 3 failure.",
    version: "0.1.0",
    subcommands: [
      InitCommand.self, ImportCommand.self, ScanCommand.self, DrillCommand.self, LostCommand.self, DemoCommand.self,
      RebuildCommand.self, ReadWorkerCommand.self,
    ])

  package init() {}
}

extension HikaeCommand {
  /// Runs the command line and ends the process. Wrong usage ends with status 2; ArgumentParser's own would be 64.
  package static func runAndExit() async -> Never {
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
