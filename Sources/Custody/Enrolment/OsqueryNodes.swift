import CanonicalForms
import Cryptography
import Storage

extension Migration {
  /// Which osquery reports for which device.
  static let osquery = Migration(
    name: "0011_osquery",
    sql: """
      CREATE TABLE osquery_node (
        hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
        device TEXT NOT NULL REFERENCES device (id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX osquery_node_device ON osquery_node (device);
      """)
}

/// osqueries in the database: a node key by its hash, and the device that it speaks for.
struct OsqueryRegister {
  let session: SQLSession

  /// Applies `osquery.enrolled`: the new key takes the place of the former ones.
  func apply(_ entry: JournalEntry) throws {
    let device = SQLValue(entry.body["device"].string ?? "")
    try session.execute("DELETE FROM osquery_node WHERE device = ?", device)
    try session.execute(
      "INSERT INTO osquery_node (hash, device) VALUES (?, ?)", .blob(entry.body["key_hash"].bytes ?? []), device)
  }

  func device(of hash: SHA256Digest) throws -> String? {
    try session.first("SELECT device FROM osquery_node WHERE hash = ?", .blob(hash.bytes)) { $0.text(0) }
  }
}

extension Custody {
  /// Lets an osquery report for the device whose id its host identifier is. A host that is not registered becomes a device
  /// of its own, which the operator finds in the register and may describe.
  /// - Parameter hash: SHA-256 of the node key.
  /// - Returns: the device's id.
  package func enrolOsquery(host: String, keyHash hash: SHA256Digest, at time: Moment = .now) throws -> String {
    try store.write { session in
      if try DeviceRegister(session: session).find(host) == nil {
        try journal.append(DeviceRegister.entry(Device(id: host)), at: time, by: actor, in: session)
      }
      try journal.append(
        NewEntry(kind: "osquery.enrolled", body: ["device": .string(host), "key_hash": JSON(bytes: hash.bytes)]),
        at: time, by: actor, in: session)
      return host
    }
  }

  /// The device that an osquery with this node key speaks for.
  package func osqueryDevice(keyHash hash: SHA256Digest) throws -> String? {
    try store.read { try OsqueryRegister(session: $0).device(of: hash) }
  }
}
