import CSQLite
import Cryptography
import Glibc
import Observations

/// What the records have told so far, over restarts: the places that they name, the contents whose profiles were handed
/// over, the roots whose watch runs. It may name too much and never too little: places are written down before their
/// records are, contents after theirs are on the disk.
package final class Told {
  private let database: OpaquePointer
  private var isWriting = false

  /// - Parameter epoch: what was told in another enrolment is forgotten.
  package init(path: String, epoch: Int) throws(AgentFailure) {
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
    guard status == SQLITE_OK, let handle else {
      sqlite3_close(handle)
      throw AgentFailure(.state, "\(path) cannot be opened")
    }
    database = handle
    sqlite3_busy_timeout(handle, 10_000)
    try execute("PRAGMA journal_mode = WAL")
    try execute("PRAGMA synchronous = FULL")
    try execute("PRAGMA cache_size = -512")
    try execute(
      """
      CREATE TABLE IF NOT EXISTS place (path TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS content (sha256 BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS watch (root TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS about (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
      """)
    // SQLite syncs the names of its logs, and leaves that of a new database to whoever makes it.
    SmallFile.syncFolder(of: path)
    if about("epoch") != String(epoch) {
      try execute("BEGIN IMMEDIATE; DELETE FROM content; COMMIT")
      try set("epoch", String(epoch))
      try commit()
    }
  }

  deinit {
    if isWriting { sqlite3_exec(database, "COMMIT", nil, nil, nil) }
    sqlite3_close_v2(database)
  }

  package func places() -> [String] { column("SELECT path FROM place ORDER BY path") }
  package func watches() -> [String] { column("SELECT root FROM watch ORDER BY root") }

  package func contents() -> Set<SHA256Digest> {
    var result: Set<SHA256Digest> = []
    rows("SELECT sha256 FROM content") { statement in
      let count = Int(sqlite3_column_bytes(statement, 0))
      let bytes = UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, 0), count: count)
      if let digest = SHA256Digest(bytes) { result.insert(digest) }
    }
    return result
  }

  package func about(_ name: String) -> String? {
    var value: String?
    rows("SELECT value FROM about WHERE name = ?", [name]) { value = Self.text($0) }
    return value
  }

  package func set(_ name: String, _ value: String) throws(AgentFailure) {
    try run(
      "INSERT INTO about (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [name, value])
  }

  /// Takes down what a fact says, before it goes into the spool.
  package func note(_ fact: Fact) throws(AgentFailure) {
    switch fact {
    case .found(let file): try run("INSERT INTO place (path) VALUES (?) ON CONFLICT DO NOTHING", [file.path])
    case .cleared(let path), .gone(let path, isFolder: false): try run("DELETE FROM place WHERE path = ?", [path])
    case .gone(let path, isFolder: true):
      try run("DELETE FROM place WHERE path > ?1 || '/' AND path < ?1 || '0'", [path])
    case .moved(let from, let to, isFolder: false):
      try run("UPDATE OR REPLACE place SET path = ?2 WHERE path = ?1", [from, to])
    case .moved(let from, let to, isFolder: true):
      try run(
        """
        UPDATE OR REPLACE place SET path = ?2 || substr(path, length(?1) + 1)
        WHERE path > ?1 || '/' AND path < ?1 || '0'
        """, [from, to])
    case .watchStarted(let root): try run("INSERT INTO watch (root) VALUES (?) ON CONFLICT DO NOTHING", [root])
    case .watchStopped(let root, _): try run("DELETE FROM watch WHERE root = ?", [root])
    default: break
    }
  }

  /// Forgets places below a root that are not among these.
  package func retain(_ places: Set<String>, below root: String) throws(AgentFailure) {
    for path in self.places() where PathText.isInside(path, root) && !places.contains(path) {
      try run("DELETE FROM place WHERE path = ?", [path])
    }
    try commit()
  }

  /// A content's profile is in the spool, for good.
  package func note(profileOf sha256: SHA256Digest) throws(AgentFailure) {
    try begin()
    let statement = try prepare("INSERT INTO content (sha256) VALUES (?) ON CONFLICT DO NOTHING")
    defer { sqlite3_finalize(statement) }
    let bytes = sha256.bytes
    sqlite3_bind_blob64(statement, 1, bytes, UInt64(bytes.count), copied)
    guard sqlite3_step(statement) == SQLITE_DONE else { throw failure() }
  }

  /// Its profile never arrived.
  package func forget(profileOf sha256: SHA256Digest) throws(AgentFailure) {
    try begin()
    let statement = try prepare("DELETE FROM content WHERE sha256 = ?")
    defer { sqlite3_finalize(statement) }
    let bytes = sha256.bytes
    sqlite3_bind_blob64(statement, 1, bytes, UInt64(bytes.count), copied)
    guard sqlite3_step(statement) == SQLITE_DONE else { throw failure() }
  }

  /// Records with profiles were given up: all profiles are told again.
  package func forgetContents() throws(AgentFailure) {
    try run("DELETE FROM content", [])
    try commit()
  }

  package func commit() throws(AgentFailure) {
    guard isWriting else { return }
    isWriting = false
    try execute("COMMIT")
  }

  private func begin() throws(AgentFailure) {
    if isWriting { return }
    try execute("BEGIN IMMEDIATE")
    isWriting = true
  }

  // MARK: SQLite

  private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

  private func failure() -> AgentFailure {
    AgentFailure(.state, "the list of what was told cannot be used: \(String(cString: sqlite3_errmsg(database)))")
  }

  private func execute(_ sql: String) throws(AgentFailure) {
    guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw failure() }
  }

  private func prepare(_ sql: String) throws(AgentFailure) -> OpaquePointer? {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else { throw failure() }
    return statement
  }

  private func run(_ sql: String, _ values: [String]) throws(AgentFailure) {
    try begin()
    let statement = try prepare(sql)
    defer { sqlite3_finalize(statement) }
    for (index, value) in values.enumerated() { sqlite3_bind_text(statement, Int32(index + 1), value, -1, copied) }
    guard sqlite3_step(statement) == SQLITE_DONE else { throw failure() }
  }

  private func rows(_ sql: String, _ values: [String] = [], _ take: (OpaquePointer?) -> Void) {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else { return }
    defer { sqlite3_finalize(statement) }
    for (index, value) in values.enumerated() { sqlite3_bind_text(statement, Int32(index + 1), value, -1, copied) }
    while sqlite3_step(statement) == SQLITE_ROW { take(statement) }
  }

  private func column(_ sql: String) -> [String] {
    var result: [String] = []
    rows(sql) { result.append(Self.text($0)) }
    return result
  }

  private static func text(_ statement: OpaquePointer?) -> String {
    sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? ""
  }
}
