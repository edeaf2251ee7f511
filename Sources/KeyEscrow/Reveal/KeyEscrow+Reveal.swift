import Accounts
import CanonicalForms
import DiskEncryption
import Storage

/// Showing a key: one asks, others agree, the one who asked sees it once, and all recovery protectors are replaced.
extension KeyEscrow {
  private static let mostExpired = 1000

  package func policy() throws -> RevealPolicy { try store.read { try RevealRegister(session: $0).policy() } }

  /// For requests from here on; a smaller number of approvals counts after some days alone. Whoever approves keys says how many
  /// have to, and never more than there are.
  /// - Throws: `EscrowFailure`: `policy`, `too_many_approvals`.
  package func set(_ policy: RevealPolicy, by actor: Account.ID, at time: Moment) throws {
    guard policy.isSound else { throw EscrowFailure(.policy) }
    try store.write { session in
      try Accounts.require(.approveReveal, of: actor, in: session)
      guard try policy.approvals <= Accounts.count(whoMay: .approveReveal, in: session) else {
        throw EscrowFailure(.tooManyApprovals)
      }
      try record(
        "escrow.policy_set",
        [
          "approvals": JSON(policy.approvals), "shown_seconds": .integer(policy.shownSeconds),
          "open_hours": .integer(policy.openHours), "rotation_days": .integer(policy.rotationDays),
        ], by: actor.text, at: time, in: session)
    }
  }

  /// Asks for a key.
  /// - Parameters:
  ///   - caseNumber: of the incident or the case.
  ///   - reason: in the requester's words; it can be erased later.
  ///   - recipient: the requester's one-time key, for a key that is sealed to custodians.
  ///   - isDrill: the key is put together to be proved, and not shown.
  /// - Returns: the request's identifier.
  package func request(
    _ id: EscrowedKey.ID, caseNumber: String, reason: String, recipient: CustodianKey? = nil, isDrill: Bool = false,
    by actor: Account.ID, at time: Moment
  ) throws -> String {
    try Self.requireReason(caseNumber, reason)
    return try store.write { session in
      try Self.require(.requestReveal, of: actor, in: session)
      guard let key = try KeyRegister(session: session).find(id) else { throw EscrowFailure(.unknownKey) }
      guard key.sealing != nil || (recipient == nil && !isDrill) else { throw EscrowFailure(.notSealedToCustodians) }
      guard key.sealing == nil || recipient != nil else { throw EscrowFailure(.recipientMissing) }
      let policy = try RevealRegister(session: session).policy()
      let request = Self.newID("r-")
      var body = Self.body(request, key, caseNumber)
      body["needed"] = JSON(try Independence(session: session, now: time).needed(under: policy))
      body["expires"] = JSON(time.adding(seconds: policy.openHours * 3600))
      if let recipient {
        body["recipient"] = JSON(bytes: recipient.bytes)
        body["drill"] = .bool(isDrill)
      }
      try record("reveal.requested", .object(body), personal: reason, by: actor.text, at: time, in: session)
      return request
    }
  }

  /// Agrees. Never the one who asked, nobody twice, and no account that may be in one hand with one of theirs: see `Independence`.
  package func approve(_ id: String, by actor: Account.ID, at time: Moment) throws {
    try vote(id, "reveal.approved", by: actor, at: time)
  }

  /// One refusal is enough.
  package func refuse(_ id: String, by actor: Account.ID, at time: Moment) throws {
    try vote(id, "reveal.refused", by: actor, at: time)
  }

  private func vote(_ id: String, _ kind: String, by actor: Account.ID, at time: Moment) throws {
    try store.write { session in
      try Self.require(.approveReveal, of: actor, in: session)
      let register = RevealRegister(session: session)
      guard let request = try register.find(id) else { throw EscrowFailure(.unknownRequest) }
      guard request.requester != actor else { throw EscrowFailure(.ownRequest) }
      guard request.state == .requested, request.expires > time else { throw EscrowFailure(.closedRequest) }
      guard try !register.hasVoted(actor, on: request) else { throw EscrowFailure(.alreadyVoted) }
      // Refusing is open to everybody who may decide.
      if kind == "reveal.approved" {
        let others = [request.requester] + request.approvals
        guard try Independence(session: session, now: time).isIndependent(actor, of: others) else {
          throw EscrowFailure(.dependent)
        }
      }
      let expires = time.adding(seconds: try register.policy().openHours * 3600)
      try record(
        kind, ["reveal": .string(id), "device": .string(request.device), "expires": JSON(expires)], by: actor.text,
        at: time, in: session)
    }
  }

