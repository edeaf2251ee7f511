import CanonicalForms
import Passkeys
import Storage

/// A question that was put to somebody's passkey and waits for the answer.
struct PasskeyChallenge: Sendable, Hashable {
  enum Purpose: Sendable, Hashable {
    /// A new passkey for an account, begun in a session of it.
    case add(Account.ID, session: Session.ID)
    /// Whoever it is.
    case signIn
    /// Whoever is signed in shows once more who they are.
    case confirm(Account.ID, session: Session.ID)
  }

  private static let minutes: Int64 = 5
  private static let length = 32

  let purpose: Purpose
  let relyingParty: String

  /// Asks once.
  /// - Returns: the challenge; its hash is all that is kept.
  static func open(
    _ purpose: Purpose, at party: RelyingParty, _ time: Moment, in session: SQLSession
  ) throws -> [UInt8] {
    let challenge = RandomBytes.make(length)
    let (kind, account, handle): (String, String?, String?) =
      switch purpose {
      case .add(let account, let session): ("add", account.text, session)
      case .signIn: ("sign_in", nil, nil)
      case .confirm(let account, let session): ("confirm", account.text, session)
      }
    try session.execute("DELETE FROM passkey_challenge WHERE expires <= ?", SQLValue(time))
    try session.execute(
      "INSERT INTO passkey_challenge (hash, kind, account, session, relying_party, expires) VALUES (?, ?, ?, ?, ?, ?)",
      .blob(Secret.hash(challenge)), SQLValue(kind), SQLValue(account), SQLValue(handle), SQLValue(party.id),
      SQLValue(time.adding(minutes: minutes)))
    return challenge
  }

  /// What was asked by a challenge. It is over with that, whatever becomes of the answer.
  /// - Returns: nil when nothing was, or when its time is over.
  static func take(_ challenge: [UInt8], from store: Store, at time: Moment) throws -> PasskeyChallenge? {
    let found = try store.swap(
      "DELETE FROM passkey_challenge WHERE hash = ? RETURNING kind, account, session, relying_party, expires",
      .blob(Secret.hash(challenge))
    ) { row -> (PasskeyChallenge, expires: Moment)? in
      let purpose: Purpose
      switch (row.text(0), row.optionalText(1), row.optionalText(2)) {
      case ("add", let account?, let session?): purpose = .add(.init(account), session: session)
      case ("sign_in", _, _): purpose = .signIn
      case ("confirm", let account?, let session?): purpose = .confirm(.init(account), session: session)
      default: return nil
      }
      return (PasskeyChallenge(purpose: purpose, relyingParty: row.text(3)), expires: row.moment(4))
    }
    guard let found = found ?? nil, found.expires > time else { return nil }
    return found.0
  }
}
