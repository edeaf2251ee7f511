import CanonicalForms
import Custody
import PersonalData
import Storage

/// Address lists and letters in the database, and the entries that make them.
struct LetterRegister {
  let session: SQLSession

  /// A letter of a batch as the record knows it: a line of a list, and a code that only its reader has.
  struct Row {
    var line: Int
    var codeHash: [UInt8]
    var content: LetterContent
  }

  // MARK: Entries

  static func taken(_ list: RecordedMailingList, sealed: [UInt8], in incident: String) -> NewEntry {
    NewEntry(
      kind: "mailing_list.taken",
      body: [
        "incident": .string(incident), "client": .string(list.client.text), "number": JSON(list.number),
        "lines": JSON(list.lines), "recognised": JSON(list.recognised), "erase_at": JSON(list.eraseAt),
      ], personal: sealed)
  }

  static func made(_ batch: LetterBatch, in incident: String) -> NewEntry {
    NewEntry(
      kind: "letters.made",
      body: [
        "incident": .string(incident), "batch": JSON(batch.number), "language": .string(batch.language),
        "parts": .array(batch.parts.map(\.json)),
      ])
  }

  /// The codes of one client's letters of a batch: an entry of their own, so that they are erased with that client's list
  /// and leave those of others alone. It follows the entry of the batch.
  static func coded(_ rows: [Row], of batch: Int, for client: Organisation.ID, in incident: String) -> NewEntry {
    var writer = ByteWriter()
    write(rows, to: &writer)
    return NewEntry(
      kind: "letters.coded",
      body: [
        "incident": .string(incident), "batch": JSON(batch), "client": .string(client.text), "contents": true,
      ], personal: writer.bytes)
  }

  private static func write(_ rows: [Row], to writer: inout ByteWriter) {
    writer.count(rows.count)
    for row in rows {
      writer.count(row.line)
      writer.raw(row.codeHash)
      writer.byte(row.content.isCertain ? 1 : 0)
      writer.number(row.content.fields.rawValue)
    }
  }

  static func released(_ batch: Int, in incident: String) -> NewEntry {
    NewEntry(kind: "letters.released", body: ["incident": .string(incident), "batch": JSON(batch)])
  }

  static func returned(_ letters: [(code: [UInt8], letter: FoundLetter)], in incident: String) -> NewEntry {
    struct Part: Hashable {
      let batch: Int
      let client: Organisation.ID
    }
    let counts = Dictionary(grouping: letters) { Part(batch: $0.letter.batch, client: $0.letter.client) }
    let parts = counts.sorted { ($0.key.batch, $0.key.client) < ($1.key.batch, $1.key.client) }.map { part, letters in
      let row: JSON = [
        "batch": JSON(part.batch), "client": .string(part.client.text), "letters": JSON(letters.count),
      ]
      return row
    }
    return NewEntry(
      kind: "letters.returned",
      body: [
        "incident": .string(incident), "codes": .array(letters.map { JSON(bytes: $0.code) }), "parts": .array(parts),
      ])
  }

  static func substituted(
    _ measure: LetterReach.Substitute, for client: Organisation.ID, in incident: String
  ) -> NewEntry {
    NewEntry(
      kind: "letters.substituted",
      body: [
        "incident": .string(incident), "client": .string(client.text), "at": JSON(measure.at),
        "people": JSON(measure.people), "reference": .string(measure.reference),
      ])
  }

  // MARK: Projection

