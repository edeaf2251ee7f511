/// Why shares do not give a key back, on the machine of whoever opens or combines them. Holds nothing secret.
package struct ShareFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// Raw values are phrases (`share_failure.…`).
  package enum Code: String, Sendable, CaseIterable {
    /// A file that is none of ours, or was changed.
    case damaged
    /// The passphrase is another, or the file of the private key was changed.
    case passphrase
    /// Nothing in the request was sealed to this key.
    case otherKey = "other_key"
    /// The share is not the one that was sealed, or what it was sealed with was changed.
    case wrongShare = "wrong_share"
    /// The fingerprint is not that of the key that the request wants its answers sealed to.
    case recipient
    /// Fewer good shares than are needed.
    case tooFew = "too_few"
    /// The shares are good, and what they open is not.
    case sealed
  }

  package let code: Code
  /// Accounts whose share is wrong.
  package let wrong: [String]
  /// How many good ones there are, and how many are needed.
  package let good: Int
  package let needed: Int

  init(_ code: Code, wrong: [String] = [], good: Int = 0, needed: Int = 0) {
    self.code = code
    self.wrong = wrong
    self.good = good
    self.needed = needed
  }

  package var description: String { "shares: " + code.rawValue }
}
