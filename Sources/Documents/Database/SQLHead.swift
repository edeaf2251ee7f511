/// The first words of a statement, up to the ones that decide what it is.
struct SQLHead {
  private static let mostTokens = SQLColumns.most * 2 + 40
  /// Bytes of one name or word that are kept.
  static let longestName = 256

  /// The first word in lower case.
  private(set) var verb: String?
  private var tokens: [SQLTokens.Token] = []
  /// Brackets that are open before the next token.
  private(set) var depth = 0

  var isEmpty: Bool { tokens.isEmpty }
  var isFull: Bool { tokens.count > Self.mostTokens }
  var count: Int { tokens.count }

  mutating func append(_ token: SQLTokens.Token) {
    if tokens.isEmpty { verb = Self.word(token) }
    switch token {
    case .mark(UInt8(ascii: "(")): depth += 1
    case .mark(UInt8(ascii: ")")): depth -= 1
    default: break
    }
    tokens.append(Self.shortened(token))
  }

  func contains(_ keyword: String) -> Bool { tokens.contains { Self.word($0) == keyword } }

  /// The table of a statement and the columns in brackets behind its name, if there are any.
  /// - Parameter keyword: what stands before the name; without it the name follows the verb.
  func target(after keyword: String) -> (name: [UInt8], columns: [[UInt8]])? {
    let start = tokens.firstIndex { $0 == .mark(UInt8(ascii: "(")) } ?? tokens.count
    guard let at = tokens[..<start].firstIndex(where: { Self.word($0) == keyword }) ?? lastModifier else { return nil }
    var index = at + 1
    var name: [UInt8]?
    while index < tokens.count, let part = Self.name(tokens[index]) {
      // schema.table; the word of `"public".` ends in its dot.
      if name == nil || index > at + 1 && (part.first == UInt8(ascii: ".") || Self.isDot(tokens[index - 1])) {
        name = part
      } else if Self.word(tokens[index]) != "." {
        break
      }
      index += 1
    }
    guard let name else { return nil }
    var columns: [[UInt8]] = []
    if index < tokens.count, tokens[index] == .mark(UInt8(ascii: "(")) {
      index += 1
      while index < tokens.count, tokens[index] != .mark(UInt8(ascii: ")")) {
        if let column = Self.name(tokens[index]) { columns.append(column) }
        index += 1
      }
    }
    return (Self.withoutSchema(name), columns)
  }

  /// The name that the head ends with, its last token apart.
  var lastName: [UInt8]? {
    tokens.dropLast().last { Self.name($0) != nil }.flatMap(Self.name).map(Self.withoutSchema)
  }

  /// SQL Server and MySQL may leave INTO out: `INSERT IGNORE t`, `INSERT [dbo].[T]`.
  private var lastModifier: Int? {
    guard !tokens.isEmpty else { return nil }
    var at = 0
    while at + 1 < tokens.count, let word = Self.word(tokens[at + 1]), Self.modifiers.contains(word) { at += 1 }
    return at
  }

  private static let modifiers: Set<String> = ["low_priority", "high_priority", "delayed", "ignore"]

  private static func withoutSchema(_ name: [UInt8]) -> [UInt8] {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot + 1 < name.count else { return name }
    return Array(name[(dot + 1)...])
  }

  private static func isDot(_ token: SQLTokens.Token) -> Bool { token == .word([UInt8(ascii: ".")]) }

  /// A keyword in lower case.
  static func word(_ token: SQLTokens.Token) -> String? {
    guard case .word(let bytes) = token, bytes.count < 20 else { return nil }
    return String(decoding: bytes, as: UTF8.self).lowercased()
  }

  /// What may be a name. `"…"` is one in MySQL, too, when its mode is that of ANSI.
  static func name(_ token: SQLTokens.Token) -> [UInt8]? {
    switch token {
    case .word(let bytes), .name(let bytes), .string(let bytes): shortened(bytes)
    case .mark: nil
    }
  }

  private static func shortened(_ token: SQLTokens.Token) -> SQLTokens.Token {
    switch token {
    case .word(let bytes): .word(shortened(bytes))
    case .name(let bytes): .name(shortened(bytes))
    case .string(let bytes): .string(shortened(bytes))
    case .mark: token
    }
  }

  private static func shortened(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > longestName else { return bytes }
    var end = longestName
    while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Array(bytes[..<end])
  }
}
