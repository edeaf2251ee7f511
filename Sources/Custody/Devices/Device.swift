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
