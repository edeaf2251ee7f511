import Accounts
import CanonicalForms
import DiskEncryption

/// Somebody's wish to see a kept key, and what became of it.
package struct RevealRequest: Sendable, Hashable, Identifiable {
  /// Raw values are stored and are phrases (`reveal_state.…`).
  package enum State: String, Sendable, CaseIterable {
    case requested, approved, refused, shown, expired
  }

  package let id: String
  package let key: EscrowedKey.ID
  package let device: String
  package let protector: String
  package let requester: Account.ID
  /// Number of the incident or the case.
  package let caseNumber: String
  /// nil once it was erased.
  package let reason: String?
  package let asked: Moment
  /// How many have to approve.
  package let needed: Int
  package let approvals: [Account.ID]
  package let state: State
  /// When it ends, unless it was shown before.
  package let expires: Moment
  package let shown: Moment?
  /// Nobody was asked.
  package let isBreakGlass: Bool
  /// Of a key that is sealed to custodians: the requester's one-time key, to which they seal their answers.
  package var recipient: CustodianKey?
  /// The key is put together to be proved, not to be shown.
  package var isDrill = false
  /// When the result of such a drill came in.
  package var drillProved: Moment?
  /// Custodians who have answered.
  package var contributors: [Account.ID] = []

  /// Whether this account could approve it now: never the one who asked, and nobody twice.
  package func waits(for account: Account, at now: Moment) -> Bool {
    state == .requested && expires > now && account.may(.approveReveal) && requester != account.id
      && !approvals.contains(account.id)
  }

  /// Whether it is approved, and this account may see the key now.
  package func isReady(for account: Account, at now: Moment) -> Bool {
    state == .approved && expires > now && requester == account.id && account.may(.requestReveal)
  }
}

/// A key that is shown now. Whoever shows it lets go of it at `until`.
package struct ShownKey: Sendable {
  package let request: String
  package let key: EscrowedKey
  package let secret: SecretBytes
  package let until: Moment
}

/// How many people it takes, and how long things last.
package struct RevealPolicy: Sendable, Hashable {
  /// Others than the requester who have to agree, 1 to 9.
  package var approvals = 1
  /// 10 to 600.
  package var shownSeconds: Int64 = 120
  /// How long a request waits for approval, and an approval for being used, 1 to 168.
  package var openHours: Int64 = 24
  /// Within how many days new recovery protectors have to be proved after a key was shown, 1 to 90.
  package var rotationDays: Int64 = 3

  package init() {}

  var isSound: Bool {
    (1...9).contains(approvals) && (10...600).contains(shownSeconds) && (1...168).contains(openHours)
      && (1...90).contains(rotationDays)
  }
}
