import Storage

extension Migration {
  /// Custodians, rules of sealing, sealed keys and the requests that open them.
  static let custodians = Migration(
    name: "escrow_0008_custodians",
    sql: """
      -- The latest confirmed public key of an account.
      CREATE TABLE custodian_key (
        account TEXT NOT NULL PRIMARY KEY,
        public_key BLOB NOT NULL,
        since INTEGER NOT NULL,
        revoked INTEGER
      ) STRICT, WITHOUT ROWID;
      -- body: of the entry. confirmed: NULL while a second person has not agreed.
      CREATE TABLE custodian_proposal (
        id TEXT NOT NULL PRIMARY KEY,
        body BLOB NOT NULL,
        proposer TEXT NOT NULL,
        at INTEGER NOT NULL,
        confirmed INTEGER
      ) STRICT, WITHOUT ROWID;
      -- class: of devices; empty for all others. needed: 0 for keys that are not sealed to custodians.
      CREATE TABLE sealing_rule (
        class TEXT NOT NULL PRIMARY KEY,
        needed INTEGER NOT NULL,
        custodians BLOB NOT NULL,
        since INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- body: how many are needed, and who. digest: of the record.
      CREATE TABLE escrow_sealing (
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        at INTEGER NOT NULL,
        body BLOB NOT NULL,
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        PRIMARY KEY (device, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX escrow_sealing_id ON escrow_sealing (id);
      -- Sealed to custodians; no projection. mark: by which the same key is known again.
      CREATE TABLE escrow_sealed_secret (
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        record BLOB NOT NULL,
        mark BLOB,
        PRIMARY KEY (device, id)
      ) STRICT, WITHOUT ROWID;
      -- Whom custodians seal their answers to. proved: when the result of a drill came in.
      CREATE TABLE reveal_recipient (
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        public_key BLOB NOT NULL,
        is_drill INTEGER NOT NULL CHECK (is_drill IN (0, 1)),
        proved INTEGER,
        PRIMARY KEY (device, id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE reveal_share (
        device TEXT NOT NULL,
        reveal TEXT NOT NULL,
        number INTEGER NOT NULL,
        account TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (device, reveal, number)
      ) STRICT, WITHOUT ROWID;
      -- Sealed to the requester, until they are collected; no projection.
      CREATE TABLE reveal_answer (
        device TEXT NOT NULL,
        reveal TEXT NOT NULL,
        number INTEGER NOT NULL,
        answer BLOB NOT NULL,
        PRIMARY KEY (device, reveal, number)
      ) STRICT, WITHOUT ROWID;
      """)
}
