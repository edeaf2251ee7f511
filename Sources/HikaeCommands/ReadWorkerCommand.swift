import ArgumentParser
import Documents

/// `hikae read-worker`: the confined process that reads files of foreign formats. Started by Hikae itself.
package struct ReadWorkerCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "read-worker", abstract: "Read files for another Hikae process.", shouldDisplay: false)

  package init() {}

  package func run() throws { ReaderWorker.main() }
}
