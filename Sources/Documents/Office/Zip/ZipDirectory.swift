import Contents

/// The central directory at the end of a zip archive, with ZIP64.
enum ZipDirectory {
  private struct End {
    var entries: Int64
    var size: Int64
    var offset: Int64
    /// Offset of this record: the directory ends here.
    var position: Int64
  }

  /// A directory is held in memory while it is read; 200,000 entries with long names stay far below this.
  private static let largestDirectory: Int64 = 96 << 20

  /// - Returns: the entries, or nil when there is no directory that holds together.
  /// - Throws: `.tooLarge` beyond the limit of entries; failures of the source.
  static func read(_ source: any ByteSource, limits: ReadingLimits) throws(UnreadReason) -> [ZipEntry]? {
    for end in try candidates(in: source) {
      guard end.size >= 0, end.size <= end.position, end.entries >= 0 else { continue }
      if end.entries > Int64(limits.entries) || end.size > largestDirectory { throw .tooLarge }
      // Bytes put before the archive (a self-extracting program) shift every offset by the same amount.
      let start = end.position - end.size
      let shift = start - end.offset
      guard shift >= 0 else { continue }
      let bytes = try source.bytes(at: start, count: Int(end.size))
      guard let entries = parse(bytes, shift: shift, expected: end.entries, fileSize: source.size, most: limits.entries)
      else { continue }
      if entries.count > limits.entries { throw .tooLarge }
      return entries
    }
    return nil
  }

  /// End records from the back of the file; the comment may hold the signature by chance, so there may be several.
  private static func candidates(in source: any ByteSource) throws(UnreadReason) -> [End] {
    let tailSize = min(source.size, 65_535 + 22)
    let tailStart = source.size - tailSize
    let tail = try source.bytes(at: tailStart, count: Int(tailSize))
    guard tail.count >= 22 else { return [] }
    var found: [End] = []
    var at = tail.count - 22
    while at >= 0, found.count < 4 {
      if tail[at] == 0x50, tail.uint32(at: at) == 0x0605_4B50, let end = try end(at: at, in: tail, tailStart, source) {
        found.append(end)
      }
      at -= 1
    }
    return found
  }

  private static func end(
    at offset: Int, in tail: [UInt8], _ tailStart: Int64, _ source: any ByteSource
  ) throws(UnreadReason) -> End? {
    guard let disk = tail.uint16(at: offset + 4), let entries = tail.uint16(at: offset + 10),
      let size = tail.uint32(at: offset + 12), let start = tail.uint32(at: offset + 16)
    else { return nil }
    let position = tailStart + Int64(offset)
    var end = End(entries: Int64(entries), size: Int64(size), offset: Int64(start), position: position)
    let isZip64 = entries == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF || disk == 0xFFFF
    guard isZip64, position >= 20 else { return end }
    let locator = try source.bytes(at: position - 20, count: 20)
    guard locator.uint32(at: 0) == 0x0706_4B50, let recordOffset = locator.uint64(at: 8) else { return end }
    // The record stands right before its locator, unless something was put before the archive: try both.
    for candidate in [Int64(clamping: recordOffset), position - 20 - 56] where candidate >= 0 {
      let record = try source.bytes(at: candidate, count: 56)
      guard record.uint32(at: 0) == 0x0606_4B50, let entries = record.uint64(at: 32), let size = record.uint64(at: 40),
        let start = record.uint64(at: 48)
      else { continue }
      end = End(
        entries: Int64(clamping: entries), size: Int64(clamping: size), offset: Int64(clamping: start),
        position: candidate)
      return end
    }
    return nil
  }

  /// - Returns: one entry more than `most` when there are more, whatever number the end record states.
  private static func parse(
    _ bytes: [UInt8], shift: Int64, expected: Int64, fileSize: Int64, most: Int
  ) -> [ZipEntry]? {
    bytes.withUnsafeBytes { directory -> [ZipEntry]? in
      var entries: [ZipEntry] = []
      entries.reserveCapacity(min(Int(expected), bytes.count / 46))
      var at = 0
      while at < directory.count, directory.uint32(at: at) == 0x0201_4B50 {
        guard let entry = entry(at: at, in: directory, shift: shift) else { return nil }
        guard entry.entry.headerOffset >= 0, entry.entry.headerOffset < fileSize else { return nil }
        entries.append(entry.entry)
        if entries.count > most { return entries }
        at += entry.length
      }
      // Archives beyond 65,535 entries written without ZIP64 state the count modulo 65,536.
      guard Int64(entries.count) & 0xFFFF == expected & 0xFFFF else { return nil }
      return entries
    }
  }

  private static func entry(
    at offset: Int, in directory: UnsafeRawBufferPointer, shift: Int64
  ) -> (entry: ZipEntry, length: Int)? {
    guard let flags = directory.uint16(at: offset + 8), let method = directory.uint16(at: offset + 10),
      let crc = directory.uint32(at: offset + 16), let packedSize = directory.uint32(at: offset + 20),
      let size = directory.uint32(at: offset + 24), let nameLength = directory.uint16(at: offset + 28),
      let extraLength = directory.uint16(at: offset + 30), let commentLength = directory.uint16(at: offset + 32),
      let header = directory.uint32(at: offset + 42)
    else { return nil }
    let nameStart = offset + 46
    let extraStart = nameStart + Int(nameLength)
    let length = 46 + Int(nameLength) + Int(extraLength) + Int(commentLength)
    guard extraStart + Int(extraLength) <= directory.count else { return nil }
    var entry = ZipEntry(
      rawName: Array(directory[nameStart..<extraStart]), name: "", flags: flags, method: method, crc: crc,
      packedSize: Int64(packedSize), size: Int64(size), headerOffset: Int64(header))
    let extra = UnsafeRawBufferPointer(rebasing: directory[extraStart..<extraStart + Int(extraLength)])
    ZipExtraField.apply(extra, to: &entry)
    guard entry.packedSize >= 0, entry.size >= 0 else { return nil }
    entry.headerOffset = entry.headerOffset.addingClamped(shift)
    return (entry, length)
  }
}
