/// Little-endian numbers out of foreign bytes. Every access is checked: beyond the end there is nil, never a trap.
extension UnsafeRawBufferPointer {
  func uint16(at offset: Int) -> UInt16? {
    guard offset >= 0, count >= 2, offset <= count - 2 else { return nil }
    return UInt16(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  func uint32(at offset: Int) -> UInt32? {
    guard offset >= 0, count >= 4, offset <= count - 4 else { return nil }
    return UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  func uint64(at offset: Int) -> UInt64? {
    guard offset >= 0, count >= 8, offset <= count - 8 else { return nil }
    return UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

extension [UInt8] {
  func uint16(at offset: Int) -> UInt16? { withUnsafeBytes { $0.uint16(at: offset) } }
  func uint32(at offset: Int) -> UInt32? { withUnsafeBytes { $0.uint32(at: offset) } }
  func uint64(at offset: Int) -> UInt64? { withUnsafeBytes { $0.uint64(at: offset) } }
}
