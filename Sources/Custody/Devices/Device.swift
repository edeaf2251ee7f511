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
    guard try registrations(of: [id], after: entry.sequence).isEmpty else { return }
    try session.execute("UPDATE device SET holder = NULL WHERE id = ?", SQLValue(id))
  }

  /// An entry of the journal about a device.
  struct Registration {
    let sequence: Int64
    let time: Moment
    let hasHolder: Bool
  }

  /// Those of some devices that come after a number, in their order: one walk over all devices' entries.
  func registrations(of ids: Set<String>, after sequence: Int64 = 0) throws -> [String: [Registration]] {
    var found: [String: [Registration]] = [:]
    try session.forEach(
      """
      SELECT sequence, time, body, CASE WHEN personal IS NULL THEN 0 ELSE 1 END FROM journal
      WHERE kind = 'device.registered' AND sequence > ? ORDER BY sequence
      """, SQLValue(sequence)
    ) { row in
      guard let id = (try? JSON(parsing: row.bytes(2)))?["id"].string, ids.contains(id) else { return }
      found[id, default: []].append(
        Registration(sequence: row.integer(0), time: row.moment(1), hasHolder: row.integer(3) != 0))
    }
    return found
  }

  /// A device as it was registered by a moment. One that was not is told as it is called today, in nobody's hands.
  /// - Returns: with whether it was registered.
  func device(_ device: Device, asKnownAt known: Moment) throws -> (Device, isRegistered: Bool) {
    var found = Device(id: device.id, label: device.label, kind: device.kind)
    var isRegistered = false
    // A loss changes the status, an entry about the device sets it again.
    try session.forEach(
      """
      SELECT time, kind, body, personal FROM journal WHERE kind IN ('device.registered', 'loss.reported')
      ORDER BY sequence
      """
    ) { row in
      guard row.moment(0) <= known, let body = try? JSON(parsing: row.bytes(2)) else { return }
      if row.text(1) == "loss.reported" {
        if body["device"].string == device.id { found.status = .lost }
      } else if body["id"].string == device.id {
        isRegistered = true
        found.label = body["label"].string ?? ""
        found.kind = body["kind"].string.flatMap(Device.Kind.init(rawValue:)) ?? .other
        found.status = body["status"].string.flatMap(Device.Status.init(rawValue:)) ?? .inUse
        found.holder = row.optionalBytes(3).map { String(decoding: $0, as: UTF8.self) }
      }
    }
    return (found, isRegistered)
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

/// Who had devices before.
package struct FormerHolders {
  private let registrations: [String: [DeviceRegister.Registration]]
  private let gone: Set<String>

  package init(of devices: Set<String>, in session: SQLSession) throws {
    let register = DeviceRegister(session: session)
    registrations = try register.registrations(of: devices)
    gone = try devices.filter { id in
      let status = try register.find(id)?.status
      return status == .lost || status == .retired
    }
  }

  /// Entries of the journal that name who had a device: those that were made before a moment and do not say who has it now.
  /// Of a device that is lost or retired nobody has it now.
  package func entries(of device: String, before end: Moment) -> [Int64] {
    let all = registrations[device] ?? []
    return all.filter { one in
      one.hasHolder && one.time < end && (gone.contains(device) || one.sequence != all.last?.sequence)
    }.map(\.sequence)
  }
}
