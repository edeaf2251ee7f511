import Accounts
import CanonicalForms
import Storage

/// Who custodians are, and whose keys are sealed to them: one proposes, another agrees.
extension KeyEscrow {
  package func custodians() throws -> [RegisteredCustodian] {
    try store.read { try CustodianRegister(session: $0).custodians() }
  }

  package func sealingRules() throws -> [SealingRule] {
    try store.read { try CustodianRegister(session: $0).rules().map(\.rule) }
  }

  /// The latest first, those that were agreed to as well.
  package func custodianProposals() throws -> [CustodianProposal] {
    try store.read { try CustodianRegister(session: $0).proposals() }
  }

  /// Registers a public key for an account of a key custodian, once a second person has compared its fingerprint. It takes the
  /// place of the account's former key. Keys that were sealed to that one stay so: sealing anew needs the key, which comes with the
  /// next replacement on the disk.
  /// - Returns: the proposal's identifier.
  /// - Throws: `EscrowFailure`: `not_allowed`, `custodian_key` for another account's key; `AccountsFailure` for who may not.
  package func propose(
    _ key: CustodianKey, for account: Account.ID, by actor: Account.ID, at time: Moment
  ) throws -> String {
    try propose(.key(account, key), needing: .manageAccounts, by: actor, at: time)
  }

  /// Seals what is kept from here on, and what is proved again, to custodians; or no longer does so. Whoever approves keys says it,
  /// and another of them, or an administrator, agrees.
  /// - Throws: `EscrowFailure` with the code `sealing_rule`.
  package func propose(_ rule: SealingRule, by actor: Account.ID, at time: Moment) throws -> String {
    try propose(.rule(rule), needing: .approveReveal, by: actor, at: time)
  }

  private func propose(
    _ change: CustodianProposal.Change, needing permission: Permission, by actor: Account.ID, at time: Moment
  ) throws -> String {
    let id = Self.newID("s-")
    try store.write { session in
      guard actor != .hikae else { throw EscrowFailure(.notAllowed) }
      try Accounts.require(permission, of: actor, in: session)
      try Self.require(change, in: session)
      var body = change.json
      body["proposal"] = .string(id)
      try record("custodian.proposed", .object(body), by: actor.text, at: time, in: session)
    }
    return id
  }

  private static func require(_ change: CustodianProposal.Change, in session: SQLSession) throws {
    let register = CustodianRegister(session: session)
    switch change {
    case .key(let account, let key):
      try Accounts.require(.approveReveal, of: account, in: session)
      // One key in two accounts would be one person for two.
      guard try !register.custodians().contains(where: { $0.key == key && $0.account != account }) else {
        throw EscrowFailure(.custodianKey)
      }
    case .rule(let rule):
      let active = try register.active()
      guard rule.isSound, rule.custodians.allSatisfy({ active[$0] != nil }) else { throw EscrowFailure(.sealingRule) }
    }
  }

  /// Agrees to what somebody else proposed.
  /// - Parameter fingerprint: of a key, as its owner reads it from their own machine; nil for a rule.
  /// - Throws: `EscrowFailure`: `unknown_request`, `closed_request`, `own_request`, `dependent`, `fingerprint`, and as proposing.
  package func confirm(
    _ id: String, fingerprint: String? = nil, by actor: Account.ID, at time: Moment
  ) throws {
    try store.write { session in
      guard actor != .hikae else { throw EscrowFailure(.notAllowed) }
      try Self.requireSecond(actor, in: session)
      guard let proposal = try CustodianRegister(session: session).proposal(id) else {
        throw EscrowFailure(.unknownRequest)
      }
      guard proposal.isOpen(at: time) else { throw EscrowFailure(.closedRequest) }
      guard proposal.proposer != actor else { throw EscrowFailure(.ownRequest) }
      guard try Independence(session: session, now: time).isIndependent(actor, of: [proposal.proposer]) else {
        throw EscrowFailure(.dependent)
      }
      if case .key(_, let key) = proposal.change {
        guard let fingerprint, key.hasFingerprint(fingerprint) else { throw EscrowFailure(.fingerprint) }
      }
      // What was right when it was proposed need not be now.
      try Self.require(proposal.change, in: session)
      var body = proposal.change.json
      body["proposal"] = .string(id)
      body["proposer"] = .string(proposal.proposer.text)
      try record("custodian.confirmed", .object(body), by: actor.text, at: time, in: session)
    }
  }

  /// Either kind of person who may be the second one.
  private static func requireSecond(_ actor: Account.ID, in session: SQLSession) throws {
    do {
      try Accounts.require(.approveReveal, of: actor, in: session)
    } catch is AccountsFailure {
      try Accounts.require(.manageAccounts, of: actor, in: session)
    }
  }

  /// Seals nothing more to an account's key, at once. What is sealed to it already stays so.
  /// - Throws: `EscrowFailure` with the code `custodian_key` for an account without one.
  package func revokeCustodian(_ account: Account.ID, by actor: Account.ID, at time: Moment) throws {
    try store.write { session in
      guard actor != .hikae else { throw EscrowFailure(.notAllowed) }
      try Self.requireSecond(actor, in: session)
      let known = try CustodianRegister(session: session).custodians()
      guard let custodian = known.first(where: { $0.account == account && $0.revoked == nil }) else {
        throw EscrowFailure(.custodianKey)
      }
      try record(
        "custodian.revoked",
        ["account": .string(account.text), "fingerprint": .string(custodian.key.fingerprint)], by: actor.text, at: time,
        in: session)
    }
  }
}
