import CanonicalForms
import Custody
import Wording

/// What can be written from the statements as they stand, to be given out.
extension Incidents {
  /// Kinds that `draft` writes; the others are made where their subject is.
  package static let draftedKinds: [OutwardDocument.Kind] = [
    .preliminaryReport, .finalReport, .clientNotice, .policeReport, .lockOrder,
  ]

  /// - Parameter client: whom a notice is for, or whose part a report is about; nil for the whole.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `unfit_value` for other kinds and for a client that is not concerned,
  ///   `foreign_name` when what is for one client would name another.
  package func draft(
    _ kind: OutwardDocument.Kind, for client: Organisation.ID?, of id: String, in language: Language, at time: Moment
  ) throws -> [OutwardDocument.Sentence] {
    let subject = client.map { Statement.Subject.client($0) } ?? .incident
    let ledger = try ledger(of: id)
    guard subject == .incident || ledger.clients.contains(subject) else {
      throw ResponseFailure(.unfitValue, "client \(subject.client) is not concerned in \(id)")
    }
    switch kind {
    case .preliminaryReport: return try report(.preliminary, of: id, about: subject, in: language, at: time)
    case .finalReport: return try report(.final, of: id, about: subject, in: language, at: time)
    case .policeReport: return try policeReport(of: id, in: language)
    case .lockOrder: return try lockOrder(of: id, in: language)
    case .clientNotice:
      guard let client else { throw ResponseFailure(.unfitValue, "a notice is for one client") }
      let sentences = DocumentWriter(ledger, language: language).clientNotice(incident: id, about: subject)
      try requireNobodyElse(than: client, in: sentences)
      return sentences
    case .clientPack, .letter, .notice, .faq:
      throw ResponseFailure(.unfitValue, "a \(kind.rawValue) is not written here")
    }
  }

  private func report(
    _ kind: AuthorityReport.Kind, of id: String, about subject: Statement.Subject, in language: Language,
    at time: Moment
  ) throws -> [OutwardDocument.Sentence] {
    try authorityReport(kind, of: id, about: subject, in: language, at: time).sentences
  }

  /// Words that somebody typed may name another client.
  func requireNobodyElse(than client: Organisation.ID, in sentences: [OutwardDocument.Sentence]) throws {
    let organisations = try custody.organisations()
    guard let owner = organisations.first(where: { $0.id == client }) else {
      throw ResponseFailure(.unfitValue, "no organisation \(client)")
    }
    let text = sentences.map(\.text).joined(separator: "\n")
    if let other = ForeignNames(organisations.filter { $0.kind == .client }).found(in: text, for: owner) {
      throw ResponseFailure(.foreignName, "what is for client \(client) names client \(other)")
    }
  }
}

extension DocumentWriter {
  /// The first word to a client: what is known of its own people, before or beside its pack.
  func clientNotice(incident: String, about own: Statement.Subject) -> [OutwardDocument.Sentence] {
    // Where nobody of theirs is known to be on the device for certain, it is not said that it held their data.
    let isCertain = (ledger.answer(.peopleCount, own).quantity?.least ?? 0) > 0
    let intro: ResponsePhrase = isCertain ? .clientNoticeIntro : .clientNoticeIntroPossible
    return [
      sentence(intro), sentence(.packPeople, .peopleCount, own),
      sentence(.packSensitive, .sensitivePeople, own), sentence(.packFields, .fields, own),
      sentence(.packLost, .lostAt),
      sentence(.packFound, .foundAt), sentence(.packEncryption, .encryptionState), sentence(.packAccessed, .accessed),
      sentence(.packCause, .cause), sentence(.packKnown, .learnedAt), sentence(.clientNoticeContact, incident),
    ]
  }
}

extension Correction {
  /// A document as it should read now: the draft of its correction.
  package static func draft(of document: OutwardDocument, by corrections: [Correction]) -> String {
    let changed = Dictionary(
      corrections.filter { $0.document == document.id }.map { ($0.sentence, $0.newSentence) },
      uniquingKeysWith: { first, _ in first })
    return document.sentences.enumerated().map { changed[$0.offset] ?? $0.element.text }.joined(separator: "\n")
  }
}
