import Accounts
import CanonicalForms
import Storage

/// Requests, votes and the policy in the database.
struct RevealRegister {
  let session: SQLSession

  // MARK: Entries

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let device = SQLValue(body["device"].string ?? "")
    let id = SQLValue(body["reveal"].string ?? "")
    switch entry.kind {
    case "reveal.requested", "breakglass.used":
      let isBreakGlass = entry.kind == "breakglass.used"
      try session.execute(
        """
        INSERT INTO reveal (device, id, escrow, protector, requester, case_number, reason, asked, needed, state, expires,
          shown, break_glass) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, device, id, SQLValue(body["escrow"].string ?? ""), SQLValue(body["protector"].string ?? ""),
        SQLValue(entry.actor), SQLValue(body["case"].string ?? ""),
        SQLValue(entry.personal.bytes.map { String(decoding: $0, as: UTF8.self) }), SQLValue(entry.time),
        SQLValue(body["needed"].integer ?? 0),
        SQLValue((isBreakGlass ? RevealRequest.State.shown : .requested).rawValue),
        SQLValue(body["expires"].moment ?? entry.time), isBreakGlass ? SQLValue(entry.time) : .null,
        SQLValue(isBreakGlass))
      if let recipient = body["recipient"].bytes {
        try session.execute(
          "INSERT INTO reveal_recipient (device, id, public_key, is_drill, proved) VALUES (?, ?, ?, ?, NULL)", device,
          id, .blob(recipient), SQLValue(body["drill"].boolean == true))
      }
    case "reveal.contributed":
      try session.execute(
        "INSERT INTO reveal_share (device, reveal, number, account, at) VALUES (?, ?, ?, ?, ?)", device, id,
        SQLValue(body["number"].integer ?? 0), SQLValue(entry.actor), SQLValue(entry.time))
    case "reveal.approved":
      try vote(entry, approves: true)
      let votes = try approvals(of: body["reveal"].string ?? "", device: body["device"].string ?? "").count
      try session.execute(
        "UPDATE reveal SET state = ?, expires = ? WHERE device = ? AND id = ? AND state = ? AND needed <= ?",
        SQLValue(RevealRequest.State.approved.rawValue), SQLValue(body["expires"].moment ?? entry.time), device, id,
        SQLValue(RevealRequest.State.requested.rawValue), SQLValue(votes))
    case "reveal.refused":
      try vote(entry, approves: false)
      try set(.refused, device, id)
    case "reveal.shown", "drill.collected":
      try session.execute(
        "UPDATE reveal SET shown = ? WHERE device = ? AND id = ?", SQLValue(entry.time), device, id)
      try set(.shown, device, id)
    case "reveal.expired": try set(.expired, device, id)
    case "escrow.policy_set":
      try session.execute(
        """
        INSERT INTO escrow_policy (name, approvals, shown_seconds, open_hours, rotation_days) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET approvals = excluded.approvals, shown_seconds = excluded.shown_seconds,
          open_hours = excluded.open_hours, rotation_days = excluded.rotation_days
        """, SQLValue("reveal"), SQLValue(body["approvals"].integer ?? 1),
        SQLValue(body["shown_seconds"].integer ?? 120),
        SQLValue(body["open_hours"].integer ?? 24), SQLValue(body["rotation_days"].integer ?? 3))
    default: break
    }
  }

  /// A proof that came of a drill with custodians says so.
  func noteDrill(_ entry: JournalEntry) throws {
    guard let id = entry.body["reveal"].string else { return }
    try session.execute(
      "UPDATE reveal_recipient SET proved = ? WHERE device = ? AND id = ?", SQLValue(entry.time),
      SQLValue(entry.body["device"].string ?? ""), SQLValue(id))
  }

  private func set(_ state: RevealRequest.State, _ device: SQLValue, _ id: SQLValue) throws {
    try session.execute(
      "UPDATE reveal SET state = ? WHERE device = ? AND id = ?", SQLValue(state.rawValue), device, id)
  }

  private func vote(_ entry: JournalEntry, approves: Bool) throws {
    try session.execute(
      "INSERT INTO reveal_vote (device, reveal, account, at, approves) VALUES (?, ?, ?, ?, ?)",
      SQLValue(entry.body["device"].string ?? ""), SQLValue(entry.body["reveal"].string ?? ""), SQLValue(entry.actor),
      SQLValue(entry.time), SQLValue(approves))
  }

  // MARK: Questions

  private static let columns = """
    reveal.device, reveal.id, reveal.escrow, reveal.protector, reveal.requester, reveal.case_number, reveal.reason,
    reveal.asked, reveal.needed, reveal.state, reveal.expires, reveal.shown, reveal.break_glass,
    reveal_recipient.public_key, reveal_recipient.is_drill, reveal_recipient.proved
    """
  /// With whom custodians seal their answers to.
  private static let tables = """
    reveal LEFT JOIN reveal_recipient ON reveal_recipient.device = reveal.device AND reveal_recipient.id = reveal.id
    """

  private func read(_ row: SQLRow) -> RevealRequest {
    RevealRequest(
      id: row.text(1), key: .init(row.text(2)), device: row.text(0), protector: row.text(3),
      requester: .init(row.text(4)), caseNumber: row.text(5), reason: row.optionalText(6), asked: row.moment(7),
      needed: Int(row.integer(8)), approvals: [], state: .init(rawValue: row.text(9)) ?? .expired,
      expires: row.moment(10), shown: row.optionalMoment(11), isBreakGlass: row.integer(12) == 1,
      recipient: CustodianKey(row.optionalBytes(13)), isDrill: !row.isNull(14) && row.integer(14) == 1,
      drillProved: row.optionalMoment(15))
  }

  private func withApprovals(_ request: RevealRequest) throws -> RevealRequest {
    var all = RevealRequest(
      id: request.id, key: request.key, device: request.device, protector: request.protector,
      requester: request.requester, caseNumber: request.caseNumber, reason: request.reason, asked: request.asked,
      needed: request.needed, approvals: try approvals(of: request.id, device: request.device), state: request.state,
      expires: request.expires, shown: request.shown, isBreakGlass: request.isBreakGlass,
      recipient: request.recipient, isDrill: request.isDrill, drillProved: request.drillProved)
    if request.recipient != nil {
      all.contributors = try session.all(
        "SELECT account FROM reveal_share WHERE device = ? AND reveal = ? ORDER BY number", SQLValue(request.device),
        SQLValue(request.id)
      ) { .init($0.text(0)) }
    }
    return all
  }

  func find(_ id: String) throws -> RevealRequest? {
    try session.first(
      "SELECT \(Self.columns) FROM \(Self.tables) WHERE reveal.id = ?", SQLValue(id), read: read
    ).map(withApprovals)
  }

  /// The latest first.
  func all(limit: Int) throws -> [RevealRequest] {
    try session.all(
      "SELECT \(Self.columns) FROM \(Self.tables) ORDER BY reveal.asked DESC, reveal.id LIMIT ?",
      SQLValue(Int64(limit)), read: read
    ).map(withApprovals)
  }

  /// Of one key, the latest first.
  func all(of key: EscrowedKey) throws -> [RevealRequest] {
    try session.all(
      """
      SELECT \(Self.columns) FROM \(Self.tables) WHERE reveal.device = ? AND reveal.escrow = ?
      ORDER BY reveal.asked DESC, reveal.id
      """, SQLValue(key.device), SQLValue(key.id.text), read: read
    ).map(withApprovals)
  }

  /// Those that wait for approval, or are approved and not used.
  func open() throws -> [RevealRequest] {
    try session.all(
      """
      SELECT \(Self.columns) FROM \(Self.tables) WHERE reveal.state IN (?, ?)
      ORDER BY reveal.expires, reveal.device, reveal.id
      """, SQLValue(RevealRequest.State.requested.rawValue), SQLValue(RevealRequest.State.approved.rawValue), read: read
    ).map(withApprovals)
  }

  /// Those for which nobody was asked.
  func breakGlass(after moment: Moment) throws -> [RevealRequest] {
    try session.all(
      """
      SELECT \(Self.columns) FROM \(Self.tables) WHERE reveal.asked > ? AND reveal.break_glass = 1
      ORDER BY reveal.asked, reveal.id
      """, SQLValue(moment), read: read)
  }

  /// Open ones whose time is over.
  func expired(at now: Moment, limit: Int) throws -> [RevealRequest] {
    try session.all(
      """
      SELECT \(Self.columns) FROM \(Self.tables) WHERE reveal.state IN (?, ?) AND reveal.expires <= ?
      ORDER BY reveal.expires, reveal.device, reveal.id LIMIT ?
      """, SQLValue(RevealRequest.State.requested.rawValue), SQLValue(RevealRequest.State.approved.rawValue),
      SQLValue(now), SQLValue(Int64(limit)), read: read)
  }

  func approvals(of id: String, device: String) throws -> [Account.ID] {
    try session.all(
      "SELECT account FROM reveal_vote WHERE device = ? AND reveal = ? AND approves = 1 ORDER BY at, account",
      SQLValue(device), SQLValue(id)
    ) { .init($0.text(0)) }
  }

  func hasVoted(_ account: Account.ID, on request: RevealRequest) throws -> Bool {
    try session.first(
      "SELECT account FROM reveal_vote WHERE device = ? AND reveal = ? AND account = ?", SQLValue(request.device),
      SQLValue(request.id), SQLValue(account.text)
    ) { _ in true } ?? false
  }

  func policy() throws -> RevealPolicy {
    try session.first(
      "SELECT approvals, shown_seconds, open_hours, rotation_days FROM escrow_policy WHERE name = ?", SQLValue("reveal")
    ) { row in
      var policy = RevealPolicy()
      policy.approvals = Int(row.integer(0))
      policy.shownSeconds = row.integer(1)
      policy.openHours = row.integer(2)
      policy.rotationDays = row.integer(3)
      return policy
    } ?? RevealPolicy()
  }
}
