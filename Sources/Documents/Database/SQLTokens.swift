import Contents

/// Cuts SQL text into words, strings and marks, byte by byte, so that a dump of any length passes in little memory.
///
/// Strings double their quotation mark; in the dialect of MySQL a backslash escapes, too. All syntax is ASCII, so text in
/// UTF-8 is never cut within a character.
struct SQLTokens {
  enum Token: Equatable {
    /// A keyword, a number, or a name without quotation marks.
    case word([UInt8])
    case string([UInt8])
    /// A name in `…`, "…" or […].
    case name([UInt8])
    case mark(UInt8)
  }

  private enum State: Equatable {
    case between
    case word
    case quoted(UInt8)
    /// The quotation mark that may end what is quoted, or be its first half.
    case closing(UInt8)
    case escaped(UInt8)
    case dash, slash
    case lineComment
    case blockComment, blockCommentStar
  }

  /// Bytes of one token that are kept; what is longer is cut.
  static let longest = 1 << 20

  /// In the dialect of MySQL, `"…"` is a string and a backslash escapes.
  let isMySQL: Bool
  private var state = State.between
  private var text: [UInt8] = []

  init(isMySQL: Bool) {
    self.isMySQL = isMySQL
  }

  /// A string or a name is open: a dump that ends here was cut off.
  var isOpen: Bool {
    switch state {
    case .quoted, .escaped: true
    default: false
    }
  }

  var isInBackticks: Bool { state == .quoted(UInt8(ascii: "`")) }

  /// Nothing that began goes on.
  var isBetween: Bool { state == .between }

  /// Takes the next byte.
  /// - Parameter body: gets each token that ends with it, two at most.
  @inline(__always)
  mutating func take(_ byte: UInt8, _ body: (Token) throws(UnreadReason) -> Void) throws(UnreadReason) {
    switch state {
    case .quoted(let mark):
      if byte == mark {
        state = .closing(mark)
      } else if byte == UInt8(ascii: "\\"), isMySQL, mark != UInt8(ascii: "`") {
        state = .escaped(mark)
      } else {
        keep(byte)
      }
    case .escaped(let mark):
      keep(Self.unescaped(byte))
      state = .quoted(mark)
    case .closing(let mark):
      if byte == mark, mark != UInt8(ascii: "]") {
        keep(byte)
        state = .quoted(mark)
      } else {
        try body(finished(mark))
        state = .between
        try begin(byte, body)
      }
    case .word:
      if Self.isOfWord(byte) {
        keep(byte)
      } else {
        try body(.word(taken()))
        state = .between
        try begin(byte, body)
      }
    case .between: try begin(byte, body)
    case .dash:
      if byte == UInt8(ascii: "-") {
        state = .lineComment
      } else {
        // A sign of a number.
        state = .word
        keep(UInt8(ascii: "-"))
        try take(byte, body)
      }
    case .slash:
      state = .between
      if byte == UInt8(ascii: "*") {
        state = .blockComment
      } else {
        try body(.mark(UInt8(ascii: "/")))
        try begin(byte, body)
      }
    case .lineComment: if byte == 0x0A { state = .between }
    case .blockComment: if byte == UInt8(ascii: "*") { state = .blockCommentStar }
    case .blockCommentStar:
      if byte == UInt8(ascii: "/") {
        state = .between
      } else if byte != UInt8(ascii: "*") {
        state = .blockComment
      }
    }
  }

  /// After the last byte.
  mutating func finish(_ body: (Token) throws(UnreadReason) -> Void) throws(UnreadReason) {
    switch state {
    case .word: try body(.word(taken()))
    case .closing(let mark), .quoted(let mark), .escaped(let mark): try body(finished(mark))
    default: break
    }
  }

  private mutating func begin(_ byte: UInt8, _ body: (Token) throws(UnreadReason) -> Void) throws(UnreadReason) {
    switch byte {
    case 0x00...0x20: break
    case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): state = .quoted(byte)
    case UInt8(ascii: "["): state = isMySQL ? .between : .quoted(UInt8(ascii: "]"))
    case UInt8(ascii: "-"): state = .dash
    case UInt8(ascii: "/"): state = .slash
    case UInt8(ascii: "#") where isMySQL: state = .lineComment
    case _ where Self.isOfWord(byte):
      state = .word
      keep(byte)
    default: try body(.mark(byte))
    }
  }

  private func isName(_ mark: UInt8) -> Bool {
    mark == UInt8(ascii: "`") || mark == UInt8(ascii: "]") || mark == UInt8(ascii: "\"") && !isMySQL
  }

  private mutating func finished(_ mark: UInt8) -> Token {
    let bytes = taken()
    return isName(mark) ? .name(bytes) : .string(bytes)
  }

  private mutating func taken() -> [UInt8] {
    defer { text.removeAll(keepingCapacity: true) }
    // A token that was cut may end within a character.
    return text.count < Self.longest ? text : Array(String(decoding: text, as: UTF8.self).utf8)
  }

  @inline(__always)
  private mutating func keep(_ byte: UInt8) { if text.count < Self.longest { text.append(byte) } }

  /// The escapes of MySQL's string literals.
  private static func unescaped(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "0"), UInt8(ascii: "Z"), UInt8(ascii: "b"): 0x20
    default: byte
    }
  }

  @inline(__always)
  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "."),
      UInt8(ascii: "+"), UInt8(ascii: "@"), 0x80...0xFF:
      true
    default: false
    }
  }
}
