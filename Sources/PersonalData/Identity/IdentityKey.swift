import Cryptography

/// What of a person an identity key is made of. Raw values stand in stored data: never renumbered.
package enum IdentityKind: UInt8, Sendable, CaseIterable, Codable {
  case nameBirth = 1
  case kanaBirth = 2
  /// Insurer number, symbol, number and branch or birth date, and the given name or kana where there is one (twins).
  case insurance = 3
  case namePhone = 4
  case kanaPhone = 5
  case email = 6
  case nameAddress = 7
  case nameEmployee = 8
  /// Weak: a name with nothing beside it. Counts one person where nothing better is known; joins only when that name
  /// belongs to exactly one other person of the same population.
  case nameOnly = 9
  case kanaOnly = 10
  /// Weak: the row itself, for a person of whom no name and no key is known (a telephone number with a birth date).
  case other = 11
  /// Weak: a name with symbol and number of an insurance, where no birth date is known. Equal ones are one person as
  /// names are; different ones under one name are homonyms, whom the name then does not join.
  case nameInsurance = 12
  /// As `nameInsurance`, for a number without a symbol: a patient's, a member's.
  case nameNumber = 13
}

/// One way to recognise a person again: the SHA-256 of a canonical string such as `1|nb|高橋花子|19750102`, cut to 128
/// bits. The string begins with the version of the normaliser (`IdentityKey.version`).
///
/// It is still personal data: whoever can guess name and birth date can compute it. It leaves the machine only over an
/// authenticated channel, and at rest stands only under the token key (see `Token` in Custody).
package struct IdentityKey: Sendable, Hashable {
  /// Version of the normaliser that made the canonical strings. A change of folding is a new version.
  package static let version = 1

  package var kind: IdentityKind
  package var high: UInt64
  package var low: UInt64

  package init(kind: IdentityKind, high: UInt64, low: UInt64) {
    self.kind = kind
    self.high = high
    self.low = low
  }
}
