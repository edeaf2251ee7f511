import CanonicalForms

/// **When two statements contradict each other, and until when.**
///
/// Two statements of one fact and subject contradict each other when their values cannot both be true, or two facts exclude each
/// other. A contradiction is open from then on, whatever is said later, until
/// * somebody resolves it with a reason; a resolution also covers what agrees with the statement that it decided for;
/// * one of the two is taken back; or
/// * *evidence agrees*: the source of the evidence itself replaced it, by a value that excludes the former or is no vaguer,
///   and the new value does not contradict the other.
///
/// A vaguer value closes nothing: "between the 3rd and the 10th" is compatible with the 5th and with the 8th, and so says
/// nothing about which of them is right; nor does "unknown". Where the statement that stands excludes one of the two, it is shown
/// against that one, once, instead of against everything else that says the same.
extension StatementLedger {
  /// All of them, by number; those that were resolved, too.
  /// - Parameter withDecided: also those that ask nobody any more because of another decision, which may be resolved all the same.
  package func contradictions(withDecided: Bool = false) -> [Contradiction] {
    var found: [Contradiction.Pair: Contradiction] = [:]
    func note(_ a: Statement, _ b: Statement, _ kind: Contradiction.Kind) {
      let pair = Contradiction.Pair(a.id, b.id)
      guard a.id != b.id, found[pair] == nil else { return }
      let resolution = resolutions[pair]
      guard resolution != nil || withDecided || !isDecided(a, b) else { return }
      let (first, second) = a.id < b.id ? (a, b) : (b, a)
      found[pair] = Contradiction(first: first, second: second, kind: kind, resolution: resolution)
    }
    for (key, said) in byKey {
      for (place, a) in said.enumerated() {
        for b in said[(place + 1)...] where isShown(a, b) {
          if let kind = a.contradiction(with: b) { note(a, b, kind) }
        }
      }
      for (a, b) in changedAccounts(of: key) { note(a, b, .changedAccount) }
    }
    for (a, b) in excludingFacts() { note(a, b, .facts) }
    return found.values.sorted { ($0.first.id, $0.second.id) < ($1.first.id, $1.second.id) }
  }

  /// Whether two statements of one fact are shown against each other.
  private func isShown(_ a: Statement, _ b: Statement) -> Bool {
    guard !a.answer.agrees(with: b.answer) else { return false }
    if resolutions[.init(a.id, b.id)] != nil { return true }
    guard !isReplaced(a), !isReplaced(b), let stands = standing(a.fact, a.subject) else { return false }
    if stands.id == a.id || stands.id == b.id { return true }
    return isUndecided(a) && isUndecided(b)
  }

  /// Whether the statement is still upheld by its source, and the one that stands leaves open whether it is true.
  private func isUndecided(_ statement: Statement) -> Bool {
    guard !isReplaced(statement), let stands = standing(statement.fact, statement.subject) else { return false }
    return statement.answer.agrees(with: stands.answer)
  }

  /// Whether the same source has other evidence by now. A vaguer value does not take the former back.
  private func isReplaced(_ statement: Statement) -> Bool {
    guard statement.kind == .evidence else { return false }
    return history(statement.fact, statement.subject).contains { other in
      other.kind == .evidence && other.source.isSame(as: statement.source)
        && (other.saidAt, other.id) > (statement.saidAt, statement.id) && other.answer != statement.answer
        && !other.answer.isVaguer(than: statement.answer)
    }
  }

  /// Whether somebody decided already, against one of the two and for a third that agrees with the other.
  private func isDecided(_ a: Statement, _ b: Statement) -> Bool {
    func lost(_ loser: Statement, to agreeing: Statement) -> Bool {
      history(loser.fact, loser.subject).contains { winner in
        resolutions[.init(loser.id, winner.id)] != nil && winner.outranks(loser) && winner.fact == agreeing.fact
          && winner.answer.agrees(with: agreeing.answer)
      }
    }
    return lost(a, to: b) || lost(b, to: a)
  }

  /// What one person said, and said otherwise the next time.
  private func changedAccounts(of key: Key) -> [(Statement, Statement)] {
    var last: [Statement.Source: Statement] = [:]
    var pairs: [(Statement, Statement)] = []
    for statement in history(key.fact, key.subject) where statement.kind == .claim && statement.source.kind == .person {
      if let former = last[statement.source], !former.answer.agrees(with: statement.answer) {
        pairs.append((former, statement))
      }
      last[statement.source] = statement
    }
    return pairs
  }

  // MARK: Facts that exclude each other

  private func excludingFacts() -> [(Statement, Statement)] {
    var pairs: [(Statement, Statement)] = []
    for claim in history(.holdsPersonalData, .incident) where claim.kind == .claim && claim.answer.yesNo == false {
      pairs += candidates(.peopleCount).filter { ($0.answer.quantity?.least ?? 0) > 0 }.map { (claim, $0) }
    }
    // Found before it was lost, or lost before it was taken out.
    pairs += excluding(.lostAt, .foundAt) { lost, found in found.until < lost.from }
    pairs += excluding(.lostAt, .takenOutAt) { lost, out in out.from > lost.until }
    // Somebody says that it was gone by then, and afterwards it still spoke, without having been found.
    let found = answer(.foundAt).time?.from
    pairs += excluding(.lostAt, .lastWordAt) { lost, word in
      word.from > lost.until && found.map { $0 > word.from } ?? true
    }.filter { $0.0.kind == .claim }
    return pairs
  }

  private func excluding(
    _ fact: Fact, _ other: Fact, where isExcluded: (TimeSpan, TimeSpan) -> Bool
  ) -> [(Statement, Statement)] {
    candidates(fact).flatMap { a in
      candidates(other).filter { b in
        guard let first = a.answer.time, let second = b.answer.time else { return false }
        return isExcluded(first, second)
      }.map { (a, $0) }
    }
  }

  /// What stands, and what is upheld beside it because it is more exact.
  private func candidates(_ fact: Fact) -> [Statement] {
    guard let stands = standing(fact) else { return [] }
    let others = history(fact).filter {
      $0.id != stands.id && isUndecided($0) && stands.answer.isVaguer(than: $0.answer)
    }
    return [stands] + others
  }
}

extension Statement.Source {
  /// Whether it is one log, paper or person; how the person is called does not matter for what it is.
  fileprivate func isSame(as other: Self) -> Bool { kind == other.kind && reference == other.reference }
}

extension Statement {
  /// What it is that two statements are which disagree about one fact; nil when the later merely brings the former up to date.
  fileprivate func contradiction(with other: Statement) -> Contradiction.Kind? {
    switch (kind, other.kind) {
    case (.claim, .evidence), (.evidence, .claim): .claimAgainstEvidence
    case (.claim, .claim): source == other.source ? .changedAccount : .sources
    case (.evidence, .evidence): source.isSame(as: other.source) ? nil : .sources
    }
  }
}
