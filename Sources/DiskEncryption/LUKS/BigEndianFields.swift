/// Fields of a LUKS header: big-endian numbers and texts that end with zeros. What lies outside is nil.
struct BigEndianFields {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func number(_ offset: Int, count: Int) -> UInt64? {
    slice(offset, count: count)?.reduce(0) { $0 << 8 | UInt64($1) }
  }

  func slice(_ offset: Int, count: Int) -> [UInt8]? {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else { return nil }
    return Array(bytes[offset..<offset + count])
  }

  /// Printable ASCII up to the first zero; nil when there is anything else.
  func text(_ offset: Int, count: Int) -> String? {
    guard let field = slice(offset, count: count)?.prefix(while: { $0 != 0 }),
      field.allSatisfy({ (0x20..<0x7F).contains($0) })
    else { return nil }
    return String(decoding: field, as: UTF8.self)
  }
}
