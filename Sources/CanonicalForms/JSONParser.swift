extension JSON {
  package struct Malformed: Error {
    package init() {}
  }

  /// What becomes of numbers that are no `Int64`, which other programs write: with fractions or exponents, or too large.
  package enum Fractions: Sendable {
    case refused
    /// As it was written.
    case asText
    /// As the least of all integers: for a body in which no member of ours is such a number, and some may be `null`.
    case asLeast
  }

  /// Reads JSON as `canonicalBytes` writes it; white space is allowed, fractions and exponents only where asked for.
  package init(parsing bytes: [UInt8], fractions: Fractions = .refused) throws(Malformed) {
    var parser = JSONParser(bytes: bytes, fractions: fractions)
    self = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else { throw Malformed() }
  }
}

/// A recursive descent over the bytes, at most 64 levels deep.
private struct JSONParser {
  let bytes: [UInt8]
  let fractions: JSON.Fractions
  var position = 0

  mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private mutating func next() throws(JSON.Malformed) -> UInt8 {
    guard position < bytes.count else { throw JSON.Malformed() }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func expect(_ text: String) throws(JSON.Malformed) {
    for byte in text.utf8 where try next() != byte { throw JSON.Malformed() }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func value(depth: Int) throws(JSON.Malformed) -> JSON {
    guard depth < 64 else { throw JSON.Malformed() }
    skipSpace()
    guard position < bytes.count else { throw JSON.Malformed() }
    switch bytes[position] {
    case UInt8(ascii: "n"):
      try expect("null")
      return .null
    case UInt8(ascii: "t"):
      try expect("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try expect("false")
      return .bool(false)
    case UInt8(ascii: "\""):
      position += 1
      return .string(try string())
    case UInt8(ascii: "["):
      position += 1
      return .array(try array(depth: depth))
    case UInt8(ascii: "{"):
      position += 1
      return .object(try object(depth: depth))
    default: return try number()
    }
  }

  private mutating func array(depth: Int) throws(JSON.Malformed) -> [JSON] {
    var values: [JSON] = []
    if take(UInt8(ascii: "]")) { return values }
    repeat { values.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw JSON.Malformed() }
    return values
  }

  private mutating func object(depth: Int) throws(JSON.Malformed) -> [String: JSON] {
    var members: [String: JSON] = [:]
    if take(UInt8(ascii: "}")) { return members }
    repeat {
      guard take(UInt8(ascii: "\"")) else { throw JSON.Malformed() }
      let name = try string()
      guard take(UInt8(ascii: ":")) else { throw JSON.Malformed() }
      members[name] = try value(depth: depth + 1)
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw JSON.Malformed() }
    return members
  }

  /// RFC 8259, section 6.
  private mutating func number() throws(JSON.Malformed) -> JSON {
    let start = position
    _ = takeIf("-")
    let first = position
    try skipDigits()
    if bytes[first] == UInt8(ascii: "0"), position > first + 1 { throw JSON.Malformed() }
    var isWhole = true
    if takeIf(".") {
      try skipDigits()
      isWhole = false
    }
    if takeIf("eE") {
      _ = takeIf("+-")
      try skipDigits()
      isWhole = false
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let value = Int64(text) { return .integer(value) }
    switch fractions {
    case .refused: throw JSON.Malformed()
    case .asText: return .string(text)
    case .asLeast: return .integer(.min)
    }
  }

  private mutating func takeIf(_ any: String) -> Bool {
    guard position < bytes.count, any.utf8.contains(bytes[position]) else { return false }
    position += 1
    return true
  }

  /// At least one.
  private mutating func skipDigits() throws(JSON.Malformed) {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    guard position > start else { throw JSON.Malformed() }
  }

  private mutating func string() throws(JSON.Malformed) -> String {
    var out: [UInt8] = []
    while true {
      let byte = try next()
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &out)
      case 0x00..<0x20: throw JSON.Malformed()
      default: out.append(byte)
      }
    }
  }

  private mutating func escape(into out: inout [UInt8]) throws(JSON.Malformed) {
    switch try next() {
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "\""): out.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): out.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): out.append(UInt8(ascii: "/"))
    case UInt8(ascii: "u"):
      let high = try hex()
      var code = high
      if (0xD800..<0xDC00).contains(high) {
        try expect("\\u")
        let low = try hex()
        guard (0xDC00..<0xE000).contains(low) else { throw JSON.Malformed() }
        code = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw JSON.Malformed() }
      out += String(Character(scalar)).utf8
    default: throw JSON.Malformed()
    }
  }

  private mutating func hex() throws(JSON.Malformed) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(try next())).hexDigitValue else { throw JSON.Malformed() }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
