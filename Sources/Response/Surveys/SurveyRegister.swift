import CanonicalForms
import JapaneseText
import Storage

extension Migration {
  /// Leak surveys: planned, and recorded. Sharded by incident.
  static let surveys = Migration(
    name: "response_0004_surveys",
    sql: """
      -- record: sources, method and figures as JSON, NULL while it is not made; signer: NULL once erased, too.
      CREATE TABLE leak_survey (
        incident TEXT NOT NULL,
        number INTEGER NOT NULL,
        first_day INTEGER NOT NULL,
        last_day INTEGER NOT NULL,
        due INTEGER NOT NULL,
        record TEXT,
        version INTEGER NOT NULL,
        signer TEXT,
        recorded INTEGER,
        recorded_by TEXT,
        PRIMARY KEY (incident, number)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Surveys in the database, and the entries that make them.
struct SurveyRegister {
  let session: SQLSession

  static func planned(_ surveys: [LeakSurvey], in incident: String) -> NewEntry {
    NewEntry(
      kind: "survey.planned",
      body: [
        "incident": .string(incident),
        "surveys": .array(
          surveys.map { survey in
            [
              "number": JSON(survey.number), "from": JSON(Int(survey.from.packed)),
              "until": JSON(Int(survey.until.packed)), "due": JSON(survey.due),
            ]
          }),
      ])
  }

  /// Who signed is personal; the rest is meant for the public.
  static func recorded(
    _ record: LeakSurvey.Record, of survey: LeakSurvey, in incident: String
  ) -> NewEntry {
    NewEntry(
      kind: "survey.recorded",
      body: [
        "incident": .string(incident), "number": JSON(survey.number),
        "version": JSON((survey.record?.version ?? 0) + 1), "record": record.json,
      ], personal: record.signer.map { Array($0.utf8) })
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    switch entry.kind {
    case "survey.planned":
      guard case .array(let rows) = body["surveys"] else { return }
      for row in rows {
        try session.execute(
          """
          INSERT INTO leak_survey (incident, number, first_day, last_day, due, record, version, signer, recorded,
            recorded_by) VALUES (?, ?, ?, ?, ?, NULL, 0, NULL, NULL, NULL)
          """, entry.incident, .integer(row["number"].integer ?? 0), .integer(row["from"].integer ?? 0),
          .integer(row["until"].integer ?? 0), SQLValue(row["due"].moment ?? entry.time))
      }
    case "survey.recorded":
      let number = body["number"].integer ?? 0
      try session.execute(
        """
        UPDATE leak_survey SET record = ?, version = ?, signer = ?, recorded = ?, recorded_by = ?
        WHERE incident = ? AND number = ?
        """, SQLValue(body["record"].canonicalText), .integer(body["version"].integer ?? 1),
        SQLValue(entry.personal.bytes.map { String(decoding: $0, as: UTF8.self) }), SQLValue(entry.time),
        SQLValue(entry.actor), entry.incident, .integer(number))
      try TimelineRegister(session: session).add(
        entry, event: entry.time, kind: entry.kind, reference: String(number), note: nil)
    default: break
    }
  }

  /// Takes the signer out of the table, where no later version has another.
  func forget(_ entry: JournalEntry) throws {
    try session.execute(
      "UPDATE leak_survey SET signer = NULL WHERE incident = ? AND number = ? AND version = ?", entry.incident,
      .integer(entry.body["number"].integer ?? 0), .integer(entry.body["version"].integer ?? 1))
  }

  private static let columns =
    "number, first_day, last_day, due, record, version, signer, recorded, recorded_by, incident"

  private static func read(_ row: SQLRow) -> LeakSurvey? {
    guard let from = CivilDate(packed: Int32(clamping: row.integer(1))),
      let until = CivilDate(packed: Int32(clamping: row.integer(2)))
    else { return nil }
    var record = row.optionalText(4).flatMap { try? JSON(parsing: Array($0.utf8)) }.map { LeakSurvey.Record(json: $0) }
    record?.version = Int(row.integer(5))
    record?.signer = row.optionalText(6)
    record?.recordedAt = row.optionalMoment(7) ?? Moment(milliseconds: 0)
    record?.recordedBy = row.optionalText(8) ?? ""
    return LeakSurvey(
      number: Int(row.integer(0)), from: from, until: until, due: row.moment(3), record: record)
  }

  /// By number.
  func all(of incident: String) throws -> [LeakSurvey] {
    try session.all(
      "SELECT \(Self.columns) FROM leak_survey WHERE incident = ? ORDER BY number", SQLValue(incident), read: Self.read
    ).compactMap(\.self)
  }

  /// Those that should have been made and were not, over all incidents, the longest late first.
  func late(at moment: Moment) throws -> [(incident: String, survey: LeakSurvey)] {
    try session.all(
      "SELECT \(Self.columns) FROM leak_survey WHERE record IS NULL AND due <= ? ORDER BY due, incident",
      SQLValue(moment)
    ) { row in Self.read(row).map { (incident: row.text(9), survey: $0) } }.compactMap(\.self)
  }
}

extension LeakSurvey.Record {
  package var json: JSON {
    [
      "sources": .array(
        sources.map { ["name": .string($0.name), "reached": JSON($0.reached), "days": JSON($0.days)] }),
      "method": .string(method), "found": JSON(found), "judged": JSON(judged),
      "expected_thousandths": JSON(expected), "blind": .string(blind), "late": JSON(isLate),
    ]
  }

  init(json: JSON) {
    var sources: [LeakSurvey.Source] = []
    if case .array(let rows) = json["sources"] {
      sources = rows.map {
        .init(
          name: $0["name"].string ?? "", reached: Int(clamping: $0["reached"].integer ?? 0),
          days: Int(clamping: $0["days"].integer ?? 0))
      }
    }
    func number(_ key: String) -> Int { Int(clamping: json[key].integer ?? 0) }
    self.init(
      sources: sources, method: json["method"].string ?? "", found: number("found"), judged: number("judged"),
      expected: number("expected_thousandths"), blind: json["blind"].string ?? "", signer: nil)
    // Not said by what was recorded before this was kept.
    isLate = json["late"].boolean ?? false
  }
}
