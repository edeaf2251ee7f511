import CanonicalForms
import Custody
import Wording

extension AuthorityReport.Former {
  /// - Parameters:
  ///   - said: its sentences, in the language of the report that is made now.
  ///   - now: those of the report that is made now.
  init(
    _ document: OutwardDocument, said: [OutwardDocument.Sentence], now: [OutwardDocument.Sentence],
    ledger: StatementLedger, words: StatementWords
  ) {
    self.document = document.id
    kind = document.kind == .finalReport ? .final : .preliminary
    issuedAt = document.issuedAt
    changes = []
    lines = Self.lines(said: said, now: now)
    let all = ledger.corrections(
      to: [document], render: { statement, _ in words.value(statement) }, absent: { _ in words(.answerNotYetAvailable) }
    )
    // A fact that stands in two items changed once.
    for change in all where !changes.contains(where: { $0.fact == change.fact && $0.subject == change.subject }) {
      changes.append(change)
    }
  }

  /// Lines that are words alone, by what stands before their colon.
  private static func lines(
    said: [OutwardDocument.Sentence], now: [OutwardDocument.Sentence]
  ) -> [AuthorityReport.Former.Line] {
    let old = said.filter(\.isWordsAlone).map(\.labelled)
    let new = now.filter(\.isWordsAlone).map(\.labelled)
    let known = Dictionary(old.map { ($0.label, $0.value) }, uniquingKeysWith: { first, _ in first })
    let kept = Set(new.map(\.label))
    return new.compactMap { line in
      guard let before = known[line.label] else {
        return .init(kind: .added, label: line.label, oldText: "", newText: line.value)
      }
      return before == line.value
        ? nil : .init(kind: .changed, label: line.label, oldText: before, newText: line.value)
    }
      + old.filter { !kept.contains($0.label) }.map {
        .init(kind: .withdrawn, label: $0.label, oldText: $0.value, newText: "")
      }
  }

  /// Whether a sentence says something else than the report before, and how.
  func change(of sentence: OutwardDocument.Sentence, ledger: StatementLedger) -> Correction.Kind? {
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
    // Words alone follow from several statements.
    return isQuoting ? nil : lines.first { $0.label == sentence.labelled.label }?.kind
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
    let rows = rows(words)
    html += rows.isEmpty ? "<p>\(Markup.escaped(words(.reportNewsNone)))</p>" : "<ul>"
    for row in rows {
      let line = words(.reportLine, row.label) + row.newText
      let before = words(.reportFormerly, row.oldText)
      html += "<li>\(Markup.escaped(line)) <span class=\"quiet\">\(Markup.escaped(before))</span></li>"
    }
    return html + (rows.isEmpty ? "" : "</ul>") + "</section>"
  }

  /// Everything that is different, facts first; what was not said before, or is not said any more, is called that.
  func rows(_ words: StatementWords) -> [AuthorityReport.Former.Line] {
    let facts = changes.map {
      AuthorityReport.Former.Line(
        kind: $0.kind, label: words.fact($0.fact), oldText: $0.oldText, newText: $0.newText)
    }
    return facts
      + lines.map { line in
        var line = line
        if line.oldText.isEmpty { line.oldText = words(.reportNotSaid) }
        if line.newText.isEmpty { line.newText = words(.reportNotSaid) }
        return line
      }
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
      "lines": .array(
        lines.map { line in
          [
            "kind": .string(line.kind.rawValue), "label": .string(line.label), "old": .string(line.oldText),
            "new": .string(line.newText),
          ]
        }),
    ]
  }
}
