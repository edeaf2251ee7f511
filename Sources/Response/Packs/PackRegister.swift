import CanonicalForms
import Cryptography
import Custody
import Storage

/// A pack as it stands in the record.
package struct RecordedPack: Sendable, Hashable {
  package var client: Organisation.ID
  package var number: Int
  /// The document whose sentences it has.
  package var document: Int
  package var madeAt: Moment
  package var sha256: [UInt8]
  /// Its JSON, byte for byte as it was made; nil once it was erased.
  package var bytes: [UInt8]?
  package var handedOverAt: Moment?
  package var receivedAt: Moment?
}

/// Packs in the database, and the entries that make them.
struct PackRegister {
  let session: SQLSession

  /// One entry for all packs of an act, so that the timeline has one line.
  static func made(_ packs: [(pack: ClientPack, document: Int, bytes: [UInt8])], in incident: String) -> NewEntry {
    var writer = ByteWriter()
    writer.count(packs.count)
    var rows: [JSON] = []
    for (pack, document, bytes) in packs {
      writer.block(bytes)
      rows.append([
        "client": .string(pack.client.id.text), "number": JSON(pack.number), "document": JSON(document),
        "sha256": JSON(bytes: SHA256Digest(hashing: bytes).bytes),
      ])
    }
    return NewEntry(
      kind: "pack.made", body: ["incident": .string(incident), "packs": .array(rows)], personal: writer.bytes)
  }

  /// - Parameter name: who took or gave it: personal.
  static func moved(
    _ kind: String, _ pack: RecordedPack, at event: Moment, how: String, name: String?, in incident: String
  ) -> NewEntry {
    NewEntry(
      kind: kind,
      body: [
        "incident": .string(incident), "client": .string(pack.client.text), "number": JSON(pack.number),
        "event": JSON(event), "how": .string(how), "sha256": JSON(bytes: pack.sha256),
      ], personal: name.map { Array($0.utf8) })
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let timeline = TimelineRegister(session: session)
    switch entry.kind {
    case "pack.made":
      guard case .array(let rows) = body["packs"] else { return }
      var reader = entry.personal.bytes.map { ByteReader($0) }
      if reader != nil { _ = try reader?.count() }
      for row in rows {
        let bytes = try reader?.block()
        try session.execute(
          """
          INSERT INTO client_pack (incident, client, number, document, made, sha256, pack, handed_over, received)
          VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)
          """, entry.incident, SQLValue(row["client"].string ?? ""), .integer(row["number"].integer ?? 0),
          .integer(row["document"].integer ?? 0), SQLValue(entry.time), SQLValue(row["sha256"].bytes),
          SQLValue(bytes))
      }
      try timeline.add(
        entry, event: entry.time, kind: entry.kind, reference: String(rows.count), note: nil)
    case "pack.handed_over", "pack.received":
      let column = entry.kind == "pack.received" ? "received" : "handed_over"
      let event = body["event"].moment ?? entry.time
      let arguments: [SQLValue] = [
        SQLValue(event), entry.incident, SQLValue(body["client"].string ?? ""), .integer(body["number"].integer ?? 0),
      ]
      if column == "received" {
        try session.execute(
          "UPDATE client_pack SET received = ? WHERE incident = ? AND client = ? AND number = ?", arguments: arguments)
      } else {
        try session.execute(
          "UPDATE client_pack SET handed_over = ? WHERE incident = ? AND client = ? AND number = ?",
          arguments: arguments)
      }
      try timeline.add(
        entry, event: event, kind: entry.kind, reference: body["client"].string ?? "",
        note: entry.personal.bytes.map { String(decoding: $0, as: UTF8.self) })
    default: break
    }
  }

  /// Takes out of the tables what the personal part of an entry put there.
  func forget(_ entry: JournalEntry) throws {
    guard entry.kind == "pack.made" else { return try TimelineRegister(session: session).forget(entry) }
    guard case .array(let rows) = entry.body["packs"] else { return }
    for row in rows {
      try session.execute(
        "UPDATE client_pack SET pack = NULL WHERE incident = ? AND client = ? AND number = ?", entry.incident,
        SQLValue(row["client"].string ?? ""), .integer(row["number"].integer ?? 0))
    }
  }

  private static let columns = "client, number, document, made, sha256, pack, handed_over, received"

  private static func read(_ row: SQLRow) -> RecordedPack {
    RecordedPack(
      client: .init(row.text(0)), number: Int(row.integer(1)), document: Int(row.integer(2)), madeAt: row.moment(3),
      sha256: row.bytes(4), bytes: row.optionalBytes(5), handedOverAt: row.optionalMoment(6),
      receivedAt: row.optionalMoment(7))
  }

  /// By client and number.
  func all(of incident: String) throws -> [RecordedPack] {
    try session.all(
      "SELECT \(Self.columns) FROM client_pack WHERE incident = ? ORDER BY client, number", SQLValue(incident),
      read: Self.read)
  }

  /// The newest pack of a client.
  /// - Throws: `ResponseFailure` with the code `unknown_pack`.
  func require(_ client: Organisation.ID, in incident: String) throws -> RecordedPack {
    let found = try session.first(
      "SELECT \(Self.columns) FROM client_pack WHERE incident = ? AND client = ? ORDER BY number DESC LIMIT 1",
      SQLValue(incident), SQLValue(client.text), read: Self.read)
    guard let found else {
      throw ResponseFailure(.unknownPack, "no pack was made for client \(client) in \(incident)")
    }
    return found
  }

  /// A pack that a client can have.
  /// - Parameter number: nil for the newest that was handed over.
  /// - Throws: `ResponseFailure`: `unknown_pack`, `not_handed_over`.
  func requireHandedOver(_ client: Organisation.ID, number: Int?, in incident: String) throws -> RecordedPack {
    let packs = try all(of: incident).filter { $0.client == client && $0.number == number ?? $0.number }
    guard !packs.isEmpty else {
      throw ResponseFailure(.unknownPack, "no such pack was made for client \(client) in \(incident)")
    }
    guard let found = packs.last(where: { $0.handedOverAt != nil }) else {
      throw ResponseFailure(.notHandedOver, "no such pack was handed over to client \(client) in \(incident)")
    }
    return found
  }
}
