import Storage

extension Migration {
  /// Public notices. Sharded by series: the public asks for one at a time, and knows no incident.
  static let notices = Migration(
    name: "response_0003_notices",
    sql: """
      -- client: empty for the contractor's own series; master: empty for it, too.
      CREATE TABLE notice_series (
        id TEXT NOT NULL PRIMARY KEY,
        incident TEXT NOT NULL,
        client TEXT NOT NULL,
        master TEXT NOT NULL,
        site TEXT NOT NULL,
        publisher TEXT NOT NULL,
        linked INTEGER NOT NULL CHECK (linked IN (0, 1)),
        opened INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX notice_series_incident ON notice_series (incident);
      -- text: notes and texts by language, as JSON; NULL once erased. documents: their numbers by language.
      CREATE TABLE notice_revision (
        series TEXT NOT NULL,
        number INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
        reason TEXT NOT NULL,
        takes INTEGER NOT NULL,
        written INTEGER NOT NULL,
        writer TEXT NOT NULL,
        returned TEXT,
        text BLOB,
        published INTEGER,
        publisher TEXT,
        documents TEXT NOT NULL,
        PRIMARY KEY (series, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE notice_page (
        series TEXT NOT NULL,
        number INTEGER NOT NULL,
        language TEXT NOT NULL,
        sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
        style TEXT NOT NULL,
        page BLOB,
        PRIMARY KEY (series, number, language)
      ) STRICT, WITHOUT ROWID;
      -- What a client said about a revision of the master.
      CREATE TABLE notice_acknowledgement (
        series TEXT NOT NULL,
        revision INTEGER NOT NULL,
        taken INTEGER NOT NULL CHECK (taken IN (0, 1)),
        reason TEXT,
        actor TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (series, revision)
      ) STRICT, WITHOUT ROWID;
      """)
}
