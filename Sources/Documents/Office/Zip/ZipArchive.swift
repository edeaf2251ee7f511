import Contents

/// The entries of a zip archive and access to their bytes.
///
/// The central directory is believed where it holds together; an archive without a sound one (cut off, overwritten) is
/// read by its local headers, and `isDamaged` says so. APPNOTE.TXT 6.3.10 of PKWARE is the reference for the layout.
struct ZipArchive {
  let source: any ByteSource
  private(set) var entries: [ZipEntry]
  /// The central directory did not hold together.
  let isDamaged: Bool

  /// - Throws: `.damaged` when there is not one entry to be found, `.tooLarge` beyond the limit of entries.
  init(_ source: any ByteSource, limits: ReadingLimits) throws(UnreadReason) {
    self.source = source
    var entries: [ZipEntry]
    if let listed = try ZipDirectory.read(source, limits: limits) {
      entries = listed
      isDamaged = false
    } else {
      entries = try ZipLocalHeaders.find(in: source, limits: limits)
      isDamaged = true
      if entries.isEmpty { throw .damaged }
    }
    ZipEntryNames.decode(&entries)
    Self.markOverlaps(&entries)
    self.entries = entries
  }

  /// Marks entries whose local header begins inside the bytes of an entry before them.
  private static func markOverlaps(_ entries: inout [ZipEntry]) {
    let order = entries.indices.sorted { entries[$0].headerOffset < entries[$1].headerOffset }
    var end: Int64 = 0
    for index in order {
      let entry = entries[index]
      if entry.headerOffset < end { entries[index].overlaps = true }
      // The local header has at least 30 bytes and the name again; its extra field may add to that.
      let least = entry.headerOffset.addingClamped(30 + Int64(entry.rawName.count)).addingClamped(entry.packedSize)
      end = max(end, least)
    }
  }

  /// Opens one entry for reading.
  /// - Throws: `.password`, `.unknownType` (method), or `.damaged`.
  func open(_ entry: ZipEntry) throws(UnreadReason) -> ZipMemberStream {
    if entry.isEncrypted { throw .password }
    guard entry.method == 0 || entry.method == 8 else { throw .unknownType }
    if entry.overlaps { throw .damaged }
    return try ZipMemberStream(entry, packedOffset: try packedOffset(of: entry), in: source)
  }

  /// Where the packed bytes of an entry begin: after its local header, whose lengths differ from the directory's.
  func packedOffset(of entry: ZipEntry) throws(UnreadReason) -> Int64 {
    let header = try source.bytes(at: entry.headerOffset, count: 30)
    guard header.uint32(at: 0) == 0x0403_4B50, let nameLength = header.uint16(at: 26),
      let extraLength = header.uint16(at: 28)
    else { throw .damaged }
    let offset = entry.headerOffset + 30 + Int64(nameLength) + Int64(extraLength)
    guard offset <= source.size else { throw .damaged }
    return offset
  }
}

extension Int64 {
  /// The sum, or the largest number where it would overflow.
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
