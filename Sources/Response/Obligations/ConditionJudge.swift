import CanonicalForms

/// Decides conditions for one party from the statements of an incident. Not Sendable: it remembers what it found, for the
/// rules of a law ask the same over and over.
final class ConditionJudge {
  private let ledger: StatementLedger
  /// Whose numbers count: the whole for the operator, its own for a client.
  private let subject: Statement.Subject
  private let evidenceDays: Int
  /// When the device was seen for the last time: the loss is not earlier.
  private let lastSeen: Moment?
  private var found: [Condition: Finding] = [:]

  init(ledger: StatementLedger, subject: Statement.Subject, evidenceDays: Int, lastSeen: Moment?) {
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
    guard let statement = statement(fact) else { return unknown(condition, .notStated, nil) }
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
    guard let statement = statement(fact) else { return unknown(condition, .notStated, nil) }
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

  private func cipher(_ condition: Condition) -> Finding {
    guard let statement = statement(.cipher) else { return unknown(condition, .notStated, nil) }
    guard let code = statement.answer.choice else { return open(condition, statement) }
    // AES is on the list of ciphers recommended for e-government (CRYPTREC) and in ISO/IEC 18033-3.
    guard code.hasPrefix("aes_") else { return Finding(condition, .notMet, .stated, statement) }
    return confirmed(condition, statement)
  }

  /// The whole volume, protection not suspended, at the loss. When nobody knows that, the last time somebody saw the device
  /// stands for it; without either nothing is new enough.
  private func encryption(_ condition: Condition) -> Finding {
    guard let statement = statement(.encryptionState) else { return unknown(condition, .notStated, nil) }
    guard let code = statement.answer.choice else { return open(condition, statement) }
    guard code == "on" else { return Finding(condition, .notMet, .stated, statement) }
    let finding = confirmed(condition, statement)
    guard finding.verdict == .met else { return finding }
    guard let lost = ledger.answer(.lostAt).time?.from ?? lastSeen else {
      return unknown(condition, .evidenceTooOld, statement)
    }
    let limit = lost.milliseconds - Int64(evidenceDays) * 86_400_000
    return statement.asOf.milliseconds < limit ? unknown(condition, .evidenceTooOld, statement) : finding
  }

  private func confirmed(_ condition: Condition, _ statement: Statement) -> Finding {
    guard statement.kind == .evidence else { return unknown(condition, .onlyClaimed, statement) }
    let isDisputed = ledger.history(statement.fact, statement.subject).contains {
      $0.kind == .evidence && $0.saidAt >= statement.saidAt && !$0.answer.agrees(with: statement.answer)
    }
    return isDisputed
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
