import CanonicalForms
import Cryptography
import Storage

/// Forms that came when their sender was not let in, kept until the sender has signed in or given the password again.
///
/// Each is sealed under a key that is made of a secret in the browser's cookie, which is kept nowhere: who reads the
/// database reads no form. It opens for the account that sent it alone.
extension Accounts {
  /// For how long one is kept.
  package static let formMinutes: Int64 = 15
  /// Of one account; the oldest goes first.
  static let mostForms = 5

  /// Whose the session was that a token opened until its time was over, if a form was made in it. A session that somebody
  /// has ended is forgotten: what comes with its token comes from nobody.
  /// - Parameter csrf: what the form brought.
  package func formerAccount(token: String, csrf: String, at time: Moment) throws -> Account? {
    guard
      let former = try store.read({
        try SessionRegister(session: $0).find(Secret.hash(token), csrf: Session.csrf(of: token))
      }), former.hasCSRF(csrf), former.account.isActive
    else { return nil }
    return former.account
  }

  /// Keeps a form for its account.
  /// - Returns: the secret for the browser's cookie.
  package func keepForm(_ form: [UInt8], of account: Account.ID, at time: Moment) throws -> String {
    let secret = Secret.make()
    guard let sealed = Sealer(key: Self.formKey(secret))?.seal(form, for: Array(account.text.utf8)) else {
      throw StorageFailure(.key, "a form cannot be sealed")
    }
    try store.write { session in
      try session.execute("DELETE FROM kept_form WHERE expires <= ?", SQLValue(time))
      let former = try session.all(
        "SELECT hash FROM kept_form WHERE account = ? ORDER BY expires DESC, hash", SQLValue(account.text)
      ) { $0.bytes(0) }
      for hash in former.dropFirst(Self.mostForms - 1) {
        try session.execute("DELETE FROM kept_form WHERE hash = ?", .blob(hash))
      }
      try session.execute(
        "INSERT INTO kept_form (hash, account, sealed, expires) VALUES (?, ?, ?, ?)", .blob(Secret.hash(secret)),
        SQLValue(account.text), .blob(sealed), SQLValue(time.adding(minutes: Self.formMinutes)))
    }
    return secret
  }

  /// The form that a browser's secret opens. It goes when it is somebody else's who has signed in there.
  package func keptForm(_ secret: String, of account: Account.ID, at time: Moment) throws -> [UInt8]? {
    let found = try store.read { session in
      try session.first(
        "SELECT account, sealed, expires FROM kept_form WHERE hash = ?", .blob(Secret.hash(secret))
      ) { (account: $0.text(0), sealed: $0.bytes(1), expires: $0.moment(2)) }
    }
    guard let found else { return nil }
    guard found.account == account.text, found.expires > time else {
      try forgetForm(secret)
      return nil
    }
    return found.sealed.withUnsafeBytes { sealed in
      Sealer(key: Self.formKey(secret))?.open(sealed, for: Array(account.text.utf8))
    }
  }

  /// A form that is not there is no failure.
  package func forgetForm(_ secret: String) throws {
    try store.write { try $0.execute("DELETE FROM kept_form WHERE hash = ?", .blob(Secret.hash(secret))) }
  }

  private static func formKey(_ secret: String) -> [UInt8] {
    KeyedHash(key: Array(secret.utf8)).authenticate(Array("hikae.form.seal/1".utf8)).bytes
  }
}

extension Migration {
  /// Forms that wait until their sender has signed in again.
  static let keptForms = Migration(
    name: "accounts_0004_kept_forms",
    sql: """
      -- hash: of the secret in the browser's cookie, which is kept nowhere and opens what is sealed.
      CREATE TABLE kept_form (
        hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
        account TEXT NOT NULL,
        sealed BLOB NOT NULL,
        expires INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX kept_form_account ON kept_form (account, expires);
      CREATE INDEX kept_form_expires ON kept_form (expires);
      """)
}
