/// Writes the compact binary form of journal entries: LEB128 numbers, blocks with their length before them.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// - Parameter capacity: bytes that fit without growing, so that no part of a secret is left where the bytes lay before.
  package init(capacity: Int) { bytes.reserveCapacity(capacity) }

  package mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// Unsigned LEB128.
  package mutating func number(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// A count or an index; negative ones are written as 0.
  package mutating func count(_ value: Int) { number(UInt64(max(0, value))) }

  /// Signed, zigzag.
  package mutating func signed(_ value: Int64) { number(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

  /// Eight bytes, big-endian.
  package mutating func fixed(_ value: UInt64) {
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  /// Bytes whose number the reader knows.
  package mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

  package mutating func block(_ value: [UInt8]) {
    count(value.count)
    bytes.append(contentsOf: value)
  }

  package mutating func text(_ value: String) { block(Array(value.utf8)) }
}
