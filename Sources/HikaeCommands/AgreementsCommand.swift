import ArgumentParser
import CanonicalForms
import Custody
import Storage
import Wording

/// `hikae agreements`: the registered ones.
package struct AgreementsCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "agreements", abstract: "List the registered agreements, or register one.",
    subcommands: [AgreementListCommand.self, AgreementAddCommand.self], defaultSubcommand: AgreementListCommand.self)

  package init() {}
}

/// `hikae agreements list`.
struct AgreementListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the registered agreements.")

  @Option(name: .customLong("client"), help: "Only those of this client: its id.")
  var client: String?

  @Flag(name: .customLong("json"), help: "Print one JSON object a line.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      for agreement in try installation.open().agreements() where client == nil || agreement.client.text == client {
        let line: JSON = [
          "id": .string(agreement.id), "client": .string(agreement.client.text),
          "contractor": JSON(agreement.contractor?.text), "purpose": .string(agreement.purpose),
          "from": JSON(agreement.starts?.localDate), "until": JSON(agreement.lastDay),
          "retention": JSON(agreement.retentionLastDay),
        ]
        let cells = [
          agreement.id, agreement.client.text, agreement.starts?.localDate ?? "", agreement.lastDay ?? "",
          agreement.retentionLastDay ?? "", agreement.purpose,
        ]
        print(json ? line.canonicalText : cells.map(PrintableText.of).joined(separator: "\t"))
      }
    }
  }
}

/// `hikae agreements add ID`.
struct AgreementAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Register an agreement, or change the one with this id.",
    discussion: "Days in any style, era dates too; the last day counts.")

  @Argument(help: "Its id: the agreement's number.")
  var id: String

  @Option(name: .customLong("client"), help: "Who entrusts: the organisation's id.")
  var client: String

  @Option(
    name: .customLong("contractor"), help: "Who is entrusted, where it is not the operator: the organisation's id.")
  var contractor: String?

  @Option(name: .customLong("purpose"), help: "What for.")
  var purpose = ""

  @Option(name: .customLong("from"), help: "First day.")
  var from: LimitDay?

  @Option(name: .customLong("until"), help: "Last day.")
  var until: LimitDay?

  @Option(name: .customLong("retention"), help: "Last day on which the data may be kept (default: the last day).")
  var retention: LimitDay?

  @OptionGroup var installation: InstallationOptions

  func validate() throws {
    if let from, let until, until.end <= from.start { throw ValidationError("--until is before --from") }
  }

  func run() throws {
    try reportingFailures(in: installation.language) {
      let agreement = Agreement(
        id: id, client: .init(client), contractor: contractor.map { .init($0) }, purpose: purpose,
        starts: from?.start, ends: until?.end, retentionEnds: retention?.end)
      try installation.changing { try $0.register(agreement) }
      print(installation.language.text(.registered, id))
    }
  }
}

extension Agreement {
  /// The last day on which the data may be kept, where the agreement says one of its own.
  fileprivate var retentionLastDay: String? {
    retentionEnds.map { Moment(milliseconds: $0.milliseconds - 1).localDate }
  }
}

extension LimitDay: ExpressibleByArgument {
  package init?(argument: String) { self.init(typed: argument) }
}
