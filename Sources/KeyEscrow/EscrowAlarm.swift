/// Something about kept keys that somebody has to look at.
package struct EscrowAlarm: Sendable, Hashable {
  /// The most urgent first. Raw values stand in the API and are phrases (`escrow_alarm.…`).
  package enum Kind: String, Sendable, CaseIterable, Comparable {
    /// No kept key can be opened.
    case canary
    /// A sealed key or copy of metadata that was left under an old key-encryption key: it is damaged, or the rotation was stopped.
    case sealing
    case suspended
    case breakGlass = "break_glass"
    case rotationOverdue = "rotation_overdue"
    case rolledBack = "rolled_back"
    case refused, drifted
    case noKey = "no_key"
    case unkept, partial
    /// Should be sealed to custodians and is not: the server can still open it.
    case unsealed
    case neverProved = "never_proved"
    case ageing
    /// Sealed to custodians, and not proved for long.
    case drillDue = "drill_due"
    case drillOverdue = "drill_overdue"

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    package static func < (a: Kind, b: Kind) -> Bool { a.rank < b.rank }
  }

  package let kind: Kind
  /// nil for what concerns all.
  package let device: String?
  /// The key, protector, volume, request or drill that it is about.
  package let subject: String

  init(_ kind: Kind, _ device: String? = nil, _ subject: String = "") {
    self.kind = kind
    self.device = device
    self.subject = subject
  }
}
