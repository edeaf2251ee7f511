import Storage

extension Migration {
  /// The inquiry desk. By incident, but for what the public asks by: the name of a form.
  static let inquiries = Migration(
    name: "response_0005_inquiries",
    sql: """
      CREATE TABLE inquiry_desk (
        incident TEXT NOT NULL PRIMARY KEY,
        opens INTEGER NOT NULL,
        closes INTEGER NOT NULL,
        call_back INTEGER NOT NULL,
        retention INTEGER NOT NULL,
        telephone TEXT NOT NULL,
        opened INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE inquiry_form (
        form TEXT NOT NULL PRIMARY KEY,
        incident TEXT NOT NULL,
        client TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- day: of Japan, as 20250401. personal: who and in which words, as JSON; NULL once erased. sequence: of its entry.
      CREATE TABLE inquiry (
        incident TEXT NOT NULL,
        number INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        client TEXT NOT NULL,
        form TEXT NOT NULL,
        channel TEXT NOT NULL,
        topic TEXT NOT NULL,
        question INTEGER,
        version INTEGER,
        caller_check TEXT NOT NULL,
        outcome TEXT NOT NULL,
        day INTEGER NOT NULL,
        taken INTEGER NOT NULL,
        taken_by TEXT NOT NULL,
        due INTEGER,
        closed INTEGER,
        personal BLOB,
        PRIMARY KEY (incident, number)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX inquiry_due ON inquiry (due);
      CREATE TABLE inquiry_step (
        incident TEXT NOT NULL,
        number INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        outcome TEXT NOT NULL,
        words TEXT,
        PRIMARY KEY (incident, number, sequence)
      ) STRICT, WITHOUT ROWID;
      -- Questions and their answers, version by version. text: by language, as JSON; documents: numbers by language.
      CREATE TABLE inquiry_question (
        incident TEXT NOT NULL,
        question INTEGER NOT NULL,
        version INTEGER NOT NULL,
        written INTEGER NOT NULL,
        writer TEXT NOT NULL,
        approved INTEGER,
        approver TEXT,
        text BLOB,
        documents TEXT NOT NULL,
        PRIMARY KEY (incident, question, version)
      ) STRICT, WITHOUT ROWID;
      """)
}
