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
    var inMemory: [UInt8] = []
    var onDisk: TemporarySource?
    var failure: UnreadReason?
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    inMemory.reserveCapacity(Int(max(0, min(entry.size, 1 << 20))))
    do throws(UnreadReason) {
      while true {
        let count = try stream.read(into: buffer)
        if count == 0 { break }
        try reading.charge(unpacked: count, memberSoFar: stream.unpackedSoFar, memberPacked: entry.packedSize)
        let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        if let onDisk {
          try onDisk.append(piece)
        } else if inMemory.count + count > reading.limits.memberBytesInMemory {
          let file = try TemporarySource()
          try file.append(inMemory)
          try file.append(piece)
          inMemory = []
          onDisk = file
        } else {
          inMemory.append(contentsOf: piece)
        }
      }
      if !stream.matchesChecksum { failure = .damaged }
    } catch {
      // A bomb is not read at all; a member that breaks off is read as far as it came.
      if error != .damaged || stream.unpackedSoFar == 0 { throw error }
      failure = error
    }
    self.failure = failure
    source = onDisk ?? MemorySource(inMemory)
  }
}
