import Storage

extension Migration {
  /// Passkeys. docs/decisions/0031-passkeys.md.
  static let passkeys = Migration(
    name: "accounts_0005_passkeys",
    sql: """
      -- id: what lists show and ends are asked for by. public_key: a COSE_Key, as the authenticator wrote it. counter: of
      -- uses, as the authenticator said last; 0 where it does not count. last_used: NULL before the first time.
      CREATE TABLE passkey (
        credential BLOB NOT NULL PRIMARY KEY CHECK (length(credential) <= 1023),
        id TEXT NOT NULL,
        account TEXT NOT NULL,
        relying_party TEXT NOT NULL,
        name TEXT NOT NULL,
        public_key BLOB NOT NULL,
        counter INTEGER NOT NULL,
        is_backup_eligible INTEGER NOT NULL CHECK (is_backup_eligible IN (0, 1)),
        is_backed_up INTEGER NOT NULL CHECK (is_backed_up IN (0, 1)),
        added INTEGER NOT NULL,
        last_used INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX passkey_account ON passkey (account, id);
      -- Under which random name authenticators know an account.
      CREATE TABLE passkey_user (
        account TEXT NOT NULL PRIMARY KEY,
        handle BLOB NOT NULL CHECK (length(handle) = 32)
      ) STRICT, WITHOUT ROWID;
      -- Questions that wait for an answer. hash: of the challenge.
      CREATE TABLE passkey_challenge (
        hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
        kind TEXT NOT NULL CHECK (kind IN ('add', 'sign_in', 'confirm')),
        account TEXT,
        session TEXT,
        relying_party TEXT NOT NULL,
        expires INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX passkey_challenge_expires ON passkey_challenge (expires);
      """)
}
