import CanonicalForms
import Custody
import JapaneseText
import Storage

/// The inquiry desk in the database, and the entries that make it.
struct InquiryRegister {
  let session: SQLSession

  // MARK: Entries

  static func opened(_ desk: InquiryDesk) -> NewEntry {
    NewEntry(
      kind: "inquiry.desk_opened",
      body: [
        "incident": .string(desk.incident), "opens": JSON(desk.hours.opens), "closes": JSON(desk.hours.closes),
        "call_back": JSON(desk.callBack), "retention": JSON(desk.retention), "telephone": .string(desk.telephone),
      ])
  }

  static func formOpened(_ form: String, for client: Organisation.ID, in incident: String) -> NewEntry {
    NewEntry(
      kind: "inquiry.form_opened",
      body: ["incident": .string(incident), "form": .string(form), "client": .string(client.text)])
  }

  static func taken(
    _ inquiry: NewInquiry, as number: Int, version: Int?, due: Moment?, in incident: String
  ) -> NewEntry {
    NewEntry(
      kind: "inquiry.taken",
      body: [
        "incident": .string(incident), "number": JSON(number), "client": .string(inquiry.client?.text ?? ""),
        "form": .string(inquiry.form), "channel": .string(inquiry.channel.rawValue),
        "topic": .string(inquiry.topic.rawValue), "question": inquiry.question.map { JSON($0) } ?? .null,
        "version": version.map { JSON($0) } ?? .null, "check": .string(inquiry.check.rawValue),
        "outcome": .string(inquiry.outcome.rawValue), "due": JSON(due),
      ], personal: inquiry.personal.isEmpty ? nil : inquiry.personal.json.canonicalBytes)
  }

  static func followed(
    _ number: Int, _ outcome: Inquiry.Outcome, check: Inquiry.Check?, words: String?, due: Moment?,
    in incident: String
  ) -> NewEntry {
    var body: [String: JSON] = [
      "incident": .string(incident), "number": JSON(number), "outcome": .string(outcome.rawValue), "due": JSON(due),
    ]
    if let check { body["check"] = .string(check.rawValue) }
    return NewEntry(kind: "inquiry.followed", body: .object(body), personal: words.map { Array($0.utf8) })
  }

