import CanonicalForms
import Wording

/// Makes sentences that quote statements.
struct DocumentWriter {
  let ledger: StatementLedger
  let words: StatementWords

  init(_ ledger: StatementLedger, language: Language) {
    self.ledger = ledger
    words = StatementWords(language: language)
  }

  /// What stands of a fact, or that nobody knows yet.
  func part(_ fact: Fact, _ subject: Statement.Subject = .incident) -> OutwardDocument.Part {
    guard let statement = ledger.standing(fact, subject) else {
      return .missing(.init(fact, subject), words(.answerNotYetAvailable))
    }
    guard statement.answer.value != nil else { return .missing(.init(fact, subject), words.value(statement)) }
    return .quote(statement: statement.id, words.value(statement))
  }

  func sentence(
    _ label: ResponsePhrase, _ fact: Fact, _ subject: Statement.Subject = .incident
  ) -> OutwardDocument.Sentence {
    .init([.words(words(label)), part(fact, subject)])
  }

  /// With the fact's own name before it.
  func sentence(_ fact: Fact, _ subject: Statement.Subject = .incident) -> OutwardDocument.Sentence {
    .init([.words(words(.reportLine, words.fact(fact))), part(fact, subject)])
  }

  func sentence(_ phrase: ResponsePhrase, _ argument: String = "") -> OutwardDocument.Sentence {
    .init(words(phrase, argument))
  }

  // MARK: The first hour

  /// What to tell whoever can lock the device.
  func lockOrder(incident: String) -> [OutwardDocument.Sentence] {
    [
      sentence(.lockLine), sentence(.lineDevice, .device), sentence(.lineMedium, .medium), sentence(.lockAccounts),
      sentence(.lockTime, incident),
    ]
  }

  /// The text for the report to the police: the thing, not what is on it.
  func policeReport(incident: Incident) -> [OutwardDocument.Sentence] {
    let items = incident.search.items.map { words.code("item", $0.rawValue) }.joined(
      separator: words.language.text(.and))
    return [
      sentence(.policeLine), sentence(.lineDevice, .device), sentence(.lineMedium, .medium),
      sentence(.lineLostAt, .lostAt), sentence(.lineLostPlace, .lostPlace), sentence(.policeInside, items),
      sentence(.policeContact, incident.id),
    ]
  }
}
