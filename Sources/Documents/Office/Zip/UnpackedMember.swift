import Contents

/// A member of an archive with all its bytes at hand: in memory, in a temporary file, or still in the archive when it is
/// stored without packing.
struct UnpackedMember {
  let source: any ByteSource
  /// Why the bytes are not all, or not those that the archive promised.
  let failure: UnreadReason?

  /// - Throws: the reason when there are no bytes at all to go on with.
  init(_ entry: ZipEntry, of archive: ZipArchive, in reading: Reading) throws(UnreadReason) {
    let stream = try archive.open(entry)
    var bytes = MemberBytes(reading.limits, expected: entry.size)
    var failure: UnreadReason?
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    do throws(UnreadReason) {
      while true {
        let count = try stream.read(into: buffer)
        if count == 0 { break }
        try reading.charge(unpacked: count, memberSoFar: stream.unpackedSoFar, memberPacked: entry.packedSize)
        try bytes.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
      if !stream.matchesChecksum { failure = .damaged }
    } catch {
      // A bomb is not read at all; a member that breaks off is read as far as it came.
      if error != .damaged || stream.unpackedSoFar == 0 { throw error }
      failure = error
    }
    self.failure = failure
    source = bytes.source
  }
}
