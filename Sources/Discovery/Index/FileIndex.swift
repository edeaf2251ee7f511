import CSQLite
import Contents
import Cryptography
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

  let database: OpaquePointer
  private var putFile: OpaquePointer?
  private var putContent: OpaquePointer?
  private var clearPieces: OpaquePointer?
  private var putPiece: OpaquePointer?
  private var getFile: OpaquePointer?
  private var getPeople: OpaquePointer?
  private var getContent: OpaquePointer?
  private var getPieces: OpaquePointer?
  let sealer: Sealer
  private var transaction = Transaction.none

  /// Reading takes a transaction too: without one every statement locks the file and unlocks it again.
  private enum Transaction { case none, reading, writing }

  /// Opens or makes the index.
  /// - Parameters:
  ///   - path: of the file, or `:memory:`.
  ///   - key: 32 bytes, kept elsewhere, under which profiles are sealed: whoever has the index alone learns from it
  ///     paths and numbers, but cannot test names against it. Under another key the index is as good as empty.
  package init(path: String, key: [UInt8]) throws(IndexFailure) {
    guard let sealer = Sealer(key: key) else {
      throw IndexFailure(code: .cannotOpen, detail: "its key does not have \(Sealer.keyLength) bytes")
    }
    self.sealer = sealer
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
    try prepareTables()
    putFile = try prepare(
      """
      INSERT INTO file (path, size, modified, changed, inode, device, sha256, unread) VALUES (?,?,?,?,?,?,?,?)
      ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified = excluded.modified,
        changed = excluded.changed, inode = excluded.inode, device = excluded.device, sha256 = excluded.sha256,
        unread = excluded.unread
      """)
    putContent = try prepare(
      """
      INSERT INTO content (sha256, recogniser, people, first) VALUES (?,?,?,?)
      ON CONFLICT (sha256, recogniser) DO UPDATE SET people = excluded.people, first = excluded.first RETURNING id
      """)
    clearPieces = try prepare("DELETE FROM piece WHERE content = ?")
    putPiece = try prepare("INSERT INTO piece (content, number, sealed) VALUES (?,?,?)")
    getFile = try prepare(
      "SELECT path, size, modified, changed, inode, device, sha256, unread FROM file WHERE path = ?")
    getPeople = try prepare("SELECT people FROM content WHERE sha256 = ? AND recogniser = ?")
    getContent = try prepare("SELECT id, first FROM content WHERE sha256 = ? AND recogniser = ?")
    getPieces = try prepare("SELECT number, sealed FROM piece WHERE content = ? ORDER BY number")
  }

  deinit {
    if transaction != .none { sqlite3_exec(database, "COMMIT", nil, nil, nil) }
    for statement in [
      putFile, putContent, clearPieces, putPiece, getFile, getPeople, getContent, getPieces,
    ] {
      sqlite3_finalize(statement)
    }
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
        let entry = self.entry(in: statement)
        result[entry.file.path] = entry
      }
    }
    return result
  }

  /// What is known of one path.
  package func entry(at path: String) throws(IndexFailure) -> Entry? {
    let statement = getFile
    defer { sqlite3_reset(statement) }
    bind(statement, 1, path)
    let status = sqlite3_step(statement)
    if status == SQLITE_DONE { return nil }
    guard status == SQLITE_ROW else { throw failure(.cannotRead) }
    return entry(in: statement)
  }

  /// People in a content, nil when no profile of it is kept.
  package func people(in sha256: SHA256Digest, recogniser: Int) throws(IndexFailure) -> Int? {
    let statement = getPeople
    defer { sqlite3_reset(statement) }
    bind(statement, 1, sha256)
    sqlite3_bind_int64(statement, 2, Int64(recogniser))
    let status = sqlite3_step(statement)
    if status == SQLITE_DONE { return nil }
    guard status == SQLITE_ROW else { throw failure(.cannotRead) }
    return Int(sqlite3_column_int64(statement, 0))
  }

  private func entry(in statement: OpaquePointer?) -> Entry {
    Entry(
      file: WalkedFile(
        path: text(statement, 0), size: sqlite3_column_int64(statement, 1),
        modified: sqlite3_column_int64(statement, 2), changed: sqlite3_column_int64(statement, 3),
        inode: UInt64(bitPattern: sqlite3_column_int64(statement, 4)),
        device: UInt64(bitPattern: sqlite3_column_int64(statement, 5))),
      sha256: digest(statement, 6),
      unread: sqlite3_column_type(statement, 7) == SQLITE_NULL ? nil : UnreadReason(rawValue: text(statement, 7)))
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

  /// The profile of a content, or nil when it is not known, or was sealed under another key.
  package func profile(of sha256: SHA256Digest, recogniser: Int) throws(IndexFailure) -> ContentProfile? {
    if transaction == .none {
      try execute("BEGIN")
      transaction = .reading
    }
    let statement = getContent
    defer { sqlite3_reset(statement) }
    bind(statement, 1, sha256)
    sqlite3_bind_int64(statement, 2, Int64(recogniser))
    let status = sqlite3_step(statement)
    if status == SQLITE_DONE { return nil }
    guard status == SQLITE_ROW else { throw failure(.cannotRead) }
    let id = sqlite3_column_int64(statement, 0)
    guard let first = sealer.open(blob(statement, 1), for: FileIndex.place(sha256, recogniser, piece: 0)),
      var assembly = first.withUnsafeBytes({ ProfileCodec.Assembly($0) })
    else { return nil }
    if assembly.isComplete { return assembly.finish() }
    let pieces = getPieces
    defer { sqlite3_reset(pieces) }
    sqlite3_bind_int64(pieces, 1, id)
    while true {
      let status = sqlite3_step(pieces)
      if status == SQLITE_DONE { return assembly.finish() }
      guard status == SQLITE_ROW else { throw failure(.cannotRead) }
      let place = FileIndex.place(sha256, recogniser, piece: sqlite3_column_int64(pieces, 0))
      guard let piece = sealer.open(blob(pieces, 1), for: place), piece.withUnsafeBytes({ assembly.append($0) })
      else { return nil }
    }
  }

  /// What a sealed piece belongs to: it opens nowhere else.
  private static func place(_ sha256: SHA256Digest, _ recogniser: Int, piece: Int64) -> [UInt8] {
    var place = sha256.bytes
    for number in [Int64(recogniser), piece] { withUnsafeBytes(of: number.bigEndian) { place.append(contentsOf: $0) } }
    return place
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
    var id: Int64 = 0
    try ProfileCodec.forEachPiece(of: profile) { (number, piece) throws(IndexFailure) in
      let place = FileIndex.place(profile.sha256, profile.recogniser, piece: Int64(number))
      guard let sealed = sealer.seal(piece, for: place) else {
        throw IndexFailure(code: .cannotWrite, detail: "a profile cannot be sealed")
      }
      if number == 0 { id = try put(first: sealed, of: profile) } else { try put(sealed, number: number, of: id) }
    }
  }

  /// - Returns: the row's id.
  private func put(first sealed: [UInt8], of profile: ContentProfile) throws(IndexFailure) -> Int64 {
    let statement = putContent
    defer { sqlite3_reset(statement) }
    bind(statement, 1, profile.sha256)
    sqlite3_bind_int64(statement, 2, Int64(profile.recogniser))
    sqlite3_bind_int64(statement, 3, Int64(profile.people))
    bind(statement, 4, sealed)
    guard sqlite3_step(statement) == SQLITE_ROW else { throw failure(.cannotWrite) }
    let id = sqlite3_column_int64(statement, 0)
    defer { sqlite3_reset(clearPieces) }
    sqlite3_bind_int64(clearPieces, 1, id)
    guard sqlite3_step(statement) == SQLITE_DONE, sqlite3_step(clearPieces) == SQLITE_DONE else {
      throw failure(.cannotWrite)
    }
    return id
  }

  private func put(_ sealed: [UInt8], number: Int, of id: Int64) throws(IndexFailure) {
    let statement = putPiece
    defer { sqlite3_reset(statement) }
    sqlite3_bind_int64(statement, 1, id)
    sqlite3_bind_int64(statement, 2, Int64(number))
    bind(statement, 3, sealed)
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

  /// Forgets every path below a root that `isGone` says yes to.
  package func removeAll(below root: String, where isGone: (String) -> Bool) throws(IndexFailure) {
    let prefix = root.hasSuffix("/") ? root : root + "/"
    let statement = try prepare("SELECT path FROM file WHERE path >= ?1 AND path < ?2")
    bind(statement, 1, prefix)
    bind(statement, 2, String(prefix.dropLast()) + "0")
    var gone: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      let path = text(statement, 0)
      if isGone(path) { gone.append(path) }
    }
    sqlite3_finalize(statement)
    for path in gone { try remove(path: path) }
  }

  /// Makes what was put so far durable against a kill of the process.
  package func commit() throws(IndexFailure) {
    guard transaction != .none else { return }
    transaction = .none
    try execute("COMMIT")
  }

  func begin() throws(IndexFailure) {
    if transaction == .writing { return }
    try commit()
    try execute("BEGIN IMMEDIATE")
    transaction = .writing
  }

  // MARK: SQLite

  func execute(_ sql: String) throws(IndexFailure) {
    guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw failure(.cannotWrite) }
  }

  func prepare(_ sql: String) throws(IndexFailure) -> OpaquePointer? {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else { throw failure(.cannotRead) }
    return statement
  }

  func failure(_ code: IndexFailure.Code) -> IndexFailure {
    IndexFailure(code: code, detail: String(cString: sqlite3_errmsg(database)))
  }

  /// SQLITE_TRANSIENT, which Swift cannot import: SQLite copies the value at once.
  private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

  private func bind(_ statement: OpaquePointer?, _ index: Int32, _ value: String) {
    sqlite3_bind_text(statement, index, value, -1, copied)
  }

  func bind(_ statement: OpaquePointer?, _ index: Int32, _ value: SHA256Digest) {
    bind(statement, index, value.bytes)
  }

  func bind(_ statement: OpaquePointer?, _ index: Int32, _ value: [UInt8]) {
    value.withUnsafeBytes { bytes in
      _ = sqlite3_bind_blob64(statement, index, bytes.baseAddress, UInt64(bytes.count), copied)
    }
  }

  private func text(_ statement: OpaquePointer?, _ column: Int32) -> String {
    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
  }

  private func digest(_ statement: OpaquePointer?, _ column: Int32) -> SHA256Digest? {
    SHA256Digest(blob(statement, column))
  }

  func blob(_ statement: OpaquePointer?, _ column: Int32) -> UnsafeRawBufferPointer {
    let count = Int(sqlite3_column_bytes(statement, column))
    return UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count)
  }
}
