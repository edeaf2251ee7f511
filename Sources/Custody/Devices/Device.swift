import CanonicalForms
import Storage

/// A laptop, a server share, a USB stick: whatever can be lost or looked into as one.
package struct Device: Sendable, Hashable, Identifiable {
  package enum Kind: String, Sendable, CaseIterable { case laptop, share, usb, other }

  package enum Status: String, Sendable, CaseIterable {
    case inUse = "in_use"
    case stored, lost, retired
  }

  /// Given by the operator: the asset number.
  package var id: String
  package var label: String
  package var kind: Kind
  /// Who has it: personal data.
  package var holder: String?
  package var status: Status

  package init(id: String, label: String = "", kind: Kind = .other, holder: String? = nil, status: Status = .inUse) {
    self.id = id
    self.label = label
    self.kind = kind
    self.holder = holder
    self.status = status
  }
}

/// Devices in the database.
struct DeviceRegister {
  let session: SQLSession

  static func entry(_ device: Device) -> NewEntry {
    NewEntry(
      kind: "device.registered",
      body: [
        "id": .string(device.id), "label": .string(device.label), "kind": .string(device.kind.rawValue),
        "status": .string(device.status.rawValue),
      ], personal: device.holder.map { Array($0.utf8) })
  }

  func apply(_ entry: JournalEntry) throws {
    let holder = entry.personal.bytes.map { String(decoding: $0, as: UTF8.self) }
    try session.execute(
      """
      INSERT INTO device (id, label, kind, holder, status) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET label = excluded.label, kind = excluded.kind, holder = excluded.holder,
        status = excluded.status
      """,
      SQLValue(entry.body["id"].string ?? ""), SQLValue(entry.body["label"].string ?? ""),
      SQLValue(entry.body["kind"].string ?? "other"), SQLValue(holder),
      SQLValue(entry.body["status"].string ?? "in_use"))
  }

  /// Takes a holder out of the register, where it is not another's by now.
  func forget(_ entry: JournalEntry) throws {
    let id = entry.body["id"].string ?? ""
    guard try registrations(of: id, after: entry.sequence).isEmpty else { return }
    try session.execute("UPDATE device SET holder = NULL WHERE id = ?", SQLValue(id))
  }

  /// Sequences and times of a device's entries that come later, whether they name somebody.
  func registrations(of id: String, after sequence: Int64) throws -> [(sequence: Int64, time: Moment, names: Bool)] {
    var found: [(sequence: Int64, time: Moment, names: Bool)] = []
    try session.forEach(
      """
      SELECT sequence, time, body, CASE WHEN personal IS NULL THEN 0 ELSE 1 END FROM journal
      WHERE kind = 'device.registered' AND sequence > ? ORDER BY sequence
      """, SQLValue(sequence)
    ) { row in
      guard (try? JSON(parsing: row.bytes(2)))?["id"].string == id else { return }
      found.append((row.integer(0), row.moment(1), row.integer(3) != 0))
    }
    return found
  }

  func find(_ id: String) throws -> Device? {
    try session.first("SELECT id, label, kind, holder, status FROM device WHERE id = ?", SQLValue(id), read: Self.read)
  }

  func all() throws -> [Device] {
    try session.all("SELECT id, label, kind, holder, status FROM device ORDER BY id", read: Self.read)
  }

  private static func read(_ row: SQLRow) -> Device {
    Device(
      id: row.text(0), label: row.text(1), kind: .init(rawValue: row.text(2)) ?? .other, holder: row.optionalText(3),
      status: .init(rawValue: row.text(4)) ?? .inUse)
  }
}

extension Custody {
  /// Entries of the journal that name who had a device: those that were made before a moment and do not say who has it now.
  /// Of a device that is lost or retired nobody has it now.
  package static func formerHolders(
    of device: String, registeredBefore end: Moment, in session: SQLSession
  ) throws -> [Int64] {
    let register = DeviceRegister(session: session)
    let entries = try register.registrations(of: device, after: 0)
    let status = try register.find(device)?.status
    let isGone = status == .lost || status == .retired
    return entries.filter { $0.names && $0.time < end && (isGone || $0.sequence != entries.last?.sequence) }
      .map(\.sequence)
  }
}
