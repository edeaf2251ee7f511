import CanonicalForms
import Storage
import Wording

extension Incidents {
  /// By number.
  package func documents(of id: String) throws -> [OutwardDocument] {
    try store.read { try DocumentRegister(session: $0).all(of: id) }
  }

  /// Takes down what was said to the outside. Reports to the authority are filed after the incident was closed, too.
  /// - Parameter corrects: an earlier document that this one puts right, of the same kind and to the same recipient.
  /// - Returns: its number.
  /// - Throws: `ResponseFailure`: `unknown_document`, `unfit_value` when it cannot put that one right,
  ///   `unknown_statement` when it quotes one that there is not.
  @discardableResult
  package func issue(
    _ kind: OutwardDocument.Kind, to recipient: String = "", _ sentences: [OutwardDocument.Sentence],
    in language: Language, of id: String, correcting corrects: Int? = nil, at time: Moment
  ) throws -> Int {
    try store.write { session in
      let incidents = IncidentRegister(session: session)
      let incident = kind.isReport ? try incidents.require(id) : try incidents.requireOpen(id)
      let register = DocumentRegister(session: session)
      if let corrects {
        guard let wrong = try register.find([corrects], of: id).first else {
          throw ResponseFailure(.unknownDocument, "no document \(OutwardDocument.name(corrects)) in \(id)")
        }
        guard wrong.canBeCorrected(by: kind, to: recipient) else {
          throw ResponseFailure(.unfitValue, "\(wrong.name) is another kind of document, or to somebody else")
        }
      }
      let document = OutwardDocument(
        id: try register.nextNumber(in: id), kind: kind, recipient: recipient, language: language.rawValue,
        issuedAt: time, corrects: corrects, sentences: sentences)
      let ledger = try ledger(of: id, in: session)
      for quote in document.quotes where ledger[quote] == nil {
        throw ResponseFailure(.unknownStatement, "no statement \(Statement.name(quote)) in \(id)")
      }
      try append(DocumentRegister.entry(document, in: id), to: incident, at: time, in: session)
      return document.id
    }
  }

  /// What documents say that does not hold any more, with the sentence as it should read, each in its own language.
  package func corrections(of id: String, in language: Language) throws -> [Correction] {
    try ledger(of: id).corrections(
      to: try documents(of: id),
      render: { statement, code in
        StatementWords(language: Language(rawValue: code) ?? language).value(statement)
      },
      absent: { code in (Language(rawValue: code) ?? language).response(.answerNotYetAvailable) })
  }

  // MARK: Drafts

  package func lockOrder(of id: String, in language: Language) throws -> [OutwardDocument.Sentence] {
    DocumentWriter(try ledger(of: id), language: language).lockOrder(incident: id)
  }

  package func policeReport(of id: String, in language: Language) throws -> [OutwardDocument.Sentence] {
    DocumentWriter(try ledger(of: id), language: language).policeReport(incident: try incident(id))
  }

  /// - Parameter subject: a client, for the report about its part.
  /// - Throws: `ResponseFailure`: `unknown_incident`; of a client's report `foreign_name` when it would name another, and
  ///   `unfit_value` when there is no such client.
  package func authorityReport(
    _ kind: AuthorityReport.Kind, of id: String, about subject: Statement.Subject = .incident, in language: Language,
    at time: Moment
  ) throws -> AuthorityReport {
    let matter = try obligationCase(of: id)
    let organisations = try custody.organisations()
    let reporter = organisations.first {
      subject == .incident ? $0.kind == .operator : $0.id.text == subject.client
    }
    let report = AuthorityReport(
      kind, of: try incident(id), ledger: matter.ledger, about: subject, by: reporter?.name,
      with: try reporterDetails(of: subject == .incident ? nil : .init(subject.client)),
      under: matter.reportingLaws(of: subject), after: try documents(of: id), at: time, in: language)
    if case .client(let client) = subject { try requireNobodyElse(than: client, in: report.sentences) }
    return report
  }
}
