import CanonicalForms
import Storage

/// One line of an incident's timeline.
package struct TimelineEvent: Sendable, Hashable {
  package enum Order: String, Sendable, CaseIterable {
    /// When it happened.
    case event
    /// When it came to be known here.
    case known
  }

  package var sequence: Int64
  package var event: Moment
  package var known: Moment
  /// A stable code: `statement.found_at`, `task.done`.
  package var kind: String
  /// `S-12`, `T-3`, `D-1`, a client, an obligation.
  package var reference: String
  /// The account.
  package var actor: String
  /// Free words, nil where there are none or they were erased.
  package var note: String?

  /// Ends the kind of what was recorded after the incident was closed.
  static let afterClosing = ".after_closing"

  /// The part of the kind before the first dot.
  package var group: String { String(kind.prefix { $0 != "." }) }
}

/// The timeline in the database.
struct TimelineRegister {
  let session: SQLSession

  func add(
    _ entry: JournalEntry, number: Int = 0, event: Moment, kind: String, reference: String, note: String?
  ) throws {
    try session.execute(
      """
      INSERT INTO incident_event (incident, sequence, number, event, known, kind, reference, actor, note)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, entry.incident, .integer(entry.sequence), SQLValue(number), SQLValue(event), SQLValue(entry.time),
      SQLValue(entry.body["after_closing"].boolean == true ? kind + TimelineEvent.afterClosing : kind),
      SQLValue(reference), SQLValue(entry.actor), SQLValue(note))
  }

  /// Takes away the words of an entry's lines.
  func forget(_ entry: JournalEntry) throws {
    try session.execute(
      "UPDATE incident_event SET note = NULL WHERE incident = ? AND sequence = ?", entry.incident,
      .integer(entry.sequence))
  }

  func all(of incident: String) throws -> [TimelineEvent] {
    try session.all(
      """
      SELECT sequence, event, known, kind, reference, actor, note FROM incident_event
      WHERE incident = ? ORDER BY sequence, number
      """, SQLValue(incident)
    ) { row in
      TimelineEvent(
        sequence: row.integer(0), event: row.moment(1), known: row.moment(2), kind: row.text(3),
        reference: row.text(4), actor: row.text(5), note: row.optionalText(6))
    }
  }
}

extension [TimelineEvent] {
  /// - Parameter groups: only these; empty for all.
  package func ordered(by order: TimelineEvent.Order, groups: Set<String> = []) -> [TimelineEvent] {
    filter { groups.isEmpty || groups.contains($0.group) }.sorted { a, b in
      switch order {
      case .event: (a.event, a.sequence) < (b.event, b.sequence)
      case .known: (a.known, a.sequence) < (b.known, b.sequence)
      }
    }
  }
}