  /// Hands the key to the one who asked, once. It is written down before it is handed out, and new recovery protectors are
  /// asked for.
  package func show(_ id: String, by actor: Account.ID, at time: Moment) throws -> ShownKey {
    try store.write { session in
      let register = RevealRegister(session: session)
      guard let request = try register.find(id) else { throw EscrowFailure(.unknownRequest) }
      guard request.requester == actor else { throw EscrowFailure(.otherRequester) }
      try Self.require(.requestReveal, of: actor, in: session)
      if request.state == .requested, request.expires > time { throw EscrowFailure(.notApproved) }
      guard request.state == .approved, request.expires > time else { throw EscrowFailure(.closedRequest) }
      guard let key = try KeyRegister(session: session).find(request.key) else { throw EscrowFailure(.unknownKey) }
      return try hand(
        key, request: id, "reveal.shown", Self.body(id, key, request.caseNumber), nil, actor, time, session)
    }
  }

  /// Hands a key out without asking anybody: for the night when nobody can be reached. It is an alarm for everybody.
  package func breakGlass(
    _ id: EscrowedKey.ID, caseNumber: String, reason: String, by actor: Account.ID, at time: Moment
  ) throws -> ShownKey {
    try Self.requireReason(caseNumber, reason)
    return try store.write { session in
      try Self.require(.requestReveal, of: actor, in: session)
      guard let key = try KeyRegister(session: session).find(id) else { throw EscrowFailure(.unknownKey) }
      let request = Self.newID("r-")
      return try hand(
        key, request: request, "breakglass.used", Self.body(request, key, caseNumber), reason, actor, time, session)
    }
  }

  private func hand(
    _ key: EscrowedKey, request: String, _ kind: String, _ members: [String: JSON], _ reason: String?,
    _ actor: Account.ID, _ time: Moment, _ session: SQLSession
  ) throws -> ShownKey {
    // A key that does not open is not one that was shown.
    var opened = OpenRing(ring)
    let secret = try SecretRegister(session: session).open(key, with: &opened)
    let policy = try RevealRegister(session: session).policy()
    let until = time.adding(seconds: policy.shownSeconds)
    var body = members
    body["until"] = JSON(until)
    try record(kind, .object(body), personal: reason, by: actor.text, at: time, in: session)
    try askRotation(
      id: request, after: key, due: time.adding(days: policy.rotationDays), by: actor.text, at: time, in: session)
    return ShownKey(request: request, key: key, secret: secret, until: until)
  }

  private static func body(_ request: String, _ key: EscrowedKey, _ caseNumber: String) -> [String: JSON] {
    [
      "reveal": .string(request), "escrow": .string(key.id.text), "device": .string(key.device),
      "protector": .string(key.protector), "case": .string(caseNumber),
    ]
  }

  /// Two people have to be two accounts: the command line as such is nobody.
  private static func require(_ permission: Permission, of actor: Account.ID, in session: SQLSession) throws {
    guard actor != .hikae else { throw EscrowFailure(.notAllowed) }
    try Accounts.require(permission, of: actor, in: session)
  }

  private static func requireReason(_ caseNumber: String, _ reason: String) throws {
    guard caseNumber.contains(where: { !$0.isWhitespace }), reason.contains(where: { !$0.isWhitespace }),
      caseNumber.utf8.count <= 100, reason.utf8.count <= 4000
    else { throw EscrowFailure(.reasonMissing) }
  }

  /// Closes requests whose time is over.
  /// - Returns: how many.
  func closeExpired(by actor: String, at now: Moment) throws -> Int {
    guard try store.read({ try !RevealRegister(session: $0).expired(at: now, limit: 1).isEmpty }) else { return 0 }
    return try store.write { session in
      let expired = try RevealRegister(session: session).expired(at: now, limit: Self.mostExpired)
      for request in expired {
        try record(
          "reveal.expired", ["reveal": .string(request.id), "device": .string(request.device)], by: actor, at: now,
          in: session)
        try Self.dropAnswers(to: request, in: session)
      }
      return expired.count
    }
  }

  /// The latest requests first.
  package func requests(limit: Int = 200) throws -> [RevealRequest] {
    try store.read { try RevealRegister(session: $0).all(limit: limit) }
  }

  /// Of one key, the latest first.
  package func requests(of key: EscrowedKey) throws -> [RevealRequest] {
    try store.read { try RevealRegister(session: $0).all(of: key) }
  }

  package func request(_ id: String) throws -> RevealRequest? {
    try store.read { try RevealRegister(session: $0).find(id) }
  }
}
