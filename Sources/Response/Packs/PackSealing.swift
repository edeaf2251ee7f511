import CanonicalForms
import Custody
import Storage

/// Packs that were sealed to leave the house as files: whoever fetches the archives is not told their passwords, and whoever
/// tells the clients the passwords has no archives.
package struct PackSealing: Sendable, Hashable {
  package struct Pack: Sendable, Hashable {
    package var client: Organisation.ID
    package var number: Int

    package init(client: Organisation.ID, number: Int) {
      self.client = client
      self.number = number
    }
  }

  /// Within the incident, from 1.
  package var number: Int
  /// By client.
  package var packs: [Pack]
  package var madeBy: String
  package var madeAt: Moment
  /// Who was shown the passwords; nil while nobody was.
  package var shownBy: String?
  package var shownAt: Moment?
  /// What makes its passwords other ones than those of any other sealing; without the key it says nothing.
  var nonce: [UInt8]
}

extension Migration {
  /// Sharded by incident. packs: as JSON.
  static let packSealings = Migration(
    name: "response_0012_pack_sealings",
    sql: """
      CREATE TABLE client_pack_sealing (
        incident TEXT NOT NULL,
        number INTEGER NOT NULL,
        packs TEXT NOT NULL,
        nonce BLOB NOT NULL,
        made_by TEXT NOT NULL,
        made INTEGER NOT NULL,
        shown_by TEXT,
        shown INTEGER,
        PRIMARY KEY (incident, number)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Sealings in the database, and the entries that make them.
struct PackSealingRegister {
  let session: SQLSession

  static func made(_ packs: [PackSealing.Pack], number: Int, nonce: [UInt8], in incident: String) -> NewEntry {
    NewEntry(
      kind: "pack.sealed",
      body: [
        "incident": .string(incident), "number": JSON(number), "nonce": JSON(bytes: nonce),
        "packs": .array(packs.map { ["client": .string($0.client.text), "number": JSON($0.number)] }),
      ])
  }

  static func shown(_ number: Int, in incident: String) -> NewEntry {
    NewEntry(kind: "pack.passwords_shown", body: ["incident": .string(incident), "number": JSON(number)])
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let number = SQLValue.integer(body["number"].integer ?? 0)
    switch entry.kind {
    case "pack.sealed":
      try session.execute(
        """
        INSERT INTO client_pack_sealing (incident, number, packs, nonce, made_by, made, shown_by, shown)
        VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)
        """, entry.incident, number, SQLValue(body["packs"].canonicalText), SQLValue(body["nonce"].bytes ?? []),
        SQLValue(entry.actor), SQLValue(entry.time))
    case "pack.passwords_shown":
      try session.execute(
        "UPDATE client_pack_sealing SET shown_by = ?, shown = ? WHERE incident = ? AND number = ?",
        SQLValue(entry.actor), SQLValue(entry.time), entry.incident, number)
    default: return
    }
    try TimelineRegister(session: session).add(
      entry, event: entry.time, kind: entry.kind, reference: String(body["number"].integer ?? 0), note: nil)
  }

  /// By number.
  func all(of incident: String) throws -> [PackSealing] {
    try session.all(
      """
      SELECT number, packs, nonce, made_by, made, shown_by, shown FROM client_pack_sealing WHERE incident = ?
      ORDER BY number
      """, SQLValue(incident)
    ) { row in
      let packs = (try? JSON(parsing: Array(row.text(1).utf8))) ?? .null
      return PackSealing(
        number: Int(row.integer(0)),
        packs: packs.elements.map {
          .init(client: .init($0["client"].string ?? ""), number: Int(clamping: $0["number"].integer ?? 0))
        }, madeBy: row.text(3), madeAt: row.moment(4), shownBy: row.optionalText(5), shownAt: row.optionalMoment(6),
        nonce: row.bytes(2))
    }
  }

  /// - Throws: `ResponseFailure` with the code `unknown_pack`.
  func require(_ number: Int, of incident: String) throws -> PackSealing {
    guard let found = try all(of: incident).first(where: { $0.number == number }) else {
      throw ResponseFailure(.unknownPack, "packs of \(incident) were not sealed under the number \(number)")
    }
    return found
  }
}
