import CanonicalForms
import Custody
import Storage

/// What the authority's form wants to know of whoever reports, besides the name: where it is, and whom to call.
package struct ReporterDetails: Sendable, Hashable {
  /// Nil: not given yet.
  package var address: String?
  /// Who answers questions about the report: personal data.
  package var contact: String?
  package var telephone: String?

  package init(address: String? = nil, contact: String? = nil, telephone: String? = nil) {
    self.address = Self.given(address)
    self.contact = Self.given(contact)
    self.telephone = Self.given(telephone)
  }

  private static func given(_ text: String?) -> String? {
    text.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
  }

  package var json: JSON {
    ["address": JSON(address), "contact": JSON(contact), "telephone": JSON(telephone)]
  }

  fileprivate init(_ json: JSON) {
    self.init(address: json["address"].string, contact: json["contact"].string, telephone: json["telephone"].string)
  }
}

extension Migration {
  /// Sharded by organisation: the operator's under an empty one. NULL: not given, or erased.
  static let reporters = Migration(
    name: "response_0011_reporters",
    sql: """
      CREATE TABLE reporter_details (
        organisation TEXT NOT NULL PRIMARY KEY,
        sequence INTEGER NOT NULL,
        address TEXT,
        contact TEXT,
        telephone TEXT
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Details of those who report, in the database, and the entries that make them.
struct ReporterRegister {
  let session: SQLSession

  /// Everything that was given is personal: it names who answers.
  static func described(_ details: ReporterDetails, of organisation: Organisation.ID?) -> NewEntry {
    NewEntry(
      kind: "reporter.described", body: ["organisation": .string(organisation?.text ?? "")],
      personal: details.json.canonicalBytes)
  }

  func apply(_ entry: JournalEntry) throws {
    let details = ReporterDetails(entry.personalJSON)
    try session.execute(
      """
      INSERT INTO reporter_details (organisation, sequence, address, contact, telephone) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (organisation) DO UPDATE SET sequence = excluded.sequence, address = excluded.address,
        contact = excluded.contact, telephone = excluded.telephone
      """, SQLValue(entry.body["organisation"].string ?? ""), SQLValue(entry.sequence), SQLValue(details.address),
      SQLValue(details.contact), SQLValue(details.telephone))
  }

  func forget(_ entry: JournalEntry) throws {
    try session.execute(
      """
      UPDATE reporter_details SET address = NULL, contact = NULL, telephone = NULL
      WHERE organisation = ? AND sequence = ?
      """, SQLValue(entry.body["organisation"].string ?? ""), SQLValue(entry.sequence))
  }

  func details(of organisation: Organisation.ID?) throws -> (details: ReporterDetails, sequence: Int64)? {
    try session.first(
      "SELECT address, contact, telephone, sequence FROM reporter_details WHERE organisation = ?",
      SQLValue(organisation?.text ?? "")
    ) { row in
      (
        ReporterDetails(
          address: row.optionalText(0), contact: row.optionalText(1), telephone: row.optionalText(2)), row.integer(3)
      )
    }
  }
}

extension Incidents {
  /// What reports say of whoever makes them.
  /// - Parameter organisation: a client, for the report about its part; nil for the operator.
  package func reporterDetails(of organisation: Organisation.ID? = nil) throws -> ReporterDetails {
    try store.read { try ReporterRegister(session: $0).details(of: organisation)?.details } ?? ReporterDetails()
  }

  /// Keeps what reports say of whoever makes them, for all incidents. What was kept before is erased: nobody needs who answered
  /// formerly, and reports that were filed are with the authority.
  /// - Throws: `CustodyFailure` when no such organisation is registered.
  package func describeReporter(
    _ details: ReporterDetails, of organisation: Organisation.ID? = nil, at time: Moment
  ) throws {
    if let organisation, try !custody.organisations().contains(where: { $0.id == organisation }) {
      throw CustodyFailure(.unknownOrganisation, "no organisation \(organisation) is registered")
    }
    let isReplaced = try store.write { session -> Bool in
      let former = try ReporterRegister(session: session).details(of: organisation)
      guard former?.details != details else { return false }
      try append(ReporterRegister.described(details, of: organisation), at: time, in: session)
      guard let former else { return false }
      try journal.erasePersonalParts(
        of: [former.sequence], reason: "reporter.replaced", at: time, by: actor, in: session)
      return true
    }
    if isReplaced { try store.sweep() }
  }
}
