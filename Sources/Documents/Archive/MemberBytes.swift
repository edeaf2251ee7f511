import Contents

/// The bytes of a member as they are unpacked: in memory, or in a temporary file once there are too many.
struct MemberBytes {
  private let limits: ReadingLimits
  private var inMemory: [UInt8] = []
  private var onDisk: TemporarySource?
  private(set) var count: Int64 = 0

  /// - Parameter expected: as an archive states it; room for a part of it is made at once.
  init(_ limits: ReadingLimits, expected: Int64 = 0) {
    self.limits = limits
    inMemory.reserveCapacity(Int(max(0, min(expected, 1 << 20))))
  }

  /// - Throws: `.inputOutput` or `.tooLarge` when the temporary file cannot take them.
  mutating func append(_ piece: UnsafeRawBufferPointer) throws(UnreadReason) {
    count += Int64(piece.count)
    if let onDisk {
      try onDisk.append(piece)
    } else if inMemory.count + piece.count > limits.memberBytesInMemory {
      let file = try TemporarySource()
      try file.append(inMemory)
      try file.append(piece)
      inMemory = []
      onDisk = file
    } else {
      inMemory.append(contentsOf: piece)
    }
  }

  var source: any ByteSource { onDisk ?? MemorySource(inMemory) }
}
