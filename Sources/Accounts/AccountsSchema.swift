import Storage

extension Migration {
  /// Who may sign in (made from the journal), and what must not lie in an append-only record: secrets and what is gone
  /// tomorrow. docs/decisions/0017-accounts-and-what-the-journal-holds.md.
  ///
  /// Nothing refers to `account` by a foreign key: the table is emptied and made again by `rebuild`, the others stay.
  static let accounts = Migration(
    name: "accounts_0001_accounts",
    sql: """
      -- login and name: NULL once they were erased from the journal. roles: raw values in the order of bytes, by commas.
      CREATE TABLE account (
        id TEXT NOT NULL PRIMARY KEY,
        login TEXT,
        name TEXT,
        roles TEXT NOT NULL,
        organisation TEXT,
        language TEXT NOT NULL,
        is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX account_login ON account (login);
      -- Which key file the sealed values and marks of this database rest on, without the key.
      CREATE TABLE accounts_key (
        epoch INTEGER NOT NULL PRIMARY KEY,
        key_check BLOB NOT NULL CHECK (length(key_check) = 32)
      ) STRICT;
      -- password: Argon2id with its salt and cost, as libsodium writes it. totp and pending: sealed; pending is a second
      -- factor that was begun and not yet shown to work. totp_step: the last step whose code was used.
      CREATE TABLE credential (
        account TEXT NOT NULL PRIMARY KEY,
        password TEXT NOT NULL,
        totp BLOB,
        totp_step INTEGER NOT NULL,
        pending BLOB,
        pending_since INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE recovery_code (
        account TEXT NOT NULL,
        mark BLOB NOT NULL CHECK (length(mark) = 32),
        PRIMARY KEY (account, mark)
      ) STRICT, WITHOUT ROWID;
      -- Failures by login, whether or not there is such an account, so that a lock does not tell.
      CREATE TABLE sign_in_failure (
        login_mark BLOB NOT NULL PRIMARY KEY CHECK (length(login_mark) = 32),
        failures INTEGER NOT NULL,
        locked_until INTEGER NOT NULL,
        last INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sign_in_failure_last ON sign_in_failure (last);
      -- Right passwords that wait for the second factor.
      CREATE TABLE sign_in_challenge (
        hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
        account TEXT NOT NULL,
        address TEXT NOT NULL,
        tries INTEGER NOT NULL,
        expires INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sign_in_challenge_expires ON sign_in_challenge (expires);
      CREATE INDEX sign_in_challenge_account ON sign_in_challenge (account);
      -- hash: SHA-256 of the token, which is kept nowhere. id: what lists show and ends are asked for by.
      CREATE TABLE session (
        hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
        id TEXT NOT NULL,
        account TEXT NOT NULL,
        opened INTEGER NOT NULL,
        last_seen INTEGER NOT NULL,
        expires INTEGER NOT NULL,
        confirmed INTEGER NOT NULL,
        client TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX session_account ON session (account, id);
      CREATE INDEX session_expires ON session (expires);
      -- Links that let somebody choose a password. account: '' for the first one. used: a link that is over is still known,
      -- so that whoever opens it twice is told.
      CREATE TABLE invitation (
        hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
        account TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('setup', 'invitation', 'reset')),
        expires INTEGER NOT NULL,
        used INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX invitation_account ON invitation (account);
      CREATE INDEX invitation_expires ON invitation (expires);
      CREATE TABLE access_token (
        hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
        id TEXT NOT NULL,
        account TEXT NOT NULL,
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,
        created INTEGER NOT NULL,
        expires INTEGER NOT NULL,
        last_used INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX access_token_account ON access_token (account, id);
      """)
}

extension Migration {
  /// Ways in through another party (made from the journal), and sign-ins that are under way there.
  /// docs/decisions/0021-signing-in-through-a-provider.md.
  static let externalLogins = Migration(
    name: "accounts_0002_external_logins",
    sql: """
      -- kind and value: whom the account waits for; NULL once somebody came. subject: whose it is from then on.
      CREATE TABLE external_login (
        account TEXT NOT NULL PRIMARY KEY,
        issuer TEXT NOT NULL,
        kind TEXT CHECK (kind IN ('email', 'subject')),
        value TEXT,
        subject TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX external_login_subject ON external_login (issuer, subject);
      CREATE UNIQUE INDEX external_login_value ON external_login (issuer, kind, value);
      -- hash: of the secret in the browser's cookie, which is kept nowhere. link: of an invitation.
      CREATE TABLE sign_on (
        hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
        kind TEXT NOT NULL CHECK (kind IN ('sign_in', 'confirm', 'accept')),
        session TEXT,
        account TEXT,
        link BLOB,
        next_page TEXT NOT NULL,
        begun INTEGER NOT NULL,
        expires INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sign_on_expires ON sign_on (expires);
      """)
}

extension Migration {
  /// How people of a role have to sign in (made from the journal).
  /// docs/decisions/0026-sign-in-rules-by-role.md.
  static let signInRules = Migration(
    name: "accounts_0003_sign_in_rules",
    sql: """
      CREATE TABLE sign_in_rule (
        role TEXT NOT NULL PRIMARY KEY,
        second_factor INTEGER NOT NULL CHECK (second_factor IN (0, 1)),
        provider_only INTEGER NOT NULL CHECK (provider_only IN (0, 1))
      ) STRICT, WITHOUT ROWID;
      -- Sessions that were opened through the provider, and whether it has asked for several factors. A row outlives its
      -- session at most until expires.
      CREATE TABLE provider_session (
        id TEXT NOT NULL PRIMARY KEY,
        has_several_factors INTEGER NOT NULL CHECK (has_several_factors IN (0, 1)),
        expires INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX provider_session_expires ON provider_session (expires);
      -- Sign-ins that wait for the second factor and were begun at the provider.
      CREATE TABLE provider_challenge (
        hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
        expires INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX provider_challenge_expires ON provider_challenge (expires);
      """)
}

extension Accounts {
  /// What an installation is opened with beside `Custody`'s own tables.
  package static var schema: SchemaPart {
    SchemaPart(
      migrations: [.accounts, .externalLogins, .signInRules, .keptForms, .passkeys], projections: [AccountProjection()])
  }
}

/// The accounts, made from the journal. What is secret or volatile is no projection.
struct AccountProjection: Projection {
  let tables = ["account", "external_login", "sign_in_rule"]

  func apply(_ entry: JournalEntry, in session: SQLSession) throws {
    if entry.kind == SignInRuleRegister.kind { try SignInRuleRegister(session: session).apply(entry) }
    guard entry.kind.hasPrefix("account.") else { return }
    if entry.kind.hasPrefix("account.external_") {
      try ExternalRegister(session: session).apply(entry)
    } else {
      try AccountRegister(session: session).apply(entry)
    }
  }

  func forget(_ entry: JournalEntry, in session: SQLSession) throws -> Bool { !entry.kind.hasPrefix("account.") }
}
