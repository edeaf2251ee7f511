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
