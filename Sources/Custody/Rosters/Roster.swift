import CanonicalForms
import PersonalData
import Storage

/// A client's members as tokens: whoever is on it is the client's, wherever else they appear.
struct RosterRegister {
  let session: SQLSession

  static func entry(client: Organisation.ID, asOf: Moment, persons: [RecordedPerson]) -> NewEntry {
    var writer = ByteWriter()
    writer.count(persons.count)
    for person in persons { person.write(to: &writer) }
    return NewEntry(
      kind: "roster.registered",
      body: ["client": .string(client.text), "as_of": JSON(asOf), "people": JSON(persons.count)],
      personal: writer.bytes)
  }

  func apply(_ entry: JournalEntry, people: inout PersonRegister) throws {
    var ids: [UInt32] = []
    if let personal = entry.personal.bytes {
      var reader = ByteReader(personal)
      let persons = try (0..<reader.count()).map { _ in try RecordedPerson(from: &reader) }
      ids = try people.people(of: persons)
    }
    try session.execute(
      """
      INSERT INTO roster (client, as_of, people, persons) VALUES (?, ?, ?, ?)
      ON CONFLICT (client) DO UPDATE SET as_of = excluded.as_of, people = excluded.people, persons = excluded.persons
      """,
      SQLValue(entry.body["client"].string ?? ""), SQLValue(entry.body["as_of"].moment ?? entry.time),
      .integer(entry.body["people"].integer ?? 0), .blob(try PeopleBitmap(ids).portableBytes))
  }

  func all() throws -> [(client: Organisation.ID, people: PeopleBitmap)] {
    var found: [(client: Organisation.ID, people: PeopleBitmap)] = []
    try session.forEach("SELECT client, persons FROM roster ORDER BY client") { row in
      found.append((.init(row.text(0)), try row.bytes(1).withUnsafeBytes { try PeopleBitmap(portable: $0) }))
    }
    return found
  }

  /// As `all`, with the rosters that were there at a moment. One that another replaced later is read from the journal; who
  /// its people are is known today.
  func all(asKnownAt known: Moment) throws -> [(client: Organisation.ID, people: PeopleBitmap)] {
    var latest: [String: Int64] = [:]
    var then: [String: Int64] = [:]
    try session.forEach(
      "SELECT sequence, time, body FROM journal WHERE kind = ? ORDER BY sequence", "roster.registered"
    ) { row in
      guard let client = (try? JSON(parsing: row.bytes(2)))?["client"].string else { return }
      latest[client] = row.integer(0)
      if row.moment(1) <= known { then[client] = row.integer(0) }
    }
    var found = try all().filter { then[$0.client.text] != nil && then[$0.client.text] == latest[$0.client.text] }
    for (client, sequence) in then where latest[client] != sequence {
      found.append((.init(client), try people(ofEntry: sequence)))
    }
    return found.sorted { $0.client.text < $1.client.text }
  }

  /// Nobody where the entry's personal part was erased.
  private func people(ofEntry sequence: Int64) throws -> PeopleBitmap {
    guard let bytes = try Journal.entry(sequence, in: session)?.personal.bytes else { return try PeopleBitmap() }
    var reader = ByteReader(bytes)
    let persons = try (0..<reader.count()).map { _ in try RecordedPerson(from: &reader) }
    return try PeopleBitmap(PersonRegister.known(persons, session: session))
  }
}
