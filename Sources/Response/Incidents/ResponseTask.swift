import CanonicalForms
import Storage

/// Something that somebody has to do by a time.
package struct ResponseTask: Sendable, Hashable, Identifiable {
  package enum Kind: String, Sendable, CaseIterable {
    case tellResponsible = "tell_responsible"
    case lockOrder = "lock_order"
    case encryptionProof = "encryption_proof"
    case policeReport = "police_report"
    case lostPropertySearch = "lost_property_search"
    case interview
    case clientNotices = "client_notices"
    case preliminaryReport = "preliminary_report"
    case finalReport = "final_report"
    /// Anything else; it has a title of its own.
    case other
  }

  package enum State: String, Sendable, CaseIterable { case open, done, dropped }

  /// Within its incident, from 1: written `T-3`.
  package var id: Int
  package var kind: Kind
  /// Free words, for tasks of the kind `other`.
  package var title: String?
  /// Who does it: personal data.
  package var owner: String?
  package var due: Moment?
  package var state: State

  package var name: String { Self.name(id) }
  package static func name(_ id: Int) -> String { "T-\(id)" }
  package static func id(from name: String) -> Int? { Int(name.hasPrefix("T-") ? String(name.dropFirst(2)) : name) }

  package func isOverdue(at moment: Moment) -> Bool { state == .open && due.map { $0 <= moment } == true }

  /// The first hour, and what has a date of its own. Times are those by which an experienced officer wants it done, not
  /// those of a law; laws' clocks are obligations.
  static func first(openedAt: Moment) -> [(kind: Kind, due: Moment)] {
    func minutes(_ count: Int64) -> Moment { Moment(milliseconds: openedAt.milliseconds + count * 60_000) }
    return [
      (.tellResponsible, minutes(30)), (.lockOrder, minutes(30)), (.encryptionProof, minutes(60)),
      (.policeReport, minutes(60)), (.lostPropertySearch, minutes(60)), (.interview, minutes(24 * 60)),
      (.clientNotices, minutes(3 * 24 * 60)), (.preliminaryReport, minutes(3 * 24 * 60)),
      (.finalReport, minutes(28 * 24 * 60)),
    ]
  }
}

/// Tasks in the database, and the entries that make them.
struct TaskRegister {
  let session: SQLSession

  static func opened(_ task: ResponseTask, in incident: String) -> NewEntry {
    NewEntry(kind: "task.opened", body: body(task, incident), personal: personal(task))
  }

  static func changed(_ task: ResponseTask, in incident: String) -> NewEntry {
    NewEntry(kind: "task.changed", body: body(task, incident), personal: personal(task))
  }

  private static func body(_ task: ResponseTask, _ incident: String) -> JSON {
    [
      "incident": .string(incident), "number": JSON(task.id), "kind": .string(task.kind.rawValue),
      "due": JSON(task.due), "state": .string(task.state.rawValue),
    ]
  }

  private static func personal(_ task: ResponseTask) -> [UInt8]? {
    guard task.title != nil || task.owner != nil else { return nil }
    let words: JSON = ["title": JSON(task.title), "owner": JSON(task.owner)]
    return words.canonicalBytes
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let personal = entry.personalJSON
    let number = Int(body["number"].integer ?? 0)
    let state = body["state"].string ?? "open"
    let former = try find(number, of: body["incident"].string ?? "")
    try session.execute(
      """
      INSERT INTO response_task (incident, number, kind, title, owner, due, state) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (incident, number) DO UPDATE SET title = excluded.title, owner = excluded.owner,
        due = excluded.due, state = excluded.state
      """, entry.incident, SQLValue(number), SQLValue(body["kind"].string ?? "other"),
      SQLValue(personal["title"].string), SQLValue(personal["owner"].string), SQLValue(body["due"].moment),
      SQLValue(state))
    // What changed, not only that something did.
    var changes = [String]()
    if let former {
      if former.state.rawValue != state { changes.append("task." + state) }
      if former.due != body["due"].moment { changes.append("task.due") }
      if former.owner != personal["owner"].string { changes.append("task.owner") }
      if former.title != personal["title"].string { changes.append("task.title") }
    } else {
      changes = ["task.opened"]
    }
    for (place, change) in changes.enumerated() {
      try TimelineRegister(session: session).add(
        entry, number: place, event: entry.time, kind: change, reference: ResponseTask.name(number),
        note: change == "task.owner" ? personal["owner"].string : nil)
    }
  }

  func find(_ number: Int, of incident: String) throws -> ResponseTask? {
    try all(of: incident).first { $0.id == number }
  }

  func all(of incident: String) throws -> [ResponseTask] {
    try session.all(
      "SELECT number, kind, title, owner, due, state FROM response_task WHERE incident = ? ORDER BY number",
      SQLValue(incident)
    ) { row in
      ResponseTask(
        id: Int(row.integer(0)), kind: .init(rawValue: row.text(1)) ?? .other, title: row.optionalText(2),
        owner: row.optionalText(3), due: row.optionalMoment(4), state: .init(rawValue: row.text(5)) ?? .open)
    }
  }
}
