import ArgumentParser
import Storage
import Wording

/// `hikae init`: folder, keys, database and log of a new installation.
package struct InitCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Set up an installation: its folder, its keys, its database and its log.")

  @Option(
    name: .customLong("log-name"),
    help:
      "Name of the log, for good: the address under which it will be shown, without https:// (default: a random one).")
  var logName: String?

  @OptionGroup var installation: InstallationOptions

  package init() {}

  package func run() throws {
    try reportingFailures(in: installation.language) {
      let folder = installation.folder
      let isNew = try folder.create()
      let custody = try installation.open(creating: true)
      try folder.createLog(name: logName)
      let publisher = try LogPublisher(folder: folder, store: custody.store)
      try publisher.catchUp()
      print(installation.language.text(isNew ? .initDone : .initKept, folder.path))
      print(installation.language.text(.logKey, "\(publisher.key)"))
    }
  }
}
