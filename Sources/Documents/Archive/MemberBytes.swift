import Contents
import Glibc

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

  mutating func append(_ piece: [UInt8]) throws(UnreadReason) {
    var failure: UnreadReason?
    piece.withUnsafeBytes { buffer in
      do throws(UnreadReason) { try append(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// The bytes as a file without a name, which a reader worker takes as any other.
  func file() throws(UnreadReason) -> FileSource {
    guard let descriptor = onDisk?.fileDescriptor else { return try FileSource(inMemory: inMemory) }
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .inputOutput }
    return try FileSource(descriptor: copy)
  }

  var source: any ByteSource { onDisk ?? MemorySource(inMemory) }
}
