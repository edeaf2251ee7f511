/// Splits HTML into text and tags without believing that it is well formed.
///
/// UTF-8 goes in by chunks of any size. Memory is bounded: a tag longer than `longestTag` is taken for text, comments
/// and scripts are skipped without being held.
struct HTMLTokenizer {
  enum Token {
    /// Character data, references not yet resolved.
    case text(ArraySlice<UInt8>)
    /// A start tag, its name in lower case and what stands between name and `>`.
    case open(String, attributes: ArraySlice<UInt8>)
    case close(String)
  }

  private static let longestTag = 64 << 10
  /// Elements whose contents are no text, dropped up to their end tag.
  private static let dropped: Set<String> = ["script", "style"]

  private var buffer: [UInt8] = []
  private var position = 0
  private var isComplete = false
  /// What is being skipped: everything up to and with this, in lower case.
  private var skippingTo: [UInt8]?

  /// Adds input. Take all tokens with `next()` before the next call.
  mutating func push(_ utf8: some Collection<UInt8>, isLast: Bool) {
    if position > 0 {
      buffer.removeFirst(position)
      position = 0
    }
    buffer.append(contentsOf: utf8)
    isComplete = isLast
  }

  /// The next token; nil when more input is needed, or at the end.
  mutating func next() -> Token? {
    while position < buffer.count {
      if let end = skippingTo {
        guard skip(to: end) else { return nil }
        continue
      }
      guard buffer[position] == UInt8(ascii: "<") else { return text() }
      guard position + 1 < buffer.count else { return isComplete ? literal() : nil }
      switch buffer[position + 1] {
      case UInt8(ascii: "!"), UInt8(ascii: "?"):
        guard position + 4 <= buffer.count || isComplete else { return nil }
        let isComment = buffer[position...].starts(with: Array("<!--".utf8))
        skippingTo = Array((isComment ? "-->" : ">").utf8)
        position += isComment ? 4 : 2
      case UInt8(ascii: "/"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
        switch tagEnd() {
        case .at(let end): if let token = tag(upTo: end) { return token }
        case .never: return literal()
        case .notYet: return nil
        }
      default: return literal()
      }
    }
    return nil
  }

  /// A `<` that begins no tag.
  private mutating func literal() -> Token {
    position += 1
    return .text(buffer[position - 1..<position])
  }

  private mutating func text() -> Token? {
    var end = buffer[position...].firstIndex(of: UInt8(ascii: "<")) ?? buffer.count
    if end == buffer.count, !isComplete {
      // A reference that the chunk's end cuts waits for its rest.
      let tail = max(position, end - HTMLEntities.longest - 2)
      if let ampersand = buffer[tail..<end].lastIndex(of: UInt8(ascii: "&")),
        !buffer[ampersand..<end].contains(UInt8(ascii: ";"))
      {
        end = ampersand
      }
    }
    guard end > position else { return nil }
    defer { position = end }
    return .text(buffer[position..<end])
  }

  private enum TagEnd {
    /// Its `>` is here.
    case at(Int)
    /// It is no tag.
    case never
    case notYet
  }

  /// Where the tag at `position` ends, quotes of attribute values respected.
  private func tagEnd() -> TagEnd {
    var quote: UInt8 = 0
    var firstQuoted: Int?
    let limit = min(buffer.count, position + Self.longestTag)
    var index = position + 1
    while index < limit {
      let byte = buffer[index]
      if quote != 0 {
        if byte == quote { quote = 0 }
        if byte == UInt8(ascii: ">"), firstQuoted == nil { firstQuoted = index }
      } else if byte == UInt8(ascii: ">") {
        return .at(index)
      } else if byte == UInt8(ascii: "<") {
        // Looking further from every `<` would take quadratic time on a file that has nothing else.
        return .never
      } else if byte == 0x22 || byte == 0x27, buffer[index - 1] == UInt8(ascii: "=") {
        quote = byte
        firstQuoted = nil
      }
      index += 1
    }
    guard limit < buffer.count || isComplete else { return .notYet }
    // A quote that is never closed: the tag ends at the first `>` in it.
    if let firstQuoted { return .at(firstQuoted) }
    return .never
  }

  private mutating func tag(upTo end: Int) -> Token? {
    let isClosing = buffer[position + 1] == UInt8(ascii: "/")
    let start = position + (isClosing ? 2 : 1)
    let nameEnd =
      buffer[start..<end].firstIndex { $0 <= 0x20 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ">") } ?? end
    position = end + 1
    guard nameEnd > start, nameEnd - start <= 64 else { return nil }
    let name = String(
      decoding: buffer[start..<nameEnd].map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
    if isClosing { return .close(name) }
    if Self.dropped.contains(name) { skippingTo = Array("</\(name)".utf8) }
    return .open(name, attributes: buffer[nameEnd..<end])
  }

  /// Skips to the end of what is dropped, as far as the input goes.
  private mutating func skip(to end: [UInt8]) -> Bool {
    guard let first = end.first else { return true }
    var index = position
    while index + end.count <= buffer.count {
      if buffer[index] == first,
        zip(end, buffer[index..<index + end.count]).allSatisfy({ $0 == ($1 &- 0x41 < 26 ? $1 | 0x20 : $1) })
      {
        skippingTo = nil
        // `</script` goes on as an end tag; the others are over.
        position = end.count > 3 ? index : index + end.count
        return true
      }
      index += 1
    }
    position = isComplete ? buffer.count : index
    return false
  }
}

/// Attributes of a start tag.
enum HTMLAttributes {
  /// The value of the attribute `name` (lower case), references not resolved; nil when it is absent.
  static func value(of name: StaticString, in attributes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    var index = attributes.startIndex
    let end = attributes.endIndex
    while index < end {
      while index < end, attributes[index] <= 0x20 || attributes[index] == UInt8(ascii: "/") { index += 1 }
      let nameStart = index
      while index < end, attributes[index] > 0x20, attributes[index] != UInt8(ascii: "=") { index += 1 }
      let nameEnd = index
      while index < end, attributes[index] <= 0x20 { index += 1 }
      var value = attributes[index..<index]
      if index < end, attributes[index] == UInt8(ascii: "=") {
        index += 1
        while index < end, attributes[index] <= 0x20 { index += 1 }
        guard index < end else { return nil }
        let quote = attributes[index]
        if quote == 0x22 || quote == 0x27 {
          let close = attributes[(index + 1)...].firstIndex(of: quote) ?? end
          value = attributes[index + 1..<close]
          index = min(end, close + 1)
        } else {
          let close = attributes[index...].firstIndex { $0 <= 0x20 } ?? end
          value = attributes[index..<close]
          index = close
        }
      } else if nameEnd == nameStart {
        index += 1
        continue
      }
      let isWanted =
        nameEnd - nameStart == wanted.count
        && zip(attributes[nameStart..<nameEnd], wanted).allSatisfy { $0 | 0x20 == $1 }
      if isWanted { return value }
    }
    return nil
  }

  /// A whole number such as `colspan`, between 1 and `limit`.
  static func count(of name: StaticString, in attributes: ArraySlice<UInt8>, limit: Int) -> Int {
    guard let value = value(of: name, in: attributes),
      let number = Int(String(decoding: value.prefix(8), as: UTF8.self).filter { $0 != " " })
    else { return 1 }
    return max(1, min(limit, number))
  }
}
