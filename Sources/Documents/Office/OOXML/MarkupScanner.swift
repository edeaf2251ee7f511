import Contents
import Glibc

/// The tags and texts of one part of an Office document, one after the other, without building a tree.
///
/// Not a validating parser: it wants well-formed tags and asks no more. Namespace prefixes are dropped, comments and
/// processing instructions are skipped, and a document type with declarations is refused.
struct MarkupScanner: ~Copyable {
  enum Token: Sendable {
    /// A start tag; for `<a/>` an `end` of the same name follows.
    case start
    case end
    case text
    case finish
  }

  var buffer: MarkupBuffer
  /// Name of the tag that was last met.
  private(set) var name = MarkupName("")
  /// The start tag just met is of the form `<a/>`.
  var isEmptyElement: Bool { owesEnd }
  /// Start tags that are not closed yet.
  private(set) var depth = 0
  private var attributesStart = 0
  private var attributesEnd = 0
  private var textStart = 0
  private var textEnd = 0
  private var textIsRaw = false
  private var owesEnd = false

  /// Text is given out in pieces of about this size.
  private static let largestText = 64 << 10

  init(_ stream: ZipMemberStream, in reading: Reading) { buffer = MarkupBuffer(stream, in: reading) }

  /// Moves to the next token. Ranges of the token before are no longer valid.
  /// - Throws: `.damaged` when a tag is not closed or a document type declares something; `.tooLarge`.
  mutating func next() throws(UnreadReason) -> Token {
    if owesEnd {
      owesEnd = false
      depth -= 1
      return .end
    }
    while true {
      if buffer.start == buffer.end, try !buffer.refill() { return .finish }
      if buffer.bytes[buffer.start] != 0x3C { return try nextText() }
      guard let length = try tagLength() else { throw .damaged }
      let tag = buffer.start
      buffer.start = tag + length
      switch buffer.bytes[tag + 1] {
      case 0x3F: continue
      case 0x21:
        if try skipOrTakeDeclaration(at: tag, length: length) { return .text }
      case 0x2F:
        readName(from: tag + 2, to: tag + length - 1)
        depth -= 1
        return .end
      default:
        owesEnd = length > 2 && buffer.bytes[tag + length - 2] == 0x2F
        readName(from: tag + 1, to: tag + length - (owesEnd ? 2 : 1))
        depth += 1
        return .start
      }
    }
  }

  /// Passes over everything up to the end of the element whose start tag was just met.
  mutating func skipElement() throws(UnreadReason) {
    let outer = depth - 1
    while depth > outer { if try next() == .finish { return } }
  }

  // MARK: - The token that was met

  /// Appends the text of a `.text` token with its references resolved.
  func appendText(to output: inout [UInt8]) {
    let text = UnsafeBufferPointer(start: buffer.bytes + textStart, count: textEnd - textStart)
    if textIsRaw || memchr(buffer.bytes + textStart, 0x26, textEnd - textStart) == nil {
      output.append(contentsOf: text)
    } else {
      output.append(contentsOf: MarkupText.decode(text))
    }
  }

  /// Value of an attribute of the start tag just met, by its local name, references not resolved.
  func rawAttribute(_ wanted: StaticString) -> UnsafeBufferPointer<UInt8>? {
    MarkupAttributes(UnsafeBufferPointer(start: buffer.bytes + attributesStart, count: attributesEnd - attributesStart))
      .value(of: MarkupName(wanted))
  }

  func attribute(_ wanted: StaticString) -> String? {
    rawAttribute(wanted).map { String(decoding: MarkupText.decode($0), as: UTF8.self) }
  }

  func intAttribute(_ wanted: StaticString) -> Int? {
    attribute(wanted).flatMap { Int($0) }
  }

  /// The attribute `r:id`, for tags that also have an `id` without prefix.
  var relationshipID: String? {
    MarkupAttributes(UnsafeBufferPointer(start: buffer.bytes + attributesStart, count: attributesEnd - attributesStart))
      .value(of: MarkupName("id"), prefixed: true).map { String(decoding: $0, as: UTF8.self) }
  }

  /// A switch such as `<w:b w:val="false"/>`: present means true unless the value says otherwise.
  func flagAttribute(_ wanted: StaticString) -> Bool? {
    attribute(wanted).map { $0 == "1" || $0 == "true" || $0 == "on" }
  }

  // MARK: - Scanning

  /// Length of the tag at the start of the buffer, up to and with its `>`; nil when the part ends before.
  private mutating func tagLength() throws(UnreadReason) -> Int? {
    while true {
      if let length = completeTagLength() { return length }
      if try !buffer.refill() { return nil }
    }
  }

