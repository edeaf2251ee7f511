import CanonicalForms

/// What somebody looks for in the journal.
package struct JournalQuestion: Sendable {
  package var kind: String?
  /// From the first moment on, up to the second, which is not in it.
  package var from: Moment?
  package var until: Moment?
  /// Texts of which at least one stands in an entry, as whoever acted or anywhere in what it says: for each of the lists.
  /// An entry without any of them is not even taken apart.
  package var texts: [[String]] = []
  /// What else has to hold.
  package var isMeant: @Sendable (JournalEntry) -> Bool = { _ in true }

  package init(kind: String? = nil) { self.kind = kind }
}

/// Entries that were found, the newest first.
package struct JournalFindings: Sendable {
  package var entries: [JournalEntry] = []
  /// Where to look on from; nil when there is nothing older.
  package var next: Int64?
  /// The search stopped because it had seen so many entries, not because it had found enough.
  package var isCut = false

  package init() {}
}

extension Journal {
  /// Entries that a search looks at before it gives back what it has: some tenths of a second.
  package static let mostSeen = 50_000
  private static let part = 2_000
  /// Clocks of several servers differ, and an entry may be older than the one before it: so many more are looked at.
  private static let slack: Int64 = 500

  /// What answers a question, the newest first, with numbers below `sequence`. A search is bounded: whoever wants more
  /// looks on from `next`.
  package func search(
    _ question: JournalQuestion, before sequence: Int64, limit: Int, mostSeen: Int = Journal.mostSeen
  ) throws -> JournalFindings {
    try store.read { session in
      var found = JournalFindings()
      guard let (first, last) = try bounds(of: question, session) else { return found }
      var before = min(sequence, last == .max ? .max : last + 1)
      var seen = 0
      let texts = question.texts.map { $0.map { Self.stored($0) } }
      while true {
        let rows = try rows(question.kind, from: first, before: before, session)
        for row in rows {
          seen += 1
          before = row.sequence
          guard Self.mayAnswer(row, question, texts), let entry = try entry(of: row), question.isMeant(entry) else {
            continue
          }
          found.entries.append(entry)
          if found.entries.count == limit {
            found.next = row.sequence
            return found
          }
        }
        if rows.count < Self.part { return found }
        if seen >= mostSeen {
          found.next = before
          found.isCut = true
          return found
        }
      }
    }
  }

  /// A row before what it says is taken apart.
  private struct Row {
    let sequence: Int64
    let time: Moment
    let kind: String
    let version: Int
    let actor: String
    let body: [UInt8]
  }

  private func rows(_ kind: String?, from first: Int64, before: Int64, _ session: SQLSession) throws -> [Row] {
    func read(_ row: SQLRow) -> Row {
      Row(
        sequence: row.integer(0), time: row.moment(1), kind: row.text(2), version: Int(row.integer(3)),
        actor: row.text(4), body: row.bytes(5))
    }
    guard let kind else {
      return try session.all(
        """
        SELECT sequence, time, kind, version, actor, body FROM journal WHERE sequence >= ? AND sequence < ?
        ORDER BY sequence DESC LIMIT ?
        """, SQLValue(first), SQLValue(before), SQLValue(Int64(Self.part)), read: read)
    }
    return try session.all(
      """
      SELECT sequence, time, kind, version, actor, body FROM journal WHERE kind = ? AND sequence >= ? AND sequence < ?
      ORDER BY sequence DESC LIMIT ?
      """, SQLValue(kind), SQLValue(first), SQLValue(before), SQLValue(Int64(Self.part)), read: read)
  }

  /// The numbers between which entries of the time lie; nil when there are none.
  private func bounds(of question: JournalQuestion, _ session: SQLSession) throws -> (first: Int64, last: Int64)? {
    var (first, last) = (Int64(1), Int64.max)
    if let from = question.from {
      let found = try session.first(
        "SELECT sequence FROM journal WHERE time >= ? ORDER BY time, sequence LIMIT 1", SQLValue(from)
      ) { $0.integer(0) }
      guard let found else { return nil }
      first = max(1, found - Self.slack)
    }
    if let until = question.until {
      let found = try session.first(
        "SELECT sequence FROM journal WHERE time < ? ORDER BY time DESC, sequence DESC LIMIT 1", SQLValue(until)
      ) { $0.integer(0) }
      guard let found else { return nil }
      last = found + Self.slack
    }
    return (first, last)
  }

  private static func mayAnswer(_ row: Row, _ question: JournalQuestion, _ texts: [[[UInt8]]]) -> Bool {
    if let from = question.from, row.time < from { return false }
    if let until = question.until, row.time >= until { return false }
    let actor = Array(row.actor.utf8)
    return texts.allSatisfy { $0.contains { occurs($0, in: row.body) || occurs($0, in: actor) } }
  }

  private func entry(of row: Row) throws -> JournalEntry? {
    guard let body = try? JSON(parsing: row.body) else {
      throw StorageFailure(.corrupted, "journal entry \(row.sequence) cannot be read")
    }
    return JournalEntry(
      sequence: row.sequence, time: row.time, kind: row.kind, version: row.version, actor: row.actor, body: body,
      personal: .none)
  }

  /// As a text stands in canonical JSON, without the quotation marks around it.
  private static func stored(_ text: String) -> [UInt8] {
    Array(JSON.string(text).canonicalBytes.dropFirst().dropLast())
  }

  private static func occurs(_ text: [UInt8], in bytes: [UInt8]) -> Bool {
    guard let first = text.first else { return true }
    guard text.count <= bytes.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index <= bytes.count - text.count {
        if bytes[index] == first, bytes[index..<index + text.count].elementsEqual(text) { return true }
        index += 1
      }
      return false
    }
  }
}
