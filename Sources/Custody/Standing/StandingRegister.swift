import CanonicalForms
import Contents
import Storage

extension Migration {
  /// How devices stand. Not made from the journal alone, for it depends on the day; made anew at will.
  static let standing = Migration(
    name: "0011_standing",
    sql: """
      CREATE TABLE device_standing (
        device TEXT NOT NULL PRIMARY KEY,
        journal INTEGER NOT NULL,
        at INTEGER NOT NULL,
        body BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- client: empty for those whom nobody could be found for.
      CREATE TABLE device_standing_people (
        device TEXT NOT NULL,
        client TEXT NOT NULL,
        people BLOB NOT NULL,
        PRIMARY KEY (device, client)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE device_standing_unread (
        device TEXT NOT NULL,
        number INTEGER NOT NULL,
        path TEXT NOT NULL,
        part TEXT,
        reason TEXT NOT NULL,
        certain INTEGER NOT NULL,
        PRIMARY KEY (device, number)
      ) STRICT, WITHOUT ROWID;
      -- devices: the last entry of the journal whose devices have all been asked; changed: the last that changed one.
      CREATE TABLE standing_progress (
        name TEXT NOT NULL PRIMARY KEY,
        journal INTEGER NOT NULL,
        at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Standings in the database.
struct StandingRegister {
  let session: SQLSession

  func put(_ full: FullStanding) throws {
    let standing = full.standing
    let device = SQLValue(standing.device)
    try remove(standing.device)
    try session.execute(
      "INSERT INTO device_standing (device, journal, at, body) VALUES (?, ?, ?, ?)",
      device, SQLValue(standing.journal), SQLValue(standing.at), .blob(standing.json.canonicalBytes))
    for (part, people) in zip(standing.parts, full.people) {
      try session.execute(
        "INSERT INTO device_standing_people (device, client, people) VALUES (?, ?, ?)",
        device, SQLValue(part.organisation?.text ?? ""), .blob(people.portableBytes))
    }
    for (number, place) in full.unread.enumerated() {
      try session.execute(
        "INSERT INTO device_standing_unread (device, number, path, part, reason, certain) VALUES (?, ?, ?, ?, ?, ?)",
        device, SQLValue(Int64(number)), SQLValue(place.path), SQLValue(place.part),
        SQLValue(place.reason?.rawValue ?? ""), SQLValue(place.isCertain))
    }
  }

  func remove(_ device: String) throws {
    try session.execute("DELETE FROM device_standing WHERE device = ?", SQLValue(device))
    try session.execute("DELETE FROM device_standing_people WHERE device = ?", SQLValue(device))
    try session.execute("DELETE FROM device_standing_unread WHERE device = ?", SQLValue(device))
  }

  /// Those whose stored form is understood.
  func all() throws -> [DeviceStanding] {
    var found: [DeviceStanding] = []
    try session.forEach("SELECT device, journal, at, body FROM device_standing ORDER BY device") { row in
      guard let json = try? JSON(parsing: row.bytes(3)),
        let standing = DeviceStanding(device: row.text(0), journal: row.integer(1), at: row.moment(2), json: json)
      else { return }
      found.append(standing)
    }
    return found
  }

  /// What each standing was made of and when: the journal's last entry then, and the moment it is about.
  func asked() throws -> [String: (journal: Int64, at: Moment)] {
    var found: [String: (journal: Int64, at: Moment)] = [:]
    try session.forEach("SELECT device, journal, at FROM device_standing ORDER BY device") {
      found[$0.text(0)] = ($0.integer(1), $0.moment(2))
    }
    return found
  }

  /// Sets of people by client, over all devices or some; `visit` gets them one by one.
  func forEachPeople(_ visit: (_ device: String, _ client: String, PeopleBitmap) throws -> Void) throws {
    try session.forEach("SELECT device, client, people FROM device_standing_people ORDER BY device, client") { row in
      let bytes = row.bytes(2)
      try visit(row.text(0), row.text(1), bytes.withUnsafeBytes { try PeopleBitmap(portable: $0) })
    }
  }

  func progress() throws -> (journal: Int64, at: Moment)? {
    try session.first("SELECT journal, at FROM standing_progress WHERE name = ?", SQLValue(Self.asked)) {
      ($0.integer(0), $0.moment(1))
    }
  }

  /// - Parameter isNews: whether a standing is another one now: whoever keeps a copy has to load it again.
  func setProgress(_ journal: Int64, at moment: Moment, isNews: Bool) throws {
    for name in isNews ? [Self.asked, Self.changed] : [Self.asked] {
      try session.execute(
        """
        INSERT INTO standing_progress (name, journal, at) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET journal = excluded.journal, at = excluded.at
        """, SQLValue(name), SQLValue(journal), SQLValue(moment))
    }
  }

  /// When a standing changed last, by the clock of whoever asked; nil before the first time.
  func lastChange() throws -> Moment? {
    try session.first("SELECT at FROM standing_progress WHERE name = ?", SQLValue(Self.changed)) { $0.moment(0) }
  }

  /// The form of what is stored: where a standing has other members than before, every device is asked anew.
  private static let form = "form/2"

  /// Whether what is stored is of a form from before, or nothing is stored yet.
  func isOfAnotherForm() throws -> Bool {
    try session.first("SELECT at FROM standing_progress WHERE name = ?", SQLValue(Self.form)) { $0.integer(0) } == nil
  }

  /// Throws away what is stored: it is a cache.
  func beginAnew(at moment: Moment) throws {
    for table in ["device_standing", "device_standing_people", "device_standing_unread", "standing_progress"] {
      try session.execute("DELETE FROM \(table)")
    }
    try session.execute(
      "INSERT INTO standing_progress (name, journal, at) VALUES (?, 0, ?)", SQLValue(Self.form), SQLValue(moment))
  }

  private static let asked = "devices"
  private static let changed = "changed"
}

/// A file that was not read, with its device.
package struct UnreadFile: Sendable, Hashable {
  package var device: String
  package var place: UnreadPlace
}

extension Custody {
  /// Files that were not read, in the order of devices and places.
  /// - Parameters:
  ///   - device: of one device; nil for all.
  ///   - reason: a raw value of `UnreadReason`, empty for contents that are known by hash alone; nil for all.
  package func unreadFiles(
    of device: String? = nil, reason: String? = nil, limit: Int, offset: Int
  ) throws -> [UnreadFile] {
    try store.read { session in
      try session.all(
        """
        SELECT device, path, part, reason, certain FROM device_standing_unread
        WHERE (CAST(? AS INTEGER) = 0 OR device = ?) AND (CAST(? AS INTEGER) = 0 OR reason = ?)
        ORDER BY device, number LIMIT ? OFFSET ?
        """,
        SQLValue(device != nil), SQLValue(device ?? ""), SQLValue(reason != nil), SQLValue(reason ?? ""),
        SQLValue(Int64(limit)), SQLValue(Int64(offset)), read: UnreadFile.init(row:))
    }
  }

  /// Of the files that were not read, how many are looked through for those with some path.
  package static let mostUnreadSearched = 100_000

  /// Those of `unreadFiles` whose path is meant: a part of them, and how many there are.
  /// - Returns: `isCut` when there are more files than are looked through.
  package func unreadFiles(
    of device: String?, reason: String?, limit: Int, offset: Int, where isMeant: (_ path: String) -> Bool
  ) throws -> (files: [UnreadFile], count: Int, isCut: Bool) {
    try store.read { session in
      var (files, count, seen): ([UnreadFile], Int, Int) = ([], 0, 0)
      try session.forEach(
        """
        SELECT device, path, part, reason, certain FROM device_standing_unread
        WHERE (CAST(? AS INTEGER) = 0 OR device = ?) AND (CAST(? AS INTEGER) = 0 OR reason = ?)
        ORDER BY device, number LIMIT ?
        """,
        SQLValue(device != nil), SQLValue(device ?? ""), SQLValue(reason != nil), SQLValue(reason ?? ""),
        SQLValue(Int64(Self.mostUnreadSearched) + 1)
      ) { row in
        seen += 1
        guard seen <= Self.mostUnreadSearched, isMeant(row.text(1)) else { return }
        count += 1
        if count > offset, files.count < limit { files.append(UnreadFile(row: row)) }
      }
      return (files, count, seen > Self.mostUnreadSearched)
    }
  }
}

extension UnreadFile {
  /// Device, path, part, reason, whether it is certainly there.
  fileprivate init(row: SQLRow) {
    self.init(
      device: row.text(0),
      place: UnreadPlace(
        path: row.text(1), part: row.optionalText(2), reason: UnreadReason(rawValue: row.text(3)),
        isCertain: row.integer(4) != 0))
  }
}
