import Contents

/// What can be had of a gzip stream (RFC 1952) that breaks off: the library gives nothing of the block that it could
/// not fill, which of a short list is all.
enum BrokenGzip {
  /// - Returns: whether the stream came to its end after all.
  /// - Throws: `.tooLarge`, and failures of the source.
  static func unpack(
    _ source: any ByteSource, into bytes: inout MemberBytes, in reading: Reading
  ) throws(UnreadReason) -> Bool {
    guard let start = try start(of: source) else { return false }
    var inflate = try InflateStream()
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { output.deallocate() }
    var offset = start
    while offset < source.size {
      let input = try source.bytes(at: offset, count: 128 << 10)
      if input.isEmpty { break }
      offset += Int64(input.count)
      var taken = 0
      while true {
        var progress: InflateStream.Progress?
        input.withUnsafeBytes { input in
          let rest = UnsafeRawBufferPointer(rebasing: input[taken...])
          do throws(UnreadReason) { progress = try inflate.inflate(rest, into: output) } catch { progress = nil }
        }
        guard let progress else { return false }
        taken += progress.consumed
        try bytes.append(UnsafeRawBufferPointer(rebasing: output[..<progress.produced]))
        try reading.charge(unpacked: progress.produced, memberSoFar: bytes.count, memberPacked: source.size)
        if progress.isFinished { return true }
        if progress.produced == 0, taken == input.count || progress.consumed == 0 { break }
      }
    }
    return false
  }

  /// Where the packed bytes begin, behind the header with its optional parts (2.3).
  private static func start(of source: any ByteSource) throws(UnreadReason) -> Int64? {
    let head = try source.bytes(at: 0, count: 64 << 10)
    guard head.count > 10, head.starts(with: [0x1F, 0x8B, 0x08]) else { return nil }
    let flags = head[3]
    var at = 10
    if flags & 4 != 0 {
      guard let length = head.uint16(at: at) else { return nil }
      at += 2 + Int(length)
    }
    // A name and a comment, each with a zero behind it.
    for flag: UInt8 in [8, 16] where flags & flag != 0 {
      guard at < head.count, let end = head[at...].firstIndex(of: 0) else { return nil }
      at = end + 1
    }
    if flags & 2 != 0 { at += 2 }
    return at < head.count ? Int64(at) : nil
  }
}
