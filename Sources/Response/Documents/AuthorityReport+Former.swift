import CanonicalForms
import Custody
import Wording

extension AuthorityReport.Former {
  init(_ document: OutwardDocument, ledger: StatementLedger, words: StatementWords) {
    self.document = document.id
    kind = document.kind == .finalReport ? .final : .preliminary
    issuedAt = document.issuedAt
    changes = []
    let all = ledger.corrections(
      to: [document], render: { statement, _ in words.value(statement) }, absent: { _ in words(.answerNotYetAvailable) }
    )
    // A fact that stands in two items changed once.
    for change in all where !changes.contains(where: { $0.fact == change.fact && $0.subject == change.subject }) {
      changes.append(change)
    }
  }

  /// Whether a sentence says something else than the report before, and how.
  func change(
    of sentence: OutwardDocument.Sentence, in document: OutwardDocument, ledger: StatementLedger, language: Language
  ) -> Correction.Kind? {
    var isQuoting = false
    for part in sentence.parts {
      let key: StatementLedger.Key
      switch part {
      case .words: continue
      case .quote(let id, _):
        guard let statement = ledger[id] else { continue }
        key = .init(statement.fact, statement.subject)
      case .missing(let missing, _): key = missing
      }
      isQuoting = true
      if let change = changes.first(where: { $0.fact == key.fact && $0.subject == key.subject }) { return change.kind }
    }
    // Words alone follow from several statements: they can be held against words of the same language.
    guard !isQuoting, document.language == language.rawValue,
      !document.sentences.contains(where: { $0.text == sentence.text })
    else { return nil }
    return .changed
  }

  /// `D-2 (preliminary report, 2025-03-20 10:00)`.
  func name(_ words: StatementWords) -> String {
    words(
      .reportFormer, OutwardDocument.name(document), words.code("document", kind.document.rawValue),
      issuedAt.localMinute)
  }

  func section(in language: Language) -> String {
    let words = StatementWords(language: language)
    var html = "<section><h2>\(Markup.escaped(words(.reportNews)))</h2><p>\(Markup.escaped(name(words)))</p>"
    html += changes.isEmpty ? "<p>\(Markup.escaped(words(.reportNewsNone)))</p>" : "<ul>"
    for change in changes {
      let line = words(.reportLine, words.fact(change.fact)) + change.newText
      let before = words(.reportFormerly, change.oldText)
      html += "<li>\(Markup.escaped(line)) <span class=\"quiet\">\(Markup.escaped(before))</span></li>"
    }
    return html + (changes.isEmpty ? "" : "</ul>") + "</section>"
  }

  var json: JSON {
    [
      "document": .string(OutwardDocument.name(document)), "kind": .string(kind.rawValue), "issued": JSON(issuedAt),
      "changes": .array(
        changes.map { change in
          [
            "kind": .string(change.kind.rawValue), "fact": .string(change.fact.rawValue),
            "client": .string(change.subject.client), "old": .string(change.oldText), "new": .string(change.newText),
          ]
        }),
    ]
  }
}
