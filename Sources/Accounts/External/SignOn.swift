import CanonicalForms
import Storage

/// A sign-in that has gone to another party and is waited for.
package struct SignOn: Sendable, Hashable {
  package enum Purpose: Sendable, Hashable {
    case signIn
    /// Somebody who is signed in shows once more who they are.
    case confirm(session: String, account: Account.ID)
    /// Whoever has a link makes the account theirs. The hash of the link.
    case accept(link: [UInt8])
  }

  package let purpose: Purpose
  /// Where on this site to go on; empty for the front page.
  package let next: String
  package let begun: Moment
}

extension Accounts {
  private static let signOnMinutes: Int64 = 10

  /// Notes that a browser goes to another party, for ten minutes. Each takes one of the address's attempts, which comes
  /// back when somebody is signed in.
  /// - Returns: the secret for the browser's cookie; its hash is all that is kept.
  /// - Throws: `AccountsFailure` with the code `locked`.
  package func beginSignOn(
    _ purpose: SignOn.Purpose, next: String, address: String, at time: Moment
  ) throws -> String {
    if let retry = throttle.charge(address, at: time) { throw AccountsFailure(.locked, retry: retry) }
    let secret = Secret.make()
    let (kind, handle, account, link): (String, String?, String?, [UInt8]?) =
      switch purpose {
      case .signIn: ("sign_in", nil, nil, nil)
      case .confirm(let session, let account): ("confirm", session, account.text, nil)
      case .accept(let link): ("accept", nil, nil, link)
      }
    try store.write { session in
      try session.execute("DELETE FROM sign_on WHERE expires <= ?", SQLValue(time))
      try session.execute(
        """
        INSERT INTO sign_on (hash, kind, session, account, link, next_page, begun, expires)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """, .blob(Secret.hash(secret)), SQLValue(kind), SQLValue(handle), SQLValue(account), SQLValue(link),
        SQLValue(next), SQLValue(time), SQLValue(time.adding(minutes: Self.signOnMinutes)))
    }
    return secret
  }

  /// What a browser with this secret has begun. It is over with that: a secret is good once.
  /// - Returns: nil when there is none, or when its time is over.
  package func takeSignOn(_ secret: String, at time: Moment) throws -> SignOn? {
    let found = try store.swap(
      "DELETE FROM sign_on WHERE hash = ? RETURNING kind, session, account, link, next_page, begun, expires",
      .blob(Secret.hash(secret))
    ) { row -> (SignOn, expires: Moment)? in
      let purpose: SignOn.Purpose
      switch (row.text(0), row.optionalText(1), row.optionalText(2), row.optionalBytes(3)) {
      case ("sign_in", _, _, _): purpose = .signIn
      case ("confirm", let session?, let account?, _): purpose = .confirm(session: session, account: .init(account))
      case ("accept", _, _, let link?): purpose = .accept(link: link)
      default: return nil
      }
      return (SignOn(purpose: purpose, next: row.text(4), begun: row.moment(5)), expires: row.moment(6))
    }
    guard let found = found ?? nil, found.expires > time else { return nil }
    return found.0
  }

  /// What a link is kept as, for `SignOn.Purpose.accept`.
  /// - Throws: as `invited(token:at:)`.
  package func linkHash(of token: String, at time: Moment) throws -> [UInt8] {
    _ = try invited(token: token, at: time)
    return Secret.hash(token)
  }
}
