import CSQLite
import Cryptography

/// What was answered to a question about files, for as long as nothing that the answer rests on has changed: a million people
/// need not be joined anew to say the same once more. Sealed, as profiles are.
extension FileIndex {
  /// Questions of which the answer is kept; the oldest gives way.
  private static let answersKept: Int64 = 16
  private static let pieceLength = 1 << 20

  func makeAnswerTables() throws(IndexFailure) {
    try execute(
      """
      CREATE TABLE IF NOT EXISTS answer (
        id INTEGER PRIMARY KEY, question BLOB NOT NULL UNIQUE, state BLOB NOT NULL, pieces INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE IF NOT EXISTS answer_piece (
        answer INTEGER NOT NULL, number INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (answer, number)
      ) STRICT
      """)
  }

  /// The answer that was remembered for a question, if it was given in the same state.
  /// - Parameters:
  ///   - question: of what is asked: files, form, language.
  ///   - state: of all that the answer rests on.
  /// - Returns: nil also when it was sealed under another key, or is damaged.
  package func answer(to question: SHA256Digest, in state: SHA256Digest) throws(IndexFailure) -> [UInt8]? {
    let statement = try prepare("SELECT id, pieces FROM answer WHERE question = ? AND state = ?")
    defer { sqlite3_finalize(statement) }
    bind(statement, 1, question)
    bind(statement, 2, state)
    guard sqlite3_step(statement) == SQLITE_ROW else { return nil }
    let (id, count) = (sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1))
    let pieces = try prepare("SELECT number, sealed FROM answer_piece WHERE answer = ? ORDER BY number")
    defer { sqlite3_finalize(pieces) }
    sqlite3_bind_int64(pieces, 1, id)
    var answer: [UInt8] = []
    var number: Int64 = 0
    while sqlite3_step(pieces) == SQLITE_ROW {
      guard sqlite3_column_int64(pieces, 0) == number,
        let piece = sealer.open(blob(pieces, 1), for: Self.place(question, state, piece: number, of: count))
      else { return nil }
      answer += piece
      number += 1
    }
    return number == count ? answer : nil
  }

  /// Keeps an answer in the place of an earlier one to the same question. `commit` makes it durable.
  package func remember(
    _ answer: [UInt8], to question: SHA256Digest, in state: SHA256Digest
  ) throws(IndexFailure) {
    try begin()
    try forget("question = ?") { self.bind($0, 1, question) }
    let starts = Array(stride(from: 0, to: answer.count, by: Self.pieceLength))
    let head = try prepare("INSERT INTO answer (question, state, pieces) VALUES (?,?,?)")
    defer { sqlite3_finalize(head) }
    bind(head, 1, question)
    bind(head, 2, state)
    sqlite3_bind_int64(head, 3, Int64(starts.count))
    guard sqlite3_step(head) == SQLITE_DONE else { throw failure(.cannotWrite) }
    let id = sqlite3_last_insert_rowid(database)
    let statement = try prepare("INSERT INTO answer_piece (answer, number, sealed) VALUES (?,?,?)")
    defer { sqlite3_finalize(statement) }
    for (number, start) in starts.enumerated() {
      let piece = Array(answer[start..<min(start + Self.pieceLength, answer.count)])
      let place = Self.place(question, state, piece: Int64(number), of: Int64(starts.count))
      guard let sealed = sealer.seal(piece, for: place) else {
        throw IndexFailure(code: .cannotWrite, detail: "an answer cannot be sealed")
      }
      sqlite3_bind_int64(statement, 1, id)
      sqlite3_bind_int64(statement, 2, Int64(number))
      bind(statement, 3, sealed)
      guard sqlite3_step(statement) == SQLITE_DONE else { throw failure(.cannotWrite) }
      sqlite3_reset(statement)
    }
    try forget("id <= ?") { sqlite3_bind_int64($0, 1, id - Self.answersKept) }
  }

  private func forget(_ condition: String, _ bindTo: (OpaquePointer?) -> Void) throws(IndexFailure) {
    for sql in [
      "DELETE FROM answer_piece WHERE answer IN (SELECT id FROM answer WHERE \(condition))",
      "DELETE FROM answer WHERE \(condition)",
    ] {
      let statement = try prepare(sql)
      defer { sqlite3_finalize(statement) }
      bindTo(statement)
      guard sqlite3_step(statement) == SQLITE_DONE else { throw failure(.cannotWrite) }
    }
  }

  /// What a sealed piece belongs to: it opens nowhere else.
  private static func place(
    _ question: SHA256Digest, _ state: SHA256Digest, piece: Int64, of count: Int64
  ) -> [UInt8] {
    var place = Array("answer".utf8) + question.bytes + state.bytes
    for number in [piece, count] { withUnsafeBytes(of: number.bigEndian) { place.append(contentsOf: $0) } }
    return place
  }
}
