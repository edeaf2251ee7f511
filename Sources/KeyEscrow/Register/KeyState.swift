import CanonicalForms

/// How far a kept key can be relied on. Pure. Raw values stand in the API and are phrases (`key_state.…`).
package enum KeyState: String, Sendable, CaseIterable {
  /// Proved, not long ago.
  case proved
  /// Proved, and nothing speaks against it but time.
  case ageing
  /// Sealed to custodians: proved when it was sealed or in a drill, not long ago for that. Nothing proves it every day.
  case sealed
  /// Sealed to custodians, and the last proof is so old that they should come together for a drill.
  case drillDue = "drill_due"
  /// The disk has changed so that this key does not open it any more, or may not.
  case drifted
  /// It was tried and does not open the disk.
  case refused
  /// Kept, never proved.
  case neverProved = "never_proved"
  /// Of the past: replaced, or gone from a disk that another kept key opens.
  case past

  /// After how many days a proof is old.
  package static let freshDays: Int64 = 7
  /// After how many days a drill is due of a key that is sealed to custodians.
  package static let drillDays: Int64 = 90

  /// - Parameters:
  ///   - siblings: the other keys that are kept for the device.
  ///   - now: proofs are counted from when their metadata was on the device, not from when they were made.
  package init(_ key: EscrowedKey, siblings: [EscrowedKey], at now: Moment) {
    func isGood(_ key: EscrowedKey) -> Bool {
      key.replacedBy == nil && key.drifted == nil && key.proof?.verdict == .proved
    }
    if key.replacedBy != nil {
      self = .past
    } else if isGood(key), let proof = key.proof, key.sealing != nil {
      // Its disk shows by itself, without the key, whether the protector is still there.
      self = proof.at.adding(days: Self.drillDays) >= now ? .sealed : .drillDue
    } else if isGood(key), let proof = key.proof {
      self = min(proof.asOf, proof.at).adding(days: Self.freshDays) >= now ? .proved : .ageing
    } else if key.drifted != nil || (key.proof?.verdict == .refused && key.proved != nil) {
      let hasSuccessor = siblings.contains { $0.id != key.id && $0.volume == key.volume && isGood($0) }
      self = hasSuccessor ? .past : .drifted
    } else if key.proof?.verdict == .refused {
      self = .refused
    } else {
      // What could not be tried says nothing about a proof that there was.
      self = key.proved == nil ? .neverProved : key.sealing == nil ? .ageing : .drillDue
    }
  }

  /// Whole days since it was last proved; nil when it never was.
  package static func days(since key: EscrowedKey, at now: Moment) -> Int64? {
    guard let proved = key.proved else { return nil }
    let since = key.proof.map { $0.verdict == .proved ? min($0.asOf, proved) : proved } ?? proved
    return max(0, now.milliseconds - since.milliseconds) / 86_400_000
  }
}
