@testable import Documents

/// Writes zip archives byte by byte, sound ones and nasty ones.
struct ZipWriter {
  var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// Adds a stored member, or one that is packed already.
  mutating func add(
    _ name: String, _ contents: [UInt8], rawName: [UInt8]? = nil, flags: UInt16 = 0, method: UInt16 = 0,
    size: Int? = nil, crc: UInt32? = nil, extra: [UInt8] = [], at offset: Int? = nil
  ) {
    let name = rawName ?? Array(name.utf8)
    let crc = crc ?? CRC32.of(contents)
    let offset = offset ?? bytes.count
    let middle =
      little(flags, 2) + little(method, 2) + little(0, 4) + little(crc, 4) + little(contents.count, 4)
      + little(size ?? contents.count, 4) + little(name.count, 2) + little(extra.count, 2)
    if offset == bytes.count { bytes += little(0x0403_4B50, 4) + little(20, 2) + middle + name + extra + contents }
    directory += little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + middle
    directory += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(offset, 4) + name + extra
    count += 1
  }

  func finish(comment: String = "", statedCount: Int? = nil) -> [UInt8] {
    let comment = Array(comment.utf8)
    let count = statedCount ?? count
    return bytes + directory + little(0x0605_4B50, 4) + little(0, 4) + little(count, 2) + little(count, 2)
      + little(directory.count, 4) + little(bytes.count, 4) + little(comment.count, 2) + comment
  }

  func little(_ value: some BinaryInteger, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: UInt64(truncatingIfNeeded: value) >> (8 * $0)) }
  }
}

/// Deflate streams written by hand: `bytes` times zero in fixed-Huffman matches of 258 bytes.
func deflatedZeros(matches: Int) -> [UInt8] {
  var bits: [UInt8] = [1, 1, 0]
  // Literal 0 is 00110000; length 258 is symbol 285, 11000101; distance 1 is 00000.
  bits += [0, 0, 1, 1, 0, 0, 0, 0]
  for _ in 0..<matches { bits += [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0] }
  bits += [0, 0, 0, 0, 0, 0, 0]
  return stride(from: 0, to: bits.count, by: 8).map { start in
    var byte: UInt8 = 0
    for index in start..<min(start + 8, bits.count) { byte |= bits[index] << UInt8(index - start) }
    return byte
  }
}
