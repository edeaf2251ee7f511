import CanonicalForms

/// All statements of an incident, and what follows from them.
///
/// **The rule.** Of a fact and subject, the newest evidence stands (by when it was said); a claim stands only where there is
/// no evidence. "Not yet available" stands only where nothing else was said. "Unknown" by evidence is a finding: it stands
/// against older evidence and against every claim. What was taken back does not stand.
package struct StatementLedger: Sendable {
  package struct Key: Sendable, Hashable, Comparable {
    package let fact: Fact
    package let subject: Statement.Subject

    package init(_ fact: Fact, _ subject: Statement.Subject = .incident) {
      self.fact = fact
      self.subject = subject
    }

    package static func < (a: Key, b: Key) -> Bool {
      a.subject == b.subject ? a.fact.position < b.fact.position : a.subject < b.subject
    }
  }

  /// In the order of their numbers.
  package let statements: [Statement]
  /// Contradictions that somebody settled, with the reason.
  package let resolutions: [Contradiction.Pair: Contradiction.Resolution]
  private let standing: [Key: Statement]
  /// What was said of each fact and subject and not taken back, in the order of the numbers.
  private let history: [Key: [Statement]]
  var byKey: [Key: [Statement]] { history }
  private let byID: [Int: Statement]

  package init(
    _ statements: [Statement], resolved resolutions: [Contradiction.Pair: Contradiction.Resolution] = [:]
  ) {
    self.resolutions = resolutions
    self.statements = statements.sorted { $0.id < $1.id }
    byID = Dictionary(statements.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    var standing: [Key: Statement] = [:]
    var history: [Key: [Statement]] = [:]
    for statement in self.statements where statement.retraction == nil {
      let key = Key(statement.fact, statement.subject)
      history[key, default: []].append(statement)
      if let former = standing[key], !statement.displaces(former) { continue }
      standing[key] = statement
    }
    self.standing = standing
    self.history = history
  }

  package subscript(_ id: Int) -> Statement? { byID[id] }

  /// The statement that stands; nil when nothing was ever said.
  package func standing(_ fact: Fact, _ subject: Statement.Subject = .incident) -> Statement? {
    standing[Key(fact, subject)]
  }

  /// Everything that was said and not taken back, in the order of the numbers.
  package func history(_ fact: Fact, _ subject: Statement.Subject = .incident) -> [Statement] {
    history[Key(fact, subject)] ?? []
  }

  package func answer(_ fact: Fact, _ subject: Statement.Subject = .incident) -> Answer {
    standing(fact, subject)?.answer ?? .notYetAvailable
  }

  /// In the order of subjects and of the list of facts.
  package var current: [Statement] { standing.sorted { $0.key < $1.key }.map(\.value) }

  package var clients: [Statement.Subject] {
    Set(standing.keys.map(\.subject)).filter { $0 != .incident }.sorted()
  }

  /// As it would be if this had been said, too: to see what a correction would move before it is made.
  package func adding(_ statement: NewStatement, recordedAt: Moment) -> StatementLedger {
    let next = (statements.last?.id ?? 0) + 1
    return StatementLedger(
      statements + [Statement(statement, id: next, recordedAt: recordedAt)], resolved: resolutions)
  }

  /// As it was known at a moment.
  package func known(at moment: Moment) -> StatementLedger {
    StatementLedger(
      statements.filter { $0.recordedAt <= moment }, resolved: resolutions.filter { $0.value.at <= moment })
  }
}

extension Statement {
  init(_ new: NewStatement, id: Int, recordedAt: Moment) {
    self.init(
      id: id, fact: new.fact, subject: new.subject, answer: new.answer, asOf: new.asOf, saidAt: new.saidAt,
      recordedAt: recordedAt, source: new.source, kind: new.kind, confidence: new.confidence, retraction: nil)
  }

  /// Whether it stands instead of `former`, which has a smaller number.
  func displaces(_ former: Statement) -> Bool {
    switch (answer == .notYetAvailable, former.answer == .notYetAvailable) {
    case (true, false): return false
    case (false, true): return true
    default: break
    }
    if kind != former.kind { return kind == .evidence }
    return saidAt >= former.saidAt
  }
}

extension Fact {
  private static let positions = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
  package var position: Int { Self.positions[self] ?? 0 }
}
