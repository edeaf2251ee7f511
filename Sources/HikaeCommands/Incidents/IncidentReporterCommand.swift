import ArgumentParser
import CanonicalForms
import Custody
import Response
import Wording

/// `hikae incident reporter`: where whoever reports is, and whom to call.
struct IncidentReporterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reporter",
    abstract: "Keep what the authority's form wants to know of whoever reports: address, contact person, telephone.",
    discussion: "Without CLIENT, of the operator. What is not given stays as it is; without options it is shown.")

  @Argument(help: "The client's id, for the report about its part.")
  var client: String?

  @Option(name: .customLong("address"), help: "The address; '' takes it out.")
  var address: String?

  @Option(name: .customLong("contact"), help: "The person to contact.")
  var contact: String?

  @Option(name: .customLong("telephone"), help: "The telephone number.")
  var telephone: String?

  @Flag(name: .customLong("json"), help: "Print JSON.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    let of = client.map { Organisation.ID($0) }
    try reportingFailures(in: installation.language) {
      if [address, contact, telephone].contains(where: { $0 != nil }) {
        try installation.changing { custody in
          let incidents = Incidents(custody: custody)
          let former = try incidents.reporterDetails(of: of)
          let details = ReporterDetails(
            address: address ?? former.address, contact: contact ?? former.contact,
            telephone: telephone ?? former.telephone)
          try incidents.describeReporter(details, of: of, at: .now)
        }
      }
      let kept = try Incidents(custody: try installation.open()).reporterDetails(of: of)
      guard !json else { return print(kept.json.canonicalText) }
      let words = StatementWords(language: installation.language)
      let rows: [(ResponsePhrase, String?)] = [
        (.reportHeadAddress, kept.address), (.reportHeadContact, kept.contact), (.reportHeadTelephone, kept.telephone),
      ]
      for (label, value) in rows { print("\(words(label)): \(value ?? words(.reportNotGiven))") }
    }
  }
}
