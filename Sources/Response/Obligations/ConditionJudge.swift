import CanonicalForms

/// Decides conditions for one party from the statements of an incident. Not Sendable: it remembers what it found, for the
/// rules of a law ask the same over and over.
final class ConditionJudge {
  private let ledger: StatementLedger
  /// Whose numbers count: the whole for the operator, its own for a client.
  private let subject: Statement.Subject
  private let evidenceDays: Int
  /// Whose part of the whole counts; nil for all of it, or for the subject's own.
  private let part: ObligationCase.Part?
  /// When the device was seen for the last time: the loss is not earlier.
  private let lastSeen: Moment?
  private var found: [Condition: Finding] = [:]

  init(
    ledger: StatementLedger, subject: Statement.Subject, part: ObligationCase.Part? = nil, evidenceDays: Int,
    lastSeen: Moment?
  ) {
    self.part = part
    self.ledger = ledger
    self.lastSeen = lastSeen
    self.subject = subject
    self.evidenceDays = evidenceDays
  }

  typealias Finding = Obligation.Finding

  func findings(of formula: Formula) -> [Finding] { formula.conditions.map(finding) }

  func verdict(of formula: Formula, _ findings: [Finding]) -> Verdict {
    formula.verdict { condition in findings.first { $0.condition == condition }?.verdict ?? .unknown }
  }

  func finding(_ condition: Condition) -> Finding {
    if let known = found[condition] { return known }
    let finding = judged(condition)
    found[condition] = finding
    return finding
  }

  private func judged(_ condition: Condition) -> Finding {
    switch condition {
    case .anybody: people(condition, more: { $0 > 0 })
    case .peopleOver(let count): people(condition, more: { $0 > count })
    case .peopleAtLeast(let count): people(condition, more: { $0 >= count })
    case .peopleBelow(let count): inverted(people(.peopleAtLeast(count), more: { $0 >= count }), as: condition)
    case .sensitive: number(condition, .sensitivePeople, more: { $0 > 0 })
    case .myNumbers(over: let count): number(condition, .myNumberPeople, more: { $0 > count })
    case .financialLoss: burden(condition, .financialLoss)
    case .wrongfulPurpose: burden(condition, .wrongfulPurpose)
    case .myNumberSystem: burden(condition, .myNumberSystem)
    case .viewableByMany: burden(condition, .viewableByMany)
    case .highRisk: burden(condition, .highRisk)
    case .recoveredUnseen: relief(condition, .recoveredUnseen)
    case .riskUnlikely: relief(condition, .riskUnlikely)
    case .keySeparated: relief(condition, .keySeparated)
    case .keyLeakPrevented: relief(condition, .keyLeakPrevented)
    case .remoteErase: relief(condition, .remoteErase)
    case .keyUnusable: relief(condition, .keyUnusable)
    case .copyElsewhere: relief(condition, .copyElsewhere)
    case .keyUncompromised: relief(condition, .keyCompromised, isMetBy: false)
    case .cipherListed: cipher(condition)
    case .fullyEncrypted: encryption(condition)
    }
  }

  // MARK: What binds

  private func people(_ condition: Condition, more: (Int) -> Bool) -> Finding {
    number(condition, .peopleCount, more: more)
  }

  /// A number and its bounds. What a claim says is not enough to be below.
  private func number(_ condition: Condition, _ fact: Fact, more: (Int) -> Bool) -> Finding {
    let counted = part?.numbers[fact]
    guard var statement = counted?.statement ?? statement(fact) else { return unknown(condition, .notStated, nil) }
    if let counted {
      statement.answer = .known(.quantity(counted.quantity))
      statement.kind = counted.kind
    }
    if statement.answer != .notApplicable {
      guard let quantity = statement.answer.quantity else { return open(condition, statement) }
      if more(quantity.least) { return Finding(condition, .met, .stated, statement) }
      guard let most = quantity.most else { return unknown(condition, .saidUnknown, statement) }
      if more(most) { return Finding(condition, .met, .byMaximum, statement) }
    }
    guard statement.kind == .evidence else { return unknown(condition, .onlyClaimed, statement) }
    if let unread = ledger.standing(.unreadFiles), unread.answer.quantity?.most != 0 {
      return unknown(condition, .filesUnread, unread)
    }
    return Finding(condition, .notMet, .stated, statement)
  }

  /// A fact that makes a duty: met by any statement, denied by evidence only.
  private func burden(_ condition: Condition, _ fact: Fact) -> Finding {
    guard let statement = part?.financialLoss(fact, in: ledger) ?? statement(fact) else {
      return unknown(condition, .notStated, nil)
    }
    if statement.answer != .notApplicable {
      guard let value = statement.answer.yesNo else { return open(condition, statement) }
      if value { return Finding(condition, .met, .stated, statement) }
    }
    guard statement.kind == .evidence else { return unknown(condition, .onlyClaimed, statement) }
    return Finding(condition, .notMet, .stated, statement)
  }

