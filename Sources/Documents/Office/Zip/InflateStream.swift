import CInflate
import Contents
import Glibc

/// A raw deflate stream that is unpacked piece by piece, in about 100 KB of memory whatever its length.
struct InflateStream: ~Copyable {
  struct Progress {
    var consumed: Int
    var produced: Int
    /// The last block has been unpacked; what input is left does not belong to the stream.
    var isFinished: Bool
  }

  private let state: UnsafeMutableRawPointer

  /// - Throws: `.tooLarge` when there is no memory for the state.
  init() throws(UnreadReason) {
    guard let state = inflate_stream_new() else { throw .tooLarge }
    self.state = state
  }

  deinit { free(state) }

  /// Unpacks from `input` into `output` until one of them is used up or the stream ends.
  /// - Throws: `.damaged` when the bytes are not a deflate stream.
  mutating func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(UnreadReason) -> Progress {
    let inputSize = UInt32(clamping: input.count)
    let outputSize = UInt32(clamping: output.count)
    var left: UInt32 = 0
    var produced: UInt32 = 0
    let status = inflate_stream_step(
      state, input.baseAddress?.assumingMemoryBound(to: UInt8.self), inputSize, &left,
      output.baseAddress?.assumingMemoryBound(to: UInt8.self), outputSize, &produced)
    if status < 0 { throw .damaged }
    return Progress(consumed: Int(inputSize - left), produced: Int(produced), isFinished: status == 1)
  }
}

/// CRC-32 of zip (ISO 3309), fed piece by piece.
struct CRC32 {
  private(set) var value: UInt32

  init(startingAt value: UInt32 = 0) { self.value = value }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    value = inflate_crc32(value, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  static func of(_ bytes: [UInt8]) -> UInt32 {
    var crc = CRC32()
    bytes.withUnsafeBytes { crc.update($0) }
    return crc.value
  }
}
