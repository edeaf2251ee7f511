import CanonicalForms
import Storage

/// Who entrusts what to whom, for which purpose, from when until when, and how long it may be kept.
package struct Agreement: Sendable, Hashable, Identifiable {
  package var id: String
  package var client: Organisation.ID
  package var contractor: Organisation.ID?
  package var purpose: String
  package var starts: Moment?
  /// The first moment after the term: an agreement until 2023-03-31 ends at the start of 2023-04-01.
  package var ends: Moment?
  /// The first moment at which nothing may be kept any more.
  package var retentionEnds: Moment?

  package init(
    id: String, client: Organisation.ID, contractor: Organisation.ID? = nil, purpose: String = "",
    starts: Moment? = nil, ends: Moment? = nil, retentionEnds: Moment? = nil
  ) {
    self.id = id
    self.client = client
    self.contractor = contractor
    self.purpose = purpose
    self.starts = starts
    self.ends = ends
    self.retentionEnds = retentionEnds
  }

  package enum Term: String, Sendable {
    case notYet = "not_yet"
    case running, ended
    /// Neither start nor end is known.
    case unknown
  }

  package func term(at time: Moment) -> Term {
    if let ends, ends <= time { return .ended }
    if let starts, starts > time { return .notYet }
    return starts == nil && ends == nil ? .unknown : .running
  }

  /// Whether the data should have been deleted by then; nil when the agreement does not say. Without a retention of its
  /// own, data goes with the end of the term.
  package func isRetentionOver(at time: Moment) -> Bool? { (retentionEnds ?? ends).map { $0 <= time } }
}

/// Agreements in the database.
struct AgreementRegister {
  let session: SQLSession

  static func entry(_ agreement: Agreement) -> NewEntry {
    NewEntry(
      kind: "agreement.registered",
      body: [
        "id": .string(agreement.id), "client": .string(agreement.client.text),
        "contractor": JSON(agreement.contractor?.text), "purpose": .string(agreement.purpose),
        "starts": JSON(agreement.starts), "ends": JSON(agreement.ends),
        "retention_ends": JSON(agreement.retentionEnds),
      ])
  }

  /// What an entry's body says.
  static func agreement(_ body: JSON) -> Agreement {
    Agreement(
      id: body["id"].string ?? "", client: .init(body["client"].string ?? ""),
      contractor: body["contractor"].string.map { .init($0) }, purpose: body["purpose"].string ?? "",
      starts: body["starts"].moment, ends: body["ends"].moment, retentionEnds: body["retention_ends"].moment)
  }

  func apply(_ entry: JournalEntry) throws {
    let agreement = Self.agreement(entry.body)
    try session.execute(
      """
      INSERT INTO agreement (id, client, contractor, purpose, starts, ends, retention_ends) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET client = excluded.client, contractor = excluded.contractor,
        purpose = excluded.purpose, starts = excluded.starts, ends = excluded.ends,
        retention_ends = excluded.retention_ends
      """,
      SQLValue(agreement.id), SQLValue(agreement.client.text), SQLValue(agreement.contractor?.text),
      SQLValue(agreement.purpose), SQLValue(agreement.starts), SQLValue(agreement.ends),
      SQLValue(agreement.retentionEnds))
  }

  /// In the order of client and id.
  func all() throws -> [Agreement] {
    try session.all(
      "SELECT id, client, contractor, purpose, starts, ends, retention_ends FROM agreement ORDER BY client, id"
    ) { row in
      Agreement(
        id: row.text(0), client: .init(row.text(1)), contractor: row.optionalText(2).map { .init($0) },
        purpose: row.text(3), starts: row.optionalMoment(4), ends: row.optionalMoment(5),
        retentionEnds: row.optionalMoment(6))
    }
  }
}
