import CanonicalForms
import Storage

/// Somebody looked at personal data, or at what is known of it. Part of the journal: who saw whose data is told to the
/// clients, and cannot be rewritten by the operator.
package struct Reading: Sendable, Hashable {
  /// Whose data: of a device, of a client, or over all.
  package enum Subject: Sendable, Hashable {
    case device(String)
    case client(Organisation.ID)
    /// A list over many devices; what it was about stands in the page.
    case list

    var kind: String {
      switch self {
      case .device: "device"
      case .client: "client"
      case .list: "list"
      }
    }

    var id: String {
      switch self {
      case .device(let id): id
      case .client(let id): id.text
      case .list: ""
      }
    }

    init(kind: String, id: String) {
      self =
        switch kind {
        case "device": .device(id)
        case "client": .client(.init(id))
        default: .list
        }
    }
  }

  /// The account's id.
  package var account: String
  /// What was shown: a stable word, such as `scope` or `unread`.
  package var page: String
  package var subject: Subject
  package var at: Moment

  package init(account: String, page: String, subject: Subject, at: Moment) {
    self.account = account
    self.page = page
    self.subject = subject
    self.at = at
  }
}

extension Migration {
  /// Who looked at what.
  static let readings = Migration(
    name: "0012_readings",
    sql: """
      CREATE TABLE reading (
        kind TEXT NOT NULL CHECK (kind IN ('device', 'client', 'list')),
        subject TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        number INTEGER NOT NULL,
        account TEXT NOT NULL,
        page TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (subject, kind, sequence, number)
      ) STRICT, WITHOUT ROWID;
      """)
}

extension Migration {
  /// The journal is asked for one kind of entry at a time by people.
  static let journalKinds = Migration(
    name: "0013_journal_kinds", sql: "CREATE INDEX journal_kind ON journal (kind, sequence);")
}

/// Readings in the database.
struct ReadingRegister {
  let session: SQLSession

  static func entry(_ readings: [Reading]) -> NewEntry {
    NewEntry(
      kind: "data.read",
      body: [
        "readings": .array(
          readings.map { reading in
            [
              "account": .string(reading.account), "page": .string(reading.page),
              "kind": .string(reading.subject.kind), "subject": .string(reading.subject.id), "at": JSON(reading.at),
            ]
          })
      ])
  }

  func apply(_ entry: JournalEntry) throws {
    guard case .array(let readings) = entry.body["readings"] else { return }
    for (number, reading) in readings.enumerated() {
      try session.execute(
        "INSERT INTO reading (kind, subject, sequence, number, account, page, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        SQLValue(reading["kind"].string ?? "list"), SQLValue(reading["subject"].string ?? ""),
        SQLValue(entry.sequence), SQLValue(Int64(number)), SQLValue(reading["account"].string ?? ""),
        SQLValue(reading["page"].string ?? ""), SQLValue(reading["at"].moment ?? entry.time))
    }
  }

  /// The newest first.
  func latest(of subject: Reading.Subject, limit: Int) throws -> [Reading] {
    try session.all(
      """
      SELECT account, page, at FROM reading WHERE subject = ? AND kind = ? ORDER BY sequence DESC, number DESC LIMIT ?
      """, SQLValue(subject.id), SQLValue(subject.kind), SQLValue(Int64(limit))
    ) { Reading(account: $0.text(0), page: $0.text(1), subject: subject, at: $0.moment(2)) }
  }
}

extension Custody {
  /// Takes down that somebody looked. What is shown is shown after this has returned.
  package func record(_ readings: [Reading], at time: Moment = .now) throws {
    guard !readings.isEmpty else { return }
    try journal.append(ReadingRegister.entry(readings), at: time, by: actor)
  }

  /// Who looked at a client's data, the newest first: at the client itself, and at devices that hold data of it.
  package func readings(of client: Organisation.ID, on devices: [String], limit: Int) throws -> [Reading] {
    try store.read { session in
      let register = ReadingRegister(session: session)
      var found = try register.latest(of: .client(client), limit: limit)
      for device in devices { found += try register.latest(of: .device(device), limit: limit) }
      return Array(found.sorted { $0.at > $1.at }.prefix(limit))
    }
  }
}
