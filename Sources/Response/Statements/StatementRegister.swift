import CanonicalForms
import Custody
import Storage

/// Statements in the database, and the entries that make them.
struct StatementRegister {
  let session: SQLSession

  // MARK: Entries

  /// - Parameter first: the number of the first of them.
  static func entry(_ statements: [NewStatement], in incident: String, first: Int) -> NewEntry {
    var texts: [String: JSON] = [:]
    var names: [String: JSON] = [:]
    var references: [String: JSON] = [:]
    var rows: [JSON] = []
    for (offset, statement) in statements.enumerated() {
      let number = first + offset
      if let text = statement.answer.text { texts[String(number)] = .string(text) }
      let source = statement.source
      if let name = source.name { names[String(number)] = .string(name) }
      // What a machine wrote or a paper bears is looked up by it for ever; what was heard from somebody may name them.
      let isHeard = source.kind == .person
      if isHeard { references[String(number)] = .string(source.reference) }
      rows.append([
        "number": JSON(number), "fact": .string(statement.fact.rawValue), "client": .string(statement.subject.client),
        "answer": statement.answer.publicJSON, "as_of": JSON(statement.asOf), "said": JSON(statement.saidAt),
        "source": .string(source.kind.rawValue), "reference": isHeard ? .null : .string(source.reference),
        "kind": .string(statement.kind.rawValue), "confidence": .string(statement.confidence.rawValue),
      ])
    }
    let isPersonal = !(texts.isEmpty && names.isEmpty && references.isEmpty)
    let personal: JSON? =
      isPersonal ? ["texts": .object(texts), "names": .object(names), "references": .object(references)] : nil
    // Version 1 had every reference in the body.
    return NewEntry(
      kind: "statement.made", version: 2, body: ["incident": .string(incident), "statements": .array(rows)],
      personal: personal?.canonicalBytes)
  }

  static func retraction(of number: Int, in incident: String, reason: String) -> NewEntry {
    NewEntry(
      kind: "statement.retracted", body: ["incident": .string(incident), "number": JSON(number)],
      personal: Array(reason.utf8))
  }

  static func resolution(of pair: Contradiction.Pair, in incident: String, reason: String) -> NewEntry {
    NewEntry(
      kind: "contradiction.resolved",
      body: ["incident": .string(incident), "first": JSON(pair.first), "second": JSON(pair.second)],
      personal: Array(reason.utf8))
  }

