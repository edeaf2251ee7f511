/// Reads what `ByteWriter` wrote. Every length is checked; damaged bytes are an error, never a trap.
package struct ByteReader {
  package struct Damaged: Error {
    package init() {}
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  /// Reads what was read in part, without a copy of it.
  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  package var isAtEnd: Bool { position == bytes.endIndex }

  package mutating func byte() throws(Damaged) -> UInt8 {
    guard position < bytes.endIndex else { throw Damaged() }
    defer { position += 1 }
    return bytes[position]
  }

  /// A number in seven bits a byte, lowest first, as `ByteWriter` writes it: in as few bytes as it takes. A longer
  /// form of it is damage, for what is read must be written as the same bytes again, or a hash over it means nothing.
  package mutating func number() throws(Damaged) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      let byte = try byte()
      guard shift < 63 || byte <= 1, shift == 0 || byte != 0 else { throw Damaged() }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Damaged()
  }

  /// A number that fits in `Int`.
  package mutating func integer() throws(Damaged) -> Int {
    guard let value = Int(exactly: try number()) else { throw Damaged() }
    return value
  }

  /// The number of things that follow, each at least one byte: more than there are bytes left is damage.
  package mutating func count() throws(Damaged) -> Int {
    let value = try integer()
    guard value <= bytes.endIndex - position else { throw Damaged() }
    return value
  }

  package mutating func signed() throws(Damaged) -> Int64 {
    let value = try number()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  package mutating func raw(_ length: Int) throws(Damaged) -> [UInt8] {
    guard length >= 0, length <= bytes.endIndex - position else { throw Damaged() }
    defer { position += length }
    return Array(bytes[position..<position + length])
  }

  package mutating func block() throws(Damaged) -> [UInt8] { try raw(try count()) }

  /// A block of UTF-8. Other bytes are damage: replaced by U+FFFD they would be written as others than they were read.
  package mutating func text() throws(Damaged) -> String {
    guard let text = String(validating: try block(), as: UTF8.self) else { throw Damaged() }
    return text
  }
}
