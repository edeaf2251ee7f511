import ArgumentParser
import CanonicalForms
import Custody
import Response
import Wording

extension Jurisdiction: ExpressibleByArgument {}

/// `hikae incident obligations I-1`.
struct IncidentObligationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "obligations", abstract: "List who must tell whom by when, or write the reasoning as a page.",
    discussion: "Exit status: 0 nothing is owed now, 1 something is, 2 wrong usage, 3 failure.")

  @Flag(name: .customLong("all"), help: "Also those that are not owed, or done.")
  var all = false

  @Option(name: .customLong("client"), help: "Of or towards one client.")
  var client: String?

  @Option(name: .customLong("html"), help: "Write the reasoning to this file, for a lawyer to check.")
  var html: String?

  @OptionGroup var options: IncidentOptions

  func run() throws {
    try options.reading { incidents in
      let now = Moment.now
      let report = try incidents.obligationReport(of: options.id, at: now)
      if let html { try PrivateFile.write(report.page(in: options.language), to: html) }
      let wanted = client.map { Organisation.ID($0) }
      let list = report.obligations.filter { obligation in
        let isConcerned = wanted.map { obligation.client == $0 || obligation.party.client == $0 } ?? true
        return isConcerned && (all || obligation.isOpen || obligation.state == .notStarted)
      }
      let words = options.words
      for obligation in list {
        guard !options.json else {
          print(obligation.json(at: now).canonicalText)
          continue
        }
        var state = words.code("state", obligation.state.rawValue)
        if obligation.isOverdue(at: now) { state += " " + words(.overdue) }
        print(
          "\(words.deadline(obligation.deadline))  \(words.party(obligation, names: report.names)) → "
            + "\(words.recipient(obligation, names: report.names))  \(words.law(obligation, book: report.book)) "
            + "\(words.code("duty", obligation.rule.duty.rawValue))  \(state)  [\(obligation.id)]")
      }
      if report.obligations.contains(where: \.isOpen) { throw Status.findings }
    }
  }
}

/// `hikae incident fulfil I-1 OBLIGATION`.
struct IncidentFulfilCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fulfil", abstract: "Record that an obligation was met.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "The obligation's id, as obligations lists it.")
  var obligation: String

  @Option(name: .customLong("at"), help: "When (default: now).")
  var at: MomentArgument?

  @Option(name: .customLong("reference"), help: "The receipt's number or the document. No names of people.")
  var reference: String

  func run() throws {
    try at?.refuseFuture(in: options.language)
    try options.changing {
      let now = Moment.now
      try $0.fulfil(obligation, happenedAt: at?.moment ?? now, reference: reference, in: options.id, at: now)
    }
    print(options.words(.incidentDone))
  }
}

/// `hikae incident terms CLIENT`: the laws that bind a client, and its own deadline.
struct IncidentTermsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terms",
    abstract:
      "Register which laws bind a client and by when its contract wants to be told; without CLIENT, the operator.")

  @Argument(help: "The client's id.")
  var client: String?

  @Option(
    name: .customLong("law"),
    help: "jp_appi, jp_my_number, jp_appi_public, eu_gdpr, uk_gdpr or us_hipaa; may be given several times.")
  var laws: [Jurisdiction] = [.japan, .japanMyNumber]

  @Option(name: .customLong("agreement"), help: "The agreement that has a deadline of its own.")
  var agreement: String?

  @Option(name: .customLong("article"), help: "Its article, as it is to be quoted.")
  var article = ""

  @Option(name: .customLong("hours"), help: "To be told within so many hours.")
  var hours: Int?

  @Option(name: .customLong("business-days"), help: "To be told within so many business days.")
  var businessDays: Int?

  @OptionGroup var installation: InstallationOptions

  func validate() throws {
    guard [hours, businessDays].compactMap(\.self).allSatisfy({ (1...3_660).contains($0) }) else {
      throw ValidationError("hours and business days are whole numbers from 1 on")
    }
    guard agreement == nil || (hours == nil) != (businessDays == nil) else {
      throw ValidationError("an agreement's deadline is given as --hours or as --business-days")
    }
  }

  func run() throws {
    try reportingFailures(in: installation.language) {
      var contract: [Party.ContractTerm] = []
      if let agreement, let term = hours.map({ Term.hours($0) }) ?? businessDays.map({ .businessDays($0) }) {
        contract = [.init(agreement: agreement, article: article, term: term)]
      }
      let party = Party(client: client.map { .init($0) }, laws: Set(laws), contract: contract)
      try installation.changing { try Incidents(custody: $0).register(party, at: .now) }
      print(installation.language.response(.incidentDone))
    }
  }
}
