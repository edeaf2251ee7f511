import CanonicalForms
import Storage

/// Documents in the database, and the entries that make them.
struct DocumentRegister {
  let session: SQLSession

  /// The text may quote what names people: it is personal.
  static func entry(_ document: OutwardDocument, in incident: String) -> NewEntry {
    NewEntry(
      kind: "document.issued",
      body: [
        "incident": .string(incident), "number": JSON(document.id), "kind": .string(document.kind.rawValue),
        "recipient": .string(document.recipient), "language": .string(document.language),
        "issued": JSON(document.issuedAt), "corrects": document.corrects.map { JSON($0) } ?? .null,
        "quotes": .array(document.quotes.map { JSON($0) }),
      ], personal: OutwardDocument.stored(document.sentences).canonicalBytes)
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let issued = body["issued"].moment ?? entry.time
    try session.execute(
      """
      INSERT INTO outward_document (incident, number, kind, recipient, language, issued, corrects, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, entry.incident, .integer(body["number"].integer ?? 0), SQLValue(body["kind"].string ?? ""),
      SQLValue(body["recipient"].string ?? ""), SQLValue(body["language"].string ?? "ja"), SQLValue(issued),
      body["corrects"].integer.map { .integer($0) } ?? .null, SQLValue(entry.personal.bytes))
    // A pack for each client would bury the rest; the making of the packs stands there once.
    guard body["kind"].string != OutwardDocument.Kind.clientPack.rawValue else { return }
    try TimelineRegister(session: session).add(
      entry, event: issued, kind: "document." + (body["kind"].string ?? ""),
      reference: OutwardDocument.name(Int(body["number"].integer ?? 0)), note: nil)
  }

  /// Takes out of the tables what the personal part of an entry put there.
  func forget(_ entry: JournalEntry) throws {
    try session.execute(
      "UPDATE outward_document SET body = NULL WHERE incident = ? AND number = ?", entry.incident,
      .integer(entry.body["number"].integer ?? 0))
  }

  func nextNumber(in incident: String) throws -> Int {
    try session.first(
      "SELECT COALESCE(MAX(number), 0) + 1 FROM outward_document WHERE incident = ?", SQLValue(incident)
    ) { Int($0.integer(0)) } ?? 1
  }

  private static let columns = "number, kind, recipient, language, issued, corrects, body"

  private static func read(_ row: SQLRow) throws -> OutwardDocument {
    guard let kind = OutwardDocument.Kind(rawValue: row.text(1)) else {
      throw ResponseFailure(.corrupted, "document \(row.integer(0)) cannot be read")
    }
    let sentences = row.optionalBytes(6).flatMap { try? JSON(parsing: $0) } ?? .array([])
    return OutwardDocument(
      id: Int(row.integer(0)), kind: kind, recipient: row.text(2), language: row.text(3), issuedAt: row.moment(4),
      corrects: row.isNull(5) ? nil : Int(row.integer(5)),
      sentences: OutwardDocument.sentences(from: sentences))
  }

  /// By number. A text that was erased has no sentences.
  func all(of incident: String) throws -> [OutwardDocument] {
    try session.all(
      "SELECT \(Self.columns) FROM outward_document WHERE incident = ? ORDER BY number", SQLValue(incident),
      read: Self.read)
  }

  /// Those of the numbers that there are.
  func find(_ numbers: [Int], of incident: String) throws -> [OutwardDocument] {
    try numbers.sorted().compactMap { number in
      try session.first(
        "SELECT \(Self.columns) FROM outward_document WHERE incident = ? AND number = ?", SQLValue(incident),
        SQLValue(number), read: Self.read)
    }
  }
}

extension OutwardDocument {
  /// Sentences as the journal keeps them.
  static func stored(_ sentences: [Sentence]) -> JSON {
    .array(
      sentences.map { sentence in
        .array(
          sentence.parts.map { part in
            switch part {
            case .words(let text): .string(text)
            case .quote(let id, let text): ["statement": JSON(id), "text": .string(text)]
            case .missing(let key, let text):
              [
                "fact": .string(key.fact.rawValue), "client": .string(key.subject.client), "text": .string(text),
              ]
            }
          })
      })
  }

  static func sentences(from json: JSON) -> [Sentence] {
    guard case .array(let rows) = json else { return [] }
    return rows.map { row in
      guard case .array(let parts) = row else { return Sentence([]) }
      return Sentence(
        parts.map { part in
          let text = part["text"].string ?? ""
          if let id = part["statement"].integer { return .quote(statement: Int(clamping: id), text) }
          if let fact = part["fact"].string.flatMap(Fact.init(rawValue:)) {
            return .missing(.init(fact, .init(client: part["client"].string ?? "")), text)
          }
          return .words(part.string ?? text)
        })
    }
  }
}
