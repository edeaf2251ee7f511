import CSQLite
import Contents
import Hashing
import PersonalData

/// Remembers what was read, so that nothing is read twice: files by path and times, contents by SHA-256.
///
/// A SQLite database of its own beside the main one, since the agent has no other. Rows are written in transactions of
/// many files with a write-ahead log: a kill at any moment loses at most the last transaction, whose files are then
/// read again. Used through the C interface: Discovery also runs in the agent, which carries no database library.
package final class FileIndex {
  /// What is known of a path.
  package struct Entry: Sendable, Equatable {
    package var file: WalkedFile
    /// Nil when the file could not be opened or read at all.
    package var sha256: SHA256Digest?
    package var unread: UnreadReason?

    package init(file: WalkedFile, sha256: SHA256Digest?, unread: UnreadReason?) {
      self.file = file
      self.sha256 = sha256
      self.unread = unread
    }
  }

  private let database: OpaquePointer
  private var putFile: OpaquePointer?
  private var putContent: OpaquePointer?
  private var getContent: OpaquePointer?
  private var isInTransaction = false

  /// Opens or makes the index.
  /// - Parameter path: of the file, or `:memory:`.
  package init(path: String) throws(IndexFailure) {
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
    guard status == SQLITE_OK, let handle else {
      let detail = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory"
      sqlite3_close(handle)
      throw IndexFailure(code: .cannotOpen, detail: detail)
    }
    database = handle
    sqlite3_busy_timeout(handle, 10_000)
    try execute("PRAGMA journal_mode = WAL")
    try execute("PRAGMA synchronous = NORMAL")
    try execute(
      """
      CREATE TABLE IF NOT EXISTS file (
        path TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER NOT NULL,
        inode INTEGER NOT NULL, device INTEGER NOT NULL, sha256 BLOB, unread TEXT
      ) STRICT, WITHOUT ROWID
      """)
    try execute(
      """
      CREATE TABLE IF NOT EXISTS content (
        sha256 BLOB NOT NULL, recogniser INTEGER NOT NULL, people INTEGER NOT NULL, profile BLOB NOT NULL,
        PRIMARY KEY (sha256, recogniser)
      ) STRICT
      """)
    putFile = try prepare(
      """
      INSERT INTO file (path, size, modified, changed, inode, device, sha256, unread) VALUES (?,?,?,?,?,?,?,?)
      ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified = excluded.modified,
        changed = excluded.changed, inode = excluded.inode, device = excluded.device, sha256 = excluded.sha256,
        unread = excluded.unread
      """)
    putContent = try prepare(
      """
      INSERT INTO content (sha256, recogniser, people, profile) VALUES (?,?,?,?)
      ON CONFLICT (sha256, recogniser) DO UPDATE SET people = excluded.people, profile = excluded.profile
      """)
    getContent = try prepare("SELECT profile FROM content WHERE sha256 = ? AND recogniser = ?")
  }

  deinit {
    if isInTransaction { sqlite3_exec(database, "COMMIT", nil, nil, nil) }
    sqlite3_finalize(putFile)
    sqlite3_finalize(putContent)
    sqlite3_finalize(getContent)
    sqlite3_close_v2(database)
  }

  /// All files known below the roots, by path.
  package func entries(below roots: [String]) throws(IndexFailure) -> [String: Entry] {
    var result: [String: Entry] = [:]
    for root in roots {
      let statement = try prepare(
        """
        SELECT path, size, modified, changed, inode, device, sha256, unread FROM file
        WHERE path = ?1 OR (path >= ?2 AND path < ?3)
        """)
      defer { sqlite3_finalize(statement) }
      let prefix = root.hasSuffix("/") ? root : root + "/"
      bind(statement, 1, root)
      bind(statement, 2, prefix)
      // '0' follows '/' in the order of bytes.
      bind(statement, 3, String(prefix.dropLast()) + "0")
      while true {
        let status = sqlite3_step(statement)
        if status == SQLITE_DONE { break }
        guard status == SQLITE_ROW else { throw failure(.cannotRead) }
        let path = text(statement, 0)
        result[path] = Entry(
          file: WalkedFile(
            path: path, size: sqlite3_column_int64(statement, 1), modified: sqlite3_column_int64(statement, 2),
            changed: sqlite3_column_int64(statement, 3),
            inode: UInt64(bitPattern: sqlite3_column_int64(statement, 4)),
            device: UInt64(bitPattern: sqlite3_column_int64(statement, 5))),
          sha256: digest(statement, 6),
          unread: sqlite3_column_type(statement, 7) == SQLITE_NULL ? nil : UnreadReason(rawValue: text(statement, 7)))
      }
    }
    return result
  }

  /// SHA-256 and number of people of every content read by this recogniser.
  package func knownContents(recogniser: Int) throws(IndexFailure) -> [SHA256Digest: Int] {
    let statement = try prepare("SELECT sha256, people FROM content WHERE recogniser = ?")
    defer { sqlite3_finalize(statement) }
    sqlite3_bind_int64(statement, 1, Int64(recogniser))
    var result: [SHA256Digest: Int] = [:]
    while true {
      let status = sqlite3_step(statement)
      if status == SQLITE_DONE { return result }
      guard status == SQLITE_ROW else { throw failure(.cannotRead) }
      if let digest = digest(statement, 0) { result[digest] = Int(sqlite3_column_int64(statement, 1)) }
    }
  }

  package func profile(of sha256: SHA256Digest, recogniser: Int) throws(IndexFailure) -> ContentProfile? {
    let statement = getContent
    defer { sqlite3_reset(statement) }
    bind(statement, 1, sha256)
    sqlite3_bind_int64(statement, 2, Int64(recogniser))
    let status = sqlite3_step(statement)
    if status == SQLITE_DONE { return nil }
    guard status == SQLITE_ROW else { throw failure(.cannotRead) }
    let bytes = UnsafeRawBufferPointer(
      start: sqlite3_column_blob(statement, 0), count: Int(sqlite3_column_bytes(statement, 0)))
    return ProfileCodec.decode(bytes)
  }

  package func put(_ entry: Entry) throws(IndexFailure) {
    try begin()
    let statement = putFile
    defer { sqlite3_reset(statement) }
    bind(statement, 1, entry.file.path)
    sqlite3_bind_int64(statement, 2, entry.file.size)
    sqlite3_bind_int64(statement, 3, entry.file.modified)
    sqlite3_bind_int64(statement, 4, entry.file.changed)
    sqlite3_bind_int64(statement, 5, Int64(bitPattern: entry.file.inode))
    sqlite3_bind_int64(statement, 6, Int64(bitPattern: entry.file.device))
    if let sha256 = entry.sha256 { bind(statement, 7, sha256) } else { sqlite3_bind_null(statement, 7) }
    if let unread = entry.unread { bind(statement, 8, unread.rawValue) } else { sqlite3_bind_null(statement, 8) }
    guard sqlite3_step(statement) == SQLITE_DONE else { throw failure(.cannotWrite) }
  }

  package func put(_ profile: ContentProfile) throws(IndexFailure) {
    try begin()
    let statement = putContent
    defer { sqlite3_reset(statement) }
    bind(statement, 1, profile.sha256)
    sqlite3_bind_int64(statement, 2, Int64(profile.recogniser))
    sqlite3_bind_int64(statement, 3, Int64(profile.people))
    bind(statement, 4, ProfileCodec.encode(profile))
    guard sqlite3_step(statement) == SQLITE_DONE else { throw failure(.cannotWrite) }
  }

  /// Forgets a path that is gone.
  package func remove(path: String) throws(IndexFailure) {
    try begin()
    let statement = try prepare("DELETE FROM file WHERE path = ?")
    defer { sqlite3_finalize(statement) }
    bind(statement, 1, path)
    guard sqlite3_step(statement) == SQLITE_DONE else { throw failure(.cannotWrite) }
  }

  /// Makes what was put so far durable against a kill of the process.
  package func commit() throws(IndexFailure) {
    guard isInTransaction else { return }
    isInTransaction = false
    try execute("COMMIT")
  }

  private func begin() throws(IndexFailure) {
    if isInTransaction { return }
    try execute("BEGIN IMMEDIATE")
    isInTransaction = true
  }

  // MARK: SQLite

  private func execute(_ sql: String) throws(IndexFailure) {
    guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw failure(.cannotWrite) }
  }

  private func prepare(_ sql: String) throws(IndexFailure) -> OpaquePointer? {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else { throw failure(.cannotRead) }
    return statement
  }

  private func failure(_ code: IndexFailure.Code) -> IndexFailure {
    IndexFailure(code: code, detail: String(cString: sqlite3_errmsg(database)))
  }

  /// SQLITE_TRANSIENT, which Swift cannot import: SQLite copies the value at once.
  private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

  private func bind(_ statement: OpaquePointer?, _ index: Int32, _ value: String) {
    sqlite3_bind_text(statement, index, value, -1, copied)
  }

  private func bind(_ statement: OpaquePointer?, _ index: Int32, _ value: SHA256Digest) {
    bind(statement, index, value.bytes)
  }

  private func bind(_ statement: OpaquePointer?, _ index: Int32, _ value: [UInt8]) {
    value.withUnsafeBytes { bytes in
      _ = sqlite3_bind_blob64(statement, index, bytes.baseAddress, UInt64(bytes.count), copied)
    }
  }

  private func text(_ statement: OpaquePointer?, _ column: Int32) -> String {
    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
  }

  private func digest(_ statement: OpaquePointer?, _ column: Int32) -> SHA256Digest? {
    guard let blob = sqlite3_column_blob(statement, column) else { return nil }
    return SHA256Digest(UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(statement, column))))
  }
}
