import Storage

extension Migration {
  /// People by dense ids, and the tokens that recognise them.
  static let people = Migration(
    name: "0003_people",
    sql: """
      -- core: who it is by firm tokens alone (the smallest id wins). root: who it is, all told; counts rest on it.
      CREATE TABLE person (
        id INTEGER NOT NULL PRIMARY KEY,
        core INTEGER NOT NULL,
        root INTEGER NOT NULL,
        has_name_birth INTEGER NOT NULL,
        is_strong INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX person_by_core ON person (core, id) WHERE core <> id;
      CREATE INDEX person_by_root ON person (root, id) WHERE root <> id;
      CREATE INDEX person_alias ON person (id, root) WHERE root <> id;
      CREATE TABLE person_firm_token (
        token BLOB NOT NULL PRIMARY KEY,
        kind INTEGER NOT NULL,
        person INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- Conditional and weak tokens may have several holders. Always held by cores.
      CREATE TABLE person_soft_token (
        token BLOB NOT NULL,
        person INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        PRIMARY KEY (token, person)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX person_soft_token_by_person ON person_soft_token (person, token, kind);
      -- Weak people by name token and by how many of that name came before in the same content.
      CREATE TABLE person_weak (
        token BLOB NOT NULL,
        occurrence INTEGER NOT NULL,
        person INTEGER NOT NULL,
        PRIMARY KEY (token, occurrence)
      ) STRICT, WITHOUT ROWID;
      """)
}
