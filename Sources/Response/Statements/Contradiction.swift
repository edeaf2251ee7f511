import CanonicalForms

/// Two statements that cannot both be true. Found by computing, never entered; closed only with a reason.
package struct Contradiction: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    /// What was said against what was found.
    case claimAgainstEvidence = "claim_against_evidence"
    /// Two people, or two papers of different origin.
    case sources
    /// The same person says something else now.
    case changedAccount = "changed_account"
    /// Two facts that exclude each other: "nothing on it" and "780 people on it".
    case facts
  }

  package struct Resolution: Sendable, Hashable {
    package var reason: String
    package var at: Moment

    package init(reason: String, at: Moment) {
      self.reason = reason
      self.at = at
    }
  }

  /// The smaller number first.
  package var first: Statement
  package var second: Statement
  package var kind: Kind
  package var resolution: Resolution?

  /// `S-1/S-9`.
  package var id: String { "\(first.name)/\(second.name)" }

  package struct Pair: Sendable, Hashable {
    package let first: Int
    package let second: Int

    package init(_ a: Int, _ b: Int) {
      first = min(a, b)
      second = max(a, b)
    }
  }

  package var pair: Pair { Pair(first.id, second.id) }
}

extension StatementLedger {
  /// All of them, by number; those that were resolved, too.
  ///
  /// A statement is held against the one that stands, and claims of one person against each other. Evidence that the same
  /// source replaced by newer evidence is a revision, not a contradiction: its figures are in the history.
  package func contradictions() -> [Contradiction] {
    var found: [Contradiction.Pair: Contradiction] = [:]
    func note(_ a: Statement, _ b: Statement, _ kind: Contradiction.Kind) {
      let pair = Contradiction.Pair(a.id, b.id)
      guard a.id != b.id, found[pair] == nil else { return }
      let (first, second) = a.id < b.id ? (a, b) : (b, a)
      found[pair] = Contradiction(first: first, second: second, kind: kind, resolution: resolutions[pair])
    }
    let valid = statements.filter { $0.retraction == nil }
    var lastOfPerson: [PersonAndKey: Statement] = [:]
    for statement in valid {
      let key = Key(statement.fact, statement.subject)
      if let stands = standing(key.fact, key.subject), !statement.answer.agrees(with: stands.answer),
        let kind = statement.contradiction(with: stands)
      {
        note(statement, stands, kind)
      }
      guard statement.kind == .claim, statement.source.kind == .person else { continue }
      let who = PersonAndKey(source: statement.source, key: key)
      if let former = lastOfPerson[who], !former.answer.agrees(with: statement.answer) {
        note(former, statement, .changedAccount)
      }
      lastOfPerson[who] = statement
    }
    for (a, b) in excludingFacts(valid) { note(a, b, .facts) }
    return found.values.sorted { ($0.first.id, $0.second.id) < ($1.first.id, $1.second.id) }
  }

  private struct PersonAndKey: Hashable {
    let source: Statement.Source
    let key: Key
  }

  /// Pairs of different facts that exclude each other.
  private func excludingFacts(_ valid: [Statement]) -> [(Statement, Statement)] {
    var pairs: [(Statement, Statement)] = []
    if let people = standing(.peopleCount), let count = people.answer.quantity, count.least > 0 {
      for claim in valid where claim.fact == .holdsPersonalData && claim.answer.yesNo == false {
        pairs.append((claim, people))
      }
    }
    if let lost = standing(.lostAt), let span = lost.answer.time {
      // Found before it was lost, or lost before it was taken out.
      if let found = standing(.foundAt), let at = found.answer.time, at.until < span.from {
        pairs.append((lost, found))
      }
      if let out = standing(.takenOutAt), let at = out.answer.time, at.from > span.until { pairs.append((lost, out)) }
      // Somebody says that it was gone by then, and afterwards it still spoke, without having been found.
      if lost.kind == .claim, let word = standing(.lastWordAt), let at = word.answer.time, at.from > span.until,
        standing(.foundAt)?.answer.time.map({ $0.from > at.from }) ?? true
      {
        pairs.append((lost, word))
      }
    }
    return pairs
  }
}

extension Statement {
  /// What it is that the two, which disagree about one fact, are; nil when the later merely brings the former up to date.
  fileprivate func contradiction(with stands: Statement) -> Contradiction.Kind? {
    switch (kind, stands.kind) {
    case (.claim, .evidence): return .claimAgainstEvidence
    case (.claim, .claim): return source == stands.source ? .changedAccount : .sources
    case (.evidence, .evidence):
      return source.kind == stands.source.kind && source.reference == stands.source.reference ? nil : .sources
    // A claim stands against evidence only where the evidence is "not yet available", which agrees with everything.
    case (.evidence, .claim): return nil
    }
  }
}
