import Contents

/// Entries found by walking the local headers: for archives whose central directory is gone.
enum ZipLocalHeaders {
  private static let chunk = 1 << 20

  static func find(in source: any ByteSource, limits: ReadingLimits) throws(UnreadReason) -> [ZipEntry] {
    var entries: [ZipEntry] = []
    var at: Int64 = 0
    while let header = try next(signature: 0x0403_4B50, in: source, from: at) {
      guard entries.count < limits.entries else { throw .tooLarge }
      guard var entry = try entry(at: header, in: source) else {
        at = header + 4
        continue
      }
      let dataStart = header + 30 + Int64(entry.headerLength)
      if entry.entry.isSizeKnown {
        let end = dataStart.addingClamped(entry.entry.packedSize)
        // A member that reaches beyond the end was cut off; it is still tried, and reported as damaged.
        at = end <= source.size ? end : max(dataStart, header + 4)
      } else {
        at = try measure(&entry.entry, from: dataStart, in: source)
      }
      entries.append(entry.entry)
    }
    return entries
  }

  /// Finds where the packed bytes end when the header leaves the sizes to a data descriptor behind them.
  /// - Returns: where to look for the next header.
  private static func measure(
    _ entry: inout ZipEntry, from start: Int64, in source: any ByteSource
  ) throws(UnreadReason) -> Int64 {
    // Looking no further than the next header keeps the whole walk linear, whatever the file repeats.
    let next = try Self.next(signature: 0x0403_4B50, in: source, from: start) ?? source.size
    var at = start
    while let descriptor = try Self.next(signature: 0x0807_4B50, in: source, from: at, before: next) {
      let bytes = try source.bytes(at: descriptor, count: 24)
      if let crc = bytes.uint32(at: 4), let packed = bytes.uint32(at: 8), let size = bytes.uint32(at: 12),
        Int64(packed) == (descriptor - start) & 0xFFFF_FFFF
      {
        entry.crc = crc
        entry.packedSize = descriptor - start
        entry.size = Int64(size)
        entry.isSizeKnown = true
        return descriptor + 16
      }
      at = descriptor + 4
    }
    entry.packedSize = next - start
    return next
  }

  private static func entry(
    at offset: Int64, in source: any ByteSource
  ) throws(UnreadReason) -> (entry: ZipEntry, headerLength: Int)? {
    let header = try source.bytes(at: offset, count: 30)
    guard let flags = header.uint16(at: 6), let method = header.uint16(at: 8), let crc = header.uint32(at: 14),
      let packedSize = header.uint32(at: 18), let size = header.uint32(at: 22), let nameLength = header.uint16(at: 26),
      let extraLength = header.uint16(at: 28), nameLength > 0, nameLength < 4_096
    else { return nil }
    let headerLength = Int(nameLength) + Int(extraLength)
    let rest = try source.bytes(at: offset + 30, count: headerLength)
    guard rest.count == headerLength else { return nil }
    var entry = ZipEntry(
      rawName: Array(rest[..<Int(nameLength)]), name: "", flags: flags, method: method, crc: crc,
      packedSize: Int64(packedSize), size: Int64(size), headerOffset: offset)
    rest.withUnsafeBytes { bytes in
      ZipExtraField.apply(UnsafeRawBufferPointer(rebasing: bytes[Int(nameLength)...]), to: &entry)
    }
    entry.headerOffset = offset
    entry.isSizeKnown = flags & 0x0008 == 0 || entry.packedSize > 0
    guard entry.packedSize >= 0, entry.size >= 0 else { return nil }
    return (entry, headerLength)
  }

  /// Offset of the next occurrence of a four-byte signature that begins with `P`.
  private static func next(
    signature: UInt32, in source: any ByteSource, from start: Int64, before limit: Int64 = .max
  ) throws(UnreadReason) -> Int64? {
    var at = start
    let end = min(source.size, limit)
    while at <= end - 4 {
      let bytes = try source.bytes(at: at, count: Int(min(Int64(chunk), end - at)))
      guard bytes.count >= 4 else { return nil }
      let found = bytes.withUnsafeBytes { buffer -> Int? in
        var index = 0
        while index <= buffer.count - 4 {
          if buffer[index] == 0x50, buffer.uint32(at: index) == signature { return index }
          index += 1
        }
        return nil
      }
      if let found { return at + Int64(found) }
      at += Int64(bytes.count - 3)
    }
    return nil
  }
}
