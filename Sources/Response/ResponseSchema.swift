import CanonicalForms
import Storage

extension Migration {
  /// Incidents and everything done about them, made from the journal. Sharded by incident.
  static let incidents = Migration(
    name: "response_0001_incidents",
    sql: """
      -- reporter: NULL once it was erased from the journal. review: the after-action review, as JSON.
      CREATE TABLE incident (
        id TEXT NOT NULL PRIMARY KEY,
        number INTEGER NOT NULL,
        device TEXT NOT NULL,
        last_seen INTEGER NOT NULL,
        opened INTEGER NOT NULL,
        opened_by TEXT NOT NULL,
        by_holder INTEGER NOT NULL CHECK (by_holder IN (0, 1)),
        reporter TEXT,
        search TEXT NOT NULL,
        closed INTEGER,
        review TEXT
      ) STRICT, WITHOUT ROWID;
      -- The scope as it was known: the answer as JSON, and the journal's last entry that it rests on.
      CREATE TABLE incident_scope (
        incident TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        at INTEGER NOT NULL,
        rests_on INTEGER NOT NULL,
        unattributed INTEGER NOT NULL,
        scope BLOB,
        PRIMARY KEY (incident, sequence)
      ) STRICT, WITHOUT ROWID;
      -- client: empty for the incident as a whole. answer: as JSON; text: what was left out of it, NULL once erased.
      CREATE TABLE statement (
        incident TEXT NOT NULL,
        number INTEGER NOT NULL,
        fact TEXT NOT NULL,
        client TEXT NOT NULL,
        answer TEXT NOT NULL,
        text TEXT,
        as_of INTEGER NOT NULL,
        said INTEGER NOT NULL,
        recorded INTEGER NOT NULL,
        source TEXT NOT NULL CHECK (source IN ('person', 'log', 'document')),
        reference TEXT NOT NULL,
        name TEXT,
        kind TEXT NOT NULL CHECK (kind IN ('claim', 'evidence')),
        confidence TEXT NOT NULL CHECK (confidence IN ('certain', 'likely', 'doubtful')),
        retraction TEXT,
        PRIMARY KEY (incident, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE contradiction_resolution (
        incident TEXT NOT NULL,
        first INTEGER NOT NULL,
        second INTEGER NOT NULL,
        reason TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (incident, first, second)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE response_task (
        incident TEXT NOT NULL,
        number INTEGER NOT NULL,
        kind TEXT NOT NULL,
        title TEXT,
        owner TEXT,
        due INTEGER,
        state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
        PRIMARY KEY (incident, number)
      ) STRICT, WITHOUT ROWID;
      -- event: when it happened; known: when it came to be known here. note: free words.
      CREATE TABLE incident_event (
        incident TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        number INTEGER NOT NULL,
        event INTEGER NOT NULL,
        known INTEGER NOT NULL,
        kind TEXT NOT NULL,
        reference TEXT NOT NULL,
        actor TEXT NOT NULL,
        note TEXT,
        PRIMARY KEY (incident, sequence, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE obligation_fulfilment (
        incident TEXT NOT NULL,
        obligation TEXT NOT NULL,
        at INTEGER NOT NULL,
        reference TEXT NOT NULL,
        PRIMARY KEY (incident, obligation)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE outward_document (
        incident TEXT NOT NULL,
        number INTEGER NOT NULL,
        kind TEXT NOT NULL,
        recipient TEXT NOT NULL,
        language TEXT NOT NULL,
        issued INTEGER NOT NULL,
        corrects INTEGER,
        body BLOB,
        PRIMARY KEY (incident, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE client_pack (
        incident TEXT NOT NULL,
        client TEXT NOT NULL,
        number INTEGER NOT NULL,
        document INTEGER NOT NULL,
        made INTEGER NOT NULL,
        sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
        pack BLOB,
        handed_over INTEGER,
        received INTEGER,
        PRIMARY KEY (incident, client, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE lost_property_search (
        incident TEXT NOT NULL,
        prefecture INTEGER NOT NULL,
        day INTEGER NOT NULL,
        found INTEGER NOT NULL CHECK (found IN (0, 1)),
        at INTEGER NOT NULL,
        PRIMARY KEY (incident, prefecture, day)
      ) STRICT, WITHOUT ROWID;
      -- What the duties of an organisation hang on: its laws and its own terms, as JSON.
      CREATE TABLE response_party (
        organisation TEXT NOT NULL PRIMARY KEY,
        terms TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
}

extension Migration {
  /// Address lists and letters. Sharded by incident; a letter's code is looked for in all of them.
  static let letters = Migration(
    name: "response_0002_letters",
    sql: """
      -- sealed: NULL once it was erased from the journal.
      CREATE TABLE mailing_list (
        incident TEXT NOT NULL,
        client TEXT NOT NULL,
        number INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        taken INTEGER NOT NULL,
        lines INTEGER NOT NULL,
        recognised INTEGER NOT NULL,
        erase_at INTEGER NOT NULL,
        sealed BLOB,
        PRIMARY KEY (incident, client, number)
      ) STRICT, WITHOUT ROWID;
      -- parts: by client, what was made and why others got none, as JSON.
      CREATE TABLE letter_batch (
        incident TEXT NOT NULL,
        number INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        made INTEGER NOT NULL,
        made_by TEXT NOT NULL,
        language TEXT NOT NULL,
        parts TEXT NOT NULL,
        released INTEGER,
        released_by TEXT,
        PRIMARY KEY (incident, number)
      ) STRICT, WITHOUT ROWID;
      -- code: keyed hash of what is printed on the letter. line: of the client's list.
      CREATE TABLE letter (
        code BLOB NOT NULL PRIMARY KEY CHECK (length(code) = 16),
        incident TEXT NOT NULL,
        batch INTEGER NOT NULL,
        client TEXT NOT NULL,
        line INTEGER NOT NULL,
        returned INTEGER
      ) STRICT, WITHOUT ROWID;
      -- How many came back, by what was said each time: stays when the letters are erased.
      CREATE TABLE letter_return (
        incident TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        batch INTEGER NOT NULL,
        client TEXT NOT NULL,
        letters INTEGER NOT NULL,
        PRIMARY KEY (incident, sequence, batch, client)
      ) STRICT, WITHOUT ROWID;
      """)
}

extension Migration {
  /// Which entry holds the codes of a client's letters of a batch, as long as they are there. Sharded by incident. A batch
  /// without any here is older: its codes lie in its own entry.
  static let letterCodes = Migration(
    name: "response_0006_letter_codes",
    sql: """
      CREATE TABLE letter_codes (
        incident TEXT NOT NULL,
        batch INTEGER NOT NULL,
        client TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        PRIMARY KEY (incident, batch, client)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX letter_batch_part ON letter (incident, batch, client);
      """)
}

extension Migration {
  /// What a letter says of its reader's own data, for whoever asks with its code. Sharded by code, beside the letter, and
  /// erased with it. A letter of an older batch has none.
  static let letterContents = Migration(
    name: "response_0009_letter_contents",
    sql: """
      -- certain: 1 lay there for certain, 0 possibly. fields: bits in the order of the list of fields.
      CREATE TABLE letter_content (
        code BLOB NOT NULL PRIMARY KEY CHECK (length(code) = 16),
        incident TEXT NOT NULL,
        batch INTEGER NOT NULL,
        client TEXT NOT NULL,
        certain INTEGER NOT NULL CHECK (certain IN (0, 1)),
        fields INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX letter_content_part ON letter_content (incident, batch, client);
      """)
}

extension Migration {
  /// What was done for those of a client who got no letter. Sharded by incident.
  static let substitutes = Migration(
    name: "response_0007_substitutes",
    sql: """
      CREATE TABLE letter_substitute (
        incident TEXT NOT NULL,
        client TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        at INTEGER NOT NULL,
        people INTEGER NOT NULL,
        reference TEXT NOT NULL,
        PRIMARY KEY (incident, client, sequence)
      ) STRICT, WITHOUT ROWID;
      """)
}

extension Migration {
  /// What shows that a task was done. Sharded by incident.
  static let taskProofs = Migration(
    name: "response_0010_task_proofs",
    sql: """
      CREATE TABLE response_task_proof (
        incident TEXT NOT NULL,
        number INTEGER NOT NULL,
        proof TEXT NOT NULL,
        PRIMARY KEY (incident, number)
      ) STRICT, WITHOUT ROWID;
      """)
}

extension Incidents {
  /// What an installation is opened with beside `Custody`'s own tables.
  package static var schema: SchemaPart {
    SchemaPart(
      migrations: [
        .incidents, .letters, .notices, .surveys, .inquiries, .letterCodes, .substitutes, .erasures, .letterContents,
        .taskProofs, .reporters, .packSealings,
      ],
      projections: [ResponseProjection()])
  }
}

/// The tables of this room, made from the journal.
struct ResponseProjection: Projection {
  let tables = [
    "incident", "incident_scope", "statement", "contradiction_resolution", "response_task", "response_task_proof",
    "incident_event",
    "obligation_fulfilment", "outward_document", "client_pack", "lost_property_search", "response_party",
    "mailing_list", "letter_batch", "letter_codes", "letter", "letter_content", "letter_return", "letter_substitute",
    "notice_series", "notice_revision", "notice_page", "notice_acknowledgement", "leak_survey", "inquiry_desk",
    "inquiry_form", "inquiry", "inquiry_step", "inquiry_question", "incident_retention", "incident_erasure",
    "reporter_details", "client_pack_sealing",
  ]

  func apply(_ entry: JournalEntry, in session: SQLSession) throws {
    switch entry.kind {
    case "incident.opened", "incident.scope_frozen", "incident.noted", "incident.closed", "incident.reopened",
      "incident.reported_again":
      try IncidentRegister(session: session).apply(entry)
    case "incident.retention_set", "incident.erased", "incident.erased_now":
      try ErasureRegister(session: session).apply(entry)
    case "statement.made", "statement.retracted", "contradiction.resolved":
      try StatementRegister(session: session).apply(entry)
    case "task.opened", "task.changed": try TaskRegister(session: session).apply(entry)
    case "obligation.fulfilled", "party.registered": try ObligationRegister(session: session).apply(entry)
    case "reporter.described": try ReporterRegister(session: session).apply(entry)
    case "document.issued": try DocumentRegister(session: session).apply(entry)
    case "pack.made", "pack.handed_over", "pack.received": try PackRegister(session: session).apply(entry)
    case "pack.sealed", "pack.passwords_shown": try PackSealingRegister(session: session).apply(entry)
    case "mailing_list.taken", "letters.made", "letters.coded", "letters.released", "letters.returned",
      "letters.substituted":
      try LetterRegister(session: session).apply(entry)
    case "lost_property.searched", "lost_property.planned": try LostPropertyRegister(session: session).apply(entry)
    case "notice.opened", "notice.drafted", "notice.returned", "notice.published", "notice.acknowledged":
      try NoticeRegister(session: session).apply(entry)
    case "survey.planned", "survey.recorded": try SurveyRegister(session: session).apply(entry)
    case "inquiry.desk_opened", "inquiry.form_opened", "inquiry.taken", "inquiry.followed":
      try InquiryRegister(session: session).apply(entry)
    case "question.drafted", "question.approved": try QuestionRegister(session: session).apply(entry)
    default: break
    }
  }

  func forget(_ entry: JournalEntry, in session: SQLSession) throws -> Bool {
    switch entry.kind {
    case "mailing_list.taken", "letters.made", "letters.coded": try LetterRegister(session: session).forget(entry)
    case "inquiry.taken", "inquiry.followed": try InquiryRegister(session: session).forget(entry)
    case "incident.opened", "incident.scope_frozen", "incident.noted", "incident.closed", "incident.reopened",
      "incident.reported_again":
      try IncidentRegister(session: session).forget(entry)
    case "task.opened", "task.changed": try TaskRegister(session: session).forget(entry)
    case "statement.made", "statement.retracted", "contradiction.resolved":
      try StatementRegister(session: session).forget(entry)
    case "reporter.described": try ReporterRegister(session: session).forget(entry)
    case "document.issued": try DocumentRegister(session: session).forget(entry)
    case "pack.made", "pack.handed_over", "pack.received": try PackRegister(session: session).forget(entry)
    case "survey.recorded": try SurveyRegister(session: session).forget(entry)
    case "notice.returned", "notice.acknowledged", "notice.drafted", "notice.published":
      try NoticeRegister(session: session).forget(entry)
    case "question.drafted": try QuestionRegister(session: session).forget(entry)
    case "incident.erased_now": try TimelineRegister(session: session).forget(entry)
    // Of others nothing is due: a replay would take it out.
    case let kind where Self.subjects.contains(String(kind.prefix { $0 != "." })): return false
    default: break
    }
    return true
  }

  /// What the entries of this room are about: the part of their kinds before the dot.
  private static let subjects: Set<String> = [
    "incident", "statement", "contradiction", "task", "obligation", "party", "document", "pack", "mailing_list",
    "letters", "lost_property", "notice", "survey", "inquiry", "question",
  ]
}

extension JournalEntry {
  /// The personal part of an entry of this room; null when there is none or it was erased.
  var personalJSON: JSON { personal.bytes.flatMap { try? JSON(parsing: $0) } ?? .null }
  var incident: SQLValue { SQLValue(body["incident"].string ?? "") }
}
