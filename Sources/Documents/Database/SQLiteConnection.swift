import CSQLite
import Contents

/// A foreign SQLite file, opened so that it can neither be changed nor run anything.
///
/// Opened read-only and immutable: no lock, no journal and no write-ahead log is looked at. What stands only in a
/// `-wal` file beside it is therefore not seen here; that file is listed by itself as one that was not read.
final class SQLiteConnection {
  /// Virtual machine instructions between two looks at the budget.
  private static let stride: Int32 = 100_000
  /// Looks that one file may use up, some minutes of work: far more than reading every row once takes.
  private static let looks = 400_000

  private final class Budget {
    var left: Int
    init(_ looks: Int) { left = looks }
  }

  let handle: OpaquePointer
  private let budget = Budget(SQLiteConnection.looks)
  private let retained: AnyObject?

  /// - Throws: `.damaged` when it is no database that SQLite opens.
  convenience init(_ source: any ByteSource, limits: ReadingLimits) throws(UnreadReason) {
    if let descriptor = source.fileDescriptor, let handle = Self.open(descriptor: descriptor) {
      try self.init(handle, retaining: source)
      return
    }
    if source.size <= Int64(limits.memberBytesInMemory) {
      try self.init(try Self.open(contents: try source.bytes(at: 0, count: Int(source.size))), retaining: nil)
      return
    }
    let copy = try TemporarySource()
    try source.eachChunk(of: source.whole) { chunk, _ throws(UnreadReason) in try copy.append(chunk) }
    guard let descriptor = copy.fileDescriptor, let handle = Self.open(descriptor: descriptor) else { throw .damaged }
    try self.init(handle, retaining: copy)
  }

  private init(_ handle: OpaquePointer, retaining source: AnyObject?) throws(UnreadReason) {
    self.handle = handle
    retained = source
    guard hikae_sqlite_confine(handle) == SQLITE_OK else { throw .damaged }
    sqlite3_progress_handler(
      handle, Self.stride,
      { context in
        guard let context else { return 1 }
        let budget = Unmanaged<Budget>.fromOpaque(context).takeUnretainedValue()
        budget.left -= 1
        return budget.left > 0 ? 0 : 1
      }, Unmanaged.passUnretained(budget).toOpaque())
  }

  deinit { sqlite3_close_v2(handle) }

  var isOutOfTime: Bool { budget.left <= 0 }

  private static func open(descriptor: Int32) -> OpaquePointer? {
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
    let status = sqlite3_open_v2("file:/proc/self/fd/\(descriptor)?mode=ro&immutable=1", &handle, flags, nil)
    // Not every process may open its own descriptor again: a worker is handed files that it could not open itself.
    guard status == SQLITE_OK, let opened = handle,
      sqlite3_exec(opened, "PRAGMA schema_version", nil, nil, nil) != SQLITE_CANTOPEN
    else {
      sqlite3_close_v2(handle)
      return nil
    }
    return opened
  }

  private static func open(contents: [UInt8]) throws(UnreadReason) -> OpaquePointer {
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(":memory:", &handle, flags, nil) == SQLITE_OK, let opened = handle,
      let memory = sqlite3_malloc64(UInt64(max(1, contents.count)))
    else {
      sqlite3_close_v2(handle)
      throw .damaged
    }
    contents.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { memory.copyMemory(from: base, byteCount: bytes.count) }
    }
    let size = Int64(contents.count)
    let status = sqlite3_deserialize(
      opened, "main", memory.assumingMemoryBound(to: UInt8.self), size, size,
      UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY))
    guard status == SQLITE_OK else {
      sqlite3_close_v2(opened)
      throw .damaged
    }
    return opened
  }
}