  // MARK: Projection

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let words = entry.personal.bytes.map { String(decoding: $0, as: UTF8.self) }
    switch entry.kind {
    case "statement.made": try applyMade(entry)
    case "statement.retracted":
      try session.execute(
        "UPDATE statement SET retraction = ? WHERE incident = ? AND number = ?", SQLValue(words ?? ""),
        entry.incident, .integer(body["number"].integer ?? 0))
      try TimelineRegister(session: session).add(
        entry, event: entry.time, kind: "statement.retracted",
        reference: Statement.name(Int(body["number"].integer ?? 0)), note: words)
    case "contradiction.resolved":
      let (first, second) = (body["first"].integer ?? 0, body["second"].integer ?? 0)
      try session.execute(
        """
        INSERT INTO contradiction_resolution (incident, first, second, reason, at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (incident, first, second) DO UPDATE SET reason = excluded.reason, at = excluded.at
        """, entry.incident, .integer(first), .integer(second), SQLValue(words ?? ""), SQLValue(entry.time))
      try TimelineRegister(session: session).add(
        entry, event: entry.time, kind: "contradiction.resolved",
        reference: "\(Statement.name(Int(first)))/\(Statement.name(Int(second)))", note: words)
    default: break
    }
  }

  private func applyMade(_ entry: JournalEntry) throws {
    guard case .array(let rows) = entry.body["statements"] else { return }
    let personal = entry.personalJSON
    var event = 0
    for row in rows {
      let number = row["number"].integer ?? 0
      let text = personal["texts"][String(number)].string
      try session.execute(
        """
        INSERT INTO statement (incident, number, fact, client, answer, text, as_of, said, recorded, source, reference,
          name, kind, confidence, retraction) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
        """, entry.incident, .integer(number), SQLValue(row["fact"].string ?? ""), SQLValue(row["client"].string ?? ""),
        SQLValue(row["answer"].canonicalText), SQLValue(text), SQLValue(row["as_of"].moment ?? entry.time),
        SQLValue(row["said"].moment ?? entry.time), SQLValue(entry.time), SQLValue(row["source"].string ?? "document"),
        SQLValue(row["reference"].string ?? personal["references"][String(number)].string ?? ""),
        SQLValue(personal["names"][String(number)].string),
        SQLValue(row["kind"].string ?? "claim"), SQLValue(row["confidence"].string ?? "doubtful"))
      // Hundreds of clients' figures would bury the rest; they are in the statements.
      guard row["client"].string == "" else { continue }
      let said = row["said"].moment ?? entry.time
      let isTime = row["answer"]["kind"].string == "time"
      try TimelineRegister(session: session).add(
        entry, number: event, event: isTime ? row["answer"]["from"].moment ?? said : said,
        kind: "statement." + (row["fact"].string ?? ""), reference: Statement.name(Int(number)), note: nil)
      event += 1
    }
  }

  /// Takes out of the tables what the personal part of an entry put there.
  func forget(_ entry: JournalEntry) throws {
    let body = entry.body
    switch entry.kind {
    case "statement.made":
      guard case .array(let rows) = body["statements"] else { return }
      for row in rows {
        try session.execute(
          "UPDATE statement SET text = NULL, name = NULL, reference = ? WHERE incident = ? AND number = ?",
          SQLValue(row["reference"].string ?? ""), entry.incident, .integer(row["number"].integer ?? 0))
      }
    case "statement.retracted":
      try session.execute(
        "UPDATE statement SET retraction = '' WHERE incident = ? AND number = ?", entry.incident,
        .integer(body["number"].integer ?? 0))
      try TimelineRegister(session: session).forget(entry)
    case "contradiction.resolved":
      try session.execute(
        "UPDATE contradiction_resolution SET reason = '' WHERE incident = ? AND first = ? AND second = ? AND at = ?",
        entry.incident, .integer(body["first"].integer ?? 0), .integer(body["second"].integer ?? 0),
        SQLValue(entry.time))
      try TimelineRegister(session: session).forget(entry)
    default: break
    }
  }

  // MARK: Questions

  func nextNumber(in incident: String) throws -> Int {
    try session.first(
      "SELECT COALESCE(MAX(number), 0) + 1 FROM statement WHERE incident = ?", SQLValue(incident)
    ) { Int($0.integer(0)) } ?? 1
  }

  func all(of incident: String) throws -> [Statement] {
    try session.all(
      """
      SELECT number, fact, client, answer, text, as_of, said, recorded, source, reference, name, kind, confidence,
        retraction FROM statement WHERE incident = ? ORDER BY number
      """, SQLValue(incident)
    ) { row in
      guard let fact = Fact(rawValue: row.text(1)), let json = try? JSON(parsing: Array(row.text(3).utf8)),
        let answer = Answer(json: json, text: row.optionalText(4)),
        let source = Statement.Source.Kind(rawValue: row.text(8)), let kind = Statement.Kind(rawValue: row.text(11)),
        let confidence = Statement.Confidence(rawValue: row.text(12))
      else { throw ResponseFailure(.corrupted, "statement \(row.integer(0)) of \(incident) cannot be read") }
      return Statement(
        id: Int(row.integer(0)), fact: fact, subject: .init(client: row.text(2)), answer: answer,
        asOf: row.moment(5), saidAt: row.moment(6), recordedAt: row.moment(7),
        source: .init(source, reference: row.text(9), name: row.optionalText(10)), kind: kind,
        confidence: confidence, retraction: row.optionalText(13),
        isErased: json["kind"].string == "text" && row.isNull(4) && json["value"].string == nil)
    }
  }

  func resolutions(of incident: String) throws -> [Contradiction.Pair: Contradiction.Resolution] {
    var found: [Contradiction.Pair: Contradiction.Resolution] = [:]
    try session.forEach(
      "SELECT first, second, reason, at FROM contradiction_resolution WHERE incident = ?", SQLValue(incident)
    ) { row in
      found[.init(Int(row.integer(0)), Int(row.integer(1)))] = .init(reason: row.text(2), at: row.moment(3))
    }
    return found
  }
}
