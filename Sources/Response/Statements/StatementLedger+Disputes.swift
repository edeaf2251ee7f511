import CanonicalForms

extension StatementLedger {
  /// The statement from which clocks run: the earliest moment that anybody names, claims included, whatever was said later.
  /// Law asks when the first department knew. A later moment counts once the contradiction between the two was resolved, or
  /// the earlier statement was taken back.
  package func clockStart(of subject: Statement.Subject) -> Statement? {
    history(.learnedAt, subject)
      .filter { $0.answer.time != nil && !isSettledAgainst($0) }
      .min { a, b in
        guard let from = a.answer.time?.from, let other = b.answer.time?.from else { return false }
        return (from, a.id) < (other, b.id)
      }
  }

  /// Whether somebody decided, with a reason, for another statement that was not taken back.
  func isSettledAgainst(_ statement: Statement) -> Bool {
    history(statement.fact, statement.subject).contains { other in
      resolutions[.init(statement.id, other.id)] != nil && other.outranks(statement)
    }
  }

  /// Whether other evidence says the opposite and nobody has decided between them. What one source says anew brings it up to
  /// date, and is no dispute; two values of one source for one moment are.
  func isDisputed(_ statement: Statement) -> Bool {
    history(statement.fact, statement.subject).contains { other in
      guard other.id != statement.id, other.kind == .evidence, !other.answer.agrees(with: statement.answer),
        resolutions[.init(statement.id, other.id)] == nil, !isSettledAgainst(other)
      else { return false }
      let isSameSource =
        other.source.kind == statement.source.kind && other.source.reference == statement.source.reference
      return !isSameSource || (other.saidAt == statement.saidAt && other.asOf == statement.asOf)
    }
  }
}

extension Statement {
  func outranks(_ other: Statement) -> Bool { id > other.id ? displaces(other) : !other.displaces(self) }
}
