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
    /// Out of the after-action review: what is to be different from now on. It has a title of its own.
    case correctiveAction = "corrective_action"
    /// A survey brought something that a person judged to be of the lost data.
    case assessFinding = "assess_finding"
    /// Anything else; it has a title of its own.
    case other
  }

  package enum State: String, Sendable, CaseIterable { case open, done, dropped }

  /// Whether the end of the incident leaves it to be done.
  package var outlastsEnd: Bool { kind == .correctiveAction || kind == .assessFinding }

  /// Whether it has words of its own.
  package var isTitled: Bool { kind == .other || kind == .correctiveAction }

  /// Within its incident, from 1: written `T-3`.
  package var id: Int
  package var kind: Kind
  /// Free words, for tasks that are titled.
  package var title: String?
  /// Who does it: personal data.
  package var owner: String?
  package var due: Moment?
  package var state: State
  /// What shows that it was done: the number of a paper, a control. Without names of people.
  package var proof: String?

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
    entry("task.opened", task, changes: ["task.opened"], incident)
  }

  static func changed(_ task: ResponseTask, from former: ResponseTask, in incident: String) -> NewEntry {
    entry("task.changed", task, changes: changes(from: former, to: task), incident)
  }

  /// Version 2 says in its body what changed: once the names are erased, nobody could tell any more that the owner did.
  private static func entry(_ kind: String, _ task: ResponseTask, changes: [String], _ incident: String) -> NewEntry {
    var body: [String: JSON] = [
      "incident": .string(incident), "number": JSON(task.id), "kind": .string(task.kind.rawValue),
      "due": JSON(task.due), "state": .string(task.state.rawValue), "changes": JSON(changes),
    ]
    if let proof = task.proof { body["proof"] = .string(proof) }
    return NewEntry(kind: kind, version: 2, body: .object(body), personal: personal(task))
  }

  /// What changed, not only that something did.
  private static func changes(from former: ResponseTask, to task: ResponseTask) -> [String] {
    var changes = [String]()
    if former.state != task.state { changes.append("task." + task.state.rawValue) }
    if former.due != task.due { changes.append("task.due") }
    if former.owner != task.owner { changes.append("task.owner") }
    if former.title != task.title { changes.append("task.title") }
    if former.proof != task.proof { changes.append("task.proof") }
    return changes
  }

  private static func personal(_ task: ResponseTask) -> [UInt8]? {
    guard task.title != nil || task.owner != nil else { return nil }
    let words: JSON = ["title": JSON(task.title), "owner": JSON(task.owner)]
    return words.canonicalBytes
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let personal = entry.personalJSON
    let task = ResponseTask(
      id: Int(body["number"].integer ?? 0), kind: .init(rawValue: body["kind"].string ?? "") ?? .other,
      title: personal["title"].string, owner: personal["owner"].string, due: body["due"].moment,
      state: .init(rawValue: body["state"].string ?? "") ?? .open, proof: body["proof"].string)
    let former = try find(task.id, of: body["incident"].string ?? "")
    try session.execute(
      """
      INSERT INTO response_task (incident, number, kind, title, owner, due, state) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (incident, number) DO UPDATE SET title = excluded.title, owner = excluded.owner,
        due = excluded.due, state = excluded.state
      """, entry.incident, SQLValue(task.id), SQLValue(task.kind.rawValue), SQLValue(task.title),
      SQLValue(task.owner), SQLValue(task.due), SQLValue(task.state.rawValue))
    if let proof = task.proof {
      try session.execute(
        """
        INSERT INTO response_task_proof (incident, number, proof) VALUES (?, ?, ?)
        ON CONFLICT (incident, number) DO UPDATE SET proof = excluded.proof
        """, entry.incident, SQLValue(task.id), SQLValue(proof))
    } else {
      try session.execute(
        "DELETE FROM response_task_proof WHERE incident = ? AND number = ?", entry.incident, SQLValue(task.id))
    }
    let changes =
      entry.version > 1
      ? body["changes"].strings : former.map { Self.changes(from: $0, to: task) } ?? ["task.opened"]
    for (place, change) in changes.enumerated() {
      try TimelineRegister(session: session).add(
        entry, number: place, event: entry.time, kind: change, reference: task.name,
        note: note(of: change, task, isFirstVersion: entry.version == 1))
    }
  }

  private func note(of change: String, _ task: ResponseTask, isFirstVersion: Bool) -> String? {
    switch change {
    case "task.owner": task.owner
    case "task.proof": task.proof
    // Tables of the first version stay what they were.
    case "task.due": isFirstVersion ? nil : task.due?.utc
    default: nil
    }
  }

  /// Takes out of the tables what the personal part of an entry put there: what a task is follows from all of its entries,
  /// which are few, so that they are gone through again.
  func forget(_ entry: JournalEntry) throws {
    let number = SQLValue.integer(entry.body["number"].integer ?? 0)
    let name = ResponseTask.name(Int(entry.body["number"].integer ?? 0))
    // Without its line an entry of the first version changed nothing but words that are gone.
    let sequences = try session.all(
      """
      SELECT sequence, kind FROM incident_event WHERE incident = ? AND reference = ? AND number = 0 ORDER BY sequence
      """, entry.incident, SQLValue(name)
    ) { row in row.text(1).hasPrefix("task.") ? row.integer(0) : nil }.compactMap(\.self)
    try session.execute("DELETE FROM response_task WHERE incident = ? AND number = ?", entry.incident, number)
    for sequence in sequences {
      try session.execute(
        "DELETE FROM incident_event WHERE incident = ? AND sequence = ?", entry.incident, .integer(sequence))
      if let past = try Journal.entry(sequence, in: session) { try apply(past) }
    }
  }

  func find(_ number: Int, of incident: String) throws -> ResponseTask? {
    try all(of: incident).first { $0.id == number }
  }

  func all(of incident: String) throws -> [ResponseTask] {
    var proofs: [Int64: String] = [:]
    try session.forEach("SELECT number, proof FROM response_task_proof WHERE incident = ?", SQLValue(incident)) {
      proofs[$0.integer(0)] = $0.text(1)
    }
    return try session.all(
      "SELECT number, kind, title, owner, due, state FROM response_task WHERE incident = ? ORDER BY number",
      SQLValue(incident)
    ) { row in
      ResponseTask(
        id: Int(row.integer(0)), kind: .init(rawValue: row.text(1)) ?? .other, title: row.optionalText(2),
        owner: row.optionalText(3), due: row.optionalMoment(4), state: .init(rawValue: row.text(5)) ?? .open,
        proof: proofs[row.integer(0)])
    }
  }
}
