/// What a rule asks about an incident, as seen by the party that is obliged.
package enum Condition: Sendable, Hashable {
  /// At least one person's data is concerned.
  case anybody
  /// Special-care data (要配慮個人情報) of at least one person.
  case sensitive
  case financialLoss
  case wrongfulPurpose
  /// More people than this; where the number cannot be fixed, the maximum counts.
  case peopleOver(Int)
  case peopleAtLeast(Int)
  case peopleBelow(Int)
  /// Individual numbers (個人番号) of more people than this.
  case myNumbers(over: Int)
  case myNumberSystem
  case viewableByMany
  /// All came back before a third party could have seen it.
  case recoveredUnseen

  // Encryption, as of the loss
  case cipherListed, fullyEncrypted, keySeparated, keyLeakPrevented, remoteErase, keyUnusable, keyUncompromised
  case copyElsewhere

  // Judged by people
  case highRisk, riskUnlikely

  /// Stable: phrases go by it.
  package var code: String {
    switch self {
    case .anybody: "anybody"
    case .sensitive: "sensitive"
    case .financialLoss: "financial_loss"
    case .wrongfulPurpose: "wrongful_purpose"
    case .peopleOver: "people_over"
    case .peopleAtLeast: "people_at_least"
    case .peopleBelow: "people_fewer_than"
    case .myNumbers: "my_numbers_over"
    case .myNumberSystem: "my_number_system"
    case .viewableByMany: "viewable_by_many"
    case .recoveredUnseen: "recovered_unseen"
    case .cipherListed: "cipher_listed"
    case .fullyEncrypted: "fully_encrypted"
    case .keySeparated: "key_separated"
    case .keyLeakPrevented: "key_leak_prevented"
    case .remoteErase: "remote_erase"
    case .keyUnusable: "key_unusable"
    case .keyUncompromised: "key_uncompromised"
    case .copyElsewhere: "copy_elsewhere"
    case .highRisk: "high_risk"
    case .riskUnlikely: "risk_unlikely"
    }
  }

  package var threshold: Int? {
    switch self {
    case .peopleOver(let count), .peopleAtLeast(let count), .peopleBelow(let count), .myNumbers(let count):
      count
    default: nil
    }
  }
}

/// Conditions joined.
package indirect enum Formula: Sendable, Hashable {
  case condition(Condition)
  case all([Formula])
  case any([Formula])

  package static func any(of conditions: Condition...) -> Formula { .any(conditions.map { .condition($0) }) }
  package static func all(of conditions: Condition...) -> Formula { .all(conditions.map { .condition($0) }) }

  /// In the order in which they are written, each once.
  package var conditions: [Condition] {
    var found: [Condition] = []
    func visit(_ formula: Formula) {
      switch formula {
      case .condition(let condition): if !found.contains(condition) { found.append(condition) }
      case .all(let parts), .any(let parts): parts.forEach(visit)
      }
    }
    visit(self)
    return found
  }
}

/// Whether a condition is met. What is not known is neither.
package enum Verdict: String, Sendable, CaseIterable {
  case met
  case notMet = "not_met"
  case unknown
}

extension Formula {
  /// By Kleene's logic of three values: unknown spreads only where it matters.
  package func verdict(_ of: (Condition) -> Verdict) -> Verdict {
    switch self {
    case .condition(let condition): return of(condition)
    case .all(let parts):
      let verdicts = parts.map { $0.verdict(of) }
      if verdicts.contains(.notMet) { return .notMet }
      return verdicts.contains(.unknown) ? .unknown : .met
    case .any(let parts):
      let verdicts = parts.map { $0.verdict(of) }
      if verdicts.contains(.met) { return .met }
      return verdicts.contains(.unknown) ? .unknown : .notMet
    }
  }
}
