import ArgumentParser
import Storage
import Wording

/// `hikae init`: folder, token key and database of a new installation.
package struct InitCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Set up an installation: its folder, its token key and its database.")

  @OptionGroup var installation: InstallationOptions

  package init() {}

  package func run() throws {
    try reportingFailures(in: installation.language) {
      let folder = installation.folder
      let isNew = try folder.create()
      _ = try installation.open(creating: true)
      print(installation.language.text(isNew ? .initDone : .initKept, folder.path))
    }
  }
}
