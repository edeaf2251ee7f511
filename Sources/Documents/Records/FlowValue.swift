/// A value that is written in brackets, in the flow style of YAML (`{given: Mary, family: Moe}`) or as TOML writes inline
/// tables and arrays (`{ name = "Mary" }`): quotes are optional, and commas may end a list.
struct FlowValue {
  private static let deepest = 32

  private let text: ArraySlice<UInt8>
  /// What stands between a key and its value.
  private let mark: UInt8
  private var position: Int
  private var tokens: [JSONTokenizer.Token] = []

  /// The value as tokens of JSON; nil for what is no such value, or goes on behind its end.
  static func tokens(of text: ArraySlice<UInt8>, mark: UInt8) -> [JSONTokenizer.Token]? {
    var flow = FlowValue(text: text, mark: mark)
    guard flow.readValue(0) else { return nil }
    flow.skipBlanks()
    return flow.position == text.endIndex ? flow.tokens : nil
  }

  /// Whether brackets or quotes of the text are still open.
  static func isOpen(_ text: ArraySlice<UInt8>) -> Bool {
    var depth = 0
    var quote: UInt8?
    var isEscaped = false
    for byte in text {
      if let mark = quote {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\"), mark == UInt8(ascii: "\"") {
          isEscaped = true
        } else if byte == mark {
          quote = nil
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
    return depth > 0 || quote != nil
  }

  private init(text: ArraySlice<UInt8>, mark: UInt8) {
    self.text = text
    self.mark = mark
    position = text.startIndex
  }

  private var current: UInt8? { position < text.endIndex ? text[position] : nil }

  private mutating func skipBlanks() {
    while let byte = current {
      if byte == UInt8(ascii: "#"), position == text.startIndex || text[position - 1] <= 0x20 {
        while let next = current, next != 0x0A { position += 1 }
      } else if byte <= 0x20 {
        position += 1
      } else {
        return
      }
    }
  }

  private mutating func readValue(_ depth: Int) -> Bool {
    guard depth < Self.deepest else { return false }
    skipBlanks()
    switch current {
    case UInt8(ascii: "{"): return readObject(depth)
    case UInt8(ascii: "["): return readArray(depth)
    case nil: return false
    default:
      guard let value = readScalar() else { return false }
      tokens.append(.string(value))
      return true
    }
  }

  private mutating func readObject(_ depth: Int) -> Bool {
    position += 1
    tokens.append(.beginObject)
    while true {
      skipBlanks()
      switch current {
      case nil: return false
      case UInt8(ascii: "}"):
        position += 1
        tokens.append(.endObject)
        return true
      case UInt8(ascii: ","): position += 1
      default:
        guard let key = readScalar() else { return false }
        tokens.append(.string(key))
        tokens.append(.colon)
        skipBlanks()
        if current == mark {
          position += 1
          skipBlanks()
          if current == UInt8(ascii: ",") || current == UInt8(ascii: "}") {
            tokens.append(.literal(Array("null".utf8)))
          } else if !readValue(depth + 1) {
            return false
          }
        } else {
          tokens.append(.literal(Array("null".utf8)))
        }
      }
    }
  }

  private mutating func readArray(_ depth: Int) -> Bool {
    position += 1
    tokens.append(.beginArray)
    while true {
      skipBlanks()
      switch current {
      case nil: return false
      case UInt8(ascii: "]"):
        position += 1
        tokens.append(.endArray)
        return true
      case UInt8(ascii: ","): position += 1
      default: if !readValue(depth + 1) { return false }
      }
    }
  }

  private mutating func readScalar() -> [UInt8]? {
    if let quote = current, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      guard let (value, end) = QuotedText.read(text, at: position) else { return nil }
      position = end
      return value
    }
    let start = position
    while let byte = current {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "{"), UInt8(ascii: "["):
        return ended(from: start)
      case mark where mark != UInt8(ascii: ":") || isFollowedByBlank: return ended(from: start)
      default: position += 1
      }
    }
    return ended(from: start)
  }

  private var isFollowedByBlank: Bool {
    let next = position + 1
    return next >= text.endIndex || text[next] <= 0x20 || [0x2C, 0x7D, 0x5D, 0x22, 0x27].contains(text[next])
  }

  private func ended(from start: Int) -> [UInt8]? {
    position > start ? Array(text[start..<position].withoutBlanks) : nil
  }
}

/// A value in quotes, as YAML and TOML write it: `"…"` with escapes, `'…'` where only a doubled quote means one.
enum QuotedText {
  /// - Returns: the value and where the text goes on; nil when the quote does not end.
  static func read(_ text: ArraySlice<UInt8>, at start: Int) -> (value: [UInt8], end: Int)? {
    let quote = text[start]
    var index = start + 1
    if quote == UInt8(ascii: "\"") {
      while index < text.endIndex, text[index] != quote { index += text[index] == UInt8(ascii: "\\") ? 2 : 1 }
      guard index < text.endIndex else { return nil }
      let raw = text[(start + 1)..<index]
      return (raw.contains(UInt8(ascii: "\\")) ? JSONTokenizer.unescaped(raw) : Array(raw), index + 1)
    }
    var value: [UInt8] = []
    while index < text.endIndex {
      if text[index] == quote {
        guard index + 1 < text.endIndex, text[index + 1] == quote else { return (value, index + 1) }
        index += 1
      }
      value.append(text[index])
      index += 1
    }
    return nil
  }
}
