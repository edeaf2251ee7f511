/// A piece of a statement, so that parameters, types and refused words are found where they stand and not inside of
/// literals and comments.
package struct SQLToken: Sendable, Hashable {
  package enum Kind: Sendable {
    case word, number, literal, parameter, symbol, space, comment
    /// A name in double quotes.
    case quotedName
  }

  package let kind: Kind
  package let text: String

  /// The tokens of a statement or script, in order; together they are its text.
  package static func all(in sql: String) -> [SQLToken] {
    let bytes = Array(sql.utf8)
    var tokens: [SQLToken] = []
    var start = 0
    while start < bytes.count {
      let (kind, end) = next(in: bytes, from: start)
      tokens.append(SQLToken(kind: kind, text: String(decoding: bytes[start..<end], as: UTF8.self)))
      start = end
    }
    return tokens
  }

  private static func next(in bytes: [UInt8], from start: Int) -> (Kind, Int) {
    func run(while holds: (UInt8) -> Bool) -> Int {
      var end = start + 1
      while end < bytes.count, holds(bytes[end]) { end += 1 }
      return end
    }
    let following = start + 1 < bytes.count ? bytes[start + 1] : 0
    switch bytes[start] {
    case UInt8(ascii: "'"): return (.literal, quoted(in: bytes, from: start))
    case UInt8(ascii: "\""): return (.quotedName, quoted(in: bytes, from: start))
    case UInt8(ascii: "?"): return (.parameter, start + 1)
    case UInt8(ascii: "-") where following == UInt8(ascii: "-"): return (.comment, run { $0 != UInt8(ascii: "\n") })
    case UInt8(ascii: "/") where following == UInt8(ascii: "*"):
      // The star of the beginning is not that of the end.
      var end = start + 3
      while end < bytes.count, bytes[end] != UInt8(ascii: "/") || bytes[end - 1] != UInt8(ascii: "*") { end += 1 }
      return (.comment, min(end + 1, bytes.count))
    case let byte where isSpace(byte): return (.space, run(while: isSpace))
    case let byte where isDigit(byte): return (.number, run { isDigit($0) || $0 == UInt8(ascii: ".") })
    case let byte where isLetter(byte): return (.word, run { isLetter($0) || isDigit($0) })
    default: return (.symbol, start + 1)
    }
  }

  /// The end of a literal or quoted name; a doubled quote inside stands for one.
  private static func quoted(in bytes: [UInt8], from start: Int) -> Int {
    var end = start + 1
    while end < bytes.count {
      if bytes[end] == bytes[start] {
        guard end + 1 < bytes.count, bytes[end + 1] == bytes[start] else { return end + 1 }
        end += 1
      }
      end += 1
    }
    return end
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
  }
}
