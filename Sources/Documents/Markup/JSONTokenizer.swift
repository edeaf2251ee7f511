/// Splits JSON (RFC 8259), and JSON values one after the other, into tokens. UTF-8 goes in by chunks of any size.
struct JSONTokenizer {
  enum Token: Equatable {
    case beginObject, endObject, beginArray, endArray, colon, comma
    /// Unescaped.
    case string([UInt8])
    /// A number, `true`, `false` or `null`, as written.
    case literal([UInt8])
    /// What cannot stand in JSON.
    case broken
  }

  private static let longestString = 8 << 20
  private static let longestLiteral = 1 << 10

  private var buffer: [UInt8] = []
  private var position = 0
  private var isComplete = false

  mutating func push(_ utf8: some Collection<UInt8>, isLast: Bool) {
    buffer.removeFirst(position)
    position = 0
    buffer.append(contentsOf: utf8)
    isComplete = isLast
  }

  /// The next token; nil when more input is needed, or at the end.
  mutating func next() -> Token? {
    while position < buffer.count {
      let byte = buffer[position]
      if byte <= 0x20 || byte == 0x1E {
        // U+001E stands before each text of a JSON sequence (RFC 7464).
        position += 1
        continue
      }
      if byte == UInt8(ascii: "\"") { return string() }
      if let token = Self.punctuation(byte) {
        position += 1
        return token
      }
      return literal()
    }
    return nil
  }

  private static func punctuation(_ byte: UInt8) -> Token? {
    switch byte {
    case UInt8(ascii: "{"): .beginObject
    case UInt8(ascii: "}"): .endObject
    case UInt8(ascii: "["): .beginArray
    case UInt8(ascii: "]"): .endArray
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: ","): .comma
    default: nil
    }
  }

  private mutating func literal() -> Token? {
    var end = position
    while end < buffer.count, Self.isLiteral(buffer[end]), end - position <= Self.longestLiteral { end += 1 }
    guard end > position, end - position <= Self.longestLiteral else { return .broken }
    if end == buffer.count, !isComplete { return nil }
    defer { position = end }
    let word = Array(buffer[position..<end])
    let isNumber = word[0] &- 0x30 < 10 || word[0] == UInt8(ascii: "-")
    let isKnown = ["true", "false", "null", "NaN", "Infinity"].contains(String(decoding: word, as: UTF8.self))
    return isNumber || isKnown ? .literal(word) : .broken
  }

  private static func isLiteral(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2B || byte == 0x2D || byte == 0x2E
  }

  private mutating func string() -> Token? {
    var end = position + 1
    var hasEscapes = false
    while end < buffer.count, buffer[end] != UInt8(ascii: "\"") {
      if buffer[end] == UInt8(ascii: "\\") {
        hasEscapes = true
        end += 1
      }
      end += 1
    }
    guard end < buffer.count else {
      return isComplete || buffer.count - position > Self.longestString ? .broken : nil
    }
    let raw = buffer[(position + 1)..<end]
    position = end + 1
    return .string(hasEscapes ? Self.unescaped(raw) : Array(raw))
  }

  static func unescaped(_ raw: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(raw.count)
    var index = raw.startIndex
    while index < raw.endIndex {
      let byte = raw[index]
      index += 1
      guard byte == UInt8(ascii: "\\"), index < raw.endIndex else {
        output.append(byte)
        continue
      }
      let escape = raw[index]
      index += 1
      switch escape {
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "b"), UInt8(ascii: "f"): output.append(0x20)
      case UInt8(ascii: "u"): index = appendUnicode(raw, index, &output)
      default: output.append(escape)
      }
    }
    return output
  }

  /// The character of `\uXXXX`, two of them for one beyond the basic plane.
  private static func appendUnicode(_ raw: ArraySlice<UInt8>, _ start: Int, _ output: inout [UInt8]) -> Int {
    guard let first = unit(raw, start) else {
      output += UTF8.encodedReplacementCharacter
      return start
    }
    let next = start + 4
    if first & 0xFC00 == 0xD800, next + 1 < raw.endIndex, raw[next] == UInt8(ascii: "\\"),
      raw[next + 1] == UInt8(ascii: "u"), let second = unit(raw, next + 2), second & 0xFC00 == 0xDC00,
      let scalar = Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF)
    {
      UTF8Bytes.append(scalar, to: &output)
      return next + 6
    }
    UTF8Bytes.append(Unicode.Scalar(first) ?? "\u{FFFD}", to: &output)
    return next
  }

  private static func unit(_ raw: ArraySlice<UInt8>, _ start: Int) -> UInt32? {
    guard start + 4 <= raw.endIndex else { return nil }
    var value: UInt32 = 0
    for byte in raw[start..<start + 4] {
      guard let digit = QuotedPrintableDecoder.digit(byte) else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
