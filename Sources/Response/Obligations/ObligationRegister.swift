import CanonicalForms
import Custody
import Storage

/// What was done about obligations, and what parties' duties hang on, in the database.
struct ObligationRegister {
  let session: SQLSession

  static func fulfilled(_ obligation: String, at: Moment, reference: String, in incident: String) -> NewEntry {
    NewEntry(
      kind: "obligation.fulfilled",
      body: [
        "incident": .string(incident), "obligation": .string(obligation), "at": JSON(at),
        "reference": .string(reference),
      ])
  }

  static func registered(_ party: Party) -> NewEntry {
    NewEntry(
      kind: "party.registered",
      body: ["organisation": .string(party.client?.text ?? ""), "terms": party.termsJSON])
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    switch entry.kind {
    case "obligation.fulfilled":
      let at = body["at"].moment ?? entry.time
      try session.execute(
        """
        INSERT INTO obligation_fulfilment (incident, obligation, at, reference) VALUES (?, ?, ?, ?)
        ON CONFLICT (incident, obligation) DO UPDATE SET at = excluded.at, reference = excluded.reference
        """, entry.incident, SQLValue(body["obligation"].string ?? ""), SQLValue(at),
        SQLValue(body["reference"].string ?? ""))
      try TimelineRegister(session: session).add(
        entry, event: at, kind: entry.kind, reference: body["obligation"].string ?? "", note: nil)
    case "party.registered":
      try session.execute(
        """
        INSERT INTO response_party (organisation, terms) VALUES (?, ?)
        ON CONFLICT (organisation) DO UPDATE SET terms = excluded.terms
        """, SQLValue(body["organisation"].string ?? ""), SQLValue(body["terms"].canonicalText))
    default: break
    }
  }

  func fulfilments(of incident: String) throws -> [String: ObligationCase.Fulfilment] {
    var found: [String: ObligationCase.Fulfilment] = [:]
    try session.forEach(
      "SELECT obligation, at, reference FROM obligation_fulfilment WHERE incident = ?", SQLValue(incident)
    ) { found[$0.text(0)] = .init(at: $0.moment(1), reference: $0.text(2)) }
    return found
  }

  /// By organisation; the operator under an empty id.
  func parties() throws -> [String: Party] {
    var found: [String: Party] = [:]
    try session.forEach("SELECT organisation, terms FROM response_party ORDER BY organisation") { row in
      let id = row.text(0)
      let terms = (try? JSON(parsing: Array(row.text(1).utf8))) ?? .null
      found[id] = Party(client: id.isEmpty ? nil : .init(id), terms: terms)
    }
    return found
  }
}

extension Party {
  fileprivate var termsJSON: JSON {
    [
      "laws": JSON(laws.map(\.rawValue).sorted()),
      "contract": .array(
        contract.map {
          ["agreement": .string($0.agreement), "article": .string($0.article), "term": $0.term.json]
        }),
    ]
  }

  fileprivate init(client: Organisation.ID?, terms: JSON) {
    var contract: [ContractTerm] = []
    if case .array(let rows) = terms["contract"] {
      contract = rows.compactMap { row in
        Term(json: row["term"]).map {
          ContractTerm(agreement: row["agreement"].string ?? "", article: row["article"].string ?? "", term: $0)
        }
      }
    }
    self.init(
      client: client, laws: Set(terms["laws"].strings.compactMap(Jurisdiction.init(rawValue:))), contract: contract)
  }
}
