import CanonicalForms
import Custody
import Storage

extension Migration {
  /// Periods that were chosen for an incident, and what was erased. Sharded by incident.
  static let erasures = Migration(
    name: "response_0008_erasures",
    sql: """
      CREATE TABLE incident_retention (
        incident TEXT NOT NULL,
        subject TEXT NOT NULL,
        days INTEGER NOT NULL,
        PRIMARY KEY (incident, subject)
      ) STRICT, WITHOUT ROWID;
      -- at: for the last time. entries: in all.
      CREATE TABLE incident_erasure (
        incident TEXT NOT NULL,
        subject TEXT NOT NULL,
        at INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        PRIMARY KEY (incident, subject)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// What is erased when, in the database, and the entries that make it.
struct ErasureRegister {
  let session: SQLSession

  static func chosen(_ days: [ErasureRule.Subject: Int], in incident: String) -> NewEntry {
    let members = days.map { ($0.key.rawValue, JSON($0.value)) }
    return NewEntry(
      kind: "incident.retention_set",
      body: [
        "incident": .string(incident), "days": .object(Dictionary(members, uniquingKeysWith: { $1 })),
      ])
  }

  static func erased(_ subject: ErasureRule.Subject, entries: Int, in incident: String) -> NewEntry {
    NewEntry(
      kind: "incident.erased",
      body: ["incident": .string(incident), "subject": .string(subject.rawValue), "entries": JSON(entries)])
  }

  /// Why is personal: who asked for it may stand in it.
  static func erasedNow(_ target: ErasureTarget, entries: Int, because reason: String, in incident: String) -> NewEntry
  {
    NewEntry(
      kind: "incident.erased_now",
      body: ["incident": .string(incident), "target": .string(target.code), "entries": JSON(entries)],
      personal: Array(reason.utf8))
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    switch entry.kind {
    case "incident.erased_now":
      try TimelineRegister(session: session).add(
        entry, event: entry.time, kind: entry.kind, reference: body["target"].string ?? "",
        note: entry.personal.bytes.map { String(decoding: $0, as: UTF8.self) })
    case "incident.retention_set":
      for subject in ErasureRule.Subject.allCases {
        guard let days = body["days"][subject.rawValue].integer else { continue }
        try session.execute(
          """
          INSERT INTO incident_retention (incident, subject, days) VALUES (?, ?, ?)
          ON CONFLICT (incident, subject) DO UPDATE SET days = excluded.days
          """, entry.incident, SQLValue(subject.rawValue), .integer(days))
      }
      try TimelineRegister(session: session).add(entry, event: entry.time, kind: entry.kind, reference: "", note: nil)
    case "incident.erased":
      let (subject, entries) = (body["subject"].string ?? "", body["entries"].integer ?? 0)
      try session.execute(
        """
        INSERT INTO incident_erasure (incident, subject, at, entries) VALUES (?, ?, ?, ?)
        ON CONFLICT (incident, subject) DO UPDATE SET at = excluded.at,
          entries = incident_erasure.entries + excluded.entries
        """, entry.incident, SQLValue(subject), SQLValue(entry.time), .integer(entries))
      try TimelineRegister(session: session).add(
        entry, event: entry.time, kind: "erasure." + subject, reference: String(entries), note: nil)
    default: break
    }
  }

  /// In the order of the rules.
  func terms(of incident: Incident) throws -> [ErasureTerm] {
    var chosen: [String: Int] = [:]
    try session.forEach("SELECT subject, days FROM incident_retention WHERE incident = ?", SQLValue(incident.id)) {
      chosen[$0.text(0)] = Int($0.integer(1))
    }
    var done: [String: (at: Moment, entries: Int)] = [:]
    try session.forEach("SELECT subject, at, entries FROM incident_erasure WHERE incident = ?", SQLValue(incident.id)) {
      done[$0.text(0)] = ($0.moment(1), Int($0.integer(2)))
    }
    return ErasureRule.all.map { rule in
      let name = rule.subject.rawValue
      let days = chosen[name] ?? rule.days
      return ErasureTerm(
        subject: rule.subject, days: days, isChosen: chosen[name] != nil,
        due: incident.closedAt.map { $0.adding(days: days) }, erasedAt: done[name]?.at,
        entries: done[name]?.entries ?? 0)
    }
  }

  /// A term with what is left of it, once something of it was erased.
  func withRest(_ term: ErasureTerm, of incident: Incident) throws -> ErasureTerm {
    guard term.erasedAt != nil, let closed = incident.closedAt else { return term }
    var starts: [Moment] = []
    guard let rule = ErasureRule.of(term.subject) else { return term }
    try forEachEntry(of: rule) { entry in
      if entry.incident == incident.id { starts.append(max(closed, entry.time)) }
    }
    var rest = term
    if let first = starts.min() {
      rest.isPartial = true
      rest.due = first.adding(days: term.days)
    } else if term.subject == .scope {
      let holders = try FormerHolders(of: [incident.device], in: session)
      guard !holders.entries(of: incident.device, before: closed).isEmpty else { return term }
      rest.isPartial = true
      rest.due = nil
    }
    return rest
  }

  /// Entries with a personal part whose day has come, by incident and subject. While nothing can be due it costs a look at
  /// the incidents, and else a walk over those of the response's own entries that still have something to erase.
  /// - Parameter one: only what is due of the same incident and subject.
  func due(at time: Moment, like one: Due? = nil) throws -> [Due] {
    var ended: [String: Ended] = [:]
    var devicesNeeded: Set<String> = []
    for incident in try IncidentRegister(session: session).all() {
      guard let closed = incident.closedAt else {
        devicesNeeded.insert(incident.device)
        continue
      }
      let days = Dictionary(try terms(of: incident).map { ($0.subject, $0.days) }, uniquingKeysWith: { $1 })
      let end = Ended(device: incident.device, closed: closed, days: days)
      ended[incident.id] = end
      // Who had the device is kept for each of its incidents.
      if !end.isOver(.scope, since: closed, at: time) { devicesNeeded.insert(incident.device) }
    }
    var found: [Due] = []
    for rule in ErasureRule.all where one == nil || one?.subject == rule.subject {
      let reached = ended.filter { id, end in
        (one == nil || one?.incident == id) && end.isOver(rule.subject, since: end.closed, at: time)
      }
      guard !reached.isEmpty else { continue }
      var sequences: [String: [Int64]] = [:]
      try forEachEntry(of: rule) { entry in
        guard let incident = reached[entry.incident],
          incident.isOver(rule.subject, since: max(incident.closed, entry.time), at: time)
        else { return }
        sequences[entry.incident, default: []].append(entry.sequence)
      }
      if rule.subject == .scope {
        // A device may be lost twice: who had it is needed while it is lost, and each entry goes once.
        let devices = Set(reached.values.map(\.device)).subtracting(devicesNeeded)
        let holders = try FormerHolders(of: devices, in: session)
        var taken: Set<Int64> = []
        for (id, incident) in reached.sorted(by: { $0.key < $1.key }) {
          sequences[id, default: []] += holders.entries(of: incident.device, before: incident.closed).filter {
            taken.insert($0).inserted
          }
        }
      }
      found += sequences.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map {
        Due(incident: $0.key, subject: rule.subject, sequences: $0.value)
      }
    }
    return found
  }

  private struct Kept {
    let sequence: Int64
    let time: Moment
    let incident: String
  }

  /// Entries that a rule is about and that still have a personal part: by kind, in the order of the journal.
  private func forEachEntry(of rule: ErasureRule, _ body: (Kept) -> Void) throws {
    let published = rule.subject == .drafts || rule.subject == .signers ? try publishedDrafts() : []
    func take(_ row: SQLRow) {
      guard let id = (try? JSON(parsing: row.bytes(2)))?["incident"].string, !published.contains(row.integer(0))
      else { return }
      body(Kept(sequence: row.integer(0), time: row.moment(1), incident: id))
    }
    for kind in rule.kinds {
      try session.forEach(
        "SELECT sequence, time, body FROM journal WHERE kind = ? AND personal IS NOT NULL ORDER BY sequence",
        SQLValue(kind), body: take)
    }
    guard rule.subject == .signers else { return }
    // A draft tells the surveys with their signers: unless it was published, it goes with them.
    try session.forEach(
      """
      SELECT sequence, time, body, personal FROM journal WHERE kind = 'notice.drafted' AND personal IS NOT NULL
      ORDER BY sequence
      """
    ) { if NoticeRegister.tellsSurveys(draft: $0.bytes(3)) { take($0) } }
  }

  /// The entries whose texts are what was published of a notice: the newest draft of each published revision.
  private func publishedDrafts() throws -> Set<Int64> {
    var newest: [NoticeDraft: Int64] = [:]
    try session.forEach("SELECT sequence, body FROM journal WHERE kind = 'notice.drafted' ORDER BY sequence") { row in
      guard let draft = (try? JSON(parsing: row.bytes(1))).flatMap(NoticeDraft.init) else { return }
      newest[draft] = row.integer(0)
    }
    var published: Set<Int64> = []
    try session.forEach("SELECT series, number FROM notice_revision WHERE state = 'published'") { row in
      if let sequence = newest[NoticeDraft(series: row.text(0), number: row.integer(1))] { published.insert(sequence) }
    }
    return published
  }

  struct Due {
    let incident: String
    let subject: ErasureRule.Subject
    let sequences: [Int64]
  }

  private struct Ended {
    let device: String
    let closed: Moment
    let days: [ErasureRule.Subject: Int]

    func isOver(_ subject: ErasureRule.Subject, since start: Moment, at time: Moment) -> Bool {
      days[subject].map { start.adding(days: $0) <= time } ?? false
    }
  }
}

extension Moment {
  /// So many times 24 hours later.
  func adding(days: Int) -> Moment { Moment(milliseconds: milliseconds + Int64(days) * 86_400_000) }
}
