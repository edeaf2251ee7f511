import CSQLite
import Contents
import Glibc

/// A foreign SQLite file, opened so that it can neither be changed nor run anything.
///
/// Opened read-only and immutable: no lock, no journal and no write-ahead log is looked at. What stands only in a
/// `-wal` file beside it is a finding of that file, which is read by itself (`SQLiteLog`).
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
    if let descriptor = source.fileDescriptor {
      try self.init(descriptor: descriptor, of: source)
      return
    }
    if source.size <= Int64(limits.memberBytesInMemory) {
      try self.init(try Self.open(contents: try source.bytes(at: 0, count: Int(source.size))), retaining: nil)
      return
    }
    let copy = try TemporarySource()
    try source.eachChunk(of: source.whole) { chunk, _ throws(UnreadReason) in try copy.append(chunk) }
    guard let descriptor = copy.fileDescriptor else { throw .inputOutput }
    try self.init(descriptor: descriptor, of: copy)
  }

  /// By the descriptor's path where this process may open it again, else through memory that the file is mapped into.
  private convenience init(descriptor: Int32, of source: any ByteSource) throws(UnreadReason) {
    if let handle = Self.open(descriptor: descriptor) {
      try self.init(handle, retaining: source)
      return
    }
    let mapping = try FileMapping(descriptor, size: source.size)
    try self.init(try Self.open(image: mapping.bytes, isOwned: false), retaining: mapping)
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
    guard let memory = sqlite3_malloc64(UInt64(max(1, contents.count))) else { throw .tooLarge }
    let image = UnsafeMutableRawBufferPointer(start: memory, count: contents.count)
    image.copyBytes(from: contents)
    return try open(image: image, isOwned: true)
  }

  /// - Parameter isOwned: SQLite frees the memory, also when this throws.
  private static func open(image: UnsafeMutableRawBufferPointer, isOwned: Bool) throws(UnreadReason) -> OpaquePointer {
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(":memory:", &handle, flags, nil) == SQLITE_OK, let opened = handle else {
      sqlite3_close_v2(handle)
      if isOwned { sqlite3_free(image.baseAddress) }
      throw .damaged
    }
    // A database that uses a write-ahead log (2 in both places) is opened only together with one, which memory does
    // not have: without it the pages themselves are whole all the same.
    if image.count >= 100, image[18] == 2, image[19] == 2 {
      image[18] = 1
      image[19] = 1
    }
    let size = Int64(image.count)
    let owned = isOwned ? SQLITE_DESERIALIZE_FREEONCLOSE : 0
    let status = sqlite3_deserialize(
      opened, "main", image.baseAddress?.assumingMemoryBound(to: UInt8.self), size, size,
      UInt32(owned | SQLITE_DESERIALIZE_READONLY))
    guard status == SQLITE_OK else {
      sqlite3_close_v2(opened)
      throw .damaged
    }
    return opened
  }
}

/// A file's bytes as memory; what is written there never reaches the file. A file that shrinks meanwhile ends the
/// worker: one file that is not read.
private final class FileMapping {
  let bytes: UnsafeMutableRawBufferPointer

  /// - Throws: `.tooLarge` when the address space does not hold it.
  init(_ descriptor: Int32, size: Int64) throws(UnreadReason) {
    guard size > 0, let length = Int(exactly: size),
      let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { throw .tooLarge }
    bytes = UnsafeMutableRawBufferPointer(start: start, count: length)
  }

  deinit { munmap(bytes.baseAddress, bytes.count) }
}
