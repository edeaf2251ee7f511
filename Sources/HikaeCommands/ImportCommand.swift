import ArgumentParser
import Custody
import Glibc
import PersonalData
import Storage
import Wording

/// `hikae import`: registers from tables, and operation logs of other tools.
package struct ImportCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import a register, operation logs of another tool, recovery keys, or a disk's metadata.",
    subcommands: [
      ImportRegisterCommand.self, ImportLogCommand.self, ImportBatchesCommand.self, ImportKeysCommand.self,
      ImportMetadataCommand.self,
    ], defaultSubcommand: ImportRegisterCommand.self)

  package init() {}
}

/// `hikae import KIND FILE`: registers from CSV or XLSX tables.
struct ImportRegisterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "register",
    abstract: "Import organisations, agreements, devices, deliveries or a client's roster from a CSV or XLSX file.",
    discussion: """
      The first line names the columns, in Japanese or English; docs/guide/registers.md lists them. A file with a fault \
      changes nothing: the fault is named with its line and column.
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case organisations, agreements, devices, deliveries, roster
  }

  @Argument(help: "What the file holds: organisations, agreements, devices, deliveries or roster.")
  var kind: Kind

  @Argument(help: "The CSV or XLSX file.")
  var file: String

  @Option(name: .customLong("client"), help: "Whose members a roster lists: the organisation's id.")
  var client: String?

  @OptionGroup var installation: InstallationOptions

  func validate() throws {
    if kind == .roster, client == nil { throw ValidationError("a roster needs --client ID") }
  }

  func run() throws {
    try reportingFailures(in: installation.language) {
      if access(file, R_OK) != 0 { throw PathFailure(path: file, reason: String(cString: strerror(errno))) }
      let count = try installation.changing { custody in
        let registers = RegisterImport(custody, readTable: FileReading.table, readProfile: FileReading.profile)
        return switch kind {
        case .organisations: try registers.organisations(from: file)
        case .agreements: try registers.agreements(from: file)
        case .devices: try registers.devices(from: file)
        case .deliveries: try registers.deliveries(from: file)
        case .roster: try registers.roster(of: .init(client ?? ""), from: file)
        }
      }
      print(installation.language.text(.imported, installation.language.number(count)))
    }
  }
}
