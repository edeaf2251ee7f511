/// Base 64 with the URL's alphabet and without padding (RFC 7515, section 2). One text for each value: anything else is none.
enum Base64URL {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let values: [UInt8: UInt32] = Dictionary(
    uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt32($0)) })

  static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count * 4 + 2) / 3)
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      buffer = (buffer & 0x3F) << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        out.append(alphabet[Int(buffer >> bits & 63)])
      }
    }
    if bits > 0 { out.append(alphabet[Int(buffer << (6 - bits) & 63)]) }
    return String(decoding: out, as: UTF8.self)
  }

  /// As headers of HTTP have it (RFC 4648, section 4).
  static func padded(_ bytes: [UInt8]) -> String {
    let text = encode(bytes).replacing("-", with: "+").replacing("_", with: "/")
    return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
  }

  /// - Returns: nil for other characters, for padding, and for bits behind the last byte that are not zero.
  static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 != 1 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(text.count * 3 / 4)
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    for byte in text {
      guard let value = values[byte] else { return nil }
      buffer = (buffer & 0xFF) << 6 | value
      bits += 6
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(truncatingIfNeeded: buffer >> bits))
      }
    }
    return buffer & ((1 << bits) - 1) == 0 ? out : nil
  }

  static func decode(_ text: String) -> [UInt8]? { decode(text.utf8) }
}
