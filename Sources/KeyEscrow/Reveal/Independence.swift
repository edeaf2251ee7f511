import Accounts
import CanonicalForms
import Storage

/// Whether an approval comes from somebody else than the requester, in fact and not only by name: read from the journal.
struct Independence {
  /// For how many days an account depends on whoever made it or let somebody into it, and a former quorum still holds.
  static let days: Int64 = 7

  /// Entries that let somebody into an account, or give it what it may do.
  private static let kinds = [
    "account.created", "account.enabled", "account.roles_changed", "account.link_opened", "account.password_set",
    "account.second_factor_removed", "account.external_expected", "account.external_bound",
  ]

  let session: SQLSession
  let now: Moment

  private var since: Moment { now.adding(days: -Self.days) }

  /// Accounts that the requester made, changed or reset lately, and those that these did: all of them may be one person.
  func accounts(of requester: Account.ID) throws -> Set<Account.ID> {
    var acts: [(actor: String, account: String)] = []
    for kind in Self.kinds {
      acts += try session.all(
        "SELECT actor, body FROM journal WHERE kind = ? AND time > ? ORDER BY sequence", SQLValue(kind), SQLValue(since)
      ) { (actor: $0.text(0), account: (try? JSON(parsing: $0.bytes(1)))?["account"].string ?? "") }
    }
    var all: Set<String> = [requester.text]
    var isNew = true
    while isNew {
      let more = acts.filter { all.contains($0.actor) && !all.contains($0.account) }.map(\.account)
      isNew = !more.isEmpty
      all.formUnion(more)
    }
    return Set(all.map { Account.ID($0) })
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
