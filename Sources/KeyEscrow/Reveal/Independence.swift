import Accounts
import CanonicalForms
import Storage

/// Whether an approval comes from somebody else than the requester and the others who agreed, in fact and not only by name:
/// read from the journal.
struct Independence {
  /// For how many days an account depends on whoever made it or let somebody into it, and a former quorum still holds.
  static let days: Int64 = 7

  /// Entries that let somebody into an account, or give it what it may do.
  private static let kinds = [
    "account.created", "account.enabled", "account.roles_changed", "account.link_opened", "account.password_set",
    "account.second_factor_removed", "account.passkey_removed", "account.external_expected", "account.external_bound",
  ]

  let session: SQLSession
  let now: Moment

  private var since: Moment { now.adding(days: -Self.days) }

  /// Whether an account is nobody of `others` in fact: neither made the other, changed it or let somebody into it lately, also over
  /// third accounts, and nobody did so with both. What one person may have in hand counts once.
  ///
  /// What the operator did on the machine, as nobody, ties no accounts: whoever has the machine has the keys.
  func isIndependent(_ account: Account.ID, of others: [Account.ID]) throws -> Bool {
    let acts = try acts()
    let sources = Set(acts.keys).union([account.text]).union(others.map(\.text))
    return !sources.contains { source in
      let reached = Self.reach(of: source, by: acts)
      return reached.contains(account.text) && others.contains { reached.contains($0.text) }
    }
  }

  /// By actor: the accounts that it made, changed or reset lately.
  private func acts() throws -> [String: Set<String>] {
    var acts: [String: Set<String>] = [:]
    for kind in Self.kinds {
      try session.forEach(
        "SELECT actor, body FROM journal WHERE kind = ? AND time > ? ORDER BY sequence", SQLValue(kind), SQLValue(since)
      ) { row in
        guard row.text(0) != Account.ID.hikae.text,
          let account = (try? JSON(parsing: row.bytes(1)))?["account"].string
        else { return }
        acts[row.text(0), default: []].insert(account)
      }
    }
    return acts
  }

  /// An account, what it made, changed or reset, and what these did.
  private static func reach(of source: String, by acts: [String: Set<String>]) -> Set<String> {
    var (all, waiting): (Set<String>, [String]) = ([source], [source])
    while let next = waiting.popLast() {
      for account in acts[next] ?? [] where all.insert(account).inserted { waiting.append(account) }
    }
    return all
  }

  /// How many have to approve a request that is made now: the largest quorum that was in force lately, so that whoever lowers it
  /// gains nothing by it for some days, and others see it meanwhile.
  func needed(under policy: RevealPolicy) throws -> Int {
    let lately = try session.all(
      "SELECT body FROM journal WHERE kind = ? AND time > ? ORDER BY sequence", SQLValue("escrow.policy_set"),
      SQLValue(since)
    ) { row in row.bytes(0) }
    guard !lately.isEmpty else { return policy.approvals }
    let former = try session.first(
      "SELECT body FROM journal WHERE kind = ? AND time <= ? ORDER BY sequence DESC LIMIT 1",
      SQLValue("escrow.policy_set"), SQLValue(since)
    ) { row in row.bytes(0) }
    let quorums = (lately + [former].compactMap(\.self)).compactMap { (try? JSON(parsing: $0))?["approvals"].integer }
    return quorums.map { Int($0) }.max().map { max($0, policy.approvals) } ?? policy.approvals
  }
}
