/// Foreign bytes read by offset. Whatever lies outside is nil, never a trap.
struct LittleEndianBytes: Sendable, Hashable {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
  private init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }
  var array: [UInt8] { Array(bytes) }

  func u16(_ offset: Int) -> UInt16? { number(offset, count: 2).map { UInt16(truncatingIfNeeded: $0) } }
  func u32(_ offset: Int) -> UInt32? { number(offset, count: 4).map { UInt32(truncatingIfNeeded: $0) } }
  func u64(_ offset: Int) -> UInt64? { number(offset, count: 8) }

  /// `count` bytes from `offset` on.
  func slice(_ offset: Int, count length: Int) -> LittleEndianBytes? {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
    let start = bytes.startIndex + offset
    return LittleEndianBytes(bytes[start..<start + length])
  }

  /// Everything from `offset` on.
  func rest(from offset: Int) -> LittleEndianBytes? { slice(offset, count: count - offset) }

  func starts(with prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }

  private func number(_ offset: Int, count length: Int) -> UInt64? {
    guard let slice = slice(offset, count: length) else { return nil }
    return slice.bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
