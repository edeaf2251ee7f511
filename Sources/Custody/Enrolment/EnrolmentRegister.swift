import CanonicalForms
import Cryptography
import Observations
import Storage

extension Migration {
  /// Which sensors may report for which devices: tokens to enrol with, epochs, certificates.
  static let enrolment = Migration(
    name: "0008_enrolment",
    sql: """
      -- used: the entry that redeemed it.
      CREATE TABLE enrolment_token (
        device TEXT NOT NULL REFERENCES device (id),
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        expires INTEGER NOT NULL,
        used INTEGER,
        PRIMARY KEY (device, hash)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX enrolment_token_hash ON enrolment_token (hash);
      -- An epoch is one enrolment of a device: a sequence and a chain of its own.
      CREATE TABLE device_epoch (
        device TEXT NOT NULL REFERENCES device (id),
        epoch INTEGER NOT NULL,
        source TEXT NOT NULL,
        signing_key BLOB NOT NULL,
        enrolled INTEGER NOT NULL,
        PRIMARY KEY (device, epoch)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE device_certificate (
        device TEXT NOT NULL REFERENCES device (id),
        serial TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        not_after INTEGER NOT NULL,
        revoked INTEGER,
        PRIMARY KEY (device, serial)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// An enrolment of a device.
package struct DeviceEpoch: Sendable, Equatable {
  /// What reports: the agent, or an operation log that was imported.
  package enum Source: String, Sendable, CaseIterable {
    case agent
    case operationLog = "operation_log"
    case osquery
  }

  package var device: String
  package var epoch: Int
  package var source: Source
  /// Ed25519, 32 bytes; empty where records come without signature.
  package var signingKey: [UInt8]
}

/// Tokens, epochs and certificates in the database.
struct EnrolmentRegister {
  let session: SQLSession

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let device = SQLValue(body["device"].string ?? "")
    switch entry.kind {
    case "enrolment.opened":
      try session.execute(
        "INSERT INTO enrolment_token (device, hash, expires, used) VALUES (?, ?, ?, NULL) ON CONFLICT DO NOTHING",
        device, .blob(body["token_hash"].bytes ?? []), SQLValue(body["expires"].moment ?? entry.time))
    case "device.enrolled":
      if let hash = body["token_hash"].bytes {
        try session.execute(
          "UPDATE enrolment_token SET used = ? WHERE device = ? AND hash = ?", SQLValue(entry.sequence), device,
          .blob(hash))
      }
      try session.execute(
        "INSERT INTO device_epoch (device, epoch, source, signing_key, enrolled) VALUES (?, ?, ?, ?, ?)",
        device, .integer(body["epoch"].integer ?? 0), SQLValue(body["source"].string ?? ""),
        .blob(body["signing_key"].bytes ?? []), SQLValue(entry.time))
    case "certificate.issued", "certificate.restored":
      try session.execute(
        "INSERT INTO device_certificate (device, serial, epoch, not_after, revoked) VALUES (?, ?, ?, ?, NULL)",
        device, SQLValue(body["serial"].string ?? ""), .integer(body["epoch"].integer ?? 0),
        SQLValue(body["not_after"].moment ?? entry.time))
    case "certificate.revoked":
      try session.execute(
        "UPDATE device_certificate SET revoked = ? WHERE device = ? AND serial = ?", SQLValue(entry.time), device,
        SQLValue(body["serial"].string ?? ""))
    default: break
    }
  }

  func epoch(_ number: Int, of device: String) throws -> DeviceEpoch? {
    try session.first(
      "SELECT source, signing_key FROM device_epoch WHERE device = ? AND epoch = ?", SQLValue(device),
      SQLValue(number)
    ) { row in
      DeviceEpoch(
        device: device, epoch: number, source: .init(rawValue: row.text(0)) ?? .agent, signingKey: row.bytes(1))
    }
  }

  /// The last epoch of a source, or 0 when there is none.
  func lastEpoch(of device: String, from source: DeviceEpoch.Source) throws -> Int {
    try session.first(
      "SELECT COALESCE(MAX(epoch), 0) FROM device_epoch WHERE device = ? AND source = ?", SQLValue(device),
      SQLValue(source.rawValue)
    ) { Int($0.integer(0)) } ?? 0
  }

  func nextEpoch(of device: String) throws -> Int {
    try session.first("SELECT COALESCE(MAX(epoch), 0) + 1 FROM device_epoch WHERE device = ?", SQLValue(device)) {
      Int($0.integer(0))
    } ?? 1
  }
}