  private func inverted(_ finding: Finding, as condition: Condition) -> Finding {
    var inverted = finding
    inverted.condition = condition
    switch finding.verdict {
    case .met: inverted.verdict = .notMet
    case .notMet: inverted.verdict = .met
    case .unknown: break
    }
    return inverted
  }

  // MARK: What frees

  /// A fact that frees of a duty: met by evidence only, and not while other evidence says the opposite.
  private func relief(_ condition: Condition, _ fact: Fact, isMetBy wanted: Bool = true) -> Finding {
    guard let statement = statement(fact) else { return unknown(condition, .notStated, nil) }
    guard let value = statement.answer.yesNo else { return open(condition, statement) }
    guard value == wanted else { return Finding(condition, .notMet, .stated, statement) }
    return confirmed(condition, statement)
  }

  /// AES is on the list of ciphers recommended for e-government (CRYPTREC) and in ISO/IEC 18033-3.
  private func cipher(_ condition: Condition) -> Finding {
    atTheLoss(condition, .cipher) { $0.hasPrefix("aes_") }
  }

  /// The whole volume, protection not suspended.
  private func encryption(_ condition: Condition) -> Finding {
    atTheLoss(condition, .encryptionState) { $0 == "on" }
  }

  /// What changes from day to day is shown by the evidence that is about the time nearest before the loss, not by what was
  /// said last: a device that was encrypted before or after it may not have been then. When nobody knows the day of the loss,
  /// the last time somebody saw the device stands for it; without either nothing is new enough.
  private func atTheLoss(_ condition: Condition, _ fact: Fact, frees: (String) -> Bool) -> Finding {
    guard let stands = statement(fact) else { return unknown(condition, .notStated, nil) }
    guard let code = stands.answer.choice else { return open(condition, stands) }
    let against = Finding(condition, .notMet, .stated, stands)
    guard stands.kind == .evidence else { return frees(code) ? unknown(condition, .onlyClaimed, stands) : against }
    guard let lost = ledger.answer(.lostAt).time ?? lastSeen.map({ TimeSpan($0) }) else {
      return frees(code) ? unknown(condition, .evidenceTooOld, stands) : against
    }
    let before = ledger.history(fact, stands.subject).filter {
      $0.kind == .evidence && $0.answer.choice != nil && $0.asOf <= lost.until && !ledger.isSettledAgainst($0)
    }
    guard let nearest = before.max(by: { ($0.asOf, $0.saidAt, $0.id) < ($1.asOf, $1.saidAt, $1.id) }) else {
      return frees(code) ? unknown(condition, .evidenceAfterLoss, stands) : against
    }
    if ledger.isDisputed(nearest) { return unknown(condition, .contradicted, nearest) }
    guard let code = nearest.answer.choice, frees(code) else { return Finding(condition, .notMet, .stated, nearest) }
    let limit = lost.from.milliseconds - Int64(evidenceDays) * 86_400_000
    return nearest.asOf.milliseconds < limit
      ? unknown(condition, .evidenceTooOld, nearest) : Finding(condition, .met, .stated, nearest)
  }

  private func confirmed(_ condition: Condition, _ statement: Statement) -> Finding {
    guard statement.kind == .evidence else { return unknown(condition, .onlyClaimed, statement) }
    return ledger.isDisputed(statement)
      ? unknown(condition, .contradicted, statement) : Finding(condition, .met, .stated, statement)
  }

  // MARK: What is not known

  /// A client without a value of its own has that of the whole, apart from numbers of people, which are its own.
  private func statement(_ fact: Fact) -> Statement? {
    if subject == .incident { return ledger.standing(fact) }
    if let own = ledger.standing(fact, subject) { return own }
    switch fact {
    case .peopleCount, .sensitivePeople, .myNumberPeople, .learnedAt: return nil
    default: return ledger.standing(fact)
    }
  }

  /// Of a fact that frees, "does not apply" is no relief. Of one that binds it would be, and is weighed where that is judged.
  private func open(_ condition: Condition, _ statement: Statement) -> Finding {
    switch statement.answer {
    case .notApplicable: Finding(condition, .notMet, .stated, statement)
    case .unknown: unknown(condition, .saidUnknown, statement)
    default: unknown(condition, .notStated, statement)
    }
  }

  private func unknown(_ condition: Condition, _ reason: Finding.Reason, _ statement: Statement?) -> Finding {
    Finding(condition: condition, verdict: .unknown, reason: reason, statement: statement?.id)
  }
}

extension Obligation.Finding {
  fileprivate init(_ condition: Condition, _ verdict: Verdict, _ reason: Reason, _ statement: Statement) {
    self.init(condition: condition, verdict: verdict, reason: reason, statement: statement.id)
  }
}
