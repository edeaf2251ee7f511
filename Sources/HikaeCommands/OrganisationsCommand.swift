import ArgumentParser
import CanonicalForms
import Custody
import Storage
import Wording

/// `hikae organisations`: the registered ones.
package struct OrganisationsCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "organisations", abstract: "List the registered organisations, or register one.",
    subcommands: [OrganisationListCommand.self, OrganisationAddCommand.self],
    defaultSubcommand: OrganisationListCommand.self)

  package init() {}
}

/// `hikae organisations list`.
struct OrganisationListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the registered organisations.")

  @Flag(name: .customLong("json"), help: "Print one JSON object a line.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      for organisation in try installation.open().organisations() {
        let line: JSON = [
          "id": .string(organisation.id.text), "name": .string(organisation.name),
          "kind": .string(organisation.kind.rawValue), "variants": JSON(organisation.variants),
          "insurer_numbers": JSON(organisation.insurerNumbers), "mail_domains": JSON(organisation.mailDomains),
        ]
        print(json ? line.canonicalText : "\(organisation.id)\t\(organisation.name)")
      }
    }
  }
}

/// `hikae organisations add ID NAME`.
struct OrganisationAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Register an organisation, or change the one with this id.")

  @Argument(help: "Its id: a number or a short code.")
  var id: String

  @Argument(help: "Its full name.")
  var name: String

  @Option(name: .customLong("kind"), help: "client, contractor or operator.")
  var kind = Organisation.Kind.client

  @Option(name: .customLong("variant"), help: "Another name or short form; may be given several times.")
  var variants: [String] = []

  @Option(name: .customLong("insurer-number"), help: "An insurer number (保険者番号); may be given several times.")
  var insurerNumbers: [String] = []

  @Option(name: .customLong("mail-domain"), help: "A mail domain; may be given several times.")
  var mailDomains: [String] = []

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      let organisation = Organisation(
        id: .init(id), name: name, kind: kind, variants: variants, insurerNumbers: insurerNumbers,
        mailDomains: mailDomains)
      try installation.changing { try $0.register(organisation) }
      print(installation.language.text(.registered, id))
    }
  }
}

extension Organisation.Kind: ExpressibleByArgument {}
extension Device.Kind: ExpressibleByArgument {}
extension Device.Status: ExpressibleByArgument {}
