import CanonicalForms

/// Something that was said to the outside, in sentences that quote statements by their numbers. It is never changed: what
/// turned out wrong is corrected by another one.
package struct OutwardDocument: Sendable, Hashable, Identifiable {
  /// Raw values are stored.
  package enum Kind: String, Sendable, CaseIterable {
    case policeReport = "police_report"
    case lockOrder = "lock_order"
    case preliminaryReport = "preliminary_report"
    case finalReport = "final_report"
    case clientNotice = "client_notice"
    case clientPack = "client_pack"
    case letter, notice, faq

    /// Whether it is one of the two reports to the authority: the final one follows the preliminary one.
    package var isReport: Bool { self == .preliminaryReport || self == .finalReport }
  }

  /// Words, or something that stands or falls with a statement.
  package enum Part: Sendable, Hashable {
    case words(String)
    /// What the statement said, as it was written.
    case quote(statement: Int, String)
    /// The document says that this is not known yet.
    case missing(StatementLedger.Key, String)

    package var text: String {
      switch self {
      case .words(let text), .quote(_, let text), .missing(_, let text): text
      }
    }
  }

  package struct Sentence: Sendable, Hashable {
    package var parts: [Part]

    package init(_ parts: [Part]) { self.parts = parts }
    package init(_ words: String) { parts = [.words(words)] }

    package var text: String { parts.map(\.text).joined() }
  }

  /// Within its incident, from 1: written `D-2`.
  package var id: Int
  package var kind: Kind
  /// A client's id, or an authority; empty for the public.
  package var recipient: String
  /// `ja` or `en`.
  package var language: String
  package var issuedAt: Moment
  /// The document that this one puts right; it is not listed as outdated any more.
  package var corrects: Int?
  package var sentences: [Sentence]

  package var name: String { Self.name(id) }
  package static func name(_ id: Int) -> String { "D-\(id)" }
  package static func id(from name: String) -> Int? { Int(name.hasPrefix("D-") ? String(name.dropFirst(2)) : name) }

  package var text: String { sentences.map(\.text).joined(separator: "\n") + "\n" }

  /// Whether a document of a kind to somebody can put this one right: only who was told something wrong is told better.
  package func canBeCorrected(by kind: Kind, to recipient: String) -> Bool {
    self.recipient == recipient && (self.kind == kind || (self.kind.isReport && kind.isReport))
  }

  package var quotes: [Int] {
    sentences.flatMap(\.parts).compactMap { if case .quote(let id, _) = $0 { id } else { nil } }
  }
}

/// One quotation that does not hold any more, with the sentence as it should read.
package struct Correction: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Another statement stands now, and says something else.
    case changed
    /// What the document called unknown is known.
    case added
    /// What it quoted was taken back, and nothing stands in its place.
    case withdrawn
  }

  package var kind: Kind
  package var document: Int
  /// The sentence's place, from 0.
  package var sentence: Int
  package var fact: Fact
  package var subject: Statement.Subject
  package var former: Int?
  package var current: Int?
  package var oldText: String
  package var newText: String
  package var oldSentence: String
  /// With every outdated quotation of the sentence replaced.
  package var newSentence: String
}

extension StatementLedger {
  /// What documents say that does not hold any more, by document and sentence. Documents that were corrected by a later one
  /// are left out.
  /// - Parameter render: what a statement reads like in a document of a language.
  package func corrections(
    to documents: [OutwardDocument], render: (Statement, String) -> String, absent: (String) -> String
  ) -> [Correction] {
    let corrected = Set(documents.compactMap(\.corrects))
    var found: [Correction] = []
    for document in documents where !corrected.contains(document.id) {
      for (place, sentence) in document.sentences.enumerated() {
        let changes = sentence.parts.map { change(of: $0) }
        guard changes.contains(where: { $0 != nil }) else { continue }
        func text(_ change: Change) -> String {
          change.current.map { render($0, document.language) } ?? absent(document.language)
        }
        let new = zip(sentence.parts, changes).map { part, change in change.map(text) ?? part.text }.joined()
        for (part, change) in zip(sentence.parts, changes) {
          guard let change else { continue }
          found.append(
            Correction(
              kind: change.kind, document: document.id, sentence: place, fact: change.key.fact,
              subject: change.key.subject, former: change.former, current: change.current?.id, oldText: part.text,
              newText: text(change), oldSentence: sentence.text, newSentence: new))
        }
      }
    }
    return found
  }

  private struct Change {
    let kind: Correction.Kind
    let key: Key
    let former: Int?
    let current: Statement?
  }

  private func change(of part: OutwardDocument.Part) -> Change? {
    switch part {
    case .words: return nil
    case .missing(let key, _):
      guard let stands = standing(key.fact, key.subject), stands.answer.value != nil else { return nil }
      return Change(kind: .added, key: key, former: nil, current: stands)
    case .quote(let id, _):
      guard let quoted = self[id] else { return nil }
      let key = Key(quoted.fact, quoted.subject)
      guard let stands = standing(quoted.fact, quoted.subject) else {
        return Change(kind: .withdrawn, key: key, former: id, current: nil)
      }
      guard stands.id != id, stands.answer != quoted.answer else { return nil }
      return Change(kind: .changed, key: key, former: id, current: stands)
    }
  }
}
