import CanonicalForms
import DiskEncryption
import Storage

extension Migration {
  /// Questions for sectors that devices were asked. They are no record: what came of an answer is one.
  static let sectorQuestions = Migration(
    name: "escrow_0003_sector_questions",
    sql: """
      -- The last one about each key; no projection. certificate: serial number of the one that it was asked over.
      CREATE TABLE escrow_question (
        device TEXT NOT NULL,
        escrow TEXT NOT NULL,
        id TEXT NOT NULL,
        certificate TEXT NOT NULL,
        volume TEXT NOT NULL,
        metadata TEXT NOT NULL,
        sectors BLOB NOT NULL,
        asked INTEGER NOT NULL,
        expires INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'used', 'settled')),
        PRIMARY KEY (device, escrow)
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX escrow_question_id ON escrow_question (device, id);
      """)
}

/// A question as it was asked.
struct AskedQuestion: Sendable {
  let key: EscrowedKey.ID
  let id: String
  let volume: String
  /// SHA-256 of the metadata that the key was proved against then, hexadecimal.
  let metadata: String
  let challenge: SectorChallenge
  let asked: Moment
  let expires: Moment
  /// Which one it was of those that followed each other, because sectors had been written meanwhile.
  let attempt: Int
  /// Nothing more is to be asked for now.
  let isSettled: Bool
}

/// Questions in the database: one a key, which is answered once, over the certificate that it was asked over, in time.
struct QuestionRegister {
  let session: SQLSession

  func latest(about key: EscrowedKey) throws -> AskedQuestion? {
    try session.first(
      """
      SELECT escrow, id, volume, metadata, sectors, asked, expires, attempt, state FROM escrow_question
      WHERE device = ? AND escrow = ?
      """, SQLValue(key.device), SQLValue(key.id.text), read: Self.read)
  }

  func put(_ question: AskedQuestion, to caller: DeviceCaller) throws {
    var writer = ByteWriter()
    writer.count(question.challenge.sectors.count)
    for sector in question.challenge.sectors { writer.number(sector) }
    try session.execute(
      """
      INSERT INTO escrow_question (device, escrow, id, certificate, volume, metadata, sectors, asked, expires, attempt, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')
      ON CONFLICT (device, escrow) DO UPDATE SET id = excluded.id, certificate = excluded.certificate,
        volume = excluded.volume, metadata = excluded.metadata, sectors = excluded.sectors, asked = excluded.asked,
        expires = excluded.expires, attempt = excluded.attempt, state = 'open'
      """, SQLValue(caller.device), SQLValue(question.key.text), SQLValue(question.id), SQLValue(caller.certificate),
      SQLValue(question.volume), SQLValue(question.metadata), .blob(writer.bytes), SQLValue(question.asked),
      SQLValue(question.expires), SQLValue(Int64(question.attempt)))
  }

  /// Takes the question that an answer is to, for good: whoever comes second finds none.
  /// - Returns: nil for one that was never asked of this device over this certificate, is answered, or too old.
  func use(_ id: String, by caller: DeviceCaller, at now: Moment) throws -> AskedQuestion? {
    try session.execute(
      """
      UPDATE escrow_question SET state = 'used'
      WHERE device = ? AND id = ? AND certificate = ? AND state = 'open' AND expires >= ?
      """, SQLValue(caller.device), SQLValue(id), SQLValue(caller.certificate), SQLValue(now))
    guard try session.changes == 1 else { return nil }
    return try session.first(
      """
      SELECT escrow, id, volume, metadata, sectors, asked, expires, attempt, state FROM escrow_question
      WHERE device = ? AND id = ?
      """, SQLValue(caller.device), SQLValue(id), read: Self.read)
  }

  func settle(_ question: AskedQuestion, of device: String) throws {
    try session.execute(
      "UPDATE escrow_question SET state = 'settled' WHERE device = ? AND id = ?", SQLValue(device),
      SQLValue(question.id))
  }

  private static func read(_ row: SQLRow) -> AskedQuestion {
    var sectors: [UInt64] = []
    do throws(ByteReader.Damaged) {
      var reader = ByteReader(row.bytes(4))
      for _ in 0..<(try reader.count()) { sectors.append(try reader.number()) }
    } catch {
      // A row that was damaged asks for nothing, so that no answer is enough.
      sectors = []
    }
    return AskedQuestion(
      key: .init(row.text(0)), id: row.text(1), volume: row.text(2), metadata: row.text(3),
      challenge: SectorChallenge(sectors: sectors), asked: row.moment(5), expires: row.moment(6),
      attempt: Int(row.integer(7)), isSettled: row.text(8) == "settled")
  }
}