  private static let codeLength = 16

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let timeline = TimelineRegister(session: session)
    switch entry.kind {
    case "mailing_list.taken":
      try session.execute(
        """
        INSERT INTO mailing_list (incident, client, number, sequence, taken, lines, recognised, erase_at, sealed)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, entry.incident, SQLValue(body["client"].string ?? ""), .integer(body["number"].integer ?? 0),
        .integer(entry.sequence), SQLValue(entry.time), .integer(body["lines"].integer ?? 0),
        .integer(body["recognised"].integer ?? 0), SQLValue(body["erase_at"].moment ?? entry.time),
        SQLValue(entry.personal.bytes))
      try timeline.add(
        entry, event: entry.time, kind: entry.kind, reference: body["client"].string ?? "", note: nil)
    case "letters.made":
      try applyMade(entry)
      try timeline.add(
        entry, event: entry.time, kind: entry.kind, reference: String(body["batch"].integer ?? 0), note: nil)
    case "letters.coded":
      guard let personal = entry.personal.bytes else { return }
      var reader = ByteReader(personal)
      let (batch, client) = (body["batch"].integer ?? 0, body["client"].string ?? "")
      try session.execute(
        "INSERT INTO letter_codes (incident, batch, client, sequence) VALUES (?, ?, ?, ?)", entry.incident,
        .integer(batch), SQLValue(client), .integer(entry.sequence))
      // Older entries do not say what the letters said.
      try applyCodes(from: &reader, of: batch, for: client, withContents: body["contents"].boolean == true, entry)
    case "letters.released":
      try session.execute(
        "UPDATE letter_batch SET released = ?, released_by = ? WHERE incident = ? AND number = ?",
        SQLValue(entry.time), SQLValue(entry.actor), entry.incident, .integer(body["batch"].integer ?? 0))
      try timeline.add(
        entry, event: entry.time, kind: entry.kind, reference: String(body["batch"].integer ?? 0), note: nil)
    case "letters.returned":
      let codes = body["codes"].elements.compactMap(\.bytes)
      for code in codes {
        try session.execute(
          "UPDATE letter SET returned = ? WHERE code = ? AND returned IS NULL", SQLValue(entry.time), .blob(code))
      }
      for part in body["parts"].elements {
        try session.execute(
          "INSERT INTO letter_return (incident, sequence, batch, client, letters) VALUES (?, ?, ?, ?, ?)",
          entry.incident, .integer(entry.sequence), .integer(part["batch"].integer ?? 0),
          SQLValue(part["client"].string ?? ""), .integer(part["letters"].integer ?? 0))
      }
      try timeline.add(
        entry, event: entry.time, kind: entry.kind, reference: String(codes.count), note: nil)
    case "letters.substituted":
      let at = body["at"].moment ?? entry.time
      try session.execute(
        "INSERT INTO letter_substitute (incident, client, sequence, at, people, reference) VALUES (?, ?, ?, ?, ?, ?)",
        entry.incident, SQLValue(body["client"].string ?? ""), .integer(entry.sequence), SQLValue(at),
        .integer(body["people"].integer ?? 0), SQLValue(body["reference"].string ?? ""))
      try timeline.add(entry, event: at, kind: entry.kind, reference: body["client"].string ?? "", note: nil)
    default: break
    }
  }

  private func applyMade(_ entry: JournalEntry) throws {
    let body = entry.body
    let number = body["batch"].integer ?? 0
    let parts = body["parts"].elements
    try session.execute(
      """
      INSERT INTO letter_batch (incident, number, sequence, made, made_by, language, parts, released, released_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)
      """, entry.incident, .integer(number), .integer(entry.sequence), SQLValue(entry.time), SQLValue(entry.actor),
      SQLValue(body["language"].string ?? "ja"), SQLValue(JSON.array(parts).canonicalText))
    // Older batches have the codes of all their clients in this entry.
    guard let personal = entry.personal.bytes else { return }
    var reader = ByteReader(personal)
    _ = try reader.count()
    for part in parts {
      try applyCodes(from: &reader, of: number, for: part["client"].string ?? "", withContents: false, entry)
    }
  }

  private func applyCodes(
    from reader: inout ByteReader, of batch: Int64, for client: String, withContents: Bool, _ entry: JournalEntry
  ) throws {
    let count = try reader.count()
    for _ in 0..<count {
      let line = try reader.integer()
      let code = try reader.raw(Self.codeLength)
      try session.execute(
        "INSERT INTO letter (code, incident, batch, client, line, returned) VALUES (?, ?, ?, ?, ?, NULL)",
        .blob(code), entry.incident, .integer(batch), SQLValue(client), .integer(Int64(line)))
      guard withContents else { continue }
      let isCertain = try reader.byte() == 1
      let fields = try reader.number()
      try session.execute(
        "INSERT INTO letter_content (code, incident, batch, client, certain, fields) VALUES (?, ?, ?, ?, ?, ?)",
        .blob(code), entry.incident, .integer(batch), SQLValue(client), .integer(isCertain ? 1 : 0),
        .integer(Int64(bitPattern: fields)))
    }
  }

  /// Takes out of the tables what the personal part of an entry put there.
  func forget(_ entry: JournalEntry) throws {
    switch entry.kind {
    case "mailing_list.taken":
      try session.execute(
        "UPDATE mailing_list SET sealed = NULL WHERE incident = ? AND sequence = ?", entry.incident,
        .integer(entry.sequence))
    case "letters.made":
      try session.execute(
        "DELETE FROM letter WHERE incident = ? AND batch = ?", entry.incident,
        .integer(entry.body["batch"].integer ?? 0))
    case "letters.coded":
      let (batch, client) = (entry.body["batch"].integer ?? 0, entry.body["client"].string ?? "")
      try session.execute(
        "DELETE FROM letter WHERE incident = ? AND batch = ? AND client = ?", entry.incident, .integer(batch),
        SQLValue(client))
      try session.execute(
        "DELETE FROM letter_content WHERE incident = ? AND batch = ? AND client = ?", entry.incident,
        .integer(batch), SQLValue(client))
      try session.execute(
        "DELETE FROM letter_codes WHERE incident = ? AND batch = ? AND client = ?", entry.incident, .integer(batch),
        SQLValue(client))
    default: break
    }
  }

  // MARK: Questions

  /// By client and number.
  func lists(of incident: String) throws -> [RecordedMailingList] {
    try session.all(
      """
      SELECT client, number, taken, lines, recognised, erase_at, CASE WHEN sealed IS NULL THEN 1 ELSE 0 END
      FROM mailing_list WHERE incident = ?
      ORDER BY client, number
      """, SQLValue(incident)
    ) { row in
      RecordedMailingList(
        client: .init(row.text(0)), number: Int(row.integer(1)), takenAt: row.moment(2), lines: Int(row.integer(3)),
        recognised: Int(row.integer(4)), eraseAt: row.moment(5), isErased: row.integer(6) == 1)
    }
  }

  /// The bytes as they were sealed; nil once they are erased.
  func sealed(_ list: RecordedMailingList, in incident: String) throws -> [UInt8]? {
    try session.first(
      "SELECT sealed FROM mailing_list WHERE incident = ? AND client = ? AND number = ?", SQLValue(incident),
      SQLValue(list.client.text), .integer(Int64(list.number))
    ) { $0.optionalBytes(0) } ?? nil
  }

  /// Lists whose day has come and that are still there, with the entries that hold them.
  func due(at time: Moment) throws -> [(incident: String, client: Organisation.ID, number: Int, sequence: Int64)] {
    try session.all(
      """
      SELECT incident, client, number, sequence FROM mailing_list WHERE erase_at <= ? AND sealed IS NOT NULL
      ORDER BY sequence
      """, SQLValue(time)
    ) { ($0.text(0), .init($0.text(1)), Int($0.integer(2)), $0.integer(3)) }
  }

  func batches(of incident: String) throws -> [LetterBatch] {
    var returned: [Int: [Organisation.ID: Int]] = [:]
    try session.forEach(
      "SELECT batch, client, CAST(SUM(letters) AS BIGINT) FROM letter_return WHERE incident = ? GROUP BY batch, client",
      SQLValue(incident)
    ) { row in returned[Int(row.integer(0)), default: [:]][.init(row.text(1))] = Int(row.integer(2)) }
    return try session.all(
      """
      SELECT number, made, made_by, language, parts, released, released_by FROM letter_batch WHERE incident = ?
      ORDER BY number
      """, SQLValue(incident)
    ) { row in
      let number = Int(row.integer(0))
      let parts = (try? JSON(parsing: Array(row.text(4).utf8)))?.elements ?? []
      return LetterBatch(
        number: number, madeAt: row.moment(1), madeBy: row.text(2), language: row.text(3),
        parts: parts.map(LetterBatch.Part.init(json:)), releasedAt: row.optionalMoment(5),
        releasedBy: row.optionalText(6), returned: returned[number] ?? [:])
    }
  }

  /// The entries that hold codes of letters made from a list: of an older batch, those of all its clients.
  func sequences(ofCodesFrom client: Organisation.ID, list: Int, in incident: String) throws -> [Int64] {
    try batches(of: incident)
      .filter { batch in batch.parts.contains { $0.client == client && $0.list == list } }
      .compactMap { batch in
        let own = try session.all(
          "SELECT client, sequence FROM letter_codes WHERE incident = ? AND batch = ?", SQLValue(incident),
          .integer(Int64(batch.number))
        ) { ($0.text(0), $0.integer(1)) }
        guard own.isEmpty else { return own.first { $0.0 == client.text }?.1 }
        // Nothing left of a newer batch looks the same: its own entry has nothing personal then, and is left alone.
        return try session.first(
          """
          SELECT letter_batch.sequence FROM letter_batch JOIN letter ON letter.incident = letter_batch.incident
            AND letter.batch = letter_batch.number
          WHERE letter_batch.incident = ? AND letter_batch.number = ? LIMIT 1
          """, SQLValue(incident), .integer(Int64(batch.number))
        ) { $0.integer(0) }
      }
  }

  /// Whether codes of other clients, whose lists are not erased, would go with those of a list: an older batch has all in one
  /// entry.
  func sharesCodes(of client: Organisation.ID, list: Int, in incident: String) throws -> Bool {
    let kept = Set(try lists(of: incident).filter { !$0.isErased }.map { "\($0.number)/\($0.client.text)" })
    return try batches(of: incident).contains { batch in
      guard batch.parts.contains(where: { $0.client == client && $0.list == list }),
        batch.parts.contains(where: { $0.client != client && kept.contains("\($0.list)/\($0.client.text)") })
      else { return false }
      let own = try session.first(
        "SELECT 1 FROM letter_codes WHERE incident = ? AND batch = ? LIMIT 1", SQLValue(incident),
        .integer(Int64(batch.number))
      ) { _ in true }
      let left = try session.first(
        "SELECT 1 FROM letter WHERE incident = ? AND batch = ? LIMIT 1", SQLValue(incident),
        .integer(Int64(batch.number))
      ) { _ in true }
      return own == nil && left != nil
    }
  }

  /// The newest of each client, with the entry that recorded it.
  func substitutes(
    of incident: String
  ) throws -> [Organisation.ID: (sequence: Int64, measure: LetterReach.Substitute)] {
    var found: [Organisation.ID: (sequence: Int64, measure: LetterReach.Substitute)] = [:]
    try session.forEach(
      "SELECT client, at, people, reference, sequence FROM letter_substitute WHERE incident = ? ORDER BY client, sequence",
      SQLValue(incident)
    ) { row in
      found[.init(row.text(0))] = (
        row.integer(4), .init(at: row.moment(1), people: Int(row.integer(2)), reference: row.text(3))
      )
    }
    return found
  }

  /// By batch: the entry that let it out. What was recorded before and after it is told apart by that, not by dates that
  /// people give.
  func releases(of incident: String) throws -> [Int: Int64] {
    var found: [Int: Int64] = [:]
    try session.forEach(
      "SELECT reference, sequence FROM incident_event WHERE incident = ? AND kind = 'letters.released' ORDER BY sequence",
      SQLValue(incident)
    ) { row in if let batch = Int(row.text(0)) { found[batch] = row.integer(1) } }
    return found
  }

  /// The lines of a client's list whose letters of a batch did not come back.
  func linesKept(of batch: Int, client: Organisation.ID, in incident: String) throws -> Set<Int> {
    Set(
      try session.all(
        "SELECT line FROM letter WHERE incident = ? AND batch = ? AND client = ? AND returned IS NULL",
        SQLValue(incident), .integer(Int64(batch)), SQLValue(client.text)
      ) { Int($0.integer(0)) })
  }

  /// A letter by what is stored of its code.
  func letter(_ codeHash: [UInt8]) throws -> FoundLetter? {
    let content = try session.first(
      "SELECT certain, fields FROM letter_content WHERE code = ?", .blob(codeHash)
    ) { LetterContent(isCertain: $0.integer(0) == 1, fields: FieldSet(rawValue: UInt64(bitPattern: $0.integer(1)))) }
    return try session.first(
      """
      SELECT letter.incident, letter.batch, letter.client, letter.line, letter.returned, letter_batch.released
      FROM letter JOIN letter_batch ON letter_batch.incident = letter.incident AND letter_batch.number = letter.batch
      WHERE letter.code = ?
      """, .blob(codeHash)
    ) { row in
      FoundLetter(
        incident: row.text(0), batch: Int(row.integer(1)), client: .init(row.text(2)), line: Int(row.integer(3)),
        returnedAt: row.optionalMoment(4), releasedAt: row.optionalMoment(5), content: content)
    }
  }
}

/// What a letter says of its reader's own data.
package struct LetterContent: Sendable, Hashable {
  /// It lay there for certain, not only possibly.
  package var isCertain: Bool
  package var fields: FieldSet
}

/// What a letter's code says to whoever may ask: which letter it is, not who got it.
package struct FoundLetter: Sendable, Hashable {
  package var incident: String
  package var batch: Int
  package var client: Organisation.ID
  /// Of the client's list.
  package var line: Int
  package var returnedAt: Moment?
  package var releasedAt: Moment?
  /// What it says of its reader; nil of a letter whose entry is older than such answers.
  package var content: LetterContent?
}
