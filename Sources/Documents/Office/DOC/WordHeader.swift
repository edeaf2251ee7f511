import Contents

/// The beginning of a Word document ([MS-DOC] 2.5): where its parts lie, and how long the text of each kind is.
struct WordHeader {
  /// The kinds of text in the order in which they stand one behind the other.
  enum Part: Int, CaseIterable {
    case body, footnotes, headers, macros, comments, endnotes, textBoxes, headerTextBoxes
  }

  /// Characters of each part.
  let lengths: [Int]
  /// Word 97 or later: text is UTF-16, its tables lie in a stream of their own.
  let isUnicode: Bool
  /// Before Word 97, the language whose code page the text is in.
  let language: Int
  /// Where text begins and ends when there is no piece table.
  let text: Range<Int>
  let usesSecondTable: Bool
  private let bytes: [UInt8]

  /// - Throws: `.password`, `.damaged` when it does not begin like a Word document, `.unknownType` before Word 6.
  init(_ bytes: [UInt8]) throws(UnreadReason) {
    guard let identity = bytes.uint16(at: 0), let version = bytes.uint16(at: 2), let flags = bytes.uint16(at: 0x0A)
    else { throw .damaged }
    guard identity == 0xA5EC || identity == 0xA5DC else { throw .damaged }
    if flags & 0x0100 != 0 { throw .password }
    guard version >= 0x65 else { throw .unknownType }
    isUnicode = version >= 0xC0
    usesSecondTable = flags & 0x0200 != 0
    language = Int(bytes.uint16(at: 6) ?? 0)
    let first = isUnicode ? 0x4C : 0x34
    lengths = Part.allCases.map { part in
      guard let length = bytes.uint32(at: first + part.rawValue * 4), length < 1 << 30 else { return 0 }
      return Int(length)
    }
    let start = Int(bytes.uint32(at: 0x18) ?? 0)
    text = min(start, bytes.count)..<max(min(start, bytes.count), min(Int(bytes.uint32(at: 0x1C) ?? 0), bytes.count))
    self.bytes = bytes
  }

  /// Where a structure lies, by its number in the header's list ([MS-DOC] 2.5.6); nil when there is none.
  func location(_ number: Int) -> Range<Int>? {
    guard isUnicode, let start = bytes.uint32(at: 0x9A + number * 8), let count = bytes.uint32(at: 0x9E + number * 8),
      count > 0, start < 1 << 30, count < 1 << 30
    else { return nil }
    return Int(start)..<Int(start) + Int(count)
  }

  static let paragraphs = 13
  static let pieces = 33
  static let commentAuthors = 36
}
