import Contents
import Glibc

/// The write-ahead log beside an SQLite database (`list.db-wal`): what was committed and has not yet been brought into
/// the database. Format: https://www.sqlite.org/fileformat2.html, section 4.
///
/// SQLite itself would want to write beside the database, which may lie on a medium that takes nothing. So the pages of
/// the log are laid over those of a copy, which is what the database becomes at its next checkpoint.
package enum SQLiteLog {
  /// The name of the database whose log a file of this name is; nil for any other file.
  package static func database(of name: String) -> String? {
    name.hasSuffix("-wal") && name.utf8.count > 4 ? String(name.dropLast(4)) : nil
  }

  private static let headerSize = 32
  private static let frameHeaderSize = 24
  /// The pages' places are held in memory.
  private static let mostFrames = 4 << 20
  private static let largestCopy: Int64 = 16 << 30

  /// The database as the log's last commit left it.
  /// - Returns: nil when `log` is no such log, or not of this database.
  /// - Throws: `.tooLarge`, `.inputOutput`, `.noPermission`.
  package static func applied(
    _ log: FileSource, to database: FileSource, limits: ReadingLimits
  ) throws(UnreadReason) -> FileSource? {
    guard let header = Header(try log.bytes(at: 0, count: headerSize)) else { return nil }
    let first = try database.bytes(at: 0, count: 100)
    if !first.isEmpty {
      guard first.starts(with: "SQLite format 3\0".utf8), first.count == 100 else { return nil }
      let size = Int(first[16]) << 8 | Int(first[17])
      guard (size == 1 ? 65_536 : size) == header.pageSize else { return nil }
    }
    var committed = try committed(log, header)
    if committed.isEmpty { committed.pages = database.size / Int64(header.pageSize) }
    let size = committed.pages * Int64(header.pageSize)
    guard size <= min(largestCopy, limits.unpackedBytes) else { throw .tooLarge }
    var bytes = MemberBytes(limits)
    for page in 0..<committed.pages {
      var piece: [UInt8]
      if let place = committed.places[UInt32(page + 1)] {
        piece = try log.bytes(at: place, count: header.pageSize)
      } else {
        piece = try database.bytes(at: page * Int64(header.pageSize), count: header.pageSize)
      }
      // A page that is in neither is one that was never written.
      piece += repeatElement(0, count: header.pageSize - piece.count)
      try bytes.append(piece)
    }
    return try bytes.file()
  }

  private struct Committed {
    /// Where the newest bytes of each page stand in the log.
    var places: [UInt32: Int64] = [:]
    /// Pages of the database after the last commit.
    var pages: Int64 = 0
    var isEmpty: Bool { places.isEmpty }
  }

  /// Follows the frames as far as salts and checksums hold: behind them stand frames of an earlier round.
  private static func committed(_ log: FileSource, _ header: Header) throws(UnreadReason) -> Committed {
    var committed = Committed()
    var open: [UInt32: Int64] = [:]
    var checksum = header.checksum
    var offset = Int64(headerSize)
    let frameSize = frameHeaderSize + header.pageSize
    var frames = 0
    while offset + Int64(frameSize) <= log.size {
      let frame = try log.bytes(at: offset, count: frameSize)
      guard frame.count == frameSize, frame.big32(8) == header.salts.0, frame.big32(12) == header.salts.1 else { break }
      checksum.add(frame[0..<8], isBigEndian: header.isBigEndian)
      checksum.add(frame[frameHeaderSize...], isBigEndian: header.isBigEndian)
      guard frame.big32(16) == checksum.first, frame.big32(20) == checksum.second else { break }
      frames += 1
      if frames > mostFrames { throw .tooLarge }
      open[frame.big32(0)] = offset + Int64(frameHeaderSize)
      let pages = frame.big32(4)
      if pages > 0 {
        committed.places.merge(open) { $1 }
        committed.pages = Int64(pages)
        open.removeAll(keepingCapacity: true)
      }
      offset += Int64(frameSize)
    }
    return committed
  }

  private struct Header {
    var pageSize: Int
    var isBigEndian: Bool
    var salts: (UInt32, UInt32)
    var checksum = Checksum()

    init?(_ bytes: [UInt8]) {
      guard bytes.count == headerSize, bytes.big32(0) & ~1 == 0x377F_0682, bytes.big32(4) == 3_007_000 else {
        return nil
      }
      isBigEndian = bytes[3] & 1 == 1
      let size = bytes.big32(8)
      guard (512...65_536).contains(size), size & (size - 1) == 0 else { return nil }
      pageSize = Int(size)
      salts = (bytes.big32(16), bytes.big32(20))
      checksum.add(bytes[0..<24], isBigEndian: isBigEndian)
      guard bytes.big32(24) == checksum.first, bytes.big32(28) == checksum.second else { return nil }
    }
  }

  private struct Checksum {
    var first: UInt32 = 0
    var second: UInt32 = 0

    /// - Parameter bytes: a multiple of eight.
    mutating func add(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) {
      bytes.withUnsafeBytes { bytes in
        for index in stride(from: 0, to: bytes.count & ~7, by: 8) {
          let one = bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)
          let two = bytes.loadUnaligned(fromByteOffset: index + 4, as: UInt32.self)
          first &+= (isBigEndian ? UInt32(bigEndian: one) : UInt32(littleEndian: one)) &+ second
          second &+= (isBigEndian ? UInt32(bigEndian: two) : UInt32(littleEndian: two)) &+ first
        }
      }
    }
  }
}

extension [UInt8] {
  /// The caller has checked the bounds.
  fileprivate func big32(_ offset: Int) -> UInt32 {
    self[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
