/// JSON that is the value of a string: in saved requests, in columns of databases, in lines of logs.
enum EmbeddedJSON {
  private static let longest = 1 << 20
  private static let deepest = 64

  /// The tokens of an object, or of an array of such; nil for anything else, and for what is not well-formed.
  static func tokens(of text: some Collection<UInt8>) -> [JSONTokenizer.Token]? {
    guard text.count >= 7, text.count <= longest, let first = text.first,
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first <= 0x20
    else { return nil }
    var tokenizer = JSONTokenizer()
    tokenizer.push(text, isLast: true)
    var grammar = Grammar()
    var tokens: [JSONTokenizer.Token] = []
    while let token = tokenizer.next() {
      guard grammar.allows(token) else { return nil }
      tokens.append(token)
    }
    guard grammar.isComplete, tokens.contains(.beginObject), tokens.contains(.colon) else { return nil }
    return tokens
  }

  /// What may stand where (RFC 8259), of one value that is an object or an array.
  private struct Grammar {
    private enum Expected { case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd, nothing }

    private var levels: [Bool] = []
    private var expected = Expected.value

    var isComplete: Bool { expected == .nothing }

    mutating func allows(_ token: JSONTokenizer.Token) -> Bool {
      switch token {
      case .beginObject, .beginArray:
        guard expected == .value || expected == .valueOrEnd, levels.count < EmbeddedJSON.deepest else { return false }
        levels.append(token == .beginObject)
        expected = token == .beginObject ? .keyOrEnd : .valueOrEnd
      case .endObject, .endArray:
        let isObject = token == .endObject
        let mayEnd = expected == .commaOrEnd || expected == (isObject ? .keyOrEnd : .valueOrEnd)
        guard mayEnd, levels.popLast() == isObject else { return false }
        endValue()
      case .string:
        if expected == .key || expected == .keyOrEnd {
          expected = .colon
        } else {
          return allowsScalar()
        }
      case .literal: return allowsScalar()
      case .colon:
        guard expected == .colon else { return false }
        expected = .value
      case .comma:
        guard expected == .commaOrEnd, let isObject = levels.last else { return false }
        expected = isObject ? .key : .value
      case .broken: return false
      }
      return true
    }

    private mutating func allowsScalar() -> Bool {
      guard expected == .value || expected == .valueOrEnd, !levels.isEmpty else { return false }
      endValue()
      return true
    }

    private mutating func endValue() { expected = levels.isEmpty ? .nothing : .commaOrEnd }
  }
}
