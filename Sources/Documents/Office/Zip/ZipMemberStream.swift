import Contents

/// The unpacked bytes of one entry, read from front to back.
final class ZipMemberStream {
  let entry: ZipEntry
  private let source: any ByteSource
  private var packedAt: Int64
  private let packedEnd: Int64
  /// The file ends before the packed bytes do.
  private let isCutOff: Bool
  private let input: UnsafeMutableRawBufferPointer
  private var inputStart = 0
  private var inputEnd = 0
  private var inflate: InflateStream
  private var crc = CRC32()
  /// Bytes given out so far.
  private(set) var unpackedSoFar: Int64 = 0
  private var isFinished = false
  private var failure: UnreadReason?

  private static let inputSize = 128 << 10

  init(_ entry: ZipEntry, packedOffset: Int64, in source: any ByteSource) throws(UnreadReason) {
    inflate = try InflateStream()
    self.entry = entry
    self.source = source
    packedAt = packedOffset
    let end = packedOffset.addingClamped(entry.packedSize)
    isCutOff = end > source.size
    packedEnd = max(packedOffset, min(source.size, end))
    input = .allocate(byteCount: Self.inputSize, alignment: 16)
  }

  deinit { input.deallocate() }

  /// Fills `buffer` as far as there is.
  /// - Returns: less than the buffer's length only at the end; 0 when nothing is left.
  /// - Throws: `.damaged` when the packed bytes are broken or end too soon, and nothing came before the break.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(UnreadReason) -> Int {
    if let failure { throw failure }
    var filled = 0
    do throws(UnreadReason) {
      while filled < buffer.count, !isFinished {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        filled += entry.method == 0 ? try readStored(into: room) : try readDeflated(into: room)
      }
    } catch {
      // What came out before the break is given out; the next call tells of the break.
      failure = error
      if filled == 0 { throw error }
    }
    crc.update(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    unpackedSoFar += Int64(filled)
    return filled
  }

  /// Whether what was read to the end is what the archive says it is.
  var matchesChecksum: Bool { !entry.isSizeKnown || crc.value == entry.crc }

  private func readStored(into buffer: UnsafeMutableRawBufferPointer) throws(UnreadReason) -> Int {
    let wanted = Int(min(Int64(buffer.count), packedEnd - packedAt))
    guard wanted > 0 else {
      if isCutOff { throw .damaged }
      isFinished = true
      return 0
    }
    let got = try source.read(at: packedAt, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
    if got == 0 { throw .damaged }
    packedAt += Int64(got)
    return got
  }

  private func readDeflated(into buffer: UnsafeMutableRawBufferPointer) throws(UnreadReason) -> Int {
    while true {
      if inputStart == inputEnd { try refill() }
      let progress = try inflate.inflate(UnsafeRawBufferPointer(rebasing: input[inputStart..<inputEnd]), into: buffer)
      inputStart += progress.consumed
      isFinished = progress.isFinished
      if progress.produced > 0 || isFinished { return progress.produced }
      // No output although there was room: either more input comes, or the stream was cut off.
      let mayGoOn = progress.consumed > 0 || (inputStart == inputEnd && packedAt < packedEnd)
      if !mayGoOn { throw .damaged }
    }
  }

  private func refill() throws(UnreadReason) {
    inputStart = 0
    inputEnd = 0
    let wanted = Int(min(Int64(input.count), packedEnd - packedAt))
    guard wanted > 0 else { return }
    inputEnd = try source.read(at: packedAt, into: UnsafeMutableRawBufferPointer(rebasing: input[..<wanted]))
    if inputEnd == 0 { throw .damaged }
    packedAt += Int64(inputEnd)
  }
}
