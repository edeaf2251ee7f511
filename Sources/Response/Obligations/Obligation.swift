import CanonicalForms
import Custody
import JapaneseText

/// Something owed to somebody under a dated rule, with all that it rests on.
package struct Obligation: Sendable, Hashable, Identifiable {
  package enum State: String, Sendable, CaseIterable {
    case owed
    /// Whether it is owed hangs on something unknown: until it is known, it is treated as owed.
    case presumed
    /// Owed once its clock has begun.
    case notStarted = "not_started"
    case notOwed = "not_owed"
    case exempt
    /// Freed of it, because every client was told.
    case relieved
    case fulfilled
  }

  package struct Finding: Sendable, Hashable {
    package enum Reason: String, Sendable, CaseIterable {
      case stated
      /// The number is not fixed, and its maximum exceeds the threshold.
      case byMaximum = "by_maximum"
      case notStated = "not_stated"
      case saidUnknown = "said_unknown"
      /// Only claimed; a claim frees nobody.
      case onlyClaimed = "only_claimed"
      /// The evidence is too old to show how it was at the loss.
      case evidenceTooOld = "evidence_too_old"
      /// The evidence is about a time after the loss.
      case evidenceAfterLoss = "evidence_after_loss"
      /// Files were not read: there may be more people.
      case filesUnread = "files_unread"
      /// An open contradiction: the less favourable value counts.
      case contradicted
    }

    package var condition: Condition
    package var verdict: Verdict
    package var reason: Reason
    /// What it rests on.
    package var statement: Int?
  }

  /// Stable over changes of facts: `appi.final@117`, `appi.client@operator>117`.
  package var id: String
  package var rule: Rule
  /// `jp-appi-2024`; empty for duties out of a contract.
  package var ruleSet: String
  package var party: Party
  /// Told, where the recipient is a client.
  package var client: Organisation.ID?
  package var state: State
  package var deadline: Deadline?
  /// The moment from which the term runs, and the statement that it is taken from.
  package var start: Moment?
  package var startedBy: Int?
  package var term: Term
  package var applies: Verdict
  package var appliesFindings: [Finding]
  package var exemption: Verdict?
  package var exemptionFindings: [Finding]
  package var fulfilment: ObligationCase.Fulfilment?

  /// Whether something is to be done.
  package var isOpen: Bool { state == .owed || state == .presumed }

  package func isOverdue(at moment: Moment) -> Bool { isOpen && deadline.map { $0.end <= moment } == true }
  /// Done, but after the deadline.
  package var isLate: Bool {
    guard state == .fulfilled, let fulfilment, let deadline else { return false }
    return fulfilment.at >= deadline.end
  }

  /// Statements that it rests on.
  package var statements: [Int] {
    var found = Set((appliesFindings + exemptionFindings).compactMap(\.statement))
    if let startedBy { found.insert(startedBy) }
    return found.sorted()
  }
}

/// What a correction moved.
package struct ObligationChange: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    case appeared, vanished
    case stateChanged = "state_changed"
    case deadlineMoved = "deadline_moved"
  }

  package var kind: Kind
  package var before: Obligation?
  package var after: Obligation?

  package var id: String { (after ?? before)?.id ?? "" }

  /// Differences that somebody has to act on, in the order of the later list.
  package static func between(_ before: [Obligation], _ after: [Obligation]) -> [ObligationChange] {
    let former = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let later = Set(after.map(\.id))
    var changes: [ObligationChange] = []
    for obligation in after {
      guard let old = former[obligation.id] else {
        changes.append(ObligationChange(kind: .appeared, before: nil, after: obligation))
        continue
      }
      if old.state != obligation.state {
        changes.append(ObligationChange(kind: .stateChanged, before: old, after: obligation))
      } else if old.deadline != obligation.deadline {
        changes.append(ObligationChange(kind: .deadlineMoved, before: old, after: obligation))
      }
    }
    for obligation in before where !later.contains(obligation.id) {
      changes.append(ObligationChange(kind: .vanished, before: obligation, after: nil))
    }
    return changes
  }
}
