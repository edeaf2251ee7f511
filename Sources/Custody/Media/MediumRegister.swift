import CanonicalForms
import Observations
import Storage

extension Migration {
  /// Media as they were plugged into devices and taken off. What came before this table has no row in it until the tables are
  /// made again.
  static let media = Migration(
    name: "0019_media",
    sql: """
      -- medium: the number of its file system in small letters; name: as the device tells it.
      CREATE TABLE medium_visit (
        medium TEXT NOT NULL,
        device TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        attached INTEGER NOT NULL,
        at INTEGER NOT NULL,
        received INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        name TEXT NOT NULL,
        label TEXT NOT NULL,
        mount_point TEXT NOT NULL,
        PRIMARY KEY (medium, device, epoch, sequence)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// A stick or a disk that devices told of, registered or not.
package struct Medium: Sendable, Hashable {
  /// The number of its file system, or what an operation log calls it.
  package var id: String
  package var label: String
  /// The device that told of it last, and when.
  package var device: String
  package var last: Moment
}

/// When a medium was in a device.
struct MediumVisit: Equatable {
  var device: String
  var attached: Moment
  /// Nil when nothing tells that it was taken off.
  var detached: Moment?
  /// Empty where only an operation log tells of it.
  var mountPoint: String
  var name: String
  var label: String
}

/// Media in the database.
struct MediumRegister {
  let session: SQLSession

  /// The form in which two spellings of a number are equal.
  static func key(_ id: String) -> String { id.lowercased() }

  /// What goes along with one medium alone. A name that the device itself gave (`/dev/sdb1`, `E:`, a share) is another on the
  /// next device, and what a product is called is called so of all its pieces.
  static func isIdentity(_ id: String) -> Bool {
    (6...256).contains(id.utf8.count) && id.contains(where: \.isNumber)
      && !id.contains { $0 == "/" || $0 == "\\" || $0 == ":" || $0.isWhitespace }
  }

  /// Takes down what records of a batch tell of media.
  func apply(_ records: [Observation], of device: String, epoch: Int64, entry: JournalEntry, received: Moment) throws {
    for record in records {
      let told: (id: String, label: String, mountPoint: String, isAttached: Bool)
      switch record.fact {
      case .mediumAttached(let id, let label, let mountPoint): told = (id, label, mountPoint, true)
      case .mediumDetached(let id): told = (id, "", "", false)
      default: continue
      }
      guard Self.isIdentity(told.id) else { continue }
      try session.execute(
        """
        INSERT INTO medium_visit
          (medium, device, epoch, sequence, attached, at, received, entry, name, label, mount_point)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        SQLValue(Self.key(told.id)), SQLValue(device), .integer(epoch),
        .integer(Int64(clamping: record.sequence)), SQLValue(told.isAttached), SQLValue(record.time),
        SQLValue(received),
        SQLValue(entry.sequence), SQLValue(told.id), SQLValue(told.label), SQLValue(told.mountPoint))
    }
  }

  /// The media that a device is: one of its id; and for a stick, those whose numbers stand in its label.
  func media(of id: String) throws -> [String] {
    let device = try DeviceRegister(session: session).find(id)
    return try (device.map(Self.keys(of:)) ?? [Self.key(id)]).sorted().filter { key in
      try session.first("SELECT 1 FROM medium_visit WHERE medium = ? LIMIT 1", SQLValue(key)) { _ in true } ?? false
    }
  }

  /// The media that a registered device may be, whether or not anything was told of them.
  static func keys(of device: Device) -> Set<String> {
    guard device.kind == .usb || device.kind == .other else { return [] }
    let words = device.label.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    // Numbers of file systems are longer than words such as `usb-1`.
    return Set(
      words.filter { $0.utf8.count >= 8 && $0.contains(where: \.isNumber) }.map(String.init) + [key(device.id)])
  }

  /// In the order of time.
  /// - Parameter known: what arrived later is left out; nil takes everything.
  func visits(of media: [String], asKnownAt known: Moment? = nil) throws -> [MediumVisit] {
    var visits: [MediumVisit] = []
    for medium in media {
      var open: (device: String, place: Int)?
      try session.forEach(
        """
        SELECT device, attached, at, received, name, label, mount_point FROM medium_visit WHERE medium = ?
        ORDER BY device, epoch, sequence
        """, SQLValue(medium)
      ) { row in
        if let known, row.moment(3) > known { return }
        let (device, time) = (row.text(0), row.moment(2))
        if row.integer(1) == 0 {
          if let last = open, last.device == device {
            visits[last.place].detached = max(time, visits[last.place].attached)
          }
          open = nil
          return
        }
        open = (device, visits.count)
        visits.append(
          MediumVisit(
            device: device, attached: time, detached: nil, mountPoint: row.text(6), name: row.text(4),
            label: row.text(5)))
      }
    }
    visits.sort { ($0.attached, $0.device) < ($1.attached, $1.device) }
    // It is in one device at a time: where a taking off was not told, the next plugging in tells of it.
    for place in visits.indices.dropLast() {
      let next = visits[place + 1].attached
      visits[place].detached = min(visits[place].detached ?? next, max(next, visits[place].attached))
    }
    return visits
  }

  /// Where a medium was, for whoever asks whether there is news of it.
  struct Trail {
    /// The journal's last entry that tells that it was plugged in or taken off.
    var lastEntry: Int64 = 0
    /// The devices that told of it, and whether it is still in them by their last word on it.
    var hosts: [String: Bool] = [:]
  }

  /// The trails of all media, read once.
  func trails() throws -> [String: Trail] {
    var trails: [String: Trail] = [:]
    try session.forEach(
      "SELECT medium, device, attached, entry FROM medium_visit ORDER BY medium, device, epoch, sequence"
    ) { row in
      trails[row.text(0), default: Trail()].lastEntry = max(trails[row.text(0)]?.lastEntry ?? 0, row.integer(3))
      trails[row.text(0)]?.hosts[row.text(1)] = row.integer(2) != 0
    }
    return trails
  }

  /// All that were ever told of, in the order of their ids.
  func all() throws -> [Medium] {
    var found: [String: Medium] = [:]
    try session.forEach(
      """
      SELECT medium, device, MAX(at), MAX(name), MAX(label) FROM medium_visit GROUP BY medium, device
      ORDER BY medium, device
      """
    ) { row in
      let key = row.text(0)
      var medium = found[key] ?? Medium(id: row.text(3), label: "", device: row.text(1), last: row.moment(2))
      if row.moment(2) > medium.last { (medium.device, medium.last) = (row.text(1), row.moment(2)) }
      if medium.label.isEmpty { medium.label = row.text(4) }
      found[key] = medium
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }
}
