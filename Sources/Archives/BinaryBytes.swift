/// Little-endian numbers, for the binary formats.
extension [UInt8] {
  package mutating func append16(_ value: Int) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  package mutating func append32(_ value: Int) {
    append16(value)
    append16(value >> 16)
  }

  package mutating func append(text: String) { append(contentsOf: text.utf8) }

  /// Overwrites four bytes.
  package mutating func put32(_ value: Int, at offset: Int) {
    for i in 0..<4 { self[offset + i] = UInt8(truncatingIfNeeded: value >> (8 * i)) }
  }
}
