import CSQLite

extension FileIndex {
  /// Version of the tables. Others are thrown away: what they held can be read again.
  private static let version: Int32 = 4

  /// Makes the tables, or makes them anew where they are of another version or under another key.
  func prepareTables() throws(IndexFailure) {
    if try storedVersion() != Self.version { try dropEverything() }
    try makeTables()
    // Rows that do not open would say of a file that it is known, and of nobody that they are in it.
    if try !isOfThisKey() {
      try dropEverything()
      try makeTables()
      _ = try isOfThisKey()
    }
  }

  private func dropEverything() throws(IndexFailure) {
    try execute(
      """
      BEGIN IMMEDIATE; DROP TABLE IF EXISTS answer_piece; DROP TABLE IF EXISTS answer; DROP TABLE IF EXISTS key_check;
      DROP TABLE IF EXISTS piece; DROP TABLE IF EXISTS content; DROP TABLE IF EXISTS file;
      PRAGMA user_version = \(Self.version); COMMIT
      """)
  }

  private func makeTables() throws(IndexFailure) {
    try execute("CREATE TABLE IF NOT EXISTS key_check (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT")
    try execute(
      """
      CREATE TABLE IF NOT EXISTS file (
        path TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER NOT NULL,
        inode INTEGER NOT NULL, device INTEGER NOT NULL, sha256 BLOB, unread TEXT
      ) STRICT, WITHOUT ROWID
      """)
    // first: the first piece of the profile, sealed; all of it, but for long lists, which go on in `piece`.
    try execute(
      """
      CREATE TABLE IF NOT EXISTS content (
        id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL, recogniser INTEGER NOT NULL, people INTEGER NOT NULL,
        first BLOB NOT NULL, UNIQUE (sha256, recogniser)
      ) STRICT
      """)
    try execute(
      """
      CREATE TABLE IF NOT EXISTS piece (
        content INTEGER NOT NULL, number INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (content, number)
      ) STRICT
      """)
    try makeAnswerTables()
  }

  /// Whether what is sealed here was sealed under the key at hand. A new index is given a mark of it.
  private func isOfThisKey() throws(IndexFailure) -> Bool {
    let mark = Array("hikae index".utf8)
    let statement = try prepare("SELECT sealed FROM key_check WHERE id = 1")
    defer { sqlite3_finalize(statement) }
    if sqlite3_step(statement) == SQLITE_ROW { return sealer.open(blob(statement, 0), for: mark) == mark }
    let insert = try prepare("INSERT INTO key_check (id, sealed) VALUES (1, ?) ON CONFLICT (id) DO NOTHING")
    defer { sqlite3_finalize(insert) }
    guard let sealed = sealer.seal(mark, for: mark) else {
      throw IndexFailure(code: .cannotWrite, detail: "its key cannot be used")
    }
    bind(insert, 1, sealed)
    guard sqlite3_step(insert) == SQLITE_DONE else { throw failure(.cannotWrite) }
    return true
  }

  private func storedVersion() throws(IndexFailure) -> Int32 {
    let statement = try prepare("PRAGMA user_version")
    defer { sqlite3_finalize(statement) }
    guard sqlite3_step(statement) == SQLITE_ROW else { throw failure(.cannotRead) }
    return sqlite3_column_int(statement, 0)
  }
}
