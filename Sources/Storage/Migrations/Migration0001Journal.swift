extension Migration {
  /// The journal. Its bytes are described in docs/formats/journal.md.
  package static let journal = Migration(
    name: "0001_journal",
    sql: """
      CREATE TABLE journal (
        sequence INTEGER NOT NULL PRIMARY KEY CHECK (sequence > 0),
        time INTEGER NOT NULL,
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        actor TEXT NOT NULL,
        body BLOB NOT NULL,
        salt BLOB NOT NULL CHECK (length(salt) = 32),
        personal BLOB,
        personal_salt BLOB CHECK (personal_salt IS NULL OR length(personal_salt) = 32),
        personal_commitment BLOB CHECK (personal_commitment IS NULL OR length(personal_commitment) = 32),
        leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
        CHECK (personal IS NULL OR (personal_salt IS NOT NULL AND personal_commitment IS NOT NULL))
      ) STRICT;
      """)
}
