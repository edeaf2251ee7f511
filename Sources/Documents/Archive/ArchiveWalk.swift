import CArchive
import Contents
import Glibc

/// The entries of an archive from front to back, as libarchive gives them.
final class ArchiveWalk {
  enum Kind {
    case container
    /// An archive or one file, packed as a stream.
    case stream
    /// The one file of a stream, whatever it looks like.
    case streamAlone

    fileprivate var code: Int32 {
      switch self {
      case .container: Int32(ARCHIVE_WALK_CONTAINER.rawValue)
      case .stream: Int32(ARCHIVE_WALK_STREAM.rawValue)
      case .streamAlone: Int32(ARCHIVE_WALK_STREAM_ALONE.rawValue)
      }
    }
  }

  struct Entry {
    /// As stored; nil when there is none.
    var name: [UInt8]?
    /// `/` in the name may stand for the second byte of a character of CP932.
    var hasLostTrails = false
    var isFile: Bool
    var isEncrypted: Bool
    /// Not an entry of an archive, but the one file that was packed.
    var isStream: Bool
  }

  private enum Failure {
    /// The next entry may be sound.
    case entry
    case archive
  }

  /// What the library's calls for bytes come to.
  private final class Bytes {
    let source: any ByteSource
    let start: Int64
    var failure: UnreadReason?

    init(_ source: any ByteSource, from start: Int64) {
      self.source = source
      self.start = start
    }
  }

  private let handle: OpaquePointer
  private let bytes: Bytes
  /// Nothing more can be had after this.
  private(set) var isLost = false

  /// - Parameter start: where the archive begins, behind a program that unpacks it.
  /// - Throws: `.missingTool` when the system has no libarchive.
  init(_ source: any ByteSource, from start: Int64 = 0, as kind: Kind) throws(UnreadReason) {
    guard archive_walk_load() == 0 else { throw .missingTool }
    bytes = Bytes(source, from: start)
    let opened = archive_walk_open(
      { context, offset, buffer, count in
        guard let context else { return -1 }
        let bytes = Unmanaged<Bytes>.fromOpaque(context).takeUnretainedValue()
        do throws(UnreadReason) {
          return try bytes.source.read(
            at: bytes.start + offset, into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
        } catch {
          bytes.failure = error
          return -1
        }
      }, Unmanaged.passUnretained(bytes).toOpaque(), source.size - start, kind.code)
    guard let opened else { throw .tooLarge }
    handle = opened
  }

  deinit { archive_walk_close(handle) }

  /// - Returns: nil at the end.
  /// - Throws: what keeps the next entry, or all that follow when `isLost`, from being read.
  func next() throws(UnreadReason) -> Entry? {
    var found = archive_walk_entry()
    switch archive_walk_next(handle, &found) {
    case Int32(ARCHIVE_WALK_DONE.rawValue): return nil
    case Int32(ARCHIVE_WALK_ENTRY.rawValue):
      var entry = Entry(
        isFile: found.is_file != 0, isEncrypted: found.is_encrypted != 0, isStream: found.is_stream != 0)
      entry.name = found.name.map { UnsafeBufferPointer(start: $0, count: strlen($0)).map { UInt8(bitPattern: $0) } }
      if found.is_name_of_bytes != 0, let letters = entry.name {
        entry.name = String(decoding: letters, as: UTF8.self).unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        entry.hasLostTrails = true
      }
      return entry
    case let status: throw failed(Int(status))
    }
  }

  /// The next bytes of the entry.
  /// - Returns: 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(UnreadReason) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    let got = archive_walk_read(handle, base, buffer.count)
    if got < 0 { throw failed(got) }
    return got
  }

  private func failed(_ status: Int) -> UnreadReason {
    if status == Int(ARCHIVE_WALK_LOST.rawValue) { isLost = true }
    if let failure = bytes.failure { return failure }
    switch archive_walk_reason(handle) {
    case Int32(ARCHIVE_WALK_PASSWORD.rawValue): return .password
    case Int32(ARCHIVE_WALK_UNSUPPORTED.rawValue): return .unknownType
    case Int32(ARCHIVE_WALK_NO_MEMORY.rawValue): return .tooLarge
    default: return .damaged
    }
  }
}
