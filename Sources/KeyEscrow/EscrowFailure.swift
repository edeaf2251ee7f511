/// Why something about kept keys is not done. Holds nothing that was typed in or read, and no digit of a key.
package struct EscrowFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Raw values are stable: the API and the phrases of `Wording` (`escrow_failure.…`) go by them.
  package enum Code: String, Sendable, CaseIterable {
    /// No key is kept under that identifier.
    case unknownKey = "unknown_key"
    /// Several keys begin with these digits: the whole identifier is needed.
    case ambiguousKey = "ambiguous_key"
    /// No such volume has shown itself on the device, or it is struck off.
    case unknownVolume = "unknown_volume"
    case unknownRequest = "unknown_request"
    /// A request needs a reason, and the number of an incident or case.
    case reasonMissing = "reason_missing"
    /// Whoever asked for a key does not approve it.
    case ownRequest = "own_request"
    /// The requester made this account, or let somebody into it, in the last days.
    case dependent
    /// More approvals than there are people who may give one.
    case tooManyApprovals = "too_many_approvals"
    /// One person counts once.
    case alreadyVoted = "already_voted"
    /// The request is refused, shown, or its time is over.
    case closedRequest = "closed_request"
    case notApproved = "not_approved"
    /// Only whoever asked for the key sees it.
    case otherRequester = "other_requester"
    /// The account may not do that.
    case notAllowed = "not_allowed"
    /// A sealed key does not open: it was changed, or the key-encryption key is another.
    case sealed
    /// The key-encryption key that a record needs is not there.
    case keyLost = "key_lost"
    /// There is no metadata of this volume to prove a key against.
    case noMetadata = "no_metadata"
    /// A time at which metadata cannot have lain on the device: it has not come, or is before they were written.
    case seenTime = "seen_time"
    /// "Opened", while every kept key of the device is refused.
    case drillRefuted = "drill_refuted"
    /// The token refuses the PIN, or would be locked by another wrong one.
    case pin
    case unknownDrill = "unknown_drill"
    /// A policy with no approvals, or with times that cannot be.
    case policy
    /// The module or its token cannot be used.
    case module
    /// The key is sealed to custodians: the server cannot open it.
    case sealedToCustodians = "sealed_to_custodians"
    /// The key is not sealed to custodians: it is shown, and proved, without them.
    case notSealedToCustodians = "not_sealed_to_custodians"
    /// A request for a sealed key needs the public key that custodians seal their answers to.
    case recipientMissing = "recipient_missing"
    /// No public key, one that another account has, or an account that has none.
    case custodianKey = "custodian_key"
    /// What was typed is not the fingerprint.
    case fingerprint
    /// Too few or too many custodians, or some without a confirmed key.
    case sealingRule = "sealing_rule"
    /// The answer is for another request, or not the custodian's own share.
    case otherShare = "other_share"
    /// Fewer custodians have answered than are needed.
    case tooFewShares = "too_few_shares"
    /// A result that nobody signed who had the data key, or of a drill that has one.
    case drillResult = "drill_result"
  }

  package let code: Code

  package init(_ code: Code) { self.code = code }

  package var description: String { "recovery keys: " + code.rawValue }
}