  // MARK: Projection

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    func text(_ key: String) -> SQLValue { SQLValue(body[key].string ?? "") }
    func number(_ key: String) -> SQLValue { .integer(body[key].integer ?? 0) }
    switch entry.kind {
    case "inquiry.desk_opened":
      try session.execute(
        """
        INSERT INTO inquiry_desk (incident, opens, closes, call_back, retention, telephone, opened)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (incident) DO UPDATE SET opens = excluded.opens, closes = excluded.closes,
          call_back = excluded.call_back, retention = excluded.retention, telephone = excluded.telephone
        """, entry.incident, number("opens"), number("closes"), number("call_back"), number("retention"),
        text("telephone"), SQLValue(entry.time))
    case "inquiry.form_opened":
      try session.execute(
        "INSERT INTO inquiry_form (form, incident, client) VALUES (?, ?, ?)", text("form"), entry.incident,
        text("client"))
    case "inquiry.taken": try applyTaken(entry)
    case "inquiry.followed":
      let outcome = Inquiry.Outcome(rawValue: body["outcome"].string ?? "") ?? .passedOn
      try session.execute(
        "INSERT INTO inquiry_step (incident, number, sequence, at, actor, outcome, words) VALUES (?, ?, ?, ?, ?, ?, ?)",
        entry.incident, number("number"), SQLValue(entry.sequence), SQLValue(entry.time), SQLValue(entry.actor),
        SQLValue(outcome.rawValue), SQLValue(entry.personal.bytes.map { String(decoding: $0, as: UTF8.self) }))
      try session.execute(
        "UPDATE inquiry SET outcome = ?, due = ?, closed = ? WHERE incident = ? AND number = ?",
        SQLValue(outcome.rawValue), SQLValue(body["due"].moment), outcome.ends ? SQLValue(entry.time) : .null,
        entry.incident, number("number"))
      // Older entries say nothing of it: what was said when the inquiry was taken holds.
      if let check = body["check"].string {
        try session.execute(
          "UPDATE inquiry SET caller_check = ? WHERE incident = ? AND number = ?", SQLValue(check), entry.incident,
          number("number"))
      }
    default: break
    }
  }

  private func applyTaken(_ entry: JournalEntry) throws {
    let body = entry.body
    func text(_ key: String) -> SQLValue { SQLValue(body[key].string ?? "") }
    let outcome = Inquiry.Outcome(rawValue: body["outcome"].string ?? "") ?? .passedOn
    try session.execute(
      """
      INSERT INTO inquiry (incident, number, sequence, client, form, channel, topic, question, version, caller_check,
        outcome, day, taken, taken_by, due, closed, personal)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, entry.incident, .integer(body["number"].integer ?? 0), SQLValue(entry.sequence), text("client"),
      text("form"), text("channel"), text("topic"), body["question"].integer.map { .integer($0) } ?? .null,
      body["version"].integer.map { .integer($0) } ?? .null, text("check"), SQLValue(outcome.rawValue),
      SQLValue(CivilDate(entry.time, offset: 540).packed), SQLValue(entry.time), SQLValue(entry.actor),
      SQLValue(body["due"].moment), outcome.ends ? SQLValue(entry.time) : .null, SQLValue(entry.personal.bytes))
    // Thousands of calls would bury the rest; that data may have been misused is an event of the incident.
    guard body["topic"].string == Inquiry.Topic.misuse.rawValue else { return }
    try TimelineRegister(session: session).add(
      entry, event: entry.time, kind: "inquiry.misuse", reference: Inquiry.name(Int(body["number"].integer ?? 0)),
      note: nil)
  }

  /// Takes out of the tables what the personal part of an entry put there.
  func forget(_ entry: JournalEntry) throws {
    let number = SQLValue.integer(entry.body["number"].integer ?? 0)
    if entry.kind == "inquiry.taken" {
      try session.execute(
        "UPDATE inquiry SET personal = NULL WHERE incident = ? AND number = ?", entry.incident, number)
    } else {
      try session.execute(
        "UPDATE inquiry_step SET words = NULL WHERE incident = ? AND number = ? AND sequence = ?", entry.incident,
        number, SQLValue(entry.sequence))
    }
  }

  // MARK: Questions

  func desk(of incident: String) throws -> InquiryDesk? {
    try session.first(
      "SELECT opens, closes, call_back, retention, telephone FROM inquiry_desk WHERE incident = ?", SQLValue(incident)
    ) { row in
      InquiryDesk(
        incident: incident, hours: .init(opens: Int(row.integer(0)), closes: Int(row.integer(1))),
        callBack: Int(row.integer(2)), retention: Int(row.integer(3)), telephone: row.text(4))
    }
  }

  /// The incident whose desk was opened last: it takes what comes by a form that there is not.
  func newestDesk() throws -> InquiryDesk? {
    try session.first("SELECT incident FROM inquiry_desk ORDER BY opened DESC, incident DESC LIMIT 1") { $0.text(0) }
      .flatMap { try desk(of: $0) }
  }

  /// - Returns: incident and client.
  func form(_ form: String) throws -> (incident: String, client: Organisation.ID)? {
    try session.first("SELECT incident, client FROM inquiry_form WHERE form = ?", SQLValue(form)) {
      ($0.text(0), .init($0.text(1)))
    }
  }

  /// By name.
  func forms(of incident: String) throws -> [(form: String, client: Organisation.ID)] {
    try session.all("SELECT form, client FROM inquiry_form WHERE incident = ? ORDER BY form", SQLValue(incident)) {
      ($0.text(0), .init($0.text(1)))
    }
  }

  func nextNumber(in incident: String) throws -> Int {
    try session.first(
      "SELECT COALESCE(MAX(number), 0) + 1 FROM inquiry WHERE incident = ?", SQLValue(incident)
    ) { Int($0.integer(0)) } ?? 1
  }

  private static let columns = """
    number, client, form, channel, topic, question, version, caller_check, outcome, taken, taken_by, due, closed, \
    personal, incident
    """

  private static func read(_ row: SQLRow) -> Inquiry {
    Inquiry(
      incident: row.text(14), id: Int(row.integer(0)), client: row.text(1).isEmpty ? nil : .init(row.text(1)),
      form: row.text(2), channel: .init(rawValue: row.text(3)) ?? .telephone,
      topic: .init(rawValue: row.text(4)) ?? .other, question: row.isNull(5) ? nil : Int(row.integer(5)),
      version: row.isNull(6) ? nil : Int(row.integer(6)), check: .init(rawValue: row.text(7)) ?? .refused,
      outcome: .init(rawValue: row.text(8)) ?? .passedOn, takenAt: row.moment(9), takenBy: row.text(10),
      due: row.optionalMoment(11), closedAt: row.optionalMoment(12),
      personal: row.optionalBytes(13).flatMap { try? JSON(parsing: $0) }.map { Inquiry.Personal(json: $0) }, steps: [])
  }

  /// Without their steps.
  func list(
    of incident: String, _ filter: InquiryFilter, at time: Moment, limit: Int, offset: Int
  ) throws -> [Inquiry] {
    let (condition, arguments) = filter.condition(in: incident, at: time)
    var found: [Inquiry] = []
    try session.forEach(
      "SELECT \(Self.columns) FROM inquiry WHERE \(condition) ORDER BY \(filter.ordering) LIMIT ? OFFSET ?",
      arguments: arguments + [SQLValue(limit), SQLValue(offset)]
    ) { found.append(Self.read($0)) }
    return found
  }

  func count(of incident: String, _ filter: InquiryFilter, at time: Moment) throws -> Int {
    let (condition, arguments) = filter.condition(in: incident, at: time)
    return try session.first("SELECT COUNT(*) FROM inquiry WHERE \(condition)", arguments: arguments) {
      Int($0.integer(0))
    } ?? 0
  }

  /// The newest first, as long as `body` says so.
  func forEach(of incident: String, body: (Inquiry) -> Bool) throws {
    let batch = 500
    var below = Int.max
    while true {
      let some = try session.all(
        "SELECT \(Self.columns) FROM inquiry WHERE incident = ? AND number < ? ORDER BY number DESC LIMIT ?",
        SQLValue(incident), SQLValue(below), SQLValue(batch), read: Self.read)
      for inquiry in some where !body(inquiry) { return }
      guard some.count == batch, let last = some.last else { return }
      below = last.id
    }
  }

  func find(_ number: Int, of incident: String) throws -> Inquiry? {
    guard
      var found = try session.first(
        "SELECT \(Self.columns) FROM inquiry WHERE incident = ? AND number = ?", SQLValue(incident), SQLValue(number),
        read: Self.read)
    else { return nil }
    found.steps = try session.all(
      """
      SELECT at, actor, outcome, words FROM inquiry_step WHERE incident = ? AND number = ? ORDER BY sequence
      """, SQLValue(incident), SQLValue(number)
    ) { row in
      Inquiry.Step(
        at: row.moment(0), actor: row.text(1), outcome: .init(rawValue: row.text(2)) ?? .passedOn,
        words: row.optionalText(3))
    }
    return found
  }

  /// Open and past their time, over all incidents.
  func overdue(at moment: Moment) throws -> [String: Int] {
    var found: [String: Int] = [:]
    try session.forEach(
      "SELECT incident, COUNT(*) FROM inquiry WHERE closed IS NULL AND due <= ? GROUP BY incident", SQLValue(moment)
    ) { found[$0.text(0)] = Int($0.integer(1)) }
    return found
  }

  /// By day, the newest first, and client.
  func counts(of incident: String) throws -> [InquiryCount] {
    try session.all(
      """
      SELECT day, client, COUNT(*), COUNT(CASE WHEN topic = 'misuse' THEN 1 END) FROM inquiry
      WHERE incident = ? GROUP BY day, client ORDER BY day DESC, client
      """, SQLValue(incident)
    ) { row in
      CivilDate(packed: Int32(clamping: row.integer(0))).map { day in
        InquiryCount(
          day: day, client: row.text(1).isEmpty ? nil : .init(row.text(1)), all: Int(row.integer(2)),
          misuse: Int(row.integer(3)))
      }
    }.compactMap(\.self)
  }

  /// Entries whose personal parts are due to be erased: of inquiries that ended before `end`, and of those that nobody ended
  /// and about which nothing was done since `untouched`.
  func due(before end: Moment, untouchedSince untouched: Moment, in incident: String) throws -> [Int64] {
    try ended(before: end, in: incident) + forgotten(since: untouched, in: incident)
  }

  /// A form that nobody followed up, a person who was never reached: they would be kept for ever.
  private func forgotten(since moment: Moment, in incident: String) throws -> [Int64] {
    var last: [Int64: Moment] = [:]
    var entries: [Int64: [Int64]] = [:]
    try session.forEach(
      "SELECT number, sequence, taken, personal FROM inquiry WHERE incident = ? AND closed IS NULL",
      SQLValue(incident)
    ) { row in
      last[row.integer(0)] = row.moment(2)
      if !row.isNull(3) { entries[row.integer(0), default: []].append(row.integer(1)) }
    }
    try session.forEach(
      "SELECT number, sequence, at, words FROM inquiry_step WHERE incident = ?", SQLValue(incident)
    ) { row in
      guard let known = last[row.integer(0)] else { return }
      last[row.integer(0)] = max(known, row.moment(2))
      if !row.isNull(3) { entries[row.integer(0), default: []].append(row.integer(1)) }
    }
    return entries.filter { number, _ in last[number].map { $0 <= moment } ?? false }.flatMap(\.value).sorted()
  }

  private func ended(before end: Moment, in incident: String) throws -> [Int64] {
    var found = try session.all(
      """
      SELECT sequence FROM inquiry WHERE incident = ? AND closed <= ? AND personal IS NOT NULL ORDER BY sequence
      """, SQLValue(incident), SQLValue(end)
    ) { $0.integer(0) }
    found += try session.all(
      """
      SELECT inquiry_step.sequence FROM inquiry_step JOIN inquiry ON inquiry.incident = inquiry_step.incident
        AND inquiry.number = inquiry_step.number
      WHERE inquiry_step.incident = ? AND inquiry.closed <= ? AND inquiry_step.words IS NOT NULL
      ORDER BY inquiry_step.sequence
      """, SQLValue(incident), SQLValue(end)
    ) { $0.integer(0) }
    return found
  }
}

extension Inquiry.Outcome {
  /// Nothing is owed to the one who asked.
  var ends: Bool { self == .answered || self == .closed }
}

extension Inquiry.Personal {
  fileprivate var json: JSON {
    [
      "name": .string(name), "contact": .string(contact), "words": .string(words), "answer": .string(answer),
    ]
  }

  fileprivate init(json: JSON) {
    self.init(
      name: json["name"].string ?? "", contact: json["contact"].string ?? "", words: json["words"].string ?? "",
      answer: json["answer"].string ?? "")
  }
}
