import ArgumentParser
import Documents

/// `hikae read-worker`: the confined process that reads files of foreign formats. Started by Hikae itself, and served by
/// `HikaeCommand.start` before the command line is looked at.
package struct ReadWorkerCommand: ParsableCommand {
  static let name = "read-worker"

  package static let configuration = CommandConfiguration(
    commandName: name, abstract: "Read files for another Hikae process.", shouldDisplay: false)

  package init() {}

  package func run() throws { ReaderWorker.main() }
}
