import CanonicalForms
import JapaneseText

/// Whose law.
package enum Jurisdiction: String, Sendable, CaseIterable {
  /// Act on the Protection of Personal Information.
  case japan = "jp_appi"
  /// My Number Act, beside APPI.
  case japanMyNumber = "jp_my_number"
  /// APPI where a public body is obliged (art. 68).
  case japanPublicBody = "jp_appi_public"
  case europeanUnion = "eu_gdpr"
  case unitedKingdom = "uk_gdpr"
  case unitedStatesHealth = "us_hipaa"
}

/// One duty out of a law: data, not code. A change of the law is a new rule set beside the old one.
package struct Rule: Sendable, Hashable {
  package enum Duty: String, Sendable, CaseIterable {
    case preliminaryReport = "preliminary_report"
    case finalReport = "final_report"
    case personNotice = "person_notice"
    case clientNotice = "client_notice"
    case mediaNotice = "media_notice"
    /// To be kept in the own files.
    case record
  }

  /// Who is bound.
  package enum Obliged: String, Sendable, CaseIterable {
    /// Whose people they are: each client, and the operator for people of its own.
    case principal
    /// Who held the data for others, once for all clients.
    case contractor
    /// Who held the data for others, towards each client.
    case contractorTowardsClient = "contractor_towards_client"
  }

  package enum Recipient: String, Sendable, CaseIterable {
    case ppc, supervisor, ico, hhs, persons, client, media, file
  }

  /// Within its set and over all versions of it: `appi.final`.
  package var id: String
  package var duty: Duty
  package var obliged: Obliged
  package var recipient: Recipient
  /// Where it is written.
  package var citation: String
  package var applies: Formula
  package var exemption: Formula?
  /// The contractor is freed of it by having told every client (APPI rule 9).
  package var isRelievedByTellingClients: Bool
  package var term: Term
  package var longer: Longer?

  /// Another term under a condition.
  package struct Longer: Sendable, Hashable {
    package var when: Formula
    package var term: Term
  }

  init(
    _ id: String, _ duty: Duty, by obliged: Obliged, to recipient: Recipient, when applies: Formula,
    unless exemption: Formula? = nil, within term: Term, longer: Longer? = nil, relieved: Bool = false,
    citation: String
  ) {
    self.id = id
    self.duty = duty
    self.obliged = obliged
    self.recipient = recipient
    self.applies = applies
    self.exemption = exemption
    self.term = term
    self.longer = longer
    isRelievedByTellingClients = relieved
    self.citation = citation
  }
}

/// The rules of one law as they stood for a time.
package struct RuleSet: Sendable, Hashable, Identifiable {
  package var id: String
  package var jurisdiction: Jurisdiction
  package var validFrom: CivilDate
  /// The last day; nil while it is in force.
  package var validUntil: CivilDate?
  /// Minutes from UTC of the zone in which its days are counted.
  package var offset: Int
  /// Evidence of encryption that was taken longer than this before the loss does not show how it was at the loss. A limit
  /// of this program, not of the law.
  package var evidenceDays: Int
  /// A change that is decided or announced and not in force: when the set has to be looked at again.
  package var announcedChange: String?
  package var sources: [String]
  package var rules: [Rule]

  package func isInForce(on day: CivilDate) -> Bool { validFrom <= day && day <= validUntil ?? day }
}

/// All rule sets that the program knows.
package struct RuleBook: Sendable {
  package var sets: [RuleSet]

  package init(_ sets: [RuleSet]) { self.sets = sets }

  package static let builtIn = RuleBook(RuleSet.japan + RuleSet.europe + RuleSet.unitedStates)

  /// The set of a law on a day; nil when the program knows none for it.
  package func set(of jurisdiction: Jurisdiction, on day: CivilDate) -> RuleSet? {
    sets.last { $0.jurisdiction == jurisdiction && $0.isInForce(on: day) }
  }
}
