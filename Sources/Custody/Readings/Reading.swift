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
  /// What of it, when the page is about one thing among many: an inquiry's number, an account's id. Empty otherwise.
  package var detail: String
  /// Whose people's data was shown, as it lay when it was shown. Nil where that is not known, as in entries of earlier
  /// versions: then it is told to the clients whose data the device holds when they ask.
  package var clients: [Organisation.ID]?
  package var at: Moment

  package init(
    account: String, page: String, subject: Subject, detail: String = "", clients: [Organisation.ID]? = nil,
    at: Moment
  ) {
    self.account = account
    self.page = page
    self.subject = subject
    self.detail = detail
    self.clients = clients
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
  /// Who looked at whose data, of readings that tell. Outlives the data: what was seen stays seen when it is gone.
  static let readingClients = Migration(
    name: "0016_reading_clients",
    sql: """
      CREATE TABLE reading_client (
        client TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        number INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('device', 'client', 'list')),
        subject TEXT NOT NULL,
        account TEXT NOT NULL,
        page TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (client, sequence, number)
      ) STRICT, WITHOUT ROWID;
      """)
}

extension Migration {
  /// The journal is asked for one kind of entry at a time by people.
  static let journalKinds = Migration(
    name: "0013_journal_kinds", sql: "CREATE INDEX journal_kind ON journal (kind, sequence);")

  /// And for entries between two days.
  static let journalTimes = Migration(
    name: "0017_journal_times", sql: "CREATE INDEX journal_time ON journal (time, sequence);")
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
            var members: [String: JSON] = [
              "account": .string(reading.account), "page": .string(reading.page),
              "kind": .string(reading.subject.kind), "subject": .string(reading.subject.id), "at": JSON(reading.at),
            ]
            if !reading.detail.isEmpty { members["detail"] = .string(reading.detail) }
            if let clients = reading.clients { members["clients"] = JSON(Set(clients.map(\.text)).sorted()) }
            return .object(members)
          })
      ])
  }

  func apply(_ entry: JournalEntry) throws {
    guard case .array(let readings) = entry.body["readings"] else { return }
    for (number, reading) in readings.enumerated() {
      // Whose nobody knew then is told to those whose it is found to be.
      if case .array(let clients) = reading["clients"], !clients.isEmpty {
        for client in Set(clients.compactMap(\.string)).sorted() {
          try session.execute(
            """
            INSERT INTO reading_client (client, sequence, number, kind, subject, account, page, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, SQLValue(client), SQLValue(entry.sequence), SQLValue(Int64(number)),
            SQLValue(reading["kind"].string ?? "list"), SQLValue(reading["subject"].string ?? ""),
            SQLValue(reading["account"].string ?? ""), SQLValue(reading["page"].string ?? ""),
            SQLValue(reading["at"].moment ?? entry.time))
        }
        continue
      }
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

  func count(of subject: Reading.Subject) throws -> Int {
    try session.first(
      "SELECT COUNT(*) FROM reading WHERE subject = ? AND kind = ?", SQLValue(subject.id), SQLValue(subject.kind)
    ) { Int($0.integer(0)) } ?? 0
  }

  /// Of readings that tell whose data was shown; the newest first.
  func latest(concerning client: Organisation.ID, limit: Int) throws -> [Reading] {
    try session.all(
      """
      SELECT account, page, kind, subject, at FROM reading_client WHERE client = ?
      ORDER BY sequence DESC, number DESC LIMIT ?
      """, SQLValue(client.text), SQLValue(Int64(limit))
    ) {
      Reading(
        account: $0.text(0), page: $0.text(1), subject: .init(kind: $0.text(2), id: $0.text(3)), clients: [client],
        at: $0.moment(4))
    }
  }

  func count(concerning client: Organisation.ID) throws -> Int {
    try session.first("SELECT COUNT(*) FROM reading_client WHERE client = ?", SQLValue(client.text)) {
      Int($0.integer(0))
    } ?? 0
  }
}

extension Custody {
  /// Takes down that somebody looked. What is shown is shown after this has returned.
  package func record(_ readings: [Reading], at time: Moment = .now) throws {
    guard !readings.isEmpty else { return }
    try journal.append(ReadingRegister.entry(readings), at: time, by: actor)
  }

  /// Who looked at a client's data, the newest first: what was shown of it, wherever it lay; and, of readings that do not
  /// tell whose data was shown, those of devices that hold data of it now.
  /// - Parameter skipping: how many of the newest to leave out, for a list in pages.
  /// - Returns: those, and how many there are in all.
  package func readings(
    of client: Organisation.ID, on devices: [String], skipping: Int = 0, limit: Int
  ) throws -> (readings: [Reading], count: Int) {
    try store.read { session in
      let register = ReadingRegister(session: session)
      let most = skipping + limit
      var found = try register.latest(of: .client(client), limit: most)
      found += try register.latest(concerning: client, limit: most)
      var count = try register.count(of: .client(client)) + register.count(concerning: client)
      for device in devices {
        found += try register.latest(of: .device(device), limit: most)
        count += try register.count(of: .device(device))
      }
      return (Array(found.sorted { $0.at > $1.at }.dropFirst(skipping).prefix(limit)), count)
    }
  }
}