  private func completeTagLength() -> Int? {
    let bytes = buffer.bytes + buffer.start
    let count = buffer.end - buffer.start
    guard count >= 3 else { return nil }
    if bytes[1] == 0x21 {
      guard count >= 9 else { return nil }
      if bytes[2] == 0x2D, bytes[3] == 0x2D { return lengthThrough((0x2D, 0x2D, 0x3E), bytes, count, from: 4) }
      if bytes[2] == 0x5B { return lengthThrough((0x5D, 0x5D, 0x3E), bytes, count, from: 9) }
    }
    var at = 1
    while at < count {
      let byte = bytes[at]
      if byte == 0x3E { return at + 1 }
      if byte == 0x22 || byte == 0x27 {
        guard let close = memchr(bytes + at + 1, Int32(byte), count - at - 1) else { return nil }
        at = UnsafePointer(close.assumingMemoryBound(to: UInt8.self)) - UnsafePointer(bytes)
      }
      at += 1
    }
    return nil
  }

  private func lengthThrough(
    _ mark: (UInt8, UInt8, UInt8), _ bytes: UnsafePointer<UInt8>, _ count: Int, from first: Int
  ) -> Int? {
    var at = first
    while at + 2 < count {
      if bytes[at] == mark.0, bytes[at + 1] == mark.1, bytes[at + 2] == mark.2 { return at + 3 }
      at += 1
    }
    return nil
  }

  /// - Returns: true when it is a CDATA section, whose text stands ready.
  private mutating func skipOrTakeDeclaration(at tag: Int, length: Int) throws(UnreadReason) -> Bool {
    let bytes = buffer.bytes + tag
    if length >= 12, bytes[2] == 0x5B {
      textStart = tag + 9
      textEnd = tag + length - 3
      textIsRaw = true
      return true
    }
    // A document type may only name itself. Declarations are how entity bombs are built; Office never writes any.
    if bytes[2] == 0x44, memchr(bytes, 0x5B, length) != nil { throw .damaged }
    return false
  }

  private mutating func nextText() throws(UnreadReason) -> Token {
    while true {
      let bytes = buffer.bytes + buffer.start
      let count = buffer.end - buffer.start
      if let found = memchr(bytes, 0x3C, count) {
        return takeText(UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - UnsafePointer(bytes))
      }
      if count > Self.largestText { return takeText(wholeCharacters(bytes, count)) }
      if try !buffer.refill() { return takeText(buffer.end - buffer.start) }
    }
  }

  private mutating func takeText(_ count: Int) -> Token {
    textStart = buffer.start
    textEnd = buffer.start + count
    textIsRaw = false
    buffer.start = textEnd
    return .text
  }

  /// The longest start of the text that cuts neither a reference nor a character.
  private func wholeCharacters(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    var at = count - 1
    while at > count - 16 {
      if bytes[at] == 0x26 { return at }
      if bytes[at] == 0x3B { break }
      at -= 1
    }
    at = count
    while at > count - 4, bytes[at - 1] & 0xC0 == 0x80 { at -= 1 }
    return bytes[at - 1] >= 0xC0 ? at - 1 : at
  }

  private mutating func readName(from first: Int, to last: Int) {
    let bytes = buffer.bytes
    var start = first
    var at = first
    while at < last {
      let byte = bytes[at]
      if byte == 0x3A { start = at + 1 }
      if byte <= 0x20 { break }
      at += 1
    }
    name = MarkupName(bytes: bytes + start, count: max(0, at - start))
    attributesStart = min(at, last)
    attributesEnd = last
  }
}

/// The attributes of one tag.
struct MarkupAttributes {
  private let bytes: UnsafeBufferPointer<UInt8>

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  func value(of wanted: MarkupName, prefixed: Bool = false) -> UnsafeBufferPointer<UInt8>? {
    guard let base = bytes.baseAddress else { return nil }
    var at = 0
    while at < bytes.count {
      while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
      var start = at
      let whole = at
      while at < bytes.count, bytes[at] != 0x3D, bytes[at] > 0x20 {
        if bytes[at] == 0x3A { start = at + 1 }
        at += 1
      }
      let name = MarkupName(bytes: base + start, count: at - start)
      while at < bytes.count, bytes[at] != 0x22, bytes[at] != 0x27 { at += 1 }
      guard at < bytes.count else { return nil }
      let quote = bytes[at]
      let valueStart = at + 1
      at = valueStart
      while at < bytes.count, bytes[at] != quote { at += 1 }
      guard at < bytes.count else { return nil }
      if name == wanted, !prefixed || start > whole { return UnsafeBufferPointer(rebasing: bytes[valueStart..<at]) }
      at += 1
    }
    return nil
  }
}
